// From the fields of the form to a trip, and from a line to a file.
import assert from "node:assert/strict";
import { test } from "node:test";

import { latLonText, needsServer, numberIn, readTrip } from "../../../web/app/ends.js";
import { geojsonOf, gpxOf, stepM, trimmed } from "../../../web/app/saving.js";
import { parseTrack, TrackTrouble } from "../../../web/app/track.js";

const fields = (more = {}) => ({
  count: "cautious", range: "default", detour: "1.3", metres: "", tolerance: "0", minimise: "cameras", max_cameras: "",
  avoid: "", surveyed_only: false, all: false, depart: "", by: "walk", ...more,
});
const ends = { from: { text: "Somewhere", at: [24.94, 60.17] }, to: { text: " Elsewhere ", at: null } };

test("a plain trip is worked out on the device and asks for nothing else", () => {
  assert.deepEqual(readTrip(ends, fields()), {
    trip: { count: "cautious", range: "default", from: [24.94, 60.17], to: "Elsewhere", detour: 1.3 }, needsServer: false, by: "walk",
  });
});

test("a page without a server asks for nothing that needs one", () => {
  const { count, range, detour, by } = fields();
  assert.equal(readTrip(ends, { count, range, detour, by }).needsServer, false);
});

test("what only the server can do is asked of it, and known beforehand", () => {
  const wishes = {
    metres: "50", tolerance: "2,5", minimise: "expected", max_cameras: "4", avoid: "camera:osm:n1, kind:dome", surveyed_only: true, all: true,
  };
  for (const [name, value] of Object.entries(wishes)) assert.ok(needsServer(fields({ [name]: value })), name);
  const { trip } = readTrip(ends, fields(wishes));
  assert.deepEqual(
    [trip.range, trip.tolerance, trip.minimise, trip.max_cameras, trip.avoid, trip.surveyed_only, trip.all],
    [50, 2.5, "expected", 4, ["camera:osm:n1", "kind:dome"], true, true],
  );
  assert.equal(needsServer(fields({ tolerance: "0,0" })), false);
});

test("by metro, what means nothing there is not sent", () => {
  assert.equal(needsServer(fields({ by: "metro", minimise: "expected", all: true })), false);
  const { trip, by } = readTrip(ends, fields({ by: "metro", avoid: "line:M1", max_cameras: "3" }));
  assert.equal(by, "metro");
  assert.deepEqual(trip.avoid, ["line:M1"]);
  assert.ok(!("max_cameras" in trip) && !("minimise" in trip));
  assert.equal(readTrip(ends, fields({ by: "metro", depart: "8:30" })).trip.depart, "08:30");
  assert.equal(needsServer(fields({ depart: "08:30" })), false);
});

test("each wrong field is named", () => {
  const empty = { from: { text: "", at: null }, to: { text: "x", at: null } };
  const cases = [
    [empty, {}, "from"], [ends, { detour: "0.9" }, "detour"], [ends, { detour: "a" }, "detour"], [ends, { metres: "0" }, "metres"],
    [ends, { metres: "2001" }, "metres"], [ends, { tolerance: "101" }, "tolerance"], [ends, { max_cameras: "-1" }, "max_cameras"],
    [ends, { avoid: "nonsense" }, "avoid"], [ends, { avoid: "camera:1", by: "metro" }, "avoid"],
    [ends, { depart: "25:00", by: "metro" }, "depart"],
  ];
  for (const [places, more, field] of cases) {
    const { wrong } = readTrip(places, fields(more));
    assert.deepEqual(wrong?.map((one) => one.field), [field]);
  }
});

test("numbers may have a comma, and nothing else", () => {
  assert.deepEqual(["1,5", "1.5", " 2 ", ".5"].map(numberIn), [1.5, 1.5, 2, 0.5]);
  for (const text of ["", "1e3", "-1", "0x10", "1.2.3", "Infinity"]) assert.ok(Number.isNaN(numberIn(text)), text);
});

test("a place on the map is typed latitude first", () => {
  assert.equal(latLonText([24.9414, 60.1719]), "60.17190, 24.94140");
});

