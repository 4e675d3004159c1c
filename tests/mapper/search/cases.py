"""Small random cases for the search, and an oracle that walks every simple path of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from mapper.model.network import WalkNetwork
from mapper.routing.graph import EdgeCameras, Query, SearchGraph
from mapper.routing.search import SearchNetwork
from tests.mapper.routing.networks import random_network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mapper.routing.graph import PartEdge


@dataclass(frozen=True)
class Case:
    """A network, its cameras and a query."""

    network: SearchNetwork
    query: Query
    detour: float


def tied_network(seed: int, *, one_way: bool = True) -> WalkNetwork:
    """Build a torn grid with chords, parallel edges and loops, of few lengths: ties abound."""
    random = np.random.default_rng(seed)
    wide, high = int(random.integers(2, 6)), int(random.integers(3, 5))
    n_nodes = wide * high
    nodes = random.uniform(0, 0.5, (n_nodes, 2))
    rows = [(n, n + 1) for n in range(n_nodes) if (n + 1) % wide]
    columns = [(n, n + wide) for n in range(n_nodes - wide)]
    kept = [edge for edge in rows + columns if random.random() < 0.9]
    chords = random.integers(0, n_nodes, (int(random.integers(1, 4)), 2))
    edges = [*kept, *((int(a), int(b)) for a, b in chords)]
    lines = [np.vstack([nodes[a], nodes[b]]) for a, b in edges]
    length_mm = random.integers(2, 6, len(edges)) * 1340
    shut = random.random(len(edges)) if one_way else np.full(len(edges), 0.5)
    return WalkNetwork.build(
        nodes, edges, lines, length_mm, edge_forward=shut > 0.05, edge_backward=shut < 0.95
    )


def seen_by(
    network: WalkNetwork, random: np.random.Generator, *, n_cameras: int, share: float
) -> EdgeCameras:
    """Let each camera see stretches of edges anywhere in the network, sometimes two of one.

    Short edges are watched more, so that being quick and being unseen are at odds.
    """
    rows = []
    usual = float(np.median(network.edge_length_mm))
    for edge in range(network.n_edges):
        length = int(network.edge_length_mm[edge])
        for camera in range(n_cameras):
            if length < 4 or random.random() >= share * min(3.0, (usual / length) ** 3):
                continue
            cuts = np.unique(random.integers(0, length + 1, 4))
            if random.random() < 0.3:
                cuts = np.array([0, length])
            rows += [
                (edge, camera, int(a), int(b)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)
            ]
    table = np.array(rows, np.int64).reshape(-1, 4)
    start = np.searchsorted(table[:, 0], np.arange(network.n_edges + 1)).astype(np.int64)
    return EdgeCameras.build(
        start, table[:, 1].astype(np.int32), (table[:, 2], table[:, 3]), np.ones(n_cameras, bool)
    )


def random_place(network: WalkNetwork, random: np.random.Generator, edge: int) -> tuple[int, int]:
    """Pick a place on an edge; sometimes one of its ends."""
    length = int(network.edge_length_mm[edge])
    return edge, int(random.choice([0, length, *random.integers(0, length + 1, 4)]))


def random_case(seed: int, *, one_way: bool = True) -> Case:
    """Draw a network with parallel edges, loops and ties, cameras far and wide, and two places."""
    random = np.random.default_rng([seed, 7])
    build = random_network if seed % 3 == 0 else tied_network
    network = build(seed, one_way=one_way)
    seen = seen_by(
        network,
        random,
        n_cameras=int(random.integers(0, 25)),
        share=float(random.choice([0.05, 0.1])),
    )
    last = network.n_edges - 1
    start = random_place(network, random, int(random.integers(0, last // 3 + 1)))
    far = int(random.integers(last // 2, last + 1))
    goal = random_place(network, random, start[0] if random.random() < 0.1 else far)
    detour = float(random.choice([1.0, 1.3, 2.0, 3.0, 5.0]))
    graph = SearchGraph.build(network, 1.34)
    return Case(SearchNetwork.build(graph, seen), Query(*start, *goal), detour)


def simple_paths(
    network: SearchNetwork, query: Query
) -> Iterator[tuple[int, list[int], list[PartEdge]]]:
    """Walk every simple path from start to goal: its cost, directed edges and stretches."""
    graph = network.graph
    direct = graph.direct(query)
    if direct is not None:
        yield direct.cost_ms, [direct.directed_edge], [direct]
    arrivals = graph.arrivals(query)

    def onward(
        node: int, visited: frozenset[int], parts: list[PartEdge]
    ) -> Iterator[tuple[int, list[int], list[PartEdge]]]:
        for last in arrivals:
            if graph.tail[last.directed_edge] == node:
                whole = [*parts, last]
                yield sum(p.cost_ms for p in whole), [p.directed_edge for p in whole], whole
        for edge in graph.out_edge[graph.out_start[node] : graph.out_start[node + 1]].tolist():
            head = int(graph.head[edge])
            if head not in visited:
                step = graph.part(edge, graph.end_mm(edge ^ 1), graph.end_mm(edge))
                yield from onward(head, visited | {head}, [*parts, step])

    for first in graph.departures(query):
        node = int(graph.head[first.directed_edge])
        yield from onward(node, frozenset([node]), [first])


def front_by_enumeration(case: Case) -> list[tuple[int, int]] | None:
    """Return the front of all simple paths, None where there is no path at all."""
    found = [
        (cost, len(case.network.seen.along(tuple(parts))))
        for cost, _, parts in simple_paths(case.network, case.query)
    ]
    if not found:
        return None
    quickest = min(cost for cost, _ in found)
    budget = quickest + int(quickest * (case.detour - 1.0) + 1e-6)
    front: list[tuple[int, int]] = []
    for cost, count in sorted(found):
        if cost <= budget and (not front or count < front[-1][1]):
            front.append((cost, count))
    return front


def fewest_by_programme(case: Case, budget_ms: int) -> int:
    """Return the fewest cameras within a budget by an integer programme, solved by HiGHS.

    One variable for each directed edge or part, one for each camera; flow from start to goal.
    """
    graph, seen = case.network.graph, case.network.seen
    start, goal = graph.n_nodes, graph.n_nodes + 1
    arcs = [
        (
            int(graph.tail[d]),
            int(graph.head[d]),
            graph.part(d, graph.end_mm(d ^ 1), graph.end_mm(d)),
        )
        for d in graph.out_edge.tolist()
    ]
    arcs += [(start, int(graph.head[p.directed_edge]), p) for p in graph.departures(case.query)]
    arcs += [(int(graph.tail[p.directed_edge]), goal, p) for p in graph.arrivals(case.query)]
    direct = graph.direct(case.query)
    arcs += [] if direct is None else [(start, goal, direct)]
    n = len(arcs)
    flow = np.zeros((graph.n_nodes + 2, n + seen.n_cameras))
    cost = np.zeros((1, n + seen.n_cameras))
    views = []
    for k, (tail, head, part) in enumerate(arcs):
        flow[tail, k] += 1
        flow[head, k] -= 1
        cost[0, k] = part.cost_ms
        for camera in seen.on_part(part.edge, part.from_mm, part.to_mm).tolist():
            view = np.zeros(n + seen.n_cameras)
            view[k], view[n + camera] = 1, -1
            views.append(view)
    balance = np.zeros(graph.n_nodes + 2)
    balance[start], balance[goal] = 1, -1
    rules = [LinearConstraint(flow, balance, balance), LinearConstraint(cost, 0, budget_ms)]
    rules += [LinearConstraint(np.array(views), -np.inf, 0)] if views else []
    solved = milp(
        np.concatenate([np.zeros(n), np.ones(seen.n_cameras)]),
        integrality=np.ones(n + seen.n_cameras, np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
    )
    assert solved.success
    return round(float(solved.fun))


def measured(case: Case, path: NDArray[np.int32]) -> tuple[int, int]:
    """Return the cost and distinct cameras of a path, taken from its stretches."""
    parts = case.network.graph.parts(case.query, path)
    return sum(part.cost_ms for part in parts), len(case.network.seen.along(parts))
