import { boxed } from "./drawing.js";

/**
 * Ways as lines of the map.
 *
 * @typedef {import("../../map/lines.js").ScoredLine} ScoredLine
 * @typedef {[number, number]} LonLat
 *
 * @typedef {object} Ride a leg that is not walked
 * @property {string} kind ride, transfer, gate, enter or exit
 * @property {string} colour of the line, "" where it is not told
 * @property {import("./drawing.js").Lines} line
 *
 * @typedef {object} Way
 * @property {ScoredLine[]} walks at least one for a walk; several of a journey
 * @property {Ride[]} rides
 * @property {string[]} cameras id of each encounter's camera, all walks together
 */

/** Evidence by name, strongest first, as far as lines tell it apart. */
const COUNTED = ["documented", "reported", "presumed", "unknown"];

/** From degrees to units. */
export class Plane {
  /** @param {{zoom: number, origin: [number, number]}} plane */
  constructor({ zoom, origin }) {
    this.side = 256 * 2 ** zoom;
    this.origin = origin;
  }

  /** @param {LonLat} lonlat @returns {[number, number]} */
  at([lon, lat]) {
    const phi = (lat * Math.PI) / 180;
    return [
      (lon / 360 + 0.5) * this.side - this.origin[0],
      (0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI)) * this.side - this.origin[1],
    ];
  }
}

/**
 * A scored line as it is drawn: what the answer says of it, cut into pieces.
 *
 * @param {Plane} plane
 * @param {{geometry: any, length_m?: number, encounters?: any[]}} answer
 * @returns {ScoredLine}
 */
export function scoredLine(plane, answer) {
  const pieces = piecesOf(answer.geometry).map((piece) => piece.map((point) => plane.at(point)));
  const along = distances(pieces);
  const total = along.length ? along[along.length - 1][along[along.length - 1].length - 1] : 0;
  // units a metre; the ground's scale hardly changes over a walk
  const scale = answer.length_m ? total / answer.length_m : 0;
  const encounters = answer.encounters || [];
  const stretches = [];
  const evidence = [];
  for (const { enter, exit, code } of strongest(encounters)) {
    for (const cut of between(pieces, along, enter * scale, exit * scale)) {
      stretches.push(cut);
      evidence.push(code);
    }
  }
  const first = pieces.length ? pieces[0][0] : [0, 0];
  const last = pieces.length ? pieces[pieces.length - 1][pieces[pieces.length - 1].length - 1] : [0, 0];
  return {
    pieces: linesOf(pieces),
    ends: Int32Array.from([...first, ...last]),
    stretches: linesOf(stretches),
    evidence,
    meeting: Int32Array.from(
      encounters.flatMap((encounter) => pointAt(pieces, along, ((encounter.enter_m + encounter.exit_m) / 2) * scale)),
    ),
  };
}

/**
 * @param {Plane} plane @param {any} option of walking routes, or a scored track
 * @returns {Way}
 */
export function walkOf(plane, option) {
  return {
    walks: [scoredLine(plane, option)],
    rides: [],
    cameras: (option.encounters || []).map((/** @type {any} */ encounter) => encounter.camera_id),
  };
}

/** @param {Plane} plane @param {any} journey with its legs @returns {Way} */
export function journeyOf(plane, journey) {
  const legs = journey.legs.filter((/** @type {any} */ leg) => leg.geometry);
  const walked = legs.filter((/** @type {any} */ leg) => leg.kind === "walk");
  return {
    walks: walked.map((/** @type {any} */ leg) => scoredLine(plane, leg)),
    rides: legs
      .filter((/** @type {any} */ leg) => leg.kind !== "walk")
      .map((/** @type {any} */ leg) => ({
        kind: leg.kind,
        colour: /^#[0-9a-f]{6}$/i.test(leg.colour || "") ? leg.colour : "",
        line: linesOf(piecesOf(leg.geometry).map((piece) => piece.map((point) => plane.at(point)))),
      })),
    cameras: walked.flatMap((/** @type {any} */ leg) =>
      (leg.encounters || []).map((/** @type {any} */ encounter) => encounter.camera_id),
    ),
  };
}

/** @param {any} geometry GeoJSON @returns {LonLat[][]} */
function piecesOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "MultiLineString") return geometry.coordinates;
  return [geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates];
}

/** @param {[number, number][][]} pieces */
function linesOf(pieces) {
  const start = [0];
  for (const piece of pieces) start.push(start[start.length - 1] + piece.length);
  return boxed(Int32Array.from(start), Int32Array.from(pieces.flat(2).map(Math.round)));
}

