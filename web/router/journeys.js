/** Journeys by foot and metro: `mapper/stations/{journeys,legs,walked,itinerary}.py`, step by step. */

import { GatedField } from "./gated.js";
import { proveGates } from "./gated_proof.js";
import { geodesicM } from "./geodesic.js";
import { JourneyGraph } from "./journey_graph.js";
import { readMetro } from "./metro.js";
import { UNITS } from "./numbers.js";
import { partLine } from "./route.js";

/**
 * @typedef {import("./gated.js").GatedWay} GatedWay
 * @typedef {import("./journey_graph.js").Step} Step
 *
 * @typedef {object} JourneyLeg
 * @property {string} kind walk, gate, enter, exit, ride or transfer
 * @property {number} beginsMs
 * @property {number} ms
 * @property {number} waitMs of a ride, what of it is waited
 * @property {string} from
 * @property {string} to
 * @property {string} entranceId
 * @property {number} line
 * @property {number} stops
 * @property {number} gates
 * @property {number[]} cameras mapped ones
 * @property {number} modelled
 * @property {number[]} lon
 * @property {number[]} lat degrees
 * @property {import("./exposure.js").Line | null} walk to be scored
 * @property {import("./answers.js").Exposure | null} exposure
 *
 * @typedef {object} Journey
 * @property {GatedWay} way
 * @property {string} reason
 * @property {boolean} beyond
 * @property {JourneyLeg[]} legs
 * @property {ReturnType<import("./exposure.js").Scorer["together"]>} together
 * @property {number} modelled
 *
 * @typedef {object} FoundJourneys
 * @property {import("./metro.js").Metro} metro
 * @property {{gates: number, points: {ms: number, cameras: number, modelled: number}[], journeys: Journey[]}[]} groups
 * @property {number} quickest
 * @property {number} budget
 * @property {boolean} complete
 * @property {boolean} optimal
 */

/** @type {Record<Step["kind"], string>} */
const LEG_KINDS = { walk: "walk", enter: "enter", exit: "exit", board: "ride", ride: "ride", alight: "ride", transfer: "transfer" };

/**
 * The ways between two points by foot and metro, grouped by the gates they pass.
 *
 * @param {import("./router.js").Router} router
 * @param {[import("./snap.js").Snapped, import("./snap.js").Snapped]} ends
 * @param {number} detour @param {import("./answers.js").Counting} counting
 * @returns {Generator<undefined, FoundJourneys | null>} null where no way leads there
 */
export function* findJourneys(router, ends, detour, counting) {
  const { city, graph } = router;
  const { seen } = router.under(counting.policy, counting.preset);
  const metro = readMetro(city);
  const journeys = new JourneyGraph(graph, seen, metro, counting.policy, city.cameras.row.length);
  const [start, goal] = ends.map(({ edge, offsetMm }) => journeys.point(edge, offsetMm));
  journeys.addMetro();
  journeys.addParts();
  const field = new GatedField(graph, seen, journeys.arcs, journeys.nStates, journeys.nCameras);
  const known = yield* field.fronts(start, goal, detour);
  if (!known) return null;
  const proven = known.complete ? yield* proveGates(field, start, goal, known, detour) : null;
  const found = proven ?? known;
  /** @type {FoundJourneys["groups"]} */
  const groups = [];
  for (const { gates, ways } of found.fronts) {
    const points = ways.map((way) => {
      const { mapped, modelled } = journeys.met(way.arcs);
      return { ms: way.cost, cameras: mapped.length, modelled };
    });
    const told = [];
    for (const [way, reason] of chosenWays(gates, ways)) {
      yield undefined;
      told.push(laidOut(router, journeys, way, reason, way.cost > found.budget, counting));
    }
    groups.push({ gates, points, journeys: told });
  }
  const { quickest, budget, complete } = found;
  return { metro, groups, quickest, budget, complete, optimal: proven !== null };
}

/**
 * At most three ways of a front: the quickest, the least seen, and one between.
 *
 * @param {number} gates @param {GatedWay[]} ways
 * @returns {[GatedWay, string][]}
 */
function chosenWays(gates, ways) {
  const [first, last] = [ways[0], ways[ways.length - 1]];
  if (first === last) return [[first, gates ? "quickest" : "only"]];
  const slow = Math.max(1, last.cost - first.cost);
  const much = Math.max(1, first.count - last.count);
  const loss = (/** @type {GatedWay} */ way) => (way.cost - first.cost) / slow + (way.count - last.count) / much;
  const middle = ways.reduce((best, way) => (loss(way) < loss(best) ? way : best));
  /** @type {[GatedWay, string][]} */
  const chosen = [[first, "quickest"], [last, gates ? "less_seen" : "least_seen"]];
  return middle === first || middle === last ? chosen : [...chosen, [middle, gates ? "less_seen" : "between"]];
}

/**
 * @param {import("./router.js").Router} router @param {JourneyGraph} journeys @param {GatedWay} way
 * @param {string} reason @param {boolean} beyond @param {import("./answers.js").Counting} counting
 * @returns {Journey}
 */
