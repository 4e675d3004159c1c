import { draw, make } from "./elements.js";
import { countOf } from "./figures.js";
import { stepped } from "./tabs.js";
import { letterOf } from "./wording.js";

const HEIGHT = 190;
const MARGIN = { left: 40, right: 20, top: 26, bottom: 38 };
const POINT = 26;
const TICKS = 5;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/**
 * @typedef {object} Axis
 * @property {number} low
 * @property {number} high
 * @property {number[]} ticks whole numbers
 *
 * @typedef {{x: number, y: number}} Spot
 */

/**
 * Ends and ticks of an axis on round whole numbers.
 *
 * @param {number[]} values not empty @param {boolean} [fromZero]
 * @returns {Axis}
 */
export function axisOf(values, fromZero = false) {
  const least = fromZero ? 0 : Math.floor(Math.min(...values));
  const most = Math.max(Math.ceil(Math.max(...values)), least + 1);
  const step = STEPS.find((size) => (most - least) / size <= TICKS) ?? most - least;
  const low = Math.floor(least / step) * step;
  const high = Math.ceil(most / step) * step;
  const ticks = [];
  for (let tick = low; tick <= high; tick += step) ticks.push(tick);
  return { low, high, ticks };
}

/**
 * Places for marks as near to their spots as can be without one lying on another.
 *
 * @param {Spot[]} spots @param {number} size of a mark, square
 * @param {{left: number, right: number, top: number, bottom: number}} frame
 * @returns {Spot[]}
 */
export function apart(spots, size, frame) {
  /** @type {Spot[]} */
  const placed = [];
  for (const spot of spots) {
    const free = (/** @type {Spot} */ at) =>
      at.x >= frame.left && at.x <= frame.right && at.y >= frame.top && at.y <= frame.bottom &&
      placed.every((other) => Math.abs(other.x - at.x) >= size || Math.abs(other.y - at.y) >= size);
    placed.push(around(spot, size).find(free) ?? spot);
  }
  return placed;
}

/** Ways to step aside, the least first; up or down costs more, since that would look like another count. */
const ASIDE = [...Array(33).keys()]
  .flatMap((across) => [...Array(17).keys()].map((down) => ({ x: (across - 16) / 4, y: (down - 8) / 4 })))
  .sort((one, other) => Math.hypot(one.x, 3 * one.y) - Math.hypot(other.x, 3 * other.y) || other.x - one.x);

/** The spot itself, then places ever further from it. @param {Spot} spot @param {number} size */
function around(spot, size) {
  return ASIDE.map(({ x, y }) => ({ x: spot.x + x * size, y: spot.y + y * size }));
}

/**
 * The front as a chart: minutes to the right, cameras up, the options as buttons in their places.
 *
 * @param {Record<string, any>} answer @param {Record<string, any>[]} options of it
 * @param {import("./wording.js").Wording} wording @param {(option: number) => void} onChoose
 * @returns {{element: HTMLElement, choose: (option: number) => void}}
 */
export function makeChart(answer, options, wording, onChoose) {
  const points = options
    .map((option, index) => ({
      index, minutes: option.duration_s / 60, cameras: countOf(option) ?? -1, gates: option.gates ?? 0,
    }))
    .filter((point) => point.cameras >= 0);
  const heading = make("h3", { id: "chart-title" }, wording.say("app.chart"));
  if (!points.length) {
    const none = make("p", { class: "hint" }, wording.say("app.chart_none"));
    return { element: make("figure", { class: "chart" }, heading, none), choose() {} };
  }
  const front = frontOf(answer);
  const plot = make("div", {
    class: "plot", role: "group", "aria-labelledby": "chart-title", "aria-describedby": "chart-hint",
  });
  const sheet = draw("svg", { "aria-hidden": "true", height: HEIGHT, width: "100%" });
  const buttons = points.map((point) => pointButton(point, wording, onChoose));
  buttons.forEach((button, at) => {
    button.addEventListener("keydown", (event) => {
      const next = stepped(event.key, at, buttons.length);
      if (next < 0) return;
      event.preventDefault();
      buttons[next].focus();
      onChoose(points[next].index);
    });
  });
  plot.append(sheet, ...buttons);
  const paint = () => place(sheet, buttons, points, front, wording, plot.clientWidth);
  new ResizeObserver(paint).observe(plot);
  const gated = points.some((point) => point.gates > 0);
  const hint = make("figcaption", { class: "hint", id: "chart-hint" },
    wording.say("app.chart_hint"), gated && ` ${wording.say("app.chart_gates")}`);
  return {
    element: make("figure", { class: "chart" }, heading, plot, hint),
    choose(option) {
      points.forEach((point, at) => {
        buttons[at].setAttribute("aria-pressed", String(point.index === option));
        buttons[at].tabIndex = point.index === option ? 0 : -1;
      });
      if (!points.some((point) => point.index === option)) buttons[0].tabIndex = 0;
    },
  };
}

