"""Viewsheds against an independent ray-casting oracle, and what must hold for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.osm import read_city
from mapper.exposure.hosts import hosted
from mapper.exposure.obstacles import obstacles
from mapper.exposure.views import FieldsOfView
from mapper.exposure.viewshed import Viewsheds, no_walls, viewsheds
from mapper.model.angles import turn_deg
from mapper.model.assumptions import Assumptions
from tests.mapper.exposure import made

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

NEAR = 1e-4
"""Metres on either side of a border where the oracle does not judge."""
ORIGIN = shapely.Point(0, 0)
directions = st.one_of(st.just(float("nan")), st.floats(0, 360))
angles = st.floats(5, 350)


def visible(
    fields: FieldsOfView, houses: list[shapely.Polygon], points: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which points are certainly in view and which certainly are not, by casting rays."""
    distance = np.hypot(points[:, 0], points[:, 1])
    rays = shapely.linestrings(np.stack([np.zeros_like(points), points], axis=1))
    every = shapely.union_all(houses)
    clear = ~shapely.intersects(rays, shapely.buffer(every, NEAR))
    hidden = shapely.intersects(rays, shapely.buffer(every, -NEAR))
    inside, outside = distance < fields.range_m[0] - NEAR, distance > fields.range_m[0] + NEAR
    if not np.isnan(fields.direction_deg[0]):
        bearing = np.degrees(np.arctan2(points[:, 0], points[:, 1]))
        away = np.abs(turn_deg(fields.direction_deg[0], bearing)) - fields.angle_deg[0] / 2
        across = np.degrees(NEAR / np.maximum(distance, NEAR))
        inside, outside = inside & (away < -across), outside | (away > across)
    return clear & inside, hidden | outside


@settings(max_examples=150)
@given(made.houses(), directions, angles, st.floats(2, 60), st.integers(0, 2**32 - 1))
def test_viewsheds_agree_with_casting_rays(
    houses: list[shapely.Polygon], direction: float, angle: float, range_m: float, seed: int
) -> None:
    fields = made.field(range_m=range_m, direction_deg=direction, angle_deg=angle)
    points = np.random.default_rng(seed).uniform(-1.1 * range_m, 1.1 * range_m, (300, 2))
    seen = made.in_view(viewsheds(fields, made.obstacles_of(houses).walls), points)
    certain, excluded = visible(fields, houses, points)
    assert seen[certain].all()
    assert not seen[excluded].any()


def shed(houses: list[shapely.Polygon], fields: FieldsOfView) -> shapely.Geometry:
    walls = made.obstacles_of(houses).walls
    shape: shapely.Geometry = viewsheds(fields, walls).polygons(chord_error_m=1e-3)[0]
    return shape


def holds(larger: shapely.Geometry, smaller: shapely.Geometry) -> bool:
    """Tell whether one shape holds another, but for what chords cut off."""
    missing = shapely.difference(smaller, shapely.buffer(larger, 2e-2))
    return float(shapely.area(missing)) < 1e-3


@given(made.houses(), directions, angles)
def test_a_viewshed_lies_in_its_field_of_view(
    houses: list[shapely.Polygon], direction: float, angle: float
) -> None:
    fields = made.field(direction_deg=direction, angle_deg=angle)
    assert holds(shed([], fields), shed(houses, fields))


@given(made.houses(), directions, angles, st.floats(0, 100), st.floats(0, 100))
def test_a_wider_angle_or_a_longer_range_never_shrinks_it(
    houses: list[shapely.Polygon], direction: float, angle: float, more: float, further: float
) -> None:
    less = made.field(direction_deg=direction, angle_deg=angle)
    wider = made.field(
        direction_deg=direction, angle_deg=min(359.0, angle + more), range_m=36 + further
    )
    assert holds(shed(houses, wider), shed(houses, less))


@given(made.houses(), directions, angles)
def test_one_building_fewer_never_shrinks_it(
    houses: list[shapely.Polygon], direction: float, angle: float
) -> None:
    fields = made.field(direction_deg=direction, angle_deg=angle)
    before = shed(houses, fields)
    for k in range(len(houses)):
        assert holds(shed(houses[:k] + houses[k + 1 :], fields), before)


@given(made.houses(), directions, angles, st.floats(0, 360))
def test_turning_the_world_turns_the_view(
    houses: list[shapely.Polygon], direction: float, angle: float, turn: float
) -> None:
    before = shed(houses, made.field(direction_deg=direction, angle_deg=angle))
    turned = [shapely.affinity.rotate(house, -turn, origin=ORIGIN) for house in houses]
    after = shed(turned, made.field(direction_deg=direction + turn, angle_deg=angle))
    expected = shapely.affinity.rotate(before, -turn, origin=ORIGIN)
    assert holds(expected, after)
    assert holds(after, expected)


