import { bandBar, evidenceLine, surveyBar, tallyOf, unseenLetter } from "./cards.js";
import { make } from "./elements.js";
import { bandOf, surveyOf, warningsOf } from "./figures.js";
import { clipped, letterOf } from "./wording.js";

/** @typedef {import("./wording.js").Wording} Wording */

/**
 * The journeys of an answer in their order, each as something scored.
 *
 * @param {Record<string, any>} answer of `POST /api/routes` by metro
 * @returns {Record<string, any>[]}
 */
export function journeysOf({ groups, counted, assumptions }) {
  return groups.flatMap((/** @type {any} */ group) =>
    group.options.map((/** @type {any} */ journey) => ({ ...journey, counted, assumptions, length_m: journey.walked_m })));
}

/**
 * The encounters of all walks of a journey, metres since its start.
 *
 * @param {Record<string, any>} journey
 * @returns {Record<string, any>[]}
 */
export function journeyEncounters({ legs }) {
  let walked = 0;
  return legs.flatMap((/** @type {any} */ leg) => {
    const from = walked;
    walked += leg.length_m ?? 0;
    return leg.encounters.map((/** @type {any} */ met) => ({ ...met, enter_m: from + met.enter_m, exit_m: from + met.exit_m }));
  });
}

/**
 * Journeys by foot and metro in groups: those without a gate first, however long.
 *
 * @param {Record<string, any>} answer @param {Wording} wording @param {(journey: number) => void} onChoose
 * @returns {{element: HTMLElement, choose: (journey: number) => void}}
 */
export function makeJourneys(answer, wording, onChoose) {
  const journeys = journeysOf(answer);
  const most = Math.max(1, ...journeys.map((journey) => journey.band.far ?? 0));
  const inputs = journeys.map((_, index) => make("input", {
    type: "radio", name: "way", class: "unseen", value: index, autocomplete: "off",
    "aria-labelledby": `way-${index}-name way-${index}-count way-${index}-time`, "aria-describedby": `way-${index}-more`,
    onchange: () => onChoose(index),
  }));
  const cards = journeys.map((journey, index) => card(journey, index, inputs[index], most, wording));
  let taken = 0;
  const full = /** @type {any[]} */ (answer.groups).filter(({ options }) => options.length);
  const groups = full.map(({ gates, options }) => {
    const members = cards.slice(taken, taken + options.length);
    taken += options.length;
    const title = gates ? wording.count("app.journey_groups.some", gates) : wording.say("app.journey_groups.none");
    return make("section", { class: "gates", "data-gates": gates }, make("h4", {}, title), ...members);
  });
  return {
    element: make("div", { class: "cards", role: "radiogroup", "aria-labelledby": "results-title" }, ...groups),
    choose(journey) {
      inputs.forEach((input, index) => {
        input.checked = index === journey;
        cards[index].classList.toggle("chosen", index === journey);
      });
    },
  };
}

/**
 * @param {Record<string, any>} journey @param {number} index @param {HTMLInputElement} input
 * @param {number} most @param {Wording} wording
 */
function card(journey, index, input, most, wording) {
  const reason = wording.say(`pages.metro.labels.${journey.reason}`).replace(/,$/, "");
  return make("label", { class: "card journey", "data-option": index },
    input,
    make("span", { class: journey.gates ? "badge gated" : "badge", "aria-hidden": "true" }, letterOf(index)),
    make("span", { class: "name", id: `way-${index}-name` }, unseenLetter(index, wording), reason),
    make("span", { class: "time", id: `way-${index}-time` },
      make("b", { "data-figure": "minutes" }, wording.minutes(journey.duration_s)), " ",
      make("span", { class: "soft", "data-figure": "metres" },
        wording.say("app.on_foot", { metres: wording.metres(journey.walked_m) }))),
    make("span", { class: "tally", id: `way-${index}-count` }, ...tallyOf(journey, wording)),
    make("span", { class: "more", id: `way-${index}-more` },
      make("span", { class: "compared" },
        make("span", { class: journey.gates ? "chip warn" : "chip", "data-figure": "gates" },
          journey.gates ? wording.count("app.gates", journey.gates) : wording.say("app.no_gate")),
        journey.modelled_at_least > 0 &&
          make("span", { class: "chip", "data-figure": "modelled" }, wording.count("app.modelled", journey.modelled_at_least)),
        journey.survey.none > 0 && make("span", { class: "chip warn" },
          wording.say("app.unsurveyed_share", { share: wording.percent(journey.survey.none) })),
        journey.beyond_budget && make("span", { class: "chip" }, wording.say("pages.metro.beyond"))),
      make("span", { class: "expanded" },
        bandBar(journey, most),
        make("span", { "data-figure": "band" }, bandOf(journey, wording)),
        make("span", { "data-figure": "evidence" }, evidenceLine(journey, wording)),
        surveyBar(journey.survey),
        make("span", { "data-figure": "survey" }, surveyOf(journey, wording)),
        ...warningsOf(journey, wording).map((text) => make("span", { class: "soft" }, text)),
        legList(journey.legs, wording))),
  );
}

/** @param {Record<string, any>[]} legs @param {Wording} wording */
function legList(legs, wording) {
  return make("span", { class: "legs", role: "list" }, ...legs.map((leg) => {
    const parts = [
      [leg.from, leg.to].filter((name) => name).map(clipped).join(" – "),
      leg.stops > 0 && wording.count("app.stops", leg.stops),
      wording.minutes(leg.seconds),
      leg.length_m && wording.metres(leg.length_m),
      leg.cameras > 0 && wording.count("app.cameras", leg.cameras),
      leg.modelled_at_least > 0 && wording.count("app.modelled", leg.modelled_at_least),
      leg.gates > 0 && wording.count("app.metro_gates", leg.gates),
    ].filter((part) => part);
    const line = leg.line_name || leg.line;
    const title = line ? wording.say("app.leg.line", { name: clipped(line) }) : wording.say(`app.leg.${leg.kind}`);
    const mark = make("span", { class: `mark ${leg.kind}`, "aria-hidden": "true" });
    // a colour out of the city's data, taken only where it is one
    if (/^#[0-9a-f]{6}$/i.test(leg.colour ?? "")) mark.style.backgroundColor = leg.colour;
    return make("span", { class: "leg", role: "listitem", dir: "auto" }, mark,
      make("span", {}, make("b", {}, title),
        ` ${parts.join(" · ")}`));
  }));
}
