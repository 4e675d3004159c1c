"""Merging: one device in two sources counts once; nothing is lost and nothing is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geodata.merging import merge_cameras, write_same_as
from mapper.model.cameras import Cameras
from mapper.model.projection import Projection

if TYPE_CHECKING:
    from pathlib import Path

UTM = Projection(32637)


def cameras(prefix: str, rows: list[dict[str, object]]) -> Cameras:
    frame = gpd.GeoDataFrame(
        [{"camera_id": f"{prefix}{n}", **row} for n, row in enumerate(rows)],
        geometry=[Point(float(str(row.get("x", 0))), 0.0) for row in rows],
        crs=UTM.crs,
    )
    return Cameras.parse(frame, UTM)


BASE = {"kind": "fixed", "operator": "City", "direction_deg": 90.0, "position_error_m": 5.0}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x": 4.0}, ""),
        ({"x": 4.0, "kind": "unknown", "operator": "", "direction_deg": np.nan}, ""),
        ({"x": 4.0, "operator": "CITY"}, ""),
        ({"x": 4.0, "direction_deg": 130.0}, ""),
        ({"x": 4.0, "direction_deg": 350.0}, "directions differ"),
        ({"x": 4.0, "kind": "dome"}, "kinds differ"),
        ({"x": 4.0, "operator": "Bank"}, "operators differ"),
        ({"x": 4.0, "indoor": True}, "one is indoors"),
        ({"x": 4.0, "position_error_m": 24.0}, "a position is not exact enough"),
        ({"x": 11.0}, "too far apart"),
        ({"x": 6.0, "position_error_m": 0.0}, "too far apart"),
    ],
)
def test_what_links_and_what_speaks_against_it(change: dict[str, object], reason: str) -> None:
    merged = merge_cameras([cameras("a", [BASE]), cameras("b", [BASE | change])], UTM)
    (link,) = merged.links
    assert (link.camera_id, link.same_as, link.linked) == ("a0", "b0", not reason)
    assert len(merged.cameras) == (2 if reason else 1)
    assert len(merged.behind) == (0 if reason else 1)
    if reason:
        assert link.reason == reason


def test_far_apart_is_not_even_listed() -> None:
    merged = merge_cameras([cameras("a", [BASE]), cameras("b", [BASE | {"x": 26.0}])], UTM)
    assert merged.links == ()


def test_several_records_on_one_point_stay_several_and_pair_off() -> None:
    merged = merge_cameras([cameras("a", [BASE] * 3), cameras("b", [BASE] * 2)], UTM)
    assert merged.cameras.ids == ["a0", "a1", "a2"]
    assert merged.behind.ids == ["b0", "b1"]
    more = merge_cameras([cameras("a", [BASE]), cameras("b", [BASE] * 2)], UTM)
    assert more.cameras.ids == ["a0", "b1"]


def test_the_same_id_of_openstreetmap_is_the_same_device() -> None:
    osm = BASE | {"source_id": "node/7"}
    merged = merge_cameras([cameras("a", [osm]), cameras("b", [osm | {"x": 80.0}])], UTM)
    assert merged.cameras.ids == ["a0"]
    assert merged.links[0].reason == "the same id"


places = st.lists(st.floats(0, 60).map(lambda x: round(x, 1)), max_size=8)


@given(places, places, places)
def test_nothing_is_lost_and_a_table_is_never_linked_with_itself(
    first: list[float], second: list[float], third: list[float]
) -> None:
    groups = {"a": first, "b": second, "c": third}
    tables = [cameras(p, [BASE | {"x": x} for x in xs]) for p, xs in groups.items() if xs]
    merged = merge_cameras(tables, UTM)
    everything = sorted(camera for table in tables for camera in table.ids)
    assert sorted([*merged.cameras.ids, *merged.behind.ids]) == everything
    linked = [link for link in merged.links if link.linked]
    assert sorted(link.same_as for link in linked) == sorted(merged.behind.ids)
    assert all(link.camera_id[0] != link.same_as[0] for link in merged.links)
    assert all(link.camera_id in merged.cameras.ids for link in linked)
    assert len(merged.cameras) >= max([len(xs) for xs in groups.values()])


def test_links_are_written_for_review(tmp_path: Path) -> None:
    merged = merge_cameras(
        [cameras("a", [BASE, BASE | {"x": 50.0}]), cameras("b", [BASE, BASE | {"x": 61.0}])], UTM
    )
    out = tmp_path / "same_as.csv"
    assert write_same_as(out, merged.links, merged.behind) == 2
    assert out.read_text(encoding="utf-8").splitlines() == [
        (
            "camera_id,same_as,distance_m,linked,reason,"
            "source,source_id,kind,direction_deg,operator,zone,observed_on"
        ),
        'a0,b0,0.0,yes,"near, and nothing speaks against it",,,fixed,90.0,City,,',
        "a1,b1,11.0,no,too far apart",
    ]
