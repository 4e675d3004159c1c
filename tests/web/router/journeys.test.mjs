// Journeys by foot and metro against what Python wrote down; see golden.py.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { Engine } from "../../../web/router/engine.js";
import { Same } from "./same.mjs";

const folder = process.env.GOLDEN_FOLDER;
const file = `${folder}/journeys.json`;

test("journeys: the answers of the service", { skip: !existsSync(file) }, async () => {
  const engine = new Engine();
  await engine.open(readFileSync(`${folder}/city.bin`));
  const same = new Same();
  for (const { trip, answer, trouble } of JSON.parse(readFileSync(file, "utf8"))) {
    const asked = engine.routes({ ...trip, by: "metro", language: "ru" });
    if (trouble !== null) {
      await assert.rejects(asked, { type: trouble });
      continue;
    }
    delete answer.software;
    delete answer.check_days;
    same.value(await asked, answer, "");
  }
  same.told();
});
