/** Files to be saved: bare lines with neutral names, their ends trimmed where that is wished. */

/** @typedef {[number, number]} LonLat */

const DECIMALS = 7;
const SHORTEST_M = 0.01;
const EQUATOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;
const OPEN_MS = 10_000;

/** Name and media type of each kind of file. */
const FILES = {
  gpx: ["route.gpx", "application/gpx+xml"],
  geojson: ["route.geojson", "application/geo+json"],
  png: ["map.png", "image/png"],
  "sheet.pdf": ["sheet.pdf", "application/pdf"],
  "sheet.png": ["sheet.png", "image/png"],
};

/**
 * Walks without the first and last metres of them all, null where nothing would be left.
 *
 * @param {LonLat[][]} walks @param {number} metres
 * @returns {LonLat[][] | null}
 */
export function trimmed(walks, metres) {
  if (metres === 0) return walks;
  if (walks.reduce((sum, line) => sum + lengthM(line), 0) - 2 * metres < SHORTEST_M) return null;
  return turned(withoutStart(turned(withoutStart(walks, metres)), metres));
}

/** The same walks from the goal to the start. @param {LonLat[][]} walks @returns {LonLat[][]} */
function turned(walks) {
  return walks.map((line) => [...line].reverse()).reverse();
}

/** @param {LonLat[]} line */
function lengthM(line) {
  let length = 0;
  for (let at = 1; at < line.length; at++) length += stepM(line[at - 1], line[at]);
  return length;
}

/** @param {LonLat[][]} walks @param {number} metres @returns {LonLat[][]} */
function withoutStart(walks, metres) {
  let left = metres;
  let at = 0;
  for (; at < walks.length - 1 && lengthM(walks[at]) <= left; at++) left -= lengthM(walks[at]);
  return [lineWithoutStart(walks[at], left), ...walks.slice(at + 1)];
}

/** @param {LonLat[]} line @param {number} metres @returns {LonLat[]} */
function lineWithoutStart(line, metres) {
  let left = metres;
  for (let at = 1; at < line.length; at++) {
    const step = stepM(line[at - 1], line[at]);
    if (left < step) {
      const share = left / step;
      const [lon, lat] = line[at - 1];
      const first = /** @type {LonLat} */ ([lon + share * (line[at][0] - lon), lat + share * (line[at][1] - lat)]);
      return [first, ...line.slice(at)];
    }
    left -= step;
  }
  return line.slice(-1);
}

/**
 * Metres between two points near one another, by the ellipsoid's radii of curvature there.
 *
 * @param {LonLat} one @param {LonLat} other
 */
export function stepM(one, other) {
  const middle = ((one[1] + other[1]) / 2) * (Math.PI / 180);
  const flat = FLATTENING * (2 - FLATTENING);
  const bend = 1 - flat * Math.sin(middle) ** 2;
  const east = (EQUATOR_M / Math.sqrt(bend)) * Math.cos(middle) * (other[0] - one[0]);
  const north = ((EQUATOR_M * (1 - flat)) / bend ** 1.5) * (other[1] - one[1]);
  return Math.hypot(east, north) * (Math.PI / 180);
}

/** A GPX 1.1 file with the bare line, a segment a walk: no name, time, height or product. @param {LonLat[][]} walks */
export function gpxOf(walks) {
  const segments = walks.flatMap((line) => ["<trkseg>", ...line.map(pointOf), "</trkseg>"]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="gpx" xmlns="http://www.topografix.com/GPX/1/1">',
    "<trk>", ...segments, "</trk>", "</gpx>", "",
  ].join("\n");
}

/** @param {LonLat} point */
function pointOf([lon, lat]) {
  return `<trkpt lat="${lat.toFixed(DECIMALS)}" lon="${lon.toFixed(DECIMALS)}"/>`;
}

/** A bare GeoJSON LineString, or a MultiLineString of several walks. @param {LonLat[][]} walks */
export function geojsonOf(walks) {
  const lines = walks.map((line) => {
    const points = line.map((point) => `[${point.map((degrees) => Number(degrees.toFixed(DECIMALS))).join(", ")}]`);
    return `[${points.join(", ")}]`;
  });
  return lines.length === 1
    ? `{"type": "LineString", "coordinates": ${lines[0]}}\n`
    : `{"type": "MultiLineString", "coordinates": [${lines.join(", ")}]}\n`;
}

/**
 * Hand a file to the browser's downloads; its address is taken back.
 *
 * @param {keyof typeof FILES} kind @param {string | Blob} content
 * @returns {string} the file's name
 */
export function saveFile(kind, content) {
  const [name, type] = FILES[kind];
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // some browsers begin to read only after the click is over
  setTimeout(() => URL.revokeObjectURL(address), OPEN_MS);
  return name;
}
