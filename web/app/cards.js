import { draw, facts, make } from "./elements.js";
import { bandOf, comparedOf, countOf, figuresOf, known, labelOf, surveyOf, titleOf, warningsOf } from "./figures.js";
import { clipped, letterOf } from "./wording.js";

/** @typedef {import("./wording.js").Wording} Wording */

/**
 * The options as cards of which one is chosen: radio buttons, so arrow keys go from way to way.
 *
 * @param {Record<string, any>[]} options @param {Wording} wording
 * @param {{onChoose: (option: number) => void, gates: boolean}} given whether the city has gates to speak of
 * @returns {{element: HTMLElement, choose: (option: number) => void}}
 */
export function makeCards(options, wording, { onChoose, gates }) {
  const most = Math.max(1, ...options.map((option) => option.band.far ?? 0));
  const inputs = options.map((_, index) => make("input", {
    type: "radio", name: "way", class: "unseen", value: index, autocomplete: "off",
    "aria-labelledby": `way-${index}-name way-${index}-count way-${index}-time`, "aria-describedby": `way-${index}-more`,
    onchange: () => onChoose(index),
  }));
  const cards = options.map((option, index) => card(option, index, inputs[index], { most, gates, wording }));
  return {
    element: make("div", { class: "cards", role: "radiogroup", "aria-labelledby": "results-title" }, ...cards),
    choose(option) {
      inputs.forEach((input, index) => {
        input.checked = index === option;
        cards[index].classList.toggle("chosen", index === option);
      });
    },
  };
}

/**
 * @param {Record<string, any>} option @param {number} index @param {HTMLInputElement} input
 * @param {{most: number, gates: boolean, wording: Wording}} given the most cameras of any band
 */
function card(option, index, input, { most, gates, wording }) {
  const compared = comparedOf(option, index === 0, wording);
  return make("label", { class: "card", "data-option": index },
    input,
    make("span", { class: "badge", "aria-hidden": "true" }, letterOf(index)),
    make("span", { class: "name", id: `way-${index}-name` }, unseenLetter(index, wording), labelOf(option.label, wording)),
    make("span", { class: "time", id: `way-${index}-time` },
      make("b", { "data-figure": "minutes" }, wording.minutes(option.duration_s)), " ",
      make("span", { class: "soft", "data-figure": "metres" }, wording.metres(option.length_m))),
    make("span", { class: "tally", id: `way-${index}-count` }, ...tallyOf(option, wording)),
    make("span", { class: "more", id: `way-${index}-more` },
      make("span", { class: "compared" }, ...chips(option, compared, gates, wording)),
      make("span", { class: "expanded" },
        bandBar(option, most),
        make("span", { "data-figure": "band" }, bandOf(option, wording)),
        make("span", { "data-figure": "evidence" }, evidenceLine(option, wording)),
        surveyBar(option.survey),
        make("span", { "data-figure": "survey" }, surveyOf(option, wording)))),
  );
}

/**
 * @param {Record<string, any>} option @param {string[]} compared @param {boolean} gates
 * @param {Wording} wording
 */
function chips(option, compared, gates, wording) {
  const found = compared.map((text) => make("span", { class: "chip" }, text));
  if (option.gates > 0) found.push(make("span", { class: "chip warn" }, wording.count("app.gates", option.gates)));
  else if (gates) found.push(make("span", { class: "chip" }, wording.say("app.no_gate")));
  if (option.modelled > 0) found.push(make("span", { class: "chip" }, wording.count("app.modelled", option.modelled)));
  if (option.less_surveyed) found.push(make("span", { class: "chip warn" }, wording.say("app.less_surveyed")));
  return found;
}

/** The letter of a way for those who hear the page. @param {number} index @param {Wording} wording */
export function unseenLetter(index, wording) {
  return make("span", { class: "unseen" }, `${wording.say("app.way", { letter: letterOf(index) })}: `);
}

/** The count, or why there is none, with its title. @param {Record<string, any>} scored @param {Wording} wording */
export function tallyOf(scored, wording) {
  const count = countOf(scored);
  const shape = count === null ? "unknown" : "";
  return [
    make("strong", { "data-figure": "counted", class: shape }, known(count, 0, scored, wording)), " ",
    make("span", {}, titleOf(scored, wording)),
  ];
}

