/**
 * A sweep over what a camera is worth, where the proof is cut short: the shortest paths under
 * duration + lambda times the cameras of their edges, for every lambda, each at a corner of the
 * convex hull (Aneja and Nair 1979); their true distinct cameras join the front. The same paths as
 * `mapper/routing/sweep.py`, in the same order.
 */

import { KeyedHeap } from "./heap.js";
import { ARRIVALS, DIRECT, EDGES } from "./memory.js";
import { offsets } from "./numbers.js";
import { joinFronts } from "./search.js";

const MOST_PATHS = 256;
/** How many arcs they may have to look at together. */
const MOST_ARCS = 30_000_000;

/** @typedef {{arcs: number[], cost: number, cameras: number}} HullPath */

/**
 * @param {import("./field.js").Field} field its memory must not have served another query since
 * @param {import("./search.js").Front} found
 * @returns {Generator<undefined, import("./search.js").Front>}
 */
export function* sweepFront(field, found) {
  const streets = new Streets(field);
  const { memory } = field.network;
  const paths = [streets.shortest(1, 0), streets.shortest(0, 1)];
  const gaps = [[paths[0], paths[1]]];
  const most = Math.min(MOST_PATHS, Math.floor(MOST_ARCS / streets.state.length));
  for (let gap = 0; gap < gaps.length && paths.length < most; gap++) {
    const [left, right] = gaps[gap];
    const perMs = left.cameras - right.cameras;
    const perCamera = right.cost - left.cost;
    if (left.cost > field.budget || perMs <= 0 || perCamera <= 0) continue;
    yield undefined;
    const path = streets.shortest(perMs, perCamera);
    if (perMs * path.cost + perCamera * path.cameras < perMs * left.cost + perCamera * left.cameras) {
      paths.push(path);
      gaps.push([left, path], [path, right]);
    }
  }
  const within = paths.filter((path) => path.cost <= field.budget);
  return joinFronts(
    found,
    within.map((path) => path.cost),
    within.map((path) => streets.distinct(path)),
    within.map((path) => Int32Array.from(path.arcs, (arc) => memory.way[streets.state[arc]])),
  );
}

/** A field as a graph of nodes and arcs; the last two nodes are start and goal. */
class Streets {
  /** @param {import("./field.js").Field} field */
  constructor(field) {
    const { graph, seen, memory } = field.network;
    this.field = field;
    const states = [];
    for (let state = 1; state < field.nStates; state++) if (memory.way[state] >= 0) states.push(state);
    const start = graph.nNodes;
    const goal = start + 1;
    this.state = Int32Array.from(states);
    const tail = this.state.map((state) =>
      state < ARRIVALS || state === DIRECT ? start : graph.tail[memory.way[state]],
    );
    const head = this.state.map((state) =>
      state >= ARRIVALS && state < EDGES ? goal : graph.head[memory.way[state]],
    );
    const number = new Int32Array(goal + 1);
    for (const node of [...tail, ...head, start, goal]) number[node] = 1;
    let count = 0;
    for (let node = 0; node <= goal; node++) if (number[node]) number[node] = count++;
    this.nNodes = count;
    this.tail = tail.map((node) => number[node]);
    this.head = head.map((node) => number[node]);
    this.cost = this.state.map((state) => memory.cost[state]);
    this.cameras = this.state.map((state) => {
      if (state < EDGES) return field.ends.cameras[state].length;
      const edge = memory.way[state] >> 1;
      return seen.start[edge + 1] - seen.start[edge];
    });
    const out = grouped(this.tail, count);
    this.outStart = out[0];
    this.outArc = out[1];
    const into = grouped(this.head, count);
    this.leastMs = this.leastToGoal(into, this.cost);
    this.leastCameras = this.leastToGoal(into, this.cameras);
  }

  /**
   * The least still to come from each node.
   *
   * @param {[Int32Array, Int32Array]} into @param {Int32Array} price
   */
  leastToGoal([start, arcs], price) {
    const least = new Float64Array(this.nNodes).fill(Infinity);
    const heap = new KeyedHeap();
    least[this.nNodes - 1] = 0;
    heap.push(0, this.nNodes - 1);
    while (heap.size > 0) {
      const node = heap.items[0];
      const here = heap.keys[0];
      heap.pop();
      if (here > least[node]) continue;
      for (let k = start[node]; k < start[node + 1]; k++) {
        const then = here + price[arcs[k]];
        const before = this.tail[arcs[k]];
        if (then < least[before]) {
          least[before] = then;
          heap.push(then, before);
        }
      }
    }
    return least;
  }

  /**
   * The shortest path where a millisecond and a camera cost so much, by A* from start to goal.
   *
   * @param {number} perMs @param {number} perCamera
   * @returns {HullPath}
   */
  shortest(perMs, perCamera) {
    const goal = this.nNodes - 1;
    const reached = new Float64Array(this.nNodes).fill(Infinity);
    const cameBy = new Int32Array(this.nNodes).fill(-1);
    const ahead = this.leastMs.map((ms, node) =>
      ms === Infinity ? Infinity : perMs * ms + perCamera * this.leastCameras[node],
    );
    const heap = new KeyedHeap();
    reached[goal - 1] = 0;
    heap.push(0, goal - 1);
    // the start is put without what lies ahead of it, as in Python
    let here = 0;
    while (heap.size > 0) {
      const node = heap.items[0];
      here = node === goal - 1 ? heap.keys[0] : heap.keys[0] - ahead[node];
      heap.pop();
      if (node === goal) break;
      if (here > reached[node]) continue;
      for (let k = this.outStart[node]; k < this.outStart[node + 1]; k++) {
        const arc = this.outArc[k];
        const there = this.head[arc];
        const then = here + perMs * this.cost[arc] + perCamera * this.cameras[arc];
        if (ahead[there] < Infinity && then < reached[there]) {
          reached[there] = then;
          cameBy[there] = arc;
          heap.push(then + ahead[there], there);
        }
      }
    }
    const arcs = [];
    for (let node = goal; node !== goal - 1; node = this.tail[arcs[arcs.length - 1]]) arcs.push(cameBy[node]);
    arcs.reverse();
    return {
      arcs,
      cost: arcs.reduce((total, arc) => total + this.cost[arc], 0),
      cameras: arcs.reduce((total, arc) => total + this.cameras[arc], 0),
    };
  }

  /** How many distinct cameras see a path. @param {HullPath} path */
  distinct(path) {
    const { seen, memory } = this.field.network;
    const met = new Set();
    for (const arc of path.arcs) {
      const state = this.state[arc];
      if (state < EDGES) {
        for (const camera of this.field.ends.cameras[state]) met.add(camera);
      } else {
        const edge = memory.way[state] >> 1;
        for (let row = seen.start[edge]; row < seen.start[edge + 1]; row++) met.add(seen.camera[row]);
      }
    }
    return met.size;
  }
}

/**
 * Arcs by a node of each: where each node's begin, and the arcs.
 *
 * @param {Int32Array} node @param {number} nNodes
 * @returns {[Int32Array, Int32Array]}
 */
function grouped(node, nNodes) {
  const counts = new Int32Array(nNodes);
  for (const at of node) counts[at]++;
  const start = offsets(counts);
  const next = start.slice();
  const arcs = new Int32Array(node.length);
  for (let arc = 0; arc < node.length; arc++) arcs[next[node[arc]]++] = arc;
  return [start, arcs];
}
