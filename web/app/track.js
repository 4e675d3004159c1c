/**
 * Somebody's own way, read on the device: GPX or GeoJSON, within limits, nothing of it in a message.
 *
 * @typedef {object} Track
 * @property {[number, number][]} coordinates longitude and latitude
 * @property {number[] | null} elapsed_s since the first point, where every point has a time
 * @property {boolean[] | null} gap of each segment, whether it only joins two pieces
 * @property {("times" | "gaps" | "other")[]} notes what had to be supposed
 *
 * @typedef {{lon: number, lat: number, time: number}} TimedPoint time in seconds, NaN where there is none
 */

export const MOST_BYTES = 20_000_000;
const LINES = new Set(["LineString", "MultiLineString"]);
const MOMENT = /^\d{4}-?\d\d-?\d\d[T ]\d\d(:?\d\d){0,2}([.,]\d+)?(Z|[+-]\d\d:?\d\d)?$/i;
const ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

/** A file that holds no line that can be counted. */
export class TrackTrouble extends Error {}

/**
 * @param {ArrayBuffer} bytes
 * @param {typeof DOMParser} [Parser]
 * @returns {Track}
 */
export function parseTrack(bytes, Parser = globalThis.DOMParser) {
  if (bytes.byteLength > MOST_BYTES) throw new TrackTrouble("too large");
  const text = decoded(new Uint8Array(bytes)).trimStart();
  return text.startsWith("<") ? parseGpx(text, Parser) : parseGeoJson(text);
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

/** @param {string} text @param {typeof DOMParser} Parser @returns {Track} */
function parseGpx(text, Parser) {
  // entities could grow without end, so a document type is refused before anything is parsed
  if (/<!(doctype|entity)/i.test(text)) throw new TrackTrouble("document type");
  const tree = new Parser().parseFromString(text, "application/xml");
  if (tree.documentElement?.localName !== "gpx") throw new TrackTrouble("not GPX");
  if (tree.getElementsByTagName("parsererror").length) throw new TrackTrouble("not XML");
  const tracks = piecesOf(tree, "trkseg", "trkpt");
  const routes = piecesOf(tree, "rte", "rtept");
  const track = joined(tracks.length ? tracks : routes);
  if (tracks.length && routes.length) track.notes.push("other");
  return track;
}

/** @param {Document} tree @param {string} opener @param {string} point @returns {TimedPoint[][]} */
function piecesOf(tree, opener, point) {
  return [...tree.getElementsByTagNameNS("*", opener)]
    .map((piece) => [...piece.children].filter((child) => child.localName === point).map(pointOf))
    .filter((piece) => piece.length);
}

/** @param {Element} element @returns {TimedPoint} */
function pointOf(element) {
  const time = [...element.children].find((child) => child.localName === "time")?.textContent ?? "";
  return { lon: number(element.getAttribute("lon")), lat: number(element.getAttribute("lat")), time: secondsOf(time.trim()) };
}

/** @param {string | null} text */
function number(text) {
  return text === null || text.trim() === "" ? NaN : Number(text);
}

/** A moment in seconds, NaN where it is none; without a zone it is UTC. @param {string} text */
function secondsOf(text) {
  if (!MOMENT.test(text)) return NaN;
  return Date.parse(ZONE.test(text) ? text : `${text}Z`) / 1000;
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
