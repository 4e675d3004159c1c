// What an answer says: unknown is never 0, and each number has the form its language asks for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { apart, axisOf } from "../../../web/app/chart.js";
import { bandOf, comparedOf, countOf, figuresOf, firstShown, labelOf, proofOf, titleOf, warningsOf } from "../../../web/app/figures.js";
import { journeyEncounters, journeysOf } from "../../../web/app/journeys.js";
import { clipped, letterOf, Wording } from "../../../web/app/wording.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../../../web/words/${name}.json`, import.meta.url), "utf8"));
const wordingIn = (language) => new Wording(language, {
  app: read(`app.${language}`), pages: read(`pages.${language}`), map: read(language),
});
const [english, russian] = ["en", "ru"].map(wordingIn);

const option = (more = {}) => ({
  length_m: 613.5, duration_s: 457.9, timed: false, cameras: { documented: 0, likely: 2, cautious: 18 },
  counted: { policy: "cautious" }, plate_readers: 0, gates: 0, modelled: 0, expected: { cameras: 12.056 },
  seen_m: 500.4, seen_s: 373.4, share_seen: 0.8155, longest_unseen_m: 63.1, encounters: [],
  band: { near: 11, default: 18, far: 30 }, resolvable: true, unresolvable_cameras: 0,
  survey: { full: 0, partial: 1, none: 0 }, label: "quickest", cameras_avoided: 0, extra_s: 0, less_surveyed: false, indoor_m: 0,
  assumptions: { preset: "default", range_m: null, tolerance_m: 0, default_m: 36, default_panning_m: 94 },
  ...more,
});
const nothing = { documented: null, likely: null, cautious: null };
const unsurveyed = option({
  cameras: nothing, band: { near: null, default: null, far: null }, survey: { full: 0, partial: 0, none: 1 },
  seen_s: null, longest_unseen_m: null, plate_readers: null, expected: { cameras: null }, cameras_avoided: null,
});
const vague = option({ cameras: nothing, band: { near: null, default: null, far: null }, unresolvable_cameras: 3 });

const textOf = (scored, wording) => figuresOf(scored, wording).flatMap(({ figures }) => figures.map(({ key, text }) => [key, text]));

test("what is not known is said in words, never as 0", () => {
  for (const [scored, said, reason] of [[unsurveyed, "not surveyed", /Nobody is known/], [vague, "not resolvable", /less exact/]]) {
    assert.equal(countOf(scored), null);
    const figures = Object.fromEntries(textOf(scored, english));
    for (const key of ["counted", "documented", "likely", "cautious", "near", "far"]) assert.equal(figures[key], said, key);
    assert.equal(bandOf(scored, english), said);
    assert.match(warningsOf(scored, english)[0], reason);
  }
  assert.deepEqual(comparedOf(unsurveyed, false, english), ["0.0 min more", "no comparison: not surveyed or not resolvable"]);
});

test("a count that holds unknown evidence is never titled facial recognition", () => {
  for (const wording of [english, russian]) {
    for (const cautious of [0, 1, 2, 5, 18, 21]) {
      const title = titleOf(option({ cameras: { documented: 0, likely: 0, cautious } }), wording);
      assert.doesNotMatch(title, /facial|с распознаванием/);
      assert.match(title, /face recognition not ruled out|распознавание лиц не исключено/);
    }
  }
  assert.match(titleOf(option({ counted: { policy: "documented" } }), english), /^facial-recognition cameras/);
});

test("numbers take the form their language asks for", () => {
  const said = [1, 2, 5, 11, 21, 22].map((n) => russian.count("app.cameras", n));
  assert.deepEqual(said, ["1 камера", "2 камеры", "5 камер", "11 камер", "21 камера", "22 камеры"]);
  assert.equal(english.count("app.cameras", 1), "1 camera");
  assert.equal(russian.minutes(457.9), "7,6 мин");
  assert.equal(english.minutes(457.9), "7.6 min");
  assert.deepEqual(comparedOf(option({ extra_s: 84.4, cameras_avoided: 9 }), false, russian), ["на 1,4 мин дольше", "на 9 камер меньше"]);
  assert.deepEqual(comparedOf(option(), true, english), []);
});

test("figures are those of the page without scripts", () => {
  const figures = Object.fromEntries(textOf(option(), english));
  const told = {
    minutes: "7.6", metres: "614", counted: "18", near: "11", default: "18", far: "30", documented: "0", likely: "2",
    cautious: "18", expected: "12.1", seen_s: "373", longest_unseen_m: "63", modelled: "0", plate_readers: "0", partial: "100 %",
  };
  for (const [key, text] of Object.entries(told)) assert.equal(figures[key], text, key);
  assert.equal(figures.range, "36 m, panning 94 m, where none is recorded");
  const { expected, ...without } = option();
  assert.ok(!textOf(without, english).some(([key]) => key === "expected"), expected);
});

