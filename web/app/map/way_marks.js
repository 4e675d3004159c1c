import { drawEnds, drawLetter, drawLine, drawNumbers, keepClear } from "../../map/lines.js";
import { tracePath } from "../../map/tracing.js";

/**
 * @typedef {import("../../map/tracing.js").Brush} Brush
 * @typedef {import("./ways.js").Way} Way
 */

const WEAKER = 0.62;
const PIN_PX = 12;
const GATE_ABOVE_PX = 22;

/**
 * Ways, the chosen one last and strong.
 *
 * @param {Brush} brush @param {Way[]} ways @param {number} chosen
 */
export function paintWays(brush, ways, chosen) {
  ways.forEach((way, index) => {
    if (index !== chosen) paintWay(brush, way, WEAKER);
  });
  if (ways[chosen]) paintWay(brush, ways[chosen], 1);
}

/** @param {Brush} brush @param {Way} way @param {number} strength */
function paintWay(brush, way, strength) {
  for (const ride of way.rides) paintRide(brush, ride, strength);
  for (const walk of way.walks) drawLine(brush, walk, strength);
}

/** A ride in its line's colour, a change as dots. @param {Brush} brush @param {import("./ways.js").Ride} ride @param {number} strength */
function paintRide(brush, ride, strength) {
  const { ink, colours, zoom } = brush;
  if (ride.kind === "gate") return;
  const width = (zoom >= 15 ? 9 : 7) * strength;
  ink.lineCap = "round";
  ink.lineJoin = "round";
  ink.globalAlpha = strength < 1 ? 0.7 : 1;
  ink.beginPath();
  tracePath(brush, ride.line);
  if (ride.kind === "ride") {
    ink.lineWidth = width + 3;
    ink.strokeStyle = colours.ink;
    ink.stroke();
    ink.lineWidth = width;
    ink.strokeStyle = ride.colour || colours.no;
    ink.stroke();
    // a line of paper in the middle tells it from a walk in grey too
    ink.lineWidth = Math.max(1, width / 5);
    ink.strokeStyle = colours.paper;
    ink.stroke();
  } else {
    ink.setLineDash([0.1, 7]);
    ink.lineWidth = 4.5 * strength + 1;
    ink.strokeStyle = colours.halo;
    ink.stroke();
    ink.lineWidth = 3.5 * strength;
    ink.strokeStyle = colours.station;
    ink.stroke();
    ink.setLineDash([]);
  }
  ink.globalAlpha = 1;
}

/** A gate that may photograph faces, above the door it stands behind. @param {Brush} brush @param {import("./ways.js").Ride} ride */
function paintGate(brush, ride) {
  const { ink, scale, dx, dy, colours, occupied } = brush;
  const [x, y] = [ride.line.xy[0] * scale + dx, ride.line.xy[1] * scale + dy - GATE_ABOVE_PX];
  occupied.take(x - 9, y - 8, x + 9, y + 8);
  ink.beginPath();
  ink.roundRect(x - 9, y - 8, 18, 16, 3);
  ink.fillStyle = colours.paper;
  ink.fill();
  ink.lineWidth = 2;
  ink.strokeStyle = colours.ink;
  ink.stroke();
  ink.beginPath();
  for (const at of [-4, 0, 4]) {
    ink.moveTo(x + at, y - 5);
    ink.lineTo(x + at, y + 5);
  }
  ink.stroke();
}

/**
 * What stands on ways: letters, numbers of the chosen one's encounters, its ends.
 *
 * @param {Brush} brush @param {Way[]} ways @param {number} chosen @param {number} encounter
 * @param {boolean} pinned whether pins stand at the ends already
 */
export function paintWaySigns(brush, ways, chosen, encounter, pinned) {
  const strong = ways[chosen];
  if (ways.length > 1) {
    ways.forEach((way, index) => {
      if (way.walks.length) drawLetter(brush, way.walks[0], index, index === chosen);
    });
  }
  if (strong) {
    for (const ride of strong.rides) if (ride.kind === "gate") paintGate(brush, ride);
    let before = 0;
    for (const walk of strong.walks) {
      const count = walk.meeting.length / 2;
      drawNumbers(brush, walk, encounter - before, before);
      before += count;
    }
    if (!pinned) drawEnds(brush, endsOf(strong));
  }
  for (const { walks, rides } of ways) {
    for (const walk of walks) keepClear(brush, walk.pieces);
    for (const ride of rides) keepClear(brush, ride.line);
  }
}

/** First and last point of a way. @param {Way} way */
function endsOf(way) {
  if (!way.walks.length) return [0, 0, 0, 0];
  const last = way.walks[way.walks.length - 1].ends;
  return [way.walks[0].ends[0], way.walks[0].ends[1], last[2], last[3]];
}

/**
 * The places asked for: a ring at the start, a square at the goal.
 *
 * @param {Brush} brush @param {[number, number] | null} at units @param {boolean} start
 */
export function paintPin(brush, at, start) {
  if (!at) return;
  const { ink, scale, dx, dy, colours, occupied } = brush;
  const [x, y] = [at[0] * scale + dx, at[1] * scale + dy];
  const top = y - 2.1 * PIN_PX;
  ink.beginPath();
  ink.moveTo(x, y);
  ink.arc(x, top, PIN_PX, Math.PI - 0.6, 2 * Math.PI + 0.6);
  ink.closePath();
  ink.lineJoin = "round";
  ink.lineWidth = 4;
  ink.strokeStyle = colours.paper;
  ink.stroke();
  ink.fillStyle = colours.ink;
  ink.fill();
  ink.lineWidth = 1.2;
  ink.strokeStyle = colours.paper;
  ink.stroke();
  // as the ends of a line: a ring and a square; letters are the ways' own
  ink.lineWidth = 3;
  ink.fillStyle = colours.paper;
  ink.beginPath();
  if (start) ink.arc(x, top, PIN_PX * 0.4, 0, 2 * Math.PI);
  else ink.rect(x - PIN_PX * 0.4, top - PIN_PX * 0.4, PIN_PX * 0.8, PIN_PX * 0.8);
  if (start) ink.stroke();
  else ink.fill();
  occupied.take(x - PIN_PX, top - PIN_PX, x + PIN_PX, y);
}
