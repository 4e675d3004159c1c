import assert from "node:assert/strict";
import test from "node:test";

import { axis } from "../../web/map/front.js";
import { DASHES, EVIDENCE, FILLS } from "../../web/map/marks.js";
import { clipped } from "../../web/map/popup.js";
import { Occupied, nearest, tracePath, widthAt } from "../../web/map/tracing.js";

const square = {
  length: 1,
  start: Int32Array.of(0, 4),
  xy: Int32Array.of(0, 0, 100, 0, 100, 100, 0, 100),
  box: Int32Array.of(0, 0, 100, 100),
};

function traced(view, scale, options) {
  const calls = [];
  const ink = {
    moveTo: (x, y) => calls.push(["M", x, y]),
    lineTo: (x, y) => calls.push(["L", x, y]),
    closePath: () => calls.push(["Z"]),
  };
  tracePath({ ink, scale, dx: 5, dy: 7, view }, square, options);
  return calls;
}

test("a line in view is traced where the map stands", () => {
  assert.deepEqual(traced([-1000, -1000, 1000, 1000], 0.5, { closed: true }), [
    ["M", 5, 7], ["L", 55, 7], ["L", 55, 57], ["L", 5, 57], ["Z"],
  ]);
});

test("lines out of view, too small to see or not asked for are left out", () => {
  assert.deepEqual(traced([500, 500, 900, 900], 1, {}), []);
  assert.deepEqual(traced([-1e6, -1e6, 1e6, 1e6], 0.001, {}), []);
  assert.deepEqual(traced([-1000, -1000, 1000, 1000], 1, { only: () => false }), []);
});

test("a line just outside the view is kept as far as its stroke reaches", () => {
  assert.equal(traced([105, 0, 900, 900], 1, { margin: 4 }).length, 0);
  assert.equal(traced([105, 0, 900, 900], 1, { margin: 6 }).length, 4);
});

test("labels never share a place", () => {
  const occupied = new Occupied();
  assert.ok(occupied.take(0, 0, 10, 10));
  assert.ok(!occupied.take(5, 5, 15, 15));
  assert.ok(occupied.take(11, 0, 20, 10));
});

test("the nearest point is found, and none among none", () => {
  assert.deepEqual(nearest(Int32Array.of(0, 0, 10, 0), 9, 0), { index: 1, distance: 1 });
  assert.deepEqual(nearest(new Int32Array(0), 1, 1), { index: -1, distance: Infinity });
});

test("streets never grow thinner on zooming in", () => {
  const widths = [12, 13, 14.5, 16, 17, 19, 20].map((zoom) => widthAt([1, 4, 12], zoom));
  assert.deepEqual(widths, [...widths].sort((one, other) => one - other));
});

test("stronger evidence fills more", () => {
  const share = ([drawn, open]) => (drawn === undefined ? 1 : drawn / (drawn + open));
  const counted = EVIDENCE.slice(0, 4).map((_, code) => code);
  for (const [stronger, weaker] of counted.slice(1).map((code) => [code - 1, code])) {
    assert.ok(share(DASHES[stronger]) > share(DASHES[weaker]));
    assert.ok(FILLS[stronger] > FILLS[weaker]);
  }
});

test("an axis ends on ticks, holds all values and has few of them", () => {
  for (const values of [[0], [3], [12, 19.4], [0, 1], [700, 2400], [5.2, 5.3]]) {
    const { low, high, ticks } = axis(values, true);
    assert.ok(low <= Math.min(...values) && Math.max(...values) < high);
    assert.ok(ticks.length >= 3 && ticks.length <= 8);
    assert.deepEqual([ticks[0], ticks[ticks.length - 1]], [low, high]);
  }
});

test("endless names are cut", () => {
  assert.equal(clipped("x".repeat(10_000)).length, 160);
  assert.equal(clipped("short"), "short");
});
