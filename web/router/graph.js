import { UNITS, offsets } from "./numbers.js";
import { utm } from "./projection.js";

/**
 * Edge e forward is the directed edge 2 e, backward 2 e + 1.
 *
 * @typedef {object} Graph
 * @property {number} nNodes
 * @property {number} nEdges
 * @property {Int32Array} tail
 * @property {Int32Array} head
 * @property {Int32Array} cost of each directed edge, milliseconds
 * @property {Int32Array} length of each undirected edge, millimetres
 * @property {Uint8Array} allowed whether each directed edge may be walked
 * @property {Int32Array} outStart
 * @property {Int32Array} outEdge
 * @property {Int32Array} inStart
 * @property {Int32Array} inEdge the allowed directed edges at each node, ascending
 * @property {Float64Array} x
 * @property {Float64Array} y of each node on a plane, millimetres
 * @property {number} rate no stretch costs less for a millimetre of that plane
 * @property {() => [Float64Array, Float64Array]} metres each node in the city's projection, worked out when first asked
 * @property {number} msPerM no stretch costs less for a metre of that projection
 *
 * From a point on one edge to a point on another, in millimetres along each edge forward.
 * @typedef {object} Query
 * @property {number} startEdge
 * @property {number} startMm
 * @property {number} goalEdge
 * @property {number} goalMm
 *
 * A stretch of a directed edge: where it begins and ends along the edge forward.
 * @typedef {object} Part
 * @property {number} way the directed edge
 * @property {number} fromMm
 * @property {number} toMm
 * @property {number} cost
 */

/**
 * @param {import("./city.js").City} city
 * @returns {Graph}
 */
export function buildGraph(city) {
  const { nodes, edges, header } = city;
  const nEdges = edges.from.length;
  const tail = new Int32Array(2 * nEdges);
  const head = new Int32Array(2 * nEdges);
  const cost = new Int32Array(2 * nEdges);
  const allowed = new Uint8Array(2 * nEdges);
  for (let edge = 0; edge < nEdges; edge++) {
    tail[2 * edge] = head[2 * edge + 1] = edges.from[edge];
    head[2 * edge] = tail[2 * edge + 1] = edges.to[edge];
    cost[2 * edge] = cost[2 * edge + 1] = edges.cost[edge];
    allowed[2 * edge] = edges.flags[edge] & 1;
    allowed[2 * edge + 1] = (edges.flags[edge] >> 1) & 1;
  }
  /** @type {[Float64Array, Float64Array] | undefined} */
  let metres;
  const [outStart, outEdge] = group(tail, allowed, nodes.count);
  const [inStart, inEdge] = group(head, allowed, nodes.count);
  return {
    nNodes: nodes.count, nEdges, tail, head, cost, allowed, outStart, outEdge, inStart, inEdge,
    length: edges.length,
    x: Float64Array.from(nodes.lon, (lon) => (lon - header.flat.lon) * header.flat.x_mm),
    y: Float64Array.from(nodes.lat, (lat) => (lat - header.flat.lat) * header.flat.y_mm),
    rate: header.ms_per_mm,
    metres: () => (metres ??= inMetres(city)),
    msPerM: header.ms_per_m,
  };
}

/**
 * The nodes in the city's projection.
 *
 * @param {import("./city.js").City} city @returns {[Float64Array, Float64Array]}
 */
function inMetres({ nodes, header }) {
  const project = utm(header.epsg);
  const x = new Float64Array(nodes.count);
  const y = new Float64Array(nodes.count);
  for (let node = 0; node < nodes.count; node++) {
    [x[node], y[node]] = project(nodes.lon[node] / UNITS, nodes.lat[node] / UNITS);
  }
  return [x, y];
}

/**
 * Group the allowed directed edges by a node of theirs.
 *
 * @param {Int32Array} node @param {Uint8Array} allowed @param {number} nNodes
 * @returns {[Int32Array, Int32Array]}
 */
function group(node, allowed, nNodes) {
  const counts = new Int32Array(nNodes);
  for (let way = 0; way < node.length; way++) if (allowed[way]) counts[node[way]]++;
  const start = offsets(counts);
  const next = start.slice();
  const ways = new Int32Array(start[nNodes]);
  for (let way = 0; way < node.length; way++) if (allowed[way]) ways[next[node[way]]++] = way;
  return [start, ways];
}

/**
 * A stretch with what it costs: the cost up to an offset is rounded down, and a stretch costs the
 * difference of its ends, so the stretches of an edge add up to the edge.
 *
 * @param {Graph} graph @param {number} way @param {number} fromMm @param {number} toMm
 * @returns {Part}
 */
export function makePart(graph, way, fromMm, toMm) {
  const length = graph.length[way >> 1];
  const upTo = Math.floor((graph.cost[way] * toMm) / length);
  return { way, fromMm, toMm, cost: Math.abs(upTo - Math.floor((graph.cost[way] * fromMm) / length)) };
}

/** @param {Graph} graph @param {number} way where it ends along the edge forward */
export function endMm(graph, way) {
  return way & 1 ? 0 : graph.length[way >> 1];
}

/**
 * Whether a stretch may be walked. One without length is always open: who stands at a node may
 * leave it any way.
 *
 * @param {Graph} graph @param {Part} part
 */
function isOpen(graph, part) {
  return graph.allowed[part.way] === 1 || part.fromMm === part.toMm;
}

/** The ways from the start to an end of its edge, forward first. @param {Graph} graph @param {Query} query */
export function departures(graph, query) {
  return [2 * query.startEdge, 2 * query.startEdge + 1]
    .map((way) => makePart(graph, way, query.startMm, endMm(graph, way)))
    .filter((part) => isOpen(graph, part));
}

/** The ways from an end of the goal's edge to the goal. @param {Graph} graph @param {Query} query */
export function arrivals(graph, query) {
  return [2 * query.goalEdge, 2 * query.goalEdge + 1]
    .map((way) => makePart(graph, way, endMm(graph, way ^ 1), query.goalMm))
    .filter((part) => isOpen(graph, part));
}

/** The stretch straight from start to goal. @param {Graph} graph @param {Query} query @returns {Part | null} */
export function direct(graph, query) {
  if (query.startEdge !== query.goalEdge) return null;
  const way = 2 * query.startEdge + Number(query.goalMm < query.startMm);
  const part = makePart(graph, way, query.startMm, query.goalMm);
  return isOpen(graph, part) ? part : null;
}

/**
 * The stretches a path that answers a query consists of.
 *
 * @param {Graph} graph @param {Query} query @param {Int32Array} path directed edges
 * @returns {Part[]}
 */
export function partsOf(graph, query, path) {
  const last = path.length - 1;
  return Array.from(path, (way, k) =>
    makePart(
      graph,
      way,
      k === 0 ? query.startMm : endMm(graph, way ^ 1),
      k === last ? query.goalMm : endMm(graph, way),
    ),
  );
}
