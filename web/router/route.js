import { bearingOf, normaliseDegrees } from "./angles.js";
import { UNITS } from "./numbers.js";

/**
 * A way laid out in the city's projection: `mapper/routing/route.py`, step by step.
 *
 * @typedef {object} Route
 * @property {import("./graph.js").Part[]} parts
 * @property {number[]} x
 * @property {number[]} y metres; neighbours differ
 * @property {number[]} ms since the start, at each point
 * @property {boolean[]} indoor of each segment
 * @property {Leg[]} legs
 *
 * An unbroken stretch of a way along one street.
 * @typedef {object} Leg
 * @property {string} name
 * @property {string} kind
 * @property {number} enterMm
 * @property {number} lengthMm
 * @property {number} durationMs
 * @property {number} bearingIn which way one walks where it begins
 * @property {number} bearingOut
 */

const FORWARD_SIGHT_M = 10;
const INDOOR_FLAG = 4;

/**
 * @param {import("./city.js").City} city
 * @param {(lon: number, lat: number) => [number, number]} project
 * @param {import("./graph.js").Part[]} parts
 * @returns {Route}
 */
export function layRoute(city, project, parts) {
  /** @type {Route} */
  const route = { parts, x: [], y: [], ms: [], indoor: [], legs: [] };
  /** @type {number[]} */
  const partOf = [];
  let [lastX, lastY, startMs] = [NaN, NaN, 0];
  parts.forEach((part, number) => {
    const line = partLine(city, project, part.way >> 1, part.fromMm, part.toMm);
    for (let k = 0; k < line.x.length; k++) {
      // where one part ends and the next begins, the point is there twice
      if (line.x[k] !== lastX || line.y[k] !== lastY) {
        if (route.x.length) {
          partOf.push(number);
          route.indoor.push((city.edges.flags[part.way >> 1] & INDOOR_FLAG) !== 0);
        }
        route.x.push(line.x[k]);
        route.y.push(line.y[k]);
        route.ms.push(startMs + line.share[k] * part.cost);
      }
      [lastX, lastY] = [line.x[k], line.y[k]];
    }
    startMs += part.cost;
  });
  route.legs = legsOf(city, route, partOf);
  return route;
}

/**
 * The points of a stretch of an edge in walking order, and how much of it lies before each.
 *
 * @param {import("./city.js").City} city
 * @param {(lon: number, lat: number) => [number, number]} project
 * @param {number} edge @param {number} fromMm @param {number} toMm
 */
export function partLine(city, project, edge, fromMm, toMm) {
  const { lon, lat, start, length } = city.edges;
  /** @type {number[]} */
  const x = [];
  /** @type {number[]} */
  const y = [];
  const reach = [0];
  for (let k = start[edge]; k < start[edge + 1]; k++) {
    const [px, py] = project(lon[k] / UNITS, lat[k] / UNITS);
    const last = x.length - 1;
    if (last >= 0) reach.push(reach[last] + Math.hypot(px - x[last], py - y[last]));
    x.push(px);
    y.push(py);
  }
  const drawn = reach[reach.length - 1];
  const ends = [drawn * (fromMm / length[edge]), drawn * (toMm / length[edge])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const at = [low, ...reach.filter((place) => place > low && place < high), high];
  const found = {
    x: at.map((place) => interpolate(place, reach, x)),
    y: at.map((place) => interpolate(place, reach, y)),
    share: high > low ? at.map((place) => (place - low) / (high - low)) : [0, 1],
  };
  if (toMm < fromMm) {
    found.x.reverse();
    found.y.reverse();
    found.share = found.share.map((share) => 1 - share).reverse();
  }
  return found;
}

/**
 * Piecewise linear, the ends held: `numpy.interp`.
 *
 * @param {number} place @param {ArrayLike<number>} places rising @param {ArrayLike<number>} values
 */
export function interpolate(place, places, values) {
  const last = places.length - 1;
  if (place <= places[0]) return values[0];
  if (place >= places[last]) return values[last];
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle] <= place) low = middle;
    else high = middle;
  }
  const slope = (values[low + 1] - values[low]) / (places[low + 1] - places[low]);
  return slope * (place - places[low]) + values[low];
}

/**
 * Parts by street name; a part without a line of its own goes with the one before.
 *
 * @param {import("./city.js").City} city @param {Route} route @param {number[]} partOf part of each segment
 * @returns {Leg[]}
 */
function legsOf(city, route, partOf) {
  const { edges, names, kinds } = city;
  const nameOf = (/** @type {number} */ number) => edges.name[route.parts[number].way >> 1];
  const walked = partOf.filter((number, k) => number !== partOf[k - 1]);
  const firsts = walked.filter((number, k) => k === 0 || nameOf(number) !== nameOf(walked[k - 1]));
  let enterMm = 0;
  return firsts.map((first, k) => {
    const begin = k === 0 ? 0 : first;
    const end = k + 1 < firsts.length ? firsts[k + 1] : route.parts.length;
    const from = partOf.findIndex((number) => number >= begin);
    const to = partOf.findLastIndex((number) => number < end) + 1;
    const x = route.x.slice(from, to + 1);
    const y = route.y.slice(from, to + 1);
    const parts = route.parts.slice(begin, end);
    const lengthMm = parts.reduce((total, part) => total + Math.abs(part.toMm - part.fromMm), 0);
    /** @type {Leg} */
    const leg = {
      name: names[nameOf(first)],
      kind: kinds[edges.kind[route.parts[first].way >> 1]],
      enterMm,
      lengthMm,
      durationMs: parts.reduce((total, part) => total + part.cost, 0),
      bearingIn: bearingAhead(x, y),
      bearingOut: normaliseDegrees(bearingAhead(x.reverse(), y.reverse()) + 180),
    };
    enterMm += lengthMm;
    return leg;
  });
}

/** The bearing from a line's first point to the one some metres along it. @param {number[]} x @param {number[]} y */
function bearingAhead(x, y) {
  const reach = [0];
  for (let k = 1; k < x.length; k++) reach.push(reach[k - 1] + Math.hypot(x[k] - x[k - 1], y[k] - y[k - 1]));
  return bearingOf(
    interpolate(FORWARD_SIGHT_M, reach, x) - x[0],
    interpolate(FORWARD_SIGHT_M, reach, y) - y[0],
  );
}
