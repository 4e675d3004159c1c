import { decodeLines } from "./coding.js";
import { FONT } from "./marks.js";

const NAME_ZOOM = 15.5;
/** Pixels between two labels of one street. */
const APART = 320;

/**
 * Names of streets along their straightest piece, each once where there is room.
 *
 * @param {any} scene
 * @param {{names: string[], lines: string}} data one two-point line (its middle and direction) a name
 */
export function addNames(scene, data) {
  const lines = decodeLines(data.lines);
  scene.add(60, (/** @type {import("./tracing.js").Brush} */ brush) => {
    if (brush.zoom < NAME_ZOOM) return;
    const names = new StreetNames(brush);
    for (let line = 0; line < lines.length; line++) {
      names.put(data.names[line], lines.xy.subarray(4 * line, 4 * line + 4));
    }
  });
}

/** Names set along straight pieces of streets, none over another, none twice close by. */
export class StreetNames {
  /** @param {import("./tracing.js").Brush} brush */
  constructor(brush) {
    this.brush = brush;
    this.size = brush.zoom >= 18 ? 13 : 11;
    /** @type {Map<string, number>} */
    this.widths = new Map();
    /** @type {{text: string, x: number, y: number}[]} */
    this.drawn = [];
    const { ink, colours } = brush;
    ink.font = `${this.size}px ${FONT}`;
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.lineJoin = "round";
    ink.lineWidth = 3;
    ink.strokeStyle = colours.halo;
    ink.fillStyle = colours.text;
  }

  /** @param {string} text */
  widthOf(text) {
    let width = this.widths.get(text);
    if (width === undefined) {
      width = this.brush.ink.measureText(text).width;
      this.widths.set(text, width);
    }
    return width;
  }

  /**
   * Set a name along a piece, if there is room.
   *
   * @param {string} text @param {ArrayLike<number>} piece x and y of both its ends, in units
   */
  put(text, piece) {
    const { scale, dx, dy, view, ink, occupied } = this.brush;
    const [x1, y1, x2, y2] = [piece[0], piece[1], piece[2], piece[3]];
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
    if (mx < view[0] || mx > view[2] || my < view[1] || my > view[3]) return;
    const width = this.widthOf(text);
    if (width > Math.hypot(x2 - x1, y2 - y1) * scale * 1.15) return;
    const [x, y] = [mx * scale + dx, my * scale + dy];
    if (this.drawn.some((other) => other.text === text && Math.hypot(other.x - x, other.y - y) < APART)) return;
    let angle = Math.atan2(y2 - y1, x2 - x1);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle < -Math.PI / 2) angle += Math.PI;
    const [w, h] = [
      (Math.abs(Math.cos(angle)) * width + Math.abs(Math.sin(angle)) * this.size) / 2,
      (Math.abs(Math.sin(angle)) * width + Math.abs(Math.cos(angle)) * this.size) / 2,
    ];
    if (!occupied.take(x - w, y - h, x + w, y + h)) return;
    this.drawn.push({ text, x, y });
    ink.save();
    ink.translate(x, y);
    ink.rotate(angle);
    ink.strokeText(text, 0, 0);
    ink.fillText(text, 0, 0);
    ink.restore();
  }
}
