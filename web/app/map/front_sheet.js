import { density, leaflet, sized } from "./leaflet.js";
import { brushAt } from "./tile_sheet.js";

/** How far the canvas reaches beyond the window, as a share of its size on each side. */
const PADDING = 0.3;

/**
 * What lies on the ground, on two canvases: lines and signs, painted when the map comes to rest and
 * when it is dragged past what was painted; and names, painted when it rests, around those.
 *
 * @typedef {(brush: import("../../map/tracing.js").Brush) => boolean} PaintAny paints, and tells
 *   whether there was anything to
 *
 * @param {any} map Leaflet's
 * @param {{zoom: number, origin: [number, number]}} plane
 * @param {() => Record<string, string>} colours
 * @param {{signs: PaintAny, names: PaintAny}} paint
 */
export function makeFrontSheet(map, plane, colours, paint) {
  const L = leaflet();
  const Sheet = L.Renderer.extend({
    options: { padding: PADDING },

    _initContainer() {
      this._container = document.createElement("div");
      this._container.setAttribute("aria-hidden", "true");
      this._container.style.pointerEvents = "none";
      this._signs = document.createElement("canvas");
      this._names = document.createElement("canvas");
      for (const canvas of [this._signs, this._names]) {
        canvas.style.position = "absolute";
        this._container.append(canvas);
      }
    },

    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      this._container.remove();
      this._container = null;
    },

    _update() {
      this._paint(true);
    },

    /** @param {boolean} resting */
    _paint(resting) {
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const corner = map.getPixelOrigin().add(this._bounds.min);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      const brush = brushAt(
        cleared(this._signs, size), plane, this._zoom, [corner.x, corner.y], [size.x, size.y], colours(),
      );
      // a canvas on which nothing is takes as long to lay over the map as a full one
      this._signs.hidden = !paint.signs(brush);
      if (resting) {
        this._names.hidden = !paint.names({ ...brush, ink: cleared(this._names, size) });
        this._named = this._bounds.min;
      }
      // names that were painted before stay where they are on the ground
      L.DomUtil.setPosition(this._names, this._named.subtract(this._bounds.min));
    },

    /** Paint anew with the next frame. @param {boolean} [resting] */
    refresh(resting = true) {
      cancelAnimationFrame(this._frame);
      this._frame = requestAnimationFrame(() => this._paint(resting));
    },
  });
  const sheet = new Sheet().addTo(map);
  map.on("move", () => {
    if (map._animatingZoom || map.getZoom() !== sheet._zoom) return;
    const low = map.containerPointToLayerPoint([0, 0]);
    const high = map.containerPointToLayerPoint(map.getSize());
    if (!sheet._bounds.contains([low, high])) sheet.refresh(false);
  });
  return sheet;
}

/** @param {HTMLCanvasElement} canvas @param {{x: number, y: number}} size */
function cleared(canvas, size) {
  const ink = sized(canvas, size.x, size.y, density());
  ink.clearRect(0, 0, size.x, size.y);
  return ink;
}
