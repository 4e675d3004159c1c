import { byId, make, refill } from "./elements.js";
import { latLonText } from "./ends.js";
import { clipped } from "./wording.js";

/**
 * A field for a place with a list under it (ARIA APG, editable combobox with list autocomplete).
 *
 * @typedef {{name: string, kind: string, lon: number, lat: number}} Suggestion
 * @typedef {import("./ends.js").End} End
 * @typedef {import("./ends.js").LonLat} LonLat
 *
 * @typedef {object} Given
 * @property {() => import("./wording.js").Wording} wording of the page as it is now
 * @property {(text: string) => Promise<Suggestion[]>} suggest
 * @property {() => void} onChange what is typed, or the place it stands for, is another
 *
 * @typedef {object} PlaceField
 * @property {() => End} end
 * @property {(end: End) => void} set
 * @property {(text: string) => void} blame says what is wrong, "" for nothing
 * @property {() => Promise<boolean>} offer the places what is typed may mean, if there are any
 */

const PAUSE_MS = 80;
const SHORTEST = 2;
const COARSE = 3;

/**
 * @param {"from" | "to"} name
 * @param {Given} given
 * @returns {PlaceField}
 */
export function makePlaceField(name, { wording, suggest, onChange }) {
  const input = /** @type {HTMLInputElement} */ (byId(name));
  const list = byId(`${name}-list`);
  const wrong = byId(`${name}-wrong`);
  const told = make("span", { class: "unseen", role: "status" });
  list.after(told);
  /** @type {LonLat | null} */
  let at = null;
  /** @type {Suggestion[]} */
  let offered = [];
  let active = -1;
  let asked = 0;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  /** @param {number} next */
  const activate = (next) => {
    active = next;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    }
  };
  /** @param {Suggestion} place */
  const choose = (place) => {
    input.value = place.name;
    at = [place.lon, place.lat];
    blame("");
    close();
    told.textContent = "";
    onChange();
  };
  /** @param {Suggestion[]} places */
  const open = (places) => {
    offered = places;
    active = -1;
    const twice = places.map((place) => places.filter((other) => other.name === place.name).length > 1);
    refill(list, ...places.map((place, index) => optionOf(place, twice[index], `${name}-${index}`, wording(), (event) => {
      event.preventDefault();
      choose(place);
    })));
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(places.length > 0));
    input.removeAttribute("aria-activedescendant");
    told.textContent = places.length ? wording().count("app.found", places.length) : wording().say("app.none_found");
  };
  /** @param {boolean} [wanted] by a key, also where a whole name is typed already */
  const ask = async (wanted = false) => {
    const mine = ++asked;
    const text = input.value.trim();
    if (text.length < SHORTEST || /^[-+\d.]/.test(text)) {
      close();
      return;
    }
    const found = await suggest(text).catch(() => []);
    if (mine !== asked || document.activeElement !== input) return;
    // a name typed to its end needs no list, which would lie over the button below
    if (!wanted && found.some(({ name: whole }) => whole.toLowerCase() === text.toLowerCase())) close();
    else open(found);
  };
  /** @param {string} text */
  const blame = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  input.addEventListener("input", () => {
    at = null;
    blame("");
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(), PAUSE_MS);
    onChange();
  });
  const leave = () => {
    asked++;
    clearTimeout(timer);
    close();
  };
  input.addEventListener("blur", leave);
  input.addEventListener("keydown", (event) => {
    // Enter sends what is typed, and then the list would lie over the answer
    if (event.key === "Enter" && active < 0) leave();
    if (list.hidden) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        ask(true);
      }
      return;
    }
    const last = offered.length - 1;
    if (event.key === "ArrowDown") activate(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") activate(active > 0 ? active - 1 : last);
    else if (event.key === "Escape") leave();
    else if (event.key === "Enter") choose(offered[active]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    end: () => ({ text: input.value, at }),
    set(end) {
      leave();
      input.value = end.text;
      ({ at } = end);
      blame("");
      told.textContent = "";
    },
    blame,
    async offer() {
      const found = await suggest(input.value.trim()).catch(() => []);
      input.focus();
      if (found.length) open(found);
      return found.length > 0;
    },
  };
}

/**
 * @param {Suggestion} place @param {boolean} twice whether another place goes by its name
 * @param {string} id @param {import("./wording.js").Wording} wording @param {(event: Event) => void} onpointerdown
 */
function optionOf(place, twice, id, wording, onpointerdown) {
  const kind = wording.has("pages.choice_kinds", place.kind) ? wording.say(`pages.choice_kinds.${place.kind}`) : "";
  const told = [kind, twice && latLonText([place.lon, place.lat], COARSE)].filter((part) => part).join(" · ");
  return make("li", { id: `option-${id}`, role: "option", "aria-selected": "false", onpointerdown },
    make("span", { dir: "auto" }, clipped(place.name)), told && " ", told && make("span", { class: "soft" }, told));
}
