"""The map of stations: classes with their bounds, unknown apart, every row of the table."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from PIL import Image, ImageColor

from geodata.bundled import bundled_cities
from geodata.metro import profile_for
from geodata.pack import read_pack
from mapper.exposure.city import prepare
from mapper.maps.assets import words_of
from mapper.maps.coding import encode_lines
from mapper.maps.drawing import Drawing
from mapper.maps.frame import policy_of
from mapper.maps.station_map import drawn_stations, station_map
from mapper.maps.station_picture import stations_png
from mapper.maps.station_rows import station_facts, station_table
from mapper.model.assumptions import Assumptions
from mapper.stations.classes import COLOURS, MEASURES, station_layer
from mapper.stations.coverage import Coverage, cover_stations
from mapper.stations.surroundings import ground_lines, metro_lines
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import network, town

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure

HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}\u202e'
CROSS = [((-500.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (500.0, 0.0)), ((0.0, 0.0), (0.0, 500.0))]


@pytest.fixture(scope="module")
def prepared() -> CityExposure:
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    return prepare(read_pack(folder), Assumptions())


@pytest.fixture(scope="module")
def coverage(prepared: CityExposure) -> Coverage:
    return cover_stations(prepared, profile=profile_for("helsinki"))


@pytest.fixture(scope="module")
def page(coverage: Coverage) -> str:
    return station_map(coverage)


def data_of(document: str, name: str) -> Any:  # noqa: ANN401 - JSON
    block = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', document)
    assert block is not None
    return json.loads(block[1])


def test_the_legend_names_the_bounds_of_every_class_and_the_unknown(
    coverage: Coverage, page: str
) -> None:
    for measure in MEASURES:
        block = re.search(rf'<div data-measure="{measure}"( hidden)?>(.*?)</div>', page, re.DOTALL)
        assert block is not None
        assert (block[1] is None) == (measure == "approach")
        for label in station_layer(coverage, measure)["labels"]:
            assert f"</noscript> {label}</li>" in block[2]
        assert "unknown: in no class and not ranked" in block[2]
    assert "2 of 3 stations have entrances on the walking network" in page


def test_stations_and_entrances_carry_class_and_figure(coverage: Coverage, page: str) -> None:
    told = data_of(page, "coverage")
    assert [layer["measure"] for layer in told["layers"]] == list(MEASURES)
    for layer in told["layers"]:
        assert layer == station_layer(coverage, layer["measure"])
        assert len(layer["entrances"]["class"]) == 33
        unknown = [row for row, place in enumerate(layer["stations"]["class"]) if place < 0]
        assert coverage.stations["status"].iloc[unknown].tolist() == ["unknown: no entrance data"]
    assert len(told["way_station"]) == len(coverage.ways) == 2


def test_best_ways_and_the_ground_within_300_m_are_drawn(
    coverage: Coverage, prepared: CityExposure, page: str
) -> None:
    told = data_of(page, "coverage")
    plane = Drawing.of(prepared, ()).plane
    ways = [plane.of_metres(shapely.get_coordinates(way)) for way in coverage.ways.geometry]
    assert told["ways"] == encode_lines(ways)
    around = ground_lines(prepared.city)
    assert told["ring"] == encode_lines([plane.of_metres(line) for line in around])
    metres = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in around)
    ground = coverage.stations["ground_300_m"].dropna().tolist()
    assert max(ground) * 0.99 <= metres <= sum(ground) * 1.01
    alone = ground_lines(prepared.city, station=2)
    here = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in alone)
    assert here == pytest.approx(float(coverage.stations["ground_300_m"].iloc[2]), rel=0.002)


def test_lines_of_the_metro_join_the_stations_in_their_colours(page: str) -> None:
    told = data_of(page, "coverage")
    assert told["track_colour"] == ["#FF6319", "#FF6319"]
    city = watched_city()
    lines = metro_lines(city)
    assert [colour for colour, _ in lines] == ["#F07E24"] * 4
    frame = city.metro_links.frame.assign(colour='red"></script>')
    hostile = replace(city, metro_links=replace(city.metro_links, frame=frame))
    assert {colour for colour, _ in metro_lines(hostile)} == {""}


def test_a_pick_shows_what_the_table_has(coverage: Coverage, page: str) -> None:
    rows = data_of(page, "rows")
    words = words_of("en")
    for number, facts in enumerate(station_facts(coverage, words)):
        told = dict(zip(rows["station"]["titles"], rows["station"]["cells"][number], strict=True))
        assert told == dict(facts)
    station = dict(station_facts(coverage, words)[2])
    assert station["Way in, fewest cameras"] == "3"
    assert station["Near / default / far"] == "0 / 3 / 6"
    unknown = dict(station_facts(coverage, words)[0])
    assert unknown["Way in, fewest cameras"] == "unknown"
    assert "0" not in {unknown["Way in, fewest cameras"], unknown["Doorways in view"]}
    assert len(rows["entrance"]["cells"]) == len(rows["entrance"]["station"]) == 33


def test_the_table_stands_there_without_scripts_the_unknown_last(
    coverage: Coverage, page: str
) -> None:
    table = station_table(coverage, words_of("en"))
    assert [row["cells"][0] for row in table] == ["1", "2", "–"]
    places = [page.index(f">{row['name']}</button>") for row in table]
    assert places == sorted(places)
    picture = re.search(r'<noscript>\s*<p>.*?</p>\s*<img src="data:image/png;base64', page)
    assert picture is not None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_days_of_checks_stand_beside_the_map(coverage: Coverage, language: str) -> None:
    days = [("2025-05-09", "Lubyanka", "a source")]
    told = words_of(language)["coverage"]
    assert told["no_checks"] in station_map(coverage, language=language)
    page = station_map(coverage, language=language, check_days=days)
    assert told["no_checks"] not in page
    assert '<td dir="auto">2025-05-09</td><td dir="auto">Lubyanka</td>' in page


def test_the_picture_shows_the_classes(coverage: Coverage, prepared: CityExposure) -> None:
    drawing = Drawing.of(prepared, ())
    drawn = drawn_stations(coverage, drawing, "approach")
    png = stations_png(drawing, drawn, size=(800, 600), bounds=prepared.city.bounds)
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.int64)
    for place in {p for p in drawn.layer["stations"]["class"] if p >= 0}:
        colour = np.array(ImageColor.getrgb(COLOURS[drawn.layer["shades"][place]]))
        assert int((np.abs(pixels - colour).max(axis=2) <= 12).sum()) > 20


def test_made_again_it_is_equal_and_nothing_comes_from_elsewhere(
    coverage: Coverage, page: str
) -> None:
    assert station_map(coverage) == page
    assert "default-src 'none'" in page
    plain = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(src|href)="(?!data:)', plain)
    assert " style=" not in plain


class Tags(HTMLParser):
    """Names of elements, in order."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)


def test_a_hostile_name_stays_text() -> None:
    pages = []
    for name in ("S", HOSTILE):
        city = town(network(CROSS), stations=[(name, (0.0, 0.0))], doors=[(name, (0.0, 0.0))])
        pages.append(station_map(cover_stations(prepare(city, Assumptions()))))
    tame, hostile = pages
    assert Tags(hostile).names == Tags(tame).names
    assert policy_of(hostile) == policy_of(tame)


def test_a_city_without_stations_or_streets_has_a_map_too(prepared: CityExposure) -> None:
    nobody = town(network(CROSS), stations=[], doors=[])
    page = station_map(cover_stations(prepare(nobody, Assumptions())))
    assert "0 of 0 stations" in page
    assert prepared.city.name not in page
