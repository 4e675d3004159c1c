/** What words on the canvas are set in. */
export const FONT = '"Liberation Sans", Arial, Helvetica, sans-serif';

/** Evidence by its code, strongest first; plate readers are counted apart. */
export const EVIDENCE = ["documented", "reported", "presumed", "unknown", "no", "plate_reader"];

/** Lines: the stronger the evidence, the more of the line is filled (so it reads in grey too). */
export const DASHES = [[], [13, 4], [8, 5], [3.5, 4.5], [1, 7], [1, 5]];

/** Edges of views: broken the same way. */
export const EDGE_DASHES = [[], [7, 3], [4, 3], [1.5, 2.5], [1, 5], [2, 2]];

/** How strongly a view is filled. */
export const FILLS = [0.34, 0.3, 0.26, 0.2, 0.06, 0.12];

/**
 * Add the outline of a camera's mark to the current path: a shape for each kind of evidence.
 *
 * @param {CanvasRenderingContext2D} ink
 * @param {number} code place in EVIDENCE
 * @param {number} x @param {number} y the middle
 * @param {number} r half the size
 */
export function traceMark(ink, code, x, y, r) {
  const corners = {
    0: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
    1: [[0, -1.25], [1.2, 0.9], [-1.2, 0.9]],
    2: [[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]],
    5: [[-1.4, -0.7], [1.4, -0.7], [1.4, 0.7], [-1.4, 0.7]],
  }[code];
  if (corners) {
    corners.forEach(([cx, cy], index) => {
      if (index) ink.lineTo(x + cx * r, y + cy * r);
      else ink.moveTo(x + cx * r, y + cy * r);
    });
    ink.closePath();
    return;
  }
  const radius = code === 4 ? 0.7 * r : r;
  ink.moveTo(x + radius, y);
  ink.arc(x, y, radius, 0, 2 * Math.PI);
}
