"""A part of a city: what sees its ways is what sees them in the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.bundled import bundled_cities
from geodata.cutting import cut_exposure
from geodata.districts import districts_of
from geodata.pack import read_pack
from mapper.errors import BadInputError, TableError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.track import Track

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Encounter

SEED = 20240506


@pytest.fixture(scope="module")
def whole() -> CityExposure:
    return prepare(read_pack(bundled_cities()[0]), Assumptions())


def stretches(exposure: CityExposure, edge: int) -> list[tuple[str, int, int]]:
    """What sees one edge, in words that hold in any numbering."""
    found, ids = exposure.incidence, exposure.city.cameras.ids
    rows = range(found.edge_start[edge], found.edge_start[edge + 1])
    return [
        (ids[found.camera[row]], int(found.enter_mm[row]), int(found.exit_mm[row])) for row in rows
    ]


def keys(exposure: CityExposure) -> list[tuple[bytes, int, bool]]:
    """What tells each edge from every other: its line, its way, and whether it is indoors."""
    network = exposure.city.network
    return [
        (
            network.edge_line(edge).tobytes(),
            int(network.edge_osm_way[edge]),
            bool(network.edge_indoor[edge]),
        )
        for edge in range(network.n_edges)
    ]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_every_way_of_a_part_is_seen_as_in_the_whole(whole: CityExposure, at: int) -> None:
    part = cut_exposure(whole, districts_of(whole.city)[at].area, margin_m=60.0)
    network = whole.city.network
    edge_of = {key: edge for edge, key in enumerate(keys(whole))}
    kept = [edge_of[key] for key in keys(part)]
    assert 0 < len(kept) < network.n_edges
    assert kept == sorted(kept)
    for own, edge in enumerate(kept):
        assert stretches(part, own) == stretches(whole, edge)
        assert part.city.network.edge_length_mm[own] == network.edge_length_mm[edge]
        assert part.city.network.edge_name[own] == network.edge_name[edge]


def told(encounter: Encounter) -> Encounter:
    """An encounter without the row of its camera, which is another in a part."""
    return replace(encounter, camera=0)


def test_a_walk_in_a_part_has_the_exposure_it_has_in_the_whole(whole: CityExposure) -> None:
    district = districts_of(whole.city)[0]
    part = cut_exposure(whole, district.area, margin_m=0.0)
    inside = shapely.intersects(district.area, shapely.points(whole.city.network.node_xy))
    nodes = whole.city.network.node_xy[inside]
    random = np.random.default_rng(SEED)
    compared = 0
    for _ in range(40):
        lon, lat = whole.city.projection.to_lon_lat(*random.permutation(nodes)[:3].T)
        one, other = (city.score(Track(lon=lon, lat=lat)) for city in (whole, part))
        if one.survey.none < 1:
            assert one.band == other.band
            assert one.cameras == other.cameras
            assert [told(e) for e in one.encounters] == [told(e) for e in other.encounters]
            assert one.seen_m == pytest.approx(other.seen_m, abs=1e-6)
            compared += one.cameras.cautious or 0
    assert compared > 20


def test_the_parts_of_a_city_hold_all_its_ways_and_lie_within_it(whole: CityExposure) -> None:
    left, bottom, right, top = whole.city.bounds
    found: set[tuple[bytes, int, bool]] = set()
    for district in districts_of(whole.city):
        part = cut_exposure(whole, district.area, margin_m=0.0, title=district.name)
        city = part.city
        assert city.title == district.name
        assert city.pack_hash == ""
        assert left <= city.bounds[0] < city.bounds[2] <= right
        assert bottom <= city.bounds[1] < city.bounds[3] <= top
        assert set(city.entrances.frame["station_id"]) - {""} <= set(
            city.stations.frame["station_id"]
        )
        assert set(city.same_as.frame["camera_id"]) <= set(city.cameras.ids)
        found |= set(keys(part))
    assert found == set(keys(whole))


def test_nothing_that_is_drawn_is_empty(whole: CityExposure) -> None:
    for district in districts_of(whole.city):
        city = cut_exposure(whole, district.area, margin_m=0.0).city
        for table in (city.basemap, city.buildings, city.survey):
            assert not bool(shapely.is_empty(table.frame.geometry.to_numpy()).any())


def test_an_area_without_ways_is_refused(whole: CityExposure) -> None:
    with pytest.raises(BadInputError, match="no way"):
        cut_exposure(whole, shapely.Point(0, 0).buffer(10))


def test_an_operator_s_own_districts_stand_instead_of_squares(
    whole: CityExposure, tmp_path: Path
) -> None:
    left, bottom, right, top = whole.city.bounds
    middle = (left + right) / 2
    shapes = [
        shapely.box(left, bottom, middle, top),
        shapely.box(middle, bottom, right, top),
        shapely.box(0, 0, 1, 1),
    ]
    names = ["Länsi", "Восток", "Elsewhere"]
    layer = gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=4326)
    layer.to_file(tmp_path / "districts.geojson")
    found = districts_of(whole.city, tmp_path)
    assert [(one.district_id, one.name) for one in found] == [("d1", "Länsi"), ("d2", "Восток")]
    (tmp_path / "districts.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(TableError):
        districts_of(whole.city, tmp_path)


def test_squares_are_named_as_on_a_chess_board(whole: CityExposure) -> None:
    assert {one.district_id for one in districts_of(whole.city)} <= {"A1", "B1", "A2", "B2"}
