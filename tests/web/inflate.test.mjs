import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";
import { gzipSync } from "node:zlib";

import { inflate } from "../../web/router/city.js";

const require = createRequire(import.meta.url);
const { readFileSync } = require("node:fs");
const vendored = { exports: {} };
// the file is a script for browsers; Node.js would take it for an ES module
new Function("module", "exports", readFileSync(new URL("../../web/vendor/pako/pako_inflate.js", import.meta.url), "utf8"))(
  vendored,
  vendored.exports,
);
const pako = vendored.exports;
const Native = globalThis.DecompressionStream;

/** Whatever was asked for, without the browser's own code. */
async function inflateWithout(bytes) {
  globalThis.pako = pako;
  delete globalThis.DecompressionStream;
  try {
    return await inflate(bytes);
  } finally {
    globalThis.DecompressionStream = Native;
    delete globalThis.pako;
  }
}

/** Bytes that are the same every time, more or less alike. @param {number} size @param {number} alike */
function bytesOf(size, alike) {
  const bytes = new Uint8Array(size);
  let state = size + alike + 1;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = (state >>> 16) % alike;
  }
  return bytes;
}

test("with and without the browser's own inflate the same bytes come out", async () => {
  for (const size of [0, 1, 31, 4096, 70_001, 400_000]) {
    for (const alike of [1, 7, 256]) {
      for (const level of [0, 1, 9]) {
        const bytes = bytesOf(size, alike);
        const packed = gzipSync(bytes, { level });
        assert.deepEqual(await inflate(packed), bytes);
        assert.deepEqual(new Uint8Array(await inflateWithout(packed)), bytes);
      }
    }
  }
});

test("a stream that was cut or changed is refused by both", async () => {
  const packed = gzipSync(bytesOf(9000, 20));
  const changed = Uint8Array.from(packed);
  changed[changed.length - 6] ^= 1; // its check sum
  for (const wrong of [packed.subarray(0, 500), changed]) {
    await assert.rejects(inflate(wrong));
    await assert.rejects(inflateWithout(wrong));
  }
});