test("the way shown first has the fewest cameras, but not through ground fewer have looked at", () => {
  assert.equal(firstShown([option(), option(), option({ less_surveyed: true })]), 1);
  assert.equal(firstShown([option({ less_surveyed: true })]), 0);
  assert.match(warningsOf(option({ less_surveyed: true }), english)[0], /Nothing known is not the same as no cameras/);
});

test("every label the service gives has words", () => {
  for (const label of ["quickest", "between 2", "fewest cameras", "quickest, fewest cameras", "least time in view"]) {
    assert.doesNotMatch(labelOf(label, russian), /[a-z]/, label);
  }
  assert.equal(labelOf("<b>", english), "<b>");
});

test("the proof is told as it is", () => {
  const answer = { detour: 1.3, complete: true, optimal: true, unavoidable: { start: ["a", "b"], goal: [] } };
  assert.match(proofOf(answer, english)[0], /^Proven: within 1\.3/);
  assert.match(proofOf(answer, english)[1], /start itself is in view of 2/);
  assert.match(proofOf({ ...answer, optimal: false }, russian)[0], /1,3 быстрейшего пути, но не доказано/);
  assert.match(proofOf({ ...answer, optimal: false, complete: false }, english)[0], /cut short/);
});

test("journeys keep the order of their groups, encounters the metres since the start", () => {
  const walk = (length_m, ...enter) => ({ kind: "walk", length_m, encounters: enter.map((at) => ({ enter_m: at, exit_m: at + 1 })) });
  const answer = { counted: { policy: "likely" }, assumptions: {}, groups: [
    { gates: 0, options: [{ label: "a", walked_m: 5, legs: [] }] },
    { gates: 1, options: [{ label: "b", walked_m: 30, legs: [walk(10, 2), { kind: "ride", length_m: null, encounters: [] }, walk(20, 3)] }] },
  ] };
  const journeys = journeysOf(answer);
  assert.deepEqual(journeys.map(({ label, counted }) => [label, counted.policy]), [["a", "likely"], ["b", "likely"]]);
  assert.deepEqual(journeyEncounters(journeys[1]).map(({ enter_m }) => enter_m), [2, 13]);
});

test("an axis has round ticks around all values", () => {
  for (const values of [[7.6, 9.03], [0, 18], [4, 4], [0], [1, 4999], [100.2, 100.9]]) {
    for (const fromZero of [false, true]) {
      const { low, high, ticks } = axisOf(values, fromZero);
      assert.ok(low <= Math.min(...values) && high >= Math.max(...values) && high > low);
      assert.ok(ticks.length >= 2 && ticks.length <= 8 && ticks.every(Number.isInteger));
      assert.deepEqual([ticks[0], ticks.at(-1)], [low, high]);
    }
  }
});

test("marks of the chart never lie on one another", () => {
  const frame = { left: 0, right: 300, top: 0, bottom: 150 };
  for (const spots of [[{ x: 50, y: 50 }, { x: 51, y: 52 }, { x: 55, y: 50 }], Array.from({ length: 5 }, () => ({ x: 290, y: 149 }))]) {
    const marks = apart(spots, 26, frame);
    marks.forEach((one, k) => marks.slice(0, k).forEach((other) => {
      assert.ok(Math.abs(one.x - other.x) >= 26 || Math.abs(one.y - other.y) >= 26);
    }));
  }
});

test("names are cut, ways have letters beyond Z", () => {
  assert.equal([...clipped("x".repeat(10_000))].length, 80);
  assert.equal(clipped("𝒳".repeat(81)).length, 2 * 79 + 1);
  assert.deepEqual([0, 25, 26, 51, 52].map(letterOf), ["A", "Z", "A2", "Z2", "A3"]);
});

test("words that are missing are an error, not an empty place", () => {
  assert.throws(() => english.say("app.no_such_words"), /app\.no_such_words/);
  assert.throws(() => english.say("app.constructor"));
});

test("numbers are rounded as Python rounds them", () => {
  // said by Python: f"{x:.0f}" and f"{x:.1f}"
  const whole = { 0.5: "0", 1.5: "2", 2.5: "2", 372.5: "372", 373.5: "374", 2.4999: "2", 0: "0", 613.5: "614" };
  const tenths = { 0.25: "0.2", 0.75: "0.8", 29.95: "29.9", 0.05: "0.1", 0.15: "0.1", 0.35: "0.3", 12.25: "12.2", 8: "8.0" };
  for (const [value, text] of Object.entries(whole)) assert.equal(english.number(Number(value)), text, value);
  for (const [value, text] of Object.entries(tenths)) assert.equal(english.number(Number(value), 1), text, value);
});
