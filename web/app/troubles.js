import { Trouble } from "./source.js";
import { TrackTrouble } from "./track.js";

/** What a trouble of an engine or the server means for whoever asked: paths of words. */
/** @type {Record<string, string>} */
const TOLD = {
  "unknown-place": "pages.errors.unknown_place",
  several: "pages.errors.unknown_place",
  "several-like": "pages.errors.unknown_place",
  "outside-city": "pages.errors.outside_city",
  "no-route": "pages.errors.no_route",
  "same-place": "pages.errors.same",
  "invalid-request": "pages.errors.options",
  "invalid-track": "pages.errors.file",
  "city-unavailable": "pages.errors.pack",
  "unknown-city": "pages.errors.city",
  busy: "app.troubles.busy",
  "too-many-requests": "app.troubles.busy",
  server: "app.troubles.server",
  device: "app.troubles.device",
  internal: "app.troubles.device",
  unsupported: "app.server_ask",
  open: "app.troubles.open",
  old: "app.troubles.old",
};

const BEYOND = new Set(["unsupported", "internal", "device"]);

/** Whether this device could not do what was asked, and a server might. @param {unknown} trouble */
export function isBeyond(trouble) {
  return trouble instanceof Trouble && BEYOND.has(trouble.type);
}

/** Whether a name goes for no place of the city, or for several. @param {unknown} trouble */
export function isUnknown(trouble) {
  return trouble instanceof Trouble && trouble.type === "unknown-place";
}

/**
 * One line that says what is wrong; never anything of a trip.
 *
 * @param {unknown} trouble @param {import("./wording.js").Wording} wording
 * @returns {{text: string, field: "from" | "to" | ""}} the field it is about, if one
 */
export function toldOf(trouble, wording) {
  if (trouble instanceof TrackTrouble) return { text: wording.say("pages.errors.file"), field: "" };
  if (!(trouble instanceof Trouble)) return { text: wording.say("app.troubles.device"), field: "" };
  const field = fieldOf(trouble.more.field ?? trouble.more.end);
  const path = TOLD[trouble.type] ?? "pages.errors.failed";
  const about = field && path === "pages.errors.outside_city" ? "pages.errors.outside" : path;
  const named = field ? wording.say(`pages.${field}`) : `${wording.say("pages.from")} / ${wording.say("pages.to")}`;
  return { text: wording.say(about, { field: named }), field };
}

/** @param {unknown} end @returns {"from" | "to" | ""} */
function fieldOf(end) {
  if (end === "from" || end === "start") return "from";
  return end === "to" || end === "goal" ? "to" : "";
}
