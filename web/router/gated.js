/**
 * Fronts of duration against distinct cameras, one for each number of gates passed: streets as they
 * are, what is beside them as further arcs. `mapper/routing/gated_{field,kernel,search}.py`, label
 * by label.
 */

import { RankedHeap } from "./heap.js";
import { offsets } from "./numbers.js";

/**
 * One step from a state to the next.
 *
 * @typedef {object} GatedArc
 * @property {number} tail
 * @property {number} head
 * @property {number} cost milliseconds
 * @property {number} gates
 * @property {number[]} sees cameras met: mapped ones by number, supposed ones after them
 *
 * A way from start to goal; arcs are numbered after the directed edges of the streets.
 * @typedef {{cost: number, gates: number, count: number, arcs: number[]}} GatedWay
 *
 * @typedef {object} GatedFronts
 * @property {{gates: number, ways: GatedWay[]}[]} fronts fewest gates first, each way slower than the one before and less seen
 * @property {number} quickest
 * @property {number} budget
 * @property {boolean} complete whether no cap on labels was hit
 */

/** A way through more gates than this is not looked for. */
export const MOST_GATES = 15;
const GATE_STEPS = MOST_GATES + 1;
const COUNT_STEPS = 2 ** 11;
const MOST_GATED_LABELS = 2_000_000;
const MOST_SIGHTINGS = 4 * MOST_GATED_LABELS;
/** No way may take this much longer than the quickest, 18 hours. */
const LONGEST_GATED_MS = 2 ** 26 - 1;
const MOST_SEEN = 2 ** 15 - 1;
/** Labels settled at once. */
const GATED_SLICE = 5_000;

/** Streets and further arcs between states, ready to be searched. */
export class GatedField {
  /**
   * @param {import("./graph.js").Graph} graph @param {import("./seen.js").Seen} seen
   * @param {GatedArc[]} arcs @param {number} nStates @param {number} nCameras mapped and supposed
   */
  constructor(graph, seen, arcs, nStates, nCameras) {
    this.graph = graph;
    this.seen = seen;
    this.arcs = arcs;
    this.nStates = nStates;
    this.nCameras = nCameras;
    this.nStreets = 2 * graph.nEdges;
    this.out = arcsBy(arcs, "tail", nStates);
    this.into = arcsBy(arcs, "head", nStates);
  }

  /**
   * The arcs, streets among them, that leave or enter a state.
   *
   * @param {number} state @param {"out" | "into"} which @param {(arc: number) => void} visit
   */
  each(state, which, visit) {
    const { graph } = this;
    if (state < graph.nNodes) {
      const start = which === "out" ? graph.outStart : graph.inStart;
      const ways = which === "out" ? graph.outEdge : graph.inEdge;
      for (let k = start[state]; k < start[state + 1]; k++) visit(ways[k]);
    }
    const { start, arc } = this[which];
    for (let k = start[state]; k < start[state + 1]; k++) visit(this.nStreets + arc[k]);
  }

  /** @param {number} arc */
  cost(arc) {
    return arc < this.nStreets ? this.graph.cost[arc] : this.arcs[arc - this.nStreets].cost;
  }

  /** @param {number} arc */
  gates(arc) {
    return arc < this.nStreets ? 0 : this.arcs[arc - this.nStreets].gates;
  }

  /** @param {number} arc */
  tail(arc) {
    return arc < this.nStreets ? this.graph.tail[arc] : this.arcs[arc - this.nStreets].tail;
  }

  /** @param {number} arc */
  head(arc) {
    return arc < this.nStreets ? this.graph.head[arc] : this.arcs[arc - this.nStreets].head;
  }

  /** Visit the cameras met on an arc. @param {number} arc @param {(camera: number) => void} visit */
  cameras(arc, visit) {
    if (arc >= this.nStreets) {
      this.arcs[arc - this.nStreets].sees.forEach(visit);
      return;
    }
    const { start, camera } = this.seen;
    for (let row = start[arc >> 1]; row < start[(arc >> 1) + 1]; row++) visit(camera[row]);
  }

