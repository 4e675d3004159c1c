/**
 * How words and lines find their place on a canvas.
 *
 * @typedef {object} Brush
 * @property {CanvasRenderingContext2D} ink
 * @property {number} zoom
 * @property {number} scale screen pixels a unit
 * @property {number} dx
 * @property {number} dy add after scaling a unit to get a screen pixel
 * @property {[number, number, number, number]} view left, top, right, bottom in units
 * @property {Record<string, string>} colours
 * @property {Occupied} occupied where labels and badges already stand
 */

/** Boxes on the screen that are taken, so that labels never cover one another. */
export class Occupied {
  constructor() {
    /** @type {[number, number, number, number][]} */
    this.boxes = [];
  }

  /**
   * Take a box if it is free.
   *
   * @param {number} left @param {number} top @param {number} right @param {number} bottom
   * @returns {boolean} whether it was free
   */
  take(left, top, right, bottom) {
    const free = this.boxes.every(
      (box) => right < box[0] || left > box[2] || bottom < box[1] || top > box[3],
    );
    if (free) this.boxes.push([left, top, right, bottom]);
    return free;
  }
}

/**
 * Add the lines that lie in view to the current path.
 *
 * @param {Brush} brush
 * @param {import("./coding.js").Lines} lines
 * @param {{closed?: boolean, margin?: number, only?: (line: number) => boolean, rows?: ArrayLike<number>}} options
 *   `margin` in screen pixels; lines smaller than half a pixel are left out; `rows` to look at
 *   these alone
 */
export function tracePath(brush, lines, { closed = false, margin = 8, only, rows } = {}) {
  const { ink, scale, dx, dy, view } = brush;
  const reach = margin / scale;
  const tiny = 0.5 / scale;
  const count = rows ? rows.length : lines.length;
  for (let at = 0; at < count; at++) {
    const line = rows ? rows[at] : at;
    const left = lines.box[4 * line];
    const top = lines.box[4 * line + 1];
    const right = lines.box[4 * line + 2];
    const bottom = lines.box[4 * line + 3];
    if (right < view[0] - reach || left > view[2] + reach) continue;
    if (bottom < view[1] - reach || top > view[3] + reach) continue;
    if (right - left < tiny && bottom - top < tiny) continue;
    if (only && !only(line)) continue;
    for (let point = lines.start[line]; point < lines.start[line + 1]; point++) {
      const x = lines.xy[2 * point] * scale + dx;
      const y = lines.xy[2 * point + 1] * scale + dy;
      if (point === lines.start[line]) ink.moveTo(x, y);
      else ink.lineTo(x, y);
    }
    if (closed) ink.closePath();
  }
}

/**
 * The point nearest to a place.
 *
 * @param {Int32Array} points x and y in turn
 * @param {number} x @param {number} y
 * @returns {{index: number, distance: number}} distance in units; index -1 where there is no point
 */
export function nearest(points, x, y) {
  let index = -1;
  let least = Infinity;
  for (let at = 0; 2 * at < points.length; at++) {
    const square = (points[2 * at] - x) ** 2 + (points[2 * at + 1] - y) ** 2;
    if (square < least) {
      least = square;
      index = at;
    }
  }
  return { index, distance: Math.sqrt(least) };
}

/**
 * A width on the screen, growing with the zoom.
 *
 * @param {number[]} widths at zooms 13, 16 and 19
 * @param {number} zoom
 */
export function widthAt(widths, zoom) {
  const [low, mid, high] = widths;
  if (zoom <= 16) return low * (mid / low) ** (Math.max(zoom - 12, 0) / 4);
  return mid * (high / mid) ** ((Math.min(zoom, 20) - 16) / 3);
}
