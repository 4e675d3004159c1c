"""The front of two sums equals that of every simple path."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import NoRouteError
from mapper.routing.additive import EdgeWeights, additive_front
from mapper.routing.graph import EdgeCameras, PartEdge, SearchGraph
from mapper.routing.selection import undominated
from mapper.routing.weights import seen_weights
from tests.mapper.routing.networks import network_of, random_network
from tests.mapper.routing.test_quickest import random_query


def random_rows(graph: SearchGraph, seed: int, n_cameras: int = 6) -> EdgeCameras:
    random = np.random.default_rng(seed)
    rows = []
    for edge, camera in itertools.product(range(graph.n_edges), range(n_cameras)):
        if random.random() < 0.3:
            ends = sorted(random.integers(0, graph.length_mm[edge] + 1, 2).tolist())
            if ends[1] > ends[0]:
                rows.append((edge, camera, *ends))
    table = np.array(rows, np.int64).reshape(-1, 4)
    start = np.concatenate([[0], np.cumsum(np.bincount(table[:, 0], minlength=graph.n_edges))])
    return EdgeCameras.build(
        start.astype(np.int64),
        table[:, 1].astype(np.int32),
        (table[:, 2], table[:, 3]),
        np.ones(n_cameras, np.bool_),
    )


def every_way(
    graph: SearchGraph, parts: tuple[tuple[PartEdge, ...], ...], weights: EdgeWeights
) -> list[tuple[int, int]]:
    """Cost and weight of every way whose nodes are all different."""
    departures, arrivals, direct = parts
    found = [(part.cost_ms, weights.of_part(part)) for part in direct]
    roads = nx.MultiDiGraph()
    roads.add_nodes_from(range(graph.n_nodes))
    for edge in graph.out_edge.tolist():
        roads.add_edge(int(graph.tail[edge]), int(graph.head[edge]), edge=edge)
    for first, last in itertools.product(departures, arrivals):
        a, b = int(graph.head[first.directed_edge]), int(graph.tail[last.directed_edge])
        ways = [[]] if a == b else nx.all_simple_edge_paths(roads, a, b)
        for way in ways:
            edges = [roads.edges[step]["edge"] for step in way]
            cost = sum(int(graph.cost_ms[edge]) for edge in edges)
            weight = sum(int(weights.whole[edge >> 1]) for edge in edges)
            ends = (first, last)
            found.append(
                (
                    cost + sum(part.cost_ms for part in ends),
                    weight + sum(weights.of_part(part) for part in ends),
                )
            )
    return found


@given(st.integers(0, 100_000))
def test_the_front_equals_enumeration(seed: int) -> None:
    graph = SearchGraph.build(random_network(seed), 1.34)
    weights = seen_weights(graph, random_rows(graph, seed))
    query = random_query(graph, seed + 1)
    direct = graph.direct(query)
    parts = (graph.departures(query), graph.arrivals(query), () if direct is None else (direct,))
    ways = every_way(graph, parts, weights)
    if not ways:
        with pytest.raises(NoRouteError):
            additive_front(graph, query, weights, detour=1.5)
        return
    front = additive_front(graph, query, weights, detour=1.5)
    cost, weight = np.array(ways).T
    within = cost <= int(1.5 * cost.min())
    expected = undominated(cost[within], weight[within])
    assert front.complete
    assert front.cost_ms.tolist() == cost[within][expected].tolist()
    assert front.weight.tolist() == weight[within][expected].tolist()
    for path, cost_ms, weighs in zip(front.paths, front.cost_ms, front.weight, strict=True):
        walked = graph.parts(query, path)
        assert sum(part.cost_ms for part in walked) == cost_ms
        assert sum(weights.of_part(part) for part in walked) == weighs


def test_a_cap_on_labels_is_told() -> None:
    nodes = [[10.0 * i, 10.0 * (j % 2) * i] for i in range(8) for j in range(2)]
    edges = [(i, i + 2) for i in range(14)] + [(2 * i, 2 * i + 1) for i in range(8)]
    graph = SearchGraph.build(network_of(nodes, edges), 1.0)
    weights = seen_weights(graph, random_rows(graph, 1))
    query = random_query(graph, 5)
    capped = additive_front(graph, query, weights, detour=2.0, most_labels=2)
    assert not capped.complete


def test_time_in_view_is_of_the_union_and_of_parts() -> None:
    graph = SearchGraph.build(network_of([[0, 0], [100, 0]], [(0, 1)]), 1.0)
    rows = EdgeCameras.build(
        np.array([0, 3]),
        np.array([0, 0, 1], np.int32),
        (np.array([0, 50_000, 5_000]), np.array([10_000, 60_000, 20_000])),
        np.array([True, True]),
    )
    weights = seen_weights(graph, rows)
    assert weights.whole.tolist() == [30_000]
    assert weights.of_part(graph.part(0, 8_000, 55_000)) == 17_000
    assert weights.of_part(graph.part(1, 55_000, 8_000)) == 17_000
    assert weights.of_part(graph.part(0, 60_000, 100_000)) == 0
