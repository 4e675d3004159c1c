/**
 * The points of a GPX file, tag by tag. A browser's own XML reader would act on what a file says:
 * it applies style attributes and puts a page of its own where a file is broken. This one keeps
 * positions and times, refuses document types and entities, and does nothing else.
 *
 * @typedef {{lon: number, lat: number, time: number}} TimedPoint time in seconds since 1970, NaN where there is none
 * @typedef {{tracks: TimedPoint[][], routes: TimedPoint[][]}} Pieces
 */

const DEEPEST = 64;
/** Elements that hold points, and what their points are called. */
const OPENERS = new Map([["trkseg", "trkpt"], ["rte", "rtept"]]);
const TAG = /<([^\s/>"'<=]+)((?:\s+[^\s=/>"'<]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s=/>"'<]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const CLOSING = /<\/([^\s/>"'<=]+)\s*>/y;
const MOMENT = /^\d{4}-?\d\d-?\d\d[T ]\d\d(:?\d\d){0,2}([.,]\d+)?(Z|[+-]\d\d:?\d\d)?$/i;
const ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

/**
 * @param {string} text
 * @returns {Pieces | null} null where it is no GPX
 */
export function readGpx(text) {
  const reader = new Reader();
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const until = next < 0 ? text.length : next;
    if (until > at && !reader.text(text.slice(at, until))) return null;
    if (next < 0) break;
    at = tagEnd(text, next, reader);
    if (at < 0) return null;
  }
  return reader.begun && !reader.path.length ? reader.pieces : null;
}

/**
 * Read what begins at a "<"; where it ends, -1 where it may not stand.
 *
 * @param {string} text @param {number} at @param {Reader} reader
 */
function tagEnd(text, at, reader) {
  for (const [start, end] of [["<!" + "--", "-->"], ["<?", "?>"], ["<![CDATA[", "]]>"]]) {
    if (!text.startsWith(start, at)) continue;
    const stop = text.indexOf(end, at + start.length);
    if (stop < 0 || (start === "<![CDATA[" && !reader.path.length)) return -1;
    return stop + end.length;
  }
  CLOSING.lastIndex = at;
  const closing = CLOSING.exec(text);
  if (closing) return reader.close(closing[1]) ? CLOSING.lastIndex : -1;
  TAG.lastIndex = at;
  const tag = TAG.exec(text);
  if (!tag || !reader.open(tag[1], tag[2])) return -1;
  const end = TAG.lastIndex;
  return tag[3] && !reader.close(tag[1]) ? -1 : end;
}

class Reader {
  constructor() {
    /** @type {Pieces} */
    this.pieces = { tracks: [], routes: [] };
    /** @type {string[]} */
    this.path = [];
    this.begun = false;
    this.time = "";
  }

  /** @param {string} name @param {string} attributes @returns {boolean} whether it may stand here */
  open(name, attributes) {
    const local = localOf(name);
    if (!this.path.length && (this.begun || local !== "gpx")) return false;
    if (this.path.length >= DEEPEST) return false;
    this.begun = true;
    const parent = localOf(this.path[this.path.length - 1] ?? "");
    this.path.push(name);
    if (OPENERS.has(local)) this.kind(local).push([]);
    if (OPENERS.get(parent) === local) {
      const pieces = this.kind(parent);
      pieces[pieces.length - 1].push(pointOf(attributes));
    }
    this.time = "";
    return true;
  }

  /** @param {string} name */
  close(name) {
    if (this.path.pop() !== name) return false;
    if (localOf(name) !== "time") return true;
    const [opener, point] = this.path.slice(-2).map(localOf);
    if (OPENERS.get(opener) !== point) return true;
    const pieces = this.kind(opener);
    const piece = pieces[pieces.length - 1];
    piece[piece.length - 1].time = secondsOf(this.time.trim());
    return true;
  }

  /** @param {string} text @returns {boolean} whether it may stand here */
  text(text) {
    if (localOf(this.path[this.path.length - 1] ?? "") === "time") this.time += text;
    return this.path.length > 0 || text.trim() === "" || text.trim() === "\ufeff";
  }

  /** @param {string} opener */
  kind(opener) {
    return opener === "rte" ? this.pieces.routes : this.pieces.tracks;
  }
}

/** A name without its prefix. @param {string} name */
function localOf(name) {
  return name.slice(name.lastIndexOf(":") + 1);
}

/** @param {string} attributes @returns {TimedPoint} */
function pointOf(attributes) {
  /** @type {Record<string, number>} */
  const found = { lon: NaN, lat: NaN };
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    const value = (double ?? single ?? "").trim();
    if ((name === "lon" || name === "lat") && value !== "") found[name] = Number(value);
  }
  return { lon: found.lon, lat: found.lat, time: NaN };
}

/** A moment in seconds, NaN where it is none; without a zone it is UTC. @param {string} text */
function secondsOf(text) {
  if (!MOMENT.test(text)) return NaN;
  return Date.parse(ZONE.test(text) ? text : `${text}Z`) / 1000;
}
