"""A city out of a feed: alone, without any street, and together with OpenStreetMap."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from api.cli import main
from geodata.assembly import empty_city
from geodata.build import BuildFiles, build_city, licensed
from geodata.metro import read_gtfs, with_gtfs
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.places import ENTRANCE_COLUMNS, LINK_COLUMNS, STATION_COLUMNS, Table
from mapper.stations.coverage import NO_NETWORK, cover_stations
from tests.geodata.metro.feeds import write_feed

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City
    from mapper.model.projection import Projection
    from mapper.model.tables import Column


def alone(tmp_path: Path, **changes: str) -> City:
    feed = write_feed(tmp_path / "f.zip", **changes)
    return build_city(BuildFiles(gtfs=licensed(str(feed), licence="CC0-1.0")), name="small").city


def test_a_feed_alone_is_a_city_of_stations(tmp_path: Path) -> None:
    city = alone(tmp_path)
    assert (len(city.stations), len(city.entrances), city.network.n_edges) == (3, 4, 0)
    left, bottom, right, top = city.bounds
    lon, lat = np.array([24.93, 24.951]), np.array([60.169, 60.171])
    assert ((left < lon) & (lon < right) & (bottom < lat) & (lat < top)).all()
    assert [source.licence for source in city.sources] == ["CC0-1.0"]
    assert {"Alpha", "Beta", "Gamma"} <= set(city.places.frame["name"])


def test_without_streets_coverage_is_unknown_and_never_0(tmp_path: Path) -> None:
    found = cover_stations(prepare(alone(tmp_path), Assumptions()))
    # Gamma has no entrance at all
    assert found.stations["status"].tolist() == [
        NO_NETWORK, NO_NETWORK, "unknown: no entrance data",
    ]  # fmt: skip
    assert set(found.entrances["status"]) == {NO_NETWORK}
    counted = ("cameras_", "seen_", "approach_", "door_cameras_", "ground_", "doorways_seen")
    for table in (found.stations, found.entrances):
        for column in table.columns:
            if column.startswith(counted) and not column.startswith("seen_by"):
                assert table[column].isna().all(), column
    assert found.stations["rank"].isna().all()
    assert found.stations["entrances_without_camera"].isna().all()
    assert found.lines["cameras_300"].isna().all()


def test_insides_stand_beside_the_coverage(tmp_path: Path) -> None:
    found = cover_stations(prepare(alone(tmp_path), Assumptions()))
    doors = found.entrances.set_index("entrance_id")
    # two stops of eA1's way are an escalator: not free of steps; one gate; two levels down
    row = doors.loc["gtfs:eA1"]
    assert (row["walk_s"], row["walk_from"], row["gates_on_way"]) == (95.0, "source", 1)
    assert (row["platform_levels"], row["step_free"]) == (-2.0, "no")
    # no pathway leads from Beta's only door: its levels tell
    assert doors.loc["gtfs:eB", "walk_from"] == "levels"
    assert doors.loc["gtfs:eB", "walk_s"] == 70.0 + 2 * 65.0
    alpha = found.stations.iloc[0]
    assert (alpha["walk_min_s"], alpha["walk_median_s"]) == (75.0, 95.0)
    assert alpha["step_free_entrances"] == 0
    assert pd.isna(found.stations["walk_min_s"].iloc[2])
    assert pd.isna(found.stations["step_free_entrances"].iloc[1])
    assert pd.isna(found.stations["platform_depth_m"]).all()


def test_lifts_and_walkways_are_a_way_without_steps(tmp_path: Path) -> None:
    paths = (
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time\n"
        "1,eA1,hall,5,1,,30\n2,hall,pA,1,1,,10\n3,eA2,hall,2,1,,20\n4,hall,eA3,5,0,,5\n"
    )
    doors = cover_stations(prepare(alone(tmp_path, pathways=paths), Assumptions())).entrances
    free = doors.set_index("entrance_id")["step_free"]
    # of eA3 only a way out is told, so of the way in nothing is known
    assert free[["gtfs:eA1", "gtfs:eA2", "gtfs:eA3"]].tolist() == ["yes", "no", ""]


def table(
    columns: dict[str, Column], name: str, plane: Projection, rows: list[dict[str, object]]
) -> Table:
    told = pd.DataFrame(rows)
    x, y = plane.to_metres(told["lon"].to_numpy(), told["lat"].to_numpy())
    frame = gpd.GeoDataFrame(told, geometry=gpd.points_from_xy(x, y), crs=plane.crs)
    return Table.parse(frame, columns, table=name, projection=plane)


def mapped(tmp_path: Path) -> tuple[City, City]:
    """Return a city somebody mapped, and the same with the feed."""
    metro = read_gtfs(write_feed(tmp_path / "f.zip"))
    plane = metro.projection
    stations = table(
        dict(STATION_COLUMNS),
        "stations",
        plane,
        [
            {"station_id": "osm:n1", "name": "ALPHA", "name_en": "Alpha E", "source": "OSM",
             "opening_hours": "05:00-01:00", "lon": 24.9305, "lat": 60.1702},
            {"station_id": "osm:n2", "name": "Renamed", "source": "OSM",
             "lon": 24.9501, "lat": 60.1701},
            {"station_id": "osm:n9", "name": "Delta", "source": "OSM",
             "lon": 24.99, "lat": 60.17},
        ],
    )  # fmt: skip
    entrances = table(
        dict(ENTRANCE_COLUMNS),
        "entrances",
        plane,
        [
            {"entrance_id": "osm:n11", "station_id": "osm:n1", "source": "OSM",
             "lon": 24.93, "lat": 60.1711},
            {"entrance_id": "osm:n12", "station_id": "osm:n1", "source": "OSM",
             "lon": 24.932, "lat": 60.172},
        ],
    )  # fmt: skip
    spots = shapely.get_coordinates(stations.frame.geometry.to_numpy())
    links = gpd.GeoDataFrame(
        {
            "link_id": ["a", "b"],
            "from_station": ["osm:n1", "osm:n2"],
            "to_station": ["osm:n2", "osm:n9"],
            "line": "M1",
        },
        geometry=[shapely.LineString(spots[:2]), shapely.LineString(spots[1:])],
        crs=plane.crs,
    )
    city = replace(
        empty_city("small", "Small", plane, (24.95, 60.17)),
        stations=stations,
        entrances=entrances,
        metro_links=Table.parse(links, LINK_COLUMNS, table="metro_links", projection=plane),
    )
    joined, figures = with_gtfs(city, metro)
    assert figures == {
        "stations_joined": 2,
        "stations_of_the_feed_alone": 1,
        "stations_of_the_city_alone": 1,
        "entrances_joined": 1,
        "links_told_twice": 1,
    }
    return city, joined


def test_a_feed_joins_the_stations_there_are_by_name_and_place(tmp_path: Path) -> None:
    _, joined = mapped(tmp_path)
    stations = joined.stations.frame.set_index("station_id")
    assert stations.index.tolist() == ["osm:n9", "gtfs:A", "gtfs:B", "gtfs:C"]
    # what only the map told is not lost, and each row says where it is from
    alpha = stations.iloc[1]
    assert (alpha["name_en"], alpha["opening_hours"]) == ("Alpha E", "05:00-01:00")
    assert stations["source"].tolist() == ["OSM", "GTFS", "GTFS", "GTFS"]
    doors = joined.entrances.frame.set_index("entrance_id")
    assert "osm:n11" not in doors.index
    assert doors["station_id"]["osm:n12"] == "gtfs:A"
    assert doors["source"]["osm:n12"] == "OSM"
    links = joined.metro_links.frame
    ends = list(zip(links["from_station"], links["to_station"], links["line"], strict=True))
    assert ("gtfs:B", "osm:n9", "M1") in ends
    assert ("gtfs:A", "gtfs:B", "M1") not in ends
    assert ("gtfs:A", "gtfs:B", "1") in ends


def test_the_command_line_builds_tells_and_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed, packs = write_feed(tmp_path / "f.zip"), str(tmp_path / "packs")
    where = ("--packs", packs, "--quiet")
    assert main(["build", "small", "--gtfs", str(feed), *where]) == 0
    capsys.readouterr()
    assert main(["stations", "--city", "small", *where]) == 0
    told = capsys.readouterr().out
    assert "no walking network, coverage unknown" in told
    assert "1.2, 1.6" in told  # minutes from Alpha's nearest door, and the median
    for form in ("csv", "parquet", "gpkg", "json"):
        out = tmp_path / f"stations.{form}"
        assert main(["stations", "--city", "small", *where, f"--{form}", str(out)]) == 0
        assert out.exists()
    assert len(gpd.read_file(tmp_path / "stations.gpkg", layer="stations")) == 3
    for way in ((), ("--metro",)):
        assert main(["route", "Alpha", "Beta", "--city", "small", *where, *way]) != 0
        assert "no walking network" in capsys.readouterr().err
    assert main(["map", str(tmp_path / "m.html"), "--city", "small", *where]) == 0
    assert main(["verify", str(tmp_path / "packs" / "small"), "--quiet"]) == 0


OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version='0.6'>
<node id='1' lat='60.1700' lon='24.9250' version='1'/>
<node id='2' lat='60.1700' lon='24.9500' version='1'/>
<node id='3' lat='60.1700' lon='24.9750' version='1'/>
<node id='4' lat='60.1703' lon='24.9301' version='1'>
<tag k='railway' v='station'/><tag k='station' v='subway'/><tag k='name' v='Alpha'/></node>
<node id='5' lat='60.1700' lon='24.9300' version='1'>
<tag k='railway' v='subway_entrance'/><tag k='name' v='West door'/></node>
<node id='6' lat='60.1701' lon='24.9400' version='1'>
<tag k='man_made' v='surveillance'/><tag k='surveillance:type' v='camera'/></node>
<way id='10' version='1'><nd ref='1'/><nd ref='2'/><nd ref='3'/>
<tag k='highway' v='residential'/><tag k='name' v='Long Street'/></way>
</osm>
"""


