import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { digestOf, sha256 } from "../../web/app/offline/sha256.js";

/** @param {Uint8Array} bytes */
const expected = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {number} size */
const message = (size) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + size) & 255);

test("the digest is the one everybody else computes, at every length around a block", () => {
  for (let size = 0; size <= 200; size++) {
    const bytes = message(size);
    assert.equal(Buffer.from(digestOf(bytes)).toString("hex"), expected(bytes), `${size} bytes`);
  }
  const large = message(3_000_017);
  assert.equal(Buffer.from(digestOf(large)).toString("hex"), expected(large));
});

test("bytes inside a longer buffer are taken alone", () => {
  const bytes = message(500).subarray(77, 301);
  assert.equal(Buffer.from(digestOf(bytes)).toString("hex"), expected(Uint8Array.from(bytes)));
});

test("with the browser's own and without it the same digits come out", async () => {
  const bytes = message(1000);
  assert.equal(await sha256(bytes), expected(bytes));
  const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  try {
    assert.equal(await sha256(bytes), expected(bytes));
  } finally {
    Object.defineProperty(globalThis, "crypto", own);
  }
});
