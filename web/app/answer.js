import { makeChart } from "./chart.js";
import { compareTable, figureList, makeCards, streetList, warningList } from "./cards.js";
import { make, refill } from "./elements.js";
import { makeEncounters } from "./encounters.js";
import { firstShown, proofOf } from "./figures.js";
import { journeyEncounters, journeysOf, makeJourneys } from "./journeys.js";
import { letterOf } from "./wording.js";

/**
 * What was found, as it stands under the form and on the map.
 *
 * @typedef {import("./main.js").Page} Page
 * @typedef {object} Given
 * @property {Page} page
 * @property {"device" | "server"} where it was worked out
 * @property {boolean} [proving] whether the proof is still going on
 *
 * @typedef {object} Shown
 * @property {HTMLElement} element
 * @property {() => void} show on the map, as chosen
 * @property {(hit: any) => void} picked something was picked on the map
 * @property {() => [number, number][]} line of the chosen way, rides too
 * @property {() => [number, number][][]} walks of the chosen way: one line, or those between rides
 * @property {() => boolean} rides whether the chosen way rides somewhere
 * @property {number} count how many ways there are
 * @property {(option: number) => void} choose
 * @property {() => number} taken the option chosen by hand, -1 where none is
 *
 * @typedef {object} Parts what is its own to ways, or to journeys
 * @property {{element: HTMLElement, choose: (option: number) => void}} cards
 * @property {number} first the option shown first
 * @property {(option: number) => void} draw
 * @property {(option: number) => Record<string, any>[]} encounters
 * @property {(option: number) => (Node | null)[]} detail
 * @property {(option: number) => [number, number][]} line
 * @property {(option: number) => [number, number][][]} walks
 * @property {(option: number) => boolean} rides
 * @property {string[]} notes
 * @property {Node | null} last
 */

/** @param {Record<string, any>} answer @param {Given} given @returns {Shown} */
export function makeAnswer(answer, given) {
  return answer.by === "metro" ? ridesShown(answer, given) : waysShown(answer, given);
}

/** @param {Record<string, any>} answer @param {Given} given @returns {Shown} */
function waysShown(answer, given) {
  const { page } = given;
  const { wording } = page;
  const options = /** @type {Record<string, any>[]} */ (answer.options);
  const cards = makeCards(options, wording, { onChoose: (option) => shown.choose(option), gates: page.setting.metro });
  const shown = chosenOf(answer, options, given, {
    cards,
    first: firstShown(options),
    draw: (option) => page.map?.showOptions(answer, option),
    encounters: (option) => options[option].encounters,
    detail: (option) => [
      warningList(options[option], wording), streetList(options[option], wording),
      make("details", {},
        make("summary", {}, wording.say("app.details", { letter: letterOf(option) })), figureList(options[option], wording)),
    ],
    line: (option) => options[option].geometry.coordinates,
    walks: (option) => [options[option].geometry.coordinates],
    rides: () => false,
    notes: given.proving ? [wording.say("app.proving"), ...proofOf(answer, wording).slice(1)] : proofOf(answer, wording),
    last: compareTable(options, wording),
  });
  return shown;
}

/** @param {Record<string, any>} answer @param {Given} given @returns {Shown} */
function ridesShown(answer, given) {
  const { page } = given;
  const { wording } = page;
  const journeys = journeysOf(answer);
  const cards = makeJourneys(answer, wording, (journey) => shown.choose(journey));
  const shown = chosenOf(answer, journeys, given, {
    cards,
    first: 0,
    draw: (journey) => page.map?.showJourneys(answer, journey),
    encounters: (journey) => journeyEncounters(journeys[journey]),
    detail: () => [],
    line: (journey) => journeys[journey].legs.flatMap((/** @type {any} */ leg) => leg.geometry.coordinates),
    walks: (journey) => walksOf(journeys[journey].legs),
    rides: (journey) => journeys[journey].legs.some((/** @type {any} */ leg) => leg.kind === "ride"),
    notes: [
      wording.say("app.gate_note"),
      ...(answer.times_supposed ? [wording.say("pages.metro.supposed")] : []),
      ...checkDays(answer, wording),
      ...proofOf(answer, wording),
    ],
    last: null,
  });
  return shown;
}

/**
 * What ways and journeys share: chart, cards, notes, and the encounters of the one that is chosen.
 *
 * @param {Record<string, any>} answer @param {Record<string, any>[]} options @param {Given} given
 * @param {Parts} parts
 * @returns {Shown}
 */
function chosenOf(answer, options, { page, where }, parts) {
  const { wording } = page;
  let chosen = parts.first;
  let taken = -1;
  /** @type {ReturnType<typeof makeEncounters> | null} */
  let meetings = null;
  const detail = make("section", { class: "detail" });
  const choose = (/** @type {number} */ option) => {
    chosen = option;
    taken = option;
    show();
  };
  const chart = makeChart(answer, options, wording, choose);
  const show = () => {
    chart.choose(chosen);
    parts.cards.choose(chosen);
    parts.draw(chosen);
    meetings = makeEncounters(parts.encounters(chosen), wording, {
      letter: letterOf(chosen),
      known: page.known,
      onChoose: (encounter) => page.focusEncounter(encounter),
    });
    refill(detail, meetings.element, ...parts.detail(chosen));
  };
  return {
    element: make("div", {},
      make("p", { class: `where ${where}` }, wording.say(`app.where.${where}`)),
      ...notesOf(answer).map((note) => make("p", { class: "hint", dir: "auto" }, note)),
      chart.element, parts.cards.element,
      make("p", { class: "hint" }, wording.say("pages.band_note")),
      ...parts.notes.map((text) => make("p", { class: "proof" }, text)),
      detail, parts.last),
    show,
    choose,
    count: options.length,
    picked(hit) {
      if (hit?.kind === "option" && hit.index !== chosen) choose(hit.index);
      else if (hit?.kind === "encounter") meetings?.choose(hit.index);
    },
    line: () => parts.line(chosen),
    walks: () => parts.walks(chosen),
    rides: () => parts.rides(chosen),
    taken: () => taken,
  };
}

/**
 * What is walked above ground, a line for each stretch between rides.
 *
 * @param {Record<string, any>[]} legs
 * @returns {[number, number][][]}
 */
function walksOf(legs) {
  return legs.filter((leg) => leg.kind === "walk" && leg.geometry.coordinates.length > 1).map((leg) => leg.geometry.coordinates);
}

/**
 * How the places were taken where a name was not quite one of the city's.
 *
 * @param {Record<string, any>} answer
 * @returns {string[]}
 */
function notesOf(answer) {
  return Array.isArray(answer.notes) ? answer.notes.map(String) : [];
}

/**
 * Days of heightened checks, as their sources say.
 *
 * @param {Record<string, any>} answer @param {import("./wording.js").Wording} wording
 * @returns {string[]}
 */
function checkDays({ check_days: days }, wording) {
  if (!days?.length) return [];
  const told = days.map((/** @type {any} */ { date, place, source }) => `${date}, ${place} (${source})`);
  return [`${wording.say("map.checks")}: ${told.join("; ")}`];
}
