import { stationFacts } from "./station_facts.js";
import { isNear, meetingOf } from "./ways.js";

/**
 * What was touched: an encounter of the chosen way or another way, by its place in the answer; or
 * a camera, station or entrance with what is known of it.
 *
 * @typedef {{kind: "encounter" | "option", index: number}} Sign
 * @typedef {{kind: "camera" | "station" | "entrance", index: number, id: string, title: string, rows: [string, string][]}} Thing
 * @typedef {Sign | Thing} Hit
 *
 * @typedef {object} Drawn what is on the map
 * @property {import("./drawing.js").DrawnCity} city
 * @property {import("./sights.js").Sights} sights
 * @property {import("./station_marks.js").StationMarks} stations
 * @property {import("./ways.js").Way[]} ways
 * @property {number} chosen
 * @property {Record<string, boolean>} layers
 * @property {Record<string, any>} words
 * @property {string} language
 */

const REACH_PX = 16;
const LINE_REACH_PX = 10;

/**
 * What lies nearest to a place, within a finger's reach.
 *
 * @param {Drawn} drawn @param {[number, number]} at units @param {number} zoom
 * @returns {Hit | null}
 */
export function hitAt(drawn, [x, y], zoom) {
  const unit = 2 ** (drawn.city.header.draw.zoom - zoom);
  const reach = REACH_PX * unit;
  const way = drawn.ways[drawn.chosen];
  const encounter = way ? encounterAt(way, x, y, reach) : -1;
  if (encounter >= 0) return { kind: "encounter", index: encounter };
  const none = { index: -1, distance: Infinity };
  const camera = drawn.layers.cameras ? drawn.sights.near(x, y, reach) : none;
  const station = drawn.stations.near(x, y, zoom);
  if (station.index >= 0 && station.distance <= reach && (camera.index < 0 || station.distance <= camera.distance)) {
    return stationThing(drawn, /** @type {"station" | "entrance"} */ (station.kind), station.index);
  }
  if (camera.index >= 0) return cameraThing(drawn, camera.index);
  const option = drawn.ways.findIndex(
    (one, at) => at !== drawn.chosen && one.walks.some(({ pieces }) => isNear(pieces, x, y, LINE_REACH_PX * unit)),
  );
  return option < 0 ? null : { kind: "option", index: option };
}

/** @param {import("./ways.js").Way} way @param {number} x @param {number} y @param {number} reach */
function encounterAt(way, x, y, reach) {
  const meeting = meetingOf(way);
  let [index, least] = [-1, reach];
  for (let at = 0; 2 * at < meeting.length; at++) {
    const distance = Math.hypot(meeting[2 * at] - x, meeting[2 * at + 1] - y);
    if (distance < least) [index, least] = [at, distance];
  }
  return index;
}

/** @param {Drawn} drawn @param {number} camera @returns {Thing} */
function cameraThing({ city, words, language }, camera) {
  const id = city.cameraIds()[city.cameras.rows[camera]];
  return { kind: "camera", index: camera, id, title: words.camera, rows: city.told(language, camera) };
}

/** @param {Drawn} drawn @param {"station" | "entrance"} kind @param {number} row @returns {Thing} */
function stationThing({ city, words }, kind, row) {
  const name = (kind === "station" ? city.stations : city.entrances).name[row];
  const rows = stationFacts(city, kind, row, words);
  return { kind, index: row, id: "", title: name ? `${words[kind]}: ${name}` : words[kind], rows };
}
