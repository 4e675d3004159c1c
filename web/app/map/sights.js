import { EDGE_DASHES, EVIDENCE, FILLS, traceMark } from "../../map/marks.js";
import { tracePath, widthAt } from "../../map/tracing.js";
import { BoxIndex } from "./box_index.js";
import { DISC, OUTLINE } from "./drawing.js";

/**
 * @typedef {import("../../map/tracing.js").Brush} Brush
 * @typedef {import("./drawing.js").DrawnCity} DrawnCity
 */

const WEAKEST_FIRST = [4, 5, 3, 2, 1, 0];
const STRONGEST_FIRST = [0, 1, 2, 3, 5, 4];
const EDGE_ZOOM = 15.5;
/** Below this zoom a view is smaller than its mark. */
const VIEW_ZOOM = 13.5;
/** An arc of a smaller radius is drawn as a few chords. */
const ROUND_PX = 14;
const CHORD = 0.5;
/** Below this zoom cameras are dots, one a cell of the screen. */
const MARK_ZOOM = 13.5;
const CELL_PX = 2;
const MARK_PX = [1.5, 3.4, 6];
const HALO_ZOOM = 15;

/** Cameras as what they see, and a mark where each hangs. */
export class Sights {
  /** @param {DrawnCity} city */
  constructor(city) {
    this.city = city;
    const { cameras, views } = city;
    /** @type {BoxIndex | null} */
    this.boxes = null;
    const points = new Int32Array(2 * cameras.xy.length);
    for (let k = 0; k < cameras.xy.length / 2; k++) {
      points[4 * k] = points[4 * k + 2] = cameras.xy[2 * k];
      points[4 * k + 1] = points[4 * k + 3] = cameras.xy[2 * k + 1];
    }
    this.points = new BoxIndex(points);
    /** The first view of each camera. */
    this.first = new Int32Array(cameras.style.length + 1);
    for (let view = 0; view < views.length; view++) this.first[views.camera[view] + 1]++;
    for (let k = 0; k < cameras.style.length; k++) this.first[k + 1] += this.first[k];
  }

  /** Where views lie: worked out when it is first asked. */
  get views() {
    if (!this.boxes) this.boxes = new BoxIndex(viewBoxes(this.city));
    return this.boxes;
  }

  /** Views as surfaces, one for each kind of evidence. @param {Brush} brush */
  paint(brush) {
    const { ink, zoom, colours, view: window } = brush;
    if (zoom < VIEW_ZOOM) return;
    const { cameras, views } = this.city;
    /** @type {number[][]} */
    const byStyle = EVIDENCE.map(() => []);
    for (const view of this.views.within(window)) byStyle[cameras.style[views.camera[view]]].push(view);
    for (const style of WEAKEST_FIRST) {
      if (!byStyle[style].length) continue;
      ink.beginPath();
      for (const view of byStyle[style]) this.trace(brush, view);
      ink.fillStyle = colours[EVIDENCE[style]];
      ink.globalAlpha = FILLS[style];
      ink.fill("nonzero");
      if (zoom >= EDGE_ZOOM) {
        ink.globalAlpha = 0.6;
        ink.lineWidth = zoom >= 18 ? 1.3 : 0.8;
        ink.strokeStyle = colours[EVIDENCE[style]];
        ink.setLineDash(EDGE_DASHES[style]);
        ink.stroke();
        ink.setLineDash([]);
      }
      ink.globalAlpha = 1;
    }
  }

  /** Add the outline of a view to the path; all run the same way round. @param {Brush} brush @param {number} view */
  trace(brush, view) {
    const { ink, scale, dx, dy } = brush;
    const { cameras, views } = this.city;
    if (views.form[view] === OUTLINE) {
      const rows = [];
      for (let rim = views.rim[view]; rim < views.rim[view + 1]; rim++) rows.push(rim);
      tracePath(brush, views.rims, { rows, closed: true });
      return;
    }
    const camera = views.camera[view];
    const x = cameras.xy[2 * camera] * scale + dx;
    const y = cameras.xy[2 * camera + 1] * scale + dy;
    const r = views.radius[view] * scale;
    const disc = views.form[view] === DISC;
    const middle = views.direction[view] - Math.PI / 2;
    const half = disc ? Math.PI : views.angle[view] / 2;
    if (disc) ink.moveTo(x + r * Math.cos(middle + half), y + r * Math.sin(middle + half));
    else ink.moveTo(x, y);
    if (r >= ROUND_PX) ink.arc(x, y, r, middle + half, middle - half, true);
    else {
      const steps = Math.ceil((2 * half) / CHORD);
      for (let step = disc ? 1 : 0; step <= steps; step++) {
        const turn = middle + half - (2 * half * step) / steps;
        ink.lineTo(x + r * Math.cos(turn), y + r * Math.sin(turn));
      }
    }
    ink.closePath();
  }