@given(made.houses(), directions, angles)
def test_moving_the_origin_changes_nothing(
    houses: list[shapely.Polygon], direction: float, angle: float
) -> None:
    east, north = 499_983.7, 7_123_456.1
    before = shed(houses, made.field(direction_deg=direction, angle_deg=angle))
    moved = [shapely.affinity.translate(house, east, north) for house in houses]
    fields = made.field((east, north), direction_deg=direction, angle_deg=angle)
    after = shapely.affinity.translate(shed(moved, fields), -east, -north)
    assert holds(before, after)
    assert holds(after, before)


@given(angles, st.floats(0, 360))
def test_an_open_sector_has_the_area_of_a_sector(angle: float, direction: float) -> None:
    area = shapely.area(shed([], made.field(direction_deg=direction, angle_deg=angle)))
    assert area == pytest.approx(np.pi * 36.0**2 * angle / 360.0, rel=1e-3)


def test_pieces_are_convex_and_go_round_once() -> None:
    houses = [shapely.box(3, -30, 8, 30), shapely.box(-30, 5, -4, 9)]
    sheds = viewsheds(made.field(), made.obstacles_of(houses).walls)
    turn = np.degrees(
        np.arctan2(
            sheds.piece_a[:, 0] * sheds.piece_b[:, 1] - sheds.piece_a[:, 1] * sheds.piece_b[:, 0],
            np.sum(sheds.piece_a * sheds.piece_b, axis=1),
        )
    )
    assert (turn > 0).all()
    assert (turn[sheds.piece_arc] <= 90.0 + 1e-9).all()
    assert turn.sum() == pytest.approx(360.0)


def test_a_view_from_inside_an_outline_looks_out_of_it() -> None:
    house = shapely.box(-5, -5, 5, 5)
    wall = shapely.box(10, -50, 12, 50)
    seen = made.in_view(
        viewsheds(made.field(), made.obstacles_of([house, wall]).walls),
        [[8, 0], [-20, 0], [15, 0]],
    )
    assert seen.tolist() == [True, True, False]


@pytest.mark.parametrize("range_m", [10.0, 40.0])
def test_a_wall_right_at_the_camera_leaves_half_the_disc(range_m: float) -> None:
    wall = shapely.box(-500, -20, 500, -1e-3)
    area = shapely.area(shed([wall], made.field(range_m=range_m)))
    assert area == pytest.approx(np.pi * range_m**2 / 2, rel=1e-3)


def test_no_fields_of_view_give_no_viewsheds() -> None:
    sheds = viewsheds(made.field().take(np.zeros(0, np.intp)), no_walls())
    assert isinstance(sheds, Viewsheds)
    assert len(sheds) == 0
    assert not made.in_view(sheds, [[0, 0]]).any()


@settings(max_examples=60)
@given(made.houses(), directions, angles, st.floats(0.5, 8), st.integers(0, 2**32 - 1))
def test_a_tolerance_is_a_minkowski_sum(
    houses: list[shapely.Polygon], direction: float, angle: float, tolerance: float, seed: int
) -> None:
    fields = made.field(direction_deg=direction, angle_deg=angle)
    walls = made.obstacles_of(houses).walls
    exact = viewsheds(fields, walls).polygons(chord_error_m=1e-4)[0]
    points = np.random.default_rng(seed).uniform(-50, 50, (300, 2))
    distance = shapely.distance(exact, shapely.points(points))
    seen = made.in_view(viewsheds(fields, walls, tolerance_m=tolerance), points)
    assert seen[distance < tolerance - 1e-3].all()
    assert not seen[distance > tolerance + 1e-3].any()


@pytest.mark.shared_data
def test_views_among_real_buildings_agree_with_casting_rays(shared_data: Path) -> None:
    file = shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf"
    city, assumptions = read_city(file, name="frankfurt"), Assumptions()
    found = obstacles(city.buildings, city.network, assumptions)
    fields = FieldsOfView.of(city.cameras, assumptions)
    fields = fields.moved_to(hosted(fields, found, assumptions).xy)
    random, judged = np.random.default_rng(1), 0
    for row in np.flatnonzero(~fields.indoor)[::3]:
        view = fields.take(np.array([row]))
        near = shapely.dwithin(found.shapes, shapely.Point(view.xy[0]), view.range_m[0])
        houses = [shapely.affinity.translate(house, *-view.xy[0]) for house in found.shapes[near]]
        points = random.uniform(-1.1, 1.1, (300, 2)) * view.range_m[0]
        seen = made.in_view(viewsheds(view, found.walls), points + view.xy[0])
        certain, excluded = visible(view, houses, points)
        assert seen[certain].all()
        assert not seen[excluded].any()
        judged += int(certain.sum() + excluded.sum())
    assert judged > 5_000
