import { ARRIVALS, EDGES, MOST_NODES, NEVER } from "./memory.js";

/**
 * Bound the cameras between each state and the goal from below. Each time a path comes into view
 * of a camera it is charged 1 / its visits, so what a path is charged never exceeds the distinct
 * cameras it meets; the least charge is a shortest path over turns, backward from the arrivals.
 *
 * @param {import("./memory.js").Memory} memory @param {number} nStates
 */
export function boundCameras(memory, nStates) {
  const { heap, bound, backStart, backTurn, turnFrom, turnWeight } = memory;
  turnBack(memory, nStates);
  bound.fill(NEVER, 0, nStates);
  heap.size = 0;
  for (let state = ARRIVALS; state < EDGES; state++) {
    bound[state] = 0;
    heap.push(state);
  }
  while (heap.size > 0) {
    const key = heap.pop();
    const here = Math.floor(key / MOST_NODES);
    const state = key % MOST_NODES;
    if (here !== bound[state]) continue;
    for (let k = backStart[state]; k < backStart[state + 1]; k++) {
      const turn = backTurn[k];
      const before = turnFrom[turn];
      const charge = here + turnWeight[turn];
      if (charge < bound[before]) {
        bound[before] = charge;
        heap.push(charge * MOST_NODES + before);
      }
    }
  }
}

/** Group the turns by the state they lead to. @param {import("./memory.js").Memory} memory @param {number} nStates */
function turnBack(memory, nStates) {
  const { backStart, backTurn, turnTo } = memory;
  const nTurns = memory.turnStart[nStates];
  backStart.fill(0, 0, nStates + 1);
  for (let turn = 0; turn < nTurns; turn++) backStart[turnTo[turn]]++;
  let total = 0;
  for (let state = 0; state < nStates; state++) {
    total += backStart[state];
    backStart[state] = total;
  }
  backStart[nStates] = total;
  for (let turn = nTurns - 1; turn >= 0; turn--) backTurn[--backStart[turnTo[turn]]] = turn;
}