  /**
   * The least cost between a state and every other one, Infinity beyond a budget (Dijkstra 1959).
   *
   * @param {number} from @param {"out" | "into"} which forward or backward
   * @param {number} mostGates @param {number} [budget]
   */
  least(from, which, mostGates, budget = Infinity) {
    const best = new Float64Array(this.nStates).fill(Infinity);
    const heap = new RankedHeap();
    best[from] = 0;
    heap.push(0, from);
    while (heap.size > 0) {
      const ms = heap.ranks[0];
      const state = heap.pop();
      if (ms !== best[state]) continue;
      this.each(state, which, (arc) => {
        const next = which === "out" ? this.head(arc) : this.tail(arc);
        const total = ms + this.cost(arc);
        if (this.gates(arc) > mostGates || total > budget || total >= best[next]) return;
        best[next] = total;
        heap.push(total, next);
      });
    }
    return best;
  }

  /**
   * The fronts between two states, compared by counts.
   *
   * @param {number} start @param {number} goal @param {number} detour
   * @returns {Generator<undefined, GatedFronts | null>} null where no way leads there
   */
  *fronts(start, goal, detour) {
    const quickest = this.least(start, "out", MOST_GATES)[goal];
    if (quickest === Infinity) return null;
    const budget = longestMs(quickest, detour);
    const first = yield* this.search(start, goal, budget, MOST_GATES);
    let { ways, complete } = first;
    const alone = this.least(start, "out", 0)[goal];
    if (alone < Infinity) {
      const more = yield* this.search(start, goal, Math.max(budget, longestMs(alone, detour)), 0);
      ways = [...ways, ...more.ways];
      complete = complete && more.complete;
    }
    return { fronts: groupedByGates(ways), quickest, budget, complete };
  }

  /**
   * @param {number} start @param {number} goal @param {number} budget @param {number} mostGates
   * @returns {Generator<undefined, {ways: GatedWay[], complete: boolean}>}
   */
  *search(start, goal, budget, mostGates) {
    const search = new GatedSearch(this, start, goal, budget, mostGates);
    let status = search.expand(GATED_SLICE);
    while (status === "running") {
      yield undefined;
      status = search.expand(GATED_SLICE);
    }
    return { ways: search.solutions.map((label) => search.way(label)), complete: status === "done" && !search.beyond };
  }
}

/** @param {number} quickest @param {number} detour */
export function longestMs(quickest, detour) {
  return Math.min(Math.floor(quickest * detour), quickest + LONGEST_GATED_MS);
}

/** @param {GatedArc[]} arcs @param {"tail" | "head"} end @param {number} nStates */
function arcsBy(arcs, end, nStates) {
  const counts = new Int32Array(nStates);
  for (const arc of arcs) counts[arc[end]]++;
  const start = offsets(counts);
  const next = start.slice();
  const arc = new Int32Array(arcs.length);
  arcs.forEach((one, number) => (arc[next[one[end]]++] = number));
  return { start, arc };
}

/** The labels of one search by counts. */
class GatedSearch {
  /**
   * @param {GatedField} field @param {number} start @param {number} goal @param {number} budget
   * @param {number} mostGates
   */
  constructor(field, start, goal, budget, mostGates) {
    this.field = field;
    this.goal = goal;
    this.budget = budget;
    this.mostGates = mostGates;
    this.left = field.least(goal, "into", mostGates, budget);
    this.leastMs = this.left[start];
    this.fewest = new Int16Array(field.nStates * GATE_STEPS).fill(MOST_SEEN);
    this.openedMs = new Float64Array(field.nStates).fill(Infinity);
    this.openedGates = new Int32Array(field.nStates);
    this.openedCount = new Int32Array(field.nStates);
    this.mark = new Int32Array(field.nCameras);
    this.round = 0;
    this.beyond = false;
    this.state = [start];
    this.parent = [-1];
    this.arc = [-1];
    this.sighting = [-1];
    this.count = [0];
    this.passed = [0];
    this.cost = [0];
    /** @type {number[]} */
    this.seenCamera = [];
    /** @type {number[]} */
    this.seenBefore = [];
    /** @type {number[]} */
    this.solutions = [];
    this.heap = new RankedHeap();
    this.heap.push(0, 0);
  }

  /** @param {number} slice @returns {"running" | "done" | "full"} */
  expand(slice) {
    const { field, heap } = this;
    for (let step = 0; step < slice; step++) {
      if (heap.size === 0) return "done";
      const label = heap.labels[0];
      if (!this.hasRoom(this.state[label])) return "full";
      heap.pop();
      if (this.settles(label)) field.each(this.state[label], "out", (arc) => this.open(label, arc));
    }
    return "running";
  }

