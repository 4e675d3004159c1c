/** How thoroughly the ground under a line was surveyed: `mapper/exposure/ground.py`. */

import { readNumbers, totals, unzigzag } from "./numbers.js";

/**
 * An area as its rings; what lies within an odd number of them is inside.
 *
 * @typedef {{x: number[], y: number[]}[]} Area metres
 */

/** @param {import("./city.js").City} city @param {string} name full, known or indoors @returns {Area} */
export function readArea(city, name) {
  const numbers = (/** @type {string} */ column) => readNumbers(city.column(`area.${name}.${column}`));
  const [x, y] = [totals(unzigzag(numbers("x"))), totals(unzigzag(numbers("y")))];
  let at = 0;
  return Array.from(numbers("count"), (count) => {
    const ring = {
      x: Array.from(x.subarray(at, at + count), (mm) => mm / 1000),
      y: Array.from(y.subarray(at, at + count), (mm) => mm / 1000),
    };
    at += count;
    return ring;
  });
}

/**
 * Shares of a line on ground of each state. Indoors nothing holds of what is said of the street
 * above: it is partial where somebody mapped a camera indoors, and none elsewhere.
 *
 * @param {{full: Area, known: Area, indoors: Area}} areas
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {ArrayLike<number>} metres running length at each point
 * @param {ArrayLike<unknown>} indoor of each segment
 */
export function surveyShares(areas, x, y, metres, indoor) {
  const still = metres[metres.length - 1] <= 0;
  let [total, inFull, inKnown] = [0, 0, 0];
  for (let k = 0; k + 1 < x.length; k++) {
    // where somebody stood still, the one place stands for the line
    const weight = still ? 1 : metres[k + 1] - metres[k];
    if (weight <= 0) continue;
    total += weight;
    const share = (/** @type {Area} */ area) => weight * segmentShare(area, x[k], y[k], x[k + 1] - x[k], y[k + 1] - y[k]);
    if (!indoor[k]) inFull += share(areas.full);
    inKnown += share(indoor[k] ? areas.indoors : areas.known);
  }
  const full = Math.min(1, inFull / total);
  const known = Math.min(1, Math.max(inFull, inKnown) / total);
  return { full, partial: known - full, none: 1 - known };
}

/**
 * What share of a segment lies in an area.
 *
 * @param {Area} area @param {number} x @param {number} y @param {number} dx @param {number} dy
 */
function segmentShare(area, x, y, dx, dy) {
  if (!area.length) return 0;
  if (dx === 0 && dy === 0) return Number(isInside(area, x, y));
  const cuts = [0, 1];
  for (const ring of area) {
    for (let k = 0; k + 1 < ring.x.length; k++) {
      const [ex, ey] = [ring.x[k + 1] - ring.x[k], ring.y[k + 1] - ring.y[k]];
      const turn = dx * ey - dy * ex;
      if (turn === 0) continue;
      const [ax, ay] = [ring.x[k] - x, ring.y[k] - y];
      const t = (ax * ey - ay * ex) / turn;
      const s = (ax * dy - ay * dx) / turn;
      if (t > 0 && t < 1 && s >= 0 && s <= 1) cuts.push(t);
    }
  }
  cuts.sort((one, other) => one - other);
  let share = 0;
  for (let k = 0; k + 1 < cuts.length; k++) {
    const middle = (cuts[k] + cuts[k + 1]) / 2;
    if (cuts[k + 1] > cuts[k] && isInside(area, x + middle * dx, y + middle * dy)) share += cuts[k + 1] - cuts[k];
  }
  return share;
}

/** @param {Area} area @param {number} x @param {number} y */
function isInside(area, x, y) {
  let inside = false;
  for (const ring of area) {
    for (let k = 0; k + 1 < ring.x.length; k++) {
      const [y1, y2] = [ring.y[k], ring.y[k + 1]];
      if (y1 > y !== y2 > y && x < ring.x[k] + ((y - y1) / (y2 - y1)) * (ring.x[k + 1] - ring.x[k])) inside = !inside;
    }
  }
  return inside;
}