/** Cameras under each policy. @param {Record<string, any>} scored @param {Wording} wording */
export function evidenceLine(scored, wording) {
  return ["documented", "likely", "cautious"]
    .map((policy) => `${wording.say(`pages.rows.${policy}`)} ${known(scored.cameras[policy], 0, scored, wording)}`)
    .join(" · ");
}

/**
 * From near to far as a line with the usual count as its dot.
 *
 * @param {Record<string, any>} option @param {number} most
 */
export function bandBar(option, most) {
  const { near, default: usual, far } = option.band;
  if (near === null || usual === null || far === null) return null;
  const at = (/** @type {number} */ value) => `${2 + (96 * value) / most}%`;
  const bar = draw("svg", { class: "band", "aria-hidden": "true", width: "100%", height: 14 });
  bar.append(
    draw("line", { class: "rail", x1: "2%", x2: "98%", y1: 7, y2: 7 }),
    draw("line", { class: "span", x1: at(near), x2: at(far), y1: 7, y2: 7 }),
    draw("circle", { cx: at(usual), cy: 7, r: 5 }),
  );
  return bar;
}

/**
 * Shares of the way by how well it is looked over.
 *
 * @param {{full: number, partial: number, none: number}} survey
 */
export function surveyBar({ full, partial, none }) {
  const bar = draw("svg", { class: "survey", "aria-hidden": "true", width: "100%", height: 8 });
  let from = 0;
  for (const [name, share] of /** @type {[string, number][]} */ ([["full", full], ["partial", partial], ["none", none]])) {
    if (share > 0) bar.append(draw("rect", { class: name, x: `${100 * from}%`, width: `${100 * share}%`, y: 0, height: 8 }));
    from += share;
  }
  return bar;
}

/** All figures of one option or score. @param {Record<string, any>} scored @param {Wording} wording */
export function figureList(scored, wording) {
  return make("div", { class: "figures" }, ...figuresOf(scored, wording).flatMap((group) => [
    group.title && make("h4", {}, group.title),
    facts(group.figures.map(({ key, name, text }) => [name, text, key])),
  ]));
}

/** What must be said beside a count. @param {Record<string, any>} scored @param {Wording} wording */
export function warningList(scored, wording) {
  return make("div", { class: "beside" }, ...warningsOf(scored, wording).map((text) => make("p", { class: "warning" }, text)));
}

/**
 * All options side by side: a row for each figure, a column for each way.
 *
 * @param {Record<string, any>[]} options @param {Wording} wording
 */
export function compareTable(options, wording) {
  const columns = options.map((option) => figuresOf(option, wording));
  const head = make("tr", {}, make("th", { scope: "col" }, wording.say("pages.way")),
    ...options.map((option, index) => make("th", { scope: "col" },
      letterOf(index), make("span", { class: "unseen" }, ` ${labelOf(option.label, wording)}`))));
  const bodies = columns[0].map((group, at) => make("tbody", {},
    group.title && make("tr", {}, make("th", { class: "group", scope: "rowgroup", colspan: options.length + 1 }, group.title)),
    ...group.figures.map(({ key, name }) => make("tr", { "data-row": key }, make("th", { scope: "row" }, name),
      ...columns.map((groups) => make("td", {}, groups[at].figures.find((figure) => figure.key === key)?.text ?? "–"))))));
  return make("details", { class: "compare" }, make("summary", {}, wording.say("app.compare")),
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": wording.say("app.compare") },
      make("table", {}, make("caption", {}, wording.say("pages.ways_caption")), make("thead", {}, head), ...bodies)));
}

/** The way street by street. @param {Record<string, any>} option @param {Wording} wording */
export function streetList(option, wording) {
  if (!option.legs?.length) return null;
  return make("details", {}, make("summary", {}, wording.say("app.streets")),
    make("ol", { class: "streets" }, ...option.legs.map((/** @type {any} */ leg) => make("li", { dir: "auto" },
      wording.say("app.street", {
        name: clipped(leg.name) || wording.say("pages.unnamed"), metres: wording.metres(leg.length_m),
      })))));
}
