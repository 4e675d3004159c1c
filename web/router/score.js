import { HIGHEST, isCounted } from "./seen.js";

/**
 * One unbroken stretch of a route in view of one camera.
 *
 * @typedef {object} Encounter
 * @property {number} camera
 * @property {number} enterMm from the start of the route
 * @property {number} exitMm
 * @property {number} ms
 *
 * @typedef {object} Band
 * @property {number | null} near
 * @property {number | null} default
 * @property {number | null} far
 *
 * @typedef {object} Score
 * @property {number} lengthMm
 * @property {number} durationMs
 * @property {Record<string, number | null>} cameras distinct cameras under each policy
 * @property {number | null} plateReaders
 * @property {number} modelled
 * @property {Encounter[]} encounters of the counted cameras, in the order they begin
 * @property {{enterMm: number, exitMm: number, evidence: number}[]} stretches under the strongest
 *   evidence that sees them; they never overlap
 * @property {number | null} seenMm in view of any counted camera
 * @property {number | null} seenMs
 * @property {number | null} longestUnseenMm
 * @property {Band} band the count under the policy at each range
 * @property {number} unresolvable cameras nearby whose range is shorter than their position's error
 * @property {{full: number, partial: number, none: number}} survey shares of the length
 * @property {number} indoorMm
 */

const PRESETS = /** @type {const} */ (["near", "default", "far"]);
const UNSEEN = 9;
const INDOOR_BIT = 4;

/**
 * What sees a route, from what each edge shows.
 *
 * @param {import("./city.js").City} city
 * @param {import("./graph.js").Graph} graph
 * @param {import("./graph.js").Part[]} parts
 * @param {import("./answers.js").Counting} counting
 * @returns {Score}
 */
export function scoreRoute(city, graph, parts, { policy, preset }) {
  const { cameras, header, sights } = city;
  const reader = header.kinds.indexOf("plate_reader");
  const walk = new Walk(graph, parts);
  const met = walk.encounters(sights[preset]);
  const bit = 1 + PRESETS.findIndex((name) => name === preset);
  const distinct = [...new Set(met.map(({ camera }) => camera))];
  const survey = walk.survey(city.ground);
  const unsurveyed = survey.full + survey.partial <= 0;
  const nearby = sights.nearby ? walk.cameras(sights.nearby) : [];
  /** @param {number} bit @param {string} under */
  const vague = (bit, under) =>
    nearby.filter((camera) => (cameras.vague[camera] >> bit) & 1 && isCounted(city, under, camera)).length;
  /** @param {number[]} found @param {number} bit @param {string} under */
  const figure = (found, bit, under) => {
    if (vague(bit, under) > 0) return null;
    const count = found.filter((camera) => isCounted(city, under, camera)).length;
    return count === 0 && unsurveyed ? null : count;
  };
  const counts = Object.fromEntries(
    Object.keys(HIGHEST).map((name) => [name, figure(distinct, bit, name)]),
  );
  const told = counts[policy] !== null;
  const encounters = met.filter(({ camera }) => isCounted(city, policy, camera));
  const cover = walk.cover(encounters, cameras.evidence);
  const readers = distinct.filter((camera) => cameras.kind[camera] === reader).length;
  const band = PRESETS.map((preset, k) => figure(walk.cameras(sights[preset]), k + 1, policy));
  return {
    lengthMm: walk.lengthMm,
    durationMs: walk.durationMs,
    cameras: counts,
    plateReaders: readers === 0 && unsurveyed ? null : readers,
    modelled: distinct.filter(
      (camera) =>
        cameras.modelled[camera] && cameras.kind[camera] !== reader && cameras.evidence[camera] <= HIGHEST[policy],
    ).length,
    encounters,
    stretches: cover.stretches,
    seenMm: told ? cover.seenMm : null,
    seenMs: told ? cover.seenMs : null,
    longestUnseenMm: told ? cover.longestUnseenMm : null,
    band: { near: band[0], default: band[1], far: band[2] },
    unresolvable: vague(bit, policy),
    survey,
    indoorMm: walk.parts
      .filter((part) => city.edges.flags[part.way >> 1] & INDOOR_BIT)
      .reduce((total, part) => total + Math.abs(part.toMm - part.fromMm), 0),
  };
}

/** A route laid out: where its parts begin, in millimetres and milliseconds. */
class Walk {
  /** @param {import("./graph.js").Graph} graph @param {import("./graph.js").Part[]} parts */
  constructor(graph, parts) {
    this.parts = parts.filter((part) => part.fromMm !== part.toMm);
    this.graph = graph;
    this.startMm = [0];
    this.startMs = [0];
    for (const part of this.parts) {
      this.startMm.push(this.lengthMm + Math.abs(part.toMm - part.fromMm));
      this.startMs.push(this.durationMs + part.cost);
    }
  }

  get lengthMm() {
    return this.startMm[this.startMm.length - 1];
  }

  get durationMs() {
    return this.startMs[this.startMs.length - 1];
  }

