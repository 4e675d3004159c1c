/** The engine of the page: what it is asked is answered on this device, and nobody is told. */

import { frameOf, routesAnswer, scoreAnswer } from "./answers.js";
import { inflate, readCity } from "./city.js";
import { journeysAnswer } from "./journey_answers.js";
import { findJourneys } from "./journeys.js";
import { Router } from "./router.js";

/**
 * A trip, as `POST /api/routes` takes it.
 *
 * @typedef {object} Trip
 * @property {[number, number] | string} from longitude and latitude, or a name, or "lat,lon"
 * @property {[number, number] | string} to
 * @property {number} [detour] 1 to 1000
 * @property {string} [count] documented, likely or cautious
 * @property {string} [range] near, default or far
 * @property {string} [language] of the safety text
 */

/**
 * A line somebody walked.
 *
 * @typedef {object} Walked
 * @property {[number, number][]} coordinates longitude and latitude
 * @property {number[] | null} [elapsed_s] since the first point
 * @property {string[]} [said] what had to be supposed to read it
 * @property {string} [count]
 * @property {string} [range]
 * @property {string} [language]
 *
 * @typedef {Walked & Record<string, any>} TrackAsked
 */

/** What goes wrong with a question, by the name `docs/api.md` gives it; holds nothing of a trip. */
export class EngineError extends Error {
  /** @param {string} type @param {"from" | "to"} [field] what it is about */
  constructor(type, field) {
    super(type);
    this.type = type;
    this.field = field;
  }
}

const MOST_DETOUR = 1000;
/** A line that stays farther than this from the city is outside it. */
const MARGIN_DEG = 0.02;
const COUNTS = new Set(["documented", "likely", "cautious"]);
const RANGES = new Set(["near", "default", "far"]);
/** What a trip may hold beside its places, and what of it asks for nothing more than is done here. */
/** @type {Map<string, unknown>} */
const IDLE = new Map(/** @type {[string, unknown][]} */ ([
  ["minimise", "cameras"],
  ["max_cameras", null],
  ["avoid", []],
  ["depart", null],
  ["date", null],
  ["day", null],
  ["avoid_area", null],
  ["surveyed_only", false],
  ["all", false],
]));
const WAYS = /** @type {Record<string, string>} */ ({ start: "from", goal: "to" });
/** How long a slice of work may keep others waiting. */
const PATIENCE_MS = 40;

export class Engine {
  constructor() {
    /** @type {Router | null} */
    this.router = null;
    this.turn = 0;
  }

  /**
   * Read a city: the gzip stream of `mapper/maps/cityfile`, or what it inflates to.
   *
   * @param {Uint8Array} bytes
   * @returns {Promise<{city: string, title: string, pack: string}>}
   */
  async open(bytes) {
    try {
      const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await inflate(bytes) : bytes;
      this.router = new Router(readCity(plain));
    } catch {
      throw new EngineError("city-unavailable");
    }
    const { city, title, pack } = this.router.city.header;
    return { city, title, pack };
  }

  /** Make ready what a first question would wait for, others having their turn in between. */
  async warm() {
    const router = this.opened();
    for (const _ of router.warm()) await pause();
  }

  /** @returns {Router} */
  opened() {
    if (!this.router) throw new EngineError("city-unavailable");
    return this.router;
  }

  /**
   * The answer of `POST /api/routes`. While it is worked out, others have their turn; a later
   * question for ways ends an earlier one, which is refused as `superseded`.
   *
   * @param {Trip & Record<string, any>} trip
   * @param {(answer: Record<string, any>) => void} [onFirst] given the answer before its proof
   * @returns {Promise<Record<string, any>>}
   */
  async routes(trip, onFirst) {
    if (trip.by === "metro") return this.journeys(trip);
    const { router, wishes, places, notes, counting } = this.asked(trip);
    /** @param {import("./router.js").Answer} found */
    const told = (found) => ({
      ...routesAnswer(found, wishes.detour, notes, counting),
      ...frameOf(router.city, trip.language),
    });
    const found = await this.unhurried(router.routes(places[0], places[1], wishes), (answer) => onFirst?.(told(answer)));
    if ("trouble" in found) throw troubleOf(found.trouble);
    return told(found);
  }

  /**
   * The answer of `POST /api/routes` by foot and metro, where half a headway is waited for a train.
   *
   * @param {Trip & Record<string, any>} trip
   * @returns {Promise<Record<string, any>>}
   */
  async journeys(trip) {
    const { router, wishes, places, notes, counting } = this.asked(trip);
    const ends = router.index.pair(places[0], places[1], router.city.header.assumptions.snap_m);
    if ("missing" in ends) throw troubleOf(ends.missing);
    const found = await this.unhurried(findJourneys(router, ends, wishes.detour, counting));
    if (!found) throw new EngineError("no-route");
    return journeysAnswer(found, wishes.detour, notes, counting, trip.language);
  }

  /** What a trip asks for. @param {Trip & Record<string, any>} trip */
  asked(trip) {
    const router = this.opened();
    const wishes = this.wishesOf(trip);
    const places = [this.placeOf(trip.from, "from"), this.placeOf(trip.to, "to")];
    const notes = ["start", "goal"]
      .filter((_, k) => !places[k].exact)
      .map((which) => `no place goes by just that name; the ${which} is the nearest name there is`);
    return { router, wishes, places, notes, counting: { city: router.city, policy: wishes.policy, preset: wishes.preset } };
  }

