"""Packs that were damaged, forged or half written: refused by name, the old one whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from geodata.pack import read_pack, versions, write_pack, writing
from geodata.pack.manifest import pack_hash_of, sha256_of
from geodata.pack.parquet import table_to_bytes
from mapper.errors import PackError, SidestreetError
from tests.geodata.pack.cities import small_city

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "testville"
    write_pack(small_city(), folder)
    return folder


def version_of(pack: Path) -> Path:
    return pack / (pack / "CURRENT").read_text(encoding="ascii").strip()


def refusal(pack: Path) -> str:
    with pytest.raises(PackError) as caught:
        read_pack(pack)
    message = str(caught.value)
    assert str(pack.parent) not in message
    assert "\n" not in message
    return message


def resigned(pack: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change ``city.json`` and make every hash fit again, as a forger would."""
    version = version_of(pack)
    document = json.loads((version / "city.json").read_bytes())
    change(document)
    data = json.dumps(document).encode()
    (version / "city.json").write_bytes(data)
    version.rename(pack / pack_hash_of(data))
    (pack / "CURRENT").write_text(pack_hash_of(data), encoding="ascii")


def with_table(pack: Path, table: str, data: bytes) -> None:
    """Replace a table's file and make every hash fit again."""
    (version_of(pack) / f"{table}.parquet").write_bytes(data)
    resigned(pack, lambda document: document["tables"][table].update(sha256=sha256_of(data)))


def test_a_changed_byte(pack: Path) -> None:
    path = version_of(pack) / "cameras.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert refusal(pack) == (
        "pack testville: table cameras was changed or cut short: its hash is wrong"
    )


def test_a_table_cut_short(pack: Path) -> None:
    path = version_of(pack) / "edges.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert "table edges was changed or cut short" in refusal(pack)


def test_a_missing_table(pack: Path) -> None:
    (version_of(pack) / "survey.parquet").unlink()
    assert refusal(pack) == "pack testville: survey.parquet is missing"


def test_a_changed_manifest(pack: Path) -> None:
    path = version_of(pack) / "city.json"
    path.write_bytes(path.read_bytes().replace(b"Testville", b"Elsewhere"))
    assert "city.json was changed" in refusal(pack)


def test_a_missing_manifest(pack: Path) -> None:
    (version_of(pack) / "city.json").unlink()
    assert refusal(pack) == "pack testville: city.json is missing"


def test_no_pack_at_all(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere") == ("pack nowhere: CURRENT is missing: this is not a pack")


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        (b"0123456789abcdef\n", "CURRENT names version 0123456789abcdef, which is not there"),
        (b"../../elsewhere", "CURRENT does not name a version"),
        (b"", "CURRENT does not name a version"),
        (b"\xff\xfe", "CURRENT cannot be read"),
    ],
)
def test_a_pointer_that_leads_nowhere(pack: Path, pointer: bytes, message: str) -> None:
    (pack / "CURRENT").write_bytes(pointer)
    assert refusal(pack) == f"pack testville: {message}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(schema_version=2), "schema version 2, this program reads 1"),
        (lambda d: d.pop("schema_version"), "schema version none, this program reads 1"),
        (lambda d: d["tables"].pop("claims"), "table claims is missing"),
        (lambda d: d.update(crs="EPSG:3857"), "a member is missing or malformed"),
        (lambda d: d.pop("bounds"), "a member is missing or malformed"),
        (lambda d: d.update(sources=[{}]), "a member is missing or malformed"),
        (lambda d: d["tables"]["nodes"].update(rows=5), "table nodes has 4 rows, city.json says 5"),
        (lambda d: d.update(crs="EPSG:32636"), "its CRS is not the pack's"),
    ],
    ids=["newer", "no version", "no table", "web mercator", "no bounds", "source", "rows", "crs"],
)
def test_a_manifest_that_makes_no_sense(
    pack: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    resigned(pack, change)
    assert message in refusal(pack)


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("edges", "to_node", 4, "an edge ends at a node that is not there"),
        ("edges", "from_node", -1, "an edge ends at a node that is not there"),
        ("edges", "length_mm", -1, "an edge has a negative length"),
        ("edges", "edge_id", 9, "edge_id is not 0, 1, 2, …"),
        ("nodes", "node_id", 9, "node_id is not 0, 1, 2, …"),
        ("cameras", "kind", "spy", "'spy' is none of"),
        ("survey", "survey_id", "", "survey_id is empty or repeated"),
    ],
)
def test_a_forged_table_is_checked_like_any_other(
    pack: Path, table: str, column: str, value: object, message: str
) -> None:
    frame = gpd.read_parquet(version_of(pack) / f"{table}.parquet")
    frame[column] = [value, *frame[column].tolist()[1:]]
    with_table(pack, table, table_to_bytes(frame))
    assert message in refusal(pack)


def test_a_table_without_a_column(pack: Path) -> None:
    frame = gpd.read_parquet(version_of(pack) / "cameras.parquet")
    with_table(pack, "cameras", table_to_bytes(frame.drop(columns="indoor")))
    assert refusal(pack) == "pack testville: table cameras: column 'indoor' is missing"


