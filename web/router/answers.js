/** What the engine found, in the shape of the service's answers: see `docs/api.md`. */

import { stepsOf } from "./directions.js";
import { rounded, roundedOrNull } from "./rounding.js";

/**
 * What sees a line: metres and seconds from its start.
 *
 * @typedef {object} Exposure
 * @property {number} lengthM
 * @property {number} durationS
 * @property {boolean} timed whether the seconds are the line's own
 * @property {Record<string, number | null>} cameras
 * @property {number | null} plateReaders
 * @property {number} modelled
 * @property {{cameras: number | null, seenM: number | null, seenS: number | null}} expected
 * @property {number | null} seenM
 * @property {number | null} seenS
 * @property {number | null} shareSeen
 * @property {number | null} longestUnseenM
 * @property {{camera: number, enterM: number, exitM: number, seconds: number}[]} encounters
 * @property {Record<string, number | null>} band
 * @property {number} unresolvable
 * @property {{full: number, partial: number, none: number}} survey
 * @property {number[]} lon
 * @property {number[]} lat degrees
 *
 * @typedef {object} Counting how a city is counted just now
 * @property {import("./city.js").City} city
 * @property {string} policy
 * @property {string} preset "main" for the range the city was made ready with
 */

const EVIDENCE_NAMES = ["documented", "reported", "presumed", "unknown", "no"];
/** @type {Record<string, string>} */
const COUNT_TITLES = {
  documented: "facial-recognition cameras (documented)",
  likely: "facial-recognition cameras (documented, reported or presumed)",
  cautious: "cameras (face recognition not ruled out)",
};

/** The id of a camera. @param {import("./city.js").City} city @param {number} camera */
export function cameraId(city, camera) {
  return city.cameras.ids[city.cameras.row[camera]];
}

/**
 * The ids of cameras, in the order of the city's table.
 *
 * @param {import("./city.js").City} city @param {number[]} cameras
 */
export function idsOf({ cameras: { ids, row } }, cameras) {
  return cameras
    .map((camera) => row[camera])
    .sort((one, other) => one - other)
    .map((at) => ids[at]);
}

/**
 * One line as `Exposure.as_dict` of `mapper/exposure/result.py` gives it.
 *
 * @param {Exposure} exposure @param {Counting} counting
 */
export function exposureAnswer(exposure, counting) {
  const { city, policy } = counting;
  return {
    length_m: rounded(exposure.lengthM, 1),
    duration_s: rounded(exposure.durationS, 1),
    timed: exposure.timed,
    cameras: exposure.cameras,
    counted: { policy, title: COUNT_TITLES[policy] },
    plate_readers: exposure.plateReaders,
    gates: 0,
    modelled: exposure.modelled,
    expected: {
      cameras: roundedOrNull(exposure.expected.cameras, 3),
      seen_m: roundedOrNull(exposure.expected.seenM, 1),
      seen_s: roundedOrNull(exposure.expected.seenS, 1),
    },
    seen_m: roundedOrNull(exposure.seenM, 1),
    seen_s: roundedOrNull(exposure.seenS, 1),
    share_seen: roundedOrNull(exposure.shareSeen, 4),
    longest_unseen_m: roundedOrNull(exposure.longestUnseenM, 1),
    encounters: encountersAnswer(city, exposure),
    band: exposure.band,
    resolvable: exposure.unresolvable === 0,
    unresolvable_cameras: exposure.unresolvable,
    survey: surveyAnswer(exposure.survey),
    assumptions: assumptionsOf(counting),
    geometry: lineAnswer(exposure.lon, exposure.lat),
  };
}

/** @param {import("./city.js").City} city @param {Exposure} exposure */
export function encountersAnswer(city, exposure) {
  return exposure.encounters.map(({ camera, enterM, exitM, seconds }) => ({
    camera_id: cameraId(city, camera),
    enter_m: rounded(enterM, 2),
    exit_m: rounded(exitM, 2),
    seconds: rounded(seconds, 1),
    face_recognition: EVIDENCE_NAMES[city.cameras.evidence[camera]],
    kind: city.header.kinds[city.cameras.kind[camera]],
  }));
}

