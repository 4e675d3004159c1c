import { decodeLines } from "./coding.js";
import { FONT } from "./marks.js";

/**
 * Names of streets along their straightest piece, each once where there is room.
 *
 * @param {any} scene
 * @param {{names: string[], lines: string}} data one two-point line (its middle and direction) a name
 */
export function addNames(scene, data) {
  const lines = decodeLines(data.lines);
  scene.add(60, (brush) => {
    if (brush.zoom < 15.5) return;
    const { ink, scale, dx, dy, view, colours } = brush;
    const size = brush.zoom >= 18 ? 13 : 11;
    ink.font = `${size}px ${FONT}`;
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.lineJoin = "round";
    ink.lineWidth = 3;
    ink.strokeStyle = colours.halo;
    ink.fillStyle = colours.text;
    const drawn = [];
    for (let line = 0; line < lines.length; line++) {
      const [x1, y1, x2, y2] = lines.xy.subarray(4 * line, 4 * line + 4);
      const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
      if (mx < view[0] || mx > view[2] || my < view[1] || my > view[3]) continue;
      const text = data.names[line];
      const width = ink.measureText(text).width;
      const length = Math.hypot(x2 - x1, y2 - y1) * scale;
      if (width > length * 1.15) continue;
      const [x, y] = [mx * scale + dx, my * scale + dy];
      if (drawn.some((other) => other.text === text && Math.hypot(other.x - x, other.y - y) < 320)) continue;
      let angle = Math.atan2(y2 - y1, x2 - x1);
      if (angle > Math.PI / 2) angle -= Math.PI;
      if (angle < -Math.PI / 2) angle += Math.PI;
      const [w, h] = [
        Math.abs(Math.cos(angle)) * width / 2 + Math.abs(Math.sin(angle)) * size / 2,
        Math.abs(Math.sin(angle)) * width / 2 + Math.abs(Math.cos(angle)) * size / 2,
      ];
      if (!brush.occupied.take(x - w, y - h, x + w, y + h)) continue;
      drawn.push({ text, x, y });
      ink.save();
      ink.translate(x, y);
      ink.rotate(angle);
      ink.strokeText(text, 0, 0);
      ink.fillText(text, 0, 0);
      ink.restore();
    }
  });
}
