import { UNIT_ZOOM } from "./coding.js";
import { Occupied } from "./tracing.js";

/**
 * One canvas under Leaflet that every layer paints on, in order of its height.
 *
 * It reaches beyond the window on all sides, so that dragging shows no empty edge, and is painted
 * again when the map comes to rest or is dragged past what was painted.
 *
 * @param {any} map Leaflet's map
 * @param {[number, number]} origin of the units, in pixels at zoom 20
 * @param {{light: Record<string, string>, dark: Record<string, string>}} palette
 */
export function makeScene(map, origin, palette) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const print = window.matchMedia("print");
  const painters = [];
  const Scene = window.L.Renderer.extend({
    options: { padding: 0.35 },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._ink = this._container.getContext("2d");
    },

    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      this._container.remove();
      this._container = null;
    },

    _update() {
      window.L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const density = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      window.L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.round(size.x * density);
      canvas.height = Math.round(size.y * density);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._ink.setTransform(density, 0, 0, density, 0, 0);
      this._paint(size);
      this.fire("update");
    },

    _paint(size) {
      const scale = 2 ** (this._zoom - UNIT_ZOOM);
      const corner = map.getPixelOrigin().add(this._bounds.min);
      const dx = origin[0] * scale - corner.x;
      const dy = origin[1] * scale - corner.y;
      const colours = dark.matches && !print.matches ? palette.dark : palette.light;
      this._ink.fillStyle = colours.ground;
      this._ink.fillRect(0, 0, size.x, size.y);
      const brush = {
        ink: this._ink, zoom: this._zoom, scale, dx, dy, colours, occupied: new Occupied(),
        view: [-dx / scale, -dy / scale, (size.x - dx) / scale, (size.y - dy) / scale],
      };
      for (const { paint } of painters) {
        this._ink.save();
        paint(brush);
        this._ink.restore();
      }
    },
  });
  const canvas = new Scene().addTo(map);

  const scene = {
    map,
    palette,
    /** @param {number} height @param {(brush: import("./tracing.js").Brush) => void} paint */
    add(height, paint) {
      painters.push({ height, paint });
      painters.sort((one, other) => one.height - other.height);
      scene.repaint();
    },
    repaint() {
      cancelAnimationFrame(canvas._frame);
      canvas._frame = requestAnimationFrame(() => canvas._update());
    },
    /** Colours as the page shows them now. */
    colours: () => (dark.matches && !print.matches ? palette.dark : palette.light),
    /** @param {number} x @param {number} y units */
    latLng: (x, y) => map.unproject([x + origin[0], y + origin[1]], UNIT_ZOOM),
    /** @param {any} latLng */
    units(latLng) {
      const point = map.project(latLng, UNIT_ZOOM);
      return [point.x - origin[0], point.y - origin[1]];
    },
  };
  map.on("move", () => {
    const min = map.containerPointToLayerPoint([0, 0]);
    const max = map.containerPointToLayerPoint(map.getSize());
    if (!canvas._map._animatingZoom && !canvas._bounds.contains([min, max])) scene.repaint();
  });
  dark.addEventListener("change", scene.repaint);
  print.addEventListener("change", () => canvas._update());
  return scene;
}
