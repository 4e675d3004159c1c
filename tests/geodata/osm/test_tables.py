"""Buildings, stations, lines, basemap, names and survey, from small drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geodata.osm.buildings import refusal_to_hide
from mapper.model.assumptions import Assumptions
from tests.geodata.osm.drawing import Tags, drawn, imported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Nodes = dict[int, tuple[float, float] | tuple[float, float, Tags]]
STREET: dict[int, tuple[Sequence[int], Tags]] = {1: ([1, 2], {"highway": "footway"})}
ENDS: Nodes = {1: (0, 0), 2: (1000, 0)}


def square(first: int, east: float, north: float, side: float) -> Nodes:
    """Return the four corners of a square, numbered from ``first``."""
    return {
        first: (east, north),
        first + 1: (east + side, north),
        first + 2: (east + side, north + side),
        first + 3: (east, north + side),
    }


def ring(first: int) -> list[int]:
    """Return the closed way round such a square."""
    return [first, first + 1, first + 2, first + 3, first]


@pytest.mark.parametrize(
    ("tags", "verdict"),
    [
        ({"building": "yes"}, ""),
        ({"building": "house"}, ""),
        ({"building:part": "yes"}, ""),
        ({"building": "roof"}, "open below"),
        ({"building": "carport"}, "open below"),
        ({"building:part": "roof"}, "open below"),
        ({"building": "no"}, "not standing"),
        ({"building": "construction"}, "not standing"),
        ({"building": "yes", "location": "underground"}, "underground"),
        ({"building": "yes", "layer": "-1"}, "underground"),
        ({"building": "yes", "layer": "1"}, ""),
        ({"building": "yes", "min_height": "4"}, "raised above the ground"),
        ({"building": "yes", "min_height": "0"}, ""),
        ({"highway": "footway"}, None),
    ],
)
def test_which_outlines_hide_what_is_behind_them(tags: Tags, verdict: str | None) -> None:
    assert refusal_to_hide(tags) == verdict


def test_buildings_from_ways_and_multipolygons_keep_holes_and_are_repaired(tmp_path: Path) -> None:
    nodes = ENDS | square(10, 0, 10, 40) | square(20, 10, 20, 10) | square(30, 100, 10, 20)
    nodes |= square(40, 200, 10, 20) | {5: (105, 15, {"building": "entrance"})}
    ways = STREET | {
        2: ([10, 11, 12], {}),
        3: ([10, 13, 12], {}),
        4: (ring(20), {}),
        5: (ring(30), {"building": "yes", "building:levels": "3", "height": "9,5 m"}),
        # a bow tie: two triangles that share a point
        6: ([40, 41, 43, 42, 40], {"building": "yes"}),
        7: ([30, 31, 99, 30], {"building": "yes"}),
        8: ([30, 31, 32], {"building": "yes"}),
    }
    whole = {"type": "multipolygon", "building": "yes"}
    relations = {
        9: ([("w", 2, "outer"), ("w", 3, "outer"), ("w", 4, "inner")], whole),
        10: ([("w", 2, "outer"), ("w", 98, "outer")], whole),
    }
    result = imported(tmp_path, drawn(nodes, ways, relations))
    table = result.city.buildings.frame.set_index("building_id")
    assert list(table.index) == ["osm:w5", "osm:w6", "osm:w6.2", "osm:r9"]
    assert shapely.is_valid(np.asarray(table.geometry)).all()
    assert table.geometry["osm:r9"].area == pytest.approx(1600 - 100, rel=2e-3)
    assert shapely.get_num_interior_rings(table.geometry["osm:r9"]) == 1
    assert table.geometry["osm:w6"].area == pytest.approx(100, rel=2e-3)
    assert (table["levels"]["osm:w5"], table["height_m"]["osm:w5"]) == (3.0, 9.5)
    figures = result.city.figures["buildings"]
    assert (figures["kept"], figures["repaired"], figures["outline_incomplete"]) == (4, 1, 2)


def test_a_part_counts_only_where_no_building_holds_it(tmp_path: Path) -> None:
    nodes = ENDS | square(10, 0, 10, 40) | square(20, 10, 20, 10) | square(30, 100, 10, 20)
    ways = STREET | {
        2: (ring(10), {"building": "yes"}),
        3: (ring(20), {"building:part": "yes"}),
        4: (ring(30), {"building:part": "yes"}),
    }
    city = imported(tmp_path, drawn(nodes, ways)).city
    assert list(city.buildings.frame["building_id"]) == ["osm:w2", "osm:w4"]
    assert city.figures["buildings"]["parts_inside_buildings"] == 1


SUBWAY: Tags = {"railway": "station", "station": "subway"}
ENTRANCE: Tags = {"railway": "subway_entrance"}


def test_stations_have_modes_and_an_area_beside_its_node_is_no_second_one(tmp_path: Path) -> None:
    nodes = ENDS | {
        10: (0, 50, SUBWAY | {"name": "Alpha", "name:en": "A", "network": "Metro"}),
        11: (100, 50, {"railway": "halt", "name": "Beta"}),
        12: (200, 50, {"railway": "station", "light_rail": "yes", "name": "Gamma"}),
        13: (210, 50, {"public_transport": "station", "light_rail": "yes", "name": "Gamma"}),
        # two stations of one name on two lines stay two
        14: (60, 50, SUBWAY | {"name": "Alpha"}),
        15: (300, 50, {"railway": "tram_stop", "name": "Delta"}),
    }
    nodes |= square(20, 90, 40, 20)
    ways = STREET | {2: (ring(20), {"railway": "station", "name": "Beta"})}
    frame = imported(tmp_path, drawn(nodes, ways)).city.stations.frame
    assert list(zip(frame["station_id"], frame["mode"], strict=True)) == [
        ("osm:n10", "subway"),
        ("osm:n11", "rail"),
        ("osm:n12", "light_rail"),
        ("osm:n14", "subway"),
    ]
    assert frame[["name", "name_en", "system"]].to_numpy()[0].tolist() == ["Alpha", "A", "Metro"]


def test_an_entrance_belongs_to_its_stop_area_then_its_namesake_then_the_nearest(
    tmp_path: Path,
) -> None:
    nodes = ENDS | {
        10: (0, 0, SUBWAY | {"name": "Alpha"}),
        11: (400, 0, SUBWAY | {"name": "Beta"}),
        # a railway station is none of a subway entrance's business
        12: (10, 10, {"railway": "station", "name": "Central"}),
        20: (390, 0, ENTRANCE | {"ref": "1", "level": "0"}),
        21: (160, 0, ENTRANCE | {"name": "Beta"}),
        22: (20, 10, ENTRANCE),
        23: (3000, 0, ENTRANCE),
    }
    area = {"type": "public_transport", "public_transport": "stop_area"}
    relations = {5: ([("n", 10, ""), ("n", 20, "")], area)}
    city = imported(tmp_path, drawn(nodes, STREET, relations)).city
    frame = city.entrances.frame
    assert list(frame["station_id"]) == ["osm:n10", "osm:n11", "osm:n10", ""]
    assert frame[["ref", "level"]].to_numpy()[0].tolist() == ["1", "0"]
    assert city.figures["stations"]["entrances_without_station"] == 1


def test_a_stop_outside_the_file_breaks_the_line(tmp_path: Path) -> None:
    nodes = ENDS | {
        10: (0, 0, SUBWAY | {"name": "Alpha"}),
        11: (1000, 0, SUBWAY | {"name": "Beta"}),
        12: (2000, 0, SUBWAY | {"name": "Gamma"}),
        13: (3000, 0, SUBWAY | {"name": "Delta"}),
        20: (20, 0),
        21: (1020, 0),
        22: (2200, 0, {"name": "Gamma"}),
        23: (3010, 0),
    }
    route = {"type": "route", "route": "subway", "ref": "M1", "name": "Line 1", "colour": "#ff0000"}
    stops = [("n", 20, "stop"), ("w", 1, "platform"), ("n", 21, "stop_exit_only")]
    stops += [("n", 99, "stop"), ("n", 22, "stop"), ("n", 23, "stop")]
    city = imported(tmp_path, drawn(nodes, STREET, {5: (stops, route)})).city
    links = city.metro_links.frame
    assert list(zip(links["from_station"], links["to_station"], strict=True)) == [
        ("osm:n10", "osm:n11"),
        ("osm:n12", "osm:n13"),
    ]
    assert links[["line", "line_name", "colour"]].to_numpy()[0].tolist() == [
        "M1",
        "Line 1",
        "#ff0000",
    ]
    assert list(links["order"]) == [1.0, 4.0]
    assert list(city.stations.frame["lines"]) == ["M1", "M1", "M1", "M1"]
    assert city.figures["stations"]["stops_outside"] == 1


def test_the_basemap_is_clipped_and_keeps_holes(tmp_path: Path) -> None:
    nodes = ENDS | square(10, 100, -200, 400) | square(20, 200, 50, 100) | {3: (50, 500)}
    ways = STREET | {
        2: (ring(10), {}),
        3: (ring(20), {}),
        4: ([1, 3], {"highway": "primary", "name": "Main"}),
        5: ([1, 2], {"railway": "rail"}),
        6: ([1, 2], {"railway": "rail", "service": "yard"}),
        7: (ring(20), {"leisure": "park"}),
        8: ([1, 2], {"highway": "residential"}),
    }
    lake = {"type": "multipolygon", "natural": "water", "name": "Lake"}
    relations = {9: ([("w", 2, "outer"), ("w", 3, "inner")], lake)}
    city = imported(tmp_path, drawn(nodes, ways, relations)).city
    frame = city.basemap.frame.set_index("feature_id")
    assert frame["layer"].to_dict() == {
        "osm:r9a": "water",
        "osm:w7a": "park",
        "osm:w4": "street",
        "osm:w5": "rail",
    }
    # the walkable ways span 0 <= north <= 500, so only the lake's upper half is inside
    assert frame.geometry["osm:r9a"].area == pytest.approx(400 * 200 - 100 * 100, rel=5e-3)


def test_names_lead_to_points_on_the_network(tmp_path: Path) -> None:
    nodes: Nodes = {
        1: (0, 0), 2: (100, 0), 3: (300, 0), 4: (300, 100), 5: (5000, 0), 6: (5100, 0),
        7: (100, 50), 8: (150, 80, {"place": "square", "name": "Old Square"}),
        10: (20, 20, SUBWAY | {"name": "Alpha"}),
        11: (30, 20, ENTRANCE | {"ref": "B"}),
        12: (40, 20, ENTRANCE | {"name": "Exit C", "ref": "C"}),
    }  # fmt: skip
    street = {"highway": "residential", "name": "Улица Берёзовая"}
    ways = {
        1: ([1, 2], street),
        2: ([2, 3], street),
        3: ([5, 6], street),
        4: ([3, 4], {"highway": "footway"}),
        5: ([2, 7], {"highway": "footway", "name": "Indoor Way", "indoor": "yes"}),
    }
    city = imported(tmp_path, drawn(nodes, ways)).city
    frame = city.places.frame
    named = list(zip(frame["kind"], frame["name"], strict=True))
    assert named == [
        ("street", "Улица Берёзовая"),
        ("street", "Улица Берёзовая"),
        ("square", "Old Square"),
        ("station", "Alpha"),
        ("entrance", "Alpha B"),
        ("entrance", "Exit C"),
    ]
    assert frame["normalised"][0] == "ул березовая"
    network = city.network
    lines = shapely.union_all(
        [shapely.LineString(network.edge_line(e)) for e in range(network.n_edges)]
    )
    on_network = frame.geometry[frame["kind"].isin(["street", "square"])]
    assert shapely.distance(np.asarray(on_network), lines).max() < 1e-6
    # the longest edge of the first street is 2-3
    assert shapely.get_x(frame.geometry[0]) - 500_000 == pytest.approx(200 * 0.9996, abs=0.05)


def test_namesakes_far_apart_are_places_of_their_own_and_near_ones_are_one(tmp_path: Path) -> None:
    nodes: Nodes = {}
    ways: dict[int, tuple[list[int], Tags]] = {}
    # pieces of one street along a line, 300 m from one to the next
    for number in range(1, 40):
        nodes[2 * number] = (300.0 * number, 0)
        nodes[2 * number + 1] = (300.0 * number + 10, 0)
        name = {"highway": "footway", "name": "Long Street"}
        ways[number] = ([2 * number, 2 * number + 1], name)
    frame = imported(tmp_path, drawn(nodes, ways)).city.places.frame
    x = np.sort(shapely.get_x(np.asarray(frame.geometry)))
    assert np.diff(x).min() >= 500.0
    assert np.diff(x).max() < 2 * 500.0
    assert frame["place_id"].is_unique


def test_the_survey_is_partial_near_cameras_none_elsewhere_and_never_full(tmp_path: Path) -> None:
    camera = {"man_made": "surveillance"}
    nodes: Nodes = {
        1: (0, 0),
        2: (3000, 0),
        3: (3000, 3000),
        10: (1000, 1000, camera),
        11: (1050, 1000, camera),
    }
    nodes[12] = (0, 3000, camera)
    ways = {1: ([1, 2, 3], {"highway": "footway"})}
    city = imported(tmp_path, drawn(nodes, ways)).city
    frame = city.survey.frame
    assert list(frame["state"]) == ["partial", "partial"]
    assert frame["derived"].all()
    assert set(frame["observed_on"]) == {"2024-05-06"}
    radius = Assumptions().surveyed_m
    ground = shapely.union_all(np.asarray(frame.geometry))
    pair, corner = sorted(frame.geometry.area, reverse=True)
    # a corner camera keeps a quarter of its disc
    assert corner == pytest.approx(np.pi * radius**2 / 4, rel=0.02)
    assert np.pi * radius**2 < pair < 2 * np.pi * radius**2
    assert shapely.distance(shapely.points(city.cameras.xy), ground).max() < 0.01


def test_without_cameras_nothing_is_surveyed(tmp_path: Path) -> None:
    city = imported(tmp_path, drawn(ENDS, STREET)).city
    assert len(city.cameras) == len(city.survey) == 0
