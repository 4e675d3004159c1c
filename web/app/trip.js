import { byId, make, refill } from "./elements.js";
import { latLonText, needsServer, numberIn, readTrip } from "./ends.js";
import { makeAnswer } from "./answer.js";
import { tell } from "./language.js";
import { saveFile, geojsonOf, gpxOf, trimmed } from "./saving.js";
import { makePlaceField } from "./suggest.js";
import { isBeyond, isUnknown, toldOf } from "./troubles.js";

/**
 * The pane that finds ways: its form, the search, and what was found.
 *
 * @typedef {import("./main.js").Page} Page
 *
 * @typedef {object} TripPane
 * @property {() => void} clear
 * @property {() => void} show what was found, on the map
 * @property {(at: [number, number]) => boolean} touched the map was, there; whether that set an end
 * @property {(hit: any) => void} picked something on the map was
 */

const FIELDS = ["count", "range", "detour", "metres", "tolerance", "minimise", "max_cameras", "avoid", "depart"];
const CHECKS = ["surveyed_only", "all"];
const ENDS = /** @type {const} */ (["from", "to"]);

/** @param {Page} page @returns {TripPane} */
export function makeTripPane(page) {
  return new Trip(page);
}

class Trip {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {import("./answer.js").Shown | null} */
    this.shown = null;
    /** @type {Record<string, any> | null} */
    this.asked = null;
    /** @type {"device" | "server"} */
    this.where = "device";
    this.turn = 0;
    /** @type {"from" | "to" | "none"} */
    this.armed = "from";
    this.form = /** @type {HTMLFormElement} */ (byId("trip"));
    const suggest = async (/** @type {string} */ text) => (await page.local).ask("suggest", text);
    const wording = () => page.wording;
    const field = (/** @type {"from" | "to"} */ name) =>
      makePlaceField(name, { wording, suggest, onChange: () => this.changed() });
    this.ends = { from: field("from"), to: field("to") };
    this.wire();
    this.arm("from");
  }

  wire() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
    this.form.addEventListener("input", () => this.hint());
    byId("swap").addEventListener("click", () => this.swap());
    for (const name of ENDS) byId(`arm-${name}`).addEventListener("click", () => this.arm(this.armed === name ? "none" : name));
    for (const button of document.querySelectorAll("[data-save]")) {
      button.addEventListener("click", () => this.save(/** @type {any} */ (button).dataset.save));
    }
    for (const button of document.querySelectorAll("[data-print]")) {
      button.addEventListener("click", () => this.print(/** @type {any} */ (button).dataset.print));
    }
  }

  /** What the next touch of the map sets. @param {"from" | "to" | "none"} name */
  arm(name) {
    this.armed = name;
    for (const end of ENDS) byId(`arm-${end}`).setAttribute("aria-pressed", String(end === name));
    tell(byId("touch"), this.page.wording, `app.touch.${name}`);
  }

  /** A place was typed, chosen or taken away. */
  changed() {
    const empty = ENDS.find((name) => !this.ends[name].end().text.trim());
    this.arm(empty ?? "none");
    this.pin();
  }

  /** Mark the ends on the map, unless an answer stands there with ends of its own. */
  pin() {
    if (this.shown) return;
    const [from, to] = ENDS.map((name) => this.ends[name].end().at);
    this.page.map?.setEnds(from, to);
  }

  /** Look for ways at once, if both ends are there and nothing has to be sent. */
  findHere() {
    const asked = this.read();
    if (!("wrong" in asked) && !asked.needsServer) this.find();
  }

  /**
   * The map was touched: that sets the end it is the turn of.
   *
   * @param {[number, number]} at longitude and latitude
   * @returns {boolean} whether it did
   */
  touched(at) {
    if (this.armed === "none") return false;
    const name = this.armed;
    this.ends[name].set({ text: latLonText(at), at });
    this.changed();
    this.findHere();
    return true;
  }

  swap() {
    const [from, to] = ENDS.map((name) => this.ends[name].end());
    this.ends.from.set(to);
    this.ends.to.set(from);
    this.changed();
    if (this.shown) this.findHere();
  }

  /** @returns {Record<string, any>} the form's fields by name */
  fields() {
    const all = this.form.elements;
    /** @type {Record<string, any>} */
    const found = {};
    for (const name of [...FIELDS, ...CHECKS]) {
      const field = /** @type {HTMLInputElement | null} */ (all.namedItem(name));
      if (field) found[name] = CHECKS.includes(name) ? field.checked : field.value;
    }
    found.by = this.form.querySelector('[name="by"][value="metro"]:checked') ? "metro" : "walk";
    return found;
  }

  read() {
    return readTrip({ from: this.ends.from.end(), to: this.ends.to.end() }, this.fields());
  }

  /** Say beforehand where the trip would go. */
  hint() {
    const fields = this.fields();
    const sent = needsServer(fields);
    this.form.classList.toggle("rides", fields.by === "metro");
    byId("server-hint").hidden = !sent;
    tell(byId("find"), this.page.wording, sent ? "app.find_server" : "app.find");
  }

  async find() {
    const asked = this.read();
    this.blame([]);
    if ("wrong" in asked) {
      this.blame(asked.wrong.map(({ field, text }) => ({ field, text: this.page.wording.say(text, this.named(field)) })));
      return;
    }
    await this.ask(asked, asked.needsServer ? "server" : "device");
  }

  /** @param {string} field @returns {Record<string, string>} */
  named(field) {
    return { field: field === "from" || field === "to" ? this.page.wording.say(`pages.${field}`) : "" };
  }

  /** @param {import("./ends.js").Asked} asked @param {"device" | "server"} where */
  async ask({ trip, by }, where) {
    const mine = ++this.turn;
    const { page } = this;
    this.shown = null;
    tell(byId("status"), page.wording, "app.working");
    this.form.setAttribute("aria-busy", "true");
    try {
      const source = where === "server" ? page.server : await page.local;
      if (!source) throw new Error("there is no server");
      const method = by === "metro" ? "journeys" : "routes";
      const onFirst = (/** @type {Record<string, any>} */ answer) => {
        if (mine !== this.turn) return;
        this.asked = trip;
        this.answered(answer, where, true);
      };
      const answer = await ("ask" in source ? source.askTwice(method, trip, onFirst) : source[method](trip));
      if (mine !== this.turn) return;
      this.asked = trip;
      this.answered(answer, where, false);
    } catch (trouble) {
      if (mine === this.turn) this.failed(trouble, { trip, by, needsServer: true }, where);
    } finally {
      if (mine === this.turn) this.form.removeAttribute("aria-busy");
    }
  }

  /** @param {Record<string, any>} answer @param {"device" | "server"} where @param {boolean} proving */
  answered(answer, where, proving) {
    const { page } = this;
    const before = this.shown;
    this.where = where;
    this.shown = makeAnswer(answer, { page, where, proving });
    this.printable(answer.by !== "metro");
    const line = this.shown.line();
    page.map?.setEnds(line[0], line[line.length - 1]);
    refill(byId("answer"), this.shown.element);
    byId("results").hidden = false;
    const taken = before?.taken() ?? -1;
    if (taken >= 0 && taken < this.shown.count) this.shown.choose(taken);
    else this.shown.show();
    const status = byId("status");
    delete status.dataset.word;
    status.textContent = page.wording.count("app.ways", this.shown.count);
    if (before) return;
    byId("results-title").focus({ preventScroll: true });
    page.reveal(byId("safety"));
  }

  /** @param {unknown} trouble @param {import("./ends.js").Asked} asked @param {"device" | "server"} where */
  failed(trouble, asked, where) {
    const { page } = this;
    tell(byId("status"), page.wording, "");
    this.forget();
    this.pin();
    if (where === "device" && page.server && isBeyond(trouble)) {
      const send = () => {
        this.blame([]);
        this.ask(asked, "server");
      };
      refill(byId("trouble"), make("p", {}, page.wording.say("app.server_ask")),
        make("button", { type: "button", onclick: send }, page.wording.say("app.server_yes")));
      return;
    }
    const { text, field } = toldOf(trouble, page.wording);
    this.blame([{ field, text }]);
    if (field && isUnknown(trouble)) this.offer(field);
  }

  /** A name that goes for no place, or for several: what it may mean. @param {"from" | "to"} field */
  async offer(field) {
    const { wording } = this.page;
    if (!(await this.ends[field].offer())) return;
    this.ends[field].blame(wording.say("app.several", { field: wording.say(`pages.${field}`) }));
  }

  /** @param {{field: string, text: string}[]} wrong */
  blame(wrong) {
    for (const name of ENDS) this.ends[name].blame(wrong.find(({ field }) => field === name)?.text ?? "");
    const others = wrong.filter(({ field }) => field !== "from" && field !== "to");
    refill(byId("trouble"), ...others.map(({ text }) => make("p", {}, text)));
    const [first] = wrong;
    if (!first?.field) return;
    const field = byId(first.field);
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
  }

  /** Draw what was found again, after another pane had the map. */
  show() {
    this.shown?.show();
    if (!this.shown) this.pin();
  }

  /** Something on the map was picked. @param {any} hit */
  picked(hit) {
    this.shown?.picked(hit);
  }

  /** Take the answer away. */
  forget() {
    this.shown = null;
    this.asked = null;
    refill(byId("answer"));
    byId("results").hidden = true;
    byId("saved").textContent = "";
    /** @type {HTMLDetailsElement} */ (byId("saving")).open = false;
    this.page.map?.clear();
  }

  clear() {
    this.turn++;
    this.form.reset();
    this.form.removeAttribute("aria-busy");
    this.blame([]);
    for (const name of ENDS) this.ends[name].set({ text: "", at: null });
    /** @type {HTMLInputElement} */ (byId("trim")).value = "0";
    /** @type {HTMLDetailsElement} */ (byId("more")).open = false;
    this.forget();
    this.hint();
    this.arm("from");
  }

  /**
   * The chosen way without its ends, as far as they are to be left out; null, and said, where nothing is left.
   *
   * @returns {{walks: [number, number][][], whole: boolean} | null}
   */
  walks() {
    const metres = numberIn(/** @type {HTMLInputElement} */ (byId("trim")).value || "0");
    const walks = this.shown && !Number.isNaN(metres) ? trimmed(this.shown.walks(), metres) : null;
    if (walks?.length) return { walks, whole: metres === 0 };
    byId("saved").textContent = this.page.wording.say("pages.errors.trim");
    return null;
  }

  /** @param {"gpx" | "geojson" | "png"} kind */
  async save(kind) {
    const { wording } = this.page;
    const way = this.walks();
    if (!way) return;
    if (kind === "png" && !way.whole && this.shown?.rides()) {
      byId("saved").textContent = wording.say("app.rides_whole");
      return;
    }
    try {
      const content = kind === "gpx" ? gpxOf(way.walks) : kind === "geojson" ? geojsonOf(way.walks) : await this.picture(way);
      byId("saved").textContent = wording.say("app.saved", { name: saveFile(kind, content) });
    } catch {
      byId("saved").textContent = wording.say("app.troubles.picture");
    }
  }

  /**
   * The map as it shows; with trimmed ends the line alone, counted anew.
   *
   * @param {{walks: [number, number][][], whole: boolean}} way
   */
  async picture({ walks, whole }) {
    const { map, local, server } = this.page;
    if (!map || !this.asked) throw new Error("there is nothing to draw");
    if (whole) return map.picture();
    const { count, range, tolerance = 0 } = this.asked;
    const scored = server && this.where === "server"
      ? await server.score(geojsonOf(walks), { count, range, tolerance })
      : await (await local).ask("score", { coordinates: walks.flat(), count, range });
    map.clear();
    map.showTrack(scored);
    try {
      return await map.picture();
    } finally {
      map.clear();
      this.show();
    }
  }

  /** A line is printed as a walk: with rides in it, its count would be none. @param {boolean} can */
  printable(can) {
    for (const button of document.querySelectorAll("[data-print]")) /** @type {HTMLButtonElement} */ (button).disabled = !can;
    const told = document.getElementById("print-walks");
    if (told) told.hidden = can;
  }

  /** @param {"pdf" | "png"} kind */
  async print(kind) {
    const { server, wording } = this.page;
    const way = this.walks();
    if (!server || !way || !this.asked) return;
    const { count, range, tolerance = 0 } = this.asked;
    try {
      const sheet = await server.print(kind, geojsonOf(way.walks), { count, range, tolerance, language: wording.language });
      byId("saved").textContent = wording.say("app.saved", { name: saveFile(`sheet.${kind}`, sheet) });
    } catch (trouble) {
      byId("saved").textContent = toldOf(trouble, wording).text;
    }
  }
}
