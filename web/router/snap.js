import { UNITS, offsets, rint } from "./numbers.js";
import { utm } from "./projection.js";

/**
 * The point of an edge that stands for a place.
 *
 * @typedef {object} Snapped
 * @property {number} edge
 * @property {number} offsetMm along the edge forward
 * @property {number} distanceM
 * @property {number} component
 * @property {number} circuit strongly connected part, below 0 where nothing leads back
 */

const CELL_M = 150;
/** How much farther than the nearest edge one may lie that the other place can be reached from. */
const FURTHER_M = 50;

/** The edges a walk may begin or end on, by where they are. */
export class EdgeIndex {
  /** @param {import("./city.js").City} city */
  constructor(city) {
    const { edges, header } = city;
    this.city = city;
    this.project = utm(header.epsg);
    this.cellLon = Math.ceil((1000 * CELL_M) / header.flat.x_mm);
    this.cellLat = Math.ceil((1000 * CELL_M) / header.flat.y_mm);
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let k = 0; k < edges.lon.length; k++) {
      left = Math.min(left, edges.lon[k]);
      right = Math.max(right, edges.lon[k]);
      bottom = Math.min(bottom, edges.lat[k]);
      top = Math.max(top, edges.lat[k]);
    }
    // a city of stations alone has no edge, and one empty cell
    if (!edges.lon.length) [left, right, bottom, top] = [0, 0, 0, 0];
    this.left = left;
    this.bottom = bottom;
    this.columns = Math.floor((right - left) / this.cellLon) + 1;
    this.rows = Math.floor((top - bottom) / this.cellLat) + 1;
    const counts = new Int32Array(this.columns * this.rows);
    this.eachCell((cell) => counts[cell]++);
    this.start = offsets(counts);
    const next = this.start.slice();
    this.edges = new Int32Array(this.start[counts.length]);
    this.eachCell((cell, edge) => (this.edges[next[cell]++] = edge));
  }

  /** Visit each cell that the box of a walkable edge touches. @param {(cell: number, edge: number) => void} visit */
  eachCell(visit) {
    const { edges } = this.city;
    for (let edge = 0; edge < edges.from.length; edge++) {
      if (edges.circuit[edge] === 0) continue;
      let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let k = edges.start[edge]; k < edges.start[edge + 1]; k++) {
        left = Math.min(left, edges.lon[k]);
        right = Math.max(right, edges.lon[k]);
        bottom = Math.min(bottom, edges.lat[k]);
        top = Math.max(top, edges.lat[k]);
      }
      this.cellsIn(left, right, bottom, top, (cell) => visit(cell, edge));
    }
  }

  /**
   * @param {number} left @param {number} right @param {number} bottom @param {number} top
   * @param {(cell: number) => void} visit
   */
  cellsIn(left, right, bottom, top, visit) {
    const clamp = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(0, Math.min(most, value));
    const first = clamp(Math.floor((left - this.left) / this.cellLon), this.columns - 1);
    const last = clamp(Math.floor((right - this.left) / this.cellLon), this.columns - 1);
    const low = clamp(Math.floor((bottom - this.bottom) / this.cellLat), this.rows - 1);
    const high = clamp(Math.floor((top - this.bottom) / this.cellLat), this.rows - 1);
    for (let row = low; row <= high; row++) {
      for (let column = first; column <= last; column++) visit(row * this.columns + column);
    }
  }

  /**
   * The nearest point of each strongly connected part, nearest first; only parts little farther
   * than the nearest are among them. Of edges equally near the first in the network is taken.
   *
   * @param {number} lon @param {number} lat degrees @param {number} withinM
   * @returns {Snapped[]}
   */
  near(lon, lat, withinM) {
    const [x, y] = this.project(lon, lat);
    const { edges, nodes, header } = this.city;
    // a little wider than needed: the plane's scale is not quite the projection's
    const reachLon = (1020 * withinM) / header.flat.x_mm;
    const reachLat = (1020 * withinM) / header.flat.y_mm;
    const found = new Set();
    this.cellsIn(lon * UNITS - reachLon, lon * UNITS + reachLon, lat * UNITS - reachLat, lat * UNITS + reachLat, (cell) => {
      for (let k = this.start[cell]; k < this.start[cell + 1]; k++) found.add(this.edges[k]);
    });
    /** @type {Snapped[]} */
    const hits = [];
    for (const edge of found) {
      const hit = this.nearestOn(edge, x, y);
      if (hit.distance > withinM) continue;
      const part = edges.circuit[edge];
      hits.push({
        edge,
        offsetMm: rint(hit.share * edges.length[edge]),
        distanceM: rint(1000 * hit.distance) / 1000,
        component: nodes.component[edges.from[edge]],
        circuit: part === 1 ? -1 - edge : part,
      });
    }
    hits.sort((one, other) => one.distanceM - other.distanceM || one.edge - other.edge);
    const parts = new Set();
    return hits.filter((hit) => {
      if (parts.has(hit.circuit)) return false;
      parts.add(hit.circuit);
      return hit.distanceM <= hits[0].distanceM + FURTHER_M;
    });
  }

  /** @param {number} edge @param {number} x @param {number} y metres */
  nearestOn(edge, x, y) {
    const { lon, lat, start } = this.city.edges;
    let [ax, ay] = this.project(lon[start[edge]] / UNITS, lat[start[edge]] / UNITS);
    let distance = Infinity;
    let along = 0;
    let reach = 0;
    for (let k = start[edge] + 1; k < start[edge + 1]; k++) {
      const [bx, by] = this.project(lon[k] / UNITS, lat[k] / UNITS);
      const [dx, dy] = [bx - ax, by - ay];
      const length = Math.hypot(dx, dy);
      const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (length * length))) : 0;
      const apart = Math.hypot(x - ax - t * dx, y - ay - t * dy);
      if (apart < distance) {
        distance = apart;
        along = reach + t * length;
      }
      reach += length;
      [ax, ay] = [bx, by];
    }
    return { distance, share: reach ? along / reach : 0 };
  }

  /**
   * The points on the network for two places, in one connected part of it: of the strongly
   * connected parts near both, the one with the shortest way to both; where there is none, edges
   * of one connected part will do.
   *
   * @param {{lon: number, lat: number}} start @param {{lon: number, lat: number}} goal
   * @param {number} withinM
   * @returns {[Snapped, Snapped] | {missing: "start" | "goal" | "way"}}
   */
  pair(start, goal, withinM) {
    const starts = this.near(start.lon, start.lat, withinM);
    if (!starts.length) return { missing: "start" };
    const goals = this.near(goal.lon, goal.lat, withinM);
    if (!goals.length) return { missing: "goal" };
    /** @type {[Snapped, Snapped][]} */
    const pairs = starts.flatMap((one) => goals.map((other) => /** @type {[Snapped, Snapped]} */ ([one, other])));
    let joined = pairs.filter(([one, other]) => one.circuit === other.circuit);
    if (!joined.length) joined = pairs.filter(([one, other]) => one.component === other.component);
    if (!joined.length) return { missing: "way" };
    const far = (/** @type {[Snapped, Snapped]} */ pair) => pair[0].distanceM + pair[1].distanceM;
    joined.sort((a, b) => far(a) - far(b) || a[0].edge - b[0].edge || a[1].edge - b[1].edge);
    return joined[0];
  }
}
