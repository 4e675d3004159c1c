import { Occupied } from "../../map/tracing.js";
import { density, leaflet, sized } from "./leaflet.js";

/** Side of a tile in pixels of the page. */
export const TILE_PX = 256;
/** Tiles painted ahead on each side of the window. */
const AHEAD = 1;
/** Tiles kept on each side once painted. */
const KEPT = 2;
/** What painting may take of a frame, milliseconds; one tile is painted in any case. */
const BUDGET_MS = 5;
/** Frames longer than this were too full, shorter ones have room: painting ends after the script does. */
const LONG_MS = 22;
const SHORT_MS = 18;
const MOST_AT_ONCE = 8;
/** Older zooms kept to be stretched while the new one is painted. */
const LEVELS = 2;
/** Canvases kept to be used again. */
const MOST_SPARE = 32;

/**
 * What lies under everything that moves, painted tile by tile so that a frame never waits: the
 * window shows what is there, stretched from the zoom before, until the new tiles are.
 *
 * @typedef {{canvas: HTMLCanvasElement, column: number, line: number, fresh: boolean}} Tile
 * @typedef {{zoom: number, origin: any, box: HTMLElement, tiles: Map<string, Tile>}} Level
 * @typedef {(brush: import("../../map/tracing.js").Brush) => void} Paint
 *
 * @param {any} map Leaflet's
 * @param {{zoom: number, origin: [number, number]}} plane
 * @param {() => Record<string, string>} colours
 * @param {Paint} paint
 */
