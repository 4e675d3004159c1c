import { decodeLines } from "./coding.js";
import { FONT } from "./marks.js";
import { showPopup } from "./popup.js";
import { nearest, tracePath } from "./tracing.js";

/**
 * Stations and entrances in the colours of what is measured of them, with the ground around them
 * and the best ways in.
 *
 * @typedef {import("./tracing.js").Brush} Brush
 * @typedef {import("./coding.js").Lines} Lines
 *
 * @typedef {object} CoverageLayer
 * @property {string} measure
 * @property {number[]} shades place in the palette of each class
 * @property {{class: number[], figure: string[]}} stations
 * @property {{class: number[], figure: string[]}} entrances
 */

const DARK_SHADE = 3;
const ENTRANCES_FROM = 14.5;
const FIGURES_FROM = 13;
const WAYS_FROM = 12;

/**
 * @param {any} scene
 * @param {{measure: string, layers: CoverageLayer[], stations: {points: string, names: string[]},
 *   entrances: {points: string, names: string[]}, ways: string, way_station: number[], ring: string,
 *   tracks: string, track_colour: string[]}} data
 */
export function addCoverage(scene, data) {
  const stations = decodeLines(data.stations.points).xy;
  const entrances = decodeLines(data.entrances.points).xy;
  const ways = decodeLines(data.ways);
  const ring = decodeLines(data.ring);
  const tracks = decodeLines(data.tracks);
  const state = { measure: data.measure, station: -1 };
  const layer = () => /** @type {CoverageLayer} */ (data.layers.find(({ measure }) => measure === state.measure));

  scene.add(8, (/** @type {Brush} */ brush) => drawRing(brush, ring));
  scene.add(19, (/** @type {Brush} */ brush) => drawTracks(brush, tracks, data.track_colour));
  scene.add(22, (/** @type {Brush} */ brush) => drawApproaches(brush, ways, data.way_station, state.station));
  scene.add(42, (/** @type {Brush} */ brush) => {
    if (brush.zoom >= ENTRANCES_FROM) drawDoors(brush, entrances, layer());
  });
  scene.add(45, (/** @type {Brush} */ brush) => drawStations(brush, stations, layer(), state.station));
  scene.add(52, (/** @type {Brush} */ brush) => drawStationNames(brush, stations, data.stations.names));

  return {
    get measure() {
      return state.measure;
    },
    /** @param {string} measure */
    colourBy(measure) {
      state.measure = measure;
      scene.repaint();
    },
    /** @param {number} station a row, or -1 for none */
    select(station) {
      state.station = station;
      scene.repaint();
    },
    at: (/** @type {number} */ station) => [stations[2 * station], stations[2 * station + 1]],
    nearest(/** @type {number} */ x, /** @type {number} */ y) {
      const station = nearest(stations, x, y);
      const door = scene.map.getZoom() >= ENTRANCES_FROM ? nearest(entrances, x, y) : { index: -1, distance: Infinity };
      return station.distance <= door.distance
        ? { ...station, kind: "station", name: data.stations.names[station.index] }
        : { ...door, kind: "entrance", name: data.entrances.names[door.index] };
    },
  };
}

/** Streets from which a door is reached within the radius. @param {Brush} brush @param {Lines} ring */
function drawRing(brush, ring) {
  if (brush.zoom < WAYS_FROM) return;
  const { ink, colours } = brush;
  ink.lineCap = "butt";
  ink.beginPath();
  tracePath(brush, ring);
  ink.lineWidth = brush.zoom >= 16 ? 5 : 2.5;
  ink.globalAlpha = 0.3;
  ink.strokeStyle = colours.approach;
  ink.stroke();
  ink.globalAlpha = 1;
}

/** Lines of the metro from station to station. @param {Brush} brush @param {Lines} tracks @param {string[]} colour */
function drawTracks(brush, tracks, colour) {
  const { ink, colours } = brush;
  ink.lineCap = "round";
  ink.lineWidth = brush.zoom >= 14 ? 4 : 2.5;
  ink.globalAlpha = 0.75;
  for (const shade of new Set(colour)) {
    ink.beginPath();
    tracePath(brush, tracks, { only: (track) => colour[track] === shade });
    ink.strokeStyle = shade || colours.rail;
    ink.stroke();
  }
  ink.globalAlpha = 1;
}