  /** @param {Brush} brush */
  paintMarks(brush) {
    const { ink, scale, dx, dy, zoom, colours, view } = brush;
    const { cameras } = this.city;
    const r = widthAt(MARK_PX, zoom);
    const reach = (1.4 * r + 2) / scale;
    /** @type {number[][]} */
    const byStyle = EVIDENCE.map(() => []);
    for (const camera of this.points.within([view[0] - reach, view[1] - reach, view[2] + reach, view[3] + reach])) {
      byStyle[cameras.style[camera]].push(camera);
    }
    const taken = new Set();
    for (const style of zoom < MARK_ZOOM ? STRONGEST_FIRST : WEAKEST_FIRST) {
      if (!byStyle[style].length) continue;
      ink.beginPath();
      if (zoom < MARK_ZOOM) this.dots(brush, byStyle[style], taken);
      else {
        for (const camera of byStyle[style]) {
          traceMark(ink, style, cameras.xy[2 * camera] * scale + dx, cameras.xy[2 * camera + 1] * scale + dy, r);
        }
      }
      if (zoom >= HALO_ZOOM) {
        ink.lineJoin = "round";
        ink.lineWidth = 2;
        ink.strokeStyle = colours.halo;
        ink.stroke();
      }
      ink.fillStyle = colours[EVIDENCE[style]];
      ink.fill();
    }
  }

  /** A square for each cell of the screen that has a camera and is not taken. @param {Brush} brush @param {number[]} rows @param {Set<number>} taken */
  dots({ ink, scale, dx, dy }, rows, taken) {
    const { xy } = this.city.cameras;
    for (const camera of rows) {
      const column = Math.floor((xy[2 * camera] * scale + dx) / CELL_PX);
      const line = Math.floor((xy[2 * camera + 1] * scale + dy) / CELL_PX);
      const cell = column * 65536 + line;
      if (taken.has(cell)) continue;
      taken.add(cell);
      ink.rect(column * CELL_PX, line * CELL_PX, CELL_PX, CELL_PX);
    }
  }

  /** One camera brought out. @param {Brush} brush @param {number} camera */
  highlight(brush, camera) {
    const { ink, scale, dx, dy, colours, zoom } = brush;
    const { cameras } = this.city;
    const colour = colours[EVIDENCE[cameras.style[camera]]];
    ink.beginPath();
    for (let view = this.first[camera]; view < this.first[camera + 1]; view++) this.trace(brush, view);
    ink.fillStyle = colour;
    ink.globalAlpha = 0.3;
    ink.fill("nonzero");
    ink.globalAlpha = 1;
    ink.lineWidth = 2.5;
    ink.strokeStyle = colour;
    ink.stroke();
    const [x, y] = [cameras.xy[2 * camera] * scale + dx, cameras.xy[2 * camera + 1] * scale + dy];
    const r = Math.max(4, widthAt(MARK_PX, zoom));
    ink.beginPath();
    traceMark(ink, cameras.style[camera], x, y, r);
    ink.fillStyle = colour;
    ink.fill();
    ink.beginPath();
    ink.arc(x, y, r + 6, 0, 2 * Math.PI);
    ink.lineWidth = 3;
    ink.strokeStyle = colours.station;
    ink.stroke();
  }

  /**
   * The camera nearest to a place, -1 where there is none within reach.
   *
   * @param {number} x @param {number} y @param {number} reach units
   */
  near(x, y, reach) {
    const { xy } = this.city.cameras;
    const found = { index: -1, distance: reach };
    for (const camera of this.points.within([x - reach, y - reach, x + reach, y + reach])) {
      const distance = Math.hypot(xy[2 * camera] - x, xy[2 * camera + 1] - y);
      if (distance <= found.distance) Object.assign(found, { index: camera, distance });
    }
    return found;
  }
}

/** The box around each view. @param {DrawnCity} city @returns {Int32Array} */
function viewBoxes({ cameras, views }) {
  const box = new Int32Array(4 * views.length);
  for (let view = 0; view < views.length; view++) {
    const camera = views.camera[view];
    const [x, y, r] = [cameras.xy[2 * camera], cameras.xy[2 * camera + 1], views.radius[view]];
    let [left, top, right, bottom] = [x - r, y - r, x + r, y + r];
    for (let rim = views.rim[view]; rim < views.rim[view + 1]; rim++) {
      left = Math.min(left, views.rims.box[4 * rim]);
      top = Math.min(top, views.rims.box[4 * rim + 1]);
      right = Math.max(right, views.rims.box[4 * rim + 2]);
      bottom = Math.max(bottom, views.rims.box[4 * rim + 3]);
    }
    box.set([left, top, right, bottom], 4 * view);
  }
  return box;
}
