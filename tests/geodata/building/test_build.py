"""A city out of many files: what each gives, what is refused, and what is said of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box

from geodata.build import BuildFiles, Built, CameraFile, build_city, licensed
from geodata.licences import ODBL_OFFER, check_shareable, notices, sharing_of
from geodata.osm import read_city
from geodata.pack import read_pack, write_pack
from mapper.errors import BadInputError, TableError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.city import Source
from mapper.model.projection import Projection
from mapper.model.track import Track

if TYPE_CHECKING:
    from pathlib import Path

UTM = Projection(32637)
X, Y = 413_000.0, 6_178_000.0


def written(frame: gpd.GeoDataFrame, path: Path) -> str:
    frame.to_file(path)
    return str(path)


def streets(folder: Path) -> str:
    lines = [
        LineString([(X, Y), (X + 100, Y), (X + 200, Y)]),
        LineString([(X + 100, Y), (X + 100, Y + 100)]),
        LineString([(X + 100, Y + 100), (X + 100, Y)]),
        LineString([(X, Y + 50), (X + 200, Y + 50)]),
        LineString([(X, Y + 500), (X + 10, Y + 500)]),
    ]
    frame = gpd.GeoDataFrame(
        {
            "OSM_ID": [1.0, 2.0, 3.0, 4.0, 5.0],
            "HIGHWAY": ["primary", "residential", "residential", "motorway", "primary"],
            "NAME": ["Улица", None, None, None, None],
            "ONEWAY": ["yes", None, None, None, None],
        },
        geometry=lines,
        crs=UTM.crs,
    )
    return written(frame, folder / "streets.gpkg")


def buildings(folder: Path) -> str:
    frame = gpd.GeoDataFrame(
        {
            "BUILDING": ["yes", "roof"],
            "B_LEVELS": ["5", None],
            "A_STRT": ["Садовая улица", None],
            "A_HSNMBR": ["7", None],
        },
        geometry=[box(X + 20, Y + 10, X + 60, Y + 30), box(X, Y + 60, X + 5, Y + 65)],
        crs=UTM.crs,
    )
    return written(frame.to_crs(4326), folder / "buildings.fgb")


def table(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def lon_lat(x: float, y: float) -> tuple[float, float]:
    lon, lat = UTM.to_lon_lat([x], [y])
    return float(lon[0]), float(lat[0])


@pytest.fixture
def files(tmp_path: Path) -> BuildFiles:
    lon, lat = lon_lat(X + 150, Y + 5)
    far, _ = lon_lat(X + 50, Y + 5)
    cameras = table(
        tmp_path,
        "volunteers.csv",
        f"id,lon,lat,type,zone,address\na,{lon},{lat},dome,fare_gate,\n"
        f"b,{lon + 1e-5},{lat},dome,,\nc,,,fixed,,Садовая улица 7\nd,{lon + 40},{lat},,,\n",
    )
    second = table(
        tmp_path, "second.csv", f"id,lon,lat,type\na,{lon},{lat},dome\nz,{far},{lat},ptz\n"
    )
    stations = table(
        tmp_path,
        "stations.csv",
        "station_id,station_name,line_id,line_name,lng,lat,order\n"
        f"1,Тверская,2,Красная,{lon},{lat},0\n2,Арбат,2,Красная,{far},{lat},1\n",
    )
    entrances = table(
        tmp_path,
        "entrances.json",
        json.dumps(
            [
                {
                    "Cells": {
                        "global_id": 5,
                        "NameOfStation": "Тверская",
                        "Longitude_WGS84": str(lon),
                        "Latitude_WGS84": str(lat),
                    }
                }
            ]
        ),
    )
    survey = gpd.GeoDataFrame(
        {"state": ["full"], "observed_on": ["2024-05-01"], "source": ["walk"]},
        geometry=[box(X, Y - 20, X + 100, Y + 20)],
        crs=UTM.crs,
    )
    return BuildFiles(
        streets=licensed(streets(tmp_path), label="streets", licence="ODbL-1.0"),
        buildings=licensed(buildings(tmp_path)),
        stations=licensed(str(stations)),
        entrances=licensed(str(entrances)),
        cameras=(CameraFile(cameras), CameraFile(second)),
        survey=licensed(written(survey, tmp_path / "survey.gpkg")),
        rules="moscow",
    )


@pytest.fixture
def built(files: BuildFiles) -> Built:
    return build_city(files, name="town", title="Town")


def test_streets_are_joined_where_they_share_a_point(built: Built) -> None:
    network = built.city.network
    assert built.city.projection == UTM
    # the crossing splits the first street, a stretch drawn twice is one, a motorway is no walk
    assert (network.n_nodes, network.n_edges) == (6, 4)
    assert network.edge_length_mm.sum() == pytest.approx(310_000, rel=1e-3)
    assert sorted(network.edge_name.tolist()) == ["", "", "Улица", "Улица"]
    assert bool(network.edge_backward.all())
    assert built.city.figures["network"]["refused"] == {"not for walking": 1}


def test_buildings_hide_and_their_addresses_place_cameras(built: Built) -> None:
    assert len(built.city.buildings) == 1
    assert built.city.buildings.frame["levels"].tolist() == [5.0]
    frame = built.city.cameras.frame
    placed = frame[frame["camera_id"] == "table:c"]
    assert Polygon(box(X + 20, Y + 10, X + 60, Y + 30)).contains(placed.geometry.iloc[0])
    assert placed["position_error_m"].tolist() == [24.0]


def test_one_device_in_two_tables_counts_once_and_is_listed(built: Built, tmp_path: Path) -> None:
    assert sorted(built.city.cameras.ids) == ["2:table:z", "table:a", "table:b", "table:c"]
    assert built.behind.ids == ["2:table:a"]
    linked = [link for link in built.links if link.linked]
    assert [(link.camera_id, link.same_as) for link in linked] == [("table:a", "2:table:a")]
    nearly = [link for link in built.links if not link.linked]
    assert [(link.camera_id, link.same_as, link.reason) for link in nearly] == [
        ("table:b", "2:table:a", "another row is nearer"),
        ("table:c", "2:table:z", "kinds differ"),
    ]
    assert built.city.figures["same_as"] == {"linked": 1, "nearly": len(nearly)}
    write_pack(built.city, tmp_path / "packs" / "c")
    again = read_pack(tmp_path / "packs" / "c").same_as.frame
    pd.testing.assert_frame_equal(again, built.city.same_as.frame)
    (row,) = again[again["linked"]].to_dict("records")
    behind = built.behind.frame.iloc[0]
    assert row["same_as"] == behind["camera_id"]
    assert (row["x"], row["y"]) == tuple(built.behind.xy[0])
    assert all(row[name] == behind[name] for name in ("kind", "source", "source_id", "indoor"))
    assert not len(built.city.same_as.among(set()))


def test_refused_rows_are_handed_back(built: Built) -> None:
    assert [(name, rows[0].line, rows[0].reason) for name, rows in built.refused] == [
        ("volunteers.csv", 5, "more than 150 km from the rest")
    ]
    assert built.n_refused == 1


def test_stations_lines_and_entrances(built: Built) -> None:
    city = built.city
    assert city.stations.frame["name"].tolist() == ["Тверская", "Арбат"]
    assert len(city.metro_links) == 1
    assert city.entrances.frame["station_id"].tolist() == ["list:Красная:1"]
    assert {"street", "station", "entrance"} <= set(city.places.frame["kind"])


def test_survey_is_stated_or_derived_but_never_full_by_itself(built: Built) -> None:
    frame = built.city.survey.frame
    assert frame[~frame["derived"]]["state"].tolist() == ["full"]
    assert set(frame[frame["derived"]]["state"]) == {"partial"}


def test_rules_set_evidence_and_claims_travel(built: Built) -> None:
    frame = built.city.cameras.frame
    gate = frame[frame["camera_id"] == "table:a"].iloc[0]
    assert (gate["face_recognition"], gate["rule"]) == ("documented", "moscow-fare-gates")
    assert len(built.city.claims) == 30
    told = built.city.figures["rules"]
    assert len(told["contradictions"]) == 2
    assert "metro-gates-photograph" in told["behind"][gate["rule"]]["claims"]


def test_a_built_city_is_packed_and_scored(built: Built, tmp_path: Path) -> None:
    write_pack(built.city, tmp_path / "packs" / "town")
    city = read_pack(tmp_path / "packs" / "town")
    lon, lat = UTM.to_lon_lat([X, X + 200], [Y, Y])
    exposure = prepare(city, Assumptions()).score(Track.parse(lon, lat))
    assert exposure.cameras.documented == 1
    assert exposure.survey.full == pytest.approx(0.5, abs=0.01)
    text = "".join(p.read_text("utf-8", "replace") for p in (tmp_path / "packs").rglob("*.json"))
    assert str(tmp_path) not in text
    assert "volunteers.csv" not in text


def test_a_box_cuts_and_counts(files: BuildFiles) -> None:
    west, south = lon_lat(X - 10, Y - 10)
    east, north = lon_lat(X + 100, Y + 60)
    cut = build_city(
        BuildFiles(
            streets=files.streets,
            buildings=files.buildings,
            cameras=files.cameras,
            bounds=(west, south, east, north),
        ),
        name="town",
    )
    assert sorted(cut.city.cameras.ids) == ["2:table:z", "table:c"]
    assert cut.city.figures["outside_the_box"]["cameras"] == 2
    assert cut.city.bounds == (west, south, east, north)


def test_building_twice_gives_the_same_city(files: BuildFiles) -> None:
    first, second = (build_city(files, name="town").city for _ in range(2))
    assert first.figures == second.figures
    assert first.cameras.frame.equals(second.cameras.frame)
    assert np.array_equal(first.network.coord_xy, second.network.coord_xy)


def test_nothing_to_build_from_is_an_error() -> None:
    with pytest.raises(TableError, match="needs an OpenStreetMap file"):
        build_city(BuildFiles(), name="town")


def test_streets_nobody_may_walk(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"highway": ["motorway"]}, geometry=[LineString([(X, Y), (X + 9, Y)])], crs=UTM.crs
    )
    path = written(frame, tmp_path / "m.gpkg")
    with pytest.raises(TableError, match="may be walked"):
        build_city(BuildFiles(streets=licensed(path)), name="town")


def test_points_are_no_streets(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(X, Y)], crs=UTM.crs)
    path = written(frame, tmp_path / "p.gpkg")
    with pytest.raises(TableError, match="may be walked"):
        build_city(BuildFiles(streets=licensed(path)), name="town")


def test_licences_that_do_not_mix() -> None:
    odbl = Source("OSM", "ODbL-1.0", "© OpenStreetMap contributors", "", "")
    closed = Source("copy", "CC-BY-NC-SA-4.0", "copy", "", "")
    free = Source("lines", "MIT", "lines", "", "")
    assert sharing_of([odbl, free]).allowed
    assert sharing_of([closed, free]).reason == "for non-commercial use only"
    with pytest.raises(BadInputError, match="separate tables"):
        check_shareable([odbl, closed])
    assert not sharing_of([odbl, Source("x", "unknown", "", "", "")]).allowed
    assert notices([odbl, free, odbl]) == [
        "© OpenStreetMap contributors (ODbL-1.0)",
        ODBL_OFFER,
        "lines (MIT)",
    ]


@pytest.mark.shared_data
def test_an_extract_with_a_table_of_cameras(shared_data: Path, tmp_path: Path) -> None:
    extract = shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf"
    alone = build_city(BuildFiles(osm=extract), name="town").city
    plain = read_city(extract, name="town")
    assert alone.bounds == plain.bounds
    assert alone.cameras.frame.equals(plain.cameras.frame)
    outdoors = plain.cameras.frame[~plain.cameras.frame["indoor"]].iloc[0]
    lon, lat = plain.projection.to_lon_lat([outdoors.geometry.x], [outdoors.geometry.y])
    again = table(
        tmp_path,
        "again.csv",
        f"id,lon,lat\nx,{lon[0] + 1e-5},{lat[0]}\ny,{lat[0]},{lon[0] + 0.5}\n",
    )
    both = build_city(BuildFiles(osm=extract, cameras=(CameraFile(again),)), name="town")
    assert len(both.city.cameras) == len(plain.cameras) + 1
    assert both.behind.ids == ["table:x"]
    # the second row was the wrong way round, and only the city's own place tells
    assert both.city.figures["cameras 1: camera table"]["repaired"] == {
        "longitude and latitude were swapped": 1
    }


@pytest.mark.shared_data
def test_moscow_from_files(shared_data: Path) -> None:
    folder = shared_data / "moscow"
    moscow = build_city(
        BuildFiles(
            streets=licensed(f"{folder / 'centre.gpkg'}::roads", licence="ODbL-1.0"),
            buildings=licensed(str(folder / "southwest_buildings.gdb.zip")),
            stations=licensed(str(folder / "metro_lines.csv"), licence="MIT"),
            entrances=licensed(str(folder / "entrances_624.json")),
            cameras=(CameraFile(folder / "cameras_2386.csv"),),
            rules="moscow",
        ),
        name="moscow",
    )
    city, figures = moscow.city, moscow.city.figures
    assert figures["network"]["read"] == 2213
    assert figures["network"]["length_m"] == pytest.approx(334_000, rel=0.001)
    assert len(city.cameras) == 5778
    assert len(city.entrances) == 880
    # 452 rows of Moscow; three of them lie in France and the rest is of other cities
    assert (len(city.stations), figures["stations"]["read"]) == (449, 721)
    assert figures["stations"]["refused"] == {"more than 150 km from the rest": 272}
    assert moscow.n_refused == 272
    assert figures["buildings"]["read"] == 1981
    assert figures["buildings"]["with_levels"] == 456
    exposure = prepare(city, Assumptions()).score(
        Track.parse(np.array([37.605, 37.630]), np.array([55.757, 55.757]))
    )
    assert exposure.band.near is None
    assert exposure.band.default is not None


@pytest.mark.shared_data
def test_moscows_centre_alone(shared_data: Path) -> None:
    folder = shared_data / "moscow"
    files = BuildFiles(
        streets=licensed(f"{folder / 'centre.gpkg'}::roads"),
        stations=licensed(f"{folder / 'centre.gpkg'}::metro_stations"),
        entrances=licensed(str(folder / "entrances_624.json")),
        cameras=(CameraFile(folder / "cameras_2386.csv"),),
        clip=True,
    )
    city = build_city(files, name="centre").city
    assert len(city.cameras) == 691
    assert len(city.entrances) == 145
    assert city.figures["outside_the_box"]["cameras"] == 5778 - 691
