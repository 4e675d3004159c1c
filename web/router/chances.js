/** Expected exposure where directions are unknown: `mapper/exposure/expected.py`, step by step. */

import { MERGE_M } from "./sheds.js";

const TURN = 2 * Math.PI;

/**
 * The probability that each camera that is met sees any of one line: 1, or the share of bearings
 * under which a camera of unknown direction sees some of it.
 *
 * @param {import("./sheds.js").Crossing[]} crossings
 * @param {import("./sheds.js").Sheds} sheds
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y of the line
 * @param {number} tolerance metres
 * @returns {Map<number, number>} by camera
 */
export function chancesOfMeeting(crossings, sheds, x, y, tolerance) {
  /** @type {Map<number, number>} */
  const chances = new Map();
  /** @type {Map<number, [number, number][]>} */
  const arcs = new Map();
  for (const crossing of crossings) {
    const camera = sheds.camera[crossing.view];
    if (!arcs.has(camera)) chances.set(camera, 1);
    if (!(sheds.lens[crossing.view] > 0)) continue;
    const list = arcs.get(camera) ?? [];
    arcs.set(camera, list);
    list.push(arcOf(crossing, sheds, x, y, tolerance));
  }
  for (const [camera, list] of arcs) chances.set(camera, measureOf(list) / TURN);
  return chances;
}

/**
 * First direction and width of what a stretch spans, widened by the lens.
 *
 * @param {import("./sheds.js").Crossing} crossing @param {import("./sheds.js").Sheds} sheds
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {number} tolerance
 * @returns {[number, number]} radians
 */
function arcOf({ view, enter, leave }, sheds, x, y, tolerance) {
  const k = Math.min(Math.floor(Math.min(enter, leave)), x.length - 2);
  const [dx, dy] = [x[k + 1] - x[k], y[k + 1] - y[k]];
  const [sx, sy] = [x[k] - sheds.x[view], y[k] - sheds.y[view]];
  let one = [sx + (enter - k) * dx, sy + (enter - k) * dy];
  let other = [sx + (leave - k) * dx, sy + (leave - k) * dy];
  // a stretch that begins or ends at the camera lies at the bearing of its other end
  if (Math.hypot(one[0], one[1]) <= MERGE_M) one = other;
  else if (Math.hypot(other[0], other[1]) <= MERGE_M) other = one;
  const first = Math.atan2(one[1], one[0]);
  const turn = Math.atan2(one[0] * other[1] - one[1] * other[0], one[0] * other[0] + one[1] * other[1]);
  let half = (0.5 * sheds.lens[view] * Math.PI) / 180;
  // whoever stands at the camera itself is before every lens
  if (Math.hypot(one[0], one[1]) <= MERGE_M) half = Math.PI;
  if (tolerance > 0) {
    const nearest = distanceOf(one, other);
    half = nearest <= tolerance ? Math.PI : half + Math.asin(tolerance / nearest);
  }
  return [Math.min(first, first + turn) - half, Math.abs(turn) + 2 * half];
}

/** The distance of a segment from the origin. @param {number[]} one @param {number[]} other */
function distanceOf(one, other) {
  const [vx, vy] = [other[0] - one[0], other[1] - one[1]];
  const squared = vx * vx + vy * vy;
  const along = Math.max(0, Math.min(1, -(one[0] * vx + one[1] * vy) / (squared > 0 ? squared : 1)));
  return Math.hypot(one[0] + along * vx, one[1] + along * vy);
}

/** How much of the turn some arcs cover together. @param {[number, number][]} list first and width, radians */
function measureOf(list) {
  /** @type {[number, number][]} */
  const spans = [];
  for (const [low, width] of list) {
    const first = ((low % TURN) + TURN) % TURN;
    const end = first + Math.min(width, TURN);
    // what runs past a whole turn begins again at 0
    spans.push([first, Math.min(end, TURN)], [0, Math.max(0, end - TURN)]);
  }
  spans.sort((a, b) => a[0] - b[0]);
  let [reach, total] = [0, 0];
  for (const [first, end] of spans) {
    if (end <= reach) continue;
    total += end - Math.max(reach, first);
    reach = end;
  }
  return total;
}
