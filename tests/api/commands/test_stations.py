"""``stations``: the table on the terminal, as JSON, and as files."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from PIL import Image, ImageColor

from mapper.maps.assets import palette
from mapper.stations.classes import COLOURS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run


def test_the_table_says_what_is_counted_and_what_is_unknown(run: Run) -> None:
    ran = run("stations")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("A low number does not mean safe")
    assert "cameras (face recognition not ruled out)" in ran.out
    assert "unknown" in ran.out
    assert "2 of 3 stations have entrances on the walking network" in ran.out.replace("\n", " ")


def test_json_goes_to_the_screen_or_into_a_file(run: Run, tmp_path: Path) -> None:
    shown = run("stations", "--sort", "name", "--json").json
    written = tmp_path / "t.json"
    ran = run("stations", "--sort", "name", "--quiet", "--json", written)
    assert (ran.code, ran.out) == (0, "")
    assert json.loads(written.read_text(encoding="utf-8")) == shown
    assert [row["name"] for row in shown["stations"][:2]] == [
        "Helsingin yliopisto",
        "Rautatientori",
    ]


def test_districts_and_rules_of_ones_own(run: Run, tmp_path: Path) -> None:
    areas = tmp_path / "areas.geojson"
    box = [shapely.box(24.9, 60.1, 25.0, 60.2)]
    gpd.GeoDataFrame({"name": ["All"]}, geometry=box, crs=4326).to_file(areas)
    rules = tmp_path / "mine.toml"
    rules.write_text(
        '[[systems]]\nname = "M"\nlines = ["*"]\n[systems.gates]\n'
        'face_recognition = "reported"\nsource = "a newspaper"\n',
        encoding="utf-8",
    )
    answer = run("stations", "--districts", areas, "--profile", rules, "--json").json
    assert [row["district"] for row in answer["districts"]] == ["All"]
    gates = [(row["gates_documented"], row["gates_likely"]) for row in answer["stations"]]
    assert set(gates) == {(0, 1)}


def test_bad_files_are_one_line_and_code_2(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "rules.toml"
    broken.write_text("[[systems]\n", encoding="utf-8")
    for option in ("--profile", "--districts"):
        ran = run("stations", option, broken)
        assert ran.code == 2
        assert ran.err.startswith("sidestreet: rules")
        assert len(ran.err.splitlines()) == 1


def test_stops_and_days_stand_beside_and_small_counts_do_not_show(run: Run, tmp_path: Path) -> None:
    stops, days = tmp_path / "stops.csv", tmp_path / "days.csv"
    stops.write_text(
        "month,station,count\n2022-06,Rautatientori,7\n2022-06,Helsingin yliopisto,3\n",
        encoding="utf-8",
    )
    days.write_text("date,place,source\n2022-06-12,city,a newspaper\n", encoding="utf-8")
    out = tmp_path / "t.json"
    assert run("stations", "--stops", stops, "--checks", days, "--json", out, "--quiet").code == 0
    answer = json.loads(out.read_text(encoding="utf-8"))
    told = answer["documented_stops"]
    assert told["by_station"] == {"Helsingin yliopisto": None, "Rautatientori": 7}
    assert told["by_group"] == {"line M1": 7, "line M2": 7}
    assert answer["check_days"][0]["source"] == "a newspaper"
    stops.write_text("month,station,count\n2022-07,Rautatientori,8\n", encoding="utf-8")
    again = run("stations", "--stops", stops, "--stops-before", out, "--json").json
    assert again["documented_stops"]["by_station"] == {"Rautatientori": 7}
    assert "a newspaper" in run("stations", "--checks", days).out


def test_a_sheet_fetches_nothing_and_carries_the_safety_text(run: Run, tmp_path: Path) -> None:
    out, again = tmp_path / "sheet.html", tmp_path / "again.html"
    for file in (out, again):
        assert run("stations", "--sheet", "rautatientori", file, "--quiet").code == 0
    page = out.read_text(encoding="utf-8")
    assert page == again.read_text(encoding="utf-8")
    assert "A low number does not mean safe" in page
    assert page.count("<tr>") == 26
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "default-src 'none'" in page
    assert run("stations", "--sheet", "Nowhere", tmp_path / "n.html").code == 2


def test_a_map_of_the_stations_with_days_of_checks(run: Run, tmp_path: Path) -> None:
    days, out = tmp_path / "days.csv", tmp_path / "map.html"
    days.write_text("date,place,source\n2025-05-09,Rautatientori,a source\n", encoding="utf-8")
    ran = run("stations", "--map", out, "--colour", "seen", "--checks", days, "--quiet")
    assert (ran.code, ran.out) == (0, "")
    page = out.read_text(encoding="utf-8")
    assert 'value="seen" autocomplete="off" checked' in page
    assert "2025-05-09" in page
    assert run("stations", "--map", out, "--colour", "red").code == 2


def test_the_sheet_shows_streets_doors_by_class_and_the_best_way(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    assert run("stations", "--sheet", "Rautatientori", out, "--quiet").code == 0
    page = out.read_text(encoding="utf-8")
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    assert found is not None
    picture = Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGB")
    pixels = np.asarray(picture, np.int64)

    def shows(colour: str, least: int) -> bool:
        apart = np.abs(pixels - np.array(ImageColor.getrgb(colour))).max(axis=2)
        return int((apart <= 12).sum()) >= least

    classes = [colour for colour in COLOURS if shows(colour, 15)]
    assert len(classes) >= 2
    # the streets within 300 m, and the line of the best way in
    assert shows(palette()["light"]["rail"], 200)
    assert shows(palette()["light"]["ink"], 200)
    assert "<script" not in page
