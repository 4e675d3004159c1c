// The browser's router against what Python wrote down; see golden.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inflate, readCity } from "../../../web/router/city.js";
import { normaliseName } from "../../../web/router/names.js";
import { Router } from "../../../web/router/router.js";
import { Engine } from "../../../web/router/engine.js";
import { ended, leastExposed } from "../../../web/router/exact.js";
import { makeField, searchField } from "../../../web/router/search.js";

const folder = process.env.GOLDEN_FOLDER;
const golden = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
const router = new Router(readCity(await inflate(readFileSync(`${folder}/city.bin`))));

const near = (one, other, within, what) => {
  if (one === null || other === null) assert.equal(one, other, what);
  else assert.ok(Math.abs(one - other) <= within, `${what}: ${one}, not ${other}`);
};

test("fronts: the same routes, durations and cameras", () => {
  for (const { query, detour, policy, slices, front, answer } of golden("fronts")) {
    const [startEdge, startMm, goalEdge, goalMm] = query;
    const ends = { startEdge, startMm, goalEdge, goalMm };
    const field = makeField(router.under(policy), ends, detour);
    if (front === null) {
      assert.equal(field, null);
      continue;
    }
    sameFront(ended(searchField(field)), front);
    sameFront(ended(leastExposed(router.under(policy), ends, detour, slices)), answer);
  }
});

function sameFront(found, told) {
  assert.deepEqual(found.cost, told.cost);
  assert.deepEqual(found.cameras, told.cameras);
  assert.deepEqual(found.paths.map((path) => [...path]), told.paths);
  for (const name of ["quickest", "budget", "complete", "optimal", "labels", "proofLabels", "states"]) {
    assert.equal(found[name], told[name], name);
  }
}

test("trips: the answers of the service", async () => {
  const engine = new Engine();
  await engine.open(readFileSync(`${folder}/city.bin`));
  for (const { trip, answer, trouble, snapped } of golden("trips")) {
    const asked = engine.routes({ ...trip, language: "ru" });
    if (trouble !== null) {
      await assert.rejects(asked, { type: trouble });
      continue;
    }
    delete answer.software;
    sameValue(await asked, answer, "");
    const [start, goal] = [trip.from, trip.to].map((place) => engine.placeOf(place, "to"));
    const ends = router.index.pair(start, goal, 300);
    assert.deepEqual(ends.map((end) => [end.edge, end.offsetMm, end.distanceM]), snapped);
  }
});

test("tracks: the scores of the service", async () => {
  const engine = new Engine();
  await engine.open(readFileSync(`${folder}/city.bin`));
  for (const { track, answer, trouble } of golden("tracks")) {
    if (trouble !== null) {
      assert.throws(() => engine.score(track), { type: trouble });
      continue;
    }
    delete answer.software;
    sameValue(engine.score({ ...track, language: "ru" }), answer, "");
  }
  assert.ok(decided < compared / 1000, `${decided} of ${compared} figures rounded otherwise`);
});

/** Where a figure lies just between two roundings, a hair's breadth decides: how many did so. */
let decided = 0;
let compared = 0;
const LAST_DIGIT = { enter_m: 0.01, exit_m: 0.01, share_seen: 1e-4, full: 1e-4, partial: 1e-4, none: 1e-4, cameras: 1e-3 };

/** Everything alike, in the same order; measured figures may be rounded the other way. */
function sameValue(found, told, path) {
  const name = path.split(".").pop();
  if (told !== null && typeof told === "object") {
    assert.deepEqual(Object.keys(found), Object.keys(told), path);
    for (const key of Object.keys(told)) sameValue(found[key], told[key], `${path}.${key}`);
  } else if (typeof told === "number" && !Number.isInteger(told)) {
    compared++;
    if (found === told) return;
    decided++;
    near(found, told, 1.01 * (path.includes("coordinates") ? 1e-7 : (LAST_DIGIT[name] ?? 0.1)), path);
  } else {
    assert.equal(found, told, path);
  }
}

test("names: folded alike", () => {
  for (const [text, folded] of Object.entries(golden("names").folded)) {
    assert.equal(normaliseName(text), folded, JSON.stringify(text));
  }
});

test("places: what is typed means the same", () => {
  for (const [text, told] of golden("names").asked) {
    const place = router.gazetteer.resolve(text);
    const found = "trouble" in place ? null : [place.lon, place.lat, place.name, place.exact];
    assert.deepEqual(found, told, JSON.stringify(text));
  }
});
