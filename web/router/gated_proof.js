/**
 * Proof of the fronts by gates: labels compared by the sets of cameras they have met, begun with
 * the known ways. `mapper/routing/gated_{certificate,proof_kernel}.py`, label by label; given up
 * after as much work as there.
 */

import { MOST_GATES, groupedByGates, longestMs } from "./gated.js";
import { RankedHeap } from "./heap.js";

/** @typedef {import("./gated.js").GatedWay} GatedWay */

/** Labels and comparisons of labels after which each of the two searches is given up. */
const MOST_PROOF_WORK = 2_000_000;
const MOST_SET_BYTES = 2 ** 26;
const MOST_SET_LABELS = 2 ** 19;
const MOST_KNOWN = 4096;
/** The server's sets are words of so many bits; they bound how many labels there is room for. */
const SERVER_WORD = 64;
const WORD_BITS = 32;
const PROOF_STEPS = 2_000;
const RANK_COUNTS = 2 ** 11;
const RANK_GATES = 2 ** 4;

/**
 * The proven fronts between two states, null where the proof was given up.
 *
 * @param {import("./gated.js").GatedField} field @param {number} start @param {number} goal
 * @param {import("./gated.js").GatedFronts} known @param {number} detour
 * @returns {Generator<undefined, import("./gated.js").GatedFronts | null>}
 */
export function* proveGates(field, start, goal, known, detour) {
  const ways = known.fronts.flatMap((front) => front.ways);
  const found = yield* provenWays(field, start, goal, MOST_GATES, known.budget, ways);
  if (!found) return null;
  const alone = field.least(start, "out", 0)[goal];
  if (alone === Infinity) return { ...known, fronts: groupedByGates([...ways, ...found]) };
  const budget = Math.max(known.budget, longestMs(alone, detour));
  const without = [...ways, ...found].filter((way) => !way.gates);
  const more = yield* provenWays(field, start, goal, 0, budget, without);
  return more && { ...known, fronts: groupedByGates([...ways, ...found, ...more]) };
}

/**
 * The ways within a budget that none of those known beats, null where the search was given up.
 *
 * @param {import("./gated.js").GatedField} field @param {number} start @param {number} goal
 * @param {number} mostGates @param {number} budget @param {GatedWay[]} known
 * @returns {Generator<undefined, GatedWay[] | null>}
 */
function* provenWays(field, start, goal, mostGates, budget, known) {
  const left = field.least(goal, "into", mostGates, budget);
  if (left[start] === Infinity) return [];
  const bits = numberedCameras(field, field.least(start, "out", mostGates), left, mostGates, budget);
  const words = Math.max(1, Math.ceil(bits.count / SERVER_WORD));
  const room = Math.min(MOST_SET_LABELS, Math.floor(MOST_SET_BYTES / (8 * words)));
  if (room < 1 || known.length > MOST_KNOWN / 2) return null;
  const proof = new GatedProof(field, start, goal, mostGates, budget, known, left, bits, room);
  let proven = proof.settle(PROOF_STEPS);
  while (proven === undefined) {
    yield undefined;
    proven = proof.settle(PROOF_STEPS);
  }
  return proven ? proof.found.map((label) => proof.way(label)) : null;
}

/**
 * Numbers for the cameras that any way within the budget can meet, -1 for the others.
 *
 * @param {import("./gated.js").GatedField} field @param {Float64Array} begun @param {Float64Array} left
 * @param {number} mostGates @param {number} budget
 */
function numberedCameras(field, begun, left, mostGates, budget) {
  const bit = new Int32Array(field.nCameras).fill(-1);
  let count = 0;
  const number = (/** @type {number} */ camera) => {
    if (bit[camera] < 0) bit[camera] = count++;
  };
  for (let arc = 0; arc < field.nStreets + field.arcs.length; arc++) {
    const [gone, ahead] = [begun[field.tail(arc)], left[field.head(arc)]];
    if (gone === Infinity || ahead === Infinity || field.gates(arc) > mostGates) continue;
    if (arc < field.nStreets && gone + field.cost(arc) + ahead > budget) continue;
    field.cameras(arc, number);
  }
  return { bit, count };
}