  /** When a walker is so far along. @param {number} mm */
  msAt(mm) {
    let k = 0;
    while (k < this.parts.length - 1 && this.startMm[k + 1] <= mm) k++;
    const length = this.startMm[k + 1] - this.startMm[k];
    const share = length ? (mm - this.startMm[k]) / length : 0;
    return this.startMs[k] + share * (this.startMs[k + 1] - this.startMs[k]);
  }

  /**
   * Visit what some columns hold of the walk, from where to where along it.
   *
   * @param {import("./city.js").Ground} rows
   * @param {(row: number, enterMm: number, exitMm: number) => void} visit
   */
  each(rows, visit) {
    this.parts.forEach((part, k) => {
      const edge = part.way >> 1;
      const low = Math.min(part.fromMm, part.toMm);
      const high = Math.max(part.fromMm, part.toMm);
      for (let row = rows.start[edge]; row < rows.start[edge + 1]; row++) {
        const enter = Math.max(low, rows.enter[row]);
        const exit = Math.min(high, rows.exit[row]);
        if (enter >= exit) continue;
        const begin = part.toMm > part.fromMm ? enter - low : high - exit;
        visit(row, this.startMm[k] + begin, this.startMm[k] + begin + exit - enter);
      }
    });
  }

  /** The distinct cameras that see any of it. @param {import("./city.js").Sight} sight */
  cameras(sight) {
    /** @type {Set<number>} */
    const found = new Set();
    this.each(sight, (row) => found.add(sight.camera[row]));
    return [...found];
  }

  /**
   * Unbroken stretches in view of each camera: what touches is one.
   *
   * @param {import("./city.js").Sight} sight
   * @returns {Encounter[]}
   */
  encounters(sight) {
    /** @type {Map<number, [number, number][]>} */
    const byCamera = new Map();
    this.each(sight, (row, enter, exit) => {
      const camera = sight.camera[row];
      const list = byCamera.get(camera);
      if (list) list.push([enter, exit]);
      else byCamera.set(camera, [[enter, exit]]);
    });
    const found = [];
    for (const [camera, list] of byCamera) {
      for (const [enterMm, exitMm] of united(list)) {
        found.push({ camera, enterMm, exitMm, ms: this.msAt(exitMm) - this.msAt(enterMm) });
      }
    }
    return found.sort((a, b) => a.enterMm - b.enterMm || a.exitMm - b.exitMm || a.camera - b.camera);
  }

  /** Shares of the length by how well the ground was surveyed. @param {{full: import("./city.js").Ground, known: import("./city.js").Ground}} ground */
  survey(ground) {
    const share = (/** @type {import("./city.js").Ground} */ rows) => {
      let length = 0;
      this.each(rows, (_, enter, exit) => (length += exit - enter));
      return this.lengthMm ? length / this.lengthMm : 0;
    };
    const full = share(ground.full);
    const known = Math.max(full, share(ground.known));
    return { full, partial: known - full, none: 1 - known };
  }

  /**
   * What is in view of any camera, and of how strong evidence.
   *
   * @param {Encounter[]} encounters @param {Uint8Array} evidence
   */
  cover(encounters, evidence) {
    const cuts = [...new Set([0, this.lengthMm, ...encounters.flatMap((e) => [e.enterMm, e.exitMm])])];
    cuts.sort((a, b) => a - b);
    let [seenMm, seenMs, unseen, longestUnseenMm] = [0, 0, 0, 0];
    /** @type {Score["stretches"]} */
    const stretches = [];
    for (let k = 0; k < cuts.length - 1; k++) {
      const [enterMm, exitMm] = [cuts[k], cuts[k + 1]];
      let strongest = UNSEEN;
      for (const encounter of encounters) {
        if (encounter.enterMm <= enterMm && encounter.exitMm >= exitMm) {
          strongest = Math.min(strongest, evidence[encounter.camera]);
        }
      }
      if (strongest === UNSEEN) {
        unseen += exitMm - enterMm;
        longestUnseenMm = Math.max(longestUnseenMm, unseen);
        continue;
      }
      unseen = 0;
      seenMm += exitMm - enterMm;
      seenMs += this.msAt(exitMm) - this.msAt(enterMm);
      const last = stretches[stretches.length - 1];
      if (last && last.exitMm === enterMm && last.evidence === strongest) last.exitMm = exitMm;
      else stretches.push({ enterMm, exitMm, evidence: strongest });
    }
    return { seenMm, seenMs, longestUnseenMm, stretches };
  }
}

/** Intervals that overlap or touch as one. @param {[number, number][]} intervals */
function united(intervals) {
  intervals.sort((a, b) => a[0] - b[0]);
  /** @type {[number, number][]} */
  const found = [];
  for (const [enter, exit] of intervals) {
    const last = found[found.length - 1];
    if (last && enter <= last[1]) last[1] = Math.max(last[1], exit);
    else found.push([enter, exit]);
  }
  return found;
}
