/**
 * The proof: label setting over sets of cameras, `mapper/routing/exact_kernel.py` step by step, so
 * that it ends, or gives up, at the same label. Label 1 dominates label 2 at the same directed edge
 * where it is no slower and |S1| + |(S2 \ S1) and R| <= |S2|: S are the cameras met, R those that
 * label 2 can still come into view of within the budget. Of each S only the part in R is kept, with
 * the count of the whole; why that proves a front is told in `docs/search.md`.
 */

import { RankedHeap } from "./heap.js";
import { ARRIVALS, EDGES, NEVER, ONE_CAMERA } from "./memory.js";
import { COUNT_FACTOR, DONE, FULL, MOST_LABELS, RUNNING, joinFronts } from "./search.js";

/** Columns of a label's row. */
const STATE = 0;
const PARENT = 1;
const COUNT = 2;
const WEIGHT = 3;
const COST = 4;
const SET = 5;
const SIZE = 6;
const NEXT = 7;
const CERTAIN = 8;
const WIDTH = 9;
const LABEL_WORTH = 64;
const PROOF_SLICE = 5_000;
/** How many slices of work a proof may take: as many as on the server. */
export const PROOF_SLICES = 100;
const MOST_POOLED = 16 * MOST_LABELS;

/**
 * Prove a front of a field, or better it, or give up after so many slices.
 *
 * @param {import("./field.js").Field} field its memory must not have served another query since
 * @param {import("./search.js").Front} found true routes of that query; may be none
 * @param {number} slices
 * @returns {Generator<undefined, import("./search.js").Front>}
 */
export function* proveFront(field, found, slices) {
  const proof = new Proof(field, found);
  let status = proof.extend(PROOF_SLICE);
  for (let done = 1; status === RUNNING && done < slices; done++) {
    yield undefined;
    status = proof.extend(PROOF_SLICE);
  }
  const proven = status === DONE;
  const better = proof.solutions;
  const joined = joinFronts(
    found,
    better.map((label) => proof.row[label * WIDTH + COST]),
    better.map((label) => proof.row[label * WIDTH + COUNT]),
    better.map((label) => proof.trace(label)),
  );
  return { ...joined, complete: found.complete || proven, optimal: proven, proofLabels: proof.nLabels };
}

/** From where and how soon each camera of a field can be met, and where its states end. */
class Outlook {
  /** @param {import("./field.js").Field} field */
  constructor(field) {
    const { graph, seen, memory } = field.network;
    const [x, y] = graph.metres();
    this.msPerM = graph.msPerM;
    this.box = memory.sightBox;
    this.after = memory.sightAfter;
    this.whole = memory.sightWhole;
    this.endX = new Float64Array(field.nStates);
    this.endY = new Float64Array(field.nStates);
    this.endCost = new Int32Array(field.nStates);
    for (let state = 1; state < field.nStates; state++) {
      const way = memory.way[state];
      if (way < 0) continue;
      const tail = graph.tail[way];
      const head = graph.head[way];
      this.endX[state] = x[head];
      this.endY[state] = y[head];
      this.endCost[state] = memory.fromStart[head];
      const after = memory.cost[state] + memory.onward[state];
      /** @type {ArrayLike<number>} */
      let listed = seen.camera;
      let first = 0;
      let last = 0;
      if (state < EDGES) {
        listed = field.ends.cameras[state];
        last = listed.length;
      } else {
        first = seen.start[way >> 1];
        last = seen.start[(way >> 1) + 1];
      }
      for (let k = first; k < last; k++) {
        const camera = listed[k];
        const at = 4 * camera;
        if (memory.sightStamp[camera] !== field.stamp) {
          memory.sightStamp[camera] = field.stamp;
          this.after[camera] = this.whole[camera] = NEVER;
          this.box[at] = this.box[at + 2] = x[tail];
          this.box[at + 1] = this.box[at + 3] = y[tail];
        }
        // no path comes back to where it began
        if (state < ARRIVALS) continue;
        this.box[at] = Math.min(this.box[at], x[tail]);
        this.box[at + 1] = Math.min(this.box[at + 1], y[tail]);
        this.box[at + 2] = Math.max(this.box[at + 2], x[tail]);
        this.box[at + 3] = Math.max(this.box[at + 3], y[tail]);
        this.after[camera] = Math.min(this.after[camera], after);
        this.whole[camera] = Math.min(this.whole[camera], memory.before[state] + after);
      }
    }
  }

  /**
   * Whether a path that has come to the end of a state may yet come into view of a camera.
   *
   * @param {number} camera @param {number} cost @param {number} state @param {number} budget
   */
  canBeMet(camera, cost, state, budget) {
    if (cost - this.endCost[state] + this.whole[camera] > budget) return false;
    const { box } = this;
    const at = 4 * camera;
    const dx = Math.max(box[at] - this.endX[state], this.endX[state] - box[at + 2], 0);
    const dy = Math.max(box[at + 1] - this.endY[state], this.endY[state] - box[at + 3], 0);
    const crow = Math.floor(this.msPerM * Math.sqrt(dx * dx + dy * dy));
    return cost + crow + this.after[camera] <= budget;
  }
}

