import { letterOf } from "./lines.js";

/**
 * The lines against one another: minutes along, cameras up.
 *
 * @param {any} scene
 * @param {HTMLCanvasElement} canvas
 * @param {{minutes: number, cameras: number | null}[]} points
 * @param {{minutes: string, cameras: string}} words
 */
export function addFront(scene, canvas, points, words, chosen) {
  const paint = () => {
    const style = getComputedStyle(canvas);
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    const ink = canvas.getContext("2d");
    ink.scale(density, density);
    ink.font = '12px "Liberation Sans", Arial, Helvetica, sans-serif';
    const known = points.map((point, index) => ({ ...point, index })).filter((p) => p.cameras !== null);
    const [across, up] = [axis(known.map((p) => p.minutes)), axis(known.map((p) => p.cameras), true)];
    const [left, right, top, bottom] = [34, width - 14, 24, height - 36];
    const x = (value) => left + ((value - across.low) / (across.high - across.low)) * (right - left);
    const y = (value) => bottom - ((value - up.low) / (up.high - up.low)) * (bottom - top);
    ink.fillStyle = style.color;
    ink.strokeStyle = style.borderTopColor;
    ink.lineWidth = 1;
    ink.textBaseline = "middle";
    for (const tick of up.ticks) {
      line(ink, left, y(tick), right, y(tick));
      ink.textAlign = "right";
      ink.fillText(String(tick), left - 6, y(tick));
    }
    ink.textAlign = "center";
    for (const tick of across.ticks) ink.fillText(String(tick), x(tick), bottom + 12);
    ink.textAlign = "right";
    ink.fillText(words.minutes, right, height - 8);
    ink.textAlign = "left";
    ink.fillText(words.cameras, 4, 9);
    for (const point of known) {
      const strong = point.index === chosen();
      ink.beginPath();
      ink.rect(x(point.minutes) - 9, y(point.cameras) - 9, 18, 18);
      ink.fillStyle = strong ? style.color : style.backgroundColor;
      ink.fill();
      ink.lineWidth = 1.5;
      ink.strokeStyle = style.color;
      ink.stroke();
      ink.fillStyle = strong ? style.backgroundColor : style.color;
      ink.textAlign = "center";
      ink.fillText(letterOf(point.index), x(point.minutes), y(point.cameras) + 0.5);
    }
  };
  new ResizeObserver(paint).observe(canvas);
  scene.add(1000, paint);
}

function line(ink, x1, y1, x2, y2) {
  ink.beginPath();
  ink.moveTo(x1, y1);
  ink.lineTo(x2, y2);
  ink.stroke();
}

/**
 * Ends and ticks of an axis on round whole numbers.
 *
 * @param {number[]} values @param {boolean} [fromZero]
 */
export function axis(values, fromZero = false) {
  const low = fromZero ? 0 : Math.floor(Math.min(...values) - 0.5);
  const high = Math.max(Math.ceil(Math.max(...values) + 0.5), low + 2);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => (high - low) / s <= 5) || high - low;
  const start = Math.floor(low / step) * step;
  const end = Math.ceil(high / step) * step;
  const ticks = [];
  for (let tick = start; tick <= end; tick += step) ticks.push(tick);
  return { low: start, high: end, ticks };
}
