import { inflate } from "../router/city.js";
import { showAbout, showLegend, showMeasures } from "./about.js";
import { byId } from "./elements.js";
import { cameraFacts } from "./known.js";
import { relabel, tell } from "./language.js";
import { makeCityMap } from "./map/city_map.js";
import { readDrawing } from "./map/drawing.js";
import { makeOwnPane } from "./own.js";
import { LocalSource, ServerSource, Trouble } from "./source.js";
import { makeTabs } from "./tabs.js";
import { makeTripPane } from "./trip.js";
import { toldOf } from "./troubles.js";
import { Wording } from "./wording.js";

/**
 * What the page was made with: `app_setting` of mapper/maps/application.py.
 *
 * @typedef {object} Setting
 * @property {string} language
 * @property {Record<string, string>} languages
 * @property {Record<string, string>} links
 * @property {Record<string, import("./wording.js").Words>} words
 * @property {Record<string, string>} safety
 * @property {boolean} server
 * @property {boolean} metro
 * @property {CitySetting} city
 *
 * @typedef {object} CitySetting
 * @property {string} name
 * @property {string} title
 * @property {string} pack
 * @property {Record<string, string | number | boolean>} assumptions
 * @property {Record<string, {heading: string, text: string, facts: [string, string][]}>} about
 * @property {Record<string, string[]>} sources
 * @property {Record<string, {title: string, rows: [string, string][]}[]>} legend
 *
 * @typedef {object} Means how the page gets at its city
 * @property {Uint8Array | Promise<Uint8Array>} [bytes] the city's file
 * @property {string} [url] where it lies, if it is not here yet
 * @property {() => Worker} [makeWorker] of `web/router/worker.js`
 *
 * @typedef {object} Page what the parts of the page share
 * @property {Setting} setting
 * @property {Wording} wording
 * @property {ReturnType<typeof makeCityMap> | null} map
 * @property {Promise<LocalSource>} local
 * @property {ServerSource | null} server
 * @property {(cameraId: string) => [string, string][]} known what is recorded of a camera
 * @property {import("./tabs.js").Tabs} tabs
 * @property {(encounter: number) => void} focusEncounter on the map
 * @property {(element: Element) => void} reveal scroll to it, where it is out of sight
 */

const LOW = "(max-width: 859px) and (max-height: 560px)";

/**
 * Bring the page to life.
 *
 * @param {Setting} setting @param {Means} means
 */
export async function start(setting, means) {
  const app = new App(setting);
  await app.open(means);
}

class App {
  /** @param {Setting} setting */
  constructor(setting) {
    /** @type {import("./map/drawing.js").DrawnCity | null} */
    this.city = null;
    /** @type {(local: LocalSource | Promise<never>) => void} */
    let settle = () => {};
    /** @type {Page} */
    this.page = {
      setting,
      wording: new Wording(setting.language, setting.words[setting.language]),
      map: null,
      local: new Promise((resolve) => { settle = resolve; }),
      server: setting.server ? new ServerSource(setting.city.name) : null,
      known: () => [],
      tabs: makeTabs(["trip", "own", "city"], (name) => this.turned(name)),
      focusEncounter: (encounter) => this.focusEncounter(encounter),
      reveal,
    };
    this.settle = settle;
    // whoever asks is told; that nobody has asked yet is no error
    this.page.local.catch(() => {});
    this.pane = "trip";
    this.trip = makeTripPane(this.page);
    this.own = makeOwnPane(this.page);
    this.wire();
    this.clear();
    showAbout(setting, this.page.wording);
    tell(byId("status"), this.page.wording, "app.opening");
    document.documentElement.classList.add("started");
  }

