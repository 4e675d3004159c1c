/**
 * What is measured of a station or entrance, in words.
 *
 * @param {import("./drawing.js").DrawnCity} city
 * @param {"station" | "entrance"} kind @param {number} row
 * @param {Record<string, any>} words of the map
 * @returns {[string, string][]}
 */
export function stationFacts(city, kind, row, words) {
  const { coverage } = city.header;
  const figures = kind === "station" ? coverage.stations : coverage.entrances;
  if (!figures) return [];
  const station = kind === "station" ? row : coverage.station_of[row];
  /** @type {[string, string][]} */
  const rows = kind === "entrance" && station >= 0 ? [[words.station, city.stations.name[station]]] : [];
  if (kind === "station" && coverage.status[row] > 0) return [[words.layers.coverage, words.layers.statuses[coverage.status[row]]]];
  const told = words.layers.figures;
  const { not_known: unknown } = words.layers;
  /** @param {string} name */
  const said = (name) => (figures[name][row] === null ? unknown : String(figures[name][row]));
  /** @param {string} name */
  const share = (name) => (figures[name][row] === null ? unknown : `${Math.round(100 * figures[name][row])} %`);
  rows.push(
    [told.approach, said("approach")],
    [told.band, ["near", "default", "far"].map((range) => said(`approach_${range}`)).join(" / ")],
  );
  if (kind === "entrance") {
    rows.push([told.door, said("door_cameras")], [told.around_50, said("cameras_50")]);
    return rows;
  }
  rows.push(
    [told.around_300, said("cameras_300")],
    [told.seen_150, share("seen_150")],
    [told.doorways, share("doorways_seen")],
    [told.entrances, said("entrances")],
  );
  for (const name of ["gates", "platform_cameras"]) {
    if (figures[name][row]) rows.push([told[name], said(name)]);
  }
  return rows;
}
