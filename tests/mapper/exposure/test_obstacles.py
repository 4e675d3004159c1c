"""Walls, openings, and the cameras that hang on walls."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from mapper.exposure.hosts import hosted
from mapper.exposure.obstacles import obstacles
from mapper.exposure.viewshed import viewsheds
from mapper.model.assumptions import Assumptions
from mapper.model.network import WalkNetwork
from tests.mapper.exposure import made

HOUSE = shapely.box(-10, -10, 10, 10)
RING = HOUSE.difference(shapely.box(-5, -5, 5, 5))


def length_of(walls: np.ndarray) -> float:
    return float(np.hypot(walls[:, 2] - walls[:, 0], walls[:, 3] - walls[:, 1]).sum())


def ways(*lines: list[list[float]], indoor: bool = False) -> WalkNetwork:
    points = [np.asarray(line, np.float64) + made.ORIGIN for line in lines]
    nodes = np.vstack([line[[0, -1]] for line in points])
    pairs = [(2 * k, 2 * k + 1) for k in range(len(points))]
    return WalkNetwork.build(
        nodes, pairs, points, [1000] * len(points), edge_indoor=[indoor] * len(points)
    )


def test_walls_that_buildings_share_vanish() -> None:
    row = [shapely.box(k, 0, k + 1, 1) for k in range(10)] + [shapely.box(50, 0, 51, 1)]
    found = made.obstacles_of(row)
    assert len(found.shapes) == 2
    assert length_of(found.walls) == pytest.approx(22 + 4)


def test_every_wall_has_its_building_on_the_left() -> None:
    found = made.obstacles_of([RING, shapely.box(20, 20, 21, 21)])
    middle = (found.walls[:, :2] + found.walls[:, 2:]) / 2
    along = found.walls[:, 2:] - found.walls[:, :2]
    left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    assert found.holds(middle + 0.01 * left).all()
    assert not found.holds(middle - 0.01 * left).any()


def test_invalid_outlines_are_mended() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    found = made.obstacles_of([bow_tie])
    assert len(found.shapes) == 2
    assert found.holds(np.array([[2.0, 5.0], [5.0, 2.0]])).tolist() == [True, False]


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0, 3.0])
def test_a_way_through_a_house_opens_it(slope: float) -> None:
    network = ways([[-40, -40 * slope], [40, 40 * slope]])
    found = obstacles(made.buildings([HOUSE]), network, made.ON_THE_OUTLINE)
    assert found.openings == 1
    line = np.array([[t, t * slope] for t in np.linspace(-39, 39, 200)]) + made.ORIGIN
    assert not found.holds(line).any()
    assert found.holds(np.array([[-9.0, 9.0], [9.0, -9.0]]) + made.ORIGIN).all()


def test_indoor_ways_and_ways_along_a_wall_open_nothing() -> None:
    for network in (ways([[-40, 0], [40, 0]], indoor=True), ways([[-40, 10], [40, 10]])):
        found = obstacles(made.buildings([HOUSE]), network, made.ON_THE_OUTLINE)
        assert found.openings == 0
        assert length_of(found.walls) == pytest.approx(80)


def test_a_way_into_a_courtyard_opens_one_side() -> None:
    found = obstacles(made.buildings([RING]), ways([[0, 0], [40, 0]]), made.ON_THE_OUTLINE)
    inside = np.array([[0.0, 0.0], [7.5, 0.0], [-7.5, 0.0]]) + made.ORIGIN
    assert found.holds(inside).tolist() == [False, False, True]


def test_no_buildings_have_no_walls() -> None:
    found = made.obstacles_of([])
    assert found.walls.shape == (0, 4)
    assert not found.holds(np.zeros((1, 2))).any()


@pytest.mark.parametrize(
    ("place", "direction", "where", "deep"),
    [
        ((9.0, 0.0), np.nan, (10.05, 0.0), False),  # just inside: the nearest wall
        ((10.0, 3.0), np.nan, (10.05, 3.0), False),  # on the wall
        ((10.02, 3.0), np.nan, (10.05, 3.0), False),  # nearer to it than the gap
        ((12.0, 3.0), np.nan, (12.0, 3.0), False),  # before it: stays
        ((6.0, 5.5), 90.0, (10.05, 5.5), False),  # faces east
        ((6.0, 5.5), 0.0, (6.0, 10.05), False),  # faces north, though east is nearer
        ((9.0, 0.0), 270.0, (10.05, 0.0), False),  # no wall nearby faces west
        ((0.0, 1.0), np.nan, (0.0, 10.05), True),  # deep inside: moved all the same
    ],
)
def test_a_camera_drawn_in_a_house_hangs_on_its_wall(
    place: tuple[float, float], direction: float, where: tuple[float, float], *, deep: bool
) -> None:
    fields = made.field(place, direction_deg=direction, angle_deg=85.0)
    hosting = hosted(fields, made.obstacles_of([HOUSE]), Assumptions())
    assert hosting.xy[0] == pytest.approx(np.array(where))
    assert hosting.deep[0] == deep
    assert hosting.moved[0] == (where != place)


def test_a_camera_between_two_houses_finds_open_ground() -> None:
    # the houses leave a slit narrower than the gap a camera keeps from its wall
    houses = [HOUSE, shapely.box(10.02, -10, 30, 10)]
    found = made.obstacles_of(houses)
    hosting = hosted(made.field((9.5, 6.0)), found, Assumptions())
    assert not found.holds(hosting.xy).any()


@given(st.floats(-9.9, 9.9), st.floats(-9.9, 9.9), st.floats(0, 90))
def test_no_camera_is_blinded_by_its_own_house(x: float, y: float, turn: float) -> None:
    house = shapely.affinity.rotate(HOUSE, turn, origin=(0, 0))
    x, y = shapely.get_coordinates(
        shapely.affinity.rotate(shapely.Point(x, y), turn, origin=(0, 0))
    )[0]
    found = made.obstacles_of([house])
    fields = made.field((x, y))
    hosting = hosted(fields, found, Assumptions())
    assert not found.holds(hosting.xy).any()
    shape = viewsheds(fields.moved_to(hosting.xy), found.walls).polygons()[0]
    assert float(shapely.area(shape)) > 0.49 * np.pi * 36.0**2
    assert float(shapely.area(shapely.intersection(shape, house))) < 1e-6


def test_cameras_indoors_stay_where_they_are() -> None:
    fields = made.field((9.0, 0.0))
    fields.indoor[0] = True
    assert hosted(fields, made.obstacles_of([HOUSE]), Assumptions()).xy.tolist() == [[9.0, 0.0]]


@pytest.mark.parametrize("shift", [-1e-9, 0.0, 1e-9])
def test_a_way_drawn_on_an_outline_runs_before_the_wall(shift: float) -> None:
    found = obstacles(made.buildings([HOUSE]), WalkNetwork.none(), Assumptions())
    place = np.array([0.0, -15.0]) + made.ORIGIN
    before = viewsheds(made.field(place, range_m=40.0), found.walls)
    (seen,) = before.polygons(chord_error_m=0.01)
    line = np.array([[-9.0, -10.0 + shift], [9.0, -10.0 + shift]]) + made.ORIGIN
    way = shapely.LineString(line)
    assert shapely.length(shapely.intersection(seen, way)) == pytest.approx(18.0, abs=1e-6)