/** @param {Brush} brush @param {Lines} ways @param {number[]} owner @param {number} chosen */
function drawApproaches(brush, ways, owner, chosen) {
  if (brush.zoom < WAYS_FROM) return;
  const { ink, colours } = brush;
  ink.lineJoin = "round";
  ink.lineCap = "round";
  for (const strong of [false, true]) {
    ink.beginPath();
    tracePath(brush, ways, { only: (way) => (owner[way] === chosen) === strong });
    const width = strong ? 6 : brush.zoom >= 15 ? 3.5 : 2;
    for (const [across, colour] of /** @type {[number, string][]} */ ([[width + 2.5, colours.halo], [width, colours.approach]])) {
      ink.lineWidth = across;
      ink.strokeStyle = colour;
      ink.stroke();
    }
  }
}

/** @param {Brush} brush @param {Int32Array} points @param {CoverageLayer} layer */
function drawDoors(brush, points, layer) {
  const { ink, scale, dx, dy, view, colours } = brush;
  const r = brush.zoom >= 17 ? 8 : 5.5;
  ink.lineJoin = "round";
  for (let row = 0; row < layer.entrances.class.length; row++) {
    const [ux, uy] = [points[2 * row], points[2 * row + 1]];
    if (ux < view[0] || ux > view[2] || uy < view[1] || uy > view[3]) continue;
    const [x, y] = [ux * scale + dx, uy * scale + dy];
    ink.beginPath();
    ink.moveTo(x, y - r);
    ink.lineTo(x + r, y + r * 0.8);
    ink.lineTo(x - r, y + r * 0.8);
    ink.closePath();
    ink.lineWidth = 3;
    ink.strokeStyle = colours.station;
    ink.stroke();
    const place = layer.entrances.class[row];
    ink.fillStyle = place < 0 ? colours.class_unknown : colours[`class_${layer.shades[place]}`];
    ink.fill();
  }
}

/** @param {Brush} brush @param {Int32Array} points @param {CoverageLayer} layer @param {number} chosen */
function drawStations(brush, points, layer, chosen) {
  const { ink, scale, dx, dy, view, colours } = brush;
  const large = brush.zoom >= FIGURES_FROM;
  // the most watched last, above the others
  const order = layer.stations.class.map((_, row) => row).sort((one, other) => layer.stations.class[one] - layer.stations.class[other]);
  for (const row of order) {
    const [ux, uy] = [points[2 * row], points[2 * row + 1]];
    if (ux < view[0] || ux > view[2] || uy < view[1] || uy > view[3]) continue;
    const [x, y] = [ux * scale + dx, uy * scale + dy];
    const place = layer.stations.class[row];
    const shade = place < 0 ? "unknown" : String(layer.shades[place]);
    const r = row === chosen ? 13 : large ? 10 : 5.5;
    traceClass(ink, x, y, r, shade, colours);
    if (!large && row !== chosen) continue;
    brush.occupied.take(x - r, y - r, x + r, y + r);
    ink.font = `bold ${row === chosen ? 12 : 10}px ${FONT}`;
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.fillStyle = place >= 0 && layer.shades[place] >= DARK_SHADE ? "#ffffff" : "#000000";
    ink.fillText(layer.stations.figure[row].replace(" %", ""), x, y + 0.5);
  }
}

/**
 * The mark of a class: a rounded square in its colour, hatched where nothing is known.
 *
 * @param {CanvasRenderingContext2D} ink
 * @param {number} x @param {number} y the middle
 * @param {number} r half the size
 * @param {string} shade place in the palette, or "unknown"
 * @param {Record<string, string>} colours
 */
