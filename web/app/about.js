import { byId, facts, make, refill } from "./elements.js";
import { clipped } from "./wording.js";

/**
 * What is known of the city, what was supposed, and whose data it is.
 *
 * @param {import("./main.js").Setting} setting @param {import("./wording.js").Wording} wording
 */
export function showAbout(setting, wording) {
  const { city } = setting;
  const about = city.about[wording.language];
  refill(byId("about"),
    make("h2", { dir: "auto" }, clipped(city.title)),
    make("h3", {}, about.heading),
    make("p", {}, about.text),
    facts(about.facts),
    make("details", {}, make("summary", {}, wording.say("map.assumptions")),
      facts(Object.entries(city.assumptions).map(([name, value]) => [name, String(value)]))),
    make("h3", {}, wording.say("map.sources")),
    make("ul", { class: "sources" }, ...city.sources[wording.language].map((source) => make("li", { dir: "auto" }, source))),
    facts([[wording.say("app.pack"), city.pack]]),
    make("p", { class: "hint" }, wording.say("pages.kept")));
}

/**
 * @typedef {object} Signs of a map
 * @property {() => {title: string, rows: [string, string][]}[]} legendGroups
 * @property {(element: HTMLElement) => void} addLegend
 * @property {(measure: string) => void} setMeasure
 */

/**
 * By what stations can be coloured, where their coverage is known.
 *
 * @param {any} header of the city's file @param {import("./wording.js").Wording} wording
 * @param {(measure: string) => void} onChoose
 */
export function showMeasures(header, wording, onChoose) {
  const layers = header.coverage?.layers ?? [];
  const select = /** @type {HTMLSelectElement} */ (byId("measure"));
  byId("measure-field").hidden = !layers.length;
  refill(select, ...layers.map((/** @type {any} */ { measure }) =>
    make("option", { value: measure }, wording.say(`map.layers.measures.${measure}`))));
  select.onchange = () => onChoose(select.value);
}

/**
 * What the signs on the map mean; their little pictures are painted by the map.
 *
 * @param {import("./main.js").Setting} setting @param {import("./wording.js").Wording} wording
 * @param {Signs} map
 */
export function showLegend(setting, wording, map) {
  const legend = byId("legend");
  const groups = [...setting.city.legend[wording.language], ...map.legendGroups()];
  refill(legend, ...groups.flatMap(({ title, rows }) => [
    make("h3", {}, title),
    make("ul", { class: "legend" }, ...rows.map(([key, text]) => make("li", {},
      make("canvas", { class: "key", "data-key": key, "aria-hidden": "true" }), text))),
  ]));
  map.addLegend(legend);
}
