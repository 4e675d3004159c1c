import { stepMm } from "./city.js";

/**
 * The points of a route, in ten-millionths of a degree; neighbours differ.
 *
 * @typedef {object} Line
 * @property {number[]} lon
 * @property {number[]} lat
 * @property {number[]} mm how far along the route each is
 */

/**
 * Lay out the stretches of a route as a line.
 *
 * @param {import("./city.js").City} city @param {import("./graph.js").Part[]} parts
 * @returns {Line}
 */
export function lineOf(city, parts) {
  /** @type {Line} */
  const line = { lon: [], lat: [], mm: [] };
  let startMm = 0;
  for (const part of parts) {
    const forward = pointsOf(city, part.way >> 1, Math.min(part.fromMm, part.toMm), Math.max(part.fromMm, part.toMm));
    const back = part.toMm < part.fromMm;
    const order = back ? forward.reverse() : forward;
    for (const { lon, lat, mm } of order) {
      const last = line.lon.length - 1;
      const along = startMm + Math.abs(mm - part.fromMm);
      if (last >= 0 && line.lon[last] === lon && line.lat[last] === lat) {
        if (last > 0) line.mm[last] = along;
        continue;
      }
      line.lon.push(lon);
      line.lat.push(lat);
      line.mm.push(along);
    }
    startMm += Math.abs(part.toMm - part.fromMm);
  }
  return line;
}

/**
 * The points of an edge between two places along it, forward.
 *
 * @param {import("./city.js").City} city @param {number} edge @param {number} low @param {number} high
 */
function pointsOf(city, edge, low, high) {
  const { lon, lat, start, length } = city.edges;
  const { flat } = city.header;
  const first = start[edge];
  const last = start[edge + 1] - 1;
  const reach = [0];
  for (let at = first; at < last; at++) reach.push(reach[reach.length - 1] + stepMm(flat, lon, lat, at));
  const drawn = reach[reach.length - 1] || 1;
  const mm = reach.map((value) => (value / drawn) * length[edge]);
  const found = [];
  /** @param {number} place */
  const between = (place) => {
    let k = 1;
    while (k < mm.length - 1 && mm[k] < place) k++;
    const step = mm[k] - mm[k - 1];
    const share = step > 0 ? (place - mm[k - 1]) / step : 0;
    const at = first + k - 1;
    return {
      lon: Math.round(lon[at] + share * (lon[at + 1] - lon[at])),
      lat: Math.round(lat[at] + share * (lat[at + 1] - lat[at])),
      mm: place,
    };
  };
  found.push(between(low));
  for (let k = 0; k < mm.length; k++) {
    if (mm[k] > low && mm[k] < high) found.push({ lon: lon[first + k], lat: lat[first + k], mm: mm[k] });
  }
  found.push(between(high));
  return found;
}
