import { decodeLines } from "./coding.js";
import { DASHES, EVIDENCE, FONT } from "./marks.js";
import { decodeRide, drawGates, drawRideNames, drawRides } from "./rides.js";
import { nearest, tracePath } from "./tracing.js";

/**
 * A scored line in units.
 *
 * @typedef {object} ScoredLine
 * @property {import("./coding.js").Lines} pieces
 * @property {Int32Array} ends x and y of the first and last point
 * @property {import("./coding.js").Lines} stretches what cameras see of it
 * @property {ArrayLike<number>} evidence of each stretch
 * @property {Int32Array} meeting x and y of the middle of each encounter
 *
 * @typedef {import("./tracing.js").Brush} Brush
 */

/**
 * Scored lines: hollow where no known camera sees them, filled where one does. The chosen line is
 * strong and its encounters carry numbers.
 *
 * @param {any} scene
 * @param {object} data
 * @param {number} data.chosen
 * @param {{pieces: string, ends: string, stretches: string, evidence: number[], meeting: string, rides?: any[]}[]} data.lines
 *   every line's recorded pieces, its first and last point, its seen stretches with their evidence,
 *   the middle of each encounter, and of a journey what is ridden
 */
export function addLines(scene, data) {
  const lines = data.lines.map((line) => ({
    pieces: decodeLines(line.pieces),
    ends: decodeLines(line.ends).xy,
    stretches: decodeLines(line.stretches),
    evidence: line.evidence,
    meeting: decodeLines(line.meeting).xy,
    rides: (line.rides ?? []).map(decodeRide),
  }));
  const state = { chosen: data.chosen, encounter: -1 };

  scene.add(20, (/** @type {Brush} */ brush) => {
    lines.forEach((line, index) => {
      if (index === state.chosen) return;
      drawRides(brush, line.rides, 0.62);
      drawLine(brush, line, 0.62);
    });
  });
  scene.add(25, (/** @type {Brush} */ brush) => {
    if (!lines[state.chosen]) return;
    drawRides(brush, lines[state.chosen].rides, 1);
    drawLine(brush, lines[state.chosen], 1);
  });
  scene.add(50, (/** @type {Brush} */ brush) => {
    if (lines[state.chosen]) drawGates(brush, lines[state.chosen].rides);
    lines.forEach((line, index) => {
      if (lines.length > 1) drawLetter(brush, line, index, index === state.chosen);
    });
    if (lines[state.chosen]) {
      drawNumbers(brush, lines[state.chosen], state.encounter);
      drawEnds(brush, lines[state.chosen].ends);
      drawRideNames(brush, lines[state.chosen].rides);
    }
  });

  scene.add(55, (/** @type {Brush} */ brush) => lines.forEach((line) => keepClear(brush, line.pieces)));

  return {
    count: lines.length,
    get chosen() {
      return state.chosen;
    },
    /** @param {number} index */
    choose(index) {
      state.chosen = index;
      state.encounter = -1;
      scene.repaint();
    },
    /** @param {number} encounter */
    select(encounter) {
      state.encounter = encounter;
      scene.repaint();
    },
    meeting: (/** @type {number} */ encounter) => {
      const { meeting } = lines[state.chosen];
      return [meeting[2 * encounter], meeting[2 * encounter + 1]];
    },
    nearest: (/** @type {number} */ x, /** @type {number} */ y) => nearest(lines[state.chosen] ? lines[state.chosen].meeting : new Int32Array(0), x, y),
  };
}

/**
 * One line: an outline, paper inside it, and filled as far as cameras see it.
 *
 * @param {Brush} brush @param {ScoredLine} line @param {number} strength 1 for the chosen one
 */
export function drawLine(brush, line, strength) {
  const { ink, colours } = brush;
  const width = (brush.zoom >= 17 ? 7 : brush.zoom >= 15 ? 6 : 5) * strength;
  ink.lineJoin = "round";
  ink.lineCap = "round";
  ink.globalAlpha = strength < 1 ? 0.85 : 1;
  ink.beginPath();
  tracePath(brush, line.pieces);
  ink.lineWidth = width + 3 * strength + 1;
  ink.strokeStyle = colours.ink;
  ink.stroke();
  ink.lineWidth = width;
  ink.strokeStyle = colours.paper;
  ink.stroke();
  ink.lineCap = "butt";
  for (let code = 0; code < 4; code++) {
    ink.beginPath();
    tracePath(brush, line.stretches, { only: (stretch) => line.evidence[stretch] === code });
    ink.lineWidth = width;
    // the page's paper lies under it in dark mode too, so the light colours are the readable ones
    ink.strokeStyle = brush.colours[`line_${EVIDENCE[code]}`];
    ink.setLineDash(DASHES[code]);
    ink.stroke();
    ink.setLineDash([]);
  }
}

