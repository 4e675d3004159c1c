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
 * The line without its first and last metres, null where nothing would be left.
 *
 * @param {LonLat[]} line @param {number} metres
 * @returns {LonLat[] | null}
 */
export function trimmed(line, metres) {
  if (metres === 0) return line;
  let length = 0;
  for (let at = 1; at < line.length; at++) length += stepM(line[at - 1], line[at]);
  if (length - 2 * metres < SHORTEST_M) return null;
  return withoutStart(withoutStart(line, metres).reverse(), metres).reverse();
}

/** @param {LonLat[]} line @param {number} metres @returns {LonLat[]} */
function withoutStart(line, metres) {
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

/** A GPX 1.1 file with the bare line: no name, time, height or product. @param {LonLat[]} line */
export function gpxOf(line) {
  const points = line.map(([lon, lat]) => `<trkpt lat="${lat.toFixed(DECIMALS)}" lon="${lon.toFixed(DECIMALS)}"/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="gpx" xmlns="http://www.topografix.com/GPX/1/1">',
    "<trk>", "<trkseg>", ...points, "</trkseg>", "</trk>", "</gpx>", "",
  ].join("\n");
}

/** A bare GeoJSON LineString. @param {LonLat[]} line */
export function geojsonOf(line) {
  const points = line.map((point) => `[${point.map((degrees) => Number(degrees.toFixed(DECIMALS))).join(", ")}]`);
  return `{"type": "LineString", "coordinates": [${points.join(", ")}]}\n`;
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
