"""Packs written and read again: nothing lost, nothing left to chance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyarrow import parquet as pq

from geodata.osm import read_city
from geodata.pack import (
    checked_name,
    find_city,
    find_named_city,
    list_cities,
    read_pack,
    write_pack,
)
from geodata.pack.network import edges_frame, network_of, nodes_frame
from geodata.pack.schema import PLACE_TABLES, TABLES, frames_of
from mapper.errors import BadInputError, UnknownCityError
from mapper.model.network import WalkNetwork
from mapper.model.projection import Projection
from tests.geodata.pack.cities import PROJECTION, small_city, small_network

ROOT = Path(__file__).resolve().parents[3]


def assert_same_network(left: WalkNetwork, right: WalkNetwork) -> None:
    for field in fields(WalkNetwork):
        ours, theirs = getattr(left, field.name), getattr(right, field.name)
        np.testing.assert_array_equal(ours, theirs, err_msg=field.name)
        assert ours.dtype.kind == theirs.dtype.kind, field.name


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_round_trip_keeps_everything(tmp_path: Path) -> None:
    city = small_city()
    pack_hash = write_pack(city, tmp_path / "testville")
    again = read_pack(tmp_path / "testville")
    assert_same_network(again.network, city.network)
    for table in ("cameras", *PLACE_TABLES):
        assert_frame_equal(getattr(again, table).frame, getattr(city, table).frame)
    assert_frame_equal(again.claims.frame, city.claims.frame)
    assert (again.name, again.title, again.bounds) == (city.name, city.title, city.bounds)
    assert (again.projection, again.sources) == (city.projection, city.sources)
    assert again.figures == {"cameras": {"kept": 3, "refused": {"guard": 1}}, "share": 0.25}
    assert again.pack_hash == pack_hash


def test_a_city_with_nothing_in_it_can_be_packed(tmp_path: Path) -> None:
    full = small_city(cameras=0)
    bare = {field.name: getattr(full, field.name) for field in fields(full)}
    bare["network"] = WalkNetwork.none()
    write_pack(type(full)(**bare), tmp_path / "testville")
    again = read_pack(tmp_path / "testville")
    assert (again.network.n_nodes, again.network.n_edges, len(again.cameras)) == (0, 0, 0)


words = st.text(max_size=5).map(lambda word: word.strip("\0"))
metres = st.floats(-1e5, 1e5, allow_nan=False, width=64)


@given(st.data())
def test_any_network_survives_its_two_tables(data: st.DataObject) -> None:
    nodes = data.draw(st.lists(st.tuples(metres, metres), min_size=1, max_size=6))
    node = st.integers(0, len(nodes) - 1)
    pairs = data.draw(st.lists(st.tuples(node, node), max_size=8))
    lines = [
        [nodes[a], *data.draw(st.lists(st.tuples(metres, metres), max_size=3)), nodes[b]]
        for a, b in pairs
    ]
    count = len(pairs)
    network = WalkNetwork.build(
        nodes,
        pairs,
        lines,
        data.draw(st.lists(st.integers(0, 2**40), min_size=count, max_size=count)),
        edge_name=data.draw(st.lists(words, min_size=count, max_size=count)),
    )
    again = network_of(nodes_frame(network, PROJECTION), edges_frame(network, PROJECTION))
    assert_same_network(again, network)


def test_every_table_opens_as_it_is(tmp_path: Path) -> None:
    city = small_city()
    write_pack(city, tmp_path / "testville")
    version = find_version(tmp_path / "testville")
    for table, frame in frames_of(city).items():
        path = version / f"{table}.parquet"
        if table == "claims":
            assert_frame_equal(pd.read_parquet(path), frame)
            continue
        opened = gpd.read_parquet(path)
        assert opened.crs == PROJECTION.crs
        assert opened.geometry.to_numpy().tolist() == frame.geometry.to_numpy().tolist()
        geo = json.loads(pq.read_schema(path).metadata[b"geo"])
        assert geo["version"] == "1.1.0"
        assert geo["columns"]["geometry"]["encoding"] == "WKB"


def find_version(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text(encoding="ascii").strip()


def test_city_json_says_what_there_is_and_nothing_of_the_machine(tmp_path: Path) -> None:
    write_pack(small_city(), tmp_path / "testville")
    text = (find_version(tmp_path / "testville") / "city.json").read_text(encoding="utf-8")
    document = json.loads(text)
    assert set(document["tables"]) == set(TABLES)
    assert document["tables"]["cameras"]["rows"] == 3
    assert (document["crs"], document["schema_version"]) == ("EPSG:32635", 1)
    assert document["sources"][0]["licence"] == "ODbL 1.0"
    for data in files_of(tmp_path).values():
        assert str(tmp_path).encode() not in data


WRITE = (
    "import sys; from pathlib import Path; from geodata.pack import write_pack;"
    "from tests.geodata.pack.cities import small_city;"
    "write_pack(small_city(), Path(sys.argv[1]))"
)


def test_two_processes_under_two_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "4242"):
        folder = tmp_path / seed / "testville"
        subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", WRITE, str(folder)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        )
        written.append(files_of(folder))
    assert written[0] == written[1]
    assert len(written[0]) == len(TABLES) + 3


def test_remarks_on_a_frame_are_not_written(tmp_path: Path) -> None:
    city = small_city()
    city.cameras.frame.attrs["path"] = "/home/somebody"
    assert write_pack(city, tmp_path / "testville") == write_pack(small_city(), tmp_path / "other")


def test_the_same_city_again_is_the_same_version(tmp_path: Path) -> None:
    folder = tmp_path / "testville"
    first = write_pack(small_city(), folder)
    before = files_of(folder)
    assert write_pack(small_city(), folder) == first
    assert files_of(folder) == before


def test_the_version_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "testville"
    hashes = [write_pack(small_city(cameras=count), folder) for count in (1, 2, 3)]
    assert len(set(hashes)) == 3
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [".lock", "CURRENT", *hashes[1:]]
    )
    assert len(read_pack(folder).cameras) == 3
    assert len(read_pack(folder / hashes[1]).cameras) == 2


@pytest.mark.parametrize("name", ["Helsinki", "frankfurt-darmstadt", "москва", "a", "2nd_city"])
def test_names_that_name_a_folder_anywhere(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../x", "a/b", "a\\b", "/etc", "-rf", "_x", "con", "COM1"),
        *("a b", "a.b", "a\0", "a\n", "e\u0301a", "x" * 65),
    ],
)
def test_names_that_do_not(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        checked_name(name)
    with pytest.raises(UnknownCityError):
        find_named_city(name, tmp_path)
    with pytest.raises(BadInputError):
        write_pack(small_city(name), tmp_path / "testville")
    assert list(tmp_path.iterdir()) == []


def test_cities_are_found_by_name_or_folder_and_listed(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    pack_hash = write_pack(small_city(), packs / "testville")
    assert find_city("testville", packs) == packs / "testville"
    assert find_city(str(packs / "testville"), None) == packs / "testville"
    assert find_city(str(packs / "testville" / pack_hash), None).name == pack_hash
    (info,) = [info for info in list_cities(packs) if info.name == "testville"]
    assert (info.cameras, info.stations, info.edges) == (3, 1, 4)
    assert (info.as_of, info.pack_hash, info.problem) == ("2019-03-25", pack_hash, "")
    assert json.loads(json.dumps(info.as_dict()))["title"] == "Testville <b>"
    with pytest.raises(UnknownCityError, match=r"no city 'atlantis'; there is: .*testville"):
        find_city("atlantis", packs)
    with pytest.raises(UnknownCityError):
        find_named_city(str(packs / "testville"), packs)
    with pytest.raises(UnknownCityError, match="that folder holds no pack"):
        find_city(str(packs), packs)


def test_a_damaged_pack_is_listed_with_its_problem(tmp_path: Path) -> None:
    write_pack(small_city(), tmp_path / "testville")
    (tmp_path / "testville" / "CURRENT").write_text("0123456789abcdef\n", encoding="ascii")
    (info,) = [info for info in list_cities(tmp_path) if info.name == "testville"]
    assert info.problem == "CURRENT names version 0123456789abcdef, which is not there"


def test_the_projection_is_the_citys(tmp_path: Path) -> None:
    write_pack(small_city(), tmp_path / "testville")
    assert read_pack(tmp_path / "testville").projection == Projection(32635)
    assert small_network().n_edges == 4


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "file", ["frankfurt/frankfurt-darmstadt.osm.pbf", "moscow/butyrsky.osm.gz"]
)
def test_real_cities_survive_the_pack(shared_data: Path, tmp_path: Path, file: str) -> None:
    city = read_city(shared_data / file, name="real")
    write_pack(city, tmp_path / "real")
    again = read_pack(tmp_path / "real")
    assert_same_network(again.network, city.network)
    for table in ("cameras", *PLACE_TABLES):
        assert_frame_equal(getattr(again, table).frame, getattr(city, table).frame)
    assert again.sources == city.sources
    assert write_pack(again, tmp_path / "again") == again.pack_hash


def test_two_builds_of_one_city_at_once_leave_it_whole(tmp_path: Path) -> None:
    folder = tmp_path / "testville"
    cities = [small_city(cameras=1 + number % 3) for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        hashes = set(threads.map(lambda city: write_pack(city, folder), cities))
    assert len(hashes) == 3
    assert read_pack(folder).pack_hash in hashes
