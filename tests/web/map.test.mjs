import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import zlib from "node:zlib";

import { BoxIndex } from "../../web/app/map/box_index.js";
import { COLOURS, HEAT_LOWS, heatClass } from "../../web/app/map/colours.js";
import { longestSteps } from "../../web/app/map/labels.js";
import { heatLabels } from "../../web/app/map/legend.js";
import { bare, foldedText } from "../../web/app/map/picture.js";
import { Plane, boundsOf, isNear, journeyOf, meetingOf, scoredLine, strongest, walkOf } from "../../web/app/map/ways.js";

/** Numbers from a seed. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test("an index finds what touching every box finds, each once", () => {
  const random = seeded(3);
  for (const n of [0, 1, 7, 300]) {
    const box = new Int32Array(4 * n);
    for (let k = 0; k < n; k++) {
      const [x, y] = [Math.floor(random() * 5000) - 2500, Math.floor(random() * 3000)];
      const large = random() < 0.05 ? 4000 : 60;
      box.set([x, y, x + Math.floor(random() * large), y + Math.floor(random() * large)], 4 * k);
    }
    const rows = Array.from({ length: n }, (_, row) => row).filter((row) => row % 3);
    for (const wanted of [undefined, rows]) {
      const index = new BoxIndex(box, wanted);
      for (let round = 0; round < 40; round++) {
        const [x, y] = [random() * 6000 - 3000, random() * 4000 - 500];
        const view = [x, y, x + random() * 900, y + random() * 900];
        const touched = (wanted ?? Array.from({ length: n }, (_, row) => row)).filter(
          (row) => box[4 * row] <= view[2] && box[4 * row + 2] >= view[0] && box[4 * row + 1] <= view[3] && box[4 * row + 3] >= view[1],
        );
        assert.deepEqual(index.within(view).sort((a, b) => a - b), touched);
      }
    }
  }
});

test("the strongest evidence covers a line as metre by metre", () => {
  const names = ["documented", "reported", "presumed", "unknown", "no"];
  const random = seeded(11);
  for (let round = 0; round < 60; round++) {
    const encounters = Array.from({ length: Math.floor(random() * 12) }, () => {
      const enter = Math.floor(random() * 90);
      return { enter_m: enter, exit_m: enter + 1 + Math.floor(random() * 20), face_recognition: names[Math.floor(random() * 5)] };
    });
    const found = strongest(encounters);
    for (let metre = 0; metre < 120; metre++) {
      const codes = encounters
        .filter((one) => one.enter_m <= metre && one.exit_m > metre && one.face_recognition !== "no")
        .map((one) => names.indexOf(one.face_recognition));
      const here = found.filter((one) => one.enter <= metre && one.exit > metre).map(({ code }) => code);
      assert.deepEqual(here, codes.length ? [Math.min(...codes)] : []);
    }
  }
});

const PLANE = { zoom: 20, origin: [150_000_000, 77_000_000] };
const degrees = (east) => [24.94 + east, 60.17];

test("a line is cut where its encounters begin and end", () => {
  const plane = new Plane(PLANE);
  const line = scoredLine(plane, {
    geometry: { type: "LineString", coordinates: [degrees(0), degrees(0.001), degrees(0.004)] },
    length_m: 400,
    encounters: [{ enter_m: 50, exit_m: 150, face_recognition: "reported", camera_id: "c" }],
  });
  const [left] = plane.at(degrees(0.0005));
  const [right] = plane.at(degrees(0.0015));
  assert.deepEqual(Array.from(line.evidence), [1]);
  assert.equal(line.stretches.start[1], 3, "the corner between is kept");
  assert.ok(Math.abs(line.stretches.xy[0] - left) <= 1 && Math.abs(line.stretches.xy[4] - right) <= 1);
  assert.ok(Math.abs(line.meeting[0] - (left + right) / 2) <= 1);
});

test("a track with gaps stays in pieces, and gaps have no length", () => {
  const plane = new Plane(PLANE);
  const pieces = [[degrees(0), degrees(0.001)], [degrees(0.01), degrees(0.011)]];
  const way = walkOf(plane, {
    geometry: { type: "MultiLineString", coordinates: pieces }, length_m: 200,
    encounters: [{ enter_m: 50, exit_m: 150, face_recognition: "unknown", camera_id: "c" }],
  });
  const [walk] = way.walks;
  assert.equal(walk.pieces.length, 2);
  assert.equal(walk.stretches.length, 2);
  assert.equal(meetingOf(way).length, 2);
  assert.ok(isNear(walk.pieces, ...plane.at(degrees(0.0005)), 2));
  assert.ok(!isNear(walk.pieces, ...plane.at(degrees(0.005)), 2));
});

test("a journey keeps its walks, rides and gates apart and takes no colour that is none", () => {
  const plane = new Plane(PLANE);
  const line = (from, to) => ({ type: "LineString", coordinates: [degrees(from), degrees(to)] });
  const way = journeyOf(plane, {
    legs: [
      { kind: "walk", geometry: line(0, 0.001), length_m: 55, encounters: [{ camera_id: "a", enter_m: 1, exit_m: 2, face_recognition: "unknown" }] },
      { kind: "gate", geometry: { type: "Point", coordinates: degrees(0.001) } },
      { kind: "ride", geometry: line(0.001, 0.02), colour: "#123456" },
      { kind: "ride", geometry: line(0.02, 0.03), colour: "url(evil)" },
      { kind: "walk", geometry: line(0.03, 0.031), length_m: 55, encounters: [] },
    ],
  });
  assert.equal(way.walks.length, 2);
  assert.deepEqual(way.rides.map(({ kind, colour }) => [kind, colour]), [["gate", ""], ["ride", "#123456"], ["ride", ""]]);
  assert.deepEqual(way.cameras, ["a"]);
  const box = boundsOf(way.rides.map((ride) => ride.line));
  assert.ok(box && box[2] - box[0] > 1000);
  assert.equal(boundsOf([]), null);
});

test("the longest straight step of a line carries its name", () => {
  const lines = { length: 2, start: Int32Array.of(0, 3, 5), xy: Int32Array.of(0, 0, 10, 0, 10, 30, 0, 0, 1, 0) };
  const found = longestSteps(lines, () => true, 5);
  assert.deepEqual([Array.from(found.at), Array.from(found.edge), Array.from(found.length)], [[10, 0, 10, 30], [0], [30]]);
});

test("classes of the heat double and their labels say so", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 7, 8, 15, 16, 500].map(heatClass), [0, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  assert.deepEqual(heatLabels(), ["0", "1", "2–3", "4–7", "8–15", "≥ 16"]);
  assert.ok(HEAT_LOWS.every((low, level) => heatClass(low) === level));
});

/** Relative luminance of WCAG 2. */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

