/** The front of a query: search, proof, and a sweep where the proof is cut short. */

import { PROOF_SLICES, proveFront } from "./proof.js";
import { makeField, searchField } from "./search.js";
import { sweepFront } from "./sweep.js";

/**
 * Find a front as `mapper/routing/exact.py` does. The first front it gives is the search's own, the
 * one it returns is the answer; in between it pauses now and then, some tens of milliseconds apart,
 * so that who asks can do something else. Between two pauses nothing else may use the network.
 *
 * @param {import("./field.js").Network} network
 * @param {import("./graph.js").Query} query
 * @param {number} detour
 * @param {number} [slices] of work for the proof
 * @returns {Generator<import("./search.js").Front | undefined, import("./search.js").Front | null>}
 *   null where no way leads from the start to the goal
 */
export function* leastExposed(network, query, detour, slices = PROOF_SLICES) {
  const field = makeField(network, query, detour);
  if (!field) return null;
  const found = yield* searchField(field);
  yield found;
  const proven = yield* proveFront(field, found, slices);
  return proven.optimal ? proven : yield* sweepFront(field, proven);
}

/**
 * What a generator returns, all its pauses left out.
 *
 * @template Result
 * @param {Generator<unknown, Result>} steps
 * @returns {Result}
 */
export function ended(steps) {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
