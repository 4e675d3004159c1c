import { addCross } from "./cross.js";
import { COLOURS } from "./colours.js";
import { unitsPerMetre } from "./drawing.js";
import { Ground } from "./ground.js";
import { hitAt } from "./hits.js";
import { Labels } from "./labels.js";
import { density, leaflet, sized } from "./leaflet.js";
import { countingGroups, paintLegendKey } from "./legend.js";
import { makeFrontSheet } from "./front_sheet.js";
import { pictureOf, signPicture } from "./picture.js";
import { openBox } from "./popup.js";
import { addScale } from "./scale.js";
import { Sights } from "./sights.js";
import { StationMarks } from "./station_marks.js";
import { brushAt, makeTileSheet } from "./tile_sheet.js";
import { addVoice } from "./voice.js";
import { paintPin, paintWays, paintWaySigns } from "./way_marks.js";
import { Plane, boundsOf, journeyOf, meetingOf, walkOf } from "./ways.js";

/**
 * @typedef {"cameras" | "stations" | "heat" | "survey" | "names"} Layer
 * @typedef {[number, number]} LonLat
 * @typedef {import("../../map/tracing.js").Brush} Brush
 * @typedef {import("./hits.js").Hit} Hit
 * @typedef {import("./hits.js").Thing} Thing
 */

const MAX_ZOOM = 20;
const NEAREST_FIT = 17.5;
const ENCOUNTER_ZOOM = 17.5;
const PICTURE_DENSITY = 2;
/** Pauses between steps of work nobody waits for. */
const WARM_MS = 60;

/**
 * A map of a city in an element of the page.
 *
 * @param {HTMLElement} container focusable afterwards; its name is `words.map`
 * @param {import("./drawing.js").DrawnCity} city from `readDrawing`
 * @param {{words: Record<string, any>, language: string, dark?: boolean}} options words of the map
 *   (`words_of` in Python); without `dark` the page's own preference holds, also when it changes
 */
export function makeCityMap(container, city, options) {
  return new CityMap(container, city, options);
}

class CityMap {
  /**
   * @param {HTMLElement} container @param {import("./drawing.js").DrawnCity} city
   * @param {{words: Record<string, any>, language: string, dark?: boolean}} options
   */
  constructor(container, city, { words, language, dark }) {
    this.container = container;
    this.city = city;
    this.words = words;
    this.language = language;
    this.theme = window.matchMedia("(prefers-color-scheme: dark)");
    this.dark = dark;
    this.plane = new Plane(city.header.draw);
    this.ground = new Ground(city);
    this.sights = new Sights(city);
    this.stations = new StationMarks(city);
    this.labels = new Labels(city, unitsPerMetre(city.header));
    /** @type {Record<Layer, boolean>} */
    this.layers = { cameras: true, stations: true, heat: false, survey: true, names: true };
    /** @type {(at: LonLat) => boolean | void} */
    this.tap = () => {};
    /** @type {(hit: Hit) => void} */
    this.pick = () => {};
    /** @type {HTMLElement[]} */
    this.legends = [];
    /** @type {Map<string, number> | null} */
    this.byId = null;
    /** @type {any} the answer that is drawn */
    this.answer = null;
    /** @type {[LonLat | null, LonLat | null]} */
    this.pins = [null, null];
    /** @type {import("./ways.js").Way[]} */
    this.ways = [];
    /** Places in what is drawn, -1 for none: the strong way, its encounter, a camera. */
    this.chosen = this.encounter = this.camera = -1;
    this.map = this.makeMap();
    this.voice = addVoice(container);
    this.themed = () => this.refresh();
    this.resized = new ResizeObserver(() => this.map.invalidateSize({ animate: false, pan: false }));
    const colours = () => this.colours;
    this.tiles = makeTileSheet(this.map, city.header.draw, colours, (brush) => this.paintGround(brush));
    this.front = makeFrontSheet(this.map, city.header.draw, colours, {
      signs: (brush) => this.paintSigns(brush),
      names: (brush) => this.paintNames(brush),
    });
    this.listen();
    this.warm();
  }

