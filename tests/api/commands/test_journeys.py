"""``route --metro``: journeys on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.commands.conftest import Run

TRIP = ("Rautatientori", "Helsingin yliopisto")


def test_journeys_are_grouped_by_gates_and_say_what_is_supposed(run: Run) -> None:
    ran = run("route", *TRIP, "--metro")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("A low number does not mean safe")
    assert "quickest without a gate" in ran.out
    assert "A gate is not one more camera" in ran.out
    assert "supposed" in ran.out


def test_json_tells_every_leg_with_its_line(run: Run) -> None:
    answer = run("route", *TRIP, "--metro", "--detour", "2", "--json").json
    first = answer["journeys"][0]
    assert first["gates"] == 0
    assert first["cameras"] == len(first["camera_ids"])
    assert sum(first["survey"].values()) == pytest.approx(1.0)
    for journey in answer["journeys"]:
        walks = [leg for leg in journey["legs"] if leg["kind"] == "walk"]
        assert all(len(leg["geometry"]["coordinates"]) >= 2 for leg in walks)


@pytest.mark.parametrize(
    "options",
    [("--avoid", "line:none such"), ("--avoid", "kind:dome"), ("--max-cameras", "3"), ("--all",)],
)
def test_what_cannot_be_obeyed_is_refused_in_one_line(run: Run, options: tuple[str, ...]) -> None:
    ran = run("route", *TRIP, "--metro", *options)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "Rautatientori" not in ran.err
