/** From what a person types to a place: `mapper/routing/places.py`, step by step. */

import { normaliseName } from "./names.js";
import { UNITS } from "./numbers.js";
import { utm } from "./projection.js";
import { rowsLike } from "./suggestions.js";

const ONE_PLACE_M = 500;
const ONE_STREET_M = 2000;
const SHORTEST_BEGINNING = 3;
const LEAST_LIKENESS = 85;
const NUMBER = String.raw`([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`;
const LAT_LON = new RegExp(String.raw`^\s*${NUMBER}\s*[,;\s]\s*${NUMBER}\s*$`);

/**
 * @typedef {{lon: number, lat: number, name: string, exact: boolean}} Place
 * @typedef {"empty" | "off_earth" | "unknown" | "several" | "several_like"} Trouble
 */

/** The names of a city, folded and ready to be asked. */
export class Gazetteer {
  /** @param {import("./city.js").City} city */
  constructor(city) {
    this.city = city;
    const { name, folded } = city.places;
    this.names = folded.map((form, row) => form || normaliseName(name[row]));
    this.project = utm(city.header.epsg);
  }

  /**
   * @param {string} text "lat,lon" or a name
   * @returns {Place | {trouble: Trouble}}
   */
  resolve(text) {
    const point = LAT_LON.exec(text);
    if (point) {
      const [lat, lon] = [Number(point[1]), Number(point[2])];
      if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return { trouble: "off_earth" };
      return { lon, lat, name: "", exact: true };
    }
    const wanted = normaliseName(text);
    if (!wanted) return { trouble: "empty" };
    let exact = this.rows((name) => name === wanted);
    if (!exact.length) exact = this.reordered(wanted);
    let rows = exact;
    if (!rows.length && [...wanted].length >= SHORTEST_BEGINNING) rows = this.rows((name) => name.startsWith(wanted));
    if (!rows.length) rows = this.like(wanted);
    if (!rows.length) return { trouble: "unknown" };
    const first = this.oneOf(rows);
    if (first < 0) return { trouble: exact.length ? "several" : "several_like" };
    const { lon, lat, name } = this.city.places;
    return {
      lon: lon[first] / UNITS,
      lat: lat[first] / UNITS,
      name: name[first],
      exact: exact.length > 0,
    };
  }

  /** @param {(name: string) => boolean} fits */
  rows(fits) {
    const found = [];
    for (let row = 0; row < this.names.length; row++) if (fits(this.names[row])) found.push(row);
    return found;
  }

  /** Rows of names of the same words. @param {string} wanted */
  reordered(wanted) {
    const words = sortedWords(wanted);
    return this.rows((name) => name.length === wanted.length && sortedWords(name) === words);
  }

  /** The rows of the names most like the one wanted, all those equally like it. @param {string} wanted */
  like(wanted) {
    const words = [...sortedWords(wanted)];
    let best = LEAST_LIKENESS;
    /** @type {number[]} */
    let found = [];
    this.names.forEach((name, row) => {
      const other = [...sortedWords(name)];
      const most = words.length + other.length;
      // no two names of such different length are that alike, whatever the rounding
      if (200 * Math.min(words.length, other.length) < best * most - 1e-6) return;
      const score = 100 * (1 - (most - 2 * commonLength(words, other)) / most);
      if (score < best) return;
      if (score > best) found = [];
      best = score;
      found.push(row);
    });
    return found;
  }

  /**
   * The place some rows mean, -1 where they lie too far apart to be one.
   *
   * @param {number[]} rows
   */
  oneOf(rows) {
    const { kind, name, lon, lat } = this.city.places;
    const first = rows.reduce((best, row) => (kind[row] < kind[best] ? row : best));
    const street = this.city.header.place_kinds.indexOf("street");
    const at = (/** @type {number} */ row) =>
      this.project(lon[row] / UNITS, lat[row] / UNITS);
    const [x, y] = at(first);
    for (const row of rows) {
      const [x2, y2] = at(row);
      const same = kind[row] === street && kind[first] === street && name[row] === name[first];
      if (Math.hypot(x2 - x, y2 - y) > (same ? ONE_STREET_M : ONE_PLACE_M)) return -1;
    }
    return first;
  }

  /**
   * Names that begin with, or hold, what was typed so far.
   *
   * @param {string} text @param {number} most
   * @returns {{name: string, kind: string, lon: number, lat: number}[]}
   */
  suggest(text, most) {
    const wanted = normaliseName(text);
    if ([...wanted].length < 2) return [];
    const { name, kind, lon, lat } = this.city.places;
    /** @type {number[]} */
    const rows = [];
    for (const row of rowsLike(this.names, wanted)) {
      const known = rows.findIndex((other) => name[other] === name[row] && this.oneOf([other, row]) >= 0);
      if (known >= 0) rows[known] = this.oneOf([rows[known], row]);
      else if (rows.length < most) rows.push(row);
    }
    return rows.map((row) => ({
      name: name[row],
      kind: this.city.header.place_kinds[kind[row]],
      lon: lon[row] / UNITS,
      lat: lat[row] / UNITS,
    }));
  }
}

/** @param {string} text */
function sortedWords(text) {
  return text.split(" ").sort(byCodePoint).join(" ");
}

/** @param {string} one @param {string} other */
function byCodePoint(one, other) {
  const a = [...one];
  const b = [...other];
  for (let k = 0; k < Math.min(a.length, b.length); k++) {
    if (a[k] !== b[k]) return (a[k].codePointAt(0) ?? 0) - (b[k].codePointAt(0) ?? 0);
  }
  return a.length - b.length;
}

/** Length of the longest common subsequence. @param {string[]} one @param {string[]} other */
function commonLength(one, other) {
  let above = new Uint16Array(other.length + 1);
  for (const letter of one) {
    const row = new Uint16Array(other.length + 1);
    for (let k = 0; k < other.length; k++) {
      row[k + 1] = letter === other[k] ? above[k] + 1 : Math.max(above[k + 1], row[k]);
    }
    above = row;
  }
  return above[other.length];
}
