"""Incidence: it agrees with scoring an edge as a track."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.errors import PackError
from mapper.exposure.city import CityExposure, prepare
from mapper.exposure.obstacles import obstacles
from mapper.model.assumptions import Assumptions
from mapper.model.network import WalkNetwork
from mapper.model.projection import ellipsoid_lengths_m
from mapper.model.track import Track
from tests.mapper.exposure import made

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City


def random_city(seed: int) -> City:
    """Make crooked edges, indoor ones among them, cameras and houses."""
    random = np.random.default_rng(seed)
    nodes = random.uniform(-100, 100, (8, 2)) + made.ORIGIN
    pairs, lines, lengths = [], [], []
    for _ in range(12):
        a, b = (int(node) for node in random.integers(0, 8, 2))
        middle = random.uniform(-100, 100, (int(random.integers(1, 4)), 2)) + made.ORIGIN
        line = np.vstack([nodes[a], middle, nodes[b]])
        pairs.append((a, b))
        lines.append(line)
        lon, lat = made.unrounded_lon_lat(line)
        lengths.append(round(1000 * float(ellipsoid_lengths_m(lon, lat).sum())))
    network = WalkNetwork.build(nodes, pairs, lines, lengths, edge_indoor=random.random(12) < 0.2)
    count = 15
    devices = made.cameras(
        random.uniform(-100, 100, (count, 2)),
        direction_deg=np.where(random.random(count) < 0.5, np.nan, random.uniform(0, 360, count)),
        other_directions_deg=random.choice(["", "90;100"], count),
        indoor=random.random(count) < 0.2,
    )
    corners = random.uniform(-90, 80, (4, 2))
    houses = [shapely.box(x, y, x + 15, y + 10) for x, y in corners]
    return made.city(devices, network=network, buildings=made.buildings(houses))


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_incidence_agrees_with_scoring_an_edge(seed: int) -> None:
    city = random_city(seed)
    exposure = prepare(city, Assumptions())
    incidence, network = exposure.incidence, city.network
    for edge in range(network.n_edges):
        rows = slice(incidence.edge_start[edge], incidence.edge_start[edge + 1])
        lon, lat = made.unrounded_lon_lat(network.edge_line(edge))
        indoor = np.full(len(lon) - 1, network.edge_indoor[edge])
        score = exposure.score(replace(Track.parse(lon, lat), indoor=indoor))
        met = sorted((m.camera, m.enter_m, m.exit_m) for m in score.encounters)
        assert incidence.camera[rows].tolist() == [camera for camera, _, _ in met]
        assert incidence.enter_mm[rows] / 1000 == pytest.approx([e for _, e, _ in met], abs=0.02)
        assert incidence.exit_mm[rows] / 1000 == pytest.approx([x for _, _, x in met], abs=0.02)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_rows_are_sorted_inside_their_edge_and_apart(seed: int) -> None:
    city = random_city(seed)
    found = prepare(city, Assumptions(tolerance_m=2.0)).incidence
    edge = np.repeat(np.arange(city.network.n_edges), np.diff(found.edge_start))
    assert (found.enter_mm >= 0).all()
    assert (found.enter_mm < found.exit_mm).all()
    assert (found.exit_mm <= city.network.edge_length_mm[edge]).all()
    same = (edge[1:] == edge[:-1]) & (found.camera[1:] == found.camera[:-1])
    assert (found.enter_mm[1:][same] > found.exit_mm[:-1][same]).all()
    order = np.lexsort((found.enter_mm, found.camera, edge))
    assert (order == np.arange(len(found))).all()
    assert (city.network.edge_indoor[edge] == city.cameras.is_indoor[found.camera]).all()


def test_a_house_can_split_a_view_of_one_edge() -> None:
    line = [[-30, 10], [30, 10]]
    network = WalkNetwork.build(
        np.asarray(line) + made.ORIGIN, [(0, 1)], [np.asarray(line) + made.ORIGIN], [60_000]
    )
    house = shapely.box(-1, 4, 1, 6)
    city = made.city(made.cameras([[0, 0]]), network=network, buildings=made.buildings([house]))
    found = prepare(city, made.ON_THE_OUTLINE).incidence
    assert found.camera.tolist() == [0, 0]
    # the shadow of the nearer side: 1 m at 4 m is 2.5 m at 10 m
    assert found.exit_mm[0] == pytest.approx(27_500, abs=2)
    assert found.enter_mm[1] == pytest.approx(32_500, abs=2)


def test_arrays_come_back_as_they_went() -> None:
    city = random_city(3)
    for assumptions in (Assumptions(), Assumptions(range_m=25.0, tolerance_m=1.0)):
        before = prepare(city, assumptions)
        arrays = before.arrays()
        frozen = {name: array.copy() for name, array in arrays.items()}
        for array in frozen.values():
            array.flags.writeable = False
        after = CityExposure.from_arrays(city, assumptions, frozen)
        track = made.track([[-100, -20], [100, 30]])
        assert after.score(track).as_dict() == before.score(track).as_dict()
        assert after.figures == before.figures
        assert after.incidence.enter_mm.tolist() == before.incidence.enter_mm.tolist()


def test_damaged_or_foreign_arrays_are_refused() -> None:
    city = random_city(3)
    arrays = prepare(city, Assumptions()).arrays()
    lacking = {name: array for name, array in arrays.items() if name != "near.piece_a"}
    with pytest.raises(PackError, match="missing or damaged"):
        CityExposure.from_arrays(city, Assumptions(), lacking)
    short = {**arrays, "near.piece_a": arrays["near.piece_a"][:-1]}
    with pytest.raises(PackError, match="do not belong"):
        CityExposure.from_arrays(city, Assumptions(), short)
    with pytest.raises(PackError, match="do not belong"):
        CityExposure.from_arrays(made.city(made.cameras([[0, 0]])), Assumptions(), arrays)


def test_preparing_twice_gives_equal_bytes() -> None:
    one, other = (prepare(random_city(5), Assumptions()).arrays() for _ in range(2))
    assert {k: v.tobytes() for k, v in one.items()} == {k: v.tobytes() for k, v in other.items()}


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    city = random_city(8)
    whole = prepare(city, Assumptions()).incidence
    monkeypatch.setattr("mapper.exposure.incidence.EDGES_A_THREAD", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 5)
    parts = prepare(city, Assumptions()).incidence
    for name in ("edge_start", "camera", "enter_mm", "exit_mm"):
        assert getattr(parts, name).tolist() == getattr(whole, name).tolist()


@pytest.mark.shared_data
def test_a_real_city_is_cut_by_its_buildings(shared_data: Path) -> None:
    from geodata.osm import read_city  # noqa: PLC0415 - only where the data are

    city = read_city(shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf", name="frankfurt")
    exposure = prepare(city, Assumptions())
    sheds = exposure.viewsheds()
    outdoors = np.flatnonzero(~sheds.indoor)
    shapes = sheds.polygons()[outdoors]
    assert shapely.is_valid(shapes).all()
    every = shapely.union_all(shapely.buffer(shapes, 0.5))
    found = obstacles(city.buildings, city.network, Assumptions())
    deep = shapely.buffer(found.shapes, -0.6)
    assert float(shapely.area(shapely.intersection(every, shapely.union_all(deep)))) < 0.5
    assert exposure.figures["views_moved_before_a_wall"] > 0
    assert not found.holds(sheds.xy[outdoors]).any()