/** The labels of one proof. */
class Proof {
  /** @param {import("./field.js").Field} field @param {import("./search.js").Front} known */
  constructor(field, known) {
    this.field = field;
    this.memory = field.network.memory;
    this.known = known;
    this.outlook = new Outlook(field);
    this.row = new Int32Array(4096 * WIDTH);
    this.low = new Int32Array(4096);
    this.high = new Int32Array(4096);
    this.pool = new Int32Array(65536);
    this.first = new Int32Array(field.nStates).fill(-1);
    this.heap = new RankedHeap();
    this.row[PARENT] = this.row[NEXT] = -1;
    this.nLabels = 1;
    this.nPooled = 0;
    this.work = 0;
    this.fewest = NEVER;
    /** @type {number[]} */
    this.solutions = [];
    this.heap.push(0, 0);
  }

  /**
   * Expand labels in order of duration, then of cameras, as long as a slice of work lasts:
   * `LABEL_WORTH` comparisons of sets, or as many cameras put into sets, count as a label.
   *
   * @param {number} slice
   */
  extend(slice) {
    const { memory, heap } = this;
    const until = this.work + slice * LABEL_WORTH;
    while (this.work < until) {
      if (heap.size === 0) return DONE;
      this.work += LABEL_WORTH;
      const label = heap.pop();
      const at = label * WIDTH;
      const state = this.row[at + STATE];
      const whole = this.row[at + COST] + memory.onward[state];
      if (this.least(label) >= this.fewestWithin(whole)) continue;
      if (state >= ARRIVALS && state < EDGES) {
        this.solutions.push(label);
        this.fewest = this.row[at + COUNT];
        continue;
      }
      // NEXT still holds the label that was last expanded here when this one was made
      if (this.isDominated(label, state, this.row[at + NEXT])) continue;
      this.row[at + NEXT] = this.first[state];
      this.first[state] = label;
      const last = memory.turnStart[state + 1];
      for (let turn = memory.turnStart[state]; turn < last; turn++) {
        if (!this.walk(label, turn)) return FULL;
      }
    }
    return RUNNING;
  }

  /** The fewest cameras of any path found that takes no longer. @param {number} whole */
  fewestWithin(whole) {
    const { cost, cameras } = this.known;
    let fewest = this.fewest;
    for (let k = 0; k < cost.length && cost[k] <= whole; k++) {
      if (cameras[k] < fewest) fewest = cameras[k];
    }
    return fewest;
  }

  /** Bound by what a path will be charged. @param {number} weight @param {number} state */
  promised(weight, state) {
    return this.field.ends.certain + Math.floor((weight + this.memory.bound[state] + ONE_CAMERA - 1) / ONE_CAMERA);
  }

  /**
   * Bound the cameras of every path through a label from below: what the rest of a path is charged
   * for cameras met before is at most what these were not yet charged.
   *
   * @param {number} label
   */
  least(label) {
    const { row, pool } = this;
    const { bound, charge } = this.memory;
    const at = label * WIDTH;
    const state = row[at + STATE];
    if (bound[state] === NEVER) return NEVER;
    let count = row[at + COUNT] + this.field.ends.certain - row[at + CERTAIN];
    let owed = bound[state];
    const end = row[at + SET] + row[at + SIZE];
    for (let k = row[at + SET]; k < end; k++) {
      const weight = charge[pool[k]];
      if (weight > 0) owed -= ONE_CAMERA - weight;
    }
    if (owed > 0) count += Math.floor((owed + ONE_CAMERA - 1) / ONE_CAMERA);
    return Math.max(count, this.promised(row[at + WEIGHT], state));
  }

  /**
   * Take a turn from a label and keep the label there where it may lead to something new.
   *
   * @param {number} label @param {number} turn
   * @returns {boolean} whether there was room
   */
  walk(label, turn) {
    const { memory, field } = this;
    const at = label * WIDTH;
    const state = memory.turnTo[turn];
    const cost = this.row[at + COST] + memory.cost[state];
    const whole = cost + memory.onward[state];
    if (whole > field.budget || memory.bound[state] === NEVER) return true;
    const weight = this.row[at + WEIGHT] + memory.turnWeight[turn];
    const fewest = this.fewestWithin(whole);
    if (this.promised(weight, state) >= fewest || this.row[at + COUNT] >= fewest) return true;
    const most = this.row[at + SIZE] + memory.newStart[turn + 1] - memory.newStart[turn];
    if (this.nLabels >= MOST_LABELS || this.nPooled + most > MOST_POOLED) return false;
    this.makeRoom(most);
    const next = this.nLabels;
    const to = next * WIDTH;
    this.row[to + STATE] = state;
    this.row[to + PARENT] = label;
    this.row[to + WEIGHT] = weight;
    this.row[to + COST] = cost;
    this.row[to + SET] = this.nPooled;
    this.meet(next, turn);
    const least = this.least(next);
    if (least >= fewest) return true;
    if (state < ARRIVALS || state >= EDGES) {
      if (this.isDominated(next, state, -1)) return true;
      this.row[to + NEXT] = this.first[state];
    }
    this.nPooled += this.row[to + SIZE];
    this.nLabels++;
    this.heap.push((whole - field.quickest) * COUNT_FACTOR + Math.min(least, COUNT_FACTOR - 1), next);
    return true;
  }