/** How far each point is from the start, gaps left out. @param {[number, number][][]} pieces */
function distances(pieces) {
  let far = 0;
  return pieces.map((piece) =>
    piece.map(([x, y], k) => (k ? (far += Math.hypot(x - piece[k - 1][0], y - piece[k - 1][1])) : far)),
  );
}

/**
 * What is seen of a line and by which evidence at the strongest; stretches do not overlap.
 *
 * @param {{enter_m: number, exit_m: number, face_recognition: string}[]} encounters
 * @returns {{enter: number, exit: number, code: number}[]}
 */
export function strongest(encounters) {
  const turns = encounters.flatMap(({ enter_m: enter, exit_m: exit, face_recognition: name }) => {
    const code = COUNTED.indexOf(name);
    return code < 0 ? [] : [{ at: enter, code, more: 1 }, { at: exit, code, more: -1 }];
  });
  turns.sort((one, other) => one.at - other.at);
  const open = COUNTED.map(() => 0);
  /** @type {{enter: number, exit: number, code: number}[]} */
  const found = [];
  turns.forEach(({ at, code, more }, k) => {
    open[code] += more;
    const next = k + 1 < turns.length ? turns[k + 1].at : at;
    const strong = open.findIndex((count) => count > 0);
    if (next <= at || strong < 0) return;
    const last = found[found.length - 1];
    if (last && last.exit === at && last.code === strong) last.exit = next;
    else found.push({ enter: at, exit: next, code: strong });
  });
  return found;
}

/**
 * The pieces of a line between two distances.
 *
 * @param {[number, number][][]} pieces @param {number[][]} along @param {number} enter @param {number} exit
 * @returns {[number, number][][]}
 */
function between(pieces, along, enter, exit) {
  /** @type {[number, number][][]} */
  const found = [];
  pieces.forEach((piece, at) => {
    const far = along[at];
    const [low, high] = [Math.max(enter, far[0]), Math.min(exit, far[far.length - 1])];
    if (low >= high) return;
    const inner = piece.filter((_, k) => far[k] > low && far[k] < high);
    found.push([onPiece(piece, far, low), ...inner, onPiece(piece, far, high)]);
  });
  return found;
}

/** @param {[number, number][][]} pieces @param {number[][]} along @param {number} far */
function pointAt(pieces, along, far) {
  const at = Math.max(0, along.findIndex((distance) => distance[distance.length - 1] >= far));
  return onPiece(pieces[at], along[at], far);
}

/** @param {[number, number][]} piece @param {number[]} along @param {number} far @returns {[number, number]} */
function onPiece(piece, along, far) {
  let k = 1;
  while (k < piece.length - 1 && along[k] < far) k++;
  if (piece.length < 2) return piece[0];
  const length = along[k] - along[k - 1];
  const share = length ? Math.max(0, Math.min(1, (far - along[k - 1]) / length)) : 0;
  const [[x1, y1], [x2, y2]] = [piece[k - 1], piece[k]];
  return [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
}

/** The box around lines, or null where there are none. @param {import("./drawing.js").Lines[]} lines */
export function boundsOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { box: boxes } of lines) {
    for (let at = 0; at < boxes.length; at += 4) {
      box[0] = Math.min(box[0], boxes[at]);
      box[1] = Math.min(box[1], boxes[at + 1]);
      box[2] = Math.max(box[2], boxes[at + 2]);
      box[3] = Math.max(box[3], boxes[at + 3]);
    }
  }
  return box[0] <= box[2] ? box : null;
}

/**
 * Whether a line passes within reach of a place.
 *
 * @param {import("./drawing.js").Lines} lines @param {number} x @param {number} y @param {number} reach units
 */
export function isNear({ length, start, xy }, x, y, reach) {
  for (let line = 0; line < length; line++) {
    for (let k = start[line]; k < start[line + 1] - 1; k++) {
      const [x1, y1, x2, y2] = [xy[2 * k], xy[2 * k + 1], xy[2 * k + 2], xy[2 * k + 3]];
      const [dx, dy] = [x2 - x1, y2 - y1];
      const square = dx * dx + dy * dy;
      const t = square ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square)) : 0;
      if (Math.hypot(x - x1 - t * dx, y - y1 - t * dy) <= reach) return true;
    }
  }
  return false;
}

/** x and y of the middle of each encounter of a way, in order. @param {Way} way @returns {number[]} */
export function meetingOf(way) {
  return way.walks.flatMap((walk) => Array.from(walk.meeting));
}
