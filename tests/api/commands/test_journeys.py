"""``route --metro``: journeys on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.commands.conftest import Run

TRIP = ("Rautatientori", "Helsingin yliopisto")


def test_journeys_are_grouped_by_gates_and_say_what_is_supposed(run: Run) -> None:
    ran = run("route", *TRIP, "--metro", "--detour", "4")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("A low number does not mean safe")
    assert "quickest without a gate" in ran.out
    assert "#FF6319" in ran.out
    assert "A gate is not one more camera" in ran.out
    assert "supposed" in ran.out


def test_json_tells_every_leg_with_its_line(run: Run) -> None:
    answer = run("route", *TRIP, "--metro", "--detour", "4", "--json").json
    assert [group["gates"] for group in answer["groups"]] == [0]
    (group,) = answer["groups"]
    assert group["options"][0]["duration_s"] == answer["quickest_s"]
    rides = []
    for option in group["options"]:
        assert sum(option["survey"].values()) == pytest.approx(1.0)
        met = {id_ for leg in option["legs"] for id_ in leg["camera_ids"]}
        assert option["cameras"]["cautious"] == len(met)
        assert sum(leg["seconds"] for leg in option["legs"]) == pytest.approx(
            option["duration_s"], abs=0.5
        )
        assert all(len(leg["geometry"]["coordinates"]) >= 2 for leg in option["legs"])
        rides += [leg for leg in option["legs"] if leg["kind"] == "ride"]
    assert rides
    for ride in rides:
        assert (ride["line"], ride["colour"]) in {("M1", "#FF6319"), ("M2", "#FF6319")}
        assert (ride["cameras"], ride["modelled_at_least"]) == (0, 0)


@pytest.mark.parametrize(
    "options",
    [("--avoid", "line:none such"), ("--avoid", "kind:dome"), ("--max-cameras", "3"), ("--all",)],
)
def test_what_cannot_be_obeyed_is_refused_in_one_line(run: Run, options: tuple[str, ...]) -> None:
    ran = run("route", *TRIP, "--metro", *options)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "Rautatientori" not in ran.err