  /** Room for one more label with so many cameras. @param {number} most */
  makeRoom(most) {
    if (this.nLabels === this.low.length) {
      this.row = larger(this.row, 2 * this.row.length);
      this.low = larger(this.low, 2 * this.low.length);
      this.high = larger(this.high, 2 * this.high.length);
    }
    if (this.nPooled + most > this.pool.length) {
      this.pool = larger(this.pool, Math.max(2 * this.pool.length, this.nPooled + most));
    }
  }

  /**
   * Write a new label's set: its parent's and what came into view, less what is out of reach.
   *
   * @param {number} label @param {number} turn
   */
  meet(label, turn) {
    const { row, pool, memory, outlook } = this;
    const { fresh, charge } = memory;
    const { budget } = this.field;
    const to = label * WIDTH;
    const parent = row[to + PARENT] * WIDTH;
    let old = row[parent + SET];
    const oldEnd = old + row[parent + SIZE];
    let met = memory.newStart[turn];
    const metEnd = memory.newStart[turn + 1];
    let count = row[parent + COUNT];
    let certain = row[parent + CERTAIN];
    const state = row[to + STATE];
    const cost = row[to + COST];
    const arrived = state >= ARRIVALS && state < EDGES;
    let at = row[to + SET];
    let low = 0;
    let high = 0;
    this.work += oldEnd - old + metEnd - met;
    while (old < oldEnd || met < metEnd) {
      let camera;
      if (met === metEnd || (old < oldEnd && pool[old] <= fresh[met])) {
        camera = pool[old];
        if (met < metEnd && fresh[met] === camera) met++;
        old++;
      } else {
        camera = fresh[met];
        count++;
        if (charge[camera] === 0) certain++;
        met++;
      }
      if (!arrived && outlook.canBeMet(camera, cost, state, budget)) {
        pool[at++] = camera;
        const bit = Math.imul(camera, 0x9e3779b1) >>> 26;
        if (bit < 32) low |= 1 << bit;
        else high |= 1 << (bit - 32);
      }
    }
    row[to + COUNT] = count;
    row[to + CERTAIN] = certain;
    row[to + SIZE] = at - row[to + SET];
    this.low[label] = low;
    this.high[label] = high;
  }

  /**
   * Whether a label expanded at the state, later than `until`, dominates a label. Labels are
   * expanded by duration, so those expanded at the same state are no longer.
   *
   * @param {number} label @param {number} state @param {number} until
   */
  isDominated(label, state, until) {
    const { row, low, high } = this;
    const count = row[label * WIDTH + COUNT];
    let other = this.first[state];
    while (other !== until && other >= 0) {
      this.work++;
      const spare = count - row[other * WIDTH + COUNT];
      if (
        spare >= 0 &&
        bits(low[label] & ~low[other]) + bits(high[label] & ~high[other]) <= spare &&
        this.addsAtMost(label, other, spare)
      ) {
        return true;
      }
      other = row[other * WIDTH + NEXT];
    }
    return false;
  }

  /**
   * Whether at most `spare` cameras of one label's set are missing in another's.
   *
   * @param {number} label @param {number} other @param {number} spare
   */
  addsAtMost(label, other, spare) {
    const { row, pool } = this;
    let at = row[other * WIDTH + SET];
    const end = at + row[other * WIDTH + SIZE];
    const last = row[label * WIDTH + SET] + row[label * WIDTH + SIZE];
    for (let k = row[label * WIDTH + SET]; k < last; k++) {
      while (at < end && pool[at] < pool[k]) at++;
      if (at === end || pool[at] !== pool[k]) {
        if (--spare < 0) return false;
      }
    }
    return true;
  }

  /** The directed edges that lead to a label. @param {number} label */
  trace(label) {
    const path = [];
    while (this.row[label * WIDTH + PARENT] >= 0) {
      path.push(this.memory.way[this.row[label * WIDTH + STATE]]);
      label = this.row[label * WIDTH + PARENT];
    }
    return Int32Array.from(path.reverse());
  }
}

/** @param {Int32Array} array @param {number} size */
function larger(array, size) {
  const copy = new Int32Array(size);
  copy.set(array);
  return copy;
}

/** Count the bits of a mask. @param {number} mask */
function bits(mask) {
  mask -= (mask >>> 1) & 0x55555555;
  mask = (mask & 0x33333333) + ((mask >>> 2) & 0x33333333);
  return Math.imul((mask + (mask >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