  /** Work out what later zooms need while nobody waits for it. */
  warm() {
    const { ground, sights, labels } = this;
    const steps = [...ground.names.map((name) => () => ground.index(name)), () => sights.views, () => labels.named];
    const next = () => {
      const step = steps.shift();
      if (!step || !this.container.isConnected) return;
      step();
      setTimeout(next, WARM_MS);
    };
    setTimeout(next, WARM_MS);
  }

  get colours() {
    const dark = this.dark === undefined ? this.theme.matches : this.dark;
    return dark ? COLOURS.dark : COLOURS.light;
  }

  /** @returns {any} */
  makeMap() {
    const L = leaflet();
    const { container, words } = this;
    const [left, bottom, right, top] = this.city.header.bounds;
    const bounds = L.latLngBounds([bottom, left], [top, right]);
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", words.map);
    container.setAttribute("aria-description", words.layers.keys);
    container.style.background = this.colours.ground;
    const map = L.map(container, {
      attributionControl: false, zoomControl: false, maxZoom: MAX_ZOOM, zoomSnap: 0.25,
      wheelPxPerZoomLevel: 90, fadeAnimation: false, bounceAtZoomLimits: false,
      zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    map.fitBounds(bounds, { padding: [12, 12], animate: false });
    map.setMinZoom(map.getZoom() - 1);
    map.setMaxBounds(bounds.pad(0.6));
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
    addScale(map, words.units);
    return map;
  }

  listen() {
    const { map } = this;
    map.on("click", (/** @type {any} */ event) => this.touched(event.latlng));
    map.on("mousemove", (/** @type {any} */ event) => {
      if (map.dragging.moving()) return;
      this.container.style.cursor = this.found(event.latlng) ? "pointer" : "";
    });
    addCross(this.container, () => this.colours, (what) => {
      const middle = map.getCenter();
      if (what === "take") this.tap([middle.lng, middle.lat]);
      else if (!this.ask(middle)) this.say(this.words.layers.nothing);
    });
    this.container.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !map._popup?.isOpen()) return;
      // whoever listens further out would take the key for something larger
      event.preventDefault();
      event.stopPropagation();
      map.closePopup();
    });
    this.theme.addEventListener("change", this.themed);
    this.resized.observe(this.container);
  }

  /**
   * A place was touched or taken with a key. Whoever uses it returns true, and then nothing else
   * happens; otherwise what lies there is told.
   *
   * @param {(at: LonLat) => boolean | void} tell
   */
  onTap(tell) {
    this.tap = tell;
  }

  /** Something that is drawn was touched. @param {(hit: Hit) => void} tell */
  onPick(tell) {
    this.pick = tell;
  }

  /** @param {any} latlng */
  touched(latlng) {
    if (this.tap([latlng.lng, latlng.lat]) !== true) this.ask(latlng);
  }

  /** Tell what lies at a place. @param {any} latlng @returns {boolean} whether there is anything */
  ask(latlng) {
    const hit = this.found(latlng);
    if (!hit) {
      this.map.closePopup();
      return false;
    }
    if ("rows" in hit) this.open(hit);
    else if (hit.kind === "encounter") this.focusEncounter(hit.index, false);
    this.pick(hit);
    return true;
  }

  /** Say something to whoever does not see the map. @param {string} text */
  say(text) {
    this.voice.textContent = text;
  }

  /** Show what is known of a camera, station or entrance. @param {Thing} hit */
  open(hit) {
    const xy = { camera: this.city.cameras.xy, station: this.city.stations.xy, entrance: this.city.entrances.xy }[hit.kind];
    const popup = openBox(this.map, this.latlng(xy[2 * hit.index], xy[2 * hit.index + 1]), hit.title, hit.rows, this.words.close);
    this.say([hit.title, ...hit.rows.map((row) => row.join(": "))].join(". "));
    if (hit.kind !== "camera") return;
    this.camera = hit.index;
    this.front.refresh();
    popup.on("remove", () => {
      this.camera = -1;
      this.front.refresh();
    });
  }

  /** What lies at a place. @param {any} latlng */
  found(latlng) {
    return hitAt(this, this.plane.at([latlng.lng, latlng.lat]), this.map.getZoom());
  }

  /** @param {number} x @param {number} y units */
  latlng(x, y) {
    const { zoom, origin } = this.city.header.draw;
    return this.map.unproject([x + origin[0], y + origin[1]], zoom);
  }

  /** Put pins at the places asked for; null takes one away. @param {LonLat | null} from @param {LonLat | null} to */
  setEnds(from, to) {
    this.pins = [from, to];
    this.front.refresh();
    const there = this.pins.filter((pin) => pin !== null);
    const last = there[there.length - 1];
    if (!this.ways.length && last && !this.map.getBounds().contains([last[1], last[0]])) {
      this.map.panTo([last[1], last[0]], { animate: false });
    }
  }

  /** Draw the options of an answer of routes. @param {any} answer @param {number} chosen */
  showOptions(answer, chosen) {
    this.showWays(answer, () => answer.options.map((/** @type {any} */ option) => walkOf(this.plane, option)), chosen);
  }

  /** Draw a scored track. @param {any} answer */
  showTrack(answer) {
    this.showWays(answer, () => [walkOf(this.plane, answer)], 0);
  }

  /** Draw journeys, counted through all groups in order. @param {any} answer @param {number} chosen */
  showJourneys(answer, chosen) {
    const journeys = () => answer.groups.flatMap((/** @type {any} */ group) => group.options);
    this.showWays(answer, () => journeys().map((/** @type {any} */ journey) => journeyOf(this.plane, journey)), chosen);
  }

  /** @param {any} answer @param {() => import("./ways.js").Way[]} make @param {number} chosen */
  showWays(answer, make, chosen) {
    if (this.answer === answer && this.ways.length) {
      this.choose(chosen);
      return;
    }
    this.answer = answer;
    this.ways = make();
    this.choose(chosen);
    const lines = this.ways.flatMap((way) => [...way.walks.map((walk) => walk.pieces), ...way.rides.map((ride) => ride.line)]);
    const box = boundsOf(lines);
    if (!box) return;
    const corners = [this.latlng(box[0], box[3]), this.latlng(box[2], box[1])];
    this.map.fitBounds(corners, { padding: [44, 44], maxZoom: NEAREST_FIT, animate: false });
  }

  /** Make one of the ways the strong one. @param {number} index */
  choose(index) {
    this.chosen = index;
    this.encounter = -1;
    this.camera = -1;
    this.map.closePopup();
    this.front.refresh();
  }

  /** Bring an encounter of the chosen way and its camera out. @param {number} index @param {boolean} [move] the map to it */
  focusEncounter(index, move = true) {
    const way = this.ways[this.chosen];
    if (!way) return;
    const meeting = meetingOf(way);
    if (2 * index + 1 >= meeting.length) return;
    this.map.closePopup();
    this.encounter = index;
    this.camera = this.cameraOf(way.cameras[index]);
    const at = this.latlng(meeting[2 * index], meeting[2 * index + 1]);
    if (move) this.map.setView(at, Math.max(this.map.getZoom(), ENCOUNTER_ZOOM), { animate: false });
    this.front.refresh();
  }

  /** The camera of an id, or -1. @param {string} id */
  cameraOf(id) {
    if (!this.byId) {
      const ids = this.city.cameraIds();
      this.byId = new Map(Array.from(this.city.cameras.rows, (row, camera) => [ids[row], camera]));
    }
    return this.byId.get(id) ?? -1;
  }

  /** @param {Layer} layer @param {boolean} on */
  setLayer(layer, on) {
    if (this.layers[layer] === on) return;
    this.layers[layer] = on;
    this.stations.covered = this.layers.stations;
    if (layer === "stations" || layer === "names") this.front.refresh();
    else this.tiles.refresh();
  }

  /** Colour stations by approach, cameras, doorways or seen. @param {string} measure */
  setMeasure(measure) {
    this.stations.measure = measure;
    this.front.refresh();
  }

  /** Take away everything that tells of a trip, and show the whole city. */
  clear() {
    this.map.closePopup();
    this.say("");
    this.answer = null;
    this.pins = [null, null];
    this.ways = [];
    this.chosen = this.encounter = this.camera = -1;
    const [left, bottom, right, top] = this.city.header.bounds;
    this.map.fitBounds([[bottom, left], [top, right]], { padding: [12, 12], animate: false });
    this.front.refresh();
  }

  remove() {
    this.theme.removeEventListener("change", this.themed);
    this.resized.disconnect();
    this.map.remove();
  }

  refresh() {
    this.container.style.background = this.colours.ground;
    this.tiles.refresh();
    this.front.refresh();
    for (const legend of this.legends) this.paintKeys(legend);
  }

  /** Groups of the legend for the layers that count, see `addLegend`. */
  legendGroups() {
    return countingGroups(this.words, this.stations.layer);
  }

  /** Paint every `canvas.key` in an element by its `data-key`, now and when the colours change. @param {HTMLElement} element */
  addLegend(element) {
    if (!this.legends.includes(element)) this.legends.push(element);
    this.paintKeys(element);
  }

  /** @param {HTMLElement} element */
  paintKeys(element) {
    for (const canvas of element.querySelectorAll("canvas.key")) {
      paintLegendKey(/** @type {HTMLCanvasElement} */ (canvas), this.colours);
    }
  }

  /** @param {Brush} brush */
  paintGround(brush) {
    const { ink, colours, view, scale } = brush;
    const size = [(view[2] - view[0]) * scale, (view[3] - view[1]) * scale];
    ink.fillStyle = colours.ground;
    ink.fillRect(0, 0, size[0], size[1]);
    this.ground.paint(brush);
    if (this.layers.survey) this.ground.paintSurvey(brush, size[0], size[1]);
    if (this.layers.cameras) this.sights.paint(brush);
    if (this.layers.heat) this.ground.paintHeat(brush);
    if (this.layers.cameras) this.sights.paintMarks(brush);
  }

  /** Ways, stations, pins. @param {Brush} brush @returns {boolean} whether there are any */
  paintSigns(brush) {
    const { ways, chosen, pins } = this;
    if (this.camera >= 0) this.sights.highlight(brush, this.camera);
    paintWays(brush, ways, chosen);
    const stations = this.stations.paint(brush);
    pins.forEach((pin, at) => paintPin(brush, pin && this.plane.at(pin), at === 0));
    paintWaySigns(brush, ways, chosen, this.encounter, pins[0] !== null && pins[1] !== null);
    return stations > 0 || ways.length > 0 || this.camera >= 0 || pins.some((pin) => pin !== null);
  }

  /** @param {Brush} brush @returns {boolean} whether there are any */
  paintNames(brush) {
    const stations = this.stations.paintNames(brush);
    return (this.layers.names ? this.labels.paint(brush) : 0) + stations > 0;
  }

  /**
   * What the map shows now as a PNG, with whose data it is.
   *
   * @returns {Promise<Blob>}
   */
  async picture() {
    const size = this.map.getSize();
    const canvas = document.createElement("canvas");
    const ink = sized(canvas, size.x, size.y, Math.max(PICTURE_DENSITY, density()));
    const corner = this.map.getPixelBounds().min;
    const plain = { ...brushAt(ink, this.city.header.draw, this.map.getZoom(), [corner.x, corner.y], [size.x, size.y], COLOURS.light) };
    this.paintGround(plain);
    this.paintSigns(plain);
    this.paintNames(plain);
    signPicture(plain, this.city.header.about.notices, size);
    return pictureOf(canvas);
  }
}
