/**
 * What cameras see, exactly: convex pieces around an origin, and where a straight segment lies in
 * them. `mapper/exposure/{crossing,grid}.py`, step by step.
 */

import { capsule, discInterval, mergedIntervals, triangle, wedge } from "./intervals.js";
import { UNITS, offsets, readNumbers, unzigzag } from "./numbers.js";

/**
 * V viewsheds, each the union of its pieces: the triangle (origin, a, b), or the circular sector
 * from a to b, at most a right angle wide.
 *
 * @typedef {object} Sheds
 * @property {Int32Array} camera
 * @property {Float64Array} x
 * @property {Float64Array} y metres
 * @property {Float64Array} radius metres, without the tolerance
 * @property {Float64Array} lens degrees where the direction is unknown, else 0
 * @property {Uint8Array} indoor
 * @property {Uint8Array} disc
 * @property {Int32Array} start shape (V + 1,), offsets of the pieces
 * @property {Float64Array} pieces shape (P, 5): a, b, and 1 for a sector or 0 for a triangle
 *
 * @typedef {import("./intervals.js").Vector} Vector
 * @typedef {import("./intervals.js").Interval} Interval
 *
 * Stretches of a line in view, by segment; u = 3.25 is a quarter along the fourth segment.
 * @typedef {{view: number, enter: number, leave: number}} Crossing
 */

const MICRO_UNITS = 1e6;
/** In millionths of a degree. */
const TURN_UNITS = 360 * MICRO_UNITS;
const INDOOR_FORM = 4;
const DISC_FORM = 0;
const SECTOR_FORM = 1;
const RIGHT_ANGLE = 90;
/** Stretches closer together than this are one; a shorter one is none. */
export const MERGE_M = 1e-6;
const PADDING_M = 1e-6;
const SMALLEST_CELL_M = 10;
const MOST_CELLS = 4_000_000;

/**
 * @param {import("./city.js").City} city @param {string} name main, near, default, far or nearby
 * @param {(lon: number, lat: number) => [number, number]} project
 * @returns {Sheds}
 */
export function readSheds(city, name, project) {
  const numbers = (/** @type {string} */ column) => readNumbers(city.column(`shed.${name}.${column}`));
  const count = numbers("count");
  const form = numbers("form");
  const n = form.length;
  const [dx, dy] = [unzigzag(numbers("dx")), unzigzag(numbers("dy"))];
  const [turned, width] = [unzigzag(numbers("from")), numbers("width")];
  const farther = unzigzag(numbers("radius"));
  const [reach, bearing] = ["range_m", "direction_deg"].map((what) => recordedOf(city, what));
  const outlines = new Outlines(numbers);
  /** @type {Sheds} */
  const sheds = {
    camera: new Int32Array(n), x: new Float64Array(n), y: new Float64Array(n),
    radius: new Float64Array(n),
    lens: numbers("lens").map((value) => value / MICRO_UNITS),
    indoor: Uint8Array.from(form, (value) => Number(value >= INDOOR_FORM)),
    disc: Uint8Array.from(form, (value) => Number(value % INDOOR_FORM === DISC_FORM)),
    start: new Int32Array(n + 1),
    pieces: new Float64Array(0),
  };
  /** @type {number[]} */
  const pieces = [];
  let [view, sector] = [0, 0];
  for (let camera = 0; camera < count.length; camera++) {
    if (!count[camera]) continue;
    const [x, y] = project(city.cameras.lon[camera] / UNITS, city.cameras.lat[camera] / UNITS);
    for (let k = 0; k < count[camera]; k++, view++) {
      sheds.camera[view] = camera;
      sheds.x[view] = x + dx[view] / MICRO_UNITS;
      sheds.y[view] = y + dy[view] / MICRO_UNITS;
      sheds.radius[view] = (farther[view] + reach(camera)) / MICRO_UNITS;
      const shape = form[view] % INDOOR_FORM;
      if (shape === SECTOR_FORM) {
        const begin = turned[sector] + 90 * MICRO_UNITS - bearing(camera) - Math.floor(width[sector] / 2);
        const from = (begin + 2 * TURN_UNITS) % TURN_UNITS;
        addSector(pieces, sheds.radius[view], from / MICRO_UNITS, width[sector] / MICRO_UNITS);
        sector++;
      } else if (shape !== DISC_FORM) {
        outlines.add(pieces, sheds.radius[view]);
      }
      sheds.start[view + 1] = pieces.length / 5;
    }
  }
  sheds.pieces = Float64Array.from(pieces);
  return sheds;
}

