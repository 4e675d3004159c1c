"""Every ready mapping on a fixture made by hand in the true form of what it is for."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from geodata.build import BuildFiles, build_city, licensed
from geodata.tables.addresses import AddressBook
from geodata.tables.cameras import read_cameras
from geodata.tables.mapping import ready_mappings
from mapper.model.projection import Projection
from tests.geodata.tables.test_forms import PLACES, portal_csv, portal_geojson, portal_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UTM = Projection(32637)
SETS = {"2386": "mass_gathering", "1498": "yard", "1500": "house_entrance"}
PORTAL: dict[str, Callable[[], bytes]] = {
    "{}.csv": lambda: portal_csv("utf-8"),
    "{}-1251.csv": lambda: portal_csv("windows-1251"),
    "{}.json": portal_json,
    "{}.geojson": portal_geojson,
}
CCTV_EXPOSURE = (
    "camera_id,latitude,longitude,camera_type,radius,angle_of_view,direction,url,"
    "camera_in_streetview\n"
    "1,62.24,25.74,directed,10,360,,http://stream.example/,yes\n"
    "2,62.25,25.75,round,10,360,,http://stream.example/,no\n"
)


@pytest.mark.parametrize("form", PORTAL)
@pytest.mark.parametrize("number", SETS)
def test_moscows_three_sets_in_all_forms(tmp_path: Path, number: str, form: str) -> None:
    path = tmp_path / form.format(f"data-{number}")
    path.write_bytes(PORTAL[form]())
    read = read_cameras(path)
    assert read.plan.mapping.name == f"mos-{number}"
    frame = read.cameras.frame
    assert len(frame) == len(PLACES)
    assert set(frame["zone"]) == {SETS[number]}
    assert set(frame["position_error_m"]) == {24.0}
    # that footage of an entrance can be checked says nothing of faces
    assert set(frame["face_recognition"]) == {"unknown"}
    assert read.source.licence == "data.mos.ru free use"
    assert "Петровка" not in frame.to_csv()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_row_of_the_portal_without_a_point_stands_at_its_address(
    tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"data-1500.{form}"
    if form == "json":
        rows = json.loads(portal_json())
        rows[0]["Cells"]["geoData"] = None
        rows[0]["Cells"]["Address"] = "город Москва, Тверская улица, дом 7"
        rows[1]["Cells"]["geoData"] = None
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    else:
        text = portal_csv("utf-8").decode()
        text = text.replace("{type=Point, coordinates=[37.61, 55.75]}", "", 1)
        text = text.replace("{type=Point, coordinates=[37.62, 55.76]}", "", 1)
        text = text.replace("Тверская улица, дом 1", "город Москва, Тверская улица, дом 7", 1)
        path.write_text(text, encoding="utf-8")
    book = AddressBook.of([("Тверская улица 7", 37.6101, 55.7501)])
    read = read_cameras(path, addresses=book)
    assert read.repairs["placed by address"] == 1
    lon, _ = read.projection.to_lon_lat(*read.cameras.xy.T)
    assert sorted(lon.tolist()) == [37.6101, 37.62]
    assert [refusal.reason for refusal in read.refused] == ["the address is not among the city's"]


def test_set_2386_as_republished_with_plain_points(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("cctv_id,lon,lat\n5,37.61,55.75\n6,37.61,55.75\n", encoding="utf-8")
    read = read_cameras(path)
    assert read.plan.mapping.name == "mos-2386-points"
    assert read.cameras.ids == ["mos-2386-points:5", "mos-2386-points:6"]
    assert set(read.cameras.frame["position_error_m"]) == {24.0}
    assert read.source.licence == "CC-BY-NC-SA-4.0"


def test_cctv_exposures_table(tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(CCTV_EXPOSURE, encoding="utf-8")
    read = read_cameras(path)
    assert read.plan.mapping.name == "cctv-exposure"
    frame = read.cameras.frame
    assert frame["kind"].tolist() == ["fixed", "dome"]
    assert frame["range_m"].tolist() == [10.0, 10.0]
    assert frame["angle_deg"].tolist() == [360.0, 360.0]
    assert read.dropped == ("url",)
    assert read.source.licence == "CC-BY-NC-4.0"


READERS = [
    {"lat": 36.1, "lon": -86.7, "direction": "0", "brand": "A", "osmId": 7, "operator": "City"},
    {"lat": 36.2, "lon": -86.8, "direction": "NE;270", "brand": "B", "osmId": 8, "operator": ""},
]


def flat_csv(path: Path) -> None:
    pd.DataFrame(READERS).to_csv(path, index=False)


def points(path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        }
        for row in READERS
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


@pytest.mark.parametrize(("name", "write"), [("alpr.csv", flat_csv), ("deflock.geojson", points)])
def test_plate_readers_flat_and_as_points(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    write(path)
    read = read_cameras(path)
    assert read.plan.mapping.name == "deflock"
    frame = read.cameras.frame
    assert set(frame["kind"]) == {"plate_reader"}
    # a bearing of 0 is north, not "unknown"
    assert frame["direction_deg"].tolist() == [0.0, 45.0]
    assert frame["other_directions_deg"].tolist() == ["", "270"]
    assert frame["source_id"].tolist() == ["7", "8"]


def test_overpass_turbos_points_and_a_gis_table(tmp_path: Path) -> None:
    tags = {
        "@id": "node/5", "man_made": "surveillance", "surveillance:type": "camera",
        "camera:type": "dome", "camera:direction": "90", "contact:phone": "1", "user": "planted",
    }  # fmt: skip
    feature = {
        "type": "Feature",
        "id": "node/5",
        "properties": tags,
        "geometry": {"type": "Point", "coordinates": [24.94, 60.17]},
    }
    turbo, table = tmp_path / "export.geojson", tmp_path / "export.csv"
    turbo.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    pd.DataFrame([{"@lon": 24.94, "@lat": 60.17, **tags}]).to_csv(table, index=False)
    for path in (turbo, table):
        read = read_cameras(path)
        assert read.plan.mapping.name == "osm-export", path.name
        frame = read.cameras.frame
        assert frame["source_id"].tolist() == ["node/5"]
        assert (frame["kind"].tolist(), frame["direction_deg"].tolist()) == (["dome"], [90.0])
        assert "planted" not in frame.to_csv()


def test_every_ready_mapping_has_a_fixture_here_or_beside() -> None:
    made = {f"mos-{number}" for number in SETS} | {
        "mos-2386-points", "cctv-exposure", "deflock", "osm-export",
        # tests/geodata/tables/test_forms.py
        "mos-cameras", "amnesty-counts",
    }  # fmt: skip
    assert set(ready_mappings()) == made


def cameras() -> gpd.GeoDataFrame:
    table = pd.DataFrame({"camera_id": ["a", "b"], "kind": ["dome", "fixed"], "height": [4, 5.5]})
    return gpd.GeoDataFrame(table, geometry=[Point(24.94, 60.17), Point(24.95, 60.18)], crs=4326)


@pytest.mark.parametrize("zipped", [False, True])
def test_an_esri_geodatabase(tmp_path: Path, *, zipped: bool) -> None:
    path = tmp_path / "cameras.gdb"
    cameras().to_crs(32635).to_file(path, driver="OpenFileGDB", layer="devices")
    if zipped:
        archive = tmp_path / "cameras.gdb.zip"
        with zipfile.ZipFile(archive, "w") as target:
            for part in sorted(path.rglob("*")):
                target.write(part, part.relative_to(tmp_path))
        path = archive
    read = read_cameras(path)
    assert sorted(read.cameras.ids) == ["table:a", "table:b"]
    assert sorted(read.cameras.frame["height_m"]) == [4.0, 5.5]


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [("\t", "utf-8"), ("\t", "utf-16"), ("|", "utf-8-sig"), (";", "windows-1251"),
     (",", "windows-1252"), (";", "utf-16")],
)  # fmt: skip
def test_text_of_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    word = "Käsivarsi" if encoding == "windows-1252" else "Тверская"
    rows = [["id", "lat", "lon", "zone"], ["a", "60.17", "24.94", word]]
    if delimiter != ",":
        rows[1][1:3] = ["60,17", "24,94"]
    path = tmp_path / "table.txt"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    read = read_cameras(path)
    assert read.cameras.frame["zone"].tolist() == [word]
    lon, lat = read.projection.to_lon_lat(*read.cameras.xy.T)
    assert (float(lon[0]), float(lat[0])) == (24.94, 60.17)


STREETS: dict[str, Callable[[gpd.GeoDataFrame, Path], Any]] = {
    "streets.shp": lambda frame, path: frame.to_file(path),
    "streets.gpkg": lambda frame, path: frame.to_file(path),
    "streets.gdb": lambda frame, path: frame.to_file(path, driver="OpenFileGDB"),
    "streets.geojson": lambda frame, path: frame.to_crs(4326).to_file(path, driver="GeoJSON"),
    "streets.fgb": lambda frame, path: frame.to_crs(4326).to_file(path, driver="FlatGeobuf"),
    "streets.kml": lambda frame, path: frame.to_crs(4326).to_file(path, driver="KML"),
    "streets.parquet": lambda frame, path: frame.to_parquet(path),
}


@pytest.mark.parametrize("name", STREETS)
def test_streets_of_any_form_give_the_same_network(tmp_path: Path, name: str) -> None:
    x, y = 413_000.0, 6_178_000.0
    lines = [
        LineString([(x, y), (x + 100, y), (x + 200, y)]),
        LineString([(x + 100, y), (x + 100, y + 100)]),
    ]
    frame = gpd.GeoDataFrame(
        {"highway": ["footway", "residential"], "name": ["One", "Two"]},
        geometry=lines,
        crs=UTM.crs,
    )
    STREETS[name](frame, tmp_path / name)
    network = build_city(
        BuildFiles(streets=licensed(str(tmp_path / name))), name="town"
    ).city.network
    assert (network.n_nodes, network.n_edges) == (4, 3)
    assert network.edge_length_mm.sum() == pytest.approx(300_000, rel=1e-3)
    assert sorted(network.edge_name.tolist()) == ["One", "One", "Two"]


STATIONS: dict[str, Callable[[pd.DataFrame, Path], Any]] = {
    "stations.csv": lambda table, path: table.to_csv(path, index=False),
    "stations.tsv": lambda table, path: table.to_csv(path, index=False, sep="\t"),
    "stations-1251.csv": lambda table, path: table.to_csv(
        path, index=False, sep=";", encoding="windows-1251"
    ),
    "stations.xlsx": lambda table, path: gpd.GeoDataFrame(table).to_file(
        path, driver="XLSX", engine="pyogrio"
    ),
    "stations.parquet": lambda table, path: table.to_parquet(path),
    "stations.gpkg": lambda table, path: gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lng"], table["lat"]), crs=4326
    ).to_file(path),
}


@pytest.mark.parametrize("name", STATIONS)
def test_stations_of_any_form(tmp_path: Path, name: str) -> None:
    table = pd.DataFrame(
        {
            "station_id": [1, 2, 3], "station_name": ["Тверская", "Арбат", "Дворец"],
            "line_id": [2, 2, 2], "line_name": ["Красная"] * 3, "lng": [37.61, 37.62, 37.63],
            "lat": [55.75, 55.76, 55.77], "order": [0, 1, 2],
        }
    )  # fmt: skip
    STATIONS[name](table, tmp_path / name)
    city = build_city(BuildFiles(stations=licensed(str(tmp_path / name))), name="town").city
    assert sorted(city.stations.frame["name"]) == ["Арбат", "Дворец", "Тверская"]
    assert set(city.stations.frame["lines"]) == {"Красная"}
    assert len(city.metro_links) == 2
    lon, lat = city.projection.to_lon_lat(*np.array(city.stations.frame.get_coordinates()).T)
    assert sorted(lon.tolist()) == pytest.approx([37.61, 37.62, 37.63], abs=1e-6)
    assert sorted(lat.tolist()) == pytest.approx([55.75, 55.76, 55.77], abs=1e-6)