  wire() {
    byId("clear").addEventListener("click", () => this.clear(true));
    // heard last of all: whatever lies open on the page is closed first
    window.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.clear(true);
    });
    byId("skip").addEventListener("click", (event) => {
      // a fragment in the address would be an entry in the history
      event.preventDefault();
      byId("from").focus();
    });
    // whoever comes back by the history, or reloads, finds the empty page
    window.addEventListener("pagehide", () => this.clear());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted || !navigator.userActivation?.hasBeenActive) this.clear();
    });
    for (const box of this.boxes()) {
      box.addEventListener("change", () => this.page.map?.setLayer(/** @type {any} */ (box.value), box.checked));
    }
    byId("languages").addEventListener("click", (event) => {
      const code = /** @type {HTMLElement} */ (event.target).dataset.language;
      if (code) this.speak(code);
    });
  }

  /** @returns {HTMLInputElement[]} the switches of the layers */
  boxes() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (byId("layers").querySelectorAll('[name="layer"]'))];
  }

  /** Read the city and draw it; open it for questions, too. @param {Means} means */
  async open({ bytes, url, makeWorker }) {
    const { page } = this;
    try {
      const packed = await (bytes ?? fetched(url ?? ""));
      const opened = LocalSource.open(packed, makeWorker);
      opened.catch(() => {});
      this.city = readDrawing(await inflate(packed));
      this.drawMap();
      const local = await opened;
      this.settle(local);
      tell(byId("status"), page.wording, local.inWorker ? "app.opened" : "app.no_worker");
      document.documentElement.dataset.state = "ready";
    } catch (trouble) {
      const old = typeof DecompressionStream === "undefined";
      const failed = trouble instanceof Trouble ? trouble : new Trouble(old ? "old" : "open");
      const none = Promise.reject(failed);
      none.catch(() => {});
      this.settle(none);
      tell(byId("status"), page.wording, "");
      byId("trouble").textContent = toldOf(failed, page.wording).text;
      document.documentElement.dataset.state = "failed";
    }
  }

  drawMap() {
    const { page } = this;
    if (!this.city) return;
    const old = byId("map");
    const container = /** @type {HTMLElement} */ (old.cloneNode(false));
    page.map?.remove();
    old.replaceWith(container);
    container.className = "map";
    const { wording } = page;
    page.map = makeCityMap(container, this.city, { words: wording.at("map"), language: wording.language });
    page.map.onTap((at) => this.pane === "trip" && this.trip.touched(at) ? true : undefined);
    page.map.onPick((hit) => (this.pane === "own" ? this.own : this.trip).picked(hit));
    for (const box of this.boxes()) page.map.setLayer(/** @type {any} */ (box.value), box.checked);
    page.known = cameraFacts(this.city, wording.language);
    const { map } = page;
    showLegend(page.setting, wording, map);
    showMeasures(this.city.header, wording, (measure) => {
      map.setMeasure(measure);
      showLegend(page.setting, wording, map);
    });
  }

  /** Another pane is shown: the map shows what belongs to it. @param {string} name */
  turned(name) {
    const before = this.pane;
    this.pane = name;
    if (name === "city" || before === name) return;
    this.page.map?.clear();
    (name === "own" ? this.own : this.trip).show();
  }

  /** @param {number} encounter */
  focusEncounter(encounter) {
    this.page.map?.focusEncounter(encounter);
    // where the map does not stay in sight, as on a phone held across
    if (window.matchMedia(LOW).matches) reveal(byId("ground"));
  }

  /** The empty page: nothing of a trip is kept. @param {boolean} [asked] by whoever sits before it */
  clear(asked = false) {
    this.trip.clear();
    this.own.clear();
    this.page.map?.clear();
    for (const box of this.boxes()) {
      box.checked = box.defaultChecked;
      this.page.map?.setLayer(/** @type {any} */ (box.value), box.checked);
    }
    this.page.tabs.show("trip");
    if (asked) {
      tell(byId("status"), this.page.wording, "app.cleared");
      window.scrollTo(0, 0);
      byId("panel").scrollTo(0, 0);
    }
  }

  /** Say everything in another language; the trip is cleared. @param {string} code */
  speak(code) {
    const { page } = this;
    page.wording = new Wording(code, page.setting.words[code]);
    relabel(document, page.wording, page.setting.safety[code]);
    this.clear(true);
    showAbout(page.setting, page.wording);
    this.drawMap();
    const current = byId("languages").querySelector("[aria-current]");
    const chosen = byId("languages").querySelector(`[data-language="${CSS.escape(code)}"]`);
    if (current && chosen) exchange(current, chosen, page.setting.languages);
  }
}

/**
 * The language spoken is text, the others are buttons.
 *
 * @param {Element} current @param {Element} chosen @param {Record<string, string>} languages
 */
function exchange(current, chosen, languages) {
  const before = current.getAttribute("lang") ?? "";
  const [button, text] = [/** @type {HTMLElement} */ (chosen.cloneNode()), /** @type {HTMLElement} */ (current.cloneNode())];
  button.dataset.language = before;
  button.lang = before;
  button.textContent = languages[before];
  text.lang = chosen.getAttribute("lang") ?? "";
  text.textContent = languages[text.lang];
  current.replaceWith(button);
  chosen.replaceWith(text);
  button.focus();
}

/** @param {string} url */
async function fetched(url) {
  const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Trouble("open");
  return new Uint8Array(await answer.arrayBuffer());
}

/** @param {Element} element */
function reveal(element) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}
