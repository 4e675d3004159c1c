import { offsets } from "../../router/numbers.js";

/** About how many boxes begin in a cell. */
const IN_A_CELL = 6;
/** A box over more cells than this is looked at every time. */
const MOST_CELLS = 256;

/** Boxes by where they are: a grid of cells, each with the boxes that touch it. */
export class BoxIndex {
  /**
   * @param {ArrayLike<number>} box left, top, right, bottom of each in turn
   * @param {ArrayLike<number>} [rows] of these alone; else of all
   */
  constructor(box, rows = Uint32Array.from({ length: box.length / 4 }, (_, row) => row)) {
    this.box = box;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 0; k < rows.length; k++) {
      const at = 4 * rows[k];
      left = Math.min(left, box[at]);
      top = Math.min(top, box[at + 1]);
      right = Math.max(right, box[at + 2]);
      bottom = Math.max(bottom, box[at + 3]);
    }
    this.left = rows.length ? left : 0;
    this.top = rows.length ? top : 0;
    const [wide, high] = rows.length ? [right - left + 1, bottom - top + 1] : [1, 1];
    this.side = Math.max(1, Math.sqrt((wide * high * IN_A_CELL) / Math.max(rows.length, 1)), Math.max(wide, high) / 2048);
    this.columns = Math.ceil(wide / this.side);
    this.lines = Math.ceil(high / this.side);
    /** @type {number[]} */
    this.large = [];
    const counts = new Int32Array(this.columns * this.lines);
    for (let k = 0; k < rows.length; k++) {
      if (this.cellsOf(rows[k], (cell) => counts[cell]++)) this.large.push(rows[k]);
    }
    this.start = offsets(counts);
    this.rows = new Int32Array(this.start[counts.length]);
    const next = this.start.slice();
    for (let k = 0; k < rows.length; k++) {
      this.cellsOf(rows[k], (cell) => (this.rows[next[cell]++] = rows[k]));
    }
    this.met = new Uint32Array(box.length / 4);
    this.round = 0;
  }

  /**
   * Visit the cells a box touches, unless they are too many.
   *
   * @param {number} row @param {(cell: number) => void} visit
   * @returns {boolean} whether they are too many
   */
  cellsOf(row, visit) {
    const { box, side } = this;
    const low = Math.floor((box[4 * row] - this.left) / side);
    const high = Math.floor((box[4 * row + 2] - this.left) / side);
    const first = Math.floor((box[4 * row + 1] - this.top) / side);
    const last = Math.floor((box[4 * row + 3] - this.top) / side);
    if ((high - low + 1) * (last - first + 1) > MOST_CELLS) return true;
    for (let y = first; y <= last; y++) {
      for (let x = low; x <= high; x++) visit(y * this.columns + x);
    }
    return false;
  }

  /**
   * The boxes that touch a view, each once.
   *
   * @param {ArrayLike<number>} view left, top, right, bottom
   * @returns {number[]}
   */
  within(view) {
    const { box, side, met } = this;
    const round = ++this.round;
    /** @type {number[]} */
    const found = [];
    const look = (/** @type {number} */ row) => {
      if (met[row] === round) return;
      met[row] = round;
      const at = 4 * row;
      if (box[at] <= view[2] && box[at + 2] >= view[0] && box[at + 1] <= view[3] && box[at + 3] >= view[1]) {
        found.push(row);
      }
    };
    for (const row of this.large) look(row);
    const low = Math.max(0, Math.floor((view[0] - this.left) / side));
    const high = Math.min(this.columns - 1, Math.floor((view[2] - this.left) / side));
    const first = Math.max(0, Math.floor((view[1] - this.top) / side));
    const last = Math.min(this.lines - 1, Math.floor((view[3] - this.top) / side));
    for (let y = first; y <= last; y++) {
      const line = y * this.columns;
      for (let k = this.start[line + low]; k < this.start[line + high + 1]; k++) look(this.rows[k]);
    }
    return found;
  }
}