function laidOut(router, journeys, way, reason, beyond, counting) {
  const legs = legsOfWay(router, journeys, way.arcs);
  const walks = legs.filter((leg) => leg.walk);
  const together = router.scorer.together(walks.map(({ walk }) => /** @type {import("./exposure.js").Line} */ (walk)), counting);
  walks.forEach((leg, k) => (leg.exposure = together.walks[k]));
  return { way, reason, beyond, legs, together, modelled: journeys.met(way.arcs).modelled };
}

/** @param {import("./router.js").Router} router @param {JourneyGraph} journeys @param {number[]} arcs */
function legsOfWay(router, journeys, arcs) {
  const { metro, nStreets, graph } = journeys;
  const cost = (/** @type {number} */ arc) => (arc < nStreets ? graph.cost[arc] : journeys.arcs[arc - nStreets].cost);
  let beginsMs = 0;
  return runsOf(journeys, arcs).map((run) => {
    const steps = run.map((arc) => journeys.step(arc));
    const [first, last] = [steps[0], steps[steps.length - 1]];
    const kind = LEG_KINDS[first.kind];
    const gates = run.reduce((sum, arc) => sum + (arc < nStreets ? 0 : journeys.arcs[arc - nStreets].gates), 0);
    const ms = run.reduce((sum, arc) => sum + cost(arc), 0);
    const { mapped, modelled } = journeys.met(run);
    const walk = first.kind === "walk" ? walkLine(router, steps, ms) : null;
    const line = steps.find((step) => step.line >= 0)?.line ?? -1;
    /** @type {JourneyLeg} */
    const leg = {
      kind: gates && (kind === "enter" || kind === "exit") ? "gate" : kind,
      beginsMs, ms, line, gates, modelled, walk,
      waitMs: first.kind === "board" ? cost(run[0]) : 0,
      ...namesOf(metro, first, last),
      entranceId: first.door >= 0 ? metro.doors.id[first.door] : "",
      stops: steps.filter((step) => step.kind === "ride").length,
      cameras: mapped,
      ...(walk ? { lon: Array.from(walk.lon), lat: Array.from(walk.lat) } : placesOf(metro, steps)),
      exposure: null,
    };
    beginsMs += ms;
    return leg;
  });
}

/**
 * Arcs gathered: a ride from boarding to alighting, a walk from door to door.
 *
 * @param {JourneyGraph} journeys @param {number[]} arcs
 */
function runsOf(journeys, arcs) {
  /** @type {number[][]} */
  const runs = [];
  let before = "";
  for (const arc of arcs) {
    const step = journeys.step(arc);
    const kind = LEG_KINDS[step.kind];
    if (kind === before && (kind === "walk" || kind === "ride") && step.kind !== "board") runs[runs.length - 1].push(arc);
    else runs.push([arc]);
    before = kind;
  }
  return runs;
}

/**
 * Where a leg begins and ends, as a person calls it.
 *
 * @param {import("./metro.js").Metro} metro @param {Step} first @param {Step} last
 */
function namesOf({ halls, doors }, first, last) {
  if (first.kind === "walk") return { from: "", to: "" };
  const [from, to] = [halls.name[first.start], halls.name[last.end]];
  if (first.kind === "enter") return { from: doors.name[first.door], to };
  return first.kind === "exit" ? { from, to: doors.name[first.door] } : { from, to };
}

/** The places a leg below ground leads through. @param {import("./metro.js").Metro} metro @param {Step[]} steps */
function placesOf({ halls, doors }, steps) {
  const rows = steps.flatMap(({ start, end }) => [start, end]).filter((row, k, all) => row !== all[k - 1]);
  const lon = rows.map((row) => halls.lon[row] / UNITS);
  const lat = rows.map((row) => halls.lat[row] / UNITS);
  const { door, kind } = steps[0];
  if (door >= 0) {
    const put = kind === "enter" ? "unshift" : "push";
    lon[put](doors.lon[door] / UNITS);
    lat[put](doors.lat[door] / UNITS);
  }
  return { lon, lat };
}

/**
 * A walk as a line to be scored, with its own times.
 *
 * @param {import("./router.js").Router} router @param {Step[]} steps @param {number} ms
 * @returns {import("./exposure.js").Line}
 */
function walkLine({ city, project, unproject }, steps, ms) {
  /** @type {{x: number, y: number, indoor: boolean}[]} */
  const points = [];
  for (const { stretch } of steps) {
    if (!stretch) continue;
    const [edge, from, to] = stretch;
    const line = partLine(city, project, edge, from, to);
    line.x.forEach((x, k) => points.push({ x, y: line.y[k], indoor: (city.edges.flags[edge] & 4) !== 0 }));
  }
  let kept = points.filter(({ x, y }, k) => k === 0 || x !== points[k - 1].x || y !== points[k - 1].y);
  if (kept.length < 2) kept = [points[0], points[points.length - 1]];
  const at = kept.map(({ x, y }) => unproject(x, y));
  const metres = [0];
  for (let k = 1; k < at.length; k++) metres.push(metres[k - 1] + geodesicM(...at[k - 1], ...at[k]));
  const whole = metres[metres.length - 1];
  return {
    x: kept.map(({ x }) => x),
    y: kept.map(({ y }) => y),
    lon: at.map(([lon]) => lon),
    lat: at.map(([, lat]) => lat),
    seconds: metres.map((value, k) => ((whole > 0 ? value / whole : k) * ms) / 1000),
    indoor: kept.slice(1).map(({ indoor }) => indoor),
    timed: true,
  };
}
