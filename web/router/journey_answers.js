/** Journeys in the shape of the service's answer: `api/journeys.py`. */

import { assumptionsOf, countTitle, encountersAnswer, frameOf, idsOf, lineAnswer, surveyAnswer } from "./answers.js";
import { rounded, roundedOrNull } from "./rounding.js";

/** @type {Record<string, string>} */
const JOURNEY_LABELS = {
  quickest: "quickest {gates}",
  least_seen: "least seen {gates}",
  between: "in between, {gates}",
  less_seen: "less seen, {gates}",
  only: "{gates}",
};
const ON_FOOT = "the city has no lines between stations: all ways are on foot";

/**
 * @param {import("./journeys.js").FoundJourneys} found @param {number} detour @param {string[]} notes
 * @param {import("./answers.js").Counting} counting @param {string} [language]
 */
export function journeysAnswer(found, detour, notes, counting, language) {
  const { policy, city } = counting;
  const { lines } = found.metro;
  return {
    by: "metro",
    groups: found.groups.map(({ gates, points, journeys }) => ({
      gates,
      front: points.map(({ ms, cameras, modelled }) => ({
        duration_s: rounded(ms / 1000, 1), cameras, modelled_at_least: modelled,
      })),
      options: journeys.map((journey) => journeyAnswer(journey, found.metro, counting)),
    })),
    complete: found.complete,
    optimal: found.optimal,
    detour,
    quickest_s: rounded(found.quickest / 1000, 1),
    budget_s: rounded(found.budget / 1000, 1),
    times_supposed: city.header.metro.supposed,
    departure: null,
    waits: "headway",
    counted: { policy, title: countTitle(policy) },
    assumptions: assumptionsOf(counting),
    profile: city.header.metro.profile,
    notes: lines.id.length ? notes : [...notes, ON_FOOT],
    ...frameOf(city, language),
  };
}

/**
 * @param {import("./journeys.js").Journey} journey @param {import("./metro.js").Metro} metro
 * @param {import("./answers.js").Counting} counting
 */
function journeyAnswer({ way, reason, beyond, legs, together, modelled }, metro, counting) {
  const { gates } = way;
  const through = gates ? `through ${gates} gate${gates > 1 ? "s" : ""}` : "without a gate";
  return {
    label: JOURNEY_LABELS[reason].replace("{gates}", through),
    reason,
    gates,
    beyond_budget: beyond,
    duration_s: rounded(way.cost / 1000, 1),
    walked_m: rounded(together.lengthM, 1),
    cameras: together.cameras,
    modelled_at_least: modelled,
    band: together.band,
    resolvable: together.unresolvable === 0,
    unresolvable_cameras: together.unresolvable,
    survey: surveyAnswer(together.survey),
    legs: legs.map((leg) => legAnswer(leg, metro, counting)),
  };
}

/**
 * @param {import("./journeys.js").JourneyLeg} leg @param {import("./metro.js").Metro} metro
 * @param {import("./answers.js").Counting} counting
 */
function legAnswer(leg, { lines }, { city }) {
  return {
    kind: leg.kind,
    begins_s: rounded(leg.beginsMs / 1000, 1),
    seconds: rounded(leg.ms / 1000, 1),
    wait_s: rounded(leg.waitMs / 1000, 1),
    timed: false,
    from: leg.from,
    to: leg.to,
    entrance_id: leg.entranceId,
    line: lines.id[leg.line] ?? "",
    line_name: lines.name[leg.line] ?? "",
    colour: lines.colour[leg.line] ?? "",
    stops: leg.stops,
    gates: leg.gates,
    cameras: leg.cameras.length,
    camera_ids: idsOf(city, leg.cameras),
    modelled_at_least: leg.modelled,
    length_m: roundedOrNull(leg.exposure && leg.exposure.lengthM, 1),
    encounters: leg.exposure ? encountersAnswer(city, leg.exposure) : [],
    geometry: lineAnswer(leg.lon, leg.lat),
  };
}
