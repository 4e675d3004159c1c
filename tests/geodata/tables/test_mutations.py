"""Damaged tables: cut, re-encoded, shuffled, with stray bytes. Never a crash, never a lost row."""

from __future__ import annotations

import csv
import json
import random
import re
from typing import TYPE_CHECKING

import pytest

from geodata.tables.cameras import CameraTable, read_cameras
from geodata.tables.refused import write_refused
from mapper.errors import TableError
from tests.geodata.tables.test_forms import WRITERS, plain_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

N_ROWS = 12
PLAIN = "id,lat,lon,type,direction,height,operator\n" + "".join(
    f"c{n},60.1{n:02},24.9{n:02},dome,{n * 30},{n}.5,Kaupunki äö\n" for n in range(N_ROWS)
)
PORTAL = (
    "ID;Address;AdmArea;District;OVDPhone;global_id;geoData\n"
    "Код;Адрес;Округ;Район;Телефон ОВД;Номер;Геоданные\n"
) + "".join(
    f"MMC_{n};Тверская улица, дом {n};ЦАО;Тверской;(000) {n};10{n};"
    f"{{type=Point, coordinates=[37.6{n:02}, 55.75]}}\n"
    for n in range(N_ROWS)
)
ROWS = json.dumps([{"Cells": {"id": n, "lat": 60 + n / 100, "lon": 24.9}} for n in range(N_ROWS)])
BASES = {
    "plain.csv": PLAIN.encode(),
    "plain-latin.csv": PLAIN.encode("windows-1252"),
    "plain-wide.csv": PLAIN.encode("utf-16"),
    "portal.csv": PORTAL.encode(),
    "portal-1251.csv": PORTAL.encode("windows-1251"),
    "rows.json": ROWS.encode(),
}


def cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def stray_bytes(chance: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(damaged) + 1)
        stray = chance.choice([b"\x00", b"\xff", b'"', b",", b";", b"\n", b"\r", b"'", b"\x1a"])
        damaged[at : at + chance.randint(0, 3)] = stray or chance.randbytes(1)
    return bytes(damaged)


def random_bytes(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.randint(1, 40)) + content[at:]


def reencoded(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-8-sig", "cp1251", "koi8-r"]), "replace")


def shuffled_columns(chance: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    mark = b";" if b";" in lines[0] else b","
    order = list(range(lines[0].count(mark) + 1))
    chance.shuffle(order)
    result = []
    for line in lines:
        cells = line.split(mark)
        fits = len(cells) == len(order)
        result.append(mark.join(cells[at] for at in order) if fits else line)
    return b"\n".join(result)


def swapped_lines(chance: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


MUTATIONS: list[Callable[[random.Random, bytes], bytes]] = [
    cut,
    stray_bytes,
    random_bytes,
    reencoded,
    shuffled_columns,
    swapped_lines,
]


def check(folder: Path, seed: int) -> bool:
    """Read one damaged file; return whether it could be read at all."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    name = chance.choice(sorted(BASES))
    content = BASES[name]
    for _ in range(chance.randint(1, 2)):
        content = chance.choice(MUTATIONS)(chance, content)
    path = folder / name
    path.write_bytes(content)
    try:
        read = read_cameras(path)
    except TableError:
        return False
    whole_record(folder, read, f"seed {seed}")
    every_line_is_accounted_for(content, read, f"seed {seed}")
    return True


def whole_record(folder: Path, read: CameraTable, seed: str) -> None:
    """Check that what was kept and what was refused make up what was read."""
    assert len(read.cameras) + len(read.refused) == read.rows_read, seed
    assert all(refusal.reason and refusal.line >= 1 for refusal in read.refused), seed
    out = folder / "refused.csv"
    assert write_refused(out, [("table", read.refused)]) == len(read.refused)
    with out.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.reader(stream))) == len(read.refused) + 1, seed
    assert "(000)" not in out.read_text("utf-8") or "Телефон" not in "".join(read.dropped), seed


def every_line_is_accounted_for(content: bytes, read: CameraTable, seed: str) -> None:
    """Count lines another way, where no quote can join them."""
    told = re.fullmatch(r"text, delimiter .*, (\S+), (\d) header rows?", read.form)
    if told is None:
        return
    text = content.decode(told[1], "replace").removeprefix("\ufeff")
    if '"' in text:
        return
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    assert read.rows_read == len(lines) - int(told[2]), seed


def flipped(chance: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


@pytest.mark.parametrize("name", [name for name in WRITERS if not name.endswith(".shp")])
def test_damaged_geodata_is_read_whole_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](plain_frame(), path)
    content = path.read_bytes()
    for seed in range(40):
        chance = random.Random(seed)  # noqa: S311 - a test's dice
        path.write_bytes(chance.choice([flipped, cut, random_bytes])(chance, content))
        try:
            read = read_cameras(path)
        except TableError:
            continue
        assert len(read.cameras) + len(read.refused) == read.rows_read, seed


def test_a_thousand_damaged_tables(tmp_path: Path) -> None:
    readable = sum(check(tmp_path, seed) for seed in range(1_000))
    # the damage is mild enough for most to be read, or the test would show nothing
    assert readable > 300


@pytest.mark.soak
def test_fifty_thousand_damaged_tables(tmp_path: Path) -> None:
    assert sum(check(tmp_path, seed) for seed in range(1_000, 51_000)) > 15_000
