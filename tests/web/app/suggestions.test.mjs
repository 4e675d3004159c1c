// What somebody who is still typing may mean.
import assert from "node:assert/strict";
import { test } from "node:test";

import { normaliseName } from "../../../web/router/names.js";
import { rowsLike } from "../../../web/router/suggestions.js";

const names = ["Aleksanterinkatu", "Pieni Aleksanterinkatu", "Тверская улица", "Площадь Революции", "Охотный Ряд", "Rautatientori", "Old Row"];
const folded = names.map(normaliseName);
const meant = (text) => rowsLike(folded, normaliseName(text)).map((row) => names[row]);

test("beginnings come before words within, whatever the case and the marks", () => {
  assert.deepEqual(meant("ALEKS"), ["Aleksanterinkatu", "Pieni Aleksanterinkatu"]);
  assert.deepEqual(meant("твёрская"), ["Тверская улица"]);
  assert.deepEqual(meant("револ"), ["Площадь Революции"]);
});

test("a slip or two is forgiven, in proportion to what was typed", () => {
  assert.deepEqual(meant("Alexanterinkatu"), ["Aleksanterinkatu", "Pieni Aleksanterinkatu"]);
  assert.deepEqual(meant("rautatein"), ["Rautatientori"]);
  assert.deepEqual(meant("твреск"), ["Тверская улица"]);
  assert.deepEqual(meant("охотнй"), ["Охотный Ряд"]);
  assert.deepEqual(meant("olx"), []);
  assert.deepEqual(meant("zzzzzzzz"), []);
});

test("what is spelt right is never mixed with what is nearly so", () => {
  assert.deepEqual(meant("row"), ["Old Row"]);
});
