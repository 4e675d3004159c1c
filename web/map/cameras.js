import { decodeLines } from "./coding.js";
import { EDGE_DASHES, EVIDENCE, FILLS, traceMark } from "./marks.js";
import { nearest, tracePath, widthAt } from "./tracing.js";

const EDGE_ZOOM = 15.5;
const WEAKEST_FIRST = [4, 5, 3, 2, 1, 0];

/**
 * Cameras as what they see, one path for each kind of evidence, and a mark where each hangs.
 *
 * @param {any} scene
 * @param {object} data
 * @param {string} data.points one line, a point a camera
 * @param {string} data.views outlines in base64
 * @param {number[]} data.view_camera the camera of each outline
 * @param {number[]} data.style place in EVIDENCE of each camera
 */
export function addCameras(scene, data) {
  const points = decodeLines(data.points).xy;
  const views = decodeLines(data.views);
  const selected = { camera: -1 };
  const present = WEAKEST_FIRST.filter((code) => data.style.includes(code));

  scene.add(10, (brush) => {
    for (const code of present) {
      const { ink } = brush;
      ink.beginPath();
      tracePath(brush, views, {
        closed: true, only: (line) => data.style[data.view_camera[line]] === code,
      });
      ink.fillStyle = brush.colours[EVIDENCE[code]];
      ink.globalAlpha = FILLS[code];
      ink.fill("nonzero");
      if (brush.zoom >= EDGE_ZOOM) {
        ink.globalAlpha = 0.6;
        ink.lineWidth = brush.zoom >= 18 ? 1.3 : 0.8;
        ink.strokeStyle = brush.colours[EVIDENCE[code]];
        ink.setLineDash(EDGE_DASHES[code]);
        ink.stroke();
        ink.setLineDash([]);
      }
      ink.globalAlpha = 1;
    }
  });

  scene.add(40, (brush) => {
    const { ink, scale, dx, dy, view, colours } = brush;
    const r = widthAt([1.5, 3.4, 6], brush.zoom);
    for (const code of present) {
      ink.beginPath();
      for (let camera = 0; camera < data.style.length; camera++) {
        if (data.style[camera] !== code) continue;
        const [x, y] = [points[2 * camera], points[2 * camera + 1]];
        if (x < view[0] || x > view[2] || y < view[1] || y > view[3]) continue;
        traceMark(ink, code, x * scale + dx, y * scale + dy, r);
      }
      ink.lineJoin = "round";
      if (brush.zoom >= 15) {
        ink.lineWidth = 2;
        ink.strokeStyle = colours.paper;
        ink.stroke();
      }
      ink.fillStyle = colours[EVIDENCE[code]];
      ink.fill();
    }
    if (selected.camera >= 0) highlight(brush, views, data, selected.camera, points, r);
  });

  return {
    get selected() {
      return selected.camera;
    },
    /** @param {number} camera a row, or -1 for none */
    select(camera) {
      selected.camera = camera;
      scene.repaint();
    },
    at: (camera) => [points[2 * camera], points[2 * camera + 1]],
    nearest: (x, y) => nearest(points, x, y),
  };
}

function highlight(brush, views, data, camera, points, r) {
  const { ink, scale, dx, dy, colours } = brush;
  const colour = colours[EVIDENCE[data.style[camera]]];
  ink.beginPath();
  tracePath(brush, views, { closed: true, only: (line) => data.view_camera[line] === camera });
  ink.fillStyle = colour;
  ink.globalAlpha = 0.3;
  ink.fill("nonzero");
  ink.globalAlpha = 1;
  ink.lineWidth = 2.5;
  ink.strokeStyle = colour;
  ink.stroke();
  ink.beginPath();
  ink.arc(points[2 * camera] * scale + dx, points[2 * camera + 1] * scale + dy, r + 6, 0, 2 * Math.PI);
  ink.lineWidth = 3;
  ink.strokeStyle = colours.station;
  ink.stroke();
}