/**
 * What is recorded of a camera in millionths, 0 where nothing is.
 *
 * @param {import("./city.js").City} city @param {string} what
 * @returns {(camera: number) => number}
 */
function recordedOf(city, what) {
  const name = `camera.number.${what}`;
  if (!city.header.columns[name]) return () => 0;
  const tenths = readNumbers(city.column(name));
  return (camera) => Math.max(0, tenths[camera] - 1) * (MICRO_UNITS / 10);
}

/** Views that buildings cut, one after another. */
class Outlines {
  /** @param {(column: string) => Float64Array} numbers */
  constructor(numbers) {
    this.counts = numbers("pieces");
    this.origin = numbers("origin");
    this.gap = unzigzag(numbers("gap"));
    this.turn = numbers("turn");
    this.arc = numbers("arc");
    this.sideA = numbers("a");
    this.sideB = numbers("b");
    this.view = this.piece = this.wall = 0;
  }

  /** The pieces of the next view. @param {number[]} pieces @param {number} radius */
  add(pieces, radius) {
    let reached = this.origin[this.view];
    for (let left = this.counts[this.view++]; left > 0; left--, this.piece++) {
      reached += this.gap[this.piece];
      const from = directionOf(reached);
      reached += this.turn[this.piece];
      const to = directionOf(reached);
      const isArc = this.arc[this.piece] === 1;
      const a = isArc ? radius : this.sideA[this.wall] / MICRO_UNITS;
      const b = isArc ? radius : this.sideB[this.wall++] / MICRO_UNITS;
      // what is thinner than a micrometre shows nothing, and has no inside to speak of
      if (a > 0 && b > 0 && this.turn[this.piece] > 0) pieces.push(a * from[0], a * from[1], b * to[0], b * to[1], Number(isArc));
    }
  }
}

