import { tracePath, widthAt } from "../../map/tracing.js";
import { hatching } from "../../map/survey.js";
import { BoxIndex } from "./box_index.js";
import { heatClass } from "./colours.js";
import { GRADES } from "./drawing.js";

/**
 * @typedef {import("../../map/tracing.js").Brush} Brush
 * @typedef {import("./drawing.js").Lines} Lines
 * @typedef {import("./drawing.js").DrawnCity} DrawnCity
 */

/** Widths on the screen at zooms 12, 16 and 19. @type {Record<string, number[]>} */
const WIDTHS = {
  main: [1.6, 6, 22],
  street: [0.6, 3.6, 13],
  path: [0.45, 1, 2.6],
  rail: [0.9, 1.6, 3],
  stream: [1, 2, 6],
};
/** From which zoom on. @type {Record<string, number>} */
const FROM_ZOOM = { path: 14.5, street: 12.25, main: 0, building: 13.75, rail: 11, stream: 12 };
const CASING_ZOOM = 14.5;
/** Below this zoom ends are square and corners cut: nobody sees it, and round ones take thrice as long. */
const ROUND_ZOOM = 16.5;
const SMALL_ZOOM = 12.25;
/** Pixels a stroke reaches beyond its line. */
const REACH_PX = 16;
/** Lines stroked at once: many short strokes are faster than one of thousands of pieces. */
const AT_ONCE = 96;

/** Everything that lies still: ground, streets, survey and heat, found by where it is. */
export class Ground {
  /** @param {DrawnCity} city */
  constructor(city) {
    this.city = city;
    /** @type {Map<string, BoxIndex>} */
    this.indices = new Map();
    this.names = [...Object.keys(city.layers), ...GRADES.map((name) => `edges ${name}`)];
  }

  /** Where lines of a layer, or edges of a grade, lie: worked out when it is first asked. @param {string} name */
  index(name) {
    const known = this.indices.get(name);
    if (known) return known;
    const { streets, layers } = this.city;
    const grade = GRADES.indexOf(name.replace("edges ", ""));
    /** @type {number[]} */
    const rows = [];
    if (grade >= 0 && !(name in layers)) {
      for (let edge = 0; edge < streets.grade.length; edge++) {
        if (streets.grade[edge] === grade && !streets.indoor[edge]) rows.push(edge);
      }
    }
    const made = name in layers ? new BoxIndex(layers[name].box) : new BoxIndex(streets.lines.box, rows);
    this.indices.set(name, made);
    return made;
  }

  /**
   * The path of what is in view of some areas, or null where there is nothing.
   *
   * @param {Brush} brush @param {string} name
   */
  areaOf(brush, name) {
    const lines = this.city.layers[name];
    const rows = lines ? this.inView(brush, name) : [];
    if (!lines || !rows.length) return null;
    const path = new Path2D();
    tracePath({ ...brush, ink: /** @type {any} */ (path) }, lines, { rows, closed: true, margin: REACH_PX });
    return path;
  }

  /**
   * Paths of what is in view of some lines.
   *
   * @param {Brush} brush @param {Lines | undefined} lines @param {string} index
   */
  pathsOf(brush, lines, index) {
    return lines ? pathsOver(brush, lines, this.inView(brush, index)) : [];
  }

  /** @param {Brush} brush @param {string} index */
  inView({ view, scale }, index) {
    const reach = REACH_PX / scale;
    return this.index(index).within([view[0] - reach, view[1] - reach, view[2] + reach, view[3] + reach]);
  }

  /** @param {Brush} brush */
  paint(brush) {
    const { ink, zoom, colours } = brush;
    const { layers } = this.city;
    for (const name of ["park", "water"]) this.fill(brush, name, colours[name]);
    this.stroke(brush, this.pathsOf(brush, layers.stream, "stream"), "stream", colours.water);
    this.stroke(brush, this.edges(brush, "path"), "path", colours.path, { dashed: zoom >= 17 });
    if (zoom >= FROM_ZOOM.building) {
      const path = this.fill(brush, "building", colours.building);
      if (path && zoom >= 16) {
        ink.lineWidth = 0.8;
        ink.strokeStyle = colours.building_edge;
        ink.stroke(path);
      }
    }
    const drawn = ["street", "main"].map((name) => ({ name, paths: this.edges(brush, name) }));
    drawn[1].paths.push(...this.pathsOf(brush, layers.main, "main"));
    if (zoom >= CASING_ZOOM) {
      for (const { name, paths } of drawn) this.stroke(brush, paths, name, colours[`${name}_edge`], { casing: 1.4 });
    }
    for (const { name, paths } of drawn) {
      // without casing white on pale ground is no line
      const colour = zoom >= CASING_ZOOM ? colours[name] : colours[`${name}_edge`];
      this.stroke(brush, paths, name, colour);
    }
    this.rails(brush, layers.rail);
  }

