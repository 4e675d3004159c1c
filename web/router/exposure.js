/** What sees a line: `mapper/exposure/{walk,stretches,cover,score,together}.py`, step by step. */

import { chancesOfMeeting } from "./chances.js";
import { geodesicM } from "./geodesic.js";
import { rint } from "./numbers.js";
import { HIGHEST, isCounted } from "./seen.js";
import { MERGE_M, SightIndex, readSheds } from "./sheds.js";
import { readArea, surveyShares } from "./survey.js";

/**
 * A line somebody walks. Where it has no times, walking speed is supposed.
 *
 * @typedef {object} Line
 * @property {ArrayLike<number>} lon
 * @property {ArrayLike<number>} lat degrees
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y metres
 * @property {number[] | null} seconds at each point
 * @property {boolean[] | null} indoor of each segment
 * @property {boolean} timed whether the seconds are its own
 *
 * @typedef {object} Walk
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {number[]} metres
 * @property {number[]} seconds from the start to each point
 * @property {ArrayLike<unknown>} indoor of each segment
 *
 * An unbroken stretch of a walk in view of one camera, as places along it.
 * @typedef {{camera: number, enter: number, leave: number}} Stretch
 */

/** What stands for a length of time without length. */
const MOMENT_S = 1e-3;
const UNSEEN = 5;
const BAND = /** @type {const} */ (["near", "default", "far"]);

/** A city's viewsheds and survey, read when first asked for. */
export class Scorer {
  /** @param {import("./city.js").City} city @param {(lon: number, lat: number) => [number, number]} project */
  constructor(city, project) {
    this.city = city;
    this.project = project;
    /** @type {Map<string, SightIndex>} */
    this.indexes = new Map();
    this.areas = { full: readArea(city, "full"), known: readArea(city, "known"), indoors: readArea(city, "indoors") };
    this.reader = city.header.kinds.indexOf("plate_reader");
  }

  /** @param {string} name main, near, default, far or nearby */
  sight(name) {
    const { header } = this.city;
    const held = header.sheds[name];
    let index = this.indexes.get(held);
    if (!index) {
      index = new SightIndex(readSheds(this.city, held, this.project), header.assumptions.tolerance_m);
      this.indexes.set(held, index);
    }
    return index;
  }

  /** Read and index every range, one at a time, so that nobody waits for it later. @returns {Generator<undefined, void>} */
  *warm() {
    for (const name of Object.keys(this.city.header.sheds)) {
      this.sight(name);
      yield undefined;
    }
  }

  /**
   * @param {Line} line @param {import("./answers.js").Counting} counting
   * @returns {import("./answers.js").Exposure}
   */
  score(line, counting) {
    const { policy, preset } = counting;
    const walk = walkOf(line, this.city.header.assumptions.walking_speed_m_s);
    const { index, crossings } = this.crossings(preset, walk);
    const stretches = unitedStretches(crossings, index.sheds.camera, walk);
    const survey = surveyShares(this.areas, walk.x, walk.y, walk.metres, walk.indoor);
    const tally = new Tally(this, this.nearby([walk]), survey);
    const met = [...new Set(stretches.map(({ camera }) => camera))];
    const cameras = tally.counts(met, preset);
    const told = cameras[policy] !== null;
    const counted = stretches.filter(({ camera }) => isCounted(this.city, policy, camera));
    const cover = coverOf(walk, counted, this.city.cameras.evidence, index.weights);
    const [lengthM, durationS] = [walk.metres[walk.metres.length - 1], walk.seconds[walk.seconds.length - 1]];
    return {
      lengthM,
      durationS,
      timed: line.timed,
      cameras,
      plateReaders: tally.plateReaders(met),
      modelled: met.filter((camera) => this.isModelled(camera, policy)).length,
      expected: told
        ? { cameras: this.expected(index, crossings, walk, policy), seenM: cover.expectedM, seenS: cover.expectedS }
        : { cameras: null, seenM: null, seenS: null },
      seenM: told ? cover.seenM : null,
      seenS: told ? cover.seenS : null,
      shareSeen: told ? shareOfWhole(cover, lengthM, durationS) : null,
      longestUnseenM: told ? cover.longestUnseenM : null,
      encounters: this.encounters(counted, walk),
      band: tally.band((name) => this.met(name, [walk]), policy),
      unresolvable: tally.vague(preset, policy),
      survey,
      lon: Array.from(line.lon),
      lat: Array.from(line.lat),
    };
  }

  /**
   * Several walks of one trip, one camera seen from two of them counted once.
   *
   * @param {Line[]} lines @param {import("./answers.js").Counting} counting
   */
  together(lines, counting) {
    const { policy, preset } = counting;
    const walks = lines.map((line) => walkOf(line, this.city.header.assumptions.walking_speed_m_s));
    const alone = lines.map((line) => this.score(line, counting));
    const total = alone.reduce((sum, walk) => sum + walk.lengthM, 0);
    const share = (/** @type {"full" | "partial" | "none"} */ state) =>
      alone.reduce((sum, walk) => sum + walk.survey[state] * walk.lengthM, 0) / total;
    const survey =
      total > 0 ? { full: share("full"), partial: share("partial"), none: share("none") } : { full: 0, partial: 0, none: 1 };
    const tally = new Tally(this, this.nearby(walks), survey);
    return {
      walks: alone,
      lengthM: total,
      cameras: tally.counts(this.met(preset, walks), preset),
      band: tally.band((name) => this.met(name, walks), policy),
      unresolvable: tally.vague(preset, policy),
      survey,
    };
  }

