import { leaflet } from "./leaflet.js";

const WIDEST_PX = 120;

/**
 * A scale in the words of the page.
 *
 * @param {any} map Leaflet's
 * @param {{metres: string, kilometres: string}} units
 */
export function addScale(map, units) {
  const Scale = leaflet().Control.Scale.extend({
    /** @param {number} most metres the widest scale would stand for */
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      const text = metres < 1000 ? `${metres} ${units.metres}` : `${metres / 1000} ${units.kilometres}`;
      this._updateScale(this._mScale, text, metres / most);
    },
  });
  new Scale({ imperial: false, maxWidth: WIDEST_PX, position: "bottomleft" }).addTo(map);
}