test("more cameras are darker by day and brighter by night, and stand out most", () => {
  for (const [theme, sign] of [["light", -1], ["dark", 1]]) {
    const colours = COLOURS[theme];
    const seen = [1, 2, 3, 4, 5].map((level) => sign * luminance(colours[`heat_${level}`]));
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
    const ground = luminance(colours.ground);
    const strong = luminance(colours.heat_5);
    assert.ok((Math.max(ground, strong) + 0.05) / (Math.min(ground, strong) + 0.05) > 7);
  }
});

test("the colours are those of every map", () => {
  const palette = JSON.parse(readFileSync(new URL("../../web/map/palette.json", import.meta.url), "utf-8"));
  for (const theme of ["light", "dark"]) {
    for (const [name, colour] of Object.entries(palette[theme])) assert.equal(COLOURS[theme][name], colour, name);
  }
});

test("a picture keeps nothing but the picture", () => {
  const part = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const whole = Buffer.alloc(12 + data.length);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : 0, 8 + data.length);
    return whole;
  };
  const head = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const needed = [part("IHDR", Buffer.alloc(13)), part("IDAT", Buffer.from([1, 2, 3])), part("IEND", Buffer.alloc(0))];
  const told = [part("tEXt", Buffer.from("Software\0x")), part("tIME", Buffer.alloc(7)), part("eXIf", Buffer.alloc(9))];
  const png = Buffer.concat([head, needed[0], told[0], told[1], needed[1], told[2], needed[2]]);
  assert.deepEqual(Buffer.from(bare(png)), Buffer.concat([head, ...needed]));
  assert.throws(() => bare(Buffer.from("GIF89a__________")), /no PNG/);
});

test("notices are folded to the width of a picture, word by word", () => {
  const length = (/** @type {string} */ part) => part.length;
  assert.deepEqual(foldedText("one two three", 8, length), ["one two", "three"]);
  assert.deepEqual(foldedText(" a  wholly-unbroken b ", 4, length), ["a", "wholly-unbroken", "b"]);
  assert.deepEqual(foldedText("", 8, length), []);
});
