"""``sidestreet route``: the trip comes in by arguments, by asking or by a pipe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

START, GOAL = "60.1712,24.9410", "60.1690,24.9480"


def test_three_ways_to_say_a_trip_give_one_answer(run: Run, tmp_path: Path) -> None:
    by_argument = run("route", START, GOAL, "--json")
    assert by_argument.code == 0, by_argument.err
    by_asking = run("route", "--json", stdin=f"{START}\n{GOAL}\n")
    by_pipe = run("route", "--trip", "-", "--json", stdin=f"{START}\n{GOAL}\n")
    trip = tmp_path / "trip.txt"
    trip.write_text(f"{START}\n{GOAL}\n", encoding="utf-8")
    by_file = run("route", "--trip", trip, "--json")
    assert by_argument.json == by_asking.json == by_pipe.json == by_file.json
    assert START not in by_asking.err


def test_options_carry_scores_quickest_first(run: Run) -> None:
    options = run("route", START, GOAL, "--json").json["options"]
    durations = [option["duration_s"] for option in options]
    assert durations == sorted(durations)
    assert {"cameras", "band", "survey", "geometry", "encounters"} <= options[0].keys()


def test_names_lead_to_places(run: Run) -> None:
    ran = run("route", "Senaatintori", "Rautatientori", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["options"][0]["length_m"] > 100


@pytest.mark.parametrize(
    ("start", "goal", "hint"),
    [
        ("Nowhere-at-all-street", GOAL, ""),
        ("48.85,2.35", GOAL, "farther than"),
        ("24.9410,60.1712", GOAL, ""),
        ("nan,nan", GOAL, ""),
        ("91,0", GOAL, ""),
    ],
)
def test_bad_places_are_one_line_without_the_place(
    run: Run, start: str, goal: str, hint: str
) -> None:
    ran = run("route", start, goal)
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert hint in ran.err
    assert start not in ran.err


def test_one_place_or_too_many_lines_are_refused(run: Run) -> None:
    assert run("route", START).code == 2
    assert run("route", "--trip", "-", stdin="a\nb\nc\n").code == 2
    assert run("route", stdin="").code == 2


def test_the_map_of_a_trip_is_written_with_a_warning(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    ran = run("route", START, GOAL, "--map", page)
    assert ran.code == 0, ran.err
    assert "stays where you put it" in ran.err
    assert page.stat().st_size > 100_000


def test_a_longer_way_meets_fewer_cameras_and_the_wishes_hold(run: Run) -> None:
    answer = run("route", "Rautatientori", "Senaatintori", "--json").json
    options = answer["options"]
    counts = [option["cameras"]["cautious"] for option in options]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
    assert len(options) <= 5
    assert options[-1]["duration_s"] <= 1.3 * options[0]["duration_s"]
    assert options[-1]["cameras_avoided"] == counts[0] - counts[-1]
    every = run("route", "Rautatientori", "Senaatintori", "--all", "--json").json
    assert len(every["options"]) == len(every["front"]) >= len(options)
    few = run("route", "Rautatientori", "Senaatintori", "--max-cameras", str(counts[-1]), "--json")
    assert [o["cameras"]["cautious"] for o in few.json["options"]] == [counts[-1]]
    wide = run("route", "Rautatientori", "Senaatintori", "--detour", "1.0", "--json").json
    assert len(wide["options"]) == 1


@pytest.mark.parametrize("aim", ["expected", "seconds"])
def test_other_aims_have_fronts_of_their_own(run: Run, aim: str) -> None:
    answer = run("route", "Rautatientori", "Senaatintori", "--minimise", aim, "--json").json
    assert answer["minimise"] == aim
    values = [point["value"] for point in answer["front"]]
    assert values == sorted(values, reverse=True)
    assert answer["optimal"] is False or aim == "seconds"


def test_what_is_to_be_avoided_is_avoided(run: Run, tmp_path: Path) -> None:
    free = run("route", "Rautatientori", "Senaatintori", "--json").json["options"]
    fixed = free[0]["encounters"][-1]["camera_id"]
    kept = run("route", "Rautatientori", "Senaatintori", "--avoid", f"camera:{fixed}", "--json")
    assert kept.code == 0, kept.err
    for option in kept.json["options"]:
        assert fixed not in {encounter["camera_id"] for encounter in option["encounters"]}
    area = tmp_path / "square.geojson"
    area.write_text('{"type": "Polygon", "coordinates": [[[0, "x"]]]}', encoding="utf-8")
    assert run("route", START, GOAL, "--avoid", area).code == 2
    assert run("route", START, GOAL, "--avoid", "nonsense").code == 2
    assert run("route", START, GOAL, "--avoid", "camera:nobody").code == 2
    assert run("route", START, GOAL, "--choose", "99").code == 2


def test_the_files_of_a_route(run: Run, tmp_path: Path) -> None:
    line, features = tmp_path / "route.gpx", tmp_path / "options.geojson"
    ran = run(
        "route", "Rautatientori", "Senaatintori", "--gpx", line, "--geojson", features,
        "--gpx-encounters", "--trim", "40", "--choose", "1", "--steps",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "arrive" in ran.out
    text = line.read_text(encoding="utf-8")
    assert 0 < text.count("<wpt") <= text.count("<trkpt") * 10
    assert "amera" not in text
    collection = json.loads(features.read_text(encoding="utf-8"))
    assert [f["geometry"]["type"] for f in collection["features"]] == ["LineString"] * 5
    start = collection["features"][0]["geometry"]["coordinates"][0]
    assert f'lat="{start[1]:.7f}" lon="{start[0]:.7f}"' not in text
