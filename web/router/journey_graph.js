/**
 * The graph of a journey beside the streets: doors on them, halls, trains, and what each step
 * meets. `mapper/stations/journey_graph.py`, arc by arc.
 */

import { makePart } from "./graph.js";
import { HIGHEST, onPart } from "./seen.js";

/**
 * What an arc is. Stations, lines and doors are numbers, -1 for none.
 *
 * @typedef {object} Step
 * @property {"walk" | "enter" | "exit" | "board" | "ride" | "alight" | "transfer"} kind
 * @property {number} start
 * @property {number} end
 * @property {number} line
 * @property {number} door
 * @property {[number, number, number] | null} stretch of a walk: edge, from and to which millimetre
 */

const WAY_IN = 1;
const WAY_OUT = 2;

export class JourneyGraph {
  /**
   * @param {import("./graph.js").Graph} graph @param {import("./seen.js").Seen} seen
   * @param {import("./metro.js").Metro} metro @param {string} policy @param {number} nCameras
   */
  constructor(graph, seen, metro, policy, nCameras) {
    this.graph = graph;
    this.seen = seen;
    this.metro = metro;
    this.highest = HIGHEST[policy];
    this.nMapped = nCameras;
    this.nCameras = nCameras;
    this.nStates = graph.nNodes;
    this.nStreets = 2 * graph.nEdges;
    /** @type {import("./gated.js").GatedArc[]} */
    this.arcs = [];
    /** @type {Step[]} */
    this.steps = [];
    /** @type {Map<number, Map<number, number>>} states of points on edges, by edge, by millimetre */
    this.points = new Map();
    /** @type {Map<string, number[]>} */
    this.devices = new Map();
  }

  /** The state of a point on an edge; a node's where the point is one. @param {number} edge @param {number} mm */
  point(edge, mm) {
    if (mm <= 0) return this.graph.tail[2 * edge];
    if (mm >= this.graph.length[edge]) return this.graph.head[2 * edge];
    const onEdge = this.points.get(edge) ?? new Map();
    this.points.set(edge, onEdge);
    if (!onEdge.has(mm)) onEdge.set(mm, this.nStates++);
    return onEdge.get(mm);
  }

  /** @param {number} arc @returns {Step} */
  step(arc) {
    if (arc >= this.nStreets) return this.steps[arc - this.nStreets];
    const length = this.graph.length[arc >> 1];
    return { ...NOTHING, kind: "walk", stretch: arc & 1 ? [arc >> 1, length, 0] : [arc >> 1, 0, length] };
  }

  /** The mapped cameras that some arcs meet, each once, and how many supposed ones. @param {number[]} arcs */
  met(arcs) {
    /** @type {Set<number>} */
    const cameras = new Set();
    const { start, camera } = this.seen;
    for (const arc of arcs) {
      if (arc >= this.nStreets) {
        for (const seen of this.arcs[arc - this.nStreets].sees) cameras.add(seen);
      } else {
        for (let row = start[arc >> 1]; row < start[(arc >> 1) + 1]; row++) cameras.add(camera[row]);
      }
    }
    const mapped = [...cameras].filter((seen) => seen < this.nMapped);
    return { mapped, modelled: cameras.size - mapped.length };
  }

  /** Add halls and trains, and the steps between them and the streets. */
  addMetro() {
    const { halls, changes } = this.metro;
    const hallState = halls.name.map(() => this.nStates++);
    this.addDoors(hallState);
    this.addLines(hallState);
    changes.from.forEach((one, k) => {
      const other = changes.to[k];
      let gates = 0;
      if (halls.rule[one] !== halls.rule[other]) {
        // out of one system and into the other
        gates = this.counts(halls.gate[other]) + this.counts(halls.gate[one]) * halls.gateOut[one];
      }
      this.add(hallState[one], hallState[other], changes.ms[k], { kind: "transfer", start: one, end: other }, [], gates);
    });
  }

