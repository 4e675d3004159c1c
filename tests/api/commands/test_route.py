"""``sidestreet route``: the trip comes in by arguments, by asking or by a pipe."""

from __future__ import annotations

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
