/** The memory a query works in, and what its states are called. */

import { Heap } from "./heap.js";

export const ARRIVALS = 3;
export const DIRECT = 5;
export const EDGES = 6;
/** What a bound counts a camera as. */
export const ONE_CAMERA = 840;
/** A cost, a count or a bound above any that occurs. */
export const NEVER = 2 ** 31 - 1;
/** Keys hold a number below 2^31 and a node or state below this. */
export const MOST_NODES = 2 ** 22;

/** The arrays a query works in; a stamp tells what of them is current. */
export class Memory {
  /** @param {import("./graph.js").Graph} graph @param {number} nCameras */
  constructor(graph, nCameras) {
    const { nNodes, nEdges } = graph;
    const nStates = graph.outEdge.length + EDGES;
    if (nStates >= MOST_NODES) throw new Error("the network is too large for this page");
    let nTurns = 8 * EDGES;
    for (let node = 0; node < nNodes; node++) {
      nTurns +=
        (graph.inStart[node + 1] - graph.inStart[node]) * (graph.outStart[node + 1] - graph.outStart[node]);
    }
    this.stamp = 0;
    this.heap = new Heap();
    this.toGoalStamp = new Int32Array(nNodes);
    this.toGoal = new Int32Array(nNodes);
    this.ahead = new Int32Array(nNodes);
    this.fromStartStamp = new Int32Array(nNodes);
    this.fromStart = new Int32Array(nNodes);
    this.order = new Int32Array(nNodes);
    this.wayStamp = new Int32Array(2 * nEdges);
    this.wayState = new Int32Array(2 * nEdges);
    /** What coming into view of each camera is charged in this query. */
    this.charge = new Int32Array(nCameras);
    /** From where and how soon each camera can be met: see `Outlook` in `proof.js`. */
    this.sightStamp = new Int32Array(nCameras);
    this.sightBox = new Float64Array(4 * nCameras);
    this.sightAfter = new Int32Array(nCameras);
    this.sightWhole = new Int32Array(nCameras);
    // states
    this.way = new Int32Array(nStates);
    this.cost = new Int32Array(nStates);
    this.onward = new Int32Array(nStates);
    this.before = new Int32Array(nStates);
    this.bound = new Int32Array(nStates);
    this.turnStart = new Int32Array(nStates + 1);
    this.backStart = new Int32Array(nStates + 1);
    // turns
    this.turnFrom = new Int32Array(nTurns);
    this.turnTo = new Int32Array(nTurns);
    this.turnWeight = new Int32Array(nTurns);
    this.backTurn = new Int32Array(nTurns);
    this.newStart = new Int32Array(nTurns + 1);
    this.fresh = new Int32Array(1024);
  }
}

/** Twice the room. @param {Int32Array} array */
export function grown(array) {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