/**
 * Keep names of streets off a line.
 *
 * @param {Brush} brush @param {import("./coding.js").Lines} pieces
 */
export function keepClear({ scale, dx, dy, view, occupied }, pieces) {
  const step = 12;
  for (let line = 0; line < pieces.length; line++) {
    for (let point = pieces.start[line] + 1; point < pieces.start[line + 1]; point++) {
      const [x1, y1, x2, y2] = pieces.xy.subarray(2 * point - 2, 2 * point + 2);
      if (Math.max(x1, x2) < view[0] || Math.min(x1, x2) > view[2]) continue;
      if (Math.max(y1, y2) < view[1] || Math.min(y1, y2) > view[3]) continue;
      const count = Math.ceil((Math.hypot(x2 - x1, y2 - y1) * scale) / step);
      for (let at = 0; at <= count; at++) {
        const x = (x1 + ((x2 - x1) * at) / (count || 1)) * scale + dx;
        const y = (y1 + ((y2 - y1) * at) / (count || 1)) * scale + dy;
        occupied.boxes.push([x - 6, y - 6, x + 6, y + 6]);
      }
    }
  }
}

/**
 * The numbers of a line's encounters, as many as there is room for.
 *
 * @param {Brush} brush @param {ScoredLine} line @param {number} selected which is strong, or -1
 * @param {number} [before] how many encounters came before this line
 */
export function drawNumbers(brush, line, selected, before = 0) {
  const { ink, scale, dx, dy, colours } = brush;
  const count = line.meeting.length / 2;
  const order = Array.from({ length: count }, (_, index) => index);
  if (selected >= 0 && selected < count) order.unshift(...order.splice(selected, 1));
  ink.font = `bold 11px ${FONT}`;
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  for (const at of order) {
    const [x, y] = [line.meeting[2 * at] * scale + dx, line.meeting[2 * at + 1] * scale + dy];
    const text = String(before + at + 1);
    const half = text.length > 2 ? 12 : 9;
    if (!brush.occupied.take(x - half, y - 9, x + half, y + 9)) continue;
    ink.beginPath();
    ink.roundRect(x - half, y - 9, 2 * half, 18, 9);
    ink.fillStyle = at === selected ? colours.ink : colours.paper;
    ink.fill();
    ink.lineWidth = 1.6;
    ink.strokeStyle = at === selected ? colours.paper : colours.ink;
    ink.stroke();
    ink.fillStyle = at === selected ? colours.paper : colours.ink;
    ink.fillText(text, x, y + 0.5);
  }
}

/** A ring where a line begins, a square where it ends. @param {Brush} brush @param {ArrayLike<number>} at */
export function drawEnds(brush, at) {
  const { ink, scale, dx, dy, colours } = brush;
  const [x1, y1, x2, y2] = [at[0], at[1], at[2], at[3]];
  const [sx, sy] = [x1 * scale + dx, y1 * scale + dy];
  const [gx, gy] = [x2 * scale + dx, y2 * scale + dy];
  ink.lineWidth = 3;
  ink.strokeStyle = colours.ink;
  ink.fillStyle = colours.paper;
  ink.beginPath();
  ink.arc(sx, sy, 6, 0, 2 * Math.PI);
  ink.fill();
  ink.stroke();
  ink.beginPath();
  ink.rect(gx - 6, gy - 6, 12, 12);
  ink.fillStyle = colours.ink;
  ink.fill();
  ink.strokeStyle = colours.paper;
  ink.lineWidth = 2;
  ink.stroke();
}

/**
 * The letter of a line, somewhere along it.
 *
 * @param {Brush} brush @param {ScoredLine} line @param {number} index @param {boolean} chosen
 */
export function drawLetter(brush, line, index, chosen) {
  const { ink, scale, dx, dy, colours } = brush;
  const points = line.pieces.xy;
  const share = (index + 1) / 6;
  const at = Math.min(Math.round((points.length / 2) * share), points.length / 2 - 1);
  const [x, y] = [points[2 * at] * scale + dx, points[2 * at + 1] * scale + dy];
  if (!brush.occupied.take(x - 10, y - 10, x + 10, y + 10)) return;
  ink.font = `bold 12px ${FONT}`;
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  ink.beginPath();
  ink.rect(x - 9, y - 9, 18, 18);
  ink.fillStyle = chosen ? colours.ink : colours.paper;
  ink.fill();
  ink.lineWidth = 1.6;
  ink.strokeStyle = chosen ? colours.paper : colours.ink;
  ink.stroke();
  ink.fillStyle = chosen ? colours.paper : colours.ink;
  ink.fillText(letterOf(index), x, y + 0.5);
}

/** @param {number} index @returns {string} A, B, C … */
export function letterOf(index) {
  return String.fromCharCode(65 + index);
}
