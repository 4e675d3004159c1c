/**
 * The columns of a city that a map draws, in units of its plane: Web Mercator pixels at zoom 20
 * from the city's own origin, x eastwards, y southwards, as in `web/map/scene.js`.
 */

import { openColumns, readIds, readTexts } from "../../router/city.js";
import { offsets, readNumbers, rint, totals, unzigzag } from "../../router/numbers.js";

/**
 * Lines or rings one after another.
 *
 * @typedef {object} Lines
 * @property {number} length how many there are
 * @property {Int32Array} start shape (length + 1), offsets in points
 * @property {Int32Array} xy x and y of every point in turn
 * @property {Int32Array} box left, top, right, bottom of every line in turn
 *
 * What cameras see. A view is a whole disc, a whole sector, or the rims of `rims` that are its own.
 * @typedef {object} Views
 * @property {number} length
 * @property {Int32Array} camera ascending
 * @property {Uint8Array} form DISC, SECTOR or OUTLINE
 * @property {Float64Array} radius units; 0 of outlines
 * @property {Float64Array} direction radians clockwise from north, of sectors
 * @property {Float64Array} angle radians
 * @property {Int32Array} rim shape (length + 1), offsets into the rims
 * @property {Lines} rims
 *
 * @typedef {object} Streets
 * @property {Lines} lines one an edge
 * @property {Uint8Array} indoor
 * @property {Uint8Array} grade place in GRADES
 * @property {Int32Array} name place in `names`
 * @property {string[]} names
 * @property {Int32Array} seen how many counted cameras see each edge
 *
 * @typedef {object} Marks
 * @property {Int32Array} xy x and y of every one in turn
 * @property {string[]} name
 *
 * @typedef {object} DrawnCity
 * @property {any} header
 * @property {[number, number]} origin
 * @property {Streets} streets
 * @property {Record<string, Lines>} layers
 * @property {{xy: Int32Array, style: Uint8Array, rows: Int32Array}} cameras style: place in EVIDENCE
 * @property {Views} views
 * @property {Marks & {metro: Uint8Array}} stations
 * @property {Marks} entrances
 * @property {Marks} squares
 * @property {() => string[]} cameraIds ids by the city's row
 * @property {(language: string, camera: number) => [string, string][]} told of one camera
 */

export const DISC = 0;
export const SECTOR = 1;
export const OUTLINE = 2;
/** Classes of streets, the least first. */
export const GRADES = ["path", "street", "main"];
const MAIN_KINDS = /^(motorway|trunk|primary|secondary|tertiary)(_link)?$/;
const STREET_KINDS = /^(residential|unclassified|living_street|service|pedestrian|road)$/;
const SQUARE = "square";
const PLATE_READER_STYLE = 5;
const EVIDENCES = 8;
const INDOOR = 4;
/** Added to the form of a viewshed that sees only indoors. */
const SHED_INDOOR = 4;
const UNITS_A_DEGREE = 1e7;
const EARTH_PX = 6378137 / 2 ** 28;

/**
 * Read what is drawn of a city from what was inflated; nothing needed only for routing is touched.
 *
 * @param {Uint8Array} bytes see `inflate` in web/router/city.js
 * @returns {DrawnCity}
 */
export function readDrawing(bytes) {
  const { header, column } = openColumns(bytes);
  const [x0, y0] = header.draw.origin;
  const cameras = readPlaces(column, "camera", header.draw);
  const evidence = column("camera.evidence");
  const kind = column("camera.kind");
  const reader = header.kinds.indexOf("plate_reader");
  const told = new Map();
  return {
    header,
    origin: [x0, y0],
    streets: readStreets(column, header),
    layers: Object.fromEntries(
      header.draw.layers.map((/** @type {string} */ name) => [name, readLines(column, `draw.${name}`, header.draw)]),
    ),
    cameras: {
      xy: cameras,
      style: Uint8Array.from(evidence, (code, k) => (kind[k] === reader ? PLATE_READER_STYLE : code % EVIDENCES)),
      rows: Int32Array.from(readNumbers(column("camera.row"))),
    },
    views: readViews(column, header, cameras),
    stations: {
      xy: readPlaces(column, "station", header.draw),
      name: readTexts(column, "station.name"),
      metro: Uint8Array.from(column("station.metro")),
    },
    entrances: { xy: readPlaces(column, "entrance", header.draw), name: readTexts(column, "entrance.name") },
    squares: readSquares(column, header),
    cameraIds: () => {
      if (!told.has("ids")) told.set("ids", readIds(column, header));
      return told.get("ids");
    },
    told: (language, camera) =>
      header.told[language].flatMap((/** @type {any} */ part) => {
        for (const name of [part.column, part.numbers]) {
          if (name && !told.has(name)) told.set(name, readNumbers(column(name)));
        }
        const place = told.get(part.column)[camera];
        const number = part.numbers ? told.get(part.numbers)[camera] : 0;
        const value = place === 0 && number > 0 ? `${(number - 1) / 10}${part.unit}` : part.values[place];
        return value ? [[part.title, value]] : [];
      }),
  };
}