const line = [[24.94, 60.17], [24.941, 60.17], [24.941, 60.171], [24.943, 60.172]];
const length = (points) => points.slice(1).reduce((sum, point, k) => sum + stepM(points[k], point), 0);

test("trimming takes just so many metres from each end", () => {
  for (const metres of [1, 20, 55.5, 80]) {
    const [left] = trimmed([line], metres);
    assert.ok(Math.abs(length(left) - (length(line) - 2 * metres)) < 0.001, String(metres));
    for (const end of [line[0], line.at(-1)]) assert.ok(!left.some((point) => point[0] === end[0] && point[1] === end[1]));
  }
  const whole = [line];
  assert.equal(trimmed(whole, 0), whole);
  assert.equal(trimmed([line], length(line) / 2), null);
  assert.equal(trimmed([line], 1e9), null);
});

test("walks between rides are trimmed as one and saved apart", () => {
  const [near, far] = [line.slice(0, 3), line.slice(2)];
  const both = length(near) + length(far);
  for (const metres of [10, length(near), length(near) + 5]) {
    const left = trimmed([near, far, far], metres);
    assert.ok(Math.abs(left.reduce((sum, walk) => sum + length(walk), 0) - (both + length(far) - 2 * metres)) < 0.001);
    assert.ok(left.every((walk) => walk.length > 1));
  }
  assert.equal(gpxOf([near, far]).match(/<trkseg>/g).length, 2);
  assert.deepEqual(JSON.parse(geojsonOf([near, far])), { type: "MultiLineString", coordinates: [near, far] });
});

test("metres are those of the ellipsoid", () => {
  // a degree of latitude at 60° N is 111,412 m, of longitude 55,800 m (WGS 84)
  assert.ok(Math.abs(stepM([25, 59.9995], [25, 60.0005]) - 111.412) < 0.001);
  assert.ok(Math.abs(stepM([24.9995, 60], [25.0005, 60]) - 55.8) < 0.001);
});

test("saved lines are bare: no name, time, place or product", () => {
  assert.equal(gpxOf([line.slice(0, 1)]), [
    '<?xml version="1.0" encoding="UTF-8"?>', '<gpx version="1.1" creator="gpx" xmlns="http://www.topografix.com/GPX/1/1">',
    "<trk>", "<trkseg>", '<trkpt lat="60.1700000" lon="24.9400000"/>', "</trkseg>", "</trk>", "</gpx>", "",
  ].join("\n"));
  assert.deepEqual(JSON.parse(geojsonOf([line])), { type: "LineString", coordinates: line });
  assert.deepEqual(Object.keys(JSON.parse(geojsonOf([line]))), ["type", "coordinates"]);
});

const bytes = (text) => new TextEncoder().encode(text).buffer;
const geojson = (value) => parseTrack(bytes(JSON.stringify(value)));

test("GeoJSON lines are read as the service reads them", () => {
  const coordinates = [[1, 2], [3, 4, 99]];
  for (const value of [
    { type: "LineString", coordinates },
    { type: "Feature", geometry: { type: "LineString", coordinates } },
    { type: "FeatureCollection", features: [{ type: "Feature", geometry: { type: "LineString", coordinates } }] },
  ]) assert.deepEqual(geojson(value), { coordinates: [[1, 2], [3, 4]], elapsed_s: null, gap: null, notes: [] });
  const pieces = geojson({ type: "MultiLineString", coordinates: [[[1, 2], [3, 4]], [[3, 4], [5, 6]], [[7, 8], [9, 9]]] });
  assert.deepEqual(pieces.gap, [false, false, false, true, false]);
  assert.deepEqual(pieces.notes, ["gaps"]);
});

