/**
 * Where a straight segment lies inside a convex shape around the origin: its first point p and its
 * vector d, and a stretch of it as an interval of t in p + t d. `mapper/exposure/intervals.py`.
 *
 * @typedef {[number, number]} Vector
 * @typedef {[number, number]} Interval from where to where of a segment, 0 to 1; nowhere where the
 *   first is larger
 */

/** How far pieces overlap, so that a line along their common side falls between no two. */
const SLACK_M = 1e-9;
/** @type {Interval} */
const NOWHERE = [2, -1];

/** @param {Interval[]} found @param {number} gap @returns {Interval[]} */
export function mergedIntervals(found, gap) {
  found.sort((one, other) => one[0] - other[0]);
  const kept = [found[0]];
  for (const interval of found.slice(1)) {
    const last = kept[kept.length - 1];
    if (interval[0] <= last[1] + gap) kept[kept.length - 1] = [last[0], Math.max(last[1], interval[1])];
    else kept.push(interval);
  }
  return kept;
}

/** Positive where b lies anticlockwise of a. @param {Vector} a @param {Vector} b */
function cross(a, b) {
  return a[0] * b[1] - a[1] * b[0];
}

/** @param {Vector} p @param {Vector} d @param {number} radius @returns {Interval} */
export function discInterval(p, d, radius) {
  const squared = d[0] * d[0] + d[1] * d[1];
  if (squared === 0) return p[0] * p[0] + p[1] * p[1] <= radius * radius ? [0, 1] : NOWHERE;
  const offset = cross(p, d);
  const inside = squared * radius * radius - offset * offset;
  if (inside < 0) return NOWHERE;
  const middle = -(p[0] * d[0] + p[1] * d[1]);
  const half = Math.sqrt(inside);
  return [Math.max(0, (middle - half) / squared), Math.min(1, (middle + half) / squared)];
}

/**
 * The part of an interval where `value + t slope` is not negative.
 *
 * @param {Interval} interval @param {number} value @param {number} slope @returns {Interval}
 */
function halfPlane(interval, value, slope) {
  if (slope === 0) return value < 0 ? NOWHERE : interval;
  const root = -value / slope;
  return slope > 0 ? [Math.max(interval[0], root), interval[1]] : [interval[0], Math.min(interval[1], root)];
}

/**
 * Between the rays through a and, anticlockwise, b.
 *
 * @param {Interval} interval @param {Vector} p @param {Vector} d @param {Vector} a
 * @param {Vector} b
 */
export function wedge(interval, p, d, a, b) {
  const slackA = SLACK_M * Math.sqrt(a[0] * a[0] + a[1] * a[1]);
  const slackB = SLACK_M * Math.sqrt(b[0] * b[0] + b[1] * b[1]);
  return halfPlane(halfPlane(interval, cross(a, p) + slackA, cross(a, d)), cross(p, b) + slackB, cross(d, b));
}

/**
 * Inside the triangle (origin, a, b).
 *
 * @param {Interval} within @param {Vector} p @param {Vector} d @param {Vector} a @param {Vector} b
 */
export function triangle(within, p, d, a, b) {
  /** @type {Vector} */
  const side = [b[0] - a[0], b[1] - a[1]];
  return halfPlane(wedge(within, p, d, a, b), cross(side, [p[0] - a[0], p[1] - a[1]]), cross(side, d));
}

/** The smallest interval that holds both. @param {Interval} one @param {Interval} other @returns {Interval} */
function hullOf(one, other) {
  if (one[0] > one[1]) return other;
  if (other[0] > other[1]) return one;
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

/**
 * Within a radius of the segment from a to b.
 *
 * @param {Vector} p @param {Vector} d @param {Vector} a @param {Vector} b @param {number} radius
 */
export function capsule(p, d, a, b, radius) {
  /** @type {Vector} */
  const fromA = [p[0] - a[0], p[1] - a[1]];
  const ends = hullOf(discInterval(fromA, d, radius), discInterval([p[0] - b[0], p[1] - b[1]], d, radius));
  /** @type {Vector} */
  const side = [b[0] - a[0], b[1] - a[1]];
  const squared = side[0] * side[0] + side[1] * side[1];
  if (squared === 0) return ends;
  const reach = radius * Math.sqrt(squared);
  const along = side[0] * fromA[0] + side[1] * fromA[1];
  const alongSlope = side[0] * d[0] + side[1] * d[1];
  const [across, acrossSlope] = [cross(side, fromA), cross(side, d)];
  let box = halfPlane([0, 1], along, alongSlope);
  box = halfPlane(box, squared - along, -alongSlope);
  box = halfPlane(box, reach + across, acrossSlope);
  return hullOf(ends, halfPlane(box, reach - across, -acrossSlope));
}
