"""Coverage of Moscow's centre, Frankfurt and a made gated city against a slow computation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.metro_city import PROFILE, metro_city
from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.metro import profile_for
from geodata.osm import read_city
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.cameras import Cameras
from mapper.stations.coverage import KNOWN, Coverage, cover_stations
from tests.mapper.stations.slow_coverage import Slow, discs, slow_coverage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mapper.model.city import City

FACE_M = 36.0
"""How far a camera of unknown kind recognises a face by default (docs/exposure.md)."""


def agree(found: Coverage, door: int, slow: Slow) -> None:
    """Compare every figure of a door with the slow way's."""
    row = found.entrances.iloc[door]
    for radius, metres in slow.ground_m.items():
        # the plane is up to 0.04 % off the ellipsoid
        assert row[f"ground_{radius}_m"] == pytest.approx(metres, rel=0.002, abs=0.2)
        if pd.isna(row[f"cameras_{radius}_cautious"]):
            # nobody looked at that ground, and no camera is known there
            assert not slow.cameras[radius]
            continue
        assert row[f"cameras_{radius}_cautious"] == len(slow.cameras[radius])
        assert row[f"seen_{radius}_cautious"] == pytest.approx(slow.share[radius], abs=0.003)
    if pd.isna(row["door_cameras_cautious"]):
        # nobody looked at the ground before it, and no camera is known there
        assert row["survey"] == "none"
        assert not slow.at_door
    else:
        assert row["door_cameras_cautious"] == len(slow.at_door)
    assert row["approach_exact"]
    if slow.shortest_m is None:
        # all directions need more cameras than the slow way tried
        assert row["approach_cautious"] > slow.tried + len(slow.at_door)
        return
    if pd.isna(row["approach_cautious"]):
        # nobody looked at any ground within 300 m, and no camera is known there
        assert row["survey_none"] == 1.0
        assert min(slow.fewest.values()) == 0
        return
    assert row["approach_cautious"] == min(slow.fewest.values())
    assert row["best_way_m"] == pytest.approx(slow.shortest_m, rel=0.002, abs=0.3)
    if len(slow.fewest) == row["approach_directions"]:
        median = float(np.median(list(slow.fewest.values())))
        assert row["approach_median"] == median


def agree_on_stations(found: Coverage, doors: Mapping[int, Slow]) -> int:
    """Compare stations all of whose doors were measured; return how many there were."""
    compared = 0
    for row in found.stations[found.stations["status"] == KNOWN].itertuples():
        own = np.flatnonzero((found.entrances["station_id"] == row.station_id).to_numpy())
        slow = [doors[door] for door in own.tolist() if door in doors]
        if len(slow) < len(own) or any(s.shortest_m is None for s in slow):
            continue
        ids = found.entrances["entrance_id"].to_numpy()
        order = sorted(
            (
                min(s.fewest.values()), len(s.at_door), len(s.cameras[50]), len(s.cameras[150]),
                str(ids[door]),
            )
            for door, s in zip(own.tolist(), slow, strict=True)
        )  # fmt: skip
        assert row.approach_cautious == order[0][0]
        assert row.least_watched_entrance == order[0][-1]
        # of a door before which nobody looked, nothing is told
        silent = found.entrances["door_cameras_cautious"].isna().to_numpy()
        told = [s for door, s in zip(own.tolist(), slow, strict=True) if not silent[door]]
        if told:
            seen = sum(bool(s.at_door) for s in told) / len(told)
            assert row.doorways_seen_cautious == pytest.approx(seen, abs=1e-4)
        else:
            assert str(row.doorways_seen_cautious) == "nan"
        none_known = sum(not s.at_door and not s.cameras[50] for s in told)
        assert row.entrances_without_camera == none_known
        assert row.cameras_300_cautious == len(set().union(*(s.cameras[300] for s in slow)))
        compared += 1
    return compared


def test_a_made_city_with_gates() -> None:
    city = metro_city(40)
    thinned = Cameras.parse(city.cameras.frame.iloc[::3], city.projection)
    city = replace(city, cameras=thinned)
    found = cover_stations(prepare(city, Assumptions()), profile=PROFILE)
    views = discs(city, city.cameras.frame["range_m"].tolist())
    doors = {door: slow_coverage(city, door, views, most=2) for door in range(8)}
    for door, slow in doors.items():
        agree(found, door, slow)
    assert agree_on_stations(found, doors) >= 1
    # four doors, each its own way in; a gate for the one vestibule, documented
    assert found.stations["gates_documented"].tolist() == [1] * len(found.stations)
    lines = [len(text.split(";")) for text in found.stations["lines"]]
    assert found.stations["platform_cameras_likely"].tolist() == lines


@pytest.fixture(scope="module")
def moscow(shared_data: Path) -> City:
    folder = shared_data / "moscow"
    files = BuildFiles(
        streets=licensed(f"{folder / 'centre.gpkg'}::roads"),
        stations=licensed(str(folder / "metro_lines.csv")),
        entrances=licensed(str(folder / "entrances_624.json")),
        cameras=(CameraFile(folder / "cameras_2386.csv"),),
        clip=True,
    )
    return build_city(files, name="moscow").city


@pytest.mark.shared_data
def test_moscows_centre(moscow: City) -> None:
    found = cover_stations(prepare(moscow, Assumptions()), profile=profile_for("moscow"))
    error = moscow.cameras.frame["position_error_m"].to_numpy(np.float64)
    views = discs(moscow, (FACE_M + error).tolist())
    # a door that only leads out has no way in; of ground nobody looked at nothing is told
    inward = (found.entrances["status"] == KNOWN) & (found.entrances["use"] != "out")
    inward &= found.entrances[["door_cameras_cautious", "cameras_50_cautious"]].notna().all(axis=1)
    told = found.entrances[inward]
    sizes = told.groupby("station_id").size()
    everywhere = found.entrances.groupby("station_id").size()
    sizes = sizes[sizes == everywhere[sizes.index]]
    # the stations with the fewest doors, whole: their figures are sums over all their doors
    stations = sizes.sort_values(kind="stable").index[:9]
    chosen = np.flatnonzero(found.entrances["station_id"].isin(stations).to_numpy())
    doors = {door: slow_coverage(moscow, door, views, most=2) for door in chosen.tolist()}
    for door, slow in doors.items():
        agree(found, door, slow)
    assert len(doors) >= 10
    assert agree_on_stations(found, doors) >= 3


@pytest.mark.shared_data
def test_frankfurt(shared_data: Path) -> None:
    """Buildings hide here: what each camera sees is drawn by the program, all else is not."""
    city = read_city(shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf", name="frankfurt")
    exposure = prepare(city, Assumptions())
    found = cover_stations(exposure)
    sheds = exposure.viewsheds()
    counted = exposure.scene.facts.counted(exposure.assumptions.policy)
    shapes = np.asarray(sheds.polygons(chord_error_m=0.005))
    views: dict[int, shapely.Polygon] = {}
    for shape, camera, indoor in zip(shapes, sheds.camera.tolist(), sheds.indoor, strict=True):
        if counted[camera] and not indoor:
            views[camera] = shapely.union(views[camera], shape) if camera in views else shape
    known = np.flatnonzero((found.entrances["status"] == KNOWN).to_numpy())
    for door in known[::4].tolist():
        agree(found, door, slow_coverage(city, door, views, most=2))
