"""``build``, ``inspect`` and ``diff``: Moscow from the files there are, one command each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.geodata.osm.drawing import drawn, lon_lat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

FOOT = {"highway": "footway"}
TABLE = "id;lat;lon;kind;phone\na;60.1700;24.9400;dome;123\nb;60.1710;24.9420;fixed;456\n"


@pytest.mark.shared_data
def test_moscow_in_one_command(run: Run, shared_data: Path, tmp_path: Path) -> None:
    data, refused = shared_data / "moscow", tmp_path / "refused.csv"
    built = run(
        "build", "moscow", "--streets", f"{data / 'centre.gpkg'}::roads",
        "--cameras", data / "cameras_2386.csv", "--stations", data / "metro_lines.csv",
        "--entrances", data / "entrances_624.json",
        "--buildings", data / "southwest_buildings.gdb.zip", "--rules", "moscow",
        "--refused", refused, "--json",
    )  # fmt: skip
    assert built.code == 0, built.err
    assert built.json["refused"] == 272
    assert len(refused.read_text(encoding="utf-8").splitlines()) == 273
    (city,) = [c for c in run("cities", "--json").json["cities"] if c["name"] == "moscow"]
    assert city["cameras"] == 5778
    trip = ("55.7520,37.6050", "55.7600,37.6250", "--city", "moscow")
    near = run("route", *trip, "--range", "near", "--json").json["options"][0]
    assert near["cameras"]["cautious"] is None
    assert near["resolvable"] is False
    assert near["band"]["near"] is None
    assert near["band"]["default"] > 0
    assert "not resolvable" in run("route", *trip, "--range", "near").out
    page = tmp_path / "map.html"
    assert run("route", *trip, "--map", page).code == 0
    text = page.read_text(encoding="utf-8")
    assert "not resolvable" in text
    assert "irlcode/cctv" in text


def test_a_table_is_inspected_and_built_on_and_compared(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text(TABLE, encoding="utf-8")
    seen = run("inspect", table, "--json").json
    assert seen["would_keep"] == 2
    assert seen["columns"]["lat"]["read_as"] == "latitude"
    assert seen["never_read"] == ["phone"]
    assert "123" not in run("inspect", table).out
    assert run("build", "one", "--cameras", table).code == 0
    table.write_text(TABLE.replace("b;60.1710", "c;60.1730"), encoding="utf-8")
    assert run("build", "two", "--cameras", table).code == 0
    diff = run("diff", "one", "two", "--json").json
    assert (len(diff["added"]), len(diff["retired"]), diff["unchanged"]) == (1, 1, 1)
    assert "1 added, 1 retired" in run("diff", "one", "two").out


def test_a_second_import_says_what_came_and_went(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text(TABLE, encoding="utf-8")
    first = run("build", "town", "--cameras", table, "--json").json
    assert (first["before"], first["diff"]) == (None, None)
    table.write_text(TABLE.replace("b;60.1710", "c;60.1730"), encoding="utf-8")
    said = run("build", "town", "--cameras", table).out
    assert "1 added, 1 retired" in said
    # the command it names shows which
    assert f"sidestreet diff town/{first['pack']} town" in said
    diff = run("diff", f"town/{first['pack']}", "town")
    assert diff.code == 0
    assert "table:b" in diff.out
    assert "survey" in diff.out
    again = run("build", "town", "--cameras", table, "--json").json
    assert again["diff"]["added"] == again["diff"]["retired"] == again["diff"]["tables"] == []
    (tmp_path / "packs" / "town" / "CURRENT").write_text("nonsense", encoding="ascii")
    ran = run("build", "town", "--cameras", table)
    assert ran.code == 0
    assert "nothing to compare with" in ran.err


def test_nothing_to_build_from_is_one_line(run: Run, tmp_path: Path) -> None:
    for options in ((), ("--bbox", "1,2,3"), ("--cameras", tmp_path / "none.csv")):
        ran = run("build", "nothing", *options)
        assert ran.code == 2
        assert len(ran.err.splitlines()) == 1
        assert not (tmp_path / "packs" / "nothing").exists()


def test_a_box_that_gives_a_trip_away_is_refused_before_any_connection(run: Run) -> None:
    ran = run("build", "trip", "--bbox", "24.94,60.17,24.95,60.175")
    assert ran.code == 2
    assert "ask for the whole city" in ran.err


def test_terms_of_a_file_travel_with_it_and_keep_apart_what_may_not_be_mixed(
    run: Run, tmp_path: Path
) -> None:
    table, osm = tmp_path / "cameras.csv", tmp_path / "town.osm"
    lon, lat = lon_lat(50.0, 5.0)
    table.write_text(f"id;lat;lon;kind\na;{lat};{lon};dome\n", encoding="utf-8")
    osm.write_text(drawn({1: (0.0, 0.0), 2: (100.0, 0.0)}, {1: ([1, 2], FOOT)}), encoding="utf-8")
    told = f"{table}=CC-BY-NC-4.0;The counters of 2024;2024-05-01"
    ran = run("build", "town", "--osm", osm, "--cameras", table, "--terms", told)
    assert ran.code == 0, ran.err
    assert "The counters of 2024 (CC-BY-NC-4.0)" in ran.out
    assert "owes you that database" in ran.out
    refused = run("graph", tmp_path / "town.graphml", "--city", "town")
    assert refused.code == 2
    assert "separate tables" in refused.err
    assert run("graph", tmp_path / "a.graphml", "--city", "town", "--no-cameras").code == 0
    page = tmp_path / "map.html"
    assert run("map", page, "--city", "town").code == 0
    assert "owes you that database" in page.read_text(encoding="utf-8")
    for wrong in ("other.csv=CC0-1.0", f"{table}=", f"{table}=a;b;c;d", "nothing"):
        ran = run("build", "no", "--cameras", table, "--terms", wrong)
        assert (ran.code, len(ran.err.splitlines())) == (2, 1)
