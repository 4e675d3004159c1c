// The browser's router against what Python wrote down; see golden.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inflate, readCity } from "../../../web/router/city.js";
import { Same } from "./same.mjs";
import { normaliseName } from "../../../web/router/names.js";
import { Router } from "../../../web/router/router.js";
import { Engine } from "../../../web/router/engine.js";
import { ended, leastExposed } from "../../../web/router/exact.js";
import { makeField, searchField } from "../../../web/router/search.js";

const folder = process.env.GOLDEN_FOLDER;
const golden = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
const router = new Router(readCity(await inflate(readFileSync(`${folder}/city.bin`))));

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
  const same = new Same();
  for (const { trip, answer, trouble, snapped } of golden("trips")) {
    const asked = engine.routes({ ...trip, language: "ru" });
    if (trouble !== null) {
      await assert.rejects(asked, { type: trouble });
      continue;
    }
    delete answer.software;
    same.value(await asked, answer, "");
    const [start, goal] = [trip.from, trip.to].map((place) => engine.placeOf(place, "to"));
    const ends = router.index.pair(start, goal, 300);
    assert.deepEqual(ends.map((end) => [end.edge, end.offsetMm, end.distanceM]), snapped);
  }
});

test("tracks: the scores of the service", async () => {
  const engine = new Engine();
  await engine.open(readFileSync(`${folder}/city.bin`));
  const same = new Same();
  for (const { track, answer, trouble } of golden("tracks")) {
    if (trouble !== null) {
      assert.throws(() => engine.score(track), { type: trouble });
      continue;
    }
    delete answer.software;
    same.value(engine.score({ ...track, language: "ru" }), answer, "");
  }
  same.told();
});

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
