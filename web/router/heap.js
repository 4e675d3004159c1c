/** A binary heap of numbers that grows: the smallest key first. */
export class Heap {
  constructor() {
    this.keys = new Float64Array(1024);
    this.size = 0;
  }

  /** @param {number} key */
  push(key) {
    if (this.size === this.keys.length) {
      const keys = new Float64Array(2 * this.size);
      keys.set(this.keys);
      this.keys = keys;
    }
    const { keys } = this;
    let child = this.size++;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (keys[parent] <= key) break;
      keys[child] = keys[parent];
      child = parent;
    }
    keys[child] = key;
  }

  /** Take the smallest key, `keys[0]`, off. */
  pop() {
    const { keys } = this;
    const smallest = keys[0];
    const size = --this.size;
    const key = keys[size];
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= key) break;
      keys[hole] = keys[child];
      hole = child;
    }
    keys[hole] = key;
    return smallest;
  }
}
