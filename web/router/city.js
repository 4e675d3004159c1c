import { offsets, readNumbers, rint, totals, unzigzag } from "./numbers.js";

/**
 * What sees which millimetres of which edge: rows of an edge ascend by camera and place.
 *
 * @typedef {object} Sight
 * @property {Int32Array} start shape (E + 1), offsets of each edge's rows
 * @property {Int32Array} camera
 * @property {Int32Array} enter
 * @property {Int32Array} exit along the edge forward, 0 <= enter < exit <= length
 *
 * Points of a table, in ten-millionths of a degree.
 * @typedef {object} Points
 * @property {Int32Array} lon
 * @property {Int32Array} lat
 *
 * @typedef {object} Edges
 * @property {Int32Array} from
 * @property {Int32Array} to
 * @property {Int32Array} start shape (E + 1), offsets of each edge's points
 * @property {Int32Array} lon
 * @property {Int32Array} lat
 * @property {Int32Array} length millimetres
 * @property {Int32Array} cost milliseconds
 * @property {Uint8Array} flags 1 forward, 2 backward, 4 indoors
 * @property {Int32Array} circuit 0 no walk begins here, 1 nothing leads back, else the part
 * @property {Int32Array} name
 * @property {Int32Array} kind
 *
 * @typedef {object} Flat see `Flat` in Python
 * @property {number} lon
 * @property {number} lat
 * @property {number} x_mm
 * @property {number} x_slope
 * @property {number} y_mm
 *
 * @typedef {object} Cameras
 * @property {Int32Array} row in the city's table
 * @property {Int32Array} lon
 * @property {Int32Array} lat
 * @property {Uint8Array} evidence 0 documented … 4 no
 * @property {Uint8Array} modelled
 * @property {Uint8Array} kind place in `header.kinds`
 * @property {Uint8Array} vague bits: main, near, default, far range below the position's error
 * @property {Int32Array} visits
 * @property {string[]} ids by row
 *
 * @typedef {object} Ground
 * @property {Int32Array} start
 * @property {Int32Array} enter
 * @property {Int32Array} exit
 *
 * @typedef {object} City
 * @property {any} header
 * @property {Points & {component: Int32Array, count: number}} nodes
 * @property {Edges} edges
 * @property {string[]} names
 * @property {string[]} kinds
 * @property {Record<string, Sight>} sights main, near, default, far, and perhaps nearby
 * @property {Cameras} cameras
 * @property {Points & {kind: Uint8Array, name: string[], folded: string[]}} places
 * @property {Points & {name: string[], metro: Uint8Array}} stations
 * @property {Points & {name: string[]}} entrances
 * @property {(name: string) => Uint8Array} column
 */

const MAGIC = "STREETS1";
const FORMAT = 1;
const MODELLED = 8;

/**
 * Inflate a gzip stream, with the browser's own code or, where it has none, with the vendored
 * pako, if the page brought it along.
 *
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
export async function inflate(bytes) {
  const { pako } = /** @type {any} */ (globalThis);
  if (typeof DecompressionStream === "undefined" && pako) return pako.ungzip(bytes);
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream();
  const plain = stream.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/**
 * The header of a city and its columns by name.
 *
 * @param {Uint8Array} bytes what was inflated
 * @returns {{header: any, column: Column}}
 */
export function openColumns(bytes) {
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, 8)) !== MAGIC) throw new Error("this is no city");
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const header = JSON.parse(text.decode(bytes.subarray(12, 12 + size)));
  if (header.format !== FORMAT) throw new Error(`a city of format ${header.format}, not ${FORMAT}`);
  const body = bytes.subarray(12 + size);
  const column = (/** @type {string} */ name) => {
    const [at, length] = header.columns[name];
    return body.subarray(at, at + length);
  };
  return { header, column };
}

/**
 * Read a city from what was inflated.
 *
 * @param {Uint8Array} bytes
 * @returns {City}
 */
