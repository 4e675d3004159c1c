/** A city that answers: places, the options between them, and what sees each. */

import { leastExposed } from "./exact.js";
import { buildGraph, partsOf } from "./graph.js";
import { lineOf } from "./line.js";
import { Gazetteer } from "./places.js";
import { scoreRoute } from "./score.js";
import { makeNetwork } from "./search.js";
import { countedUnder, onPart, takeCounted } from "./seen.js";
import { spread } from "./selection.js";
import { EdgeIndex } from "./snap.js";

/** A metre of ground surveyed in part counts as so much of a surveyed one. */
const PARTLY_KNOWN = 0.5;

/**
 * A way laid out.
 *
 * @typedef {object} Walked
 * @property {import("./graph.js").Part[]} parts
 * @property {import("./score.js").Score} score
 * @property {import("./line.js").Line} line
 *
 * @typedef {object} Compared
 * @property {number} extraMs longer than the quickest
 * @property {number | null} avoided cameras fewer than on the quickest
 * @property {boolean} lessSurveyed better than the quickest only on ground less surveyed
 *
 * @typedef {Walked & Compared} Option the quickest first
 *
 * @typedef {object} Answer
 * @property {Option[]} options
 * @property {{durationMs: number, cameras: number}[]} front
 * @property {boolean} complete whether no cap on labels or work was hit
 * @property {boolean} optimal whether it is proven that no better way exists within the detour
 * @property {{start: number[], goal: number[]}} unavoidable counted cameras that see the ends
 *
 * @typedef {{trouble: "start" | "goal" | "way" | "same"}} NoAnswer
 *
 * @typedef {object} Wishes
 * @property {number} [detour]
 * @property {string} [policy]
 * @property {number} [slices] of work for the proof
 */

export class Router {
  /** @param {import("./city.js").City} city */
  constructor(city) {
    this.city = city;
    this.graph = buildGraph(city);
    this.index = new EdgeIndex(city);
    this.gazetteer = new Gazetteer(city);
    this.policy = "";
    /** @type {import("./field.js").Network | null} */
    this.network = null;
  }

  /** The network with the cameras a policy counts. @param {string} policy */
  under(policy) {
    if (!this.network || this.policy !== policy) {
      const { cameras, sights } = this.city;
      const seen = takeCounted(sights.main, countedUnder(this.city, policy));
      this.network = this.network
        ? { ...this.network, seen }
        : makeNetwork(this.graph, seen, cameras.visits);
      this.policy = policy;
    }
    return this.network;
  }

  /**
   * The ways between two places: first those of the search, then, returned, those of the proof.
   *
   * @param {{lon: number, lat: number}} start @param {{lon: number, lat: number}} goal
   * @param {Wishes} [wishes]
   * @returns {Generator<Answer | undefined, Answer | NoAnswer>}
   */
  *routes(start, goal, wishes = {}) {
    const ends = this.index.pair(start, goal, this.city.header.assumptions.snap_m);
    if ("missing" in ends) return { trouble: ends.missing };
    const query = {
      startEdge: ends[0].edge, startMm: ends[0].offsetMm, goalEdge: ends[1].edge, goalMm: ends[1].offsetMm,
    };
    return yield* this.answers(query, wishes);
  }

  /**
   * @param {import("./graph.js").Query} query @param {Wishes} wishes
   * @returns {Generator<Answer | undefined, Answer | NoAnswer>}
   */
  *answers(query, { detour = 1.3, policy = this.city.header.assumptions.policy, slices }) {
    const network = this.under(policy);
    const steps = leastExposed(network, query, detour, slices);
    /** @type {Map<Int32Array, Walked>} */
    const walked = new Map();
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      const answer = step.value && this.answer(query, step.value, policy, walked);
      if (answer && "trouble" in answer) return answer;
      yield answer;
    }
    return step.value ? this.answer(query, step.value, policy, walked) : { trouble: "way" };
  }

  /**
   * The options of a front.
   *
   * @param {import("./graph.js").Query} query @param {import("./search.js").Front} front
   * @param {string} policy
   * @param {Map<Int32Array, Walked>} walked paths laid out and scored before
   * @returns {Answer | NoAnswer}
   */
  answer(query, front, policy, walked) {
    if (!front.paths.length) return { trouble: "way" };
    const { seen } = this.under(policy);
    const walk = (/** @type {Int32Array} */ path) => {
      let found = walked.get(path);
      if (!found) {
        const parts = partsOf(this.graph, query, path);
        found = { parts, score: scoreRoute(this.city, this.graph, parts, policy), line: lineOf(this.city, parts) };
        walked.set(path, found);
      }
      return found;
    };
    const quickest = walk(front.paths[0]).score;
    const options = spread(front.cost, front.cameras).map((row) => {
      const found = walk(front.paths[row]);
      return {
        ...found,
        extraMs: found.score.durationMs - quickest.durationMs,
        avoided: avoided(found.score, quickest, policy),
        lessSurveyed: flees(found.score, quickest, policy),
      };
    });
    if (options[0].line.lon.length < 2) return { trouble: "same" };
    return {
      options,
      front: front.cost.map((durationMs, row) => ({ durationMs, cameras: front.cameras[row] })),
      complete: front.complete,
      optimal: front.optimal,
      unavoidable: {
        start: this.at(seen, query.startEdge, query.startMm),
        goal: this.at(seen, query.goalEdge, query.goalMm),
      },
    };
  }

  /**
   * The cameras that see a point of an edge, its ends included.
   *
   * @param {import("./seen.js").Seen} seen @param {number} edge @param {number} mm
   */
  at(seen, edge, mm) {
    return onPart(seen, edge, mm - 1, mm + 1);
  }
}

/** @param {import("./score.js").Score} score @param {import("./score.js").Score} quickest @param {string} policy */
function avoided(score, quickest, policy) {
  const [here, there] = [score.cameras[policy], quickest.cameras[policy]];
  return here === null || there === null ? null : there - here;
}

/**
 * Whether a route is better only because less is known of its ground: were its unsurveyed metres
 * watched like the quickest route's surveyed ones, it would pass no fewer.
 *
 * @param {import("./score.js").Score} score @param {import("./score.js").Score} quickest @param {string} policy
 */
function flees(score, quickest, policy) {
  const fewer = avoided(score, quickest, policy);
  const fled = unknownMm(score) - unknownMm(quickest);
  if (fewer === null) return fled > 0;
  if (fewer <= 0 || fled <= 0) return false;
  const known = quickest.lengthMm - unknownMm(quickest);
  return known <= 0 || ((quickest.cameras[policy] ?? 0) / known) * fled >= fewer;
}

/** How many millimetres are as good as unsurveyed. @param {import("./score.js").Score} score */
function unknownMm(score) {
  return score.lengthMm * (score.survey.none + PARTLY_KNOWN * score.survey.partial);
}
