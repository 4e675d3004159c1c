/**
 * The engine in a worker. A message `{id, method, args}` is answered by `{id, result}` or by
 * `{id, error: {type, field}}`; where it holds `first: true`, ways come twice: `{id, first}` as
 * soon as there are any, and `{id, result}` once they are proven or the proof gave up.
 */

import { Engine, EngineError } from "./engine.js";

/** @typedef {{id: number, method: "open" | "routes" | "journeys" | "score" | "suggest", args: any[], first?: boolean}} Question */

const engine = new Engine();

self.addEventListener("message", async ({ data }) => {
  const { id, method, args, first } = /** @type {Question} */ (data);
  try {
    const question = /** @type {(...args: any[]) => any} */ (engine[method]);
    const onFirst = (/** @type {any} */ answer) => self.postMessage({ id, first: answer });
    const result = await question.call(engine, ...args, ...(first ? [onFirst] : []));
    self.postMessage({ id, result });
    if (method === "open") await engine.warm();
  } catch (trouble) {
    const { type, field } = trouble instanceof EngineError ? trouble : { type: "internal", field: undefined };
    self.postMessage({ id, error: { type, field } });
  }
});
