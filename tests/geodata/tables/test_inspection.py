"""``inspect`` says what a table would be read as, and its mapping file does just that."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.tables.cameras import read_cameras
from geodata.tables.inspection import inspect_cameras
from geodata.tables.mapping import (
    TARGETS,
    load_mapping,
    parse_mapping,
    ready_mapping,
    ready_mappings,
)
from geodata.tables.refused import write_refused
from mapper.errors import TableError

CONTENT = "nr,Breitengrad,Längengrad,type,phone\n1,60.17,24.94,bullet,+49\n2,60.18,,dome,+49\n"


def test_it_says_what_is_read_and_what_it_is_unsure_of(tmp_path: Path) -> None:
    path = tmp_path / "count.csv"
    path.write_text(CONTENT, encoding="utf-8")
    told = inspect_cameras(path)
    assert {use.column: use.target for use in told.uses} == {
        "nr": "",
        "Breitengrad": "latitude",
        "Längengrad": "longitude",
        "type": "kind",
    }
    assert told.never_read == ("phone",)
    assert (told.rows_looked_at, told.would_keep) == (2, 1)
    assert told.reasons == (("no Längengrad", 1),)
    assert any("guessed" in line for line in told.unsure)
    assert told.as_dict()["mapping"] is None


def test_its_mapping_file_reads_the_same_cameras(tmp_path: Path) -> None:
    path = tmp_path / "count.csv"
    path.write_text(CONTENT, encoding="utf-8")
    mapping = parse_mapping(inspect_cameras(path).toml, name="mine")
    first, second = read_cameras(path), read_cameras(path, mapping=mapping)
    assert first.cameras.xy.tolist() == second.cameras.xy.tolist()


def test_a_table_without_positions_is_inspected_too(tmp_path: Path) -> None:
    path = tmp_path / "count.csv"
    path.write_text("street,cameras\nMain,3\nSide,4\n", encoding="utf-8")
    told = inspect_cameras(path)
    assert told.reasons == (("the address is not among the city's", 2),)
    path.write_text("town,cameras\nMain,3\n", encoding="utf-8")
    assert any("no columns for longitude" in line for line in inspect_cameras(path).unsure)


def test_every_ready_mapping_is_whole() -> None:
    assert len(ready_mappings()) >= 8
    for name in ready_mappings():
        mapping = ready_mapping(name)
        assert mapping.recognise
        assert mapping.label
        assert mapping.licence
        assert {"longitude", "geometry"} & set(mapping.columns)


def test_the_docs_name_every_mapping_and_target() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "cameras.md").read_text(encoding="utf-8")
    assert [name for name in (*ready_mappings(), *TARGETS) if f"`{name}`" not in docs] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[columns", "no TOML"),
        ("colour = 1", "'colour' is none of"),
        ('[columns]\nplace = "x"', "'place' is none of"),
        ("[columns]\nlongitude = 1", "must be a text"),
        ("columns = 1", "must be a table"),
        ('crs = "EPSG:1"', "no CRS"),
        ("header_rows = 3", "must be 1 or 2"),
        ('[constants]\nkind = "box"', "'box' is none of"),
        ('[values.kind]\na = "box"', "'box' is none of"),
        ('[constants]\nrange_m = "far"', "is no number"),
        ('[units]\nheight_m = "yard"', "'yard' is none of"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        parse_mapping(text, name="mine")


def test_an_unknown_mapping_lists_the_ready_ones() -> None:
    with pytest.raises(TableError, match="cctv-exposure"):
        load_mapping("nothing-of-the-sort")


def test_refused_rows_are_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "count.csv"
    path.write_text(CONTENT, encoding="utf-8")
    read = read_cameras(path)
    out = tmp_path / "refused.csv"
    assert write_refused(out, [("count.csv", read.refused)]) == 1
    assert out.read_text(encoding="utf-8").splitlines() == [
        "table,line,reason,nr,Breitengrad,Längengrad,type",
        "count.csv,3,no Längengrad,2,60.18,,dome",
    ]
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []
