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

/** A binary heap of labels: the lowest rank first, of one rank the lowest label. */
export class RankedHeap {
  constructor() {
    this.ranks = new Float64Array(1024);
    this.labels = new Int32Array(1024);
    this.size = 0;
  }

  /** @param {number} rank @param {number} label */
  push(rank, label) {
    if (this.size === this.ranks.length) this.grow();
    const { ranks, labels } = this;
    let child = this.size++;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (ranks[parent] < rank || (ranks[parent] === rank && labels[parent] <= label)) break;
      ranks[child] = ranks[parent];
      labels[child] = labels[parent];
      child = parent;
    }
    ranks[child] = rank;
    labels[child] = label;
  }

  /** Take the first label off. */
  pop() {
    const { ranks, labels } = this;
    const first = labels[0];
    const size = --this.size;
    const rank = ranks[size];
    const label = labels[size];
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      const next = child + 1;
      if (
        next < size &&
        (ranks[next] < ranks[child] || (ranks[next] === ranks[child] && labels[next] < labels[child]))
      ) {
        child = next;
      }
      if (ranks[child] > rank || (ranks[child] === rank && labels[child] >= label)) break;
      ranks[hole] = ranks[child];
      labels[hole] = labels[child];
      hole = child;
    }
    ranks[hole] = rank;
    labels[hole] = label;
    return first;
  }

  grow() {
    const ranks = new Float64Array(2 * this.size);
    const labels = new Int32Array(2 * this.size);
    ranks.set(this.ranks);
    labels.set(this.labels);
    this.ranks = ranks;
    this.labels = labels;
  }
}

/**
 * A binary heap of items by key. Which of equal keys comes first depends on how they moved, as in
 * `mapper/routing/quickest.py`, so that the same one of equally good paths is found.
 */
export class KeyedHeap {
  constructor() {
    this.keys = new Float64Array(256);
    this.items = new Int32Array(256);
    this.size = 0;
  }

  /** @param {number} key @param {number} item */
  push(key, item) {
    if (this.size === this.keys.length) {
      const keys = new Float64Array(2 * this.size);
      const items = new Int32Array(2 * this.size);
      keys.set(this.keys);
      items.set(this.items);
      this.keys = keys;
      this.items = items;
    }
    const { keys, items } = this;
    let child = this.size++;
    while (child > 0 && keys[(child - 1) >> 1] > key) {
      const parent = (child - 1) >> 1;
      keys[child] = keys[parent];
      items[child] = items[parent];
      child = parent;
    }
    keys[child] = key;
    items[child] = item;
  }

  /** Take the item of the smallest key, `items[0]`, off. */
  pop() {
    const { keys, items } = this;
    const size = --this.size;
    const key = keys[size];
    const item = items[size];
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= key) break;
      keys[hole] = keys[child];
      items[hole] = items[child];
      hole = child;
    }
    keys[hole] = key;
    items[hole] = item;
  }
}
