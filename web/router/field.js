/**
 * The part of the city that lies within a query's budget, as states and turns.
 *
 * A state is a way of moving: state 0 stands at the start, 1 and 2 are the parts of the start's
 * edge, 3 and 4 the parts of the goal's edge, 5 is the stretch straight from start to goal, and
 * every state from 6 on is one directed edge within the budget. A turn leads from a state to the
 * next. This is `mapper/routing/{reach,ellipse}_kernel.py`, step by step.
 */

import { arrivals, departures, direct } from "./graph.js";
import { ARRIVALS, DIRECT, EDGES, MOST_NODES, NEVER, ONE_CAMERA, grown } from "./memory.js";
import { onPart } from "./seen.js";

/** Three days, as on the server. */
export const LONGEST_DETOUR_MS = 2 ** 28 - 1;

/**
 * @typedef {object} Network
 * @property {import("./graph.js").Graph} graph
 * @property {import("./seen.js").Seen} seen
 * @property {Int32Array} visits how often a simple path comes into view of each camera, at most
 * @property {Int32Array} weight the share 1/visits of each camera
 * @property {import("./memory.js").Memory} memory
 *
 * @typedef {object} Ends
 * @property {Int32Array} way directed edges of states 1 to 5, -1 where there is none
 * @property {Int32Array} node where a departure leads, where an arrival sets out from
 * @property {Int32Array} cost
 * @property {number[][]} cameras of each part, ascending
 * @property {number} startEdge
 * @property {number} goalEdge
 * @property {number} certain how many cameras nobody gets past
 *
 * @typedef {object} Field
 * @property {Network} network
 * @property {Ends} ends
 * @property {number} quickest
 * @property {number} budget
 * @property {number} nStates
 * @property {number} stamp the memory serves another query once its stamp is another one
 */

/**
 * Cut the query's ellipse out of the city.
 *
 * @param {Network} network @param {import("./graph.js").Query} query @param {number} detour
 * @returns {Field | null} null where no way leads from the start to the goal
 */
export function layOut(network, query, detour) {
  const { memory } = network;
  memory.stamp++;
  const ends = makeEnds(network, query);
  const quickest = costToGoal(network, ends, detour);
  if (quickest >= NEVER) return null;
  const budget = budgetMs(quickest, detour);
  const nNodes = spreadFromStart(network, ends, budget);
  const nStates = cutOut(network, ends, nNodes, budget);
  return { network, ends, quickest, budget, nStates, stamp: memory.stamp };
}

/**
 * The longest duration within a detour, in whole milliseconds.
 *
 * @param {number} quickest @param {number} detour
 */
export function budgetMs(quickest, detour) {
  const slack = Math.floor(Math.min(quickest * (detour - 1) + 1e-6, LONGEST_DETOUR_MS));
  return Math.min(quickest + slack, NEVER - 1);
}

/**
 * Split the edges a query begins and ends on. A path that leaves the start towards a goal on the
 * same edge has arrived when it gets there; so there only the parts that lead away are of use.
 *
 * @param {Network} network @param {import("./graph.js").Query} query
 * @returns {Ends}
 */
function makeEnds(network, query) {
  const { graph, seen, visits, weight, memory } = network;
  /** @type {(import("./graph.js").Part | null)[]} */
  const parts = Array(EDGES).fill(null);
  let leaving = departures(graph, query);
  let arriving = arrivals(graph, query);
  if (query.startEdge === query.goalEdge) {
    parts[DIRECT] = direct(graph, query);
    const towards = 2 * query.startEdge + Number(query.goalMm < query.startMm);
    const apart = query.startMm !== query.goalMm;
    leaving = leaving.filter((part) => apart && part.way !== towards);
    arriving = arriving.filter((part) => apart && part.way !== towards);
  }
  leaving.forEach((part, k) => (parts[1 + k] = part));
  arriving.forEach((part, k) => (parts[ARRIVALS + k] = part));
  const cameras = parts.map((part) => (part ? onPart(seen, part.way >> 1, part.fromMm, part.toMm) : []));
  const certain = new Set([
    ...common(parts, cameras, [1, 2, DIRECT]),
    ...common(parts, cameras, [ARRIVALS, ARRIVALS + 1, DIRECT]),
  ]);
  /** @type {Map<number, number>} */
  const special = new Map();
  for (const edge of new Set([query.startEdge, query.goalEdge])) {
    for (let row = seen.start[edge]; row < seen.start[edge + 1]; row++) {
      const camera = seen.camera[row];
      special.set(camera, (special.get(camera) ?? 0) + 1);
    }
  }
  memory.charge.set(weight);
  for (const [camera, split] of special) {
    memory.charge[camera] = certain.has(camera) ? 0 : Math.floor(ONE_CAMERA / (visits[camera] + split));
  }
  return {
    way: Int32Array.from(parts, (part) => (part ? part.way : -1)),
    node: Int32Array.from(parts, (part, k) =>
      part ? (k < ARRIVALS ? graph.head[part.way] : graph.tail[part.way]) : -1,
    ),
    cost: Int32Array.from(parts, (part) => (part ? part.cost : 0)),
    cameras,
    startEdge: query.startEdge,
    goalEdge: query.goalEdge,
    certain: certain.size,
  };
}

