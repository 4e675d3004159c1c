import { figureList, tallyOf, warningList } from "./cards.js";
import { byId, make, refill } from "./elements.js";
import { makeEncounters } from "./encounters.js";
import { bandOf } from "./figures.js";
import { tell } from "./language.js";
import { MOST_BYTES, parseTrack } from "./track.js";
import { toldOf } from "./troubles.js";

const MEGABYTE = 1_000_000;

/**
 * The pane that counts what sees a way of one's own: a file dropped or chosen, read on the device.
 *
 * @param {import("./main.js").Page} page
 * @returns {{clear: () => void, show: () => void, picked: (hit: any) => void}}
 */
export function makeOwnPane(page) {
  const input = /** @type {HTMLInputElement} */ (byId("file"));
  let turn = 0;
  /** @type {{show: () => void, meetings: ReturnType<typeof makeEncounters>} | null} */
  let shown = null;

  const forget = () => {
    shown = null;
    refill(byId("own-answer"));
    refill(byId("own-trouble"));
    byId("own-results").hidden = true;
    page.map?.clear();
  };
  /** @param {File} file */
  const count = async (file) => {
    const mine = ++turn;
    forget();
    tell(byId("own-status"), page.wording, "app.counting");
    try {
      if (file.size > MOST_BYTES) throw new RangeError();
      const track = parseTrack(await file.arrayBuffer());
      const scored = await (await page.local).ask("score", track);
      if (mine !== turn) return;
      shown = scoreShown(scored, track, page);
      shown.show();
      tell(byId("own-status"), page.wording, "app.where.device");
      byId("own-results").hidden = false;
      byId("own-title").focus({ preventScroll: true });
      page.reveal(byId("own-safety"));
    } catch (trouble) {
      if (mine !== turn) return;
      tell(byId("own-status"), page.wording, "");
      const text = trouble instanceof RangeError
        ? page.wording.say("app.troubles.large", { n: MOST_BYTES / MEGABYTE })
        : toldOf(trouble, page.wording).text;
      refill(byId("own-trouble"), make("p", {}, text));
    }
  };
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // the choice is let go at once, so that the same file can be chosen again and its name is gone
    if (file) count(file);
    input.value = "";
  });
  takeDrops(page, count);
  return {
    clear() {
      turn++;
      input.value = "";
      tell(byId("own-status"), page.wording, "");
      forget();
    },
    show: () => shown?.show(),
    picked(hit) {
      if (hit?.kind === "encounter") shown?.meetings.choose(hit.index);
    },
  };
}

/**
 * A file dropped anywhere is counted; without this the browser would go to it.
 *
 * @param {import("./main.js").Page} page @param {(file: File) => void} count
 */
function takeDrops(page, count) {
  const mark = (/** @type {boolean} */ over) => document.documentElement.classList.toggle("dropping", over);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(Boolean(event.dataTransfer?.types.includes("Files")));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    page.tabs.show("own");
    count(file);
  });
}

/**
 * @param {Record<string, any>} scored @param {import("./track.js").Track} track
 * @param {import("./main.js").Page} page
 */
function scoreShown(scored, track, page) {
  const { wording } = page;
  const meetings = makeEncounters(scored.encounters, wording, {
    known: page.known,
    onChoose: (encounter) => page.focusEncounter(encounter),
  });
  const notes = [
    wording.say(scored.timed ? "app.stops_counted" : "app.times_supposed"),
    ...track.notes.map((note) => wording.say(`pages.notes.${note}`)),
  ];
  refill(byId("own-answer"),
    make("p", { class: "tally large" }, ...tallyOf(scored, wording)),
    make("p", { "data-figure": "band" }, bandOf(scored, wording)),
    make("p", { class: "hint" }, wording.say("pages.band_note")),
    warningList(scored, wording),
    ...notes.map((note) => make("p", { class: "hint" }, note)),
    figureList(scored, wording),
    meetings.element);
  return { meetings, show: () => page.map?.showTrack(scored) };
}
