import { hatching } from "./survey.js";
import { traceClass } from "./choropleth.js";
import { traceGate } from "./rides.js";
import { DASHES, EDGE_DASHES, EVIDENCE, FILLS, traceMark } from "./marks.js";

/**
 * Paint the little pictures of the legend with the same marks as the map.
 *
 * @param {any} scene
 * @param {Iterable<HTMLCanvasElement>} canvases each with `data-key`
 */
export function addKeys(scene, canvases) {
  scene.add(1001, () => {
    for (const canvas of canvases) paintKey(canvas, scene.colours());
  });
}

function paintKey(canvas, colours) {
  const density = window.devicePixelRatio || 1;
  const [width, height] = [54, 24];
  canvas.width = width * density;
  canvas.height = height * density;
  const ink = canvas.getContext("2d");
  ink.scale(density, density);
  const [kind, name] = (canvas.dataset.key || "").split(":");
  const code = EVIDENCE.indexOf(name);
  if (kind === "view") {
    ink.beginPath();
    ink.moveTo(10, 12);
    ink.arc(10, 12, 38, -0.32, 0.32);
    ink.closePath();
    ink.fillStyle = colours[name];
    ink.globalAlpha = FILLS[code];
    ink.fill();
    ink.globalAlpha = 0.7;
    ink.strokeStyle = colours[name];
    ink.setLineDash(EDGE_DASHES[code]);
    ink.stroke();
    ink.setLineDash([]);
    ink.globalAlpha = 1;
    ink.beginPath();
    traceMark(ink, code, 11, 12, 5);
    ink.fillStyle = colours[name];
    ink.fill();
  } else if (kind === "line") {
    ink.beginPath();
    ink.moveTo(6, 12);
    ink.lineTo(48, 12);
    ink.lineCap = "round";
    ink.lineWidth = 10;
    ink.strokeStyle = colours.ink;
    ink.stroke();
    ink.lineWidth = 6;
    ink.strokeStyle = colours.paper;
    ink.stroke();
    if (code >= 0) {
      ink.lineCap = "butt";
      ink.setLineDash(DASHES[code]);
      ink.strokeStyle = colours[`line_${name}`];
      ink.stroke();
    }
  } else if (kind === "unsurveyed") {
    ink.fillStyle = colours.ground;
    ink.fillRect(6, 2, 42, 20);
    ink.fillStyle = hatching(ink, colours.hatch);
    ink.fillRect(6, 2, 42, 20);
    ink.strokeStyle = colours.hatch;
    ink.strokeRect(6, 2, 42, 20);
  } else if (kind === "station") {
    ink.fillStyle = colours.station;
    ink.beginPath();
    ink.roundRect(20, 5, 14, 14, 2);
    ink.fill();
  } else if (kind === "gate") {
    traceGate(ink, 27, 12, 9, colours);
  } else if (kind === "class") {
    traceClass(ink, 27, 12, 9, name, colours);
  } else if (kind === "ride") {
    ink.lineCap = "round";
    for (const [line, colour] of [[9, colours.ink], [6, colours.rail]]) {
      ink.beginPath();
      ink.moveTo(6, 12);
      ink.lineTo(48, 12);
      ink.lineWidth = Number(line);
      ink.strokeStyle = String(colour);
      ink.stroke();
    }
    ink.beginPath();
    for (const x of [10, 27, 44]) {
      ink.moveTo(x + 2.7, 12);
      ink.arc(x, 12, 2.7, 0, 2 * Math.PI);
    }
    ink.fillStyle = colours.paper;
    ink.fill();
  } else if (kind === "entrance") {
    ink.fillStyle = colours.entrance;
    ink.beginPath();
    ink.moveTo(27, 6);
    ink.lineTo(33, 17);
    ink.lineTo(21, 17);
    ink.fill();
  }
}
