import { decodeLines } from "./coding.js";
import { tracePath } from "./tracing.js";

/**
 * Hatch the ground where nobody is known to have looked for cameras.
 *
 * @param {any} scene @param {string} data outlines and holes of the ground somebody did look at
 */
export function addSurvey(scene, data) {
  const looked = decodeLines(data);
  scene.add(5, (/** @type {import("./tracing.js").Brush} */ brush) => {
    const { ink } = brush;
    ink.beginPath();
    ink.rect(0, 0, ink.canvas.width, ink.canvas.height);
    tracePath(brush, looked, { closed: true });
    ink.fillStyle = hatching(ink, brush.colours.hatch, -brush.dx, -brush.dy);
    ink.fill("evenodd");
  });
}

/**
 * A pattern of slanting lines.
 *
 * @param {CanvasRenderingContext2D} ink
 * @param {string} colour
 * @param {number} x @param {number} y where on the ground the pattern starts, so that it stays put
 */
export function hatching(ink, colour, x = 0, y = 0) {
  const side = 9;
  const tile = document.createElement("canvas");
  tile.width = side;
  tile.height = side;
  const brush = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  brush.strokeStyle = colour;
  brush.lineWidth = 1;
  brush.beginPath();
  for (const shift of [-side, 0, side]) {
    brush.moveTo(shift - 1, side + 1);
    brush.lineTo(shift + side + 1, -1);
  }
  brush.stroke();
  const pattern = /** @type {CanvasPattern} */ (ink.createPattern(tile, "repeat"));
  pattern.setTransform(new DOMMatrix().translate(-(x % side), -(y % side)));
  return pattern;
}
