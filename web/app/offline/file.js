import { byId } from "../elements.js";
import { start } from "../main.js";
import { beginPlain, isOpened } from "./plain.js";

/**
 * What a file says of itself: see `offline_page` in Python.
 *
 * @typedef {object} Made
 * @property {boolean} routing
 * @property {boolean} plain
 */

/**
 * Open the application a file carries within itself: its setting, the city in base64, and the
 * engine's own script, out of which a worker is made.
 *
 * @param {string} engine a script after which `parts.need("router/worker.js")` listens
 */
export async function openFile(engine) {
  const setting = held("setting");
  const made = /** @type {Made} */ (held("made"));
  const words = held("plain-words");
  const saysPlain = made.plain ? beginPlain(words[setting.language]) : () => {};
  byId("pane-city").append(byId("help"));
  if (!made.routing) sayWhatCounts();
  const stay = keepToCity(() => !made.routing || (made.plain && !isOpened()));
  const speak = () => {
    const { lang } = document.documentElement;
    saysPlain(words[lang]);
    for (const part of byId("help").children) /** @type {HTMLElement} */ (part).hidden = part.getAttribute("lang") !== lang;
    byId("help").hidden = false;
  };
  new MutationObserver(speak).observe(document.documentElement, { attributeFilter: ["lang"] });
  speak();
  sendWithoutForms(/** @type {HTMLFormElement} */ (byId("trip")));
  await start(setting, {
    bytes: bytesOf(byId("city").textContent || ""),
    makeWorker: made.routing ? () => workerOf(engine) : undefined,
  });
  stay();
}

/**
 * Let a form be sent where the page may send none: in a sandbox without `allow-forms` a browser
 * does not even tell the form. Nothing is ever sent anywhere; the event is all that is needed.
 *
 * @param {HTMLFormElement} form
 */
function sendWithoutForms(form) {
  const send = () => form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  for (const button of form.querySelectorAll("button")) {
    if (button.type !== "submit") continue;
    button.type = "button";
    button.addEventListener("click", send);
  }
  form.addEventListener("keydown", (event) => {
    const field = event.target instanceof HTMLInputElement;
    if (event.key !== "Enter" || !field || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    send();
  });
}

/** A block of data of the page. @param {string} id */
function held(id) {
  return JSON.parse(byId(id).textContent || "");
}

/** @param {string} text base64 @returns {Uint8Array} */
export function bytesOf(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/** @param {string} engine @returns {Worker} */
function workerOf(engine) {
  const script = new Blob([engine, 'parts.need("router/worker.js");\n'], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(script));
}

/** The safety text stands beside the forms; where there are none, it stands above the city. */
function sayWhatCounts() {
  const safety = document.querySelector("#pane-trip [data-safety]");
  if (safety) byId("pane-city").prepend(safety.cloneNode(true));
}

/**
 * Keep to the pane about the city, where touching the map asks for nothing, while that is wished.
 *
 * @param {() => boolean} wished
 * @returns {() => void} goes there now
 */
function keepToCity(wished) {
  const stay = () => {
    if (wished()) byId("tab-city").click();
  };
  const soon = () => setTimeout(stay);
  for (const id of ["clear", "languages"]) byId(id).addEventListener("click", soon);
  document.addEventListener("keydown", soon);
  window.addEventListener("pageshow", soon);
  return stay;
}
