/**
 * The front of duration against distinct cameras: biobjective A* (Hernández Ulloa, Yeoh, Baier,
 * Zhang, Suazo and Koenig, ICAPS 2020) over directed edges; each label counts the distinct cameras
 * along its own path. The same labels in the same order as `mapper/routing/search_kernel.py`, so
 * the same routes. A route can be missed whose cameras would be met again: see `proof.js`.
 */

import { boundCameras } from "./bounds.js";
import { layOut } from "./field.js";
import { RankedHeap } from "./heap.js";
import { ARRIVALS, EDGES, Memory, NEVER, ONE_CAMERA, grown } from "./memory.js";
import { undominated } from "./selection.js";

/** A rank is a duration times this, plus a count of cameras below it. */
export const COUNT_FACTOR = 2 ** 11;
export const MOST_LABELS = 1_000_000;
/** Labels expanded at once: some tens of milliseconds. */
const SEARCH_SLICE = 20_000;

export const RUNNING = 0;
export const DONE = 1;
export const FULL = 2;

/**
 * Sorted by duration; the first is the quickest and each further one meets fewer cameras.
 *
 * @typedef {object} Front
 * @property {number[]} cost milliseconds
 * @property {number[]} cameras
 * @property {Int32Array[]} paths directed edges, from the start's edge to the goal's
 * @property {number} quickest
 * @property {number} budget
 * @property {boolean} complete whether no cap on labels or work was hit
 * @property {boolean} optimal whether it is proven that no better route exists within the budget
 * @property {number} labels
 * @property {number} proofLabels
 * @property {number} states
 */

/**
 * @param {import("./graph.js").Graph} graph
 * @param {import("./seen.js").Seen} seen
 * @param {Int32Array} visits
 * @param {Memory} [memory] of the same graph, to be used again
 * @returns {import("./field.js").Network}
 */
export function makeNetwork(graph, seen, visits, memory = new Memory(graph, visits.length)) {
  const weight = visits.map((most) => Math.floor(ONE_CAMERA / most));
  return { graph, seen, visits, weight, memory };
}

/**
 * Lay a query out: cut its ellipse out of the city and bound what lies between it and the goal.
 *
 * @param {import("./field.js").Network} network
 * @param {import("./graph.js").Query} query
 * @param {number} detour how much longer than the quickest way a route may take
 * @returns {import("./field.js").Field | null} null where no way leads from the start to the goal
 */
export function makeField(network, query, detour) {
  if (!(detour >= 1)) throw new RangeError("the detour must be at least 1");
  const field = layOut(network, query, detour);
  if (field) boundCameras(network.memory, field.nStates);
  return field;
}

/**
 * Search a field, slice by slice.
 *
 * @param {import("./field.js").Field} field
 * @returns {Generator<undefined, Front>}
 */
export function* searchField(field) {
  const search = new Search(field);
  let status = search.expand(SEARCH_SLICE);
  while (status === RUNNING) {
    yield undefined;
    status = search.expand(SEARCH_SLICE);
  }
  return {
    cost: search.solutions.map((label) => search.cost[label]),
    cameras: search.solutions.map((label) => search.count[label]),
    paths: search.solutions.map((label) => search.trace(label)),
    quickest: field.quickest,
    budget: field.budget,
    complete: status === DONE,
    optimal: false,
    labels: search.nLabels,
    proofLabels: 0,
    states: field.nStates - EDGES,
  };
}

/**
 * The front of some routes and others together; of equals its own stays.
 *
 * @param {Front} front
 * @param {number[]} cost @param {number[]} cameras @param {Int32Array[]} paths
 * @returns {Front}
 */
export function joinFronts(front, cost, cameras, paths) {
  const costs = [...front.cost, ...cost];
  const counts = [...front.cameras, ...cameras];
  const every = [...front.paths, ...paths];
  const kept = undominated(costs, counts);
  return {
    ...front,
    cost: kept.map((row) => costs[row]),
    cameras: kept.map((row) => counts[row]),
    paths: kept.map((row) => every[row]),
  };
}

/** The labels of one search. */
class Search {
  /** @param {import("./field.js").Field} field */
  constructor(field) {
    this.field = field;
    this.memory = field.network.memory;
    const room = 4096;
    this.state = new Int32Array(room);
    this.parent = new Int32Array(room);
    this.sighting = new Int32Array(room);
    this.count = new Int32Array(room);
    this.weight = new Int32Array(room);
    this.cost = new Int32Array(room);
    this.seenCamera = new Int32Array(room);
    this.seenBefore = new Int32Array(room);
    this.seenMask = new Int32Array(room);
    this.expanded = new Int32Array(field.nStates).fill(NEVER);
    this.openedCount = new Int32Array(field.nStates).fill(NEVER);
    this.openedCost = new Int32Array(field.nStates).fill(NEVER);
    this.heap = new RankedHeap();
    this.parent[0] = this.sighting[0] = -1;
    this.nLabels = 1;
    this.nSightings = 0;
    this.fewest = NEVER;
    /** @type {number[]} */
    this.solutions = [];
    this.heap.push(0, 0);
  }

