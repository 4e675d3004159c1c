/**
 * How often a simple path comes into view of each camera, at most: edges at nodes of degree one are
 * matched first, in what is left half the nodes may be; `mapper/routing/visits.py`, step by step.
 *
 * @param {import("./graph.js").Graph} graph
 * @param {import("./city.js").Sight} sight
 * @param {number} nCameras
 * @returns {Int32Array}
 */
export function mostVisits(graph, sight, nCameras) {
  /** @type {number[][]} */
  const edges = Array.from({ length: nCameras }, () => []);
  for (let edge = 0; edge < graph.nEdges; edge++) {
    if (graph.tail[2 * edge] === graph.head[2 * edge]) continue; // a loop lies on no simple path
    for (let row = sight.start[edge]; row < sight.start[edge + 1]; row++) {
      const seen = edges[sight.camera[row]];
      if (seen[seen.length - 1] !== edge) seen.push(edge);
    }
  }
  const degree = new Int32Array(graph.nNodes);
  return Int32Array.from(edges, (seen) => {
    const pairs = seen.map((edge) => [graph.tail[2 * edge], graph.head[2 * edge]]);
    for (const [u, v] of pairs) {
      degree[u]++;
      degree[v]++;
    }
    return Math.max(1, matchingBound(pairs, degree));
  });
}

/** Bound a maximum matching; leaves every degree at 0. @param {number[][]} pairs @param {Int32Array} degree */
function matchingBound(pairs, degree) {
  let matched = 0;
  let found = true;
  while (found) {
    found = false;
    let k = 0;
    while (k < pairs.length) {
      const [u, v] = pairs[k];
      if (degree[u] > 1 && degree[v] > 1) {
        k++;
        continue;
      }
      matched++;
      found = true;
      // what moves up to k is looked at again
      pairs = pairs.filter(([a, b]) => {
        if (a !== u && a !== v && b !== u && b !== v) return true;
        degree[a]--;
        degree[b]--;
        return false;
      });
    }
  }
  let nodes = 0;
  for (const pair of pairs) {
    for (const node of pair) {
      if (degree[node] > 0) {
        nodes++;
        degree[node] = 0;
      }
    }
  }
  return matched + Math.min(pairs.length, Math.floor(nodes / 2));
}