/**
 * Cameras that see every one of some parts.
 *
 * @param {(object | null)[]} parts @param {number[][]} cameras @param {number[]} rows
 */
function common(parts, cameras, rows) {
  const lists = rows.filter((row) => parts[row]).map((row) => cameras[row]);
  if (!lists.length) return [];
  return lists[0].filter((camera) => lists.every((list) => list.includes(camera)));
}

/** No simple path walks the whole of an edge that start or goal lies on. @param {Ends} ends @param {number} way */
function isSplit(ends, way) {
  const edge = way >> 1;
  return edge === ends.startEdge || edge === ends.goalEdge;
}

/**
 * Search backward from the goal, A* towards the start, until the budget is used up.
 *
 * @param {Network} network @param {Ends} ends @param {number} detour
 * @returns {number} the quickest duration
 */
function costToGoal({ graph, memory }, ends, detour) {
  const { heap, stamp, toGoal, toGoalStamp, ahead } = memory;
  heap.size = 0;
  /** @param {number} node @param {number} cost */
  const approach = (node, cost) => {
    if (toGoalStamp[node] !== stamp) {
      toGoalStamp[node] = stamp;
      ahead[node] = leastFromStart(graph, ends, node);
    } else if (cost >= toGoal[node]) {
      return;
    }
    toGoal[node] = cost;
    const whole = cost + ahead[node];
    if (whole < NEVER) heap.push(whole * MOST_NODES + node);
  };
  for (let end = ARRIVALS; end < DIRECT; end++) {
    if (ends.way[end] >= 0) approach(ends.node[end], ends.cost[end]);
  }
  let quickest = ends.way[DIRECT] >= 0 ? ends.cost[DIRECT] : NEVER;
  let budget = NEVER;
  while (heap.size > 0) {
    const key = heap.pop();
    const whole = Math.floor(key / MOST_NODES);
    const node = key % MOST_NODES;
    if (budget === NEVER && whole >= quickest) budget = budgetMs(quickest, detour);
    if (whole > budget) break;
    const here = toGoal[node];
    if (whole !== here + ahead[node]) continue;
    for (let end = 1; end < ARRIVALS; end++) {
      if (ends.way[end] >= 0 && ends.node[end] === node) quickest = Math.min(quickest, here + ends.cost[end]);
    }
    for (let k = graph.inStart[node]; k < graph.inStart[node + 1]; k++) {
      const way = graph.inEdge[k];
      if (!isSplit(ends, way)) approach(graph.tail[way], here + graph.cost[way]);
    }
  }
  return quickest;
}

/**
 * Bound the cost from the start to a node from below, as the crow flies.
 *
 * @param {import("./graph.js").Graph} graph @param {Ends} ends @param {number} node
 */
function leastFromStart(graph, ends, node) {
  let least = NEVER;
  for (let end = 1; end < ARRIVALS; end++) {
    if (ends.way[end] < 0) continue;
    const x = graph.x[node] - graph.x[ends.node[end]];
    const y = graph.y[node] - graph.y[ends.node[end]];
    least = Math.min(least, ends.cost[end] + Math.floor(graph.rate * Math.sqrt(x * x + y * y)));
  }
  return least;
}

/**
 * Search forward from the start over all nodes of paths within the budget; count them.
 *
 * @param {Network} network @param {Ends} ends @param {number} budget
 */
function spreadFromStart({ graph, memory }, ends, budget) {
  const { heap, stamp, toGoal, toGoalStamp, fromStart, fromStartStamp, order } = memory;
  heap.size = 0;
  let found = 0;
  /** @param {number} node @param {number} cost */
  const leave = (node, cost) => {
    if (toGoalStamp[node] !== stamp || cost + toGoal[node] > budget) return;
    if (fromStartStamp[node] === stamp && cost >= fromStart[node]) return;
    fromStartStamp[node] = stamp;
    fromStart[node] = cost;
    heap.push((cost + toGoal[node]) * MOST_NODES + node);
  };
  for (let end = 1; end < ARRIVALS; end++) {
    if (ends.way[end] >= 0) leave(ends.node[end], ends.cost[end]);
  }
  while (heap.size > 0) {
    const key = heap.pop();
    const node = key % MOST_NODES;
    const here = fromStart[node];
    if (Math.floor(key / MOST_NODES) !== here + toGoal[node]) continue;
    order[found++] = node;
    for (let k = graph.outStart[node]; k < graph.outStart[node + 1]; k++) {
      const way = graph.outEdge[k];
      if (!isSplit(ends, way)) leave(graph.head[way], here + graph.cost[way]);
    }
  }
  return found;
}

/**
 * Lay the states and turns within the budget out, with the cameras that each turn meets.
 *
 * @param {Network} network @param {Ends} ends @param {number} nNodes @param {number} budget
 * @returns {number} how many states there are
 */
