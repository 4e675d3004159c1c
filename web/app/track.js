import { readGpx } from "./gpx.js";

/**
 * Somebody's own way, read on the device: GPX or GeoJSON, within limits, nothing of it in a message.
 *
 * @typedef {object} Track
 * @property {[number, number][]} coordinates longitude and latitude
 * @property {number[] | null} elapsed_s since the first point, where every point has a time
 * @property {boolean[] | null} gap of each segment, whether it only joins two pieces
 * @property {("times" | "gaps" | "other")[]} notes what had to be supposed
 *
 * @typedef {import("./gpx.js").TimedPoint} TimedPoint
 */

export const MOST_BYTES = 20_000_000;
const LINES = new Set(["LineString", "MultiLineString"]);

/** A file that holds no line that can be counted. */
export class TrackTrouble extends Error {}

/**
 * @param {ArrayBuffer} bytes
 * @returns {Track}
 */
export function parseTrack(bytes) {
  if (bytes.byteLength > MOST_BYTES) throw new TrackTrouble("too large");
  const text = decoded(new Uint8Array(bytes)).trimStart();
  return text.startsWith("<") ? parseGpx(text) : parseGeoJson(text);
}

/** Bytes as text, by their mark or by what an XML declaration says. @param {Uint8Array} bytes */
function decoded(bytes) {
  const [first, second] = bytes;
  let encoding = "utf-8";
  if (first === 0xff && second === 0xfe) encoding = "utf-16le";
  else if (first === 0xfe && second === 0xff) encoding = "utf-16be";
  else {
    const start = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
    encoding = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? encoding;
  }
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    throw new TrackTrouble("unknown encoding");
  }
}

/** @param {string} text @returns {Track} */
function parseGpx(text) {
  const pieces = readGpx(text);
  if (!pieces) throw new TrackTrouble("not GPX");
  const [tracks, routes] = [pieces.tracks, pieces.routes].map((all) => all.filter((piece) => piece.length));
  const track = joined(tracks.length ? tracks : routes);
  if (tracks.length && routes.length) track.notes.push("other");
  return track;
}

/** @param {string} text @returns {Track} */
function parseGeoJson(text) {
  let found;
  try {
    found = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new TrackTrouble("not JSON");
  }
  const crs = found?.crs && JSON.stringify(found.crs);
  if (crs && !/CRS84|4326/.test(crs)) throw new TrackTrouble("another CRS");
  const { geometry, others } = lineIn(found);
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  if (!Array.isArray(lines) || !lines.every(Array.isArray)) throw new TrackTrouble("no coordinates");
  const track = joined(lines.map((line) => line.map(positionOf)));
  if (others) track.notes.push("other");
  return track;
}

/** The one line of a document, and whether something else was left out. @param {any} found */
function lineIn(found) {
  const all = found?.type === "FeatureCollection" && Array.isArray(found.features) ? found.features : [found];
  const geometries = all.map((/** @type {any} */ one) => (one?.type === "Feature" ? one.geometry : one));
  const lines = geometries.filter((/** @type {any} */ geometry) => LINES.has(geometry?.type));
  if (lines.length !== 1) throw new TrackTrouble("not one line");
  return { geometry: lines[0], others: all.length > 1 };
}

/** @param {any} position @returns {TimedPoint} */
function positionOf(position) {
  const plain = Array.isArray(position) && typeof position[0] === "number" && typeof position[1] === "number";
  return plain ? { lon: position[0], lat: position[1], time: NaN } : { lon: NaN, lat: NaN, time: NaN };
}

/** Pieces in their order as one line, the joints marked. @param {TimedPoint[][]} pieces @returns {Track} */
function joined(pieces) {
  const points = pieces.flat();
  if (points.length < 2) throw new TrackTrouble("no line");
  for (const { lon, lat } of points) {
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) throw new TrackTrouble("not on Earth");
  }
  /** @type {Track["notes"]} */
  const notes = [];
  const gap = new Array(points.length - 1).fill(false);
  let last = -1;
  for (const piece of pieces.slice(0, -1)) {
    last += piece.length;
    gap[last] = points[last].lon !== points[last + 1].lon || points[last].lat !== points[last + 1].lat;
  }
  const timed = points.filter(({ time }) => !Number.isNaN(time)).length;
  if (timed && timed < points.length) notes.push("times");
  const gaps = gap.includes(true);
  if (gaps) notes.push("gaps");
  return {
    coordinates: points.map(({ lon, lat }) => [lon, lat]),
    elapsed_s: timed === points.length ? elapsed(points) : null,
    gap: gaps ? gap : null,
    notes,
  };
}

/** @param {TimedPoint[]} points */
function elapsed(points) {
  points.forEach(({ time }, at) => {
    if (at && time < points[at - 1].time) throw new TrackTrouble("time runs backwards");
  });
  return points.map(({ time }) => time - points[0].time);
}
