/**
 * What an answer says, in words and numbers; a number that is not known is said to be unknown.
 *
 * An option is one of `POST /api/routes`, a score the answer of `POST /api/score`: docs/api.md.
 *
 * @typedef {Record<string, any>} Scored an option or a score
 * @typedef {{key: string, name: string, text: string}} Figure
 * @typedef {{title: string, figures: Figure[]}} FigureGroup
 */

/**
 * The count a score goes by, null where nothing can be said.
 *
 * @param {Scored} scored
 * @returns {number | null}
 */
export function countOf(scored) {
  return scored.cameras[scored.counted.policy];
}

/** Whether nobody is known to have looked at any of its ground. @param {Scored} scored */
function whollyUnsurveyed(scored) {
  return scored.survey.full + scored.survey.partial <= 0;
}

/** Why there is no number. @param {Scored} scored @returns {"not_surveyed" | "not_resolvable"} */
function whyUnknown(scored) {
  return whollyUnsurveyed(scored) ? "not_surveyed" : "not_resolvable";
}

/**
 * A number, or why there is none.
 *
 * @param {number | null | undefined} value @param {number} decimals
 * @param {Scored} scored @param {import("./wording.js").Wording} wording
 */
export function known(value, decimals, scored, wording) {
  if (value === null || value === undefined) return wording.say(`pages.unknown.${whyUnknown(scored)}`);
  return wording.number(value, decimals);
}

/** Why an option is shown. @param {string} label @param {import("./wording.js").Wording} wording */
export function labelOf(label, wording) {
  if (wording.has("pages.labels", label)) return wording.say(`pages.labels.${label}`);
  const numbered = /^(.*) (\d+)$/.exec(label);
  return numbered && wording.has("pages.labels", numbered[1]) ? wording.say(`pages.labels.${numbered[1]}`) : label;
}

/** Near, usual and far. @param {Scored} scored @param {import("./wording.js").Wording} wording */
export function bandOf(scored, wording) {
  const { near, default: usual, far } = scored.band;
  if (near === null && usual === null && far === null) return wording.say(`pages.unknown.${whyUnknown(scored)}`);
  const told = (/** @type {number | null} */ value) => known(value, 0, scored, wording);
  return wording.say("app.band", { near: told(near), default: told(usual), far: told(far) });
}

/**
 * How well the ground is looked over.
 *
 * @param {Scored} scored @param {import("./wording.js").Wording} wording
 */
export function surveyOf(scored, wording) {
  const { full, partial, none } = scored.survey;
  const [first, second, third] = [full, partial, none].map((share) => wording.percent(share));
  return wording.say("app.survey", { full: first, partial: second, none: third });
}

/**
 * The title of the count, in the form that goes with it.
 *
 * @param {Scored} scored @param {import("./wording.js").Wording} wording
 */
export function titleOf(scored, wording) {
  const path = `app.counted.${scored.counted.policy}`;
  const count = countOf(scored);
  return count === null ? wording.at(path).other : wording.count(path, count);
}

/**
 * Against the quickest way: how much longer, how many cameras fewer; empty for the quickest.
 *
 * @param {Scored} option @param {boolean} quickest @param {import("./wording.js").Wording} wording
 * @returns {string[]}
 */
export function comparedOf(option, quickest, wording) {
  if (quickest) return [];
  const avoided = option.cameras_avoided;
  const extra = wording.say("app.extra", { n: wording.number(option.extra_s / 60, 1) });
  if (avoided === null) return [extra, wording.say("app.not_comparable")];
  if (avoided === 0) return [extra, wording.say("app.as_many")];
  return [extra, wording.count(avoided > 0 ? "app.fewer" : "app.more_cameras", Math.abs(avoided))];
}

/**
 * Every figure of an option or a score by group, in the order of the page without scripts.
 *
 * @param {Scored} scored @param {import("./wording.js").Wording} wording
 * @returns {FigureGroup[]}
 */