/**
 * Every way of the front, of which the options are a few; only where it counts what the options show.
 *
 * @param {Record<string, any>} answer
 * @returns {{minutes: number, cameras: number}[]}
 */
function frontOf({ front, minimise }) {
  if (!front || (minimise ?? "cameras") !== "cameras") return [];
  return front
    .map((/** @type {any} */ way) => ({ minutes: way.duration_s / 60, cameras: way.value }))
    .sort((/** @type {any} */ one, /** @type {any} */ other) => one.minutes - other.minutes);
}

/**
 * @param {{index: number, minutes: number, cameras: number, gates: number}} point
 * @param {import("./wording.js").Wording} wording @param {(option: number) => void} onChoose
 */
function pointButton(point, wording, onChoose) {
  const letter = letterOf(point.index);
  const name = [
    wording.say("app.point_at", {
      letter: wording.say("app.way", { letter }),
      minutes: wording.minutes(point.minutes * 60),
      cameras: wording.count("app.cameras", point.cameras),
    }),
    point.gates > 0 && wording.count("app.gates", point.gates),
  ].filter((part) => part).join(", ");
  return make("button", {
    // a gate is not one more camera: a way through one does not look like the others
    type: "button", class: point.gates ? "point gated" : "point", "aria-pressed": "false", "aria-label": name, title: name, "data-option": point.index,
    tabindex: -1, onclick: () => onChoose(point.index),
  }, letter);
}

/**
 * @param {SVGElement} sheet @param {HTMLButtonElement[]} buttons
 * @param {{minutes: number, cameras: number}[]} points @param {{minutes: number, cameras: number}[]} front
 * @param {import("./wording.js").Wording} wording @param {number} width
 */
function place(sheet, buttons, points, front, wording, width) {
  if (!width) return;
  const all = [...points, ...front];
  const across = axisOf(all.map((point) => point.minutes));
  const up = axisOf(all.map((point) => point.cameras), true);
  const [right, bottom] = [width - MARGIN.right, HEIGHT - MARGIN.bottom];
  const [wide, high] = [right - MARGIN.left, bottom - MARGIN.top];
  const x = (/** @type {number} */ value) => MARGIN.left + ((value - across.low) / (across.high - across.low)) * wide;
  const y = (/** @type {number} */ value) => bottom - ((value - up.low) / (up.high - up.low)) * high;
  /** @type {SVGElement[]} */
  const drawn = [];
  for (const tick of up.ticks) {
    drawn.push(draw("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }));
    drawn.push(draw("text", { x: MARGIN.left - 8, y: y(tick) + 4, "text-anchor": "end" }, wording.number(tick)));
  }
  for (const tick of across.ticks) {
    drawn.push(draw("text", { x: x(tick), y: bottom + 16, "text-anchor": "middle" }, wording.number(tick)));
  }
  const [minutes, cameras] = [wording.say("map.front.minutes"), wording.say("map.front.cameras")];
  drawn.push(draw("text", { class: "axis", x: right, y: HEIGHT - 4, "text-anchor": "end" }, `${minutes} →`));
  drawn.push(draw("text", { class: "axis", x: 0, y: 11 }, `↑ ${cameras}`));
  if (front.length > 1) drawn.push(draw("path", { class: "front", d: staircase(front, x, y, right) }));
  for (const way of front) drawn.push(draw("circle", { class: "way", cx: x(way.minutes), cy: y(way.cameras), r: 2.5 }));
  const spots = points.map((point) => ({ x: x(point.minutes), y: y(point.cameras) }));
  const half = POINT / 2;
  const marks = apart(spots, POINT + 1, { left: half, right: width - half, top: half, bottom: bottom + 2 });
  marks.forEach((mark, at) => {
    drawn.push(draw("line", { class: "lead", x1: spots[at].x, y1: spots[at].y, x2: mark.x, y2: mark.y }));
    buttons[at].style.transform = `translate(${mark.x - half}px, ${mark.y - half}px)`;
  });
  sheet.replaceChildren(...drawn);
}

/**
 * What is reachable in how much time: a line that only goes down.
 *
 * @param {{minutes: number, cameras: number}[]} front @param {(value: number) => number} x
 * @param {(value: number) => number} y @param {number} right
 */
function staircase(front, x, y, right) {
  const steps = front.map((way, at) => (at ? `H${x(way.minutes)}V${y(way.cameras)}` : `M${x(way.minutes)} ${y(way.cameras)}`));
  return `${steps.join("")}H${right}`;
}
