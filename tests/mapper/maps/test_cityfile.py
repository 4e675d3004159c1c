from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.errors import BadInputError
from mapper.maps.cityfile import FORMAT, city_file
from mapper.maps.cityfile.columns import MAGIC, Columns
from mapper.maps.cityfile.sight import put_ground
from mapper.maps.varints import varints, zigzag
from mapper.model.assumptions import Assumptions

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure


@pytest.fixture(scope="module")
def exposure() -> CityExposure:
    city = read_pack(find_city("helsinki", None))
    return exposure_of(city, Assumptions(), folder=None)


def read_varints(data: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    return found


@given(st.lists(st.integers(0, 2**53 - 1)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert read_varints(varints(np.array(numbers, np.int64))) == numbers


@given(st.lists(st.integers(-(2**51), 2**51), min_size=1))
def test_signed_numbers_come_back(numbers: list[int]) -> None:
    coded = read_varints(varints(zigzag(numbers)))
    assert [-(v + 1) // 2 if v % 2 else v // 2 for v in coded] == numbers


def test_the_same_city_gives_the_same_bytes(exposure: CityExposure) -> None:
    data = city_file(exposure, languages=("en", "ru"))
    assert data == city_file(exposure, languages=("en", "ru"))
    assert data[3] == 0, "no file name in the stream"
    assert data[4:8] == bytes(4), "no time in the stream"
    assert len(data) < 250_000


def test_the_header_tells_what_the_file_stands_on(exposure: CityExposure) -> None:
    raw = gzip.decompress(city_file(exposure))
    assert raw.startswith(MAGIC)
    size = int.from_bytes(raw[8:12], "little")
    header = json.loads(raw[12 : 12 + size])
    assert header["format"] == FORMAT
    assert header["pack"] == exposure.city.pack_hash
    assert header["assumptions"] == exposure.assumptions.as_dict()
    ends = [at + length for at, length in header["columns"].values()]
    assert ends[-1] == len(raw) - 12 - size


def test_edges_indoors_lie_on_ground_nobody_surveyed(exposure: CityExposure) -> None:
    network = exposure.city.network
    assert network.edge_indoor.any()
    # the whole city is surveyed, as far as streets go
    west, south, east, north = network.coord_xy.min(axis=0).tolist() + (
        network.coord_xy.max(axis=0).tolist()
    )
    everywhere = shapely.box(west - 9, south - 9, east + 9, north + 9)
    columns = Columns()
    length_mm = put_ground(columns, "ground.full", network, everywhere)
    outdoors = ~network.edge_indoor
    assert length_mm == network.edge_length_mm[outdoors].sum()
    both = put_ground(Columns(), "ground.known", network, everywhere, everywhere)
    assert both == network.edge_length_mm.sum()


def test_an_edge_that_leaves_its_nodes_is_refused(exposure: CityExposure) -> None:
    network = exposure.city.network
    moved = replace(network, node_xy=network.node_xy + 5.0)
    city = replace(exposure.city, network=moved)
    with pytest.raises(BadInputError, match="begin and end at its nodes"):
        city_file(replace(exposure, city=city))


def test_a_name_stands_for_one_column() -> None:
    columns = Columns()
    columns.put("one", b"")
    with pytest.raises(ValueError, match="already"):
        columns.put("one", b"")
