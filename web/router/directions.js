/** A way in words: `mapper/routing/directions.py`, step by step. */

import { normaliseDegrees, turnBetween } from "./angles.js";
import { rounded } from "./rounding.js";

/** A way without a name and shorter than this, a crossing say, is no step of its own. */
const CROSSING_MM = 20_000;
const STRAIGHT_DEG = 35;
const BACK_DEG = 150;
const SECTOR_DEG = 45;
const COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
/** @type {Record<string, string>} */
const UNNAMED = {
  cycleway: "the cycle track",
  footway: "the footway",
  path: "the path",
  pedestrian: "the pedestrian area",
  platform: "the platform",
  service: "the service road",
  steps: "the steps",
  track: "the track",
};

/**
 * @param {import("./route.js").Leg[]} streets @param {number} lengthMm of the whole way
 * @param {{camera_id: string, enterM: number, exitM: number}[]} encounters in order
 */
export function stepsOf(streets, lengthMm, encounters) {
  const legs = joinedLegs(streets);
  const steps = legs.map((leg, number) => {
    const way = leg.name || (Object.hasOwn(UNNAMED, leg.kind) ? UNNAMED[leg.kind] : "the way");
    const sector = Math.floor(normaliseDegrees(leg.bearingIn + SECTOR_DEG / 2) / SECTOR_DEG);
    const what = number ? turnOnto(legs[number - 1], leg, way) : `head ${COMPASS[sector]} on ${way}`;
    const enterM = leg.enterMm / 1000;
    const lengthM = leg.lengthMm / 1000;
    const met = encounters.filter((e) => e.enterM < enterM + lengthM && e.exitM > enterM);
    return {
      text: `${what} for ${rounded(lengthM, 0)} m`,
      enter_m: rounded(enterM, 1),
      length_m: rounded(lengthM, 1),
      duration_s: rounded(leg.durationMs / 1000, 1),
      cameras: [...new Set(met.map((e) => e.camera_id))],
    };
  });
  return [...steps, { text: "arrive", enter_m: rounded(lengthMm / 1000, 1), length_m: 0, duration_s: 0, cameras: [] }];
}

/** Crossings go with the leg before them, and so do legs of the same name. @param {import("./route.js").Leg[]} legs */
function joinedLegs(legs) {
  /** @type {import("./route.js").Leg[]} */
  const joined = [];
  for (const leg of legs) {
    const crossing = !leg.name && leg.lengthMm < CROSSING_MM;
    const last = joined[joined.length - 1];
    if (last && (crossing || (leg.name && leg.name === last.name))) {
      joined[joined.length - 1] = {
        ...last,
        lengthMm: last.lengthMm + leg.lengthMm,
        durationMs: last.durationMs + leg.durationMs,
        // across a crossing the turn is from street to street
        bearingOut: crossing ? last.bearingOut : leg.bearingOut,
      };
    } else {
      joined.push(leg);
    }
  }
  return joined;
}

/** @param {import("./route.js").Leg} before @param {import("./route.js").Leg} leg @param {string} way */
function turnOnto(before, leg, way) {
  const turn = turnBetween(before.bearingOut, leg.bearingIn);
  if (Math.abs(turn) <= STRAIGHT_DEG) return `go straight on along ${way}`;
  if (Math.abs(turn) >= BACK_DEG) return `turn back onto ${way}`;
  return `turn ${turn > 0 ? "right" : "left"} onto ${way}`;
}
