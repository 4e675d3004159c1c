/** A city that answers: places, the options between them, and what sees each. */

import { leastExposed } from "./exact.js";
import { buildGraph, partsOf } from "./graph.js";
import { Scorer } from "./exposure.js";
import { Gazetteer } from "./places.js";
import { utm, utmInverse } from "./projection.js";
import { layRoute } from "./route.js";
import { makeNetwork } from "./search.js";
import { countedUnder, onPart, takeCounted } from "./seen.js";
import { spread } from "./selection.js";
import { EdgeIndex } from "./snap.js";
import { mostVisits } from "./visits.js";

/** A metre of ground surveyed in part counts as so much of a surveyed one. */
const PARTLY_KNOWN = 0.5;
const INDOOR_EDGE = 4;

/**
 * A way laid out.
 *
 * @typedef {object} Walked
 * @property {import("./route.js").Route} route
 * @property {import("./answers.js").Exposure} exposure
 * @property {number} durationMs
 * @property {number} indoorM metres indoors or underground
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
 * @property {string} [preset]
 * @property {number} [slices] of work for the proof
 */

export class Router {
  /** @param {import("./city.js").City} city */
  constructor(city) {
    this.city = city;
    this.graph = buildGraph(city);
    this.index = new EdgeIndex(city);
    this.gazetteer = new Gazetteer(city);
    this.project = utm(city.header.epsg);
    this.unproject = utmInverse(city.header.epsg);
    this.scorer = new Scorer(city, this.project);
    this.counting = "";
    /** @type {import("./field.js").Network | null} */
    this.network = null;
    /** @type {Map<import("./city.js").Sight, Int32Array>} */
    this.visits = new Map([[city.sights.main, city.cameras.visits]]);
  }

  /**
   * The network with the cameras a policy counts, at a range.
   *
   * @param {string} policy @param {string} [preset] "main" for that of the city's own assumptions
   */
  under(policy, preset = "main") {
    const counting = `${policy} ${preset}`;
    if (!this.network || this.counting !== counting) {
      const sight = this.city.sights[preset];
      let visits = this.visits.get(sight);
      if (!visits) {
        visits = mostVisits(this.graph, sight, this.city.cameras.visits.length);
        this.visits.set(sight, visits);
      }
      const seen = takeCounted(sight, countedUnder(this.city, policy));
      this.network = makeNetwork(this.graph, seen, visits, this.network?.memory);
      this.counting = counting;
    }
    return this.network;
  }

  /** Make ready what a first question would wait for. @returns {Generator<undefined, void>} */
  *warm() {
    yield* this.scorer.warm();
    this.graph.metres();
    yield undefined;
    this.under(this.city.header.assumptions.policy);
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
  *answers(query, { detour = 1.3, policy = this.city.header.assumptions.policy, preset = "main", slices }) {
    const network = this.under(policy, preset);
    const counting = { city: this.city, policy, preset };
    const steps = leastExposed(network, query, detour, slices);
    /** @type {Map<Int32Array, Walked>} */
    const walked = new Map();
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      const answer = step.value && this.answer(query, step.value, counting, walked);
      if (answer && "trouble" in answer) return answer;
      yield answer;
    }
    return step.value ? this.answer(query, step.value, counting, walked) : { trouble: "way" };
  }

  /**
   * The options of a front.
   *
   * @param {import("./graph.js").Query} query @param {import("./search.js").Front} front
   * @param {import("./answers.js").Counting} counting
   * @param {Map<Int32Array, Walked>} walked paths laid out and scored before
   * @returns {Answer | NoAnswer}
   */
  answer(query, front, counting, walked) {
    if (!front.paths.length) return { trouble: "way" };
    const { seen } = this.under(counting.policy, counting.preset);
    const walk = (/** @type {Int32Array} */ path) => {
      let found = walked.get(path);
      if (!found) {
        found = this.walk(partsOf(this.graph, query, path), counting);
        walked.set(path, found);
      }
      return found;
    };
    const quickest = walk(front.paths[0]);
    if (quickest.route.x.length < 2) return { trouble: "same" };
    const options = spread(front.cost, front.cameras).map((row) => {
      const found = walk(front.paths[row]);
      return {
        ...found,
        extraMs: found.durationMs - quickest.durationMs,
        avoided: avoided(found.exposure, quickest.exposure, counting.policy),
        lessSurveyed: flees(found.exposure, quickest.exposure, counting.policy),
      };
    });
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
   * Lay a way out and tell what sees it.
   *
   * @param {import("./graph.js").Part[]} parts @param {import("./answers.js").Counting} counting
   * @returns {Walked}
   */
  walk(parts, counting) {
    const route = layRoute(this.city, this.project, parts);
    const points = route.x.map((x, k) => this.unproject(x, route.y[k]));
    const exposure = this.scorer.score(
      {
        x: route.x,
        y: route.y,
        lon: points.map(([lon]) => lon),
        lat: points.map(([, lat]) => lat),
        seconds: route.ms.map((ms) => ms / 1000),
        indoor: route.indoor,
        timed: false,
      },
      counting,
    );
    const indoorMm = parts
      .filter((part) => this.city.edges.flags[part.way >> 1] & INDOOR_EDGE)
      .reduce((total, part) => total + Math.abs(part.toMm - part.fromMm), 0);
    const durationMs = parts.reduce((total, part) => total + part.cost, 0);
    return { route, exposure, durationMs, indoorM: indoorMm / 1000 };
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

/**
 * @param {import("./answers.js").Exposure} score @param {import("./answers.js").Exposure} quickest
 * @param {string} policy
 */
function avoided(score, quickest, policy) {
  const [here, there] = [score.cameras[policy], quickest.cameras[policy]];
  return here === null || there === null ? null : there - here;
}

/**
 * Whether a route is better only because less is known of its ground: were its unsurveyed metres
 * watched like the quickest route's surveyed ones, it would pass no fewer.
 *
 * @param {import("./answers.js").Exposure} score @param {import("./answers.js").Exposure} quickest @param {string} policy
 */
function flees(score, quickest, policy) {
  const fewer = avoided(score, quickest, policy);
  const fled = unknownM(score) - unknownM(quickest);
  if (fewer === null) return fled > 0;
  if (fewer <= 0 || fled <= 0) return false;
  const known = quickest.lengthM - unknownM(quickest);
  return known <= 0 || ((quickest.cameras[policy] ?? 0) / known) * fled >= fewer;
}

/** How many metres are as good as unsurveyed. @param {import("./answers.js").Exposure} score */
function unknownM(score) {
  return score.lengthM * (score.survey.none + PARTLY_KNOWN * score.survey.partial);
}
