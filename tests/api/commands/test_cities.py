"""``cities``, ``build``, ``map`` and ``verify``: a city from a file to a map one can check."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run


def test_the_bundled_city_is_always_there(run: Run) -> None:
    ran = run("cities", "--json")
    assert ran.code == 0, ran.err
    (helsinki,) = [city for city in ran.json["cities"] if city["name"] == "helsinki"]
    assert helsinki["cameras"] > 200
    assert helsinki["stations"] >= 2
    assert "helsinki" in run("cities").out


def test_a_map_can_be_verified_and_a_changed_one_is_told(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "city.html"
    assert run("map", page).code == 0
    assert run("verify", page).code == 0
    page.write_bytes(page.read_bytes().replace(b"</html>", b"<p></p></html>"))
    changed = run("verify", page)
    assert changed.code == 1
    assert "DIFFERS" in changed.out


@pytest.mark.shared_data
def test_frankfurt_from_file_to_map(run: Run, shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf"
    built = run("build", "frankfurt", "--osm", source, "--json")
    assert built.code == 0, built.err
    assert run("cities").out.count("frankfurt")
    page = tmp_path / "map.html"
    assert run("map", page, "--city", "frankfurt").code == 0
    apart = run("route", "50.1070,8.6630", "49.8725,8.6290", "--city", "frankfurt")
    assert apart.code == 2
    assert len(apart.err.splitlines()) == 1


@pytest.mark.shared_data
def test_a_city_without_camera_data_says_so(run: Run, shared_data: Path, tmp_path: Path) -> None:
    assert run("build", "north", "--osm", shared_data / "moscow" / "butyrsky.osm.gz").code == 0
    line = tmp_path / "line.geojson"
    line.write_text(
        json.dumps({"type": "LineString", "coordinates": [[37.586, 55.818], [37.592, 55.820]]}),
        encoding="utf-8",
    )
    ran = run("score", line, "--city", "north", "--json")
    assert ran.code == 0, ran.err
    answer = ran.json
    assert answer["cameras"] == {"documented": None, "likely": None, "cautious": None}
    assert answer["band"] == {"near": None, "default": None, "far": None}
    assert answer["seen_m"] is None
    assert answer["survey"]["none"] == 1.0
    table = run("score", line, "--city", "north").out
    assert "not surveyed" in table
    assert "nothing can be said" in table


@pytest.mark.parametrize("cut", [0, 1000])
def test_a_cut_file_builds_nothing(run: Run, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(bytes(range(256)) * (cut // 256))
    ran = run("build", "broken", "--osm", path)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert not (tmp_path / "packs" / "broken").exists()


@pytest.mark.parametrize("name", ["../escape", "", "a/b", ".hidden", "x" * 300])
def test_a_name_stays_inside_the_packs_folder(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.osm"
    path.write_text("<osm version='0.6'/>", encoding="utf-8")
    assert run("build", name, "--osm", path).code == 2


@pytest.mark.shared_data
def test_a_damaged_pack_is_named_not_used(run: Run, shared_data: Path, tmp_path: Path) -> None:
    run("build", "north", "--osm", shared_data / "moscow" / "butyrsky.osm.gz")
    (table,) = (tmp_path / "packs" / "north").glob("*/edges.parquet")
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 0xFF
    table.write_bytes(bytes(data))
    ran = run("map", tmp_path / "map.html", "--city", "north")
    assert ran.code == 2
    assert "edges" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not (tmp_path / "map.html").exists()
    shutil.rmtree(tmp_path / "packs")
    assert run("map", tmp_path / "map.html", "--city", "north").code == 2
