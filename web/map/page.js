import { startCoverage } from "./choropleth.js";
import { addFront } from "./front.js";
import { addKeys } from "./keys.js";
import { letterOf } from "./lines.js";
import { UNIT_ZOOM } from "./coding.js";
import { makeScene } from "./scene.js";
import { showPopup } from "./popup.js";

const REACH_PX = 16;

/** The data of one layer, from its data block. @param {string} id */
export function readData(id) {
  const block = document.getElementById(id);
  return block === null ? null : JSON.parse(block.textContent || "null");
}

/**
 * Keep the map to its city.
 *
 * @param {any} map @param {[number, number][]} corners south-west and north-east
 */
export function boundMap(map, corners) {
  const bounds = window.L.latLngBounds(corners);
  map.setMinZoom(Math.min(map.getBoundsZoom(bounds) - 1, map.getZoom()));
  map.setMaxBounds(bounds.pad(0.6));
}

/** @param {any} map @param {any} frame */
export function makePage(map, frame) {
  const scene = makeScene(map, frame.origin, frame.palette);
  addControls(map, frame.words);
  return { scene, frame, cameras: null, stations: null, lines: null, details: null, coverage: null, rows: null, show: null };
}

function addControls(map, words) {
  const { L } = window;
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  const Scale = L.Control.Scale.extend({
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      const [value, unit] =
        metres < 1000 ? [metres, words.units.metres] : [metres / 1000, words.units.kilometres];
      this._updateScale(this._mScale, `${value} ${unit}`, metres / most);
    },
  });
  new Scale({ imperial: false, maxWidth: 130, position: "bottomleft" }).addTo(map);
}

/** Answer clicks and keys once all layers are there. @param {any} page */
export function startPage(page) {
  const { scene } = page;
  addKeys(scene, document.querySelectorAll("canvas.key"));
  scene.map.on("click", (event) => pick(page, event.latlng));
  scene.map.on("mousemove", (event) => {
    scene.map.getContainer().style.cursor = found(page, event.latlng) ? "pointer" : "";
  });
  if (page.lines) startLines(page);
  if (page.coverage) startCoverage(page);
}

/** What lies nearest to a place, within a finger's reach: an encounter, a camera or a station. */
function found(page, latLng) {
  const { scene, cameras, stations, lines } = page;
  const [x, y] = scene.units(latLng);
  const reach = REACH_PX * 2 ** (UNIT_ZOOM - scene.map.getZoom());
  const meeting = lines ? lines.nearest(x, y) : { index: -1, distance: Infinity };
  if (meeting.distance < reach) return { kind: "encounter", index: meeting.index };
  const camera = cameras.nearest(x, y);
  const station = stations.nearest(x, y);
  if (Math.min(camera.distance, station.distance) > reach) return null;
  return camera.distance <= station.distance
    ? { kind: "camera", index: camera.index }
    : { kind: station.kind, name: station.name, index: station.index, at: [x, y] };
}

function pick(page, latLng) {
  const { words } = page.frame;
  const hit = found(page, latLng);
  if (hit === null) return;
  if (hit.kind === "encounter") showEncounter(page, hit.index);
  else if (hit.kind === "camera") showCamera(page, hit.index);
  else if (page.show) page.show(hit.kind, hit.index, hit.at);
  else {
    const rows = hit.name ? [["", words[hit.kind]]] : [];
    showPopup(page.scene, hit.at, hit.name || words[hit.kind], rows, words.close);
  }
}

function showCamera(page, camera, at = page.cameras.at(camera), more = []) {
  const rows = page.details.columns
    .map(({ title, values, rows: codes }) => [title, values[codes[camera]]])
    .filter(([, value]) => value !== "");
  const { camera: title, close } = page.frame.words;
  // opening a box closes the one before, which takes its mark away, so the new mark comes after
  const popup = showPopup(page.scene, at, title, [...more, ...rows], close);
  page.cameras.select(camera);
  return popup.on("remove", () => page.cameras.select(-1));
}

function showEncounter(page, index) {
  const line = page.frame.lines[page.lines.chosen];
  const [camera, , enter, exit, seconds] = line.encounters[index];
  const popup = showCamera(page, camera, page.lines.meeting(index), [
    [page.frame.words.encounter, String(index + 1)],
    [page.frame.words.stretch, `${enter}–${exit}`],
    [page.frame.words.seconds, String(seconds)],
  ]);
  page.lines.select(index);
  popup.on("remove", () => page.lines.select(-1));
}

function startLines(page) {
  const { lines, scene, frame } = page;
  const sections = [...document.querySelectorAll("details[data-line]")];
  sections.forEach((section, index) => {
    listEncounters(page, section, index);
    section.addEventListener("toggle", () => {
      if (!section.open || lines.chosen === index) return;
      lines.choose(index);
      scene.map.closePopup();
      for (const other of sections) other.open = other === section;
    });
  });
  const canvas = document.querySelector("canvas.front");
  if (canvas) addFront(scene, canvas, frame.front, frame.words.front, () => lines.chosen);
}

function listEncounters(page, section, index) {
  const { words } = page.frame;
  const encounters = page.frame.lines[index].encounters;
  if (!encounters.length) return;
  const table = document.createElement("table");
  table.className = "encounters";
  const caption = table.createCaption();
  caption.textContent = words.encounters;
  const head = table.createTHead().insertRow();
  for (const title of [words.number, words.stretch, words.seconds, words.evidence]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = title;
    head.append(cell);
  }
  const body = table.createTBody();
  encounters.forEach(([, evidence, enter, exit, seconds], at) => {
    const row = body.insertRow();
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = String(at + 1);
    button.setAttribute("aria-label", `${words.show} ${letterOf(index)}${at + 1}`);
    button.addEventListener("click", () => {
      if (page.lines.chosen !== index) return;
      const place = page.scene.latLng(...page.lines.meeting(at));
      page.scene.map.setView(place, Math.max(page.scene.map.getZoom(), 18), { animate: false });
      showEncounter(page, at);
    });
    row.insertCell().append(button);
    for (const text of [`${enter}–${exit}`, String(seconds), words[evidence]]) {
      row.insertCell().textContent = text;
    }
  });
  section.append(table);
}
