import assert from "node:assert/strict";
import { test } from "node:test";

import { bearingOf, turnBetween } from "../../../web/router/angles.js";
import { geodesicM } from "../../../web/router/geodesic.js";
import { Heap, KeyedHeap, RankedHeap } from "../../../web/router/heap.js";
import { readNumbers, rint, totals, unzigzag } from "../../../web/router/numbers.js";
import { utm, utmInverse } from "../../../web/router/projection.js";
import { rounded } from "../../../web/router/rounding.js";
import { spread, undominated } from "../../../web/router/selection.js";

test("the ends and the best knees are kept", () => {
  assert.deepEqual(spread([0, 1, 2, 10], [9, 8, 1, 0], 3), [0, 2, 3]);
  assert.deepEqual(spread([5], [3]), [0]);
});

test("numbers are read, and one cut short is refused", () => {
  assert.deepEqual([...readNumbers(Uint8Array.of(1, 0xac, 2))], [1, 300]);
  assert.throws(() => readNumbers(Uint8Array.of(0xac)), /cut short/);
  assert.deepEqual([...totals(unzigzag(Float64Array.of(2, 1, 4)))], [1, 0, 2]);
});

test("halves are rounded to even", () => {
  assert.deepEqual([0.5, 1.5, 2.5, -0.5, 2.4].map(rint).map((v) => v + 0), [0, 2, 2, 0, 2]);
});

test("the middle meridian is straight, and south is counted from the pole's side", () => {
  const [x, y] = utm(32635)(27, 0);
  assert.ok(Math.abs(x - 500000) < 1e-9 && Math.abs(y) < 1e-9);
  assert.ok(Math.abs(utm(32735)(27, -1)[1] - (1e7 - utm(32635)(27, 1)[1])) < 1e-6);
  assert.throws(() => utm(3857), /no UTM zone/);
});

test("a point comes back from its projection", () => {
  for (const [epsg, lon, lat] of [[32635, 24.94, 60.17], [32635, 29.9, -0.5], [32735, 27.3, -79.9], [32637, 37.62, 83.9]]) {
    const back = utmInverse(epsg)(...utm(epsg)(lon, lat));
    assert.ok(Math.hypot(back[0] - lon, back[1] - lat) < 1e-12, String(back));
  }
});

test("lengths on the ellipsoid are those of Karney's geodesics", () => {
  // from GeographicLib, through PROJ
  const cases = [
    [24.94, 60.17, 24.9401, 60.1701, 12.447922352],
    [24.94, 60.17, 25.1, 60.3, 16981.473895019],
    [179.95, 10, -179.95, 10.1, 15572.814083302],
    [10, 0, 10.001, 0, 111.319490793],
    [37.6, 55.7, 37.6, 55.7, 0],
  ];
  for (const [lon1, lat1, lon2, lat2, metres] of cases) {
    assert.ok(Math.abs(geodesicM(lon1, lat1, lon2, lat2) - metres) < 1e-5, `${geodesicM(lon1, lat1, lon2, lat2)}`);
  }
});

test("decimals are rounded as Python rounds them", () => {
  assert.deepEqual([0.25, 0.75, 0.15, 0.35, -0.25].map((v) => rounded(v, 1)), [0.2, 0.8, 0.1, 0.3, -0.2]);
  assert.deepEqual([0.5, 1.5, 2.5].map((v) => rounded(v, 0)), [0, 2, 2]);
  assert.deepEqual([1.005, 0.125, 0.375].map((v) => rounded(v, 2)), [1, 0.12, 0.38]);
});

test("turns are told by the nearer side", () => {
  assert.deepEqual([turnBetween(350, 10), turnBetween(10, 350), turnBetween(0, 180)], [20, -20, 180]);
  assert.deepEqual([bearingOf(0, 1), bearingOf(1, 0), bearingOf(-1, 0)], [0, 90, 270]);
});

test("of rows equal in both the first stays", () => {
  assert.deepEqual(undominated([3, 1, 2, 2], [0, 5, 5, 4]), [1, 3, 0]);
  assert.deepEqual(undominated([1, 1], [2, 2]), [0]);
});

test("heaps give the smallest first, labels of one rank in order", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647);
  const keys = Array.from({ length: 5000 }, () => random() % 100);
  const [plain, ranked, keyed] = [new Heap(), new RankedHeap(), new KeyedHeap()];
  keys.forEach((key, label) => {
    plain.push(key);
    ranked.push(key, label);
    keyed.push(key, label);
  });
  const order = keys.map((_, label) => label).sort((a, b) => keys[a] - keys[b] || a - b);
  for (const label of order) {
    assert.equal(plain.pop(), keys[label]);
    assert.equal(ranked.pop(), label);
    assert.equal(keyed.keys[0], keys[label]);
    keyed.pop();
  }
});
