"""Every form a table of cameras comes in gives the same cameras."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geodata.tables.cameras import CameraTable, read_cameras
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUSSIAN = ("Код", "Адрес", "Административный округ", "Район", "Адрес ОВД", "global_id", "геоданные")
ENGLISH = ("ID", "Address", "AdmArea", "District", "OVDAddress", "global_id", "geoData")
PLACES = [(37.61, 55.75), (37.62, 55.76), (37.62, 55.76)]


def portal_csv(encoding: str) -> bytes:
    """Write what the portal writes: two header rows, semicolons, points as text."""
    lines = [";".join(f'"{name}"' for name in names) + ";" for names in (ENGLISH, RUSSIAN)]
    for number, (lon, lat) in enumerate(PLACES, start=1):
        point = f"{{type=Point, coordinates=[{lon}, {lat}]}}"
        cells = (f"MMC_{number}", f"Тверская улица, дом {number}", "ЦАО", "Тверской", "Петровка",
                 f"10{number}", point)  # fmt: skip
        lines.append(";".join(f'"{cell}"' for cell in cells) + ";")
    return ("\ufeff" * (encoding == "utf-8") + "\r\n".join(lines) + "\r\n").encode(encoding)


def cells(number: int, lon: float, lat: float) -> dict[str, object]:
    return {
        "ID": f"MMC_{number}",
        "Address": "Тверская улица",
        "AdmArea": "ЦАО",
        "District": "Тверской",
        "OVDAddress": "Петровка",
        "OVDPhone": [{"PhoneOVD": "(000) 000-00-00"}],
        "global_id": int(f"10{number}"),
        "geoData": {"coordinates": [lon, lat], "type": "Point"},
    }


def portal_json() -> bytes:
    rows = [
        {"global_id": int(f"10{n}"), "Number": n, "Cells": cells(n, lon, lat)}
        for n, (lon, lat) in enumerate(PLACES, start=1)
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def portal_geojson() -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {
                "DatasetId": 2386,
                "Attributes": {k: v for k, v in cells(n, lon, lat).items() if k != "geoData"},
            },
        }
        for n, (lon, lat) in enumerate(PLACES, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("set-2386.csv", portal_csv("utf-8")),
        ("set-2386-cp1251.csv", portal_csv("windows-1251")),
        ("set-2386.json", portal_json()),
        ("set-2386.geojson", portal_geojson()),
    ],
)
def test_moscows_portal_in_all_its_forms(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    read = read_cameras(path)
    assert read.plan.mapping.name == "mos-2386"
    frame = read.cameras.frame
    assert frame["camera_id"].tolist() == ["mos-2386:101", "mos-2386:102", "mos-2386:103"]
    assert set(frame["zone"]) == {"mass_gathering"}
    assert set(frame["position_error_m"]) == {24.0}
    lon, lat = read.projection.to_lon_lat(*read.cameras.xy.T)
    assert list(zip(lon.tolist(), lat.tolist(), strict=True)) == PLACES
    assert read.refused == ()
    assert any("OVD" in column or "ОВД" in column for column in read.dropped)


def test_a_set_the_name_does_not_tell_says_that_it_is_unsure(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(portal_json())
    read = read_cameras(path)
    assert read.plan.mapping.name == "mos-cameras"
    assert any("mos-1498" in note for note in read.notes)


def plain_frame() -> gpd.GeoDataFrame:
    table = pd.DataFrame({"camera_id": ["a", "b"], "kind": ["dome", "fixed"], "height": [4, 5.5]})
    return gpd.GeoDataFrame(table, geometry=[Point(24.94, 60.17), Point(24.95, 60.18)], crs=4326)


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], object]] = {
    "cameras.gpkg": lambda frame, path: frame.to_crs(32635).to_file(path),
    "cameras.shp": lambda frame, path: frame.to_crs(3067).to_file(path),
    "cameras.fgb": lambda frame, path: frame.to_file(path, driver="FlatGeobuf"),
    "cameras.kml": lambda frame, path: frame.to_file(path, driver="KML"),
    "cameras.geojson": lambda frame, path: frame.to_file(path, driver="GeoJSON"),
    "cameras.parquet": lambda frame, path: frame.to_crs(32635).to_parquet(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_geodata_of_any_driver_and_crs(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](plain_frame(), path)
    read = read_cameras(path)
    # FlatGeobuf keeps its features in the order of a space-filling curve
    frame = read.cameras.frame.sort_values("camera_id")
    lon, lat = read.projection.to_lon_lat(frame.geometry.x, frame.geometry.y)
    assert lon.tolist() == pytest.approx([24.94, 24.95], abs=2e-7)
    assert lat.tolist() == pytest.approx([60.17, 60.18], abs=2e-7)
    assert frame["kind"].tolist() == ["dome", "fixed"]
    assert frame["camera_id"].tolist() == ["table:a", "table:b"]
    assert frame["height_m"].tolist() == [4.0, 5.5]


def test_a_zipped_shapefile_in_a_folder(tmp_path: Path) -> None:
    WRITERS["cameras.shp"](plain_frame(), tmp_path / "cameras.shp")
    archive = tmp_path / "cameras.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for part in tmp_path.glob("cameras.[!z]*"):
            target.write(part, f"folder/{part.name}")
    assert read_cameras(archive).cameras.ids == ["table:a", "table:b"]


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "cameras.xlsx"
    table = (
        plain_frame().drop(columns="geometry").assign(lon=["24,94", "24,95"], lat=[60.17, 60.18])
    )
    gpd.GeoDataFrame(table).to_file(path, driver="XLSX", engine="pyogrio")
    read = read_cameras(path)
    assert read.cameras.ids == ["table:a", "table:b"]
    assert read.repairs == {"lon: decimal comma": 2}


def osm_elements() -> bytes:
    tags = [
        {"man_made": "surveillance", "camera:type": "dome;fixed", "direction": "NNW"},
        {"man_made": "surveillance", "surveillance:type": "ALPR", "operator": "Flock"},
        {"man_made": "surveillance", "surveillance:type": "guard"},
        {"amenity": "bench"},
    ]
    elements = [
        {"type": "node", "id": n, "lat": 60.17, "lon": 24.94, "user": "planted", "tags": tag}
        for n, tag in enumerate(tags, start=1)
    ]
    return json.dumps({"version": 0.6, "elements": elements}).encode()


def test_an_overpass_answer_is_read_as_openstreetmap_is(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_bytes(osm_elements())
    read = read_cameras(path)
    assert read.plan.mapping.name == "osm-export"
    frame = read.cameras.frame
    assert frame["source_id"].tolist() == ["node/1", "node/2"]
    assert frame["kind"].tolist() == ["dome", "plate_reader"]
    assert frame["direction_deg"].iloc[0] == 337.5
    assert [refusal.reason for refusal in read.refused] == [
        "a guard is no camera",
        "no device that watches",
    ]
    assert "planted" not in str(read.refused)
    assert "user" in read.dropped


def test_an_answer_with_a_remark_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_bytes(b'{"elements": [], "remark": "runtime error: Query timed out"}')
    with pytest.raises(TableError, match=r"incomplete answer.*timed out"):
        read_cameras(path)


def test_plate_readers_with_tags_inside(tmp_path: Path) -> None:
    path = tmp_path / "DeFlock-tile.json"
    readers = [
        {"id": 7, "lat": 36.1, "lon": -86.7, "tags": {"brand": "Flock Safety", "direction": "180"}}
    ]
    path.write_bytes(json.dumps(readers).encode())
    read = read_cameras(path)
    assert read.plan.mapping.name == "deflock"
    assert bool(read.cameras.is_plate_reader.all())
    assert read.cameras.frame["direction_deg"].tolist() == [180.0]
    # columns alone never turn cameras into plate readers, which are counted apart
    other = path.rename(tmp_path / "cameras.json")
    assert read_cameras(other).cameras.frame["kind"].tolist() == ["unknown"]


def test_counts_at_intersections_become_that_many_cameras(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(
        "PanoramaId,n_cameras_median,Lat,Long,URL,ImageDate\n"
        "p1,3,40.75,-73.99,http://x,2019-06\np2,0,40.76,-73.98,http://x,2019-06\n"
        "p3,,40.77,-73.97,http://x,2019-06\n",
        encoding="utf-8",
    )
    read = read_cameras(path)
    assert read.plan.mapping.name == "amnesty-counts"
    assert read.cameras.ids == ["amnesty-counts:p1", "amnesty-counts:p1/2", "amnesty-counts:p1/3"]
    assert set(read.cameras.frame["position_error_m"]) == {30.0}
    assert read.repairs == {"looked at, no camera there": 1}
    assert [refusal.reason for refusal in read.refused] == ["n_cameras_median is no count"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"[1, 2"),
        ("a.json", b'{"a": 1}'),
        ("a.json", b"[" * 5000),
        ("a.parquet", b"PAR1 but no more"),
        ("a.gpkg", b"SQLite format 3\x00 cut"),
        ("a.zip", b"PK\x03\x04 cut"),
        ("a.kml", b"<kml><Document>"),
        ("a.csv", b"\x00\x01\x02\x03"),
    ],
)
def test_damaged_files_are_one_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError):
        read_cameras(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be opened"):
        read_cameras(tmp_path / "nothing.csv")


@pytest.mark.shared_data
def test_the_5778_records_of_moscow(shared_data: Path) -> None:
    read: CameraTable = read_cameras(shared_data / "moscow" / "cameras_2386.csv")
    assert read.plan.mapping.name == "mos-2386-points"
    assert read.figures["kept"] == 5778
    assert read.cameras.frame.geometry.drop_duplicates().size == 3935
    assert read.source.licence == "CC-BY-NC-SA-4.0"