export function makeTileSheet(map, plane, colours, paint) {
  const L = leaflet();
  const Sheet = L.Layer.extend({
    options: { pane: "tilePane" },

    onAdd() {
      this._box = L.DomUtil.create("div", "leaflet-layer", this.getPane());
      this._box.setAttribute("aria-hidden", "true");
      /** @type {Level[]} */
      this._levels = [];
      /** @type {HTMLCanvasElement[]} */
      this._spare = [];
      /** Tiles a frame, and when the last were painted. */
      this._share = 2;
      this._worked = 0;
      this._reset();
    },

    onRemove() {
      cancelAnimationFrame(this._frame);
      this._box.remove();
    },

    getEvents() {
      const events = { viewreset: this._reset, zoom: this._reset, moveend: this._update, move: this._update };
      return map._zoomAnimated ? { ...events, zoomanim: this._animate } : events;
    },

    /** Paint every tile anew, each when its turn comes; what is there stays until then. */
    refresh() {
      for (const tile of this._level().tiles.values()) tile.fresh = false;
      this._want();
    },

    /** Whether every tile in the window is painted. */
    ready() {
      return !this._queue.length;
    },

    /** @returns {Level} */
    _level() {
      return this._levels[this._levels.length - 1];
    },

    /** @param {{pinch?: boolean, flyTo?: boolean}} [event] */
    _reset(event) {
      const moving = event && (event.pinch || event.flyTo);
      const top = this._level();
      if (!moving && (!top || top.zoom !== map.getZoom())) this._add(map.getZoom());
      for (const level of this._levels) this._place(level, map.getCenter(), map.getZoom());
      if (!moving) this._update();
    },

    /** @param {number} zoom */
    _add(zoom) {
      // what is stretched meanwhile is the last that was painted; what never was is not worth it
      const painted = this._levels.filter((/** @type {Level} */ level) => level.tiles.size > 0).slice(-LEVELS);
      for (const level of this._levels) if (!painted.includes(level)) this._drop(level);
      const box = L.DomUtil.create("div", "leaflet-tile-container", this._box);
      this._levels = [...painted, { zoom, origin: map.getPixelOrigin(), box, tiles: new Map() }];
    },

    /** @param {Level} level */
    _drop(level) {
      for (const tile of level.tiles.values()) this._keep(tile.canvas);
      level.box.remove();
    },

    /** @param {HTMLCanvasElement} canvas */
    _keep(canvas) {
      canvas.remove();
      if (this._spare.length < MOST_SPARE) this._spare.push(canvas);
    },

    /** @param {Level} level @param {any} centre @param {number} zoom */
    _place(level, centre, zoom) {
      const scale = map.getZoomScale(zoom, level.zoom);
      const at = level.origin.multiplyBy(scale).subtract(map._getNewPixelOrigin(centre, zoom)).round();
      if (L.Browser.any3d) L.DomUtil.setTransform(level.box, at, scale);
      else L.DomUtil.setPosition(level.box, at);
    },

    /** @param {{center: any, zoom: number}} event */
    _animate(event) {
      for (const level of this._levels) this._place(level, event.center, event.zoom);
    },

    /** Tiles of the window at the top level: first and last column and line. */
    _range() {
      const middle = map.project(map.getCenter(), this._level().zoom);
      const half = map.getSize().divideBy(2);
      const [low, high] = [middle.subtract(half), middle.add(half)];
      return [low.x, low.y, high.x, high.y].map((pixels) => Math.floor(pixels / TILE_PX));
    },

    _update() {
      if (map._animatingZoom || this._level().zoom !== map.getZoom()) return;
      const level = this._level();
      const [left, top, right, bottom] = this._range();
      for (const [key, tile] of level.tiles) {
        const outside =
          tile.column < left - KEPT || tile.column > right + KEPT || tile.line < top - KEPT || tile.line > bottom + KEPT;
        if (!outside) continue;
        this._keep(tile.canvas);
        level.tiles.delete(key);
      }
      this._want();
    },

    /** Put what is to be painted into order: the middle of the window first. */
    _want() {
      const [left, top, right, bottom] = this._range();
      const { tiles } = this._level();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      /** @type {{column: number, line: number, far: number}[]} */
      const wanted = [];
      for (let line = top - AHEAD; line <= bottom + AHEAD; line++) {
        for (let column = left - AHEAD; column <= right + AHEAD; column++) {
          const tile = tiles.get(`${column} ${line}`);
          if (tile && tile.fresh) continue;
          const shown = column >= left && column <= right && line >= top && line <= bottom;
          wanted.push({ column, line, far: Math.hypot(column - x, line - y) + (shown ? 0 : 1000) });
        }
      }
      this._queue = wanted.sort((one, other) => one.far - other.far);
      cancelAnimationFrame(this._frame);
      if (wanted.length) this._frame = requestAnimationFrame(() => this._work());
      else this._rest();
    },

    /** Paint as many tiles as a frame has time for. */
    _work() {
      const now = performance.now();
      const took = now - this._worked;
      this._worked = now;
      if (took > LONG_MS) this._share = Math.max(1, this._share / 2);
      else if (took < SHORT_MS) this._share = Math.min(MOST_AT_ONCE, this._share + 0.5);
      for (let left = Math.floor(this._share); left > 0 && this._queue.length; left--) {
        const next = this._queue.shift();
        this._paint(next.column, next.line);
        if (performance.now() > now + BUDGET_MS) break;
      }
      if (this._queue.length) this._frame = requestAnimationFrame(() => this._work());
      else this._rest();
    },

    /** Everything is painted: what was stretched meanwhile goes. */
    _rest() {
      for (const level of this._levels.splice(0, this._levels.length - 1)) this._drop(level);
      this.fire("rest");
    },

    /** @param {number} column @param {number} line */
    _paint(column, line) {
      const level = this._level();
      const key = `${column} ${line}`;
      let tile = level.tiles.get(key);
      if (!tile) {
        const canvas = this._spare.pop() || L.DomUtil.create("canvas", "leaflet-tile leaflet-tile-loaded");
        tile = { canvas, column, line, fresh: true };
        level.tiles.set(key, tile);
        const corner = L.point(column * TILE_PX, line * TILE_PX).subtract(level.origin);
        L.DomUtil.setPosition(canvas, corner);
        level.box.append(canvas);
      }
      tile.fresh = true;
      const ink = sized(tile.canvas, TILE_PX, TILE_PX, density());
      ink.save();
      paint(brushAt(ink, plane, level.zoom, [column * TILE_PX, line * TILE_PX], [TILE_PX, TILE_PX], colours()));
      ink.restore();
    },
  });
  return new Sheet().addTo(map);
}

/**
 * A brush for a piece of the world.
 *
 * @param {CanvasRenderingContext2D} ink
 * @param {{zoom: number, origin: [number, number]}} plane
 * @param {number} zoom
 * @param {[number, number]} corner the piece's left and top, in pixels of the world at that zoom
 * @param {[number, number]} size
 * @param {Record<string, string>} colours
 * @returns {import("../../map/tracing.js").Brush}
 */
export function brushAt(ink, plane, zoom, corner, size, colours) {
  const scale = 2 ** (zoom - plane.zoom);
  const dx = plane.origin[0] * scale - corner[0];
  const dy = plane.origin[1] * scale - corner[1];
  return {
    ink, zoom, scale, dx, dy, colours,
    view: [-dx / scale, -dy / scale, (size[0] - dx) / scale, (size[1] - dy) / scale],
    occupied: new Occupied(),
  };
}
