"""Depths, levels and steps as tags tell them, and the times that follow where nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.metro import read_station_list
from geodata.osm import read_city
from mapper.model.metro import MetroDefaults, MetroNetwork

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n"


def tags(**values: str) -> str:
    return "".join(f"<tag k='{key}' v='{value}'/>" for key, value in values.items())


def node(number: int, lon: float, lat: float, **values: str) -> str:
    return f"<node id='{number}' lat='{lat}' lon='{lon}' version='1'>{tags(**values)}</node>"


def way(number: int, *refs: int, **values: str) -> str:
    nodes = "".join(f"<nd ref='{ref}'/>" for ref in refs)
    return f"<way id='{number}' version='1'>{nodes}{tags(**values)}</way>"


def city(path: Path, **station: str) -> City:
    """Return a street, a station with a stop area, its platforms, and two doors."""
    metro = {"railway": "station", "station": "subway", "name": "Deep"}
    parts = [
        node(1, 24.93, 60.17),
        node(2, 24.94, 60.17),
        node(3, 24.931, 60.1701, **(metro | station)),
        node(4, 24.932, 60.1701),
        node(5, 24.933, 60.1701),
        node(6, 24.9302, 60.1700, railway="subway_entrance", wheelchair="no"),
        node(7, 24.9304, 60.1700, railway="subway_entrance", wheelchair="yes", level="-1"),
        way(10, 1, 2, highway="residential"),
        # in the stop area, on two levels; a platform of buses, another of trains beside
        way(11, 4, 5, railway="platform", level="-2"),
        way(12, 4, 5, railway="platform", layer="-4"),
        way(13, 4, 5, public_transport="platform", bus="yes", level="0"),
        way(14, 4, 5, railway="platform", train="yes", level="-9"),
        "<relation id='20' version='1'>"
        "<member type='node' ref='3' role=''/>"
        + "".join(f"<member type='way' ref='{ref}' role='platform'/>" for ref in (11, 12, 13, 14))
        + tags(type="public_transport", public_transport="stop_area")
        + "</relation>",
    ]
    path.write_text(HEAD + "\n".join(parts) + "\n</osm>\n", encoding="utf-8")
    return read_city(path, name="deep")


def walks(found: City) -> dict[str, tuple[float, str]]:
    metro = MetroNetwork.of(found)
    assert not metro.entrance_walk_given.any()
    told = zip(metro.entrance_id, metro.entrance_walk_s, metro.entrance_walk_from, strict=True)
    return {str(key): (float(seconds), str(how)) for key, seconds, how in told}


def test_platforms_tell_levels_and_doors_stand_on_their_own(tmp_path: Path) -> None:
    found = city(tmp_path / "c.osm", wheelchair="yes")
    row = found.insides.of("station", ["osm:n3"]).iloc[0]
    # the median of -2 and -4; buses and trains are no metro
    assert (row["levels"], row["step_free"], row["told_by"]) == (-3.0, "yes", "levels;wheelchair")
    assert np.isnan(row["depth_m"])
    doors = found.insides.of("entrance", ["osm:n6", "osm:n7"])
    assert doors["step_free"].tolist() == ["no", "yes"]
    assert walks(found) == {
        "osm:n6": (70.0 + 3 * 65.0, "levels"),
        "osm:n7": (70.0 + 2 * 65.0, "levels"),
    }


def test_a_depth_in_metres_comes_before_levels(tmp_path: Path) -> None:
    found = city(tmp_path / "c.osm", depth="-45 m")
    assert found.insides.of("station", ["osm:n3"])["depth_m"].tolist() == [45.0]
    assert set(walks(found).values()) == {(70.0 + 45.0 / 0.375, "depth")}


def test_opening_hours_of_a_station_are_read(tmp_path: Path) -> None:
    found = city(tmp_path / "c.osm", opening_hours="05:30-01:00")
    assert found.stations.frame["opening_hours"].tolist() == ["05:30-01:00"]


def test_what_tells_nothing_leaves_the_usual_time(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(
        "name,line,order,lon,lat,depth,level\nA,1,0,25.0,60.0,,\nB,1,1,25.02,60.0,33,\n"
        "C,1,2,25.04,60.0,,-2\n",
        encoding="utf-8",
    )
    listed = read_station_list(path)
    rows = listed.insides.frame
    assert rows["told_by"].tolist() == ["depth", "levels"]
    assert rows["depth_m"].fillna(0).tolist() == [33.0, 0.0]
    assert rows["levels"].fillna(0).tolist() == [0.0, -2.0]
    supposed = MetroDefaults()
    unknown = np.array([np.nan])
    assert supposed.walk_s(unknown, unknown).tolist() == [184.0]


@pytest.mark.shared_data
def test_frankfurts_metro_stations_tell_their_levels(shared_data: Path) -> None:
    found = read_city(shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf", name="frankfurt")
    rows = found.insides.of("station", found.stations.frame["station_id"])
    metro = (found.stations.frame["mode"] == "subway").to_numpy()
    assert rows.loc[metro, "levels"].tolist() == [-3.0, -2.0]
    assert rows.loc[~metro, "levels"].isna().all()
    told = MetroNetwork.of(found).entrance_walk_from
    assert "levels" in set(told)