/** The labels of one proof. */
class GatedProof {
  /**
   * @param {import("./gated.js").GatedField} field @param {number} start @param {number} goal
   * @param {number} mostGates @param {number} budget @param {GatedWay[]} known
   * @param {Float64Array} left @param {{bit: Int32Array, count: number}} bits @param {number} room
   */
  constructor(field, start, goal, mostGates, budget, known, left, bits, room) {
    this.field = field;
    this.goal = goal;
    this.mostGates = mostGates;
    this.budget = budget;
    this.left = left;
    this.leastMs = left[start];
    this.bit = bits.bit;
    this.words = Math.ceil(bits.count / WORD_BITS);
    this.room = room;
    this.work = 0;
    this.state = [start];
    this.parent = [-1];
    this.arc = [-1];
    this.passed = [0];
    this.count = [0];
    this.cost = [0];
    this.before = [-1];
    this.sets = new Uint32Array(1024 * this.words);
    this.settled = new Int32Array(field.nStates).fill(-1);
    this.knownMs = known.map(({ cost }) => cost);
    this.knownGates = known.map(({ gates }) => gates);
    this.knownCount = known.map(({ count }) => count);
    /** @type {number[]} */
    this.found = [];
    this.full = false;
    this.heap = new RankedHeap();
    this.heap.push(0, 0);
  }

  /**
   * Settle labels; true where none is left, false where the proof is given up.
   *
   * @param {number} steps @returns {boolean | undefined}
   */
  settle(steps) {
    const { field, heap } = this;
    for (let step = 0; step < steps; step++) {
      if (heap.size === 0) return true;
      const label = heap.pop();
      const state = this.state[label];
      if (this.work > MOST_PROOF_WORK) return false;
      if (this.isBeaten(this.cost[label] + this.left[state], this.passed[label], this.count[label]) || this.isMet(label)) continue;
      this.before[label] = this.settled[state];
      this.settled[state] = label;
      if (state === this.goal) {
        if (this.knownMs.length === MOST_KNOWN) return false;
        this.knownMs.push(this.cost[label]);
        this.knownGates.push(this.passed[label]);
        this.knownCount.push(this.count[label]);
        this.found.push(label);
        continue;
      }
      field.each(state, "out", (arc) => this.open(label, arc));
      if (this.full) return false;
    }
    return undefined;
  }

  /**
   * Whether a known way is as quick as a label can become, with as few gates and cameras.
   *
   * @param {number} total @param {number} gates @param {number} count
   */
  isBeaten(total, gates, count) {
    const { knownMs, knownGates, knownCount } = this;
    for (let k = 0; k < knownMs.length; k++) {
      if (knownMs[k] <= total && knownGates[k] <= gates && knownCount[k] <= count) return true;
    }
    return false;
  }

  /** Whether a label settled at the state before passes as few gates and meets nothing else. @param {number} label */
  isMet(label) {
    const { sets, words } = this;
    for (let other = this.settled[this.state[label]]; other >= 0; other = this.before[other]) {
      this.work++;
      if (this.passed[other] > this.passed[label] || this.count[other] > this.count[label]) continue;
      let word = 0;
      while (word < words && (sets[other * words + word] & ~sets[label * words + word]) === 0) word++;
      if (word === words) return true;
    }
    return false;
  }

  /** Make the label an arc leads to, unless it cannot matter. @param {number} label @param {number} arc */
  open(label, arc) {
    const { field, words, bit } = this;
    const more = field.gates(arc);
    if (this.full || more > this.mostGates) return;
    const state = field.head(arc);
    const cost = this.cost[label] + field.cost(arc);
    const left = this.left[state];
    if (cost + left > this.budget) return;
    const gates = this.passed[label] + more;
    const next = this.state.length;
    if (gates > MOST_GATES || next === this.room) {
      this.full = true;
      return;
    }
    if ((next + 1) * words > this.sets.length) {
      const larger = new Uint32Array(2 * this.sets.length);
      larger.set(this.sets);
      this.sets = larger;
    }
    const { sets } = this;
    sets.copyWithin(next * words, label * words, (label + 1) * words);
    let count = this.count[label];
    field.cameras(arc, (camera) => {
      const at = next * words + (bit[camera] >> 5);
      const mask = 1 << (bit[camera] & 31);
      if (sets[at] & mask) return;
      sets[at] |= mask;
      count++;
    });
    this.work++;
    if (this.isBeaten(cost + left, gates, count)) return;
    this.state.push(state);
    this.parent.push(label);
    this.arc.push(arc);
    this.passed.push(gates);
    this.count.push(count);
    this.cost.push(cost);
    this.before.push(-1);
    const rank = ((cost + left - this.leastMs) * RANK_GATES + gates) * RANK_COUNTS;
    this.heap.push(rank + Math.min(count, RANK_COUNTS - 1), next);
  }

  /** @param {number} label @returns {GatedWay} */
  way(label) {
    const arcs = [];
    for (let at = label; this.parent[at] >= 0; at = this.parent[at]) arcs.push(this.arc[at]);
    return { cost: this.cost[label], gates: this.passed[label], count: this.count[label], arcs: arcs.reverse() };
  }
}