/** @param {{full: number, partial: number, none: number}} survey */
export function surveyAnswer({ full, partial, none }) {
  return { full: rounded(full, 4), partial: rounded(partial, 4), none: rounded(none, 4) };
}

/** @param {number[]} lon @param {number[]} lat */
export function lineAnswer(lon, lat) {
  return { type: "LineString", coordinates: lon.map((degrees, k) => [rounded(degrees, 7), rounded(lat[k], 7)]) };
}

/** What a count under a policy may be called. @param {string} policy */
export function countTitle(policy) {
  return COUNT_TITLES[policy];
}

/** Every constant the answer was counted by. @param {Counting} counting */
export function assumptionsOf({ city, policy, preset }) {
  const { assumptions } = city.header;
  return { ...assumptions, ...(preset === "main" ? {} : { preset, range_m: null }), policy };
}

/**
 * The answer of `POST /api/score`.
 *
 * @param {Exposure} exposure @param {string[]} notes @param {Counting} counting @param {string} [language]
 */
export function scoreAnswer(exposure, notes, counting, language) {
  return { ...exposureAnswer(exposure, counting), notes, ...frameOf(counting.city, language) };
}

/**
 * The answer of `POST /api/routes`.
 *
 * @param {import("./router.js").Answer} answer @param {number} detour @param {string[]} notes
 * @param {Counting} counting
 */
export function routesAnswer(answer, detour, notes, counting) {
  const last = answer.options.length - 1;
  return {
    options: answer.options.map((option, number) => optionAnswer(option, labelFor(number, last), counting)),
    front: answer.front.map(({ durationMs, cameras }) => ({
      duration_s: rounded(durationMs / 1000, 1),
      value: cameras,
    })),
    minimise: "cameras",
    detour,
    complete: answer.complete,
    optimal: answer.optimal,
    unavoidable: {
      start: idsOf(counting.city, answer.unavoidable.start),
      goal: idsOf(counting.city, answer.unavoidable.goal),
    },
    notes,
    ...frameOf(counting.city),
  };
}

/** What an option is called. @param {number} number @param {number} last */
function labelFor(number, last) {
  if (number === last) return number === 0 ? "quickest, fewest cameras" : "fewest cameras";
  return number === 0 ? "quickest" : `between ${number}`;
}

/** @param {import("./router.js").Option} option @param {string} label @param {Counting} counting */
function optionAnswer(option, label, counting) {
  const { route, exposure } = option;
  const lengthMm = route.legs.reduce((total, leg) => total + leg.lengthMm, 0);
  const encounters = exposure.encounters.map((e) => ({ ...e, camera_id: cameraId(counting.city, e.camera) }));
  return {
    label,
    cameras_avoided: option.avoided,
    extra_s: rounded(option.extraMs / 1000, 1),
    less_surveyed: option.lessSurveyed,
    indoor_m: rounded(option.indoorM, 1),
    ...exposureAnswer(exposure, counting),
    legs: route.legs.map((leg) => ({
      name: leg.name,
      kind: leg.kind,
      enter_m: rounded(leg.enterMm / 1000, 1),
      length_m: rounded(leg.lengthMm / 1000, 1),
      duration_s: rounded(leg.durationMs / 1000, 1),
    })),
    steps: stepsOf(route.legs, lengthMm, encounters),
  };
}

/**
 * What stands around every answer: the safety text in the page's language, and whose data it is.
 *
 * @param {import("./city.js").City} city @param {string} [language]
 */
export function frameOf({ header }, language) {
  const { told, as_of, notices } = header.about;
  const sources = /** @type {{attribution: string}[]} */ (header.about.sources);
  const words = told[language ?? ""] ?? told.en ?? Object.values(told)[0];
  return {
    safety: words.safety,
    city: {
      name: header.city,
      title: header.title,
      pack: header.pack,
      as_of,
      attribution: [...new Set(sources.map(({ attribution }) => attribution).filter((whom) => whom))].join("; "),
      notices,
      sources,
    },
  };
}
