/**
 * The fields of the form as the trip they ask for; nothing here touches the page.
 *
 * @typedef {[number, number]} LonLat
 * @typedef {{text: string, at: LonLat | null}} End what is typed, and the place it stands for
 * @typedef {{from: End, to: End}} Ends
 * @typedef {Record<string, string | boolean>} Fields of the form, by name
 * @typedef {{field: string, text: string}} Wrong a field and the path of what is wrong with it
 * @typedef {{trip: Record<string, any>, needsServer: boolean, by: "walk" | "metro"}} Asked
 */

const AVOIDED = { walk: /^(camera|kind|system):.+$/, metro: /^(station|line|system):.+$/ };

/** What only a server can do, with the value that asks for nothing. */
const SERVER_ONLY = {
  metres: "", tolerance: "0", minimise: "cameras", max_cameras: "", avoid: "", surveyed_only: false, all: false, depart: "",
};
/** Of these, what means nothing to journeys by metro. */
const ON_FOOT = new Set(["minimise", "max_cameras", "surveyed_only", "all"]);
/** And what means nothing on foot. */
const RIDING = new Set(["depart"]);
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether the fields ask for what this device cannot do. @param {Fields} fields */
export function needsServer(fields) {
  return Object.entries(SERVER_ONLY).some(([name, idle]) => {
    const value = fields[name];
    if (value === undefined || value === idle || value === "") return false;
    if (name === "tolerance") return numberIn(String(value)) !== 0;
    return !(fields.by === "metro" ? ON_FOOT : RIDING).has(name);
  });
}

/** A number with a point or a comma, NaN for anything else. @param {string} text */
export function numberIn(text) {
  const plain = text.trim().replace(",", ".");
  return /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Number(plain) : NaN;
}

/**
 * The trip that is asked for, or what is wrong with it.
 *
 * @param {Ends} ends @param {Fields} fields
 * @returns {Asked | {wrong: Wrong[]}}
 */
export function readTrip(ends, fields) {
  /** @type {Wrong[]} */
  const wrong = [];
  /** @type {Record<string, any>} */
  const trip = { count: fields.count, range: fields.range };
  const by = fields.by === "metro" ? "metro" : "walk";
  for (const name of /** @type {const} */ (["from", "to"])) {
    const { text, at } = ends[name];
    if (!at && !text.trim()) wrong.push({ field: name, text: "pages.errors.missing" });
    trip[name] = at ?? text.trim();
  }
  /** @type {(field: string, low: number, high: number, over?: boolean) => number} */
  const figure = (field, low, high, over = false) => {
    const value = numberIn(String(fields[field]));
    if (!(over ? value > low : value >= low) || value > high) wrong.push({ field, text: `pages.errors.${field}` });
    return value;
  };
  trip.detour = figure("detour", 1, 1000);
  const asked = needsServer(fields);
  if (asked) {
    if (fields.metres) trip.range = figure("metres", 0, 2000, true);
    trip.tolerance = fields.tolerance ? figure("tolerance", 0, 100) : 0;
    addAvoided(trip, fields, by, wrong);
    if (by === "walk") addRules(trip, fields, wrong);
    else if (fields.depart) {
      trip.depart = String(fields.depart).trim().padStart(5, "0");
      if (!CLOCK.test(trip.depart)) wrong.push({ field: "depart", text: "app.troubles.depart" });
    }
  }
  return wrong.length ? { wrong } : { trip, needsServer: asked, by };
}

/**
 * @param {Record<string, any>} trip @param {Fields} fields @param {"walk" | "metro"} by
 * @param {Wrong[]} wrong
 */
function addAvoided(trip, fields, by, wrong) {
  const avoided = String(fields.avoid ?? "").split(",").map((rule) => rule.trim()).filter((rule) => rule);
  if (!avoided.every((rule) => AVOIDED[by].test(rule))) wrong.push({ field: "avoid", text: `app.troubles.avoid_${by}` });
  else if (avoided.length) trip.avoid = avoided;
}

/** @param {Record<string, any>} trip @param {Fields} fields @param {Wrong[]} wrong */
function addRules(trip, fields, wrong) {
  if (fields.minimise) trip.minimise = fields.minimise;
  if (fields.max_cameras) {
    const most = String(fields.max_cameras).trim();
    if (/^\d{1,6}$/.test(most)) trip.max_cameras = Number(most);
    else wrong.push({ field: "max_cameras", text: "app.troubles.max" });
  }
  if (fields.surveyed_only) trip.surveyed_only = true;
  if (fields.all) trip.all = true;
}

/** A place as one types it: latitude first. @param {LonLat} at @param {number} [decimals] */
export function latLonText([lon, lat], decimals = 5) {
  return `${lat.toFixed(decimals)}, ${lon.toFixed(decimals)}`;
}