/** @typedef {import("../../router/city.js").Column} Column */

/**
 * Longitude and latitude on the plane, as Leaflet projects them.
 *
 * @param {Int32Array} lon @param {Int32Array} lat ten-millionths of a degree
 * @param {{zoom: number, origin: [number, number]}} plane
 * @returns {Int32Array} x and y in turn
 */
export function onPlane(lon, lat, { zoom, origin }) {
  const side = 256 * 2 ** zoom;
  const xy = new Int32Array(2 * lon.length);
  for (let k = 0; k < lon.length; k++) {
    const phi = ((lat[k] / UNITS_A_DEGREE) * Math.PI) / 180;
    xy[2 * k] = Math.round((lon[k] / UNITS_A_DEGREE / 360 + 0.5) * side - origin[0]);
    xy[2 * k + 1] = Math.round((0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI)) * side - origin[1]);
  }
  return xy;
}

/** Units a metre on the ground. @param {any} header */
export function unitsPerMetre(header) {
  const [, bottom, , top] = header.bounds;
  const phi = (((bottom + top) / 2) * Math.PI) / 180;
  return 1 / (2 * Math.PI * EARTH_PX * Math.cos(phi));
}

/** @param {Column} column @param {string} name */
function readSums(column, name) {
  return Int32Array.from(totals(unzigzag(readNumbers(column(name)))));
}

/** @param {Column} column @param {string} name @param {any} plane */
function readPlaces(column, name, plane) {
  return onPlane(readSums(column, `${name}.lon`), readSums(column, `${name}.lat`), plane);
}

/** @param {Column} column @param {string} name @param {{grid: number}} plane @returns {Lines} */
function readLines(column, name, { grid }) {
  const start = offsets(readNumbers(column(`${name}.count`)));
  const x = totals(unzigzag(readNumbers(column(`${name}.x`))));
  const y = totals(unzigzag(readNumbers(column(`${name}.y`))));
  const xy = new Int32Array(2 * x.length);
  for (let k = 0; k < x.length; k++) {
    xy[2 * k] = x[k] * grid;
    xy[2 * k + 1] = y[k] * grid;
  }
  return boxed(start, xy);
}

/** Lines with the box around each. @param {Int32Array} start @param {Int32Array} xy @returns {Lines} */
export function boxed(start, xy) {
  const length = start.length - 1;
  const box = new Int32Array(4 * length);
  for (let line = 0; line < length; line++) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 2 * start[line]; k < 2 * start[line + 1]; k += 2) {
      if (xy[k] < left) left = xy[k];
      if (xy[k] > right) right = xy[k];
      if (xy[k + 1] < top) top = xy[k + 1];
      if (xy[k + 1] > bottom) bottom = xy[k + 1];
    }
    box[4 * line] = left;
    box[4 * line + 1] = top;
    box[4 * line + 2] = right;
    box[4 * line + 3] = bottom;
  }
  return { length, start, xy, box };
}

/** @param {Column} column @param {any} header @returns {Streets} */
function readStreets(column, header) {
  const nodeLon = readSums(column, "node.lon");
  const nodeLat = readSums(column, "node.lat");
  const from = readSums(column, "edge.from");
  const to = unzigzag(readNumbers(column("edge.to")));
  const start = offsets(readNumbers(column("edge.points")).map((count) => count + 2));
  const stepLon = unzigzag(readNumbers(column("point.lon")));
  const stepLat = unzigzag(readNumbers(column("point.lat")));
  const lon = new Int32Array(start[from.length]);
  const lat = new Int32Array(start[from.length]);
  let taken = 0;
  for (let edge = 0; edge < from.length; edge++) {
    const last = start[edge + 1] - 1;
    lon[start[edge]] = nodeLon[from[edge]];
    lat[start[edge]] = nodeLat[from[edge]];
    for (let at = start[edge] + 1; at < last; at++, taken++) {
      lon[at] = lon[at - 1] + stepLon[taken];
      lat[at] = lat[at - 1] + stepLat[taken];
    }
    lon[last] = nodeLon[from[edge] + to[edge]];
    lat[last] = nodeLat[from[edge] + to[edge]];
  }
  const kind = readNumbers(column("edge.kind"));
  const grades = readTexts(column, "kinds").map((text) =>
    MAIN_KINDS.test(text) ? 2 : STREET_KINDS.test(text) ? 1 : 0,
  );
  return {
    lines: boxed(start, onPlane(lon, lat, header.draw)),
    indoor: Uint8Array.from(column("edge.flags"), (flags) => Number((flags & INDOOR) !== 0)),
    grade: Uint8Array.from(kind, (code) => grades[code]),
    name: Int32Array.from(readNumbers(column("edge.name"))),
    names: readTexts(column, "names"),
    seen: readSeen(column, header),
  };
}