def test_with_an_extract_beside_the_feed_one_rides_by_the_timetable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Streets and a camera of the map, trains of the feed: the train of 09:00:20 from Alpha."""
    feed, extract = write_feed(tmp_path / "f.zip"), tmp_path / "c.osm"
    extract.write_text(OSM, encoding="utf-8")
    where = ("--packs", str(tmp_path / "packs"), "--quiet")
    files = ("--gtfs", str(feed), "--osm", str(extract), "--terms", f"{feed}=CC0-1.0")
    assert main(["build", "both", *files, *where, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]["gtfs"]
    assert (figures["stations_joined"], figures["stations_of_the_feed_alone"]) == (1, 2)
    trip = ["60.17,24.9302", "60.17,24.9512", "--metro", "--city", "both", *where, "--json"]
    timed = ["--depart", "08:55", "--date", "2026-04-07"]
    assert main(["route", *trip, "--detour", "2", *timed]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["waits"] == "timetable"
    legs = [
        leg
        for group in answer["groups"]
        for option in group["options"]
        for leg in option["legs"]
        if leg["kind"] == "ride"
    ]
    assert {(leg["from"], leg["to"], leg["timed"]) for leg in legs} == {("Alpha", "Beta", True)}
    assert main(["stations", "--city", "both", *where, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["stations"]
    status = {row["name"]: row["status"] for row in rows}
    assert status["Beta"] == "known"


@pytest.mark.shared_data
def test_washington_as_a_city(shared_data: Path) -> None:
    feed = shared_data / "wmata" / "wmata.gtfs.zip"
    city = build_city(BuildFiles(gtfs=licensed(str(feed))), name="washington").city
    found = cover_stations(prepare(city, Assumptions()))
    assert len(found.stations) == 98
    assert set(found.stations["status"]) == {NO_NETWORK}
    assert found.stations["walk_min_s"].notna().all()
    assert found.stations["platform_levels"].notna().all()
    assert found.entrances["step_free"].value_counts().to_dict() == {"yes": 151, "no": 88}
    assert found.entrances["gates_on_way"].value_counts().to_dict() == {1: 237, 0: 1}
    wheaton = found.stations.set_index("name").loc["Wheaton"]
    assert (wheaton["lines"], wheaton["entrances"], wheaton["vestibules"]) == ("R", 2, 1)
