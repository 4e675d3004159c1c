"""Cameras with an address and nothing else, placed by the ``addr:*`` of an extract or refused."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geodata.build import BuildFiles, Built, CameraFile, build_city
from geodata.osm import import_city
from geodata.tables.addresses import ADDRESS_ERROR_M
from geodata.tables.refused import write_refused
from tests.geodata.osm.drawing import drawn, imported

if TYPE_CHECKING:
    from pathlib import Path

    from tests.geodata.osm.drawing import Tags

    Nodes = dict[int, tuple[float, float] | tuple[float, float, Tags]]


def house(number: str, street: str = "Garden Street") -> Tags:
    return {"building": "yes", "addr:street": street, "addr:housenumber": number}


def town(folder: Path) -> Path:
    nodes: Nodes = {
        1: (0, 0),
        2: (400, 0),
        3: (300, 40, {"addr:place": "Old Mill", "addr:housenumber": "1"}),
        4: (350, 40, {"addr:housenumber": "9"}),
        # a house like an L, whose middle lies outside it
        11: (0, 10), 12: (60, 10), 13: (60, 20), 14: (10, 20), 15: (10, 70), 16: (0, 70),
        21: (100, 10), 22: (120, 10), 23: (120, 30), 24: (100, 30),
        31: (200, 10), 32: (240, 10), 33: (240, 50), 34: (200, 50),
        41: (210, 20), 42: (230, 20), 43: (230, 40), 44: (210, 40),
        51: (0, 200), 52: (30, 200), 53: (30, 230), 54: (0, 230),
        61: (0, 900), 62: (30, 900), 63: (30, 930), 64: (0, 930),
    }  # fmt: skip
    ways: dict[int, tuple[list[int], Tags]] = {
        1: ([1, 2], {"highway": "footway", "name": "Garden Street"}),
        2: ([11, 12, 13, 14, 15, 16, 11], house("5")),
        3: ([21, 22, 23, 24, 21], house("7;7a")),
        4: ([31, 32, 33, 34, 31], {}),
        5: ([41, 42, 43, 44, 41], {}),
        # a school's ground: nothing the city keeps, and an address all the same
        6: (
            [51, 52, 53, 54, 51],
            {"amenity": "school", "addr:street": "High St.", "addr:housenumber": "2"},
        ),
        7: ([61, 62, 63, 64, 61], house("7")),
    }
    yard = ([("w", 4, "outer"), ("w", 5, "inner")], house("11") | {"type": "multipolygon"})
    path = folder / "town.osm"
    path.write_text(drawn(nodes, ways, {1: yard}), encoding="utf-8")
    return path


def built(folder: Path, osm: Path, rows: list[str]) -> Built:
    table = folder / "counted.csv"
    table.write_text("\n".join(["id,lon,lat,address,type", *rows]) + "\n", encoding="utf-8")
    return build_city(BuildFiles(osm=osm, cameras=(CameraFile(table),)), name="town")


def test_houses_nodes_and_areas_lend_their_place(tmp_path: Path) -> None:
    made = built(
        tmp_path,
        town(tmp_path),
        ['a,,,"Garden Street, 5",dome', 'b,,,"7a Garden st",dome', 'c,,,"Old Mill 1",fixed',
         'd,,,"High Street 2",fixed', 'e,,,"Garden Street 11",fixed'],
    )  # fmt: skip
    cameras = made.city.cameras
    assert cameras.ids == [f"table:{name}" for name in "abcde"]
    assert set(cameras.frame["position_error_m"]) == {ADDRESS_ERROR_M}
    east, north = (cameras.xy - made.city.network.node_xy[0]).T / 0.9996
    corner = shapely.union(shapely.box(0, 10, 60, 20), shapely.box(0, 10, 10, 70))
    assert shapely.contains_xy(corner, east[0], north[0])
    assert (east[1], north[1]) == pytest.approx((110, 20), abs=1)
    assert (east[2], north[2]) == pytest.approx((300, 40), abs=0.1)
    assert (east[3], north[3]) == pytest.approx((15, 215), abs=1)
    assert 200 < east[4] < 240
    assert made.city.figures["cameras 1: camera table"]["repaired"] == {"placed by address": 5}


def test_what_no_address_tells_is_refused_with_its_row(tmp_path: Path) -> None:
    made = built(
        tmp_path,
        town(tmp_path),
        ['a,,,"Garden Street, 5",dome', 'b,,,"Garden Street, 7",dome', "c,,,Garden Street 99,dome",
         "d,,,9,dome", "e,,,,dome"],
    )  # fmt: skip
    assert made.city.cameras.ids == ["table:a"]
    write_refused(tmp_path / "refused.csv", made.refused)
    with (tmp_path / "refused.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row[0] == "counted.csv"]
    assert [(row[1], row[2]) for row in rows] == [
        ("3", "the address names several places"),
        ("4", "the address is not among the city's"),
        ("5", "the address is not among the city's"),
        ("6", "no coordinates and no address"),
    ]
    assert "Garden Street 99" in "".join(rows[1])


def test_addresses_are_read_only_where_they_are_asked_for(tmp_path: Path) -> None:
    path = town(tmp_path)
    plain = import_city(path, name="town")
    asked = import_city(path, name="town", addresses=True)
    assert plain.addresses == ()
    assert len(asked.addresses) == 7
    assert plain.city.figures == asked.city.figures
    assert plain.city.buildings.frame.equals(asked.city.buildings.frame)


def test_an_address_whose_nodes_the_file_lacks_is_none(tmp_path: Path) -> None:
    nodes: Nodes = {1: (0, 0), 2: (90, 0)}
    ways: dict[int, tuple[list[int], Tags]] = {
        1: ([1, 2], {"highway": "footway"}),
        2: ([7, 8, 9, 7], house("3")),
        3: ([1, 2], house("4")),
    }
    imported(tmp_path, drawn(nodes, ways))
    found = import_city(tmp_path / "drawn.osm", name="town", addresses=True).addresses
    assert [text for text, _, _ in found] == ["Garden Street 4"]


@pytest.mark.shared_data
def test_a_volunteers_list_on_a_real_extract(shared_data: Path, tmp_path: Path) -> None:
    osm = shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf"
    made = built(
        tmp_path,
        osm,
        ['a,,,"Münchener Str. 46",dome', 'b,,,"Platz der Deutschen Einheit 21",fixed',
         'c,,,"Münchener Straße 4600",dome'],
    )  # fmt: skip
    frame = made.city.cameras.frame
    listed = frame[frame["source"] != "OpenStreetMap"]
    assert listed["camera_id"].tolist() == ["table:a", "table:b"]
    lon, lat = made.city.projection.to_lon_lat(listed.geometry.x, listed.geometry.y)
    # one in Frankfurt, one beside Darmstadt's station
    assert np.allclose(lon, [8.667, 8.63], atol=0.006)
    assert np.allclose(lat, [50.108, 49.873], atol=0.006)
    assert [(name, rows[-1].reason) for name, rows in made.refused][-1] == (
        "counted.csv",
        "the address is not among the city's",
    )
