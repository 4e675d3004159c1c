// The browser's router against what Python wrote down; see golden.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inflate, readCity } from "../../../web/router/city.js";
import { normaliseName } from "../../../web/router/names.js";
import { Router } from "../../../web/router/router.js";
import { ended, leastExposed } from "../../../web/router/exact.js";
import { makeField, searchField } from "../../../web/router/search.js";

const folder = process.env.GOLDEN_FOLDER;
const golden = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
const router = new Router(readCity(await inflate(readFileSync(`${folder}/city.bin`))));
const EVIDENCE = ["documented", "reported", "presumed", "unknown", "no"];

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

test("trips: the same options with the same figures", () => {
  for (const trip of golden("trips")) {
    const [start, goal] = [trip.start, trip.goal].map(([lon, lat]) => ({ lon, lat }));
    const answer = ended(router.routes(start, goal, { detour: trip.detour, policy: trip.policy }));
    if (trip.answer === null) {
      assert.ok("trouble" in answer);
      continue;
    }
    const ends = router.index.pair(start, goal, 300);
    assert.deepEqual(ends.map((end) => [end.edge, end.offsetMm, end.distanceM]), trip.snapped);
    assert.deepEqual(answer.front.map((p) => [p.durationMs, p.cameras]), trip.answer.front);
    assert.deepEqual([answer.complete, answer.optimal], [trip.answer.complete, trip.answer.optimal]);
    const { unavoidable } = answer;
    const ids = [unavoidable.start, unavoidable.goal].map((cameras) => cameras.map(idOf).sort());
    assert.deepEqual(ids, trip.answer.unavoidable);
    assert.equal(answer.options.length, trip.answer.options.length);
    answer.options.forEach((option, k) => sameOption(option, trip.answer.options[k]));
  }
});

const idOf = (camera) => router.city.cameras.ids[router.city.cameras.row[camera]];

function sameOption({ score, line, avoided, lessSurveyed }, told) {
  assert.equal(score.durationMs, told.duration_ms);
  assert.equal(score.lengthMm, told.length_mm);
  assert.deepEqual(score.cameras, told.cameras);
  assert.equal(score.plateReaders, told.plate_readers);
  assert.deepEqual(score.band, told.band);
  assert.equal(avoided, told.avoided);
  assert.equal(lessSurveyed, told.less_surveyed);
  for (const state of ["full", "partial", "none"]) near(score.survey[state], told.survey[state], 2e-4, state);
  const metres = (mm) => (mm === null ? null : mm / 1000);
  // edges show whole millimetres, rounded outward, and Python measures the line anew
  near(metres(score.seenMm), told.seen_m, 0.05 + told.length_mm * 1e-7, "metres in view");
  near(metres(score.seenMs), told.seen_s, 0.05 + told.length_mm * 1e-7, "seconds in view");
  near(metres(score.longestUnseenMm), told.longest_unseen_m, 0.05, "longest unseen");
  assert.equal(score.encounters.length, told.encounters.length, "encounters");
  const byCamera = (a, b) => (a[0] < b[0] ? -1 : Number(a[0] > b[0])) || a[1] - b[1];
  const found = score.encounters.map((e) => [idOf(e.camera), e.enterMm / 1000, e.exitMm / 1000, e.ms / 1000]);
  const ids = (list) => list.map(([id]) => id).sort();
  assert.deepEqual(ids(found), ids(told.encounters));
  found.sort(byCamera).forEach(([, enter, exit, seconds], k) => {
    const [, wantedEnter, wantedExit, wantedSeconds] = told.encounters.sort(byCamera)[k];
    near(enter, wantedEnter, 0.05, "enter");
    near(exit, wantedExit, 0.05, "exit");
    near(seconds, wantedSeconds, 0.05, "seconds");
  });
  assert.deepEqual(
    score.stretches.map((s) => EVIDENCE[s.evidence]),
    told.stretches,
  );
  // an end that falls on a corner may be one point here and two a hair apart there
  const apart = (k, [lon, lat]) => Math.max(Math.abs(line.lon[k] / 1e7 - lon), Math.abs(line.lat[k] / 1e7 - lat));
  let at = 0;
  for (const point of told.line) {
    if (at + 1 < line.lon.length && apart(at + 1, point) < apart(at, point)) at++;
    near(apart(at, point), 0, 3e-7, "a point of the line");
  }
  assert.equal(at, line.lon.length - 1, "points of the line");
  near(line.mm[line.mm.length - 1], score.lengthMm, 1e-6, "length of the line");
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