  /** Whether all that a label can lead to has room. @param {number} state */
  hasRoom(state) {
    let [labels, sightings] = [0, 0];
    if (this.state.length + 100 < MOST_GATED_LABELS && this.seenCamera.length + 100_000 < MOST_SIGHTINGS) return true;
    this.field.each(state, "out", (arc) => {
      labels++;
      this.field.cameras(arc, () => sightings++);
    });
    return (
      this.state.length + labels <= MOST_GATED_LABELS &&
      this.seenCamera.length + sightings <= MOST_SIGHTINGS &&
      this.solutions.length < MOST_GATED_LABELS
    );
  }

  /** Settle a label unless one settled before is as good; tell whether it leads on. @param {number} label */
  settles(label) {
    const at = this.state[label] * GATE_STEPS;
    const count = this.count[label];
    if (this.fewest[at + this.passed[label]] <= count) return false;
    for (let gates = this.passed[label]; gates < GATE_STEPS; gates++) {
      if (count < this.fewest[at + gates]) this.fewest[at + gates] = count;
    }
    if (this.state[label] === this.goal) {
      this.solutions.push(label);
      return false;
    }
    this.round++;
    for (let k = this.sighting[label]; k >= 0; k = this.seenBefore[k]) this.mark[this.seenCamera[k]] = this.round;
    return true;
  }

  /**
   * Make the label that an arc leads to, unless it can lead to nothing new.
   *
   * @param {number} label @param {number} arc
   */
  open(label, arc) {
    const { field, fewest } = this;
    const more = field.gates(arc);
    if (more > this.mostGates) return;
    const state = field.head(arc);
    const cost = this.cost[label] + field.cost(arc);
    const left = this.left[state];
    if (cost + left > this.budget) return;
    const gates = this.passed[label] + more;
    if (gates > MOST_GATES) {
      this.beyond = true;
      return;
    }
    let count = this.count[label];
    const at = state * GATE_STEPS + gates;
    const atGoal = this.goal * GATE_STEPS + gates;
    if (fewest[at] <= count || fewest[atGoal] <= count) return;
    const before = this.seenCamera.length;
    let previous = this.sighting[label];
    field.cameras(arc, (camera) => {
      if (this.mark[camera] === this.round) return;
      this.seenBefore.push(previous);
      previous = this.seenCamera.push(camera) - 1;
    });
    count += this.seenCamera.length - before;
    const known = this.openedMs[state] <= cost && this.openedGates[state] <= gates && this.openedCount[state] <= count;
    if (fewest[at] <= count || fewest[atGoal] <= count || known) {
      this.seenCamera.length = this.seenBefore.length = before;
      return;
    }
    this.openedMs[state] = cost;
    this.openedGates[state] = gates;
    this.openedCount[state] = count;
    const next = this.state.push(state) - 1;
    this.parent.push(label);
    this.arc.push(arc);
    this.sighting.push(previous);
    this.count.push(count);
    this.passed.push(gates);
    this.cost.push(cost);
    const rank = ((cost + left - this.leastMs) * GATE_STEPS + gates) * COUNT_STEPS;
    this.heap.push(rank + Math.min(count, COUNT_STEPS - 1), next);
  }

  /** @param {number} label @returns {GatedWay} */
  way(label) {
    const arcs = [];
    for (let at = label; this.parent[at] >= 0; at = this.parent[at]) arcs.push(this.arc[at]);
    return { cost: this.cost[label], gates: this.passed[label], count: this.count[label], arcs: arcs.reverse() };
  }
}

/**
 * The ways that no way with as few gates beats, by their gates.
 *
 * @param {GatedWay[]} ways
 */
export function groupedByGates(ways) {
  const order = [...ways].sort(
    (one, other) => one.gates - other.gates || one.cost - other.cost || one.count - other.count || compareLists(one.arcs, other.arcs),
  );
  /** @type {GatedWay[]} */
  const kept = [];
  for (const way of order) if (!kept.some((k) => k.cost <= way.cost && k.count <= way.count)) kept.push(way);
  return [...new Set(kept.map(({ gates }) => gates))].map((gates) => ({
    gates,
    ways: kept.filter((way) => way.gates === gates),
  }));
}

/** @param {number[]} one @param {number[]} other */
function compareLists(one, other) {
  for (let k = 0; k < Math.min(one.length, other.length); k++) if (one[k] !== other[k]) return one[k] - other[k];
  return one.length - other.length;
}
