"""A re-import updates, adds and retires, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
from shapely import box

from geodata.build import BuildFiles, Built, CameraFile, build_city, licensed
from geodata.diff import CameraLink, diff_cities

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

OLD = "id,lon,lat,type,height\na,37.6,55.75,dome,4\nb,37.61,55.75,fixed,\nc,37.62,55.75,,\n"
NEW = "id,lon,lat,type,height\nc,37.62,55.75,,\na,37.6,55.7501,fixed,4\nd,37.63,55.75,,\n"


def city_of(folder: Path, content: str) -> Built:
    path = folder / "cameras.csv"
    path.write_text(content, encoding="utf-8")
    return build_city(BuildFiles(cameras=(CameraFile(path),)), name="town")


def test_a_diff_names_what_came_went_and_changed(tmp_path: Path) -> None:
    old, new = city_of(tmp_path, OLD).city, city_of(tmp_path, NEW).city
    told = diff_cities(old, new)
    assert told.added == ("table:d",)
    assert told.retired == ("table:b",)
    assert told.unchanged == 1
    (change,) = told.changed
    assert change.camera_id == "table:a"
    assert change.columns == (("kind", "dome", "fixed"),)
    assert 11.0 < change.moved_m < 11.3
    assert told.as_dict()["added"] == ("table:d",)
    back = diff_cities(new, old)
    assert (back.added, back.retired) == (told.retired, told.added)


def test_the_same_file_again_differs_in_nothing(tmp_path: Path) -> None:
    one, other = city_of(tmp_path, OLD).city, city_of(tmp_path, OLD).city
    assert diff_cities(one, other).is_empty


SECOND = "id,lon,lat,type,operator\nb2,37.61,55.75,fixed,City Works\n"


def test_a_camera_that_turns_out_to_be_another_is_linked_and_not_retired(tmp_path: Path) -> None:
    (tmp_path / "cameras.csv").write_text(OLD, encoding="utf-8")
    (tmp_path / "second.csv").write_text(SECOND, encoding="utf-8")
    first, second = (CameraFile(tmp_path / name) for name in ("cameras.csv", "second.csv"))
    old = build_city(BuildFiles(cameras=(second,)), name="town").city
    new = build_city(BuildFiles(cameras=(first, second)), name="town").city
    assert old.cameras.ids == ["table:b2"]
    told = diff_cities(old, new)
    assert told.linked == (CameraLink("table:b", "table:b2"),)
    assert (told.added, told.retired) == (("table:a", "table:b", "table:c"), ())
    back = diff_cities(new, old)
    assert back.unlinked == told.linked
    # it counted behind another and counts by itself now: it did not come from nowhere
    assert (back.added, back.retired) == ((), told.added)
    assert not told.is_empty


def test_a_row_that_goes_with_the_camera_before_it_is_retired(tmp_path: Path) -> None:
    (tmp_path / "cameras.csv").write_text(OLD, encoding="utf-8")
    (tmp_path / "second.csv").write_text(SECOND, encoding="utf-8")
    files = [CameraFile(tmp_path / name) for name in ("cameras.csv", "second.csv")]
    old = build_city(BuildFiles(cameras=tuple(files)), name="town").city
    (tmp_path / "cameras.csv").write_text(OLD.replace("b,37.61", "e,37.63"), encoding="utf-8")
    new = build_city(BuildFiles(cameras=tuple(files[:1])), name="town").city
    told = diff_cities(old, new)
    assert told.retired == ("table:b", "table:b2")
    assert told.unlinked == (CameraLink("table:b", "table:b2"),)
    assert told.added == ("table:e",)


def test_every_other_table_is_compared_by_id(tmp_path: Path) -> None:
    def made(door: str, ground: float, claims: tuple[str, ...]) -> City:
        table = tmp_path / "cameras.csv"
        table.write_text(OLD, encoding="utf-8")
        stations = tmp_path / "stations.csv"
        stations.write_text(
            "station_id,station_name,line_id,line_name,lng,lat,order\n"
            f"1,Alpha,1,Red,37.61,55.75,0\n2,{door},1,Red,37.62,55.75,1\n",
            encoding="utf-8",
        )
        entrances = tmp_path / "entrances.csv"
        entrances.write_text(
            f"global_id,NameOfStation,Longitude_WGS84,Latitude_WGS84\n5,{door},37.6201,55.75\n",
            encoding="utf-8",
        )
        survey = tmp_path / "survey.gpkg"
        gpd.GeoDataFrame(
            {"state": ["full"], "source": ["walk"], "observed_on": ["2024"]},
            geometry=[box(37.6, 55.74, 37.61 + ground, 55.76)],
            crs=4326,
        ).to_file(survey)
        claim_file = tmp_path / "claims.csv"
        rows = [f"{name},town,cameras,1,asserted,paper,,https://a.example/" for name in claims]
        head = "claim_id,subject,attribute,value,stance,by_whom,date,source"
        claim_file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        files = BuildFiles(
            cameras=(CameraFile(table),),
            stations=licensed(str(stations)),
            entrances=licensed(str(entrances)),
            survey=licensed(str(survey)),
            claims=claim_file,
        )
        return build_city(files, name="town").city

    told = diff_cities(made("Beta", 0.0, ("one", "two")), made("Gamma", 0.01, ("two", "three")))
    tables = {table.table: table for table in told.tables}
    assert told.unchanged == 3
    stations = tables["stations"]
    assert (stations.before, stations.after) == (2, 2)
    assert stations.changed == ("list:Red:2",)
    (entrance,) = tables["entrances"].changed
    assert entrance.endswith("5")
    assert len(tables["survey"].changed) == 1
    assert (tables["claims"].added, tables["claims"].retired) == (("three",), ("one",))
    assert tables["places"].changed
