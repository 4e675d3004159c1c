// The worker's messages, in a scope that stands for a worker's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const folder = process.env.GOLDEN_FOLDER;
const trips = JSON.parse(readFileSync(`${folder}/trips.json`, "utf8"));
const waiting = new Map();
let listen = (_) => {};
globalThis.self = {
  addEventListener: (_, listener) => (listen = listener),
  postMessage: (message) => waiting.get(message.id)?.(structuredClone(message)),
};
await import("../../../web/router/worker.js");

/** All messages that answer a question, the last one being its result or error. */
function ask(id, method, args, more = {}) {
  return new Promise((resolve) => {
    const messages = [];
    waiting.set(id, (message) => {
      messages.push(message);
      if ("result" in message || "error" in message) resolve(messages);
    });
    listen({ data: structuredClone({ id, method, args, ...more }) });
  });
}

const asked = trips.find(({ answer }) => answer?.optimal);

test("a city is opened, asked, and troubles have a name and nothing of the trip", async () => {
  assert.equal((await ask(1, "suggest", ["Kai"]))[0].error.type, "city-unavailable");
  const [{ result }] = await ask(2, "open", [new Uint8Array(readFileSync(`${folder}/city.bin`))]);
  assert.equal(result.city, "helsinki");
  const [{ result: places }] = await ask(3, "suggest", ["Kai"]);
  assert.ok(places.length > 0 && places.every(({ name }) => /kai/i.test(name)));
  const [{ error }] = await ask(4, "routes", [{ ...asked.trip, to: "no such place at all" }]);
  assert.deepEqual(error, { type: "unknown-place", field: "to" });
  for (const more of [{ minimise: "seconds" }, { range: 33 }, { tolerance: 5 }, { avoid: ["kind:dome"] }]) {
    assert.equal((await ask(5, "routes", [{ ...asked.trip, ...more }]))[0].error.type, "unsupported");
  }
  for (const more of [{ detour: 0.9 }, { count: "all" }, { from: [200, 1] }]) {
    assert.equal((await ask(6, "routes", [{ ...asked.trip, ...more }]))[0].error.type, "invalid-request");
  }
  assert.equal((await ask(7, "nothing", []))[0].error.type, "internal");
  assert.equal((await ask(8, "open", [Uint8Array.of(1, 2, 3)]))[0].error.type, "city-unavailable");
});

test("ways come once, or twice where that was asked for", async () => {
  assert.equal((await ask(10, "routes", [asked.trip])).length, 1);
  const [before, after] = await ask(11, "routes", [asked.trip], { first: true });
  assert.equal(before.first.optimal, false);
  assert.equal(after.result.optimal, true);
  assert.equal(before.first.options[0].duration_s, after.result.options[0].duration_s);
});

test("a later question ends an earlier one that is still being proven", async () => {
  const long = trips.find(({ answer }) => answer && answer.detour === 3);
  const questions = await Promise.all([20, 21, 22].map((id) => ask(id, "routes", [long.trip])));
  const [last] = questions[2];
  assert.deepEqual(last.result.front, long.answer.front);
  for (const [{ result, error }] of questions.slice(0, 2)) assert.ok(result ?? error.type === "superseded");
});