  /** @param {string} name @param {Walk} walk */
  crossings(name, walk) {
    const index = this.sight(name);
    return { index, crossings: index.crossings(walk.x, walk.y, walk.indoor) };
  }

  /** The cameras that see any of some walks. @param {string} name @param {Walk[]} walks */
  met(name, walks) {
    /** @type {Set<number>} */
    const found = new Set();
    for (const walk of walks) {
      const { index, crossings } = this.crossings(name, walk);
      for (const { camera } of unitedStretches(crossings, index.sheds.camera, walk)) found.add(camera);
    }
    return [...found];
  }

  /** Cameras near some walks whose positions may be less exact than their range. @param {Walk[]} walks */
  nearby(walks) {
    return this.city.header.sheds.nearby ? this.met("nearby", walks) : [];
  }

  /** @param {number} camera @param {string} policy */
  isModelled(camera, policy) {
    const { cameras } = this.city;
    return cameras.modelled[camera] === 1 && cameras.kind[camera] !== this.reader && cameras.evidence[camera] <= HIGHEST[policy];
  }

  /**
   * How many counted cameras see any of a walk in the mean.
   *
   * @param {SightIndex} index @param {import("./sheds.js").Crossing[]} crossings @param {Walk} walk
   * @param {string} policy
   */
  expected(index, crossings, walk, policy) {
    const chances = chancesOfMeeting(crossings, index.sheds, walk.x, walk.y, index.tolerance);
    const met = new Set(unitedStretches(crossings, index.sheds.camera, walk).map(({ camera }) => camera));
    let sum = 0;
    for (const [camera, chance] of [...chances].sort(([one], [other]) => one - other)) {
      if (met.has(camera) && isCounted(this.city, policy, camera)) sum += chance;
    }
    return sum;
  }

  /** @param {Stretch[]} stretches @param {Walk} walk */
  encounters(stretches, walk) {
    const { row } = this.city.cameras;
    return stretches
      .map(({ camera, enter, leave }) => ({
        camera,
        enterM: at(walk.metres, enter),
        exitM: at(walk.metres, leave),
        seconds: at(walk.seconds, leave) - at(walk.seconds, enter),
      }))
      .sort(
        (a, b) =>
          rint(a.enterM * 100) - rint(b.enterM * 100) || rint(a.exitM * 100) - rint(b.exitM * 100) || row[a.camera] - row[b.camera],
      );
  }
}

/** Counting that says null where nothing can be said. */
class Tally {
  /** @param {Scorer} scorer @param {number[]} nearby @param {{full: number, partial: number}} survey */
  constructor(scorer, nearby, survey) {
    this.scorer = scorer;
    this.near = nearby;
    this.unsurveyed = survey.full + survey.partial <= 0;
  }

  /**
   * How many counted cameras nearby have a range shorter than their position's error.
   *
   * @param {string} preset @param {string} policy
   */
  vague(preset, policy) {
    const { city } = this.scorer;
    const bit = 1 + BAND.findIndex((name) => name === preset);
    return this.near.filter((camera) => (city.cameras.vague[camera] >> bit) & 1 && isCounted(city, policy, camera)).length;
  }

  /** @param {number[]} met @param {string} preset @param {string} policy */
  figure(met, preset, policy) {
    if (this.vague(preset, policy) > 0) return null;
    const count = met.filter((camera) => isCounted(this.scorer.city, policy, camera)).length;
    return count === 0 && this.unsurveyed ? null : count;
  }

  /** @param {number[]} met @param {string} preset @returns {Record<string, number | null>} */
  counts(met, preset) {
    return Object.fromEntries(Object.keys(HIGHEST).map((policy) => [policy, this.figure(met, preset, policy)]));
  }

  /** @param {(name: string) => number[]} metAt @param {string} policy @returns {Record<string, number | null>} */
  band(metAt, policy) {
    return Object.fromEntries(BAND.map((name) => [name, this.figure(metAt(name), name, policy)]));
  }

  /** @param {number[]} met */
  plateReaders(met) {
    const readers = met.filter((camera) => this.scorer.city.cameras.kind[camera] === this.scorer.reader).length;
    return readers === 0 && this.unsurveyed ? null : readers;
  }
}

/** @param {Line} line @param {number} speed metres a second @returns {Walk} */
function walkOf(line, speed) {
  const metres = [0];
  for (let k = 1; k < line.x.length; k++) {
    metres.push(metres[k - 1] + geodesicM(line.lon[k - 1], line.lat[k - 1], line.lon[k], line.lat[k]));
  }
  const { seconds } = line;
  return {
    x: line.x,
    y: line.y,
    metres,
    seconds: seconds ? seconds.map((value) => value - seconds[0]) : metres.map((value) => value / speed),
    indoor: line.indoor ?? [],
  };
}