def test_a_shape_of_the_wrong_kind(pack: Path) -> None:
    frame = gpd.read_parquet(version_of(pack) / "edges.parquet")
    frame.geometry = frame.geometry.centroid
    with_table(pack, "edges", table_to_bytes(frame))
    assert refusal(pack) == "pack testville: table edges, row 0: not a linestring"


@pytest.mark.parametrize("table", ["cameras", "edges", "claims"])
def test_mutated_tables_whose_hashes_fit_are_read_or_refused(pack: Path, table: str) -> None:
    whole = pack.parent / "whole"
    shutil.copytree(pack, whole)
    valid = (version_of(pack) / f"{table}.parquet").read_bytes()
    chance = random.Random(table)  # noqa: S311 - no secret
    refused = 0
    for _ in range(100):
        changed = bytearray(valid)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        with_table(pack, table, bytes(changed[: chance.choice([None, None, -50])]))
        try:
            read_pack(pack)
        except SidestreetError:
            refused += 1
    assert refused > 50


def test_mutated_manifests_are_read_or_refused(pack: Path) -> None:
    version = version_of(pack)
    valid = (version / "city.json").read_bytes()
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(200):
        changed = bytearray(valid)
        where = chance.randrange(len(changed))
        changed[where : where + chance.randint(1, 9)] = chance.choice(
            [b"", b"null", b"-1", b"{}", b"[", b'"', b"1e999", b"\xff", b"true"]
        )
        (version / "city.json").write_bytes(changed)
        version = version.rename(pack / pack_hash_of(bytes(changed)))
        (pack / "CURRENT").write_text(version.name, encoding="ascii")
        try:
            read_pack(pack)
        except SidestreetError as error:
            assert str(error).startswith("pack testville: ")  # noqa: PT017 - most are refused


def test_a_build_that_does_not_read_back_changes_nothing(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_pack(pack).pack_hash
    real = versions.write_durably

    def spoiling(path: Path, data: bytes) -> None:
        real(path, data[:-1] if path.name == "nodes.parquet" else data)

    monkeypatch.setattr(writing, "write_durably", spoiling)
    with pytest.raises(PackError, match="table nodes was changed or cut short"):
        write_pack(small_city(cameras=1), pack)
    assert read_pack(pack).pack_hash == before
    assert sorted(path.name for path in pack.iterdir()) == sorted([".lock", before, "CURRENT"])


def test_a_damaged_version_is_mended_by_the_next_build(pack: Path) -> None:
    (version_of(pack) / "nodes.parquet").write_bytes(b"")
    refusal(pack)
    write_pack(small_city(), pack)
    assert len(read_pack(pack).cameras) == 3


def test_a_spoilt_pointer_is_mended_by_the_next_build(pack: Path) -> None:
    (pack / "CURRENT").write_bytes(b"\0\0\0")
    write_pack(small_city(), pack)
    assert len(read_pack(pack).cameras) == 3


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "packs").write_bytes(b"a file where the folder should be")
    with pytest.raises(PackError, match="pack testville cannot be written: "):
        write_pack(small_city(), tmp_path / "packs" / "testville")


STOP_AND_WAIT = """
import re, sys, time
from pathlib import Path
from geodata.pack import write_pack
from tests.geodata.pack.cities import small_city

folder, stop_at = Path(sys.argv[1]), sys.argv[2]
city = small_city(cameras=1)

def watch(event, arguments):
    if event not in ("open", "os.rename"):
        return
    if re.search(stop_at, f"{event} {arguments[0]} {arguments[1]}"):
        print("there", flush=True)
        time.sleep(600)

sys.addaudithook(watch)
write_pack(city, folder)
"""


@pytest.mark.parametrize(
    "stop_at",
    [
        "^open .*cameras.parquet w",
        "^open .*places.parquet w",
        "^open .*city.json w",
        "^os.rename .*building-",
        "^open .*pointer-.* w",
        "^os.rename .*CURRENT",
    ],
)
def test_a_killed_build_leaves_the_old_version_whole(pack: Path, stop_at: str) -> None:
    before = read_pack(pack).pack_hash
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", STOP_AND_WAIT, str(pack), stop_at],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == b"there\n"
        child.kill()
    assert child.returncode != 0
    assert read_pack(pack).pack_hash == before
    assert len(read_pack(pack).cameras) == 3
    clears_up_after_it(pack)


def clears_up_after_it(pack: Path) -> None:
    """The next build succeeds, and what the dead one left goes once it is old enough."""
    long_ago = time.time() - 7200
    for leftover in pack.glob(".*"):
        os.utime(leftover, (long_ago, long_ago))
    pack_hash = write_pack(small_city(cameras=2), pack)
    assert len(read_pack(pack).cameras) == 2
    names = {path.name for path in pack.iterdir()}
    assert {"CURRENT", pack_hash} <= names
    assert [name for name in names if name.startswith(".")] == [".lock"]
