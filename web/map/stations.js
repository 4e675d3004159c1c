import { decodeLines } from "./coding.js";
import { FONT } from "./marks.js";
import { nearest } from "./cameras.js";

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
    const { ink, scale, dx, dy, colours, view } = brush;
    const r = brush.zoom >= 15 ? 7 : 4;
    for (let at = 0; at < stations.length; at += 2) {
      const [ux, uy] = [stations[at], stations[at + 1]];
      if (ux < view[0] || ux > view[2] || uy < view[1] || uy > view[3]) continue;
      const [x, y] = [ux * scale + dx, uy * scale + dy];
      ink.beginPath();
      ink.roundRect(x - r, y - r, 2 * r, 2 * r, 2);
      ink.fillStyle = colours.station;
      ink.fill();
      ink.lineWidth = 1.5;
      ink.strokeStyle = colours.halo;
      ink.stroke();
      if (brush.zoom >= 14) stationName(brush, data.stations.names[at / 2], x, y, r, data.stations.metro[at / 2]);
    }
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

function stationName(brush, name, x, y, r, isMetro) {
  const { ink, colours } = brush;
  ink.font = `bold 9px ${FONT}`;
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  ink.fillStyle = colours.halo;
  if (r >= 7 && isMetro) ink.fillText("M", x, y + 0.5);
  ink.font = `bold 12px ${FONT}`;
  const text = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  const width = ink.measureText(text).width;
  if (!brush.occupied.take(x - width / 2, y + r, x + width / 2, y + r + 16)) return;
  ink.textBaseline = "top";
  ink.lineJoin = "round";
  ink.lineWidth = 3.5;
  ink.strokeStyle = colours.halo;
  ink.strokeText(text, x, y + r + 3);
  ink.fillStyle = colours.text;
  ink.fillText(text, x, y + r + 3);
}
