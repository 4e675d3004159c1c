/** The metro of a city's file: `mapper/maps/cityfile/metro.py` wrote it. */

import { readTexts } from "./city.js";
import { readNumbers, totals, unzigzag } from "./numbers.js";

/**
 * Codes are of the weakest evidence under which devices count, 9 where there are none.
 *
 * @typedef {object} Halls
 * @property {string[]} name
 * @property {Float64Array} lon
 * @property {Float64Array} lat ten-millionths of a degree
 * @property {Float64Array} rule stations of one number go by one rule
 * @property {Float64Array} gate
 * @property {Float64Array} gateOut whether leaving passes a gate too
 * @property {Float64Array} platform
 * @property {Float64Array} carriage
 *
 * @typedef {object} MetroDoors
 * @property {string[]} id
 * @property {string[]} name
 * @property {Float64Array} lon
 * @property {Float64Array} lat
 * @property {Float64Array} use 1 a way in, 2 a way out, 3 both
 * @property {Float64Array} hall
 * @property {Float64Array} edge
 * @property {Float64Array} mm where the street before it begins
 * @property {Float64Array} ms to the platform
 *
 * @typedef {object} Links
 * @property {Float64Array} from
 * @property {Float64Array} to
 * @property {Float64Array} ms
 *
 * @typedef {object} Metro
 * @property {Halls} halls
 * @property {MetroDoors} doors
 * @property {{id: string[], name: string[], colour: string[], wait: Float64Array}} lines
 * @property {Links & {line: Float64Array}} rides
 * @property {Links} changes
 */

/** @param {import("./city.js").City} city @returns {Metro} */
export function readMetro({ column }) {
  const numbers = (/** @type {string} */ name) => readNumbers(column(name));
  const places = (/** @type {string} */ name) => totals(unzigzag(numbers(name)));
  const texts = (/** @type {string} */ name) => readTexts(column, name);
  const links = (/** @type {string} */ name) => ({
    from: numbers(`${name}.from`), to: numbers(`${name}.to`), ms: numbers(`${name}.ms`),
  });
  return {
    halls: {
      name: texts("hall.name"), lon: places("hall.lon"), lat: places("hall.lat"),
      rule: numbers("hall.rule"), gate: numbers("hall.gate"), gateOut: numbers("hall.gate_out"),
      platform: numbers("hall.platform"), carriage: numbers("hall.carriage"),
    },
    doors: {
      id: texts("door.id"), name: texts("door.name"), lon: places("door.lon"), lat: places("door.lat"),
      use: numbers("door.use"), hall: numbers("door.hall"), edge: numbers("door.edge"), mm: numbers("door.mm"), ms: numbers("door.ms"),
    },
    lines: { id: texts("line.id"), name: texts("line.name"), colour: texts("line.colour"), wait: numbers("line.wait") },
    rides: { ...links("ride"), line: numbers("ride.line") },
    changes: links("change"),
  };
}
