"""``sidestreet print``."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader

from geodata.bundled import bundled_cities

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

TRIP = "60.1719,24.9414\n60.1655,24.9470\n"
WALK = bundled_cities()[0].parent / "walk.gpx"


def text_of(path: Path) -> str:
    [page] = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(page.extract_text().split())


def test_a_trip_from_the_standard_input_is_printed(run: Run, tmp_path: Path) -> None:
    found = run("route", "--trip", "-", "--json", "--quiet", stdin=TRIP).json["options"]
    for number, option in enumerate(found, start=1):
        ran = run(
            "print", "sheet.pdf", "--trip", "-", "--choose", str(number), "--quiet", stdin=TRIP
        )
        assert ran.code == 0, ran.err
        assert ran.out == ""
        text = text_of(tmp_path / "sheet.pdf")
        assert f"{option['cameras']['cautious']} cameras (face recognition not ruled out)" in text
        [metres] = re.findall(r"Length: (\d+) m", text)
        assert int(metres) == pytest.approx(option["length_m"], abs=0.51)
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]


def test_a_track_is_printed_with_a_warning(run: Run, tmp_path: Path) -> None:
    ran = run("print", "way.png", "--track", WALK, "--language", "ru")
    assert ran.code == 0
    assert "shows where the trip starts and ends" in ran.err + ran.out
    with Image.open(tmp_path / "way.png") as image:
        assert image.mode == "L"


@pytest.mark.parametrize("area", ["24.9414,60.1655,24.9470,60.1719", "A2"])
def test_a_part_of_the_city_is_printed(run: Run, tmp_path: Path, area: str) -> None:
    ran = run("print", "part.pdf", "--area", area, "--quiet")
    assert ran.code == 0, ran.err
    text = text_of(tmp_path / "part.pdf")
    assert "cameras are known here" in text
    assert "OpenStreetMap contributors" in text


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["print", "sheet.svg", "--trip", "-"], ".pdf or .png"),
        (["print", "sheet.pdf", "--area", "nowhere"], "no district"),
        (["print", "sheet.pdf", "--area", "0,0,1,1"], "no way"),
        (["print", "sheet.pdf", "--trip", "-", "--choose", "99"], "options"),
    ],
)
def test_what_cannot_be_printed_is_one_line(
    run: Run, tmp_path: Path, argv: list[str], said: str
) -> None:
    ran = run(*argv, "--quiet", stdin=TRIP)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