function cutOut(network, ends, nNodes, budget) {
  const { graph, memory } = network;
  layEnds(memory, ends);
  const nStates = layEdges(network, ends, nNodes, budget);
  const turns = new Turns(network, ends, budget);
  for (let state = 0; state < nStates; state++) {
    memory.turnStart[state] = turns.count;
    if (state === 0) {
      for (const after of [1, 2, DIRECT]) if (ends.way[after] >= 0) turns.add(0, after);
    } else if (state >= EDGES || (state < ARRIVALS && ends.way[state] >= 0)) {
      const way = memory.way[state];
      const node = state < ARRIVALS ? ends.node[state] : graph.head[way];
      for (let after = ARRIVALS; after < DIRECT; after++) {
        if (ends.way[after] >= 0 && ends.node[after] === node) turns.add(state, after);
      }
      for (let k = graph.outStart[node]; k < graph.outStart[node + 1]; k++) {
        const next = graph.outEdge[k];
        if (next !== (way ^ 1) && memory.wayStamp[next] === memory.stamp) turns.add(state, memory.wayState[next]);
      }
    }
  }
  memory.turnStart[nStates] = turns.count;
  memory.newStart[turns.count] = turns.nFresh;
  return nStates;
}

/** Lay out the states that begin or end a path. @param {import("./memory.js").Memory} memory @param {Ends} ends */
function layEnds(memory, ends) {
  for (let state = 0; state < EDGES; state++) {
    memory.way[state] = state === 0 ? -1 : ends.way[state];
    memory.cost[state] = ends.cost[state];
    memory.before[state] = 0;
    memory.onward[state] = 0;
    if (ends.way[state] < 0 || state === 0 || state === DIRECT) continue;
    const node = ends.node[state];
    if (state < ARRIVALS) {
      memory.onward[state] = memory.toGoalStamp[node] === memory.stamp ? memory.toGoal[node] : NEVER;
    } else {
      memory.before[state] = memory.fromStartStamp[node] === memory.stamp ? memory.fromStart[node] : NEVER;
    }
  }
}

/**
 * Lay out each directed edge on a path within the budget; loops are on none that is simple.
 *
 * @param {Network} network @param {Ends} ends @param {number} nNodes @param {number} budget
 */
function layEdges({ graph, memory }, ends, nNodes, budget) {
  let nStates = EDGES;
  for (let i = 0; i < nNodes; i++) {
    const node = memory.order[i];
    const gone = memory.fromStart[node];
    for (let k = graph.outStart[node]; k < graph.outStart[node + 1]; k++) {
      const way = graph.outEdge[k];
      const head = graph.head[way];
      if (
        head === node ||
        memory.fromStartStamp[head] !== memory.stamp ||
        gone + graph.cost[way] + memory.toGoal[head] > budget ||
        isSplit(ends, way)
      ) {
        continue;
      }
      memory.wayStamp[way] = memory.stamp;
      memory.wayState[way] = nStates;
      memory.way[nStates] = way;
      memory.cost[nStates] = graph.cost[way];
      memory.before[nStates] = gone;
      memory.onward[nStates] = memory.toGoal[head];
      nStates++;
    }
  }
  return nStates;
}

/** The turns of a query, one after another. */
class Turns {
  /** @param {Network} network @param {Ends} ends @param {number} budget */
  constructor(network, ends, budget) {
    this.network = network;
    this.ends = ends;
    this.budget = budget;
    this.count = 0;
    this.nFresh = 0;
  }

  /**
   * Add a turn within the budget, with the cameras that come into view by it.
   *
   * @param {number} state @param {number} after
   */
  add(state, after) {
    const { network, ends } = this;
    const { memory, seen } = network;
    const gone = memory.before[state] + memory.cost[state];
    if (gone + memory.cost[after] + memory.onward[after] > this.budget) return;
    /** @type {ArrayLike<number>} */
    let old = seen.camera;
    let low = 0;
    let high = 0;
    if (state < EDGES) {
      old = ends.cameras[state];
      high = old.length;
    } else {
      const edge = memory.way[state] >> 1;
      low = seen.start[edge];
      high = seen.start[edge + 1];
    }
    /** @type {ArrayLike<number>} */
    let listed = seen.camera;
    let first = 0;
    let last = 0;
    if (after < EDGES) {
      listed = ends.cameras[after];
      last = listed.length;
    } else {
      const edge = memory.way[after] >> 1;
      first = seen.start[edge];
      last = seen.start[edge + 1];
    }
    memory.turnFrom[this.count] = state;
    memory.turnTo[this.count] = after;
    memory.newStart[this.count] = this.nFresh;
    let charge = 0;
    for (let k = first; k < last; k++) {
      const camera = listed[k];
      while (low < high && old[low] < camera) low++;
      if (low < high && old[low] === camera) continue;
      if (this.nFresh === memory.fresh.length) memory.fresh = grown(memory.fresh);
      memory.fresh[this.nFresh++] = camera;
      charge += memory.charge[camera];
    }
    memory.turnWeight[this.count++] = charge;
  }
}
