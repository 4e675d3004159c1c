import { decodeLines } from "./coding.js";
import { tracePath, widthAt } from "./tracing.js";

/** Width on the screen of each class of line, at zooms 13, 16 and 19. */
const WIDTHS = {
  main: [2.2, 6, 22],
  street: [0.9, 3.6, 13],
  path: [0.45, 1, 2.6],
  rail: [0.9, 1.6, 3],
  stream: [1, 2, 6],
};
const PATH_ZOOM = 14.5;
const BUILDING_ZOOM = 13.5;
const CASING_ZOOM = 13.5;

/** @param {any} scene @param {Record<string, string>} data lines in base64 by layer */
export function addBasemap(scene, data) {
  const layers = Object.fromEntries(
    Object.entries(data).map(([layer, text]) => [layer, decodeLines(text)]),
  );
  scene.add(0, (brush) => {
    for (const layer of ["park", "water"]) fill(brush, layers[layer], brush.colours[layer]);
    stroke(brush, layers.stream, "stream", brush.colours.water);
    stroke(brush, layers.path, "path", brush.colours.path, PATH_ZOOM);
    if (brush.zoom >= BUILDING_ZOOM) {
      fill(brush, layers.building, brush.colours.building);
      if (brush.zoom >= 16) {
        brush.ink.lineWidth = 0.8;
        brush.ink.strokeStyle = brush.colours.building_edge;
        brush.ink.stroke();
      }
    }
    for (const layer of ["street", "main"]) {
      stroke(brush, layers[layer], layer, brush.colours[`${layer}_edge`], CASING_ZOOM, 1.4);
    }
    for (const layer of ["street", "main"]) stroke(brush, layers[layer], layer, brush.colours[layer]);
    rail(brush, layers.rail);
  });
}

function fill(brush, lines, colour) {
  brush.ink.beginPath();
  if (!lines) return;
  tracePath(brush, lines, { closed: true });
  brush.ink.fillStyle = colour;
  brush.ink.fill();
}

function stroke(brush, lines, layer, colour, fromZoom = 0, casing = 0) {
  if (!lines || brush.zoom < fromZoom) return;
  const { ink } = brush;
  ink.beginPath();
  tracePath(brush, lines, { margin: 24 });
  ink.lineJoin = "round";
  ink.lineCap = layer === "path" ? "butt" : "round";
  ink.lineWidth = widthAt(WIDTHS[layer], brush.zoom) + casing;
  ink.strokeStyle = colour;
  if (layer === "path" && brush.zoom >= 17) ink.setLineDash([5, 3]);
  ink.stroke();
  ink.setLineDash([]);
}

function rail(brush, lines) {
  stroke(brush, lines, "rail", brush.colours.rail);
  if (!lines || brush.zoom < 15) return;
  brush.ink.lineWidth = widthAt(WIDTHS.rail, brush.zoom) * 3;
  brush.ink.lineCap = "butt";
  brush.ink.setLineDash([1.2, 9]);
  brush.ink.stroke();
  brush.ink.setLineDash([]);
}