export function readCity(bytes) {
  const { header, column } = openColumns(bytes);
  const nodes = { ...readPoints(column, "node"), component: whole(column, "node.component") };
  const edges = readEdges(column, header, nodes);
  return {
    header,
    nodes: { ...nodes, count: header.nodes },
    edges,
    names: readTexts(column, "names"),
    kinds: readTexts(column, "kinds"),
    sights: readSights(column, header, edges),
    cameras: readCameras(column, header),
    places: {
      ...readPoints(column, "place"),
      kind: Uint8Array.from(column("place.kind")),
      name: readTexts(column, "place.name"),
      folded: readTexts(column, "place.folded"),
    },
    stations: {
      ...readPoints(column, "station"),
      name: readTexts(column, "station.name"),
      metro: Uint8Array.from(column("station.metro")),
    },
    entrances: { ...readPoints(column, "entrance"), name: readTexts(column, "entrance.name") },
    column,
  };
}

/** @typedef {(name: string) => Uint8Array} Column */

/** @param {Column} column @param {string} name */
function whole(column, name) {
  return Int32Array.from(readNumbers(column(name)));
}

/** @param {Column} column @param {string} name @returns {Points} */
function readPoints(column, name) {
  return {
    lon: Int32Array.from(totals(unzigzag(readNumbers(column(`${name}.lon`))))),
    lat: Int32Array.from(totals(unzigzag(readNumbers(column(`${name}.lat`))))),
  };
}

/** @param {Column} column @param {string} name @returns {string[]} */
export function readTexts(column, name) {
  const text = new TextDecoder();
  const bytes = column(name);
  const start = offsets(readNumbers(column(`${name}.bytes`)));
  return Array.from({ length: start.length - 1 }, (_, k) =>
    text.decode(bytes.subarray(start[k], start[k + 1])),
  );
}

/** @param {Column} column @param {any} header @param {Points} nodes @returns {Edges} */
function readEdges(column, header, nodes) {
  const from = Int32Array.from(totals(unzigzag(readNumbers(column("edge.from")))));
  const to = Int32Array.from(unzigzag(readNumbers(column("edge.to"))));
  for (let edge = 0; edge < to.length; edge++) to[edge] += from[edge];
  const between = readNumbers(column("edge.points"));
  const start = offsets(between.map((count) => count + 2));
  const stepLon = unzigzag(readNumbers(column("point.lon")));
  const stepLat = unzigzag(readNumbers(column("point.lat")));
  const lon = new Int32Array(start[from.length]);
  const lat = new Int32Array(start[from.length]);
  const drawn = new Float64Array(from.length);
  let taken = 0;
  for (let edge = 0; edge < from.length; edge++) {
    const last = start[edge + 1] - 1;
    lon[start[edge]] = nodes.lon[from[edge]];
    lat[start[edge]] = nodes.lat[from[edge]];
    for (let at = start[edge] + 1; at < last; at++, taken++) {
      lon[at] = lon[at - 1] + stepLon[taken];
      lat[at] = lat[at - 1] + stepLat[taken];
    }
    lon[last] = nodes.lon[to[edge]];
    lat[last] = nodes.lat[to[edge]];
    for (let at = start[edge]; at < last; at++) drawn[edge] += stepMm(header.flat, lon, lat, at);
  }
  const length = Int32Array.from(unzigzag(readNumbers(column("edge.length"))));
  const cost = Int32Array.from(unzigzag(readNumbers(column("edge.cost"))));
  for (let edge = 0; edge < from.length; edge++) {
    length[edge] += drawn[edge];
    cost[edge] += rint(length[edge] / header.speed_m_s);
  }
  return {
    from, to, start, lon, lat, length, cost,
    flags: Uint8Array.from(column("edge.flags")),
    circuit: whole(column, "edge.circuit"),
    name: whole(column, "edge.name"),
    kind: whole(column, "edge.kind"),
  };
}