export function traceClass(ink, x, y, r, shade, colours) {
  ink.setLineDash([]);
  ink.beginPath();
  ink.roundRect(x - r, y - r, 2 * r, 2 * r, Math.min(3, r / 2));
  ink.fillStyle = colours[`class_${shade}`];
  ink.fill();
  if (shade === "unknown") {
    ink.save();
    ink.clip();
    ink.beginPath();
    for (let shift = -2 * r; shift < 2 * r; shift += 4) {
      ink.moveTo(x + shift, y + r);
      ink.lineTo(x + shift + 2 * r, y - r);
    }
    ink.lineWidth = 1;
    ink.strokeStyle = "#ffffff";
    ink.stroke();
    ink.restore();
    ink.beginPath();
    ink.roundRect(x - r, y - r, 2 * r, 2 * r, Math.min(3, r / 2));
  }
  ink.lineWidth = 2;
  ink.strokeStyle = colours.station;
  ink.stroke();
}

/** @param {Brush} brush @param {Int32Array} points @param {string[]} names */
function drawStationNames(brush, points, names) {
  if (brush.zoom < 13.5) return;
  const { ink, scale, dx, dy, view, colours } = brush;
  ink.font = `bold 12px ${FONT}`;
  ink.textAlign = "center";
  ink.textBaseline = "top";
  ink.lineJoin = "round";
  ink.lineWidth = 4;
  for (let row = 0; row < names.length; row++) {
    const [ux, uy] = [points[2 * row], points[2 * row + 1]];
    if (ux < view[0] || ux > view[2] || uy < view[1] || uy > view[3]) continue;
    const [x, top] = [ux * scale + dx, uy * scale + dy + 12];
    const text = names[row].length > 40 ? `${names[row].slice(0, 39)}…` : names[row];
    const half = ink.measureText(text).width / 2;
    if (!brush.occupied.take(x - half, top, x + half, top + 16)) continue;
    ink.strokeStyle = colours.halo;
    ink.strokeText(text, x, top + 3);
    ink.fillStyle = colours.text;
    ink.fillText(text, x, top + 3);
  }
}

/**
 * Answer the choice of a measure, the buttons of the table, and picks on the map.
 *
 * @param {any} page with `coverage` from `addCoverage` and `rows`, what a pick shows
 */
export function startCoverage(page) {
  const { coverage, scene, rows } = page;
  const lists = [...document.querySelectorAll("[data-measure]")];
  const choose = (/** @type {string} */ measure) => {
    coverage.colourBy(measure);
    for (const list of lists) {
      /** @type {HTMLElement} */ (list).hidden = /** @type {HTMLElement} */ (list).dataset.measure !== measure;
    }
  };
  for (const input of document.querySelectorAll("input[name=measure]")) {
    input.addEventListener("change", () => choose(/** @type {HTMLInputElement} */ (input).value));
  }
  choose(coverage.measure);
  page.show = (/** @type {string} */ kind, /** @type {number} */ index, /** @type {[number, number]} */ at) => {
    const { titles, cells, names } = rows[kind];
    const told = titles.map((/** @type {string} */ title, /** @type {number} */ column) => [title, cells[index][column]]);
    const popup = showPopup(scene, at, names[index], told.filter(([, text]) => text !== ""), page.frame.words.close);
    const station = kind === "station" ? index : rows.entrance.station[index];
    coverage.select(station);
    mark(station);
    popup.on("remove", () => {
      coverage.select(-1);
      mark(-1);
    });
  };
  for (const button of document.querySelectorAll("button[data-station]")) {
    button.addEventListener("click", () => {
      const station = Number(/** @type {HTMLElement} */ (button).dataset.station);
      const at = coverage.at(station);
      scene.map.setView(scene.latLng(...at), Math.max(scene.map.getZoom(), 15.5), { animate: false });
      page.show("station", station, at);
      // on a phone the map lies above the table
      scene.map.getContainer().scrollIntoView({ block: "nearest" });
    });
  }
}

/** Mark one row of the table. @param {number} station */
function mark(station) {
  for (const button of document.querySelectorAll("button[data-station]")) {
    const chosen = Number(/** @type {HTMLElement} */ (button).dataset.station) === station;
    const row = button.closest("tr");
    row?.classList.toggle("chosen", chosen);
    if (chosen) row?.scrollIntoView({ block: "nearest" });
  }
}
