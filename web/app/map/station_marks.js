import { FONT } from "../../map/marks.js";
import { nearest } from "../../map/tracing.js";
import { clippedTo, inside } from "./labels.js";

/**
 * @typedef {import("../../map/tracing.js").Brush} Brush
 * @typedef {import("./drawing.js").DrawnCity} DrawnCity
 */

const ENTRANCE_ZOOM = 15;
const FIGURE_ZOOM = 13;
const NAME_ZOOM = 14;
const LONGEST = 40;
/** Shades dark enough to be written on in white. */
const DARK_SHADE = 2;

/** Stations and entrances, in the colours of their coverage. */
export class StationMarks {
  /** @param {DrawnCity} city */
  constructor(city) {
    this.city = city;
    this.covered = true;
    this.measure = "approach";
  }

  /** The classes of the measure shown, or null where none is known. */
  get layer() {
    const layers = this.city.header.coverage.layers;
    if (!this.covered || !layers) return null;
    return layers.find((/** @type {any} */ layer) => layer.measure === this.measure) || null;
  }

  /** @param {Brush} brush @returns {number} how many are in view */
  paint(brush) {
    let count = brush.zoom >= ENTRANCE_ZOOM ? this.paintEntrances(brush) : 0;
    const { xy, metro } = this.city.stations;
    const { ink, scale, dx, dy, colours, occupied } = brush;
    const layer = this.layer;
    for (let row = 0; row < xy.length / 2; row++) {
      if (!inside(brush, xy[2 * row], xy[2 * row + 1])) continue;
      count++;
      const [x, y] = [xy[2 * row] * scale + dx, xy[2 * row + 1] * scale + dy];
      const r = this.halfSize(brush);
      ink.beginPath();
      ink.roundRect(x - r, y - r, 2 * r, 2 * r, Math.min(3, r / 2));
      ink.fillStyle = colours.station;
      if (layer) ink.fillStyle = shadeOf(colours, layer, layer.stations.class[row]);
      ink.fill();
      ink.lineWidth = layer ? 2 : 1.5;
      ink.strokeStyle = layer ? colours.station : colours.halo;
      ink.stroke();
      occupied.take(x - r, y - r, x + r, y + r);
      if (brush.zoom < FIGURE_ZOOM) continue;
      const text = layer ? shortFigure(layer.stations.figure[row]) : metro[row] ? "M" : "";
      ink.font = `bold ${layer ? 11 : 9}px ${FONT}`;
      ink.textAlign = "center";
      ink.textBaseline = "middle";
      ink.fillStyle = layer ? inkOn(layer, layer.stations.class[row]) : colours.halo;
      ink.fillText(text, x, y + 0.5);
    }
    return count;
  }

  /** @param {Brush} brush @returns {number} */
  paintEntrances(brush) {
    const { xy } = this.city.entrances;
    const { ink, scale, dx, dy, colours } = brush;
    const layer = this.layer;
    const r = brush.zoom >= 17 ? 7 : 4;
    let count = 0;
    for (let row = 0; row < xy.length / 2; row++) {
      if (!inside(brush, xy[2 * row], xy[2 * row + 1])) continue;
      count++;
      const [x, y] = [xy[2 * row] * scale + dx, xy[2 * row + 1] * scale + dy];
      ink.beginPath();
      ink.moveTo(x, y - r);
      ink.lineTo(x + r, y + r * 0.8);
      ink.lineTo(x - r, y + r * 0.8);
      ink.closePath();
      ink.lineJoin = "round";
      ink.lineWidth = layer ? 1.8 : 2;
      ink.strokeStyle = layer ? colours.station : colours.halo;
      ink.fillStyle = layer ? shadeOf(colours, layer, layer.entrances.class[row]) : colours.entrance;
      if (layer) ink.fill();
      ink.stroke();
      if (!layer) ink.fill();
    }
    return count;
  }

  /** @param {Brush} brush @returns {number} how many names were set */
  paintNames(brush) {
    if (brush.zoom < NAME_ZOOM) return 0;
    let count = 0;
    const { xy, name } = this.city.stations;
    const { ink, scale, dx, dy, colours, occupied } = brush;
    ink.font = `bold 12px ${FONT}`;
    ink.textAlign = "center";
    ink.textBaseline = "top";
    ink.lineJoin = "round";
    ink.lineWidth = 4;
    for (let row = 0; row < name.length; row++) {
      if (!inside(brush, xy[2 * row], xy[2 * row + 1])) continue;
      const [x, top] = [xy[2 * row] * scale + dx, xy[2 * row + 1] * scale + dy + this.halfSize(brush) + 1];
      const text = clippedTo(name[row], LONGEST);
      const half = ink.measureText(text).width / 2;
      if (!occupied.take(x - half, top, x + half, top + 16)) continue;
      count++;
      ink.strokeStyle = colours.halo;
      ink.strokeText(text, x, top + 3);
      ink.fillStyle = colours.text;
      ink.fillText(text, x, top + 3);
    }
    return count;
  }

  /** @param {Brush} brush */
  halfSize(brush) {
    if (!this.layer) return brush.zoom >= 15 ? 7 : 4;
    return brush.zoom >= FIGURE_ZOOM ? 11 : brush.zoom >= 11.5 ? 6 : 4;
  }

  /**
   * The station or entrance nearest to a place.
   *
   * @param {number} x @param {number} y @param {number} zoom
   */
  near(x, y, zoom) {
    const station = { kind: "station", ...nearest(this.city.stations.xy, x, y) };
    if (zoom < ENTRANCE_ZOOM) return station;
    const entrance = { kind: "entrance", ...nearest(this.city.entrances.xy, x, y) };
    return station.distance <= entrance.distance ? station : entrance;
  }
}

/** @param {Record<string, string>} colours @param {any} layer @param {number} place -1 where it is unknown */
export function shadeOf(colours, layer, place) {
  return place < 0 ? colours.class_unknown : colours[`class_${layer.shades[place]}`];
}

/** @param {any} layer @param {number} place */
function inkOn(layer, place) {
  return place >= 0 && layer.shades[place] > DARK_SHADE ? "#ffffff" : "#1c1b19";
}

/** A figure short enough for its square: shares without their mark. @param {string} figure */
function shortFigure(figure) {
  return figure.replace(/\s*%$/, "");
}
