"""Every score, route, table and map says what share of the way lies on which ground."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

ENDS = ("60.1712,24.9410", "60.1690,24.9480")
WALK = {"type": "LineString", "coordinates": [[24.9412, 60.1699], [24.9450, 60.1710]]}
SHARES = re.compile(r"(\d+)% / (\d+)% / (\d+)%")
IN_WORDS = re.compile(r"fully (\d+)\s?%, partly (\d+)\s?%, not at all (\d+)\s?%")


def add_up(shares: tuple[Any, ...]) -> bool:
    # each is rounded by itself
    return 98 <= sum(map(int, shares)) <= 102


@pytest.mark.parametrize(
    ("command", "ways"),
    [
        (("score", "-"), 1),
        (("route", *ENDS), 2),
        (("route", "Rautatientori", "Helsingin yliopisto", "--metro", "--detour", "2"), 2),
    ],
)
def test_the_terminal_says_it_of_every_way(run: Run, command: tuple[str], ways: int) -> None:
    ran = run(*command, stdin=json.dumps(WALK))
    assert ran.code == 0, ran.err
    found = SHARES.findall(ran.out)
    assert len(found) >= ways
    assert all(add_up(shares) for shares in found)


def test_json_and_geojson_say_it_of_every_way(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "ways.geojson"
    routed = run("route", *ENDS, "--json", "--geojson", lines).json["options"]
    scored = run("score", "-", "--json", stdin=json.dumps(WALK)).json
    features = json.loads(lines.read_text(encoding="utf-8"))["features"]
    ride = ("Rautatientori", "Helsingin yliopisto", "--metro", "--detour", "2", "--json")
    ridden = [one for group in run("route", *ride).json["groups"] for one in group["options"]]
    ways = [scored, *routed, *(feature["properties"] for feature in features), *ridden]
    assert len(ways) > 6
    for way in ways:
        assert set(way["survey"]) == {"full", "partial", "none"}
        assert sum(way["survey"].values()) == pytest.approx(1.0, abs=1e-3)


def test_maps_say_it(run: Run, tmp_path: Path) -> None:
    page, ways = tmp_path / "walk.html", tmp_path / "ways.html"
    assert run("score", "-", "--map", page, stdin=json.dumps(WALK)).code == 0
    assert run("route", *ENDS, "--map", ways).code == 0
    for file in (page, ways):
        found = IN_WORDS.findall(file.read_text(encoding="utf-8"))
        assert found, file.name
        assert all(add_up(shares) for shares in found)


def test_tables_of_stations_say_it_of_the_ground_around_each(run: Run) -> None:
    table = run("stations", "--json").json["stations"]
    for station in table:
        assert station["survey"] in {"full", "partial", "none", ""}
        shares = [station[f"survey_{state}"] for state in ("full", "partial", "none")]
        assert None in shares or sum(shares) == pytest.approx(1.0, abs=1e-3)
    assert "surveyed" in run("stations").out
