import { decodeLines } from "./coding.js";
import { FONT } from "./marks.js";
import { nearest } from "./tracing.js";

/**
 * Stations as squares with their names, entrances as small arrows up the stairs.
 *
 * @param {any} scene
 * @param {{stations: {points: string, names: string[], metro: boolean[]}, entrances: {points: string, names: string[]}}} data
 */
export function addStations(scene, data) {
  const stations = decodeLines(data.stations.points).xy;
  const entrances = decodeLines(data.entrances.points).xy;
  scene.add(30, (brush) => {
    const { ink, scale, dx, dy, colours } = brush;
    if (brush.zoom >= 15) {
      ink.beginPath();
      const r = brush.zoom >= 17 ? 5 : 3.2;
      for (let at = 0; at < entrances.length; at += 2) {
        const [x, y] = [entrances[at] * scale + dx, entrances[at + 1] * scale + dy];
        ink.moveTo(x, y - r);
        ink.lineTo(x + r, y + r * 0.8);
        ink.lineTo(x - r, y + r * 0.8);
        ink.closePath();
      }
      ink.lineWidth = 2;
      ink.strokeStyle = colours.halo;
      ink.stroke();
      ink.fillStyle = colours.entrance;
      ink.fill();
    }
  });
  scene.add(35, (brush) => {
    const { ink, colours } = brush;
    const r = halfSize(brush);
    forEachInView(brush, stations, (x, y, station) => {
      ink.beginPath();
      ink.roundRect(x - r, y - r, 2 * r, 2 * r, 2);
      ink.fillStyle = colours.station;
      ink.fill();
      ink.lineWidth = 1.5;
      ink.strokeStyle = colours.halo;
      ink.stroke();
      if (brush.zoom < 15 || !data.stations.metro[station]) return;
      ink.font = `bold 9px ${FONT}`;
      ink.textAlign = "center";
      ink.textBaseline = "middle";
      ink.fillStyle = colours.halo;
      ink.fillText("M", x, y + 0.5);
    });
  });
  scene.add(52, (brush) => {
    if (brush.zoom < 14) return;
    forEachInView(brush, stations, (x, y, station) => {
      stationName(brush, data.stations.names[station], x, y + halfSize(brush));
    });
  });
  return {
    nearest(x, y) {
      const [station, entrance] = [nearest(stations, x, y), nearest(entrances, x, y)];
      return station.distance <= entrance.distance
        ? { ...station, kind: "station", name: data.stations.names[station.index] }
        : { ...entrance, kind: "entrance", name: data.entrances.names[entrance.index] };
    },
  };
}

function halfSize(brush) {
  return brush.zoom >= 15 ? 7 : 4;
}

function forEachInView({ scale, dx, dy, view }, points, visit) {
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at], points[at + 1]];
    if (x < view[0] || x > view[2] || y < view[1] || y > view[3]) continue;
    visit(x * scale + dx, y * scale + dy, at / 2);
  }
}

function stationName(brush, name, x, top) {
  const { ink, colours } = brush;
  const text = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  ink.font = `bold 12px ${FONT}`;
  const width = ink.measureText(text).width;
  if (!brush.occupied.take(x - width / 2, top, x + width / 2, top + 16)) return;
  ink.textAlign = "center";
  ink.textBaseline = "top";
  ink.lineJoin = "round";
  ink.lineWidth = 4;
  ink.strokeStyle = colours.halo;
  ink.strokeText(text, x, top + 3);
  ink.fillStyle = colours.text;
  ink.fillText(text, x, top + 3);
}
