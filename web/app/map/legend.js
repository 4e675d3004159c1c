import { DASHES, EDGE_DASHES, EVIDENCE, FILLS, traceMark } from "../../map/marks.js";
import { hatching } from "../../map/survey.js";
import { HEAT_LOWS } from "./colours.js";
import { heatWidth } from "./ground.js";
import { sized } from "./leaflet.js";

const WIDTH = 54;
const HEIGHT = 24;
const HEAT_KEY_ZOOM = 15;

/** What each class of the heat holds, in figures. */
export function heatLabels() {
  return HEAT_LOWS.map((low, level) => {
    const next = HEAT_LOWS[level + 1];
    if (next === undefined) return `≥ ${low}`;
    return next - low > 1 ? `${low}–${next - 1}` : String(low);
  });
}

/**
 * The groups of the legend for the layers that count: streets, and stations by a measure.
 *
 * @param {Record<string, any>} words
 * @param {any} layer of stations, or null
 * @returns {{title: string, rows: [string, string][]}[]}
 */
export function countingGroups(words, layer) {
  /** @type {{title: string, rows: [string, string][]}[]} */
  const groups = [
    { title: words.layers.heat, rows: heatLabels().map((label, level) => [`heat:${level}`, label]) },
  ];
  if (layer) {
    /** @type {[string, string][]} */
    const rows = layer.labels.map((/** @type {string} */ label, /** @type {number} */ at) => [`class:${layer.shades[at]}`, label]);
    groups.push({
      title: words.layers.measures[layer.measure],
      rows: [...rows, ["class:unknown", words.layers.not_known]],
    });
  }
  return groups;
}

/**
 * Paint one little picture of a legend: `data-key` of its canvas says which.
 *
 * @param {HTMLCanvasElement} canvas @param {Record<string, string>} colours
 */
export function paintLegendKey(canvas, colours) {
  const ink = sized(canvas, WIDTH, HEIGHT, Math.min(window.devicePixelRatio || 1, 2));
  ink.clearRect(0, 0, WIDTH, HEIGHT);
  const [kind, name = ""] = (canvas.dataset.key || "").split(":");
  PAINTERS[kind]?.(ink, name, colours);
}

/** @type {Record<string, (ink: CanvasRenderingContext2D, name: string, colours: Record<string, string>) => void>} */
const PAINTERS = {
  view(ink, name, colours) {
    const style = EVIDENCE.indexOf(name);
    ink.beginPath();
    ink.moveTo(10, 12);
    ink.arc(10, 12, 38, -0.32, 0.32);
    ink.closePath();
    ink.fillStyle = colours[name];
    ink.globalAlpha = FILLS[style];
    ink.fill();
    ink.globalAlpha = 0.7;
    ink.strokeStyle = colours[name];
    ink.setLineDash(EDGE_DASHES[style]);
    ink.stroke();
    ink.setLineDash([]);
    ink.globalAlpha = 1;
    ink.beginPath();
    traceMark(ink, style, 11, 12, 5);
    ink.fillStyle = colours[name];
    ink.fill();
  },
  line(ink, name, colours) {
    const style = EVIDENCE.indexOf(name);
    across(ink);
    ink.lineCap = "round";
    ink.lineWidth = 10;
    ink.strokeStyle = colours.ink;
    ink.stroke();
    ink.lineWidth = 6;
    ink.strokeStyle = colours.paper;
    ink.stroke();
    if (style < 0) return;
    ink.lineCap = "butt";
    ink.setLineDash(DASHES[style]);
    ink.strokeStyle = colours[`line_${name}`];
    ink.stroke();
    ink.setLineDash([]);
  },
  unsurveyed(ink, _, colours) {
    ink.fillStyle = colours.ground;
    ink.fillRect(6, 2, 42, 20);
    ink.fillStyle = hatching(ink, colours.hatch);
    ink.fillRect(6, 2, 42, 20);
    ink.lineWidth = 1;
    ink.strokeStyle = colours.hatch;
    ink.strokeRect(6, 2, 42, 20);
  },
  heat(ink, name, colours) {
    across(ink);
    ink.lineCap = "round";
    ink.lineWidth = Math.max(1.5, heatWidth(Number(name), HEAT_KEY_ZOOM));
    ink.strokeStyle = colours[`heat_${name}`];
    ink.stroke();
  },
  class(ink, name, colours) {
    square(ink, colours[`class_${name}`], colours.station);
  },
  station(ink, _, colours) {
    square(ink, colours.station, colours.halo);
  },
  entrance(ink, _, colours) {
    ink.beginPath();
    ink.moveTo(27, 6);
    ink.lineTo(33, 17);
    ink.lineTo(21, 17);
    ink.closePath();
    ink.fillStyle = colours.entrance;
    ink.fill();
  },
};

/** @param {CanvasRenderingContext2D} ink */
function across(ink) {
  ink.beginPath();
  ink.moveTo(6, 12);
  ink.lineTo(48, 12);
}

/** @param {CanvasRenderingContext2D} ink @param {string} fill @param {string} edge */
function square(ink, fill, edge) {
  ink.beginPath();
  ink.roundRect(19, 4, 16, 16, 3);
  ink.fillStyle = fill;
  ink.fill();
  ink.lineWidth = 2;
  ink.strokeStyle = edge;
  ink.stroke();
}
