"""CCTV-Exposure's own tracks on its own cameras (arXiv 2208.02159): figures to reproduce."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import gpxpy
import numpy as np
import pandas as pd
import pytest

from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.cameras import Cameras
from mapper.model.projection import utm_for
from mapper.model.track import Track
from tests.mapper.exposure import made

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def jyvaskyla(shared_data: Path) -> City:
    table = pd.read_csv(shared_data / "jyvaskyla" / "cameras.csv", encoding="utf-8")
    projection = utm_for(float(table["longitude"].mean()), float(table["latitude"].mean()))
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
    frame = gpd.GeoDataFrame(
        {
            "camera_id": [str(row) for row in table.index],
            "angle_deg": table["angle_of_view"].astype(float),
            "range_m": table["radius"],
        },
        geometry=points,
    )
    cameras = Cameras.parse(frame.to_crs(projection.crs), projection)
    left, bottom, right, top = frame.total_bounds.tolist()
    return replace(made.city(cameras), projection=projection, bounds=(left, bottom, right, top))


def read(path: Path) -> Track:
    with path.open(encoding="utf-8") as file:
        points = [point for piece in gpxpy.parse(file).tracks[0].segments for point in piece.points]
    times = [point.time for point in points if point.time is not None]
    elapsed = [(time - times[0]).total_seconds() for time in times]
    return Track.parse(
        np.array([point.longitude for point in points]),
        np.array([point.latitude for point in points]),
        np.array(elapsed),
    )


@pytest.mark.parametrize(
    ("name", "figures"),
    [("test1", (634.8, 13, 138.1, 160.7)), ("test2", (616.0, 14, 86.9, 65.9))],
)
def test_the_published_tracks(
    jyvaskyla: City, shared_data: Path, name: str, figures: tuple[float, int, float, float]
) -> None:
    length_m, cameras, seen_m, seen_s = figures
    track = read(shared_data / "jyvaskyla" / f"{name}.gpx")
    exposure = prepare(jyvaskyla, Assumptions(range_m=10.0)).score(track)
    assert exposure.length_m == pytest.approx(length_m, rel=1e-3)
    assert exposure.cameras.cautious == cameras
    assert exposure.seen_m == pytest.approx(seen_m, abs=1.0)
    assert exposure.seen_s == pytest.approx(seen_s, abs=0.5)
    # 360° cameras leave nothing to chance
    assert exposure.expected.cameras == cameras
    assert exposure.expected.seen_m == pytest.approx(exposure.seen_m)


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("test1", {10: (13, 22), 15: (16, 36), 20: (17, 50), 30: (19, 69), 60: (31, 95)}),
        ("test2", {10: (14, 14), 15: (15, 22), 20: (19, 40), 30: (19, 64), 60: (37, 100)}),
    ],
)
def test_the_sweep_over_ranges(
    jyvaskyla: City, shared_data: Path, name: str, figures: dict[int, tuple[int, int]]
) -> None:
    track = read(shared_data / "jyvaskyla" / f"{name}.gpx")
    found = {}
    for range_m in figures:
        exposure = prepare(jyvaskyla, Assumptions(range_m=float(range_m))).score(track)
        assert exposure.share_seen is not None
        found[range_m] = (exposure.cameras.cautious, round(100 * exposure.share_seen))
    assert found == figures
