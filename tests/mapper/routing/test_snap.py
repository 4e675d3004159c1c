"""Places snap to the nearest edge from which the other place can be reached."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import NoRouteError, OutsideCityError
from mapper.routing.places import Place
from mapper.routing.snap import EdgeIndex, edge_index, snap_pair
from tests.mapper.exposure import made
from tests.mapper.routing.networks import network_of, random_network

if TYPE_CHECKING:
    from mapper.model.city import City
    from mapper.model.network import WalkNetwork


def city_of(network: WalkNetwork) -> City:
    return made.city(made.cameras([]), network=network)


def place(x: float, y: float) -> Place:
    lon, lat = made.HELSINKI.to_lon_lat(*(made.ORIGIN + np.array([x, y])), rounded=False)
    return Place(float(lon), float(lat))


def two_parts(gap_m: float = 20.0) -> City:
    """A long street, and a courtyard that nothing leads to beside its beginning."""
    nodes = [[0.0, 0.0], [1000.0, 0.0], [2000.0, 9.0], [0.0, gap_m], [100.0, gap_m]]
    return city_of(network_of(nodes, [(0, 1), (3, 4), (1, 2)], origin=made.ORIGIN))


@given(st.integers(0, 1000), st.floats(-50, 350), st.floats(-50, 350))
def test_the_nearest_edge_and_point_are_found(seed: int, x: float, y: float) -> None:
    network = random_network(seed)
    usable = network.edge_forward | network.edge_backward
    near = EdgeIndex.build(network).near(np.array([x, y]), 1000.0)
    lines = [shapely.LineString(network.edge_line(e)) for e in range(network.n_edges)]
    spot = shapely.Point(x, y)
    away = [line.distance(spot) for line, use in zip(lines, usable, strict=True) if use]
    assert near[0].distance_m == pytest.approx(min(away), abs=1e-3)
    for snapped in near:
        assert usable[snapped.edge]
        share = snapped.offset_mm / max(int(network.edge_length_mm[snapped.edge]), 1)
        on_edge = lines[snapped.edge].interpolate(share, normalized=True)
        assert on_edge.distance(spot) == pytest.approx(snapped.distance_m, abs=2e-3)
    assert len({snapped.circuit for snapped in near}) == len(near)
    assert all(a.distance_m <= b.distance_m for a, b in itertools.pairwise(near))


def test_a_courtyard_nothing_leads_to_is_left_for_the_street() -> None:
    start, goal = snap_pair(two_parts(), place(50, 19), place(900, 3), within_m=300)
    assert (start.edge, goal.edge) == (0, 0)
    assert start.offset_mm == pytest.approx(50_000, abs=50)
    assert start.distance_m == pytest.approx(19, abs=0.01)


def test_both_ends_in_the_courtyard_stay_there() -> None:
    start, goal = snap_pair(two_parts(), place(10, 19), place(90, 19), within_m=300)
    assert (start.edge, goal.edge) == (1, 1)


def test_an_edge_that_only_leads_away_is_left_for_one_that_leads_back() -> None:
    nodes = [[0.0, 0.0], [1000.0, 0.0], [0.0, 20.0]]
    dead_end = city_of(
        network_of(nodes, [(0, 1), (0, 2)], origin=made.ORIGIN, edge_backward=[True, False])
    )
    start, goal = snap_pair(dead_end, place(2, 18), place(900, 3), within_m=300)
    assert (start.edge, goal.edge) == (0, 0)


def test_edges_of_one_part_do_where_nothing_leads_back() -> None:
    nodes = [[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]]
    road = city_of(
        network_of(nodes, [(0, 1), (1, 2)], origin=made.ORIGIN, edge_backward=[False] * 2)
    )
    start, goal = snap_pair(road, place(5, 1), place(190, 1), within_m=300)
    assert (start.edge, goal.edge) == (0, 1)


def test_parts_far_from_each_other_have_no_route() -> None:
    with pytest.raises(NoRouteError, match=r"separate parts"):
        snap_pair(two_parts(gap_m=80), place(50, 80), place(900, 3), within_m=300)


def test_far_from_any_street_is_outside() -> None:
    with pytest.raises(OutsideCityError, match=r"the goal lies farther than 300 m"):
        snap_pair(two_parts(), place(0, 0), place(0, 400), within_m=300)


def test_swapped_coordinates_and_the_pole_are_outside() -> None:
    swapped = Place(60.17, 24.94)
    with pytest.raises(OutsideCityError, match="swapped"):
        snap_pair(two_parts(), swapped, place(0, 0), within_m=300)
    with pytest.raises(OutsideCityError):
        snap_pair(two_parts(), place(0, 0), Place(-155.0, 89.9999), within_m=300)


def test_edges_indoors_are_only_taken_where_there_are_no_others() -> None:
    nodes, edges = [[0, 0], [100, 0], [0, 9], [100, 9]], [(0, 1), (2, 3)]
    mixed = network_of(nodes, edges, edge_indoor=[True, False])
    inside = network_of(nodes, edges, edge_indoor=[True, True])
    assert EdgeIndex.build(mixed).near(np.array([50.0, 0.0]), 99)[0].edge == 1
    assert EdgeIndex.build(inside).near(np.array([50.0, 0.0]), 99)[0].edge == 0


def test_an_index_is_built_once_for_a_network() -> None:
    network = random_network(3)
    assert edge_index(network) is edge_index(network)
