import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumbers, rint, totals, unzigzag } from "../../../web/router/numbers.js";
import { utm } from "../../../web/router/projection.js";
import { spread } from "../../../web/router/selection.js";

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
