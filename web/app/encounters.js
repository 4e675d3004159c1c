import { facts, make } from "./elements.js";
import { clipped } from "./wording.js";

/**
 * @typedef {import("./wording.js").Wording} Wording
 * @typedef {(cameraId: string) => [string, string][]} CameraFacts what is recorded of a camera
 */

const AT_FIRST = 100;
const AT_ONCE = 200;

/**
 * The encounters of one way in order; choosing one focuses the map and tells of its camera.
 *
 * @param {Record<string, any>[]} encounters @param {Wording} wording
 * @param {{letter?: string, known: CameraFacts, onChoose: (encounter: number) => void}} given
 * @returns {{element: HTMLElement, choose: (encounter: number) => void}}
 */
export function makeEncounters(encounters, wording, { letter = "", known, onChoose }) {
  const title = make("h3", {}, `${wording.say("app.encounters")}: ${wording.number(encounters.length)}`);
  if (!encounters.length) {
    const none = make("p", {}, wording.say("app.no_encounters"));
    return { element: make("section", { class: "encounters" }, title, none), choose() {} };
  }
  const list = make("ol", { class: "meetings" });
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  let open = -1;
  /** @param {number} index */
  const choose = (index) => {
    while (index >= buttons.length && buttons.length < encounters.length) more();
    if (open >= 0) close(buttons[open]);
    open = index === open ? -1 : index;
    if (open < 0) return;
    buttons[open].setAttribute("aria-expanded", "true");
    buttons[open].after(camera(encounters[open], known, wording));
  };
  const rest = make("button", { type: "button", class: "quiet", onclick: () => more() });
  const more = () => {
    const until = Math.min(encounters.length, buttons.length + (buttons.length ? AT_ONCE : AT_FIRST));
    for (let index = buttons.length; index < until; index++) {
      const button = row(encounters[index], index, wording, () => {
        choose(index);
        if (open === index) onChoose(index);
      });
      buttons.push(button);
      list.append(make("li", {}, button));
    }
    rest.textContent = wording.count("app.more_encounters", encounters.length - until);
    rest.hidden = until === encounters.length;
  };
  more();
  const named = [wording.say("app.encounters"), letter && wording.say("app.way", { letter })].filter((part) => part).join(", ");
  return {
    element: make("section", { class: "encounters", "aria-label": named },
      title, make("p", { class: "hint" }, wording.say("app.encounters_hint")), list, rest),
    choose(index) {
      if (index !== open) choose(index);
      buttons[index]?.scrollIntoView({ block: "nearest" });
    },
  };
}

/** @param {HTMLButtonElement} button */
function close(button) {
  button.setAttribute("aria-expanded", "false");
  button.nextElementSibling?.remove();
}

/**
 * @param {Record<string, any>} encounter @param {number} index @param {Wording} wording
 * @param {() => void} onclick
 */
function row(encounter, index, wording, onclick) {
  const { face_recognition: evidence, kind } = encounter;
  const told = [wording.say(`map.view_${kind === "plate_reader" ? kind : evidence}`)];
  if (kind !== "unknown" && kind !== "plate_reader") told.push(wording.say(`map.kinds.${kind}`));
  const slots = {
    enter: wording.number(encounter.enter_m),
    exit: wording.number(encounter.exit_m),
    seconds: wording.number(encounter.seconds),
  };
  return make("button", {
    type: "button", class: "meeting", "aria-expanded": "false", "data-evidence": evidence, onclick,
  },
  make("span", { class: "number" },
    make("span", { class: "unseen" }, `${wording.say("map.encounter")} `), wording.number(index + 1)), " ",
  make("span", { class: "stretch" }, wording.say("app.encounter", slots)), " ",
  make("span", { class: "soft" }, told.join(" · ")));
}

/** @param {Record<string, any>} encounter @param {CameraFacts} known @param {Wording} wording */
function camera(encounter, known, wording) {
  const rows = known(encounter.camera_id).map(([name, value]) => /** @type {[string, string]} */ ([name, clipped(value)]));
  return make("div", { class: "camera" }, make("h4", {}, wording.say("app.known")),
    rows.length ? facts(rows) : make("p", {}, wording.say("app.nothing_known")));
}

