import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decodeLines, decodeNumbers } from "../../web/map/coding.js";

test("lines coded by the core come back as they were", () => {
  const cases = JSON.parse(readFileSync(process.env.CODED_LINES, "utf-8"));
  assert.ok(cases.length > 0);
  for (const { text, lines } of cases) {
    const decoded = decodeLines(text);
    const found = Array.from({ length: decoded.length }, (_, line) =>
      Array.from({ length: decoded.start[line + 1] - decoded.start[line] }, (_, at) => {
        const point = 2 * (decoded.start[line] + at);
        return [decoded.xy[point], decoded.xy[point + 1]];
      }),
    );
    assert.deepEqual(found, lines);
    lines.forEach((line, index) => {
      const [left, top, right, bottom] = decoded.box.subarray(4 * index, 4 * index + 4);
      const [x, y] = [line.map((point) => point[0]), line.map((point) => point[1])];
      assert.deepEqual([left, top, right, bottom], [
        Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y),
      ]);
    });
  }
});

test("a text cut short is refused", () => {
  assert.throws(() => decodeNumbers(btoa("\x80")), /cut short/);
});
