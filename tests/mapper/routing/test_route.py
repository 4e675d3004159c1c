"""A route's line, times and legs agree with its parts to the millimetre and millisecond."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import BadInputError, NoRouteError
from mapper.routing.graph import Query, SearchGraph
from mapper.routing.quickest import quickest
from mapper.routing.route import Route
from tests.mapper.exposure import made
from tests.mapper.routing.networks import network_of, random_network
from tests.mapper.routing.test_quickest import random_query


@given(st.integers(0, 100_000))
def test_the_line_is_as_long_and_as_slow_as_its_parts(seed: int) -> None:
    network = random_network(seed)
    graph = SearchGraph.build(network, 1.34)
    query = random_query(graph, seed + 1)
    try:
        path = quickest(graph, query)
        route = Route.build(network, graph, query, path.edges)
    except (NoRouteError, BadInputError):
        return
    steps = np.hypot(*np.diff(route.xy, axis=0).T)
    assert (steps > 0).all()
    assert route.duration_ms == path.cost_ms
    assert steps.sum() * 1000 == pytest.approx(route.length_mm, abs=len(route.parts) + 1)
    assert route.elapsed_ms[0] == 0
    assert route.elapsed_ms[-1] == route.duration_ms
    assert (np.diff(route.elapsed_ms) >= 0).all()
    assert sum(leg.length_mm for leg in route.legs) == route.length_mm
    assert sum(leg.duration_ms for leg in route.legs) == route.duration_ms
    assert len(route.indoor) == len(route.part_of_segment) == len(route.xy) - 1
    back = Route.build(
        network, SearchGraph.build(random_network(seed, one_way=False), 1.34),
        query.reversed(), path.edges[::-1] ^ 1,
    )  # fmt: skip
    assert np.allclose(back.xy, route.xy[::-1])
    assert (back.length_mm, back.duration_ms) == (route.length_mm, route.duration_ms)


def cross() -> tuple[Route, SearchGraph]:
    network = network_of(
        [[0, 0], [100, 0], [100, 100], [200, 100]],
        [(0, 1), (2, 1), (2, 3)],
        origin=made.ORIGIN,
        edge_name=["Long Street", "Long Street", "Side Street"],
        edge_kind=["residential", "residential", "footway"],
        edge_indoor=[False, False, True],
    )
    graph = SearchGraph.build(network, 1.0)
    query = Query(0, 50_000, 2, 25_000)
    return Route.build(network, graph, query, np.array([0, 3, 4])), graph


def test_legs_follow_the_names() -> None:
    route, _ = cross()
    assert [leg.name for leg in route.legs] == ["Long Street", "Side Street"]
    assert [leg.kind for leg in route.legs] == ["residential", "footway"]
    long, side = route.legs
    assert (long.enter_mm, long.exit_mm) == (0, side.enter_mm)
    assert long.length_mm == pytest.approx(150_000, rel=1e-3)
    bearings = (long.bearing_in_deg, long.bearing_out_deg, side.bearing_in_deg)
    assert bearings == pytest.approx((90, 0, 90), abs=1e-6)


def test_the_track_is_the_line_unrounded_with_times_and_what_is_indoors() -> None:
    route, _ = cross()
    track = route.track(made.HELSINKI)
    assert np.allclose(track.xy(made.HELSINKI), route.xy, atol=1e-6, rtol=0)
    assert float(track.segment_lengths_m().sum()) * 1000 == pytest.approx(route.length_mm, abs=3)
    assert track.elapsed_s is not None
    assert track.elapsed_s[-1] == route.duration_ms / 1000
    assert track.indoor is not None
    assert track.indoor.tolist() == [False, False, True]


def test_a_path_to_where_one_stands_is_no_route() -> None:
    network = network_of([[0, 0], [100, 0]], [(0, 1)])
    graph = SearchGraph.build(network, 1.0)
    with pytest.raises(BadInputError, match="same point"):
        Route.build(network, graph, Query(0, 5, 0, 5), np.array([0]))


def test_ends_at_nodes_add_no_point_twice() -> None:
    network = network_of([[0, 0], [100, 0], [100, 100]], [(0, 1), (1, 2)])
    graph = SearchGraph.build(network, 1.0)
    route = Route.build(network, graph, Query(0, 100_000, 1, 100_000), np.array([0, 2]))
    assert route.xy.tolist() == [[100, 0], [100, 100]]
    assert route.part_of_segment.tolist() == [1]
    assert route.elapsed_ms.tolist() == [0, 100_000]
