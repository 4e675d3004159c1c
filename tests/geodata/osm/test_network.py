"""The walking network: small drawings, and an oracle that contracts one node at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.osm.contraction import Segments, contract
from geodata.osm.plane import project_extract
from geodata.osm.source import read_extract
from tests.geodata.osm.drawing import Tags, drawn, edges_by_nodes, imported, lon_lat

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mapper.model.network import WalkNetwork

FOOTWAY: Tags = {"highway": "footway"}
LINE = {1: (0, 0), 2: (100, 0), 3: (100, 50), 4: (200, 50), 5: (100, 150)}


def network_of(folder: Path, *drawing: Any) -> WalkNetwork:  # noqa: ANN401 - handed on as it is
    return imported(folder, drawn(*drawing)).city.network


def test_nodes_passed_through_are_contracted_and_their_geometry_is_kept(tmp_path: Path) -> None:
    network = network_of(tmp_path, LINE, {7: ([1, 2, 3, 4], FOOTWAY)})
    assert edges_by_nodes(network) == [(1, 4, 250)]
    assert network.edge_line(0).shape == (4, 2)
    assert list(network.edge_osm_way) == [7]
    assert network.edge_kind[0] == "footway"


def test_contraction_crosses_the_join_of_two_ways_of_one_kind(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], FOOTWAY), 8: ([4, 3], FOOTWAY)}
    assert edges_by_nodes(network_of(tmp_path, LINE, ways)) == [(1, 4, 250)]


@pytest.mark.parametrize(
    "tags",
    [
        {"name": "Second Street"},
        {"highway": "steps"},
        {"indoor": "yes"},
        {"covered": "yes"},
        {"oneway:foot": "yes"},
    ],
)
def test_a_node_where_the_rule_changes_is_kept(tmp_path: Path, tags: Tags) -> None:
    ways = {7: ([1, 2, 3], FOOTWAY), 8: ([3, 4], FOOTWAY | tags)}
    assert edges_by_nodes(network_of(tmp_path, LINE, ways)) == [(1, 3, 150), (3, 4, 100)]


def test_junctions_parallel_edges_and_loops_are_kept(tmp_path: Path) -> None:
    ways = {
        7: ([1, 2], FOOTWAY),
        8: ([2, 3, 4], FOOTWAY),
        9: ([2, 4], FOOTWAY),
        10: ([2, 5, 3, 2], FOOTWAY),
    }
    network = network_of(tmp_path, LINE, ways)
    # 2-3 is walked by two ways, and 4 and 5 are only passed through
    assert edges_by_nodes(network) == [
        (1, 2, 100),
        (2, 3, 50),
        (2, 3, 50),
        (2, 3, 212),
        (2, 3, 250),
    ]


def test_a_loop_at_a_junction_is_one_edge(tmp_path: Path) -> None:
    ways = {7: ([1, 2], FOOTWAY), 10: ([2, 3, 4, 2], FOOTWAY)}
    network = network_of(tmp_path, LINE, ways)
    assert edges_by_nodes(network) == [(1, 2, 100), (2, 2, 262)]
    loop = int(np.argmax(network.edge_from == network.edge_to))
    assert np.array_equal(network.edge_line(loop)[0], network.edge_line(loop)[-1])


def test_a_ring_that_touches_nothing_keeps_its_first_node(tmp_path: Path) -> None:
    ways = {7: ([4, 3, 2, 4], FOOTWAY)}
    assert edges_by_nodes(network_of(tmp_path, LINE, ways)) == [(2, 2, 262)]


def test_a_way_is_cut_where_the_file_lacks_its_nodes(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 99, 98, 3, 4, 97], FOOTWAY), 8: ([99, 5], FOOTWAY)}
    result = imported(tmp_path, drawn(LINE, ways))
    assert edges_by_nodes(result.city.network) == [(1, 2, 100), (3, 4, 100)]
    figures = result.city.figures["network"]
    assert figures["references_outside"] == 4
    assert figures["segments_lost"] == 5
    assert figures["components"] == 2


def test_nodes_on_one_spot_become_one_and_no_edge_is_without_length(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0), 4: (200, 0), 5: (100, 50)}
    ways = {7: ([1, 2, 2, 3, 4], FOOTWAY), 8: ([3, 5], FOOTWAY)}
    result = imported(tmp_path, drawn(nodes, ways))
    assert edges_by_nodes(result.city.network) == [(1, 2, 100), (2, 4, 100), (2, 5, 50)]
    assert result.city.figures["network"]["segments_without_length"] == 2


def test_nodes_on_one_spot_that_no_way_joins_stay_apart(tmp_path: Path) -> None:
    # a bridge over a street
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (100, -50), 5: (100, 0), 6: (100, 50)}
    ways = {7: ([1, 2, 3], FOOTWAY), 8: ([4, 5, 6], FOOTWAY)}
    assert edges_by_nodes(network_of(tmp_path, nodes, ways)) == [(1, 3, 200), (4, 6, 100)]


def test_one_way_walks_run_the_way_they_are_walked(tmp_path: Path) -> None:
    ways = {
        7: ([1, 2, 3], FOOTWAY | {"oneway:foot": "yes"}),
        8: ([4, 3], FOOTWAY | {"oneway:foot": "-1"}),
    }
    network = network_of(tmp_path, LINE, ways)
    assert edges_by_nodes(network) == [(1, 4, 250)]
    assert network.node_osm_id[network.edge_from[0]] == 1
    assert network.edge_forward[0]
    assert not network.edge_backward[0]


def test_one_way_walks_that_meet_head_on_are_not_joined(tmp_path: Path) -> None:
    one_way = FOOTWAY | {"oneway:foot": "yes"}
    ways = {7: ([1, 2, 3], one_way), 8: ([4, 3], one_way)}
    network = network_of(tmp_path, LINE, ways)
    assert edges_by_nodes(network) == [(1, 3, 150), (3, 4, 100)]
    assert {int(network.node_osm_id[node]) for node in network.edge_to} == {3}


def test_a_square_and_a_platform_are_walked_along_their_outline(tmp_path: Path) -> None:
    nodes = {
        1: (0, 0),
        2: (100, 0),
        3: (100, 100),
        4: (0, 100),
        5: (-50, 0),
        6: (0, 300),
        7: (50, 300),
    }
    ways = {
        7: ([1, 2, 3, 4, 1], {"highway": "pedestrian", "area": "yes", "name": "Square"}),
        8: ([5, 1], FOOTWAY),
        9: ([6, 7], {"railway": "platform"}),
    }
    network = network_of(tmp_path, nodes, ways)
    assert edges_by_nodes(network) == [(1, 1, 400), (1, 5, 50), (6, 7, 50)]
    assert sorted(network.edge_kind) == ["footway", "pedestrian", "platform"]


def test_the_outline_of_a_multipolygon_square_is_walked_under_its_name(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100)}
    ways: dict[int, tuple[list[int], Tags]] = {7: ([1, 2, 3], {}), 8: ([3, 4, 1], {})}
    square = {"type": "multipolygon", "highway": "pedestrian", "name": "Square"}
    relations = {9: ([("w", 7, "outer"), ("w", 8, "outer")], square)}
    network = network_of(tmp_path, nodes, ways, relations)
    assert edges_by_nodes(network) == [(1, 1, 400)]
    assert network.edge_name[0] == "Square"


def test_passages_and_corridors_are_flagged(tmp_path: Path) -> None:
    ways = {
        7: ([1, 2], FOOTWAY | {"tunnel": "building_passage"}),
        8: ([2, 3], {"highway": "corridor"}),
        9: ([3, 4], FOOTWAY),
    }
    network = network_of(tmp_path, LINE, ways)
    flags = {
        int(way): (bool(indoor), bool(passage))
        for way, indoor, passage in zip(
            network.edge_osm_way, network.edge_indoor, network.edge_passage, strict=True
        )
    }
    assert flags == {7: (False, True), 8: (True, False), 9: (False, False)}


def test_a_gate_does_not_stop_a_walker(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (100, 0, {"barrier": "gate", "access": "private"}), 3: (200, 0)}
    network = network_of(tmp_path, nodes, {7: ([1, 2, 3], FOOTWAY)})
    assert edges_by_nodes(network) == [(1, 3, 200)]


def test_ways_that_may_not_be_walked_are_counted_with_their_reason(tmp_path: Path) -> None:
    ways = {
        7: ([1, 2], FOOTWAY),
        8: ([2, 3], {"highway": "motorway"}),
        9: ([3, 4], {"highway": "service", "access": "private"}),
        10: ([3, 5], {"highway": "trail"}),
    }
    result = imported(tmp_path, drawn(LINE, ways))
    assert result.city.network.n_edges == 1
    assert result.city.figures["network"]["refused"] == {
        "no kind of road": 1,
        "not for walking": 1,
        "private or closed": 1,
    }


def test_lengths_are_those_of_the_ellipsoid(tmp_path: Path) -> None:
    network = network_of(tmp_path, {1: (0, 0), 2: (1000, 0)}, {7: ([1, 2], FOOTWAY)})
    # by the radius of the parallel: a cos φ / sqrt(1 - e² sin² φ), the arc in radians
    lon, lat = np.array([lon_lat(0, 0), lon_lat(1000, 0)]).round(7).T
    e2, phi = 0.00669437999014, np.radians(lat[0])
    radius = 6_378_137.0 * np.cos(phi) / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    assert network.edge_length_mm[0] == pytest.approx(radius * np.radians(np.ptp(lon)) * 1e3, abs=1)


NODE = st.integers(0, 9)
SEGMENT = st.tuples(NODE, NODE, st.integers(0, 1)).filter(lambda s: s[0] != s[1])


def segments_of(drawn_segments: list[tuple[int, int, int]]) -> Segments:
    tail, head, rule = (np.array(column, np.int64) for column in zip(*drawn_segments, strict=True))
    # rule 1 is one way
    return Segments(tail=tail, head=head, rule=rule, one_way=rule == 1, n_nodes=10)


@given(st.lists(SEGMENT, min_size=1, max_size=25))
def test_contraction_equals_removing_one_node_at_a_time(
    drawn_segments: list[tuple[int, int, int]],
) -> None:
    chains = contract(segments_of(drawn_segments))
    steps: NDArray[np.int64] = np.diff(chains.start) - 1
    found = [
        (*((t, h) if drawn_segments[first][2] else (min(t, h), max(t, h))), int(k))
        for t, h, first, k in zip(
            chains.tail.tolist(), chains.head.tolist(), chains.first_segment, steps, strict=True
        )
    ]
    assert sorted(found) == sorted(_one_at_a_time(drawn_segments))


def _one_at_a_time(drawn_segments: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Contract with networkx, node by node, and close rings at their smallest node."""
    graph = nx.MultiDiGraph()
    graph.add_edges_from((t, h, {"rule": rule, "steps": 1}) for t, h, rule in drawn_segments)
    # from the largest node down, so that a ring is left at its smallest
    for node in sorted(graph.nodes, reverse=True):
        ends = [(u, v, k, d) for u, v, k, d in graph.edges(keys=True, data=True) if node in (u, v)]
        if len(ends) != 2 or any(u == v for u, v, _, _ in ends):
            continue
        (u1, v1, k1, d1), (u2, v2, k2, d2) = ends
        if d1["rule"] != d2["rule"] or (d1["rule"] and (u1 == node) == (u2 == node)):
            continue
        ways_in = [u1 if v1 == node else v1, u2 if v2 == node else v2]
        if d1["rule"] and u1 == node:
            ways_in.reverse()
        graph.remove_edge(u1, v1, k1)
        graph.remove_edge(u2, v2, k2)
        graph.add_edge(*ways_in, rule=d1["rule"], steps=d1["steps"] + d2["steps"])
    return [
        (*((u, v) if d["rule"] else (min(u, v), max(u, v))), d["steps"])
        for u, v, d in graph.edges(data=True)
    ]


