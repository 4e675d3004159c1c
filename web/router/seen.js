/**
 * The counted cameras of each edge. Row k of an edge is one camera; its stretches of the edge are
 * rows intervalStart[k] to intervalStart[k + 1] of enter and exit.
 *
 * @typedef {object} Seen
 * @property {Int32Array} start shape (E + 1)
 * @property {Int32Array} camera distinct and ascending within an edge
 * @property {Int32Array} intervalStart
 * @property {Int32Array} enter
 * @property {Int32Array} exit
 */

/** The last evidence code each counting policy takes in. @type {Record<string, number>} */
export const HIGHEST = { documented: 0, likely: 2, cautious: 3 };

/**
 * Whether a count takes a camera in: no plate readers, none modelled.
 *
 * @param {import("./city.js").City} city @param {string} policy @param {number} camera
 */
export function isCounted({ cameras, header }, policy, camera) {
  return (
    cameras.evidence[camera] <= HIGHEST[policy] &&
    header.kinds[cameras.kind[camera]] !== "plate_reader" &&
    !cameras.modelled[camera]
  );
}

/**
 * @param {import("./city.js").City} city @param {string} policy
 * @returns {Uint8Array} of each camera, 1 where it is counted
 */
export function countedUnder(city, policy) {
  return city.cameras.evidence.map((_, camera) => Number(isCounted(city, policy, camera)));
}

/**
 * Take the counted cameras out of what is seen.
 *
 * @param {import("./city.js").Sight} sight @param {Uint8Array} counted
 * @returns {Seen}
 */
export function takeCounted(sight, counted) {
  const nEdges = sight.start.length - 1;
  const start = new Int32Array(nEdges + 1);
  const camera = new Int32Array(sight.camera.length);
  const intervalStart = new Int32Array(sight.camera.length + 1);
  const enter = new Int32Array(sight.camera.length);
  const exit = new Int32Array(sight.camera.length);
  let rows = 0;
  let intervals = 0;
  for (let edge = 0; edge < nEdges; edge++) {
    for (let row = sight.start[edge]; row < sight.start[edge + 1]; row++) {
      if (!counted[sight.camera[row]]) continue;
      if (rows === start[edge] || camera[rows - 1] !== sight.camera[row]) {
        camera[rows] = sight.camera[row];
        intervalStart[rows++] = intervals;
      }
      enter[intervals] = sight.enter[row];
      exit[intervals++] = sight.exit[row];
    }
    start[edge + 1] = rows;
  }
  intervalStart[rows] = intervals;
  return {
    start,
    camera: camera.slice(0, rows),
    intervalStart: intervalStart.slice(0, rows + 1),
    enter: enter.slice(0, intervals),
    exit: exit.slice(0, intervals),
  };
}

/**
 * The cameras that see more than a point of a stretch of an edge, either way, ascending.
 *
 * @param {Seen} seen @param {number} edge @param {number} fromMm @param {number} toMm
 * @returns {number[]}
 */
export function onPart(seen, edge, fromMm, toMm) {
  const low = Math.min(fromMm, toMm);
  const high = Math.max(fromMm, toMm);
  const found = [];
  for (let row = seen.start[edge]; row < seen.start[edge + 1]; row++) {
    for (let k = seen.intervalStart[row]; k < seen.intervalStart[row + 1]; k++) {
      if (seen.enter[k] < high && seen.exit[k] > low) {
        found.push(seen.camera[row]);
        break;
      }
    }
  }
  return found;
}
