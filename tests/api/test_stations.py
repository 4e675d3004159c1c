"""Stations over HTTP and as files: the table, one station, and every form it is written in."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from api.station_answers import SORTS, sorted_stations, stations_answer
from api.station_files import write_station_files
from geodata.bundled import bundled_cities
from geodata.metro import profile_for
from geodata.pack import read_pack
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import KNOWN, Coverage, cover_stations
from mapper.stations.dictionary import dictionary
from tests.mapper.stations.towns import network, town

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

CROSS = [((-500.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (500.0, 0.0)), ((0.0, 0.0), (0.0, 500.0))]


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    return cover_stations(
        prepare(read_pack(folder), Assumptions()), profile=profile_for("helsinki")
    )


def test_the_table_over_http(client: TestClient) -> None:
    answer = client.get("/api/stations")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["safety"].startswith("A low number does not mean safe")
    assert len(body["stations"]) == 1
    names = [row["column"] for row in body["dictionary"]["stations"]]
    assert names == list(body["stations"][0])
    assert body["assumptions_hash"] == Assumptions().digest


def test_one_station_over_http(client: TestClient) -> None:
    (station,) = client.get("/api/stations").json()["stations"]
    path = f"/api/stations/{quote(station['station_id'], safe='')}/coverage"
    body = client.get(path).json()
    assert body["station"] == station
    assert body["modelled"]["gates"]["at_least"] == {"documented": 0, "likely": 0, "cautious": 1}
    assert client.get("/api/stations/osm:n0/coverage").status_code == 404
    assert client.get(path, params={"range": "nearest"}).status_code == 422


def test_unknown_stations_stand_last_in_every_order(coverage: Coverage) -> None:
    for sort in SORTS:
        table = sorted_stations(coverage, sort)
        assert table["status"].tolist()[-1] != KNOWN, sort
        assert sorted(table["station_id"]) == sorted(coverage.stations["station_id"])
    assert sorted_stations(coverage, "approach")["rank"].tolist()[:2] == [1, 2]


def test_every_column_of_every_table_is_in_the_dictionary(coverage: Coverage) -> None:
    for table in (coverage.stations, coverage.entrances, coverage.ways, coverage.lines):
        columns = [column for column in table.columns if column != "geometry"]
        meanings = dictionary(coverage, columns)
        assert [meaning.column for meaning in meanings] == columns
        assert all(meaning.unit and meaning.meaning and meaning.missing for meaning in meanings)
        assert {meaning.as_of for meaning in meanings} <= {"2019-04-21", "2013-05-24"}


def test_the_answer_is_plain_json(coverage: Coverage) -> None:
    text = json.dumps(stations_answer(coverage), allow_nan=False)
    unknown = json.loads(text)["stations"][-1]
    assert (unknown["rank"], unknown["approach_cautious"]) == (None, None)


def test_csv_says_unknown_by_an_empty_cell(coverage: Coverage, tmp_path: Path) -> None:
    written = write_station_files(tmp_path / "t.csv", "csv", coverage)
    assert sorted(file.name for file in written) == [
        "t.csv", "t.dictionary.csv", "t.entrances.csv", "t.lines.csv", "t.metadata.json",
        "t.qml", "t.ways.csv",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert rows[-1]["approach_cautious"] == ""
    assert [row["name"] for row in rows] == sorted_stations(coverage, "approach")["name"].tolist()
    words = pd.read_csv(tmp_path / "t.dictionary.csv")
    assert set(words["table"]) == {"stations", "entrances", "ways", "lines"}
    about = json.loads((tmp_path / "t.metadata.json").read_text(encoding="utf-8"))
    assert about["licences"] == ["ODbL-1.0"]
    assert about["city"]["pack"] in about["citation"]


def test_parquet_and_geopackage_read_back_as_they_were(coverage: Coverage, tmp_path: Path) -> None:
    write_station_files(tmp_path / "t.parquet", "parquet", coverage)
    write_station_files(tmp_path / "t.gpkg", "gpkg", coverage)
    wanted = sorted_stations(coverage, "approach")
    for table in (
        gpd.read_parquet(tmp_path / "t.parquet"),
        gpd.read_file(tmp_path / "t.gpkg", layer="stations"),
    ):
        assert table.crs is not None
        assert table.crs.to_epsg() == 32635
        assert list(table.columns) == list(wanted.columns)
        assert table["station_id"].tolist() == wanted["station_id"].tolist()
        for column in ("approach_cautious", "seen_150_cautious"):
            told = [None if pd.isna(value) else float(value) for value in table[column]]
            assert told == [None if pd.isna(value) else float(value) for value in wanted[column]]
    layers = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "t.gpkg")}
    assert layers == {"stations", "entrances", "ways", "lines", "dictionary", "metadata"}


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "gpkg"])
def test_written_twice_the_bytes_are_equal(coverage: Coverage, tmp_path: Path, form: str) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_station_files(tmp_path / folder / f"t.{form}", form, coverage)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_the_style_has_a_class_for_every_station(coverage: Coverage, tmp_path: Path) -> None:
    write_station_files(tmp_path / "t.parquet", "parquet", coverage)
    rules = ET.parse(tmp_path / "t.qml").getroot().findall(".//rule")  # noqa: S314 - our own file
    filters = [rule.get("filter") or "" for rule in rules]
    assert filters[0] == '"approach_cautious" IS NULL'
    known = coverage.stations["approach_cautious"].dropna().astype("float64")
    for value in known:
        assert sum(_holds(text, value) for text in filters[1:]) == 1, value


def _holds(text: str, value: float) -> bool:
    low, high = text.split(" AND ")
    least, most = float(low.split()[-1]), float(high.split()[-1])
    return least <= value and (value <= most if "<=" in high else value < most)


def test_a_hostile_name_is_no_formula(tmp_path: Path) -> None:
    city = town(network(CROSS), stations=[("=cmd()", (0.0, 0.0))], doors=[("=cmd()", (0.0, 0.0))])
    found = cover_stations(prepare(city, Assumptions()))
    write_station_files(tmp_path / "t.csv", "csv", found)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8")))
    assert row["station_id"] == "'=cmd()"


def test_numbers_below_zero_stay_numbers(tmp_path: Path) -> None:
    found = cover_stations(prepare(town(network(CROSS)), Assumptions()))
    table: Any = found.stations.assign(lon=-1.5)
    moved = Coverage(
        found.exposure, None, table, found.entrances, found.ways, found.lines, found.districts,
        found.modelled,
    )  # fmt: skip
    write_station_files(tmp_path / "t.csv", "csv", moved)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8")))
    assert math.isclose(float(row["lon"]), -1.5)


def test_the_map_of_stations_over_http(client: TestClient) -> None:
    answer = client.get("/api/stations/map", params={"colour": "seen", "language": "ru"})
    assert answer.status_code == 200, answer.text
    assert "sandbox allow-scripts" in answer.headers["content-security-policy"]
    assert 'value="seen" autocomplete="off" checked' in answer.text
    assert "Как просматриваются станции" in answer.text
    wrong = client.get("/api/stations/map", params={"colour": "red"})
    assert wrong.status_code == 422
    assert wrong.json()["type"].endswith("#invalid-request")
