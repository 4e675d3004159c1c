from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.areas import read_area
from geodata.districts import districts_of
from geodata.pack import find_city, read_pack
from mapper.errors import BadInputError, TableError
from mapper.model.area import MOST_POINTS, Area

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

BOX = "24.939,60.168,24.946,60.173"


@cache
def helsinki() -> City:
    return read_pack(find_city("helsinki", None))


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    path = tmp_path / "districts.geojson"
    shapes = [shapely.box(24.94, 60.17, 24.945, 60.173), shapely.box(24.945, 60.17, 24.95, 60.173)]
    gpd.GeoDataFrame({"name": ["West", "East"]}, geometry=shapes, crs=4326).to_file(path)
    return path


def test_an_area_is_a_box_a_file_or_a_polygon_of_a_file(districts: Path) -> None:
    assert read_area(BOX, helsinki()).bounds == tuple(map(float, BOX.split(",")))
    assert read_area(str(districts), helsinki()).bounds == (24.94, 60.17, 24.95, 60.173)
    east = read_area(f"{districts}::east", helsinki())
    assert east.bounds == (24.945, 60.17, 24.95, 60.173)


def test_an_area_is_a_district_of_the_city(districts: Path) -> None:
    square = districts_of(helsinki())[0]
    found = read_area(square.district_id.lower(), helsinki())
    apart = shapely.hausdorff_distance(found.shape_in(helsinki().projection), square.area)
    assert apart < 2.0
    own = read_area("East", helsinki(), districts.parent)
    assert own.bounds == (24.945, 60.17, 24.95, 60.173)


def test_a_file_of_polygons_needs_no_names(districts: Path, tmp_path: Path) -> None:
    path = tmp_path / "plain.geojson"
    gpd.read_file(districts)[["geometry"]].to_file(path)
    assert read_area(str(path), helsinki()).bounds == (24.94, 60.17, 24.95, 60.173)
    with pytest.raises(TableError, match="with a name"):
        read_area(f"{path}::East", helsinki())


@pytest.mark.parametrize(
    "text", ["", "Nowhere", "1,2,3", ",", "nan,0,1,1", "3,0,1,1", "0,0,0,1", "500,0,501,1"]
)
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        read_area(text, helsinki())


def test_a_name_no_polygon_has_is_refused_with_those_there_are(districts: Path) -> None:
    with pytest.raises(BadInputError, match="West, East"):
        read_area(f"{districts}::Kamppi", helsinki())
    with pytest.raises(BadInputError, match="A1"):
        read_area("Kamppi", helsinki())


def test_lines_are_no_area(tmp_path: Path) -> None:
    path = tmp_path / "lines.geojson"
    gpd.GeoSeries([shapely.LineString([(24.9, 60.1), (25, 60.2)])], crs=4326).to_file(path)
    with pytest.raises(TableError, match="no polygons"):
        read_area(str(path), helsinki())


@pytest.mark.parametrize(
    "told",
    [
        None, 3, "", [], [[]], [[[[1, 2]]]], [[[[1, 2], [3]]]], [[[[1, "x"], [3, 4], [5, 6]]]],
        [[[[1, float("nan")]] * 4]], [[[[1, 2]] * (MOST_POINTS + 1)]],
    ],
)  # fmt: skip
def test_an_area_of_a_strange_file_is_refused(told: object) -> None:
    with pytest.raises(BadInputError):
        Area.parse(told)


@given(st.integers(0, 2**32 - 1))
def test_an_area_told_and_read_again_is_the_same_to_the_bit(seed: int) -> None:
    random = np.random.default_rng(seed)
    around = np.sort(random.uniform(0, 2 * np.pi, 9))
    reach = random.uniform(1e-4, 2e-2, 9)
    ring = np.column_stack([24.94 + reach * np.cos(around), 60.17 + reach * np.sin(around)])
    shape = shapely.make_valid(shapely.Polygon(ring))
    area = Area.of(shape)
    assert Area.parse(json.loads(json.dumps(area.as_json()))) == area
    again = shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in area.polygons])
    # a metre each way, and what a metre cuts off corners
    assert shapely.hausdorff_distance(again, shape) < 5e-5