  /**
   * Expand up to so many labels in order of duration, then of cameras.
   *
   * @param {number} slice
   */
  expand(slice) {
    const { memory, heap } = this;
    for (let step = 0; step < slice; step++) {
      if (heap.size === 0) return DONE;
      const label = heap.pop();
      const state = this.state[label];
      const count = this.count[label];
      if (count >= this.expanded[state]) continue;
      if (Math.max(count, this.promised(this.weight[label], state)) >= this.fewest) continue;
      if (state >= ARRIVALS && state < EDGES) {
        this.arrive(label);
        continue;
      }
      this.expanded[state] = count;
      const first = memory.turnStart[state];
      const last = memory.turnStart[state + 1];
      if (this.nLabels + last - first > MOST_LABELS) return FULL;
      for (let turn = first; turn < last; turn++) {
        if (!this.walk(label, turn)) return FULL;
      }
    }
    return RUNNING;
  }

  /**
   * Bound the cameras of every path through a label from below.
   *
   * @param {number} weight @param {number} state
   */
  promised(weight, state) {
    const charged = weight + this.memory.bound[state];
    return this.field.ends.certain + Math.floor((charged + ONE_CAMERA - 1) / ONE_CAMERA);
  }

  /** Note a label at the goal; it replaces one that took as long and met more. @param {number} label */
  arrive(label) {
    const last = this.solutions.length - 1;
    if (last >= 0 && this.cost[this.solutions[last]] === this.cost[label]) this.solutions.pop();
    this.solutions.push(label);
    this.fewest = this.count[label];
  }

  /**
   * Take a turn from a label and keep the label there where it may lead to something new.
   *
   * @param {number} label @param {number} turn
   * @returns {boolean} whether there was room
   */
  walk(label, turn) {
    const { memory, field } = this;
    const state = memory.turnTo[turn];
    let count = this.count[label];
    const cost = this.cost[label] + memory.cost[state];
    const whole = cost + memory.onward[state];
    if (whole > field.budget || memory.bound[state] === NEVER) return true;
    const weight = this.weight[label] + memory.turnWeight[turn];
    let promise = this.promised(weight, state);
    if (promise >= this.fewest || this.isDominated(state, count, cost)) return true;
    const sighting = this.sighting[label];
    let last = sighting;
    const low = memory.newStart[turn];
    const high = memory.newStart[turn + 1];
    if (this.nSightings + high - low > 4 * MOST_LABELS) return false;
    let n = this.nSightings;
    for (let k = low; k < high; k++) {
      const camera = memory.fresh[k];
      if (this.wasSeen(sighting, camera)) continue;
      if (n === this.seenCamera.length) this.growSightings();
      this.seenCamera[n] = camera;
      this.seenBefore[n] = last;
      this.seenMask[n] = (last >= 0 ? this.seenMask[last] : 0) | bitOf(camera);
      last = n++;
      count++;
    }
    promise = Math.max(promise, count);
    if (promise >= this.fewest || this.isDominated(state, count, cost)) return true;
    this.nSightings = n;
    this.openedCount[state] = count;
    this.openedCost[state] = cost;
    if (this.nLabels === this.state.length) this.growLabels();
    const label2 = this.nLabels++;
    this.state[label2] = state;
    this.parent[label2] = label;
    this.sighting[label2] = last;
    this.count[label2] = count;
    this.weight[label2] = weight;
    this.cost[label2] = cost;
    const rank = (whole - field.quickest) * COUNT_FACTOR + Math.min(promise, COUNT_FACTOR - 1);
    this.heap.push(rank, label2);
    return true;
  }

  /**
   * Whether an expanded or opened label at the state is as quick and meets as few cameras.
   *
   * @param {number} state @param {number} count @param {number} cost
   */
  isDominated(state, count, cost) {
    return (
      count >= this.expanded[state] || (count >= this.openedCount[state] && cost >= this.openedCost[state])
    );
  }

  /** @param {number} sighting @param {number} camera */
  wasSeen(sighting, camera) {
    const bit = bitOf(camera);
    while (sighting >= 0 && this.seenMask[sighting] & bit) {
      if (this.seenCamera[sighting] === camera) return true;
      sighting = this.seenBefore[sighting];
    }
    return false;
  }

  /** The directed edges that lead to a label. @param {number} label */
  trace(label) {
    const path = [];
    while (this.parent[label] >= 0) {
      path.push(this.memory.way[this.state[label]]);
      label = this.parent[label];
    }
    return Int32Array.from(path.reverse());
  }

  growLabels() {
    this.state = grown(this.state);
    this.parent = grown(this.parent);
    this.sighting = grown(this.sighting);
    this.count = grown(this.count);
    this.weight = grown(this.weight);
    this.cost = grown(this.cost);
  }

  growSightings() {
    this.seenCamera = grown(this.seenCamera);
    this.seenBefore = grown(this.seenBefore);
    this.seenMask = grown(this.seenMask);
  }
}

/** One of 32 bits for a camera: what is not in a mask was not seen. @param {number} camera */
function bitOf(camera) {
  return 1 << (Math.imul(camera, 0x9e3779b1) >>> 27);
}