@given(st.lists(SEGMENT, min_size=1, max_size=25))
def test_every_segment_is_in_exactly_one_chain(drawn_segments: list[tuple[int, int, int]]) -> None:
    chains = contract(segments_of(drawn_segments))
    walked = [
        tuple(sorted(pair))
        for start, end in zip(chains.start[:-1], chains.start[1:], strict=True)
        for pair in zip(
            chains.node[start : end - 1].tolist(),
            chains.node[start + 1 : end].tolist(),
            strict=True,
        )
    ]
    assert sorted(walked) == sorted(tuple(sorted(s[:2])) for s in drawn_segments)
    assert np.array_equal(chains.node[chains.start[:-1]], chains.tail)
    assert np.array_equal(chains.node[chains.start[1:] - 1], chains.head)


def test_two_parts_that_do_not_meet_are_two_components(tmp_path: Path) -> None:
    nodes = LINE | {8: (5000, 0), 9: (5100, 0)}
    network = network_of(
        tmp_path, nodes, {7: ([1, 2, 3, 4], FOOTWAY), 8: ([2, 5], FOOTWAY), 9: ([8, 9], FOOTWAY)}
    )
    assert sorted(network.node_component.tolist()) == [0, 0, 0, 0, 1, 1]


def test_the_plane_is_the_utm_zone_of_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "drawn.osm"
    path.write_text(drawn(LINE, {7: ([1, 2, 3, 4], FOOTWAY)}), encoding="utf-8")
    plane = project_extract(read_extract(path), (26.9, 0.0, 27.1, 0.2))
    assert plane.projection.epsg == 32635
    # the central meridian lies at 500 km east and is drawn at 0.9996
    assert plane.node_xy[:2, 0] == pytest.approx([500_000, 500_000 + 100 * 0.9996], abs=0.02)