test("files that hold no line are refused, and nothing of them is said", () => {
  const bad = [
    "", "hello", "{", "[]", "null", "1", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "LineString"}',
    '{"type": "LineString", "coordinates": [[1, 2]]}', '{"type": "LineString", "coordinates": [[1, 2], ["3", 4]]}',
    '{"type": "LineString", "coordinates": [[1, 2], [3, 91]]}', '{"type": "LineString", "coordinates": [[1, 2], [1e999, 4]]}',
    '{"type": "LineString", "coordinates": 7}', '{"type": "FeatureCollection", "features": []}',
    '{"type": "LineString", "crs": {"properties": {"name": "EPSG:3857"}}, "coordinates": [[1, 2], [3, 4]]}',
    '<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx><trk><trkseg><trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/></trkseg></trk></gpx>',
    '<?xml version="1.0" encoding="nonsense"?><gpx/>',
  ];
  for (const text of bad) {
    assert.throws(() => parseTrack(bytes(text)), (trouble) => trouble instanceof TrackTrouble && !/\d/.test(trouble.message), text);
  }
});

const gpx = (inside) => parseTrack(bytes(`<?xml version="1.0"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1">${inside}</gpx>\n`));

test("GPX: tracks before routes, times, gaps, prefixes, comments", () => {
  const point = (lat, time = "") => `<trkpt lat="${lat}" lon='25'>${time && `<ele>3</ele><time> ${time} </time>`}</trkpt>`;
  const timed = gpx(`<trk><name>a &amp; b</name><trkseg>${point(60, "2024-01-01T10:00:00Z")}<!-- <trkpt/> -->${point(60.001, "2024-01-01T12:00:05+02:00")}</trkseg></trk>`);
  assert.deepEqual(timed, { coordinates: [[25, 60], [25, 60.001]], elapsed_s: [0, 5], gap: null, notes: [] });
  const pieces = gpx(`<wpt lat="1" lon="1"/><trk><trkseg>${point(60)}${point(60.001, "2024-01-01T10:00:00")}</trkseg><trkseg>${point(60.002)}</trkseg></trk><rte><rtept lat="1" lon="2"/></rte>`);
  assert.deepEqual(pieces.gap, [false, true]);
  assert.deepEqual(pieces.notes, ["times", "gaps", "other"]);
  assert.equal(pieces.elapsed_s, null);
  const route = parseTrack(bytes('<g:gpx xmlns:g="x"><g:rte><g:rtept lat="1" lon="2"/><g:rtept lon="3" lat="1"></g:rtept></g:rte></g:gpx>'));
  assert.deepEqual(route.coordinates, [[2, 1], [3, 1]]);
});

test("GPX that is broken, backwards, too deep or anything else is refused", () => {
  const two = '<trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/>';
  const good = `<gpx><trk><trkseg>${two}</trkseg></trk></gpx>`;
  assert.equal(parseTrack(bytes(good)).coordinates.length, 2);
  const bad = [
    good.replace("</trkseg>", ""), `${good}${good}`, `${good}x`, good.replace("<gpx>", "<kml>").replace("</gpx>", "</kml>"),
    good.replace('lat="1"', "lat=1"), good.replace('lat="1"', 'lat="x"'), good.replace(' lat="1"', ""), good.slice(0, -3),
    `<!DOCTYPE gpx>${good}`, good.replace("<trk>", '<!ENTITY a "b"><trk>'), `<gpx>${"<a>".repeat(100)}`,
    `<gpx>${"<a>".repeat(70)}${two}${"</a>".repeat(70)}</gpx>`, "<gpx><trk><trkseg/></trk></gpx>", "<gpx", "<gpx><!-- ", "<",
    good.replace(two, '<trkpt lat="1" lon="2"><time>2024-01-02T00:00:00Z</time></trkpt><trkpt lat="1" lon="3"><time>2024-01-01T00:00:00Z</time></trkpt>'),
  ];
  for (const text of bad) assert.throws(() => parseTrack(bytes(text)), TrackTrouble, text);
});

test("long hostile text is refused, and soon: a reader that goes back over it would hang here", () => {
  for (const text of [`<gpx ${" ".repeat(2_000_000)}`, `<gpx ${'a="b" '.repeat(300_000)}`, `<gpx>${"<a/>".repeat(500_000)}`, `<gpx>${"&".repeat(2_000_000)}`]) {
    assert.throws(() => parseTrack(bytes(text)), TrackTrouble);
  }
});
