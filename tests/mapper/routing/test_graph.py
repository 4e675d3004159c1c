"""The graph of a search: whole milliseconds that add up, bounds that hold, parts of edges."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import BadInputError
from mapper.model.network import WalkNetwork
from mapper.routing.graph import EdgeCameras, Query, SearchGraph, part_ms
from tests.mapper.routing.networks import network_of, random_network

seeds = st.integers(0, 10_000)
lengths = st.integers(0, 10**8)


@given(lengths, st.integers(1, 10**8), st.lists(st.integers(0, 10**8), max_size=5))
def test_parts_of_an_edge_add_up_to_the_edge(cost: int, length: int, cuts: list[int]) -> None:
    offsets = [0, *sorted(min(cut, length) for cut in cuts), length]
    parts = [part_ms(cost, length, a, b) for a, b in pairwise(offsets)]
    assert sum(parts) == cost
    assert parts == [part_ms(cost, length, b, a) for a, b in pairwise(offsets)]


@given(seeds)
def test_no_edge_costs_less_than_the_bound_says(seed: int) -> None:
    network = random_network(seed)
    graph = SearchGraph.build(network, 1.34)
    for edge in range(network.n_edges):
        line = network.edge_line(edge)
        drawn_m = float(np.hypot(*np.diff(line, axis=0).T).sum())
        assert graph.cost_ms[2 * edge] >= graph.ms_per_m * drawn_m
        assert abs(graph.cost_ms[2 * edge] - network.edge_length_mm[edge] / 1.34) <= 1.5


def test_tiny_edges_do_not_loosen_the_bound() -> None:
    network = network_of([[0.0, 0.0], [0.0014, 0.0], [100.0, 0.0]], [(0, 1), (1, 2)])
    assert SearchGraph.build(network, 1.34).ms_per_m == pytest.approx(1000 / 1.34, rel=1e-4)


@given(seeds)
def test_rows_hold_each_allowed_directed_edge_once(seed: int) -> None:
    graph = SearchGraph.build(random_network(seed), 1.34)
    allowed = np.flatnonzero(graph.allowed).tolist()
    for start, edge, node in (
        (graph.out_start, graph.out_edge, graph.tail),
        (graph.in_start, graph.in_edge, graph.head),
    ):
        assert sorted(edge.tolist()) == allowed
        for n in range(graph.n_nodes):
            row = edge[start[n] : start[n + 1]]
            assert (node[row] == n).all()
            assert (np.diff(row) > 0).all()


def test_a_one_way_edge_is_left_forward_only_unless_one_stands_at_its_end() -> None:
    network = network_of([[0, 0], [100, 0]], [(0, 1)], edge_backward=[False])
    graph = SearchGraph.build(network, 1.0)
    middle = Query(0, 40_000, 0, 10_000)
    assert [part.directed_edge for part in graph.departures(middle)] == [0]
    assert [part.cost_ms for part in graph.departures(middle)] == [60_000]
    assert graph.direct(middle) is None
    assert graph.direct(middle.reversed()) is not None
    assert [part.directed_edge for part in graph.departures(Query(0, 0, 0, 5))] == [0, 1]


def test_the_parts_of_a_path_begin_and_end_where_the_query_does() -> None:
    network = network_of([[0, 0], [100, 0], [100, 50]], [(0, 1), (2, 1)])
    graph = SearchGraph.build(network, 2.0)
    parts = graph.parts(Query(0, 25_000, 1, 40_000), np.array([0, 3]))
    assert [(p.from_mm, p.to_mm, p.cost_ms) for p in parts] == [
        (25_000, 100_000, 37_500),
        (50_000, 40_000, 5_000),
    ]
    assert [p.length_mm for p in parts] == [75_000, 10_000]


def test_cameras_of_part_edges_are_those_that_see_more_than_a_point() -> None:
    seen = EdgeCameras.build(
        np.array([0, 4, 4, 5]),
        np.array([1, 1, 3, 4, 1], np.int32),
        (np.array([0, 50, 20, 0, 7]), np.array([10, 60, 40, 99, 9])),
        np.array([True, True, True, True, False]),
    )
    assert seen.on_edge(0).tolist() == [1, 3]
    assert seen.on_edge(1).tolist() == []
    assert seen.on_part(1, 0, 10).tolist() == []
    assert seen.on_part(0, 10, 20).tolist() == []
    assert seen.on_part(0, 30, 5).tolist() == [1, 3]
    assert seen.on_part(0, 45, 55).tolist() == [1]
    assert seen.on_part(2, 8, 8).tolist() == [1]
    assert seen.n_cameras == 5


def test_no_network_and_no_speed() -> None:
    graph = SearchGraph.build(WalkNetwork.none(), 1.34)
    assert (graph.n_nodes, graph.n_edges) == (0, 0)
    with pytest.raises(BadInputError, match="speed"):
        SearchGraph.build(WalkNetwork.none(), 0.0)
