import { density, leaflet, sized } from "./leaflet.js";
import { brushAt } from "./tile_sheet.js";

/** How far the canvas reaches beyond the window, as a share of its size on each side. */
const PADDING = 0.3;

/**
 * What lies on the ground: lines, stations, names. One canvas, painted when the map comes to rest
 * or is dragged past what was painted.
 *
 * @param {any} map Leaflet's
 * @param {{zoom: number, origin: [number, number]}} plane
 * @param {() => Record<string, string>} colours
 * @param {import("./tile_sheet.js").Paint} paint
 */
export function makeFrontSheet(map, plane, colours, paint) {
  const L = leaflet();
  const Sheet = L.Renderer.extend({
    options: { padding: PADDING },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._container.style.pointerEvents = "none";
    },

    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      this._container.remove();
      this._container = null;
    },

    _update() {
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ink = sized(this._container, size.x, size.y, density());
      ink.clearRect(0, 0, size.x, size.y);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      const corner = map.getPixelOrigin().add(this._bounds.min);
      paint(brushAt(ink, plane, this._zoom, [corner.x, corner.y], [size.x, size.y], colours()));
    },

    /** Paint anew with the next frame. */
    refresh() {
      cancelAnimationFrame(this._frame);
      this._frame = requestAnimationFrame(() => this._update());
    },
  });
  const sheet = new Sheet().addTo(map);
  map.on("move", () => {
    if (map._animatingZoom) return;
    const low = map.containerPointToLayerPoint([0, 0]);
    const high = map.containerPointToLayerPoint(map.getSize());
    if (!sheet._bounds.contains([low, high])) sheet.refresh();
  });
  return sheet;
}
