"""Station coverage: towns whose figures anybody can check, and Helsinki computed again slowly."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.ops

from geodata.bundled import bundled_cities
from geodata.pack import read_pack
from mapper.exposure.city import CityExposure, prepare
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.stations.coverage import KNOWN, NO_ENTRANCES, OUTSIDE, Coverage, cover_stations
from tests.mapper.stations.towns import PROJECTION, grid, network, town

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.city import City

CROSS = [((-500.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (500.0, 0.0)), ((0.0, 0.0), (0.0, 500.0))]


def covered(city: City, districts: gpd.GeoDataFrame | None = None) -> Coverage:
    return cover_stations(prepare(city, Assumptions()), districts=districts)


def first(frame: pd.DataFrame) -> dict[str, Any]:
    return dict(frame.iloc[0])


def test_three_streets_and_a_camera_on_one() -> None:
    """A disc of 10 m around a point 100 m east of the door hides 20 m of 3 × 300 m."""
    row = first(covered(town(network(CROSS), cameras=[{"at": (100.0, 0.0)}])).entrances)
    assert row["status"] == KNOWN
    assert row["ground_300_m"] == pytest.approx(900.0)
    assert row["seen_300_cautious"] == pytest.approx(20 / 900, abs=1e-4)
    assert (row["cameras_300_cautious"], row["cameras_300_likely"]) == (1, 0)
    assert row["cameras_50_cautious"] == 0
    assert row["door_cameras_cautious"] == 0
    # from the east one is met, from the west and the north none
    assert (row["approach_cautious"], row["approach_median"]) == (0, 0.0)
    assert row["approach_directions"] == 3
    assert row["best_way_m"] == 300.0


def test_a_camera_over_the_door_is_met_from_everywhere_and_once() -> None:
    cameras: list[dict[str, Any]] = [
        {"at": (0.0, 5.0), "system": "Kipod"},
        {"at": (0.0, 8.0)},
        {"at": (-200.0, 3.0)},
    ]
    row = first(covered(town(network(CROSS), cameras=cameras)).entrances)
    assert row["door_cameras_cautious"] == 2
    assert row["door_systems"] == "Kipod=1;unknown=1"
    assert (row["approach_cautious"], row["approach_median"]) == (2, 2.0)


def test_each_policy_counts_its_own_evidence() -> None:
    evidence = ("documented", "reported", "presumed", "unknown", "no")
    cameras = [{"at": (0.0, 3.0), "face_recognition": kind} for kind in evidence]
    row = first(covered(town(network(CROSS), cameras=cameras)).stations)
    assert [row[f"door_cameras_{policy.value}"] for policy in CountingPolicy] == [1, 3, 4]
    assert [row[f"approach_{policy.value}"] for policy in CountingPolicy] == [1, 3, 4]


def test_the_least_watched_entrance_has_the_fewest_on_its_way_in() -> None:
    doors = (("S", (0.0, 0.0)), ("S", (0.0, 400.0)))
    lines = [*CROSS, ((0.0, 500.0), (0.0, 900.0))]
    cameras = [{"at": spot} for spot in ((-60.0, 5.0), (60.0, 5.0), (5.0, 60.0))]
    found = covered(town(network(lines), doors=doors, cameras=cameras))
    assert found.entrances["approach_cautious"].tolist() == [1, 0]
    row = first(found.stations)
    assert row["least_watched_entrance"] == "e1"
    assert row["entrances_without_camera"] == 2
    assert row["doorways_seen_cautious"] == 0.0
    assert found.ways["entrance_id"].tolist() == ["e1"]
    assert found.ways["direction"].tolist() == ["N"]


def test_unknown_is_said_and_not_ranked() -> None:
    stations = (("S", (0.0, 0.0)), ("bare", (50.0, 0.0)), ("far", (2000.0, 0.0)))
    doors = (("S", (0.0, 0.0)), ("far", (2000.0, 0.0)))
    found = covered(town(network(CROSS), doors=doors, stations=stations))
    assert found.stations["status"].tolist() == [KNOWN, NO_ENTRANCES, OUTSIDE]
    assert found.stations["rank"].isna().tolist() == [False, True, True]
    unknown = found.stations.iloc[1]
    for column in ("door_cameras_cautious", "cameras_300_cautious", "approach_cautious"):
        assert pd.isna(unknown[column]), column
    assert first(found.lines)["stations_known"] == 1
    assert first(found.lines)["stations"] == 3


def test_ground_nobody_surveyed_has_no_zero() -> None:
    row = first(covered(town(network(CROSS), surveyed=False)).entrances)
    assert row["survey"] == "none"
    assert pd.isna(row["door_cameras_cautious"])
    assert pd.isna(row["cameras_300_cautious"])
    assert pd.isna(row["approach_cautious"])
    # but what is seen is told, wherever it is
    known = town(network(CROSS), surveyed=False, cameras=[{"at": (0.0, 3.0)}])
    assert first(covered(known).entrances)["door_cameras_cautious"] == 1


def test_positions_vaguer_than_the_range_are_not_resolvable() -> None:
    vague = {"at": (30.0, 0.0), "position_error_m": 24.0, "range_m": np.nan}
    row = first(covered(town(network(CROSS), cameras=[vague])).entrances)
    assert pd.isna(row["cameras_300_near"])
    assert (row["cameras_300_default"], row["cameras_300_far"]) == (1, 1)
    assert pd.isna(row["approach_near"])


def test_one_way_streets_lead_only_where_they_lead() -> None:
    """The street from the east may only be walked away from the door."""
    lines = network(CROSS, edge_forward=[True, True, True], edge_backward=[True, False, True])
    row = first(covered(town(lines)).entrances)
    assert row["approach_directions"] == 2
    assert row["ground_300_m"] == pytest.approx(600.0)


def test_districts_gather_their_stations() -> None:
    stations = (("S", (0.0, 0.0)), ("T", (400.0, 0.0)))
    doors = (("S", (0.0, 0.0)), ("T", (400.0, 0.0)))
    city = town(network(CROSS), stations=stations, doors=doors, cameras=[{"at": (200.0, 0.0)}])
    half = shapely.box(400_000, 6_600_000, 500_100, 6_700_000)
    districts = gpd.GeoDataFrame({"name": ["West"]}, geometry=[half], crs=PROJECTION.crs)
    found = covered(city, districts=districts)
    assert found.stations["district"].tolist() == ["West", ""]
    assert found.districts["district"].tolist() == ["West"]
    assert first(found.lines)["cameras_300"] == 1


def fewest_by_enumeration(
    streets: list[tuple[tuple[float, float], tuple[float, float]]],
    seen: list[set[int]],
    door: tuple[float, float],
    outside: set[tuple[float, float]],
) -> int:
    """The fewest cameras over all simple paths from outside to the door."""
    graph = nx.Graph()
    for (one, other), cameras in zip(streets, seen, strict=True):
        graph.add_edge(one, other, cameras=cameras)
    return min(
        len(set().union(*(graph.edges[pair]["cameras"] for pair in nx.utils.pairwise(path))))
        for start in outside
        for path in nx.all_simple_paths(graph, start, door)
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_approach_is_the_minimum_over_all_ways(seed: int) -> None:
    """On grids of 5 × 5 with streets of 150 m: outside is what two streets do not reach."""
    random = np.random.default_rng(seed)
    streets = grid(5, 150.0)
    middles = [np.mean(line, axis=0) for line in streets]
    # discs over the middle of streets: each sees one to three of them, none a crossing
    spots = random.choice(len(streets), size=9, replace=False)
    cameras: list[dict[str, Any]] = [
        {"at": tuple(middles[k]), "range_m": float(random.choice([20, 40, 115]))} for k in spots
    ]
    city = town(network(streets), cameras=cameras)
    row = first(covered(city).entrances)
    shapes = [shapely.LineString(line) for line in streets]
    discs = [shapely.Point(c["at"]).buffer(c["range_m"], 64) for c in cameras]
    near = [shape.intersection(shapely.Point(0, 0).buffer(2000)) for shape in shapes]
    # within 300 m along streets lie the crossings at most two streets away
    inside = {(x, y) for line in streets for x, y in line if abs(x) + abs(y) <= 300.0}
    kept = [k for k, (one, other) in enumerate(streets) if one in inside and other in inside]
    seen = [{c for c, disc in enumerate(discs) if near[k].intersects(disc)} for k in kept]
    outside = {spot for spot in inside if abs(spot[0]) + abs(spot[1]) == 300.0}
    # a disc may reach over a crossing at the rim: the first step outside is not walked
    wanted = fewest_by_enumeration([streets[k] for k in kept], seen, (0.0, 0.0), outside)
    assert row["approach_cautious"] == wanted
    assert row["approach_exact"]


@pytest.fixture(scope="module")
def helsinki() -> tuple[CityExposure, Coverage]:
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    exposure = prepare(read_pack(folder), Assumptions())
    return exposure, cover_stations(exposure)


def slow_ground(exposure: CityExposure, door: int, radius: float) -> NDArray[np.object_]:
    """The ground by networkx and shapely, in the plane; every street cut at the door."""
    net = exposure.city.network
    spot = shapely.Point(exposure.city.entrances.frame.geometry.iloc[door].coords[0])
    graph = nx.MultiDiGraph()
    pieces: list[tuple[Any, ...]] = []
    for edge in np.flatnonzero(~net.edge_indoor).tolist():
        line = shapely.LineString(net.edge_line(edge))
        scale = net.edge_length_mm[edge] / 1000 / line.length
        ends = [(0.0, int(net.edge_from[edge])), (line.length, int(net.edge_to[edge]))]
        if line.distance(spot) < 1e-6:
            ends.insert(1, (float(shapely.line_locate_point(line, spot)), -1))
        for (low, one), (high, other) in itertools.pairwise(ends):
            forward, backward = bool(net.edge_forward[edge]), bool(net.edge_backward[edge])
            piece = shapely.ops.substring(line, low, high)
            pieces.append((piece, one, other, (high - low) * scale, forward, backward))
            # against the walk: from the door outward
            if forward:
                graph.add_edge(other, one, weight=(high - low) * scale)
            if backward:
                graph.add_edge(one, other, weight=(high - low) * scale)
    ways = nx.single_source_dijkstra_path_length(graph, -1, cutoff=radius)
    parts = []
    for piece, one, other, length, forward, backward in pieces:
        left = radius - ways[one] if backward and one in ways else 0.0
        right = radius - ways[other] if forward and other in ways else 0.0
        if left + right >= length:
            parts.append(piece)
            continue
        parts.append(shapely.ops.substring(piece, 0, left / length, normalized=True))
        parts.append(shapely.ops.substring(piece, 1 - right / length, 1, normalized=True))
    return np.array([part for part in parts if part.length > 0], dtype=object)


@pytest.mark.parametrize("door", [1, 13, 18, 26])
@pytest.mark.parametrize("radius", [50, 150])
def test_helsinki_again_slowly(
    helsinki: tuple[CityExposure, Coverage], door: int, radius: int
) -> None:
    exposure, found = helsinki
    row = found.entrances.iloc[door]
    ground = slow_ground(exposure, door, float(radius))
    length = float(shapely.length(ground).sum())
    # the plane is up to 0.04 % off the ellipsoid
    assert row[f"ground_{radius}_m"] == pytest.approx(length, rel=0.001)
    sheds = exposure.viewsheds()
    counted = exposure.scene.facts.counted(CountingPolicy.CAUTIOUS)
    kept = [k for k, camera in enumerate(sheds.camera) if counted[camera] and not sheds.indoor[k]]
    polygons = np.asarray(sheds.polygons(chord_error_m=0.02))[kept]
    seeing = {
        int(sheds.camera[k])
        for k, polygon in zip(kept, polygons, strict=True)
        if shapely.intersects(polygon, ground).any()
    }
    assert row[f"cameras_{radius}_cautious"] == len(seeing)
    seen = shapely.intersection(ground, shapely.union_all(polygons))
    share = float(shapely.length(seen).sum()) / length
    assert row[f"seen_{radius}_cautious"] == pytest.approx(share, abs=0.002)
    spot = exposure.city.entrances.frame.geometry.iloc[door]
    at_door = {
        int(sheds.camera[k]) for k, p in zip(kept, polygons, strict=True) if p.intersects(spot)
    }
    assert row["door_cameras_cautious"] == len(at_door)


def test_helsinki_twice_is_equal(helsinki: tuple[CityExposure, Coverage]) -> None:
    exposure, found = helsinki
    again = cover_stations(exposure)
    for one, other in ((found.stations, again.stations), (found.entrances, again.entrances)):
        pd.testing.assert_frame_equal(one, other)


def test_bands_and_radii_are_nested(helsinki: tuple[CityExposure, Coverage]) -> None:
    _, found = helsinki
    for table in (found.stations[found.stations["status"] == KNOWN], found.entrances):
        assert (table["cameras_300_near"] <= table["cameras_300_default"]).all()
        assert (table["cameras_300_default"] <= table["cameras_300_far"]).all()
        assert (table["approach_near"] <= table["approach_far"]).all()
        assert (table["cameras_50_cautious"] <= table["cameras_300_cautious"]).all()
        assert (table["approach_cautious"] <= table["approach_median"]).all()
        assert table["seen_300_cautious"].between(0, 1).all()
    doors = found.entrances
    assert (doors["door_cameras_cautious"] <= doors["approach_cautious"]).all()


def test_a_stations_best_way_is_no_worse_than_any_of_its_doors(
    helsinki: tuple[CityExposure, Coverage],
) -> None:
    exposure, found = helsinki
    fewest = found.stations.set_index("station_id")["approach_cautious"]
    assert (found.ways["length_m"] >= 300.0).all()
    assert found.ways["cameras"].tolist() == fewest[found.ways["station_id"]].tolist()
    assert len(found.ways) == 2
    assert exposure.city.name == "helsinki"