export function figuresOf(scored, wording) {
  const rows = wording.at("pages.rows");
  const policy = scored.counted.policy;
  const { assumptions, survey } = scored;
  /** @type {(key: string, value: number | null | undefined, decimals?: number, name?: string) => Figure[]} */
  const figure = (key, value, decimals = 0, name = rows[key]) =>
    value === undefined ? [] : [{ key, name, text: known(value, decimals, scored, wording) }];
  const counts = ["documented", "likely", "cautious"];
  const presets = ["near", "default", "far"];
  const minutes = (/** @type {number | undefined} */ seconds) => (seconds === undefined ? undefined : seconds / 60);
  const groups = [
    {
      title: "",
      figures: [
        ...figure("minutes", minutes(scored.duration_s), 1),
        ...figure("extra", minutes(scored.extra_s), 1),
        ...figure("metres", scored.length_m),
        ...figure("counted", scored.cameras[policy], 0, wording.say(`map.counts.${policy}`)),
        ...figure("avoided", scored.cameras_avoided),
        ...figure("gates", scored.gates),
      ],
    },
    { title: rows.groups.range, figures: presets.flatMap((name) => figure(name, scored.band[name])) },
    { title: rows.groups.evidence, figures: counts.flatMap((name) => figure(name, scored.cameras[name])) },
    {
      title: rows.groups.more,
      figures: [
        ...figure("expected", scored.expected?.cameras, 1),
        ...figure("seen_s", scored.seen_s),
        ...figure("longest_unseen_m", scored.longest_unseen_m),
        ...figure("modelled", scored.modelled),
        ...figure("plate_readers", scored.plate_readers),
      ],
    },
    {
      title: rows.groups.ground,
      figures: ["full", "partial", "none"].map((name) => (
        { key: name, name: rows[name], text: wording.percent(survey[name]) }
      )),
    },
  ];
  const range = rangeOf(assumptions, wording);
  if (range) groups[3].figures.push({ key: "range", name: wording.say("map.range_used"), text: range });
  return groups;
}

/**
 * The range an answer supposes.
 *
 * @param {Record<string, any> | undefined} assumptions @param {import("./wording.js").Wording} wording
 */
function rangeOf(assumptions, wording) {
  if (!assumptions) return "";
  const { range_m: every, preset, tolerance_m: tolerance } = assumptions;
  const base = every !== null && every !== undefined
    ? wording.say("map.range_every", { range: every })
    : wording.say("map.range_preset", { fixed: assumptions[`${preset}_m`], panning: assumptions[`${preset}_panning_m`] });
  return tolerance > 0 ? `${base}; ${wording.say("map.tolerance").toLowerCase()} ${wording.metres(tolerance)}` : base;
}

/**
 * What must be said beside a count: unknown ground, vague positions, flight to less surveyed ground.
 *
 * @param {Scored} scored @param {import("./wording.js").Wording} wording
 * @returns {string[]}
 */
export function warningsOf(scored, wording) {
  const said = [];
  if (countOf(scored) === null) said.push(wording.say(whollyUnsurveyed(scored) ? "app.wholly_unsurveyed" : "app.unresolvable"));
  else if (scored.unresolvable_cameras > 0) said.push(wording.count("app.vague", scored.unresolvable_cameras));
  if (scored.less_surveyed) said.push(wording.say("app.less_surveyed_long"));
  if (scored.indoor_m > 0) said.push(`${wording.metres(scored.indoor_m)}: ${wording.say("app.indoor")}`);
  return said;
}

/**
 * How sure an answer is, and what no way can avoid.
 *
 * @param {Record<string, any>} answer @param {import("./wording.js").Wording} wording
 * @returns {string[]}
 */
export function proofOf(answer, wording) {
  const state = answer.optimal ? "optimal" : answer.complete ? "complete" : "cut_short";
  const told = [wording.say(`pages.ways.${state}`, { detour: decimal(answer.detour, wording) })];
  for (const end of ["start", "goal"]) {
    const ids = answer.unavoidable?.[end] ?? [];
    if (ids.length) told.push(wording.say(`pages.ways.${end}_seen`, { n: wording.number(ids.length) }));
  }
  return told;
}

/**
 * A number with as many decimals as it has.
 *
 * @param {number} value @param {import("./wording.js").Wording} wording
 */
function decimal(value, wording) {
  return String(value).replace(".", wording.say("pages.comma"));
}

/**
 * The option to show first: the fewest cameras, but not through ground fewer have looked at.
 *
 * @param {Scored[]} options
 */
export function firstShown(options) {
  for (let at = options.length - 1; at >= 0; at--) if (!options[at].less_surveyed) return at;
  return 0;
}