/** A running total at a place along a walk. @param {number[]} points @param {number} place */
function at(points, place) {
  const segment = Math.min(Math.floor(place), points.length - 2);
  return points[segment] + (place - segment) * (points[segment + 1] - points[segment]);
}

/**
 * What one camera sees of a walk, united over its views and over corners. What has neither length
 * nor time is dropped.
 *
 * @param {import("./sheds.js").Crossing[]} crossings @param {Int32Array} cameraOf of each view
 * @param {Walk} walk
 * @returns {Stretch[]} by camera, then place
 */
function unitedStretches(crossings, cameraOf, walk) {
  /** @type {Map<number, import("./sheds.js").Crossing[]>} */
  const byCamera = new Map();
  for (const crossing of crossings) {
    const camera = cameraOf[crossing.view];
    const list = byCamera.get(camera);
    if (list) list.push(crossing);
    else byCamera.set(camera, [crossing]);
  }
  /** @type {Stretch[]} */
  const found = [];
  for (const camera of [...byCamera.keys()].sort((one, other) => one - other)) {
    const rows = (byCamera.get(camera) ?? []).sort((one, other) => one.enter - other.enter);
    for (let k = 0; k < rows.length; ) {
      const { enter } = rows[k];
      let { leave } = rows[k++];
      let reach = at(walk.metres, leave) + MERGE_M;
      for (; k < rows.length; k++) {
        if (rows[k].enter > leave && at(walk.metres, rows[k].enter) > reach) break;
        if (rows[k].leave > leave) {
          leave = rows[k].leave;
          reach = at(walk.metres, leave) + MERGE_M;
        }
      }
      const length = reach - MERGE_M - at(walk.metres, enter);
      const time = at(walk.seconds, leave) - at(walk.seconds, enter);
      if (length >= MERGE_M || time >= MOMENT_S) found.push({ camera, enter, leave });
    }
  }
  return found;
}

/**
 * A walk cut into cells that the same cameras see, and what that says of the whole.
 *
 * @param {Walk} walk @param {Stretch[]} stretches those of one camera do not overlap
 * @param {Uint8Array} evidence of each camera @param {Map<number, number>} weights
 */
function coverOf(walk, stretches, evidence, weights) {
  const ends = [0, walk.metres.length - 1, ...stretches.flatMap(({ enter, leave }) => [enter, leave])];
  const cuts = [...new Set(ends)].sort((one, other) => one - other);
  const cellOf = new Map(cuts.map((cut, k) => [cut, k]));
  const n = cuts.length;
  /** How many stretches of each evidence, and of certain sight, begin less end at each cut. */
  const change = Array.from({ length: UNSEEN + 1 }, () => new Int32Array(n));
  const doubt = new Float64Array(n);
  for (const { camera, enter, leave } of stretches) {
    const [first, last] = [cellOf.get(enter) ?? 0, cellOf.get(leave) ?? 0];
    change[evidence[camera]][first]++;
    change[evidence[camera]][last]--;
    const weight = weights.get(camera) ?? 1;
    if (weight >= 1) {
      change[UNSEEN][first]++;
      change[UNSEEN][last]--;
    } else {
      doubt[first] += Math.log1p(-weight);
      doubt[last] -= Math.log1p(-weight);
    }
  }
  const cover = { seenM: 0, seenS: 0, expectedM: 0, expectedS: 0, longestUnseenM: 0 };
  const open = new Int32Array(UNSEEN + 1);
  let doubts = 0;
  let unseenSince = at(walk.metres, 0);
  for (let cell = 0; cell + 1 < n; cell++) {
    for (let level = 0; level <= UNSEEN; level++) open[level] += change[level][cell];
    doubts += doubt[cell];
    const [low, high] = [at(walk.metres, cuts[cell]), at(walk.metres, cuts[cell + 1])];
    if (!open.subarray(0, UNSEEN).some((count) => count > 0)) {
      cover.longestUnseenM = Math.max(cover.longestUnseenM, high - unseenSince);
      continue;
    }
    unseenSince = high;
    const time = at(walk.seconds, cuts[cell + 1]) - at(walk.seconds, cuts[cell]);
    const probability = open[UNSEEN] > 0 ? 1 : -Math.expm1(Math.min(doubts, 0));
    cover.seenM += high - low;
    cover.seenS += time;
    cover.expectedM += (high - low) * probability;
    cover.expectedS += time * probability;
  }
  return cover;
}

/**
 * The share of the length in view; of the time, where somebody only stood.
 *
 * @param {{seenM: number, seenS: number}} cover @param {number} lengthM @param {number} durationS
 */
function shareOfWhole({ seenM, seenS }, lengthM, durationS) {
  if (lengthM > 0) return Math.min(1, seenM / lengthM);
  return durationS > 0 ? Math.min(1, seenS / durationS) : 0;
}
