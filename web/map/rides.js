import { decodeLines } from "./coding.js";
import { FONT } from "./marks.js";

/**
 * The parts of a journey that are not walked: rides in the colours of their lines, changes and
 * ways in and out dotted, and a mark where a fare gate is passed.
 *
 * @typedef {import("./tracing.js").Brush} Brush
 *
 * @typedef {object} Ride
 * @property {string} kind ride, transfer, gate, enter or exit
 * @property {string} colour of the line, "" where there is none
 * @property {string} name of the line
 * @property {ArrayLike<number>} stops x and y of each stop, in units
 * @property {ArrayLike<number> | null} gate x and y of the gate, if one is passed
 */

/**
 * @param {{kind: string, colour: string, name: string, stops: string, gate: string | null}} ride
 * @returns {Ride}
 */
export function decodeRide({ kind, colour, name, stops, gate }) {
  return { kind, colour, name, stops: decodeLines(stops).xy, gate: gate === null ? null : decodeLines(gate).xy };
}

/** @param {Brush} brush @param {Ride[]} rides @param {number} strength 1 for the chosen journey */
export function drawRides(brush, rides, strength) {
  for (const ride of rides) {
    if (ride.kind === "ride") drawTrain(brush, ride, strength);
    else drawPassage(brush, ride, strength);
  }
}

/** @param {Brush} brush @param {Ride} ride @param {number} strength */
function drawTrain(brush, ride, strength) {
  const { ink, colours } = brush;
  const width = (brush.zoom >= 15 ? 8 : 6) * strength;
  ink.globalAlpha = strength < 1 ? 0.85 : 1;
  ink.lineJoin = "round";
  ink.lineCap = "round";
  ink.setLineDash([]);
  traceStops(brush, ride.stops);
  ink.lineWidth = width + 3;
  ink.strokeStyle = colours.ink;
  ink.stroke();
  ink.lineWidth = width;
  ink.strokeStyle = ride.colour || colours.rail;
  ink.stroke();
  ink.beginPath();
  for (let at = 0; at < ride.stops.length; at += 2) {
    const [x, y] = placed(brush, ride.stops, at);
    ink.moveTo(x + width * 0.45, y);
    ink.arc(x, y, width * 0.45, 0, 2 * Math.PI);
  }
  ink.fillStyle = colours.paper;
  ink.fill();
  ink.globalAlpha = 1;
}

/** @param {Brush} brush @param {Ride} ride @param {number} strength */
function drawPassage(brush, ride, strength) {
  const { ink, colours } = brush;
  ink.lineCap = "round";
  ink.setLineDash([0.5, 6]);
  traceStops(brush, ride.stops);
  for (const [width, colour] of /** @type {[number, string][]} */ ([[6, colours.halo], [3.5, colours.text]])) {
    ink.lineWidth = width * strength;
    ink.strokeStyle = colour;
    ink.stroke();
  }
  ink.setLineDash([]);
}

/** The names of the lines ridden, where there is room. @param {Brush} brush @param {Ride[]} rides */
export function drawRideNames(brush, rides) {
  const { ink, colours } = brush;
  ink.font = `bold 11px ${FONT}`;
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  for (const ride of rides) {
    if (ride.kind !== "ride" || !ride.name || ride.stops.length < 4) continue;
    const half = 2 * Math.floor((ride.stops.length / 2 - 1) / 2);
    const [one, other] = [placed(brush, ride.stops, half), placed(brush, ride.stops, half + 2)];
    const [x, y] = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
    const text = ride.name.length > 24 ? `${ride.name.slice(0, 23)}…` : ride.name;
    const side = ink.measureText(text).width / 2 + 6;
    if (!brush.occupied.take(x - side, y - 10, x + side, y + 10)) continue;
    ink.beginPath();
    ink.roundRect(x - side, y - 10, 2 * side, 20, 4);
    ink.fillStyle = colours.paper;
    ink.fill();
    ink.lineWidth = 3;
    ink.strokeStyle = ride.colour || colours.rail;
    ink.stroke();
    ink.fillStyle = colours.ink;
    ink.fillText(text, x, y + 0.5);
  }
}

/** The gates of a journey. @param {Brush} brush @param {Ride[]} rides */
export function drawGates(brush, rides) {
  for (const { gate } of rides) {
    if (gate === null) continue;
    const [x, y] = placed(brush, gate, 0);
    brush.occupied.take(x - 11, y - 11, x + 11, y + 11);
    traceGate(brush.ink, x, y, 10, brush.colours);
  }
}

/**
 * A fare gate: two posts and the leaves between them.
 *
 * @param {CanvasRenderingContext2D} ink
 * @param {number} x @param {number} y the middle
 * @param {number} r half the size
 * @param {Record<string, string>} colours
 */
export function traceGate(ink, x, y, r, colours) {
  ink.setLineDash([]);
  ink.beginPath();
  ink.roundRect(x - r, y - r, 2 * r, 2 * r, 3);
  ink.fillStyle = colours.line_documented;
  ink.fill();
  ink.lineWidth = 2;
  ink.strokeStyle = colours.paper;
  ink.stroke();
  ink.fillStyle = colours.paper;
  ink.fillRect(x - 0.62 * r, y - 0.6 * r, 0.3 * r, 1.2 * r);
  ink.fillRect(x + 0.32 * r, y - 0.6 * r, 0.3 * r, 1.2 * r);
  ink.fillRect(x - 0.32 * r, y - 0.15 * r, 0.26 * r, 0.3 * r);
  ink.fillRect(x + 0.06 * r, y - 0.15 * r, 0.26 * r, 0.3 * r);
}

/** @param {Brush} brush @param {ArrayLike<number>} stops */
function traceStops(brush, stops) {
  brush.ink.beginPath();
  for (let at = 0; at < stops.length; at += 2) {
    const [x, y] = placed(brush, stops, at);
    if (at) brush.ink.lineTo(x, y);
    else brush.ink.moveTo(x, y);
  }
}

/** @param {Brush} brush @param {ArrayLike<number>} xy @param {number} at @returns {[number, number]} */
function placed({ scale, dx, dy }, xy, at) {
  return [xy[at] * scale + dx, xy[at + 1] * scale + dy];
}
