// Prints what web/app/map/drawing.js reads out of a city, as JSON.
import { readFileSync } from "node:fs";

import { DISC, OUTLINE, readDrawing } from "../../web/app/map/drawing.js";

const drawn = readDrawing(new Uint8Array(readFileSync(process.argv[2])));
const { views, streets, cameras } = drawn;

/** @param {any} lines */
const listed = (lines) =>
  Array.from({ length: lines.length }, (_, line) =>
    Array.from(lines.xy.subarray(2 * lines.start[line], 2 * lines.start[line + 1])),
  );

const rims = listed(views.rims);
const outlines = Array.from(views.camera, (camera, view) => {
  if (views.form[view] === OUTLINE) return rims.slice(views.rim[view], views.rim[view + 1]);
  const [x, y] = cameras.xy.subarray(2 * camera, 2 * camera + 2);
  const turn = views.form[view] === DISC ? 2 * Math.PI : views.angle[view];
  const points = Array.from({ length: 65 }, (_, k) => {
    const bearing = views.direction[view] + (k / 64 - 0.5) * turn;
    return [x + views.radius[view] * Math.sin(bearing), y - views.radius[view] * Math.cos(bearing)];
  });
  return [[...(views.form[view] === DISC ? [] : [x, y]), ...points.flat()]];
});
const rows = Array.from(cameras.rows);
process.stdout.write(
  JSON.stringify({
    header: drawn.header,
    rows,
    forms: Array.from(views.form),
    rims: views.rims.length,
    views: [...new Set(views.camera)],
    shapes: [...new Set(views.camera)].map((camera) =>
      outlines.filter((_, view) => views.camera[view] === camera).flat(),
    ),
    streets: Array.from(streets.lines.xy),
    starts: Array.from(streets.lines.start),
    layers: Object.fromEntries(Object.entries(drawn.layers).map(([name, lines]) => [name, listed(lines)])),
    entrances: drawn.entrances.name,
    told: Object.fromEntries(
      Object.keys(drawn.header.told).map((language) => [language, rows.map((_, k) => drawn.told(language, k))]),
    ),
  }),
);
