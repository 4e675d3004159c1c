"""The quickest way, against networkx on the same graph split at start and goal."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import NoRouteError
from mapper.routing.graph import Query, SearchGraph
from mapper.routing.quickest import quickest
from tests.mapper.routing.networks import network_of, random_network

seeds = st.integers(0, 100_000)


def split_graph(graph: SearchGraph, query: Query) -> nx.MultiDiGraph:
    """The network with start and goal as nodes, built piece by piece and edge by edge."""
    split = nx.MultiDiGraph()
    split.add_nodes_from(range(graph.n_nodes))
    split.add_nodes_from(["start", "goal"])
    for edge in range(graph.n_edges):
        length = int(graph.length_mm[edge])
        stops: list[tuple[int, object]] = [(0, int(graph.tail[2 * edge]))]
        stops += [(query.start_mm, "start")] * (edge == query.start_edge)
        stops += [(query.goal_mm, "goal")] * (edge == query.goal_edge)
        stops = [*sorted(stops, key=lambda stop: stop[0]), (length, int(graph.head[2 * edge]))]
        for (a_mm, a), (b_mm, b) in pairwise(stops):
            cost = graph.part(2 * edge, a_mm, b_mm).cost_ms
            # where there is no way to go, one may step either way
            if graph.allowed[2 * edge] or a_mm == b_mm:
                split.add_edge(a, b, weight=cost)
            if graph.allowed[2 * edge + 1] or a_mm == b_mm:
                split.add_edge(b, a, weight=cost)
    return split


def random_query(graph: SearchGraph, seed: int) -> Query:
    random = np.random.default_rng(seed)
    edges = random.integers(0, graph.n_edges, 2)
    if random.random() < 0.2:
        edges[1] = edges[0]
    offsets = [
        int(graph.length_mm[e] * random.choice([0, 1, random.random()], p=[0.15, 0.15, 0.7]))
        for e in edges
    ]
    return Query(int(edges[0]), offsets[0], int(edges[1]), offsets[1])


@given(seeds)
def test_it_is_as_quick_as_networkx_says(seed: int) -> None:
    graph = SearchGraph.build(random_network(seed), 1.34)
    query = random_query(graph, seed + 1)
    split = split_graph(graph, query)
    try:
        expected = nx.dijkstra_path_length(split, "start", "goal")
    except nx.NetworkXNoPath:
        with pytest.raises(NoRouteError):
            quickest(graph, query)
        return
    path = quickest(graph, query)
    parts = graph.parts(query, path.edges)
    assert path.cost_ms == expected
    assert sum(part.cost_ms for part in parts) == expected
    assert path.edges[0] >> 1 == query.start_edge
    assert path.edges[-1] >> 1 == query.goal_edge
    assert (graph.head[path.edges[:-1]] == graph.tail[path.edges[1:]]).all()
    for part in parts:
        assert graph.allowed[part.directed_edge] or part.length_mm == 0


@given(seeds)
def test_the_way_back_takes_as_long(seed: int) -> None:
    graph = SearchGraph.build(random_network(seed, one_way=False), 1.34)
    query = random_query(graph, seed + 1)
    try:
        there = quickest(graph, query)
    except NoRouteError:
        with pytest.raises(NoRouteError):
            quickest(graph, query.reversed())
    else:
        assert quickest(graph, query.reversed()).cost_ms == there.cost_ms


def test_a_long_grid_fills_the_heap_and_is_crossed_straight() -> None:
    side = 60
    nodes = [[100.0 * (i % side), 100.0 * (i // side)] for i in range(side * side)]
    edges = [(i, i + 1) for i in range(side * side) if i % side < side - 1]
    edges += [(i, i + side) for i in range(side * (side - 1))]
    graph = SearchGraph.build(network_of(nodes, edges), 1.0)
    path = quickest(graph, Query(0, 0, len(edges) - 1, 100_000))
    assert path.cost_ms == 2 * (side - 1) * 100_000


def test_round_a_one_way_block_to_a_point_just_behind() -> None:
    network = network_of(
        [[0, 0], [100, 0], [100, 100], [0, 100]],
        [(0, 1), (1, 2), (2, 3), (3, 0)],
        edge_backward=[False] * 4,
    )
    graph = SearchGraph.build(network, 1.0)
    path = quickest(graph, Query(0, 60_000, 0, 40_000))
    assert path.edges.tolist() == [0, 2, 4, 6, 0]
    assert path.cost_ms == 380_000


def test_the_message_of_no_route_says_nothing_of_the_trip() -> None:
    network = network_of([[0, 0], [100, 0], [0, 50], [100, 50]], [(0, 1), (2, 3)])
    with pytest.raises(NoRouteError, match=r"^[^\d]*$"):
        quickest(SearchGraph.build(network, 1.0), Query(0, 5, 1, 5))