  /** @param {Brush} brush @param {string} name */
  edges(brush, name) {
    return brush.zoom < FROM_ZOOM[name] ? [] : this.pathsOf(brush, this.city.streets.lines, `edges ${name}`);
  }

  /** @param {Brush} brush @param {string} name @param {string} colour */
  fill(brush, name, colour) {
    const path = this.areaOf(brush, name);
    if (path) {
      brush.ink.fillStyle = colour;
      brush.ink.fill(path);
    }
    return path;
  }

  /**
   * @param {Brush} brush @param {Path2D[]} paths @param {string} name @param {string} colour
   * @param {{casing?: number, dashed?: boolean}} [look]
   */
  stroke({ ink, zoom }, paths, name, colour, { casing = 0, dashed = false } = {}) {
    if (zoom < FROM_ZOOM[name]) return;
    ink.lineJoin = zoom < ROUND_ZOOM ? "bevel" : "round";
    ink.lineCap = name === "path" || zoom < CASING_ZOOM ? "butt" : zoom < ROUND_ZOOM ? "square" : "round";
    ink.lineWidth = widthAt(WIDTHS[name], zoom) + casing;
    ink.strokeStyle = colour;
    if (dashed) ink.setLineDash([5, 3]);
    for (const path of paths) ink.stroke(path);
    ink.setLineDash([]);
  }

  /** @param {Brush} brush @param {Lines | undefined} lines */
  rails(brush, lines) {
    const { ink, zoom, colours } = brush;
    const paths = zoom < FROM_ZOOM.rail ? [] : this.pathsOf(brush, lines, "rail");
    this.stroke(brush, paths, "rail", colours.rail);
    if (zoom < 15) return;
    ink.lineWidth = widthAt(WIDTHS.rail, zoom) * 3;
    ink.lineCap = "butt";
    ink.setLineDash([1.2, 9]);
    for (const path of paths) ink.stroke(path);
    ink.setLineDash([]);
  }

  /** Hatch where nobody is known to have looked, and lightly where it was in part. @param {Brush} brush @param {number} width @param {number} height */
  paintSurvey(brush, width, height) {
    const { ink, colours } = brush;
    const known = this.areaOf(brush, "partial") || new Path2D();
    known.rect(-1, -1, width + 2, height + 2);
    ink.fillStyle = hatching(ink, colours.hatch, -brush.dx, -brush.dy);
    ink.fill(known, "evenodd");
  }

  /** Every street by how many cameras see it. @param {Brush} brush */
  paintHeat(brush) {
    const { ink, zoom, colours } = brush;
    const { streets } = this.city;
    /** @type {number[][]} */
    const classes = [[], [], [], [], [], []];
    for (const name of GRADES) {
      for (const edge of this.inView(brush, `edges ${name}`)) {
        const level = heatClass(streets.seen[edge]);
        if (zoom >= SMALL_ZOOM || (name === "main" ? level > 0 : level > 1)) classes[level].push(edge);
      }
    }
    ink.lineCap = zoom >= ROUND_ZOOM ? "round" : zoom >= CASING_ZOOM ? "square" : "butt";
    ink.lineJoin = zoom >= ROUND_ZOOM ? "round" : "bevel";
    classes.forEach((rows, level) => {
      ink.lineWidth = heatWidth(level, zoom);
      ink.strokeStyle = colours[`heat_${level}`];
      for (const path of pathsOver(brush, streets.lines, rows)) ink.stroke(path);
    });
  }
}

/** Some lines as paths of a few each. @param {Brush} brush @param {Lines} lines @param {number[]} rows */
function pathsOver(brush, lines, rows) {
  const paths = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const path = new Path2D();
    tracePath({ ...brush, ink: /** @type {any} */ (path) }, lines, { rows: rows.slice(at, at + AT_ONCE), margin: REACH_PX });
    paths.push(path);
  }
  return paths;
}

/** The more cameras, the broader too, so that it reads in grey. @param {number} level @param {number} zoom */
export function heatWidth(level, zoom) {
  return widthAt([0.5 + 0.22 * level, 1.2 + 0.85 * level, 2.5 + 2.2 * level], zoom);
}