  /**
   * Work something out, others having their turn now and then.
   *
   * @template Step, Result
   * @param {Generator<Step | undefined, Result>} steps @param {(found: Step) => void} [onStep]
   * @returns {Promise<Result>}
   */
  async unhurried(steps, onStep) {
    const turn = ++this.turn;
    let step = steps.next();
    for (let since = Date.now(); !step.done; step = steps.next()) {
      if (step.value !== undefined) onStep?.(step.value);
      if (Date.now() - since < PATIENCE_MS) continue;
      await pause();
      if (turn !== this.turn) throw new EngineError("superseded");
      since = Date.now();
    }
    return step.value;
  }

  /**
   * The answer of `POST /api/score` to a line somebody walked.
   *
   * @param {TrackAsked} track
   * @returns {Record<string, any>}
   */
  score(track) {
    const router = this.opened();
    const { policy, preset } = this.wishesOf(track);
    const { coordinates, elapsed_s: seconds = null } = track;
    if (!Array.isArray(coordinates) || coordinates.length < 2 || !coordinates.every(isOnEarth)) {
      throw new EngineError("invalid-track");
    }
    if (seconds && !(seconds.length === coordinates.length && seconds.every(isRising))) throw new EngineError("invalid-track");
    const points = coordinates.map(([lon, lat]) => router.project(lon, lat));
    if (!isNear(coordinates, router.city.header.bounds) || !points.flat().every(Number.isFinite)) {
      throw new EngineError("outside-city");
    }
    const line = {
      lon: coordinates.map(([lon]) => lon),
      lat: coordinates.map(([, lat]) => lat),
      x: points.map(([x]) => x),
      y: points.map(([, y]) => y),
      seconds,
      indoor: null,
      timed: seconds !== null,
    };
    const counting = { city: router.city, policy, preset };
    return scoreAnswer(router.scorer.score(line, counting), track.said ?? [], counting, track.language);
  }

  /**
   * Places whose names begin with, or hold, what was typed so far.
   *
   * @param {string} text
   * @returns {{name: string, kind: string, lon: number, lat: number}[]}
   */
  suggest(text) {
    return this.opened().gazetteer.suggest(text, 8);
  }

  /**
   * @param {unknown} place @param {"from" | "to"} field
   * @returns {import("./places.js").Place}
   */
  placeOf(place, field) {
    if (Array.isArray(place)) {
      const [lon, lat] = place;
      const fits = place.length === 2 && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
      if (!fits) throw new EngineError("invalid-request", field);
      return { lon, lat, name: "", exact: true };
    }
    if (typeof place !== "string") throw new EngineError("invalid-request", field);
    const found = this.opened().gazetteer.resolve(place);
    if (!("trouble" in found)) return found;
    const unknown = found.trouble !== "empty" && found.trouble !== "off_earth";
    throw new EngineError(unknown ? "unknown-place" : "invalid-request", field);
  }

  /**
   * What of a trip is asked for beside its places.
   *
   * @param {Record<string, any>} trip
   * @returns {{detour: number, policy: string, preset: string}}
   */
  wishesOf(trip) {
    const { assumptions, city } = this.opened().city.header;
    if (trip.city !== undefined && trip.city !== city) throw new EngineError("unknown-city");
    for (const [name, idle] of IDLE) {
      const wish = trip[name] ?? idle;
      if (wish !== idle && !(Array.isArray(wish) && !wish.length)) throw new EngineError("unsupported");
    }
    if (Number(trip.tolerance ?? assumptions.tolerance_m) !== assumptions.tolerance_m) throw new EngineError("unsupported");
    const { detour = 1.3, count = assumptions.policy } = trip;
    if (!(detour >= 1 && detour <= MOST_DETOUR) || !COUNTS.has(count)) throw new EngineError("invalid-request");
    return { detour, policy: count, preset: this.presetOf(trip.range) };
  }

  /** @param {unknown} range */
  presetOf(range) {
    const { preset, range_m } = this.opened().city.header.assumptions;
    if (range === undefined || range === null) return "main";
    if (typeof range === "string" && RANGES.has(range)) return range === preset && range_m === null ? "main" : range;
    throw new EngineError(Number(range) > 0 ? "unsupported" : "invalid-request");
  }
}

/** @param {"start" | "goal" | "way" | "same"} trouble */
function troubleOf(trouble) {
  if (trouble === "same") return new EngineError("same-place");
  if (trouble === "way") return new EngineError("no-route");
  return new EngineError("outside-city", /** @type {"from" | "to"} */ (WAYS[trouble]));
}

/** @param {unknown} point */
function isOnEarth(point) {
  return Array.isArray(point) && Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90;
}

/** Whether no time is before the one before it. @param {number} second @param {number} k @param {number[]} seconds */
function isRising(second, k, seconds) {
  return Number.isFinite(second) && (k === 0 || second >= seconds[k - 1]);
}

/** Whether the box of a line is in or near a city's. @param {[number, number][]} line @param {number[]} bounds */
function isNear(line, [left, bottom, right, top]) {
  const some = (/** @type {(point: [number, number]) => boolean} */ fits) => line.some(fits);
  return (
    some(([lon]) => lon >= left - MARGIN_DEG) && some(([lon]) => lon <= right + MARGIN_DEG) &&
    some(([, lat]) => lat >= bottom - MARGIN_DEG) && some(([, lat]) => lat <= top + MARGIN_DEG)
  );
}

/** Let others have their turn. */
function pause() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
