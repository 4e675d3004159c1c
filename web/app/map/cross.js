import { sized } from "./leaflet.js";

const SIDE_PX = 45;
const GAP_PX = 6;

/**
 * A cross in the middle of the map for whoever moves it with keys: Enter takes the place under it.
 *
 * @param {HTMLElement} container
 * @param {() => Record<string, string>} colours
 * @param {(what: "take" | "ask") => void} answer Enter takes the place, Space asks what is there
 */
export function addCross(container, colours, answer) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.hidden = true;
  Object.assign(canvas.style, {
    position: "absolute", left: "50%", top: "50%", zIndex: "650", pointerEvents: "none",
    marginLeft: `${-SIDE_PX / 2}px`, marginTop: `${-SIDE_PX / 2}px`,
  });
  container.append(canvas);
  const show = () => {
    canvas.hidden = false;
    paintCross(canvas, colours());
  };
  // a finger or mouse that gives the map the focus needs no cross
  let pressed = false;
  container.addEventListener("focus", () => {
    if (!pressed) show();
  });
  container.addEventListener("blur", () => {
    canvas.hidden = true;
    pressed = false;
  });
  container.addEventListener("pointerdown", () => {
    canvas.hidden = true;
    pressed = true;
  });
  container.addEventListener("keydown", (event) => {
    if (event.target !== container || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
      answer(event.key === "Enter" ? "take" : "ask");
    } else if (event.key.startsWith("Arrow") || event.key === "+" || event.key === "-") show();
  });
}

/** @param {HTMLCanvasElement} canvas @param {Record<string, string>} colours */
function paintCross(canvas, colours) {
  const ink = sized(canvas, SIDE_PX, SIDE_PX, Math.min(window.devicePixelRatio || 1, 2));
  ink.clearRect(0, 0, SIDE_PX, SIDE_PX);
  const middle = SIDE_PX / 2;
  for (const [width, colour] of /** @type {[number, string][]} */ ([[5, colours.halo], [2.2, colours.station]])) {
    ink.lineWidth = width;
    ink.strokeStyle = colour;
    ink.lineCap = "round";
    ink.beginPath();
    for (const [x, y] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      ink.moveTo(middle + x * GAP_PX, middle + y * GAP_PX);
      ink.lineTo(middle + x * (middle - 3), middle + y * (middle - 3));
    }
    ink.stroke();
  }
}