/** How many counted cameras see each edge: where the rows of an edge are told, less the others. @param {Column} column @param {any} header */
function readSeen(column, header) {
  const seen = Int32Array.from(readNumbers(column("draw.seen")));
  if (!header.columns["sight.main.count"]) return seen;
  const rows = readNumbers(column("sight.main.count"));
  return seen.map((others, edge) => rows[edge] - others);
}

/** @param {Column} column @param {any} header @param {Int32Array} cameras @returns {Views} */
function readViews(column, header, cameras) {
  const counts = readNumbers(column("view.count"));
  const form = Uint8Array.from(column("view.form"));
  const camera = new Int32Array(form.length);
  let view = 0;
  for (let k = 0; k < counts.length; k++) for (let n = 0; n < counts[k]; n++) camera[view++] = k;
  const scale = unitsPerMetre(header) / 10;
  const [range, turn] = ["range", "direction"].map((name) => unzigzag(readNumbers(column(`view.${name}`))));
  const width = unzigzag(readNumbers(column("view.angle")));
  const exact = exactWidths(column, header);
  const [reaches, bearings] = ["range_m", "direction_deg"].map((name) =>
    header.columns[`camera.number.${name}`] ? readNumbers(column(`camera.number.${name}`)) : null,
  );
  /** What is recorded of a camera, in tenths. @param {Float64Array | null} numbers @param {number} at */
  const recorded = (numbers, at) => (numbers ? Math.max(0, numbers[camera[at]] - 1) : 0);
  const radius = new Float64Array(form.length);
  const direction = new Float64Array(form.length);
  const angle = new Float64Array(form.length);
  const owners = totals(unzigzag(readNumbers(column("rim.view"))));
  const rimCounts = new Int32Array(form.length);
  const outlines = [];
  for (let at = 0, plain = 0, sector = 0; at < form.length; at++) {
    if (form[at] === OUTLINE) outlines.push(at);
    else radius[at] = (range[plain++] + recorded(reaches, at)) * scale;
    if (form[at] === SECTOR) {
      direction[at] = ((turn[sector] + rint(recorded(bearings, at) / 10)) * Math.PI) / 180;
      angle[at] = ((width[sector++] + (exact ? exact[at] : 0)) * Math.PI) / 180;
    }
  }
  for (const owner of owners) rimCounts[outlines[owner]]++;
  return {
    length: form.length, camera, form, radius, direction, angle,
    rim: offsets(rimCounts),
    rims: readLines(column, "rim", header.draw),
  };
}

/**
 * Whole degrees each view is wide as the scorer has it, 0 of what is no whole sector; null where a
 * city has no scorer. Both have the same views in the same order.
 *
 * @param {Column} column @param {any} header
 */
function exactWidths(column, header) {
  if (!header.columns["shed.main.width"]) return null;
  const width = readNumbers(column("shed.main.width"));
  let sector = 0;
  return Float64Array.from(column("shed.main.form"), (form) => (form % SHED_INDOOR === SECTOR ? rint(width[sector++] / 1e6) : 0));
}

/** Squares by name: places without a name of a street to stand on. @param {Column} column @param {any} header @returns {Marks} */
function readSquares(column, header) {
  const kind = column("place.kind");
  const square = header.place_kinds.indexOf(SQUARE);
  const xy = readPlaces(column, "place", header.draw);
  const names = readTexts(column, "place.name");
  const rows = Array.from(kind.keys()).filter((row) => kind[row] === square);
  return {
    xy: Int32Array.from(rows.flatMap((row) => [xy[2 * row], xy[2 * row + 1]])),
    name: rows.map((row) => names[row]),
  };
}
