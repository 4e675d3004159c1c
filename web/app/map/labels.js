import { FONT } from "../../map/marks.js";
import { StreetNames } from "../../map/names.js";
import { BoxIndex } from "./box_index.js";

/**
 * @typedef {import("../../map/tracing.js").Brush} Brush
 * @typedef {import("./drawing.js").DrawnCity} DrawnCity
 */

const STREET_ZOOM = 15.5;
const SQUARE_ZOOM = 15;
const LEAST_NAMED_M = 25;
const LONGEST = 60;
/** Names tried and names set at once: beyond that it is a text and no map. */
const MOST_TRIED = 1500;
const MOST_SET = 150;

/** Names of streets and squares, wherever lines and stations leave room. */
export class Labels {
  /** @param {DrawnCity} city @param {number} unitsPerMetre */
  constructor(city, unitsPerMetre) {
    this.city = city;
    this.least = LEAST_NAMED_M * unitsPerMetre;
    /** @type {{pieces: ReturnType<typeof longestSteps>, index: BoxIndex} | null} */
    this.made = null;
  }

  /** The longest straight step of each named edge, where it is long enough: made when first asked. */
  get named() {
    if (!this.made) {
      const { streets } = this.city;
      const pieces = longestSteps(streets.lines, (edge) => streets.name[edge] > 0 && !streets.indoor[edge], this.least);
      this.made = { pieces, index: new BoxIndex(boxesOf(pieces.at)) };
    }
    return this.made;
  }

  /** @param {Brush} brush @returns {number} how many names there were to set */
  paint(brush) {
    const squares = this.squares(brush);
    if (brush.zoom < STREET_ZOOM) return squares;
    const { streets } = this.city;
    const { at, edge, length } = this.named.pieces;
    const rows = this.named.index.within(brush.view).sort((a, b) => length[b] - length[a] || a - b);
    const names = new StreetNames(brush);
    for (const row of rows.slice(0, MOST_TRIED)) {
      if (names.drawn.length >= MOST_SET) break;
      names.put(clippedTo(streets.names[streets.name[edge[row]]], LONGEST), at.subarray(4 * row, 4 * row + 4));
    }
    return squares + rows.length;
  }

  /** @param {Brush} brush @returns {number} */
  squares(brush) {
    if (brush.zoom < SQUARE_ZOOM) return 0;
    const { xy, name } = this.city.squares;
    const { ink, scale, dx, dy, colours, occupied } = brush;
    ink.font = `italic 12px ${FONT}`;
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.lineJoin = "round";
    ink.lineWidth = 3.5;
    ink.strokeStyle = colours.halo;
    ink.fillStyle = colours.text;
    name.forEach((full, row) => {
      const text = clippedTo(full, LONGEST);
      const [x, y] = [xy[2 * row] * scale + dx, xy[2 * row + 1] * scale + dy];
      const half = ink.measureText(text).width / 2;
      if (!inside(brush, xy[2 * row], xy[2 * row + 1]) || !occupied.take(x - half, y - 8, x + half, y + 8)) return;
      ink.strokeText(text, x, y);
      ink.fillText(text, x, y);
    });
    return name.length;
  }
}

/** Whether a point is in view. @param {Brush} brush @param {number} x @param {number} y units */
export function inside({ view }, x, y) {
  return x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3];
}

/** @param {string} text @param {number} most letters */
export function clippedTo(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * The longest straight step of each line that is wanted.
 *
 * @param {import("./drawing.js").Lines} lines
 * @param {(line: number) => boolean} wanted
 * @param {number} least units
 */
export function longestSteps(lines, wanted, least) {
  const at = [];
  const edge = [];
  const length = [];
  for (let line = 0; line < lines.length; line++) {
    if (!wanted(line)) continue;
    let [longest, best] = [least, -1];
    for (let k = lines.start[line]; k < lines.start[line + 1] - 1; k++) {
      const far = Math.hypot(lines.xy[2 * k + 2] - lines.xy[2 * k], lines.xy[2 * k + 3] - lines.xy[2 * k + 1]);
      if (far >= longest && (best < 0 || far > longest)) [longest, best] = [far, k];
    }
    if (best < 0) continue;
    at.push(lines.xy[2 * best], lines.xy[2 * best + 1], lines.xy[2 * best + 2], lines.xy[2 * best + 3]);
    edge.push(line);
    length.push(longest);
  }
  return { at: Int32Array.from(at), edge: Int32Array.from(edge), length: Float64Array.from(length) };
}

/** @param {Int32Array} steps x and y of both ends of each */
function boxesOf(steps) {
  const box = new Int32Array(steps.length);
  for (let k = 0; k < steps.length; k += 4) {
    box[k] = Math.min(steps[k], steps[k + 2]);
    box[k + 1] = Math.min(steps[k + 1], steps[k + 3]);
    box[k + 2] = Math.max(steps[k], steps[k + 2]);
    box[k + 3] = Math.max(steps[k + 1], steps[k + 3]);
  }
  return box;
}