/** @param {number} angle millionths of a degree, anticlockwise from east @returns {Vector} */
function directionOf(angle) {
  const radians = ((angle / MICRO_UNITS) * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}

/**
 * A whole sector as pieces.
 *
 * @param {number[]} pieces @param {number} radius @param {number} from
 * @param {number} width degrees
 */
function addSector(pieces, radius, from, width) {
  const parts = Math.max(1, Math.ceil(width / RIGHT_ANGLE - 1e-9));
  const at = (/** @type {number} */ k) => ((from + (width * k) / parts) * Math.PI) / 180;
  for (let k = 0; k < parts; k++) {
    const [a, b] = [at(k), at(k + 1)];
    pieces.push(radius * Math.cos(a), radius * Math.sin(a), radius * Math.cos(b), radius * Math.sin(b), 1);
  }
}

/** Viewsheds ready to be asked which lines cross them. */
export class SightIndex {
  /** @param {Sheds} sheds @param {number} toleranceM */
  constructor(sheds, toleranceM) {
    this.sheds = sheds;
    this.tolerance = toleranceM;
    /** @type {Map<number, number>} the probability that a camera of unknown direction looks at a point in its reach */
    this.weights = new Map();
    sheds.lens.forEach((degrees, view) => degrees > 0 && this.weights.set(sheds.camera[view], degrees / 360));
    const n = sheds.camera.length;
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let view = 0; view < n; view++) {
      const reach = sheds.radius[view] + toleranceM;
      left = Math.min(left, sheds.x[view] - reach);
      right = Math.max(right, sheds.x[view] + reach);
      bottom = Math.min(bottom, sheds.y[view] - reach);
      top = Math.max(top, sheds.y[view] + reach);
    }
    const radii = sheds.radius.slice().sort();
    const usual = n ? Math.max(radii[n >> 1], SMALLEST_CELL_M) : 1;
    this.cell = Math.max(usual, n ? Math.sqrt(((right - left) * (top - bottom)) / MOST_CELLS) : 0);
    this.left = left;
    this.bottom = bottom;
    this.columns = n ? Math.floor((right - left) / this.cell) + 1 : 0;
    this.rows = n ? Math.floor((top - bottom) / this.cell) + 1 : 0;
    const counts = new Int32Array(this.columns * this.rows);
    this.eachCell((cell) => counts[cell]++);
    this.start = offsets(counts);
    const next = this.start.slice();
    this.items = new Int32Array(this.start[counts.length]);
    this.eachCell((cell, view) => (this.items[next[cell]++] = view));
    this.stamp = new Int32Array(n);
    this.serial = 0;
  }

  /** Visit each cell that the box of a view touches. @param {(cell: number, view: number) => void} visit */
  eachCell(visit) {
    const { x, y, radius } = this.sheds;
    for (let view = 0; view < x.length; view++) {
      const reach = radius[view] + this.tolerance;
      const [low, high] = this.span(y[view] - reach, y[view] + reach, this.bottom, this.rows);
      const [first, last] = this.span(x[view] - reach, x[view] + reach, this.left, this.columns);
      for (let row = low; row <= high; row++) {
        for (let column = first; column <= last; column++) visit(row * this.columns + column, view);
      }
    }
  }

  /**
   * @param {number} low @param {number} high @param {number} origin @param {number} count
   * @returns {[number, number]}
   */
  span(low, high, origin, count) {
    return [
      Math.max(0, Math.floor((low - PADDING_M - origin) / this.cell)),
      Math.min(count - 1, Math.floor((high + PADDING_M - origin) / this.cell)),
    ];
  }

  /**
   * The views that may see a segment, row by row of cells along it.
   *
   * @param {number} x @param {number} y @param {number} dx @param {number} dy
   * @returns {number[]}
   */
  near(x, y, dx, dy) {
    const serial = ++this.serial;
    /** @type {number[]} */
    const found = [];
    const [low, high] = this.span(Math.min(y, y + dy), Math.max(y, y + dy), this.bottom, this.rows);
    for (let row = low; row <= high; row++) {
      let [enter, leave] = [x, x + dx];
      if (low !== high && dy !== 0) {
        const bottom = this.bottom + row * this.cell;
        const t0 = (bottom - PADDING_M - y) / dy;
        const t1 = (bottom + this.cell + PADDING_M - y) / dy;
        enter = x + dx * Math.min(1, Math.max(0, Math.min(t0, t1)));
        leave = x + dx * Math.min(1, Math.max(0, t0, t1));
      }
      const [first, last] = this.span(Math.min(enter, leave), Math.max(enter, leave), this.left, this.columns);
      for (let cell = row * this.columns + first; cell <= row * this.columns + last; cell++) {
        for (let k = this.start[cell]; k < this.start[cell + 1]; k++) {
          const view = this.items[k];
          if (this.stamp[view] === serial) continue;
          this.stamp[view] = serial;
          found.push(view);
        }
      }
    }
    return found;
  }

  /**
   * Every stretch of a line that lies in a view. Indoor segments meet indoor cameras only.
   *
   * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {ArrayLike<unknown>} indoor of each segment
   * @returns {Crossing[]}
   */
  crossings(x, y, indoor) {
    const { sheds, tolerance } = this;
    /** @type {Crossing[]} */
    const crossings = [];
    for (let k = 0; k + 1 < x.length; k++) {
      /** @type {Vector} */
      const d = [x[k + 1] - x[k], y[k + 1] - y[k]];
      for (const view of this.near(x[k], y[k], d[0], d[1])) {
        if (Boolean(sheds.indoor[view]) !== Boolean(indoor[k])) continue;
        /** @type {Vector} */
        const p = [x[k] - sheds.x[view], y[k] - sheds.y[view]];
        const disc = discInterval(p, d, sheds.radius[view] + tolerance);
        if (disc[0] > disc[1]) continue;
        for (const [enter, leave] of sheds.disc[view] ? [disc] : this.inPieces(view, p, d, disc)) {
          crossings.push({ view, enter: k + enter, leave: k + leave });
        }
      }
    }
    return crossings;
  }

  /**
   * Where a segment lies in the pieces of a view, grown by the tolerance.
   *
   * @param {number} view @param {Vector} p @param {Vector} d @param {Interval} disc where it is in reach
   * @returns {Interval[]}
   */
  inPieces(view, p, d, disc) {
    const { start, pieces } = this.sheds;
    const { tolerance } = this;
    /** @type {Interval[]} */
    const found = [];
    const add = (/** @type {Interval} */ interval) => {
      if (interval[0] <= interval[1]) found.push(interval);
    };
    for (let at = 5 * start[view]; at < 5 * start[view + 1]; at += 5) {
      /** @type {Vector} */
      const a = [pieces[at], pieces[at + 1]];
      /** @type {Vector} */
      const b = [pieces[at + 2], pieces[at + 3]];
      const isArc = pieces[at + 4] > 0;
      add(isArc ? wedge(disc, p, d, a, b) : triangle(disc, p, d, a, b));
      if (tolerance > 0) {
        add(capsule(p, d, [0, 0], a, tolerance));
        add(capsule(p, d, [0, 0], b, tolerance));
        if (!isArc) add(capsule(p, d, a, b, tolerance));
      }
    }
    if (found.length < 2) return found;
    const length = Math.sqrt(d[0] * d[0] + d[1] * d[1]);
    return mergedIntervals(found, length > 0 ? MERGE_M / length : 0);
  }
}