  /** Ways in and out: a gate on entry, on exit too where the system has it. @param {number[]} hallState */
  addDoors(hallState) {
    const { halls, doors } = this.metro;
    doors.id.forEach((_, door) => {
      const hall = doors.hall[door];
      const gate = this.counts(halls.gate[hall]);
      const street = this.point(doors.edge[door], doors.mm[door]);
      const at = { start: hall, end: hall, door };
      if (doors.use[door] & WAY_IN) this.add(street, hallState[hall], doors.ms[door], { kind: "enter", ...at }, [], gate);
      const gateOut = gate * halls.gateOut[hall];
      if (doors.use[door] & WAY_OUT) this.add(hallState[hall], street, doors.ms[door], { kind: "exit", ...at }, [], gateOut);
    });
  }

  /** Boarding waits half the headway, then rides, then alighting. @param {number[]} hallState */
  addLines(hallState) {
    const { halls, lines, rides } = this.metro;
    /** @type {Map<string, {line: number, station: number, state: number}>} */
    const trains = new Map();
    const train = (/** @type {number} */ line, /** @type {number} */ station) => {
      const key = `${line} ${station}`;
      const known = trains.get(key) ?? { line, station, state: this.nStates++ };
      trains.set(key, known);
      return known.state;
    };
    rides.from.forEach((start, k) => {
      const [end, line] = [rides.to[k], rides.line[k]];
      this.add(train(line, start), train(line, end), rides.ms[k], { kind: "ride", start, end, line });
    });
    for (const { line, station, state } of trains.values()) {
      const at = { start: station, end: station, line };
      const devices = this.devicesOn(line, station);
      this.add(hallState[station], state, lines.wait[line], { kind: "board", ...at }, devices);
      const platform = this.counts(halls.platform[station]) ? devices.slice(0, 1) : [];
      this.add(state, hallState[station], 0, { kind: "alight", ...at }, platform);
    }
  }

  /** The stretches between points of one edge, in the ways it may be walked. */
  addParts() {
    const { graph } = this;
    for (const [edge, onEdge] of this.points) {
      const ends = [[0, graph.tail[2 * edge]], ...[...onEdge].sort((a, b) => a[0] - b[0]), [graph.length[edge], graph.head[2 * edge]]];
      for (let k = 0; k + 1 < ends.length; k++) {
        const [[low, one], [high, other]] = [ends[k], ends[k + 1]];
        const sees = onPart(this.seen, edge, low, high);
        for (const [way, tail, head, begin, end] of [[2 * edge, one, other, low, high], [2 * edge + 1, other, one, high, low]]) {
          if (!graph.allowed[way]) continue;
          this.add(tail, head, makePart(graph, way, begin, end).cost, { kind: "walk", stretch: [edge, begin, end] }, sees);
        }
      }
    }
  }

  /** 1 where devices of such evidence count, else 0. @param {number} code */
  counts(code) {
    return Number(code <= this.highest);
  }

  /**
   * What whoever boards there meets: the platform's camera first, then the carriage's.
   *
   * @param {number} line @param {number} station
   */
  devicesOn(line, station) {
    const key = `${line} ${station}`;
    let known = this.devices.get(key);
    if (!known) {
      const { platform, carriage } = this.metro.halls;
      const count = this.counts(platform[station]) + this.counts(carriage[station]);
      known = Array.from({ length: count }, () => this.nCameras++);
      this.devices.set(key, known);
    }
    return known;
  }

  /**
   * @param {number} tail @param {number} head @param {number} cost
   * @param {Partial<Step> & {kind: Step["kind"]}} step @param {number[]} [sees]
   * @param {number} [gates]
   */
  add(tail, head, cost, step, sees = [], gates = 0) {
    this.arcs.push({ tail, head, cost, gates, sees });
    this.steps.push({ ...NOTHING, ...step });
  }
}

/** @type {Step} */
const NOTHING = { kind: "walk", start: -1, end: -1, line: -1, door: -1, stretch: null };