/**
 * Length of the step from a point to the next: only what every machine rounds alike.
 *
 * @param {Flat} flat @param {Int32Array} lon @param {Int32Array} lat @param {number} at
 */
export function stepMm(flat, lon, lat, at) {
  const x = (lon[at + 1] - lon[at]) * (flat.x_mm + flat.x_slope * (lat[at] - flat.lat));
  const y = (lat[at + 1] - lat[at]) * flat.y_mm;
  return Math.floor(Math.sqrt(x * x + y * y) + 0.5);
}

/** @param {Column} column @param {any} header @param {Edges} edges */
function readSights(column, header, edges) {
  /** @type {Record<string, Sight>} */
  const sights = {};
  const anchor = new Int32Array(edges.length.length);
  for (const [name, held] of Object.entries(header.sights)) {
    sights[name] = held === name ? readSight(column, name, edges.length, anchor) : sights[held];
  }
  return sights;
}

/**
 * @param {Column} column @param {string} name @param {Int32Array} length
 * @param {Int32Array} anchor a number near the cameras of each edge; filled from the main range
 * @returns {Sight}
 */
function readSight(column, name, length, anchor) {
  const { start, enter, exit } = readGround(column, `sight.${name}`, length);
  const step = readNumbers(column(`sight.${name}.camera`));
  const camera = new Int32Array(step.length);
  let met = 0;
  for (let edge = 0; edge < length.length; edge++) {
    if (name === "main") anchor[edge] = met;
    for (let row = start[edge]; row < start[edge + 1]; row++) {
      const value = step[row];
      if (row === start[edge]) {
        camera[row] = anchor[edge] + (value % 2 ? -(value + 1) / 2 : value / 2);
      } else {
        camera[row] = camera[row - 1] + value;
      }
      if (camera[row] >= met) met = camera[row] + 1;
    }
  }
  return { start, camera, enter, exit };
}

/**
 * @param {Column} column @param {string} name @param {Int32Array} length of each edge
 * @returns {Ground}
 */
function readGround(column, name, length) {
  const start = offsets(readNumbers(column(`${name}.count`)));
  const cover = column(`${name}.cover`);
  const mm = readNumbers(column(`${name}.mm`));
  const enter = new Int32Array(cover.length);
  const exit = new Int32Array(cover.length);
  let at = 0;
  for (let edge = 0; edge < length.length; edge++) {
    for (let row = start[edge]; row < start[edge + 1]; row++) {
      if (cover[row] === 0) {
        exit[row] = length[edge];
      } else if (cover[row] === 1) {
        exit[row] = mm[at++];
      } else if (cover[row] === 2) {
        enter[row] = length[edge] - mm[at++];
        exit[row] = length[edge];
      } else {
        enter[row] = mm[at++];
        exit[row] = enter[row] + mm[at++];
      }
    }
  }
  return { start, enter, exit };
}

/** @param {Column} column @param {any} header @returns {Cameras} */
function readCameras(column, header) {
  const evidence = Uint8Array.from(column("camera.evidence"));
  return {
    row: whole(column, "camera.row"),
    ...readPoints(column, "camera"),
    evidence: evidence.map((code) => code % MODELLED),
    modelled: evidence.map((code) => Number(code >= MODELLED)),
    kind: Uint8Array.from(column("camera.kind")),
    vague: Uint8Array.from(column("camera.vague")),
    visits: whole(column, "camera.visits"),
    ids: readIds(column, header),
  };
}

/** @param {Column} column @param {any} header @returns {string[]} */
export function readIds(column, header) {
  if (header.columns["camera.id.whole"]) return readTexts(column, "camera.id.whole");
  const beginnings = readTexts(column, "camera.id.beginnings");
  const beginning = readNumbers(column("camera.id.beginning"));
  const number = totals(unzigzag(readNumbers(column("camera.id.number"))));
  return Array.from(number, (value, k) => `${beginnings[beginning[k]]}${value}`);
}
