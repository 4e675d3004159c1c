"""Walking and the metro together: fronts against every way there is, counted by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.metro import profile_for
from geodata.metro.profiles import parse_profile
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.metro import MetroNetwork
from mapper.model.places import STATION_COLUMNS, Table
from mapper.stations.journeys import Avoid, Journeys, JourneyWishes, find_journeys
from mapper.stations.profiles import Modelled
from tests.mapper.stations.lines import GATES, OPEN, STATIONS, STREET, at, line_town, with_line
from tests.mapper.stations.towns import network, town

if TYPE_CHECKING:
    from mapper.model.city import City
    from mapper.stations.profiles import CityProfile

SPEED_M_S = Assumptions().walking_speed_m_s
DOOR_S, WAIT_S, RIDE_S = 30.0, 60.0, 60.0
"""What the towns' tables say: half of a headway of two minutes is waited."""

OUT_TOO = parse_profile(
    """
    [[systems]]
    name = "M"
    lines = ["*"]
    [systems.gates]
    face_recognition = "documented"
    on_exit = true
    source = "test"
    [systems.platforms]
    present = false
    source = "test"
    [systems.carriages]
    present = false
    source = "test"
    [systems.face_pay]
    face_recognition = "documented"
    source = "a release"
    date = "2021-10"
    """,
    name="out-too",
)


def found(
    city: City,
    start: float,
    goal: float,
    *,
    profile: CityProfile = GATES,
    detour: float = 1.3,
    avoid: Avoid | None = None,
) -> Journeys:
    exposure = prepare(city, Assumptions(policy=CountingPolicy.LIKELY))
    wishes = JourneyWishes(detour=detour, avoid=avoid or Avoid(), exact=True)
    ends = at(exposure, start), at(exposure, goal)
    return find_journeys(exposure, MetroNetwork.of(city), ends, profile=profile, wishes=wishes)


@dataclass(frozen=True)
class Way:
    """A way made by hand: seconds, gates, and names of what sees it."""

    seconds: float
    gates: int
    seen: frozenset[str]


def every_way(lines: dict[str, str], cameras: dict[int, set[str]], goal: int) -> list[Way]:
    """Return every way from A to a station of the street that visits no place twice.

    Places are the crossings of the street and, for each, the hall below and the trains there.

    Parameters
    ----------
    lines
        Stations in order, as letters, by line.
    cameras
        By the number of a block of the street, the cameras that see it.
    goal
        The crossing where it ends.
    """
    ways: list[Way] = []
    beside: dict[tuple[str, int], set[int]] = {}
    for line, stops in lines.items():
        rows = ["ABCDE".index(stop) for stop in stops]
        for one, other in pairwise(rows):
            beside.setdefault((line, one), set()).add(other)
            beside.setdefault((line, other), set()).add(one)

    def go(place: tuple[str, int], been: frozenset[tuple[str, int]], way: Way) -> None:
        kind, row = place
        if place == ("street", goal):
            ways.append(way)
            return
        steps: list[tuple[tuple[str, int], Way]] = []
        if kind == "street":
            steps += [
                (("street", to), Way(1000 / SPEED_M_S, 0, frozenset(cameras.get(min(row, to), ()))))
                for to in (row - 1, row + 1)
                if 0 <= to <= 4
            ]
            steps.append((("hall", row), Way(DOOR_S, 1, frozenset())))
        elif kind == "hall":
            steps.append((("street", row), Way(DOOR_S, 0, frozenset())))
            steps += [
                ((line, row), Way(WAIT_S, 0, frozenset({f"carriage of {line} at {row}"})))
                for line in lines
                if (line, row) in beside
            ]
        else:
            steps.append((("hall", row), Way(0.0, 0, frozenset())))
            steps += [((kind, to), Way(RIDE_S, 0, frozenset())) for to in beside[kind, row]]
        for to, step in steps:
            if to not in been:
                seen = way.seen | step.seen
                more = Way(way.seconds + step.seconds, way.gates + step.gates, seen)
                go(to, been | {to}, more)

    start = ("street", 0)
    go(start, frozenset({start}), Way(0.0, 0, frozenset()))
    return ways


def fronts_of(ways: list[Way], detour: float) -> dict[int, list[tuple[float, int]]]:
    """Return the fronts by gates that nothing with as few gates beats."""
    budget = detour * min(way.seconds for way in ways)
    free = detour * min(way.seconds for way in ways if not way.gates)
    within = [w for w in ways if w.seconds <= max(budget, free if not w.gates else 0.0)]
    kept: dict[int, list[tuple[float, int]]] = {}
    for way in sorted(within, key=lambda w: (w.gates, round(w.seconds), len(w.seen))):
        known = [pair for group in kept.values() for pair in group]
        if not any(s <= round(way.seconds) and n <= len(way.seen) for s, n in known):
            kept.setdefault(way.gates, []).append((round(way.seconds), len(way.seen)))
    return kept


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("goal", [2, 3, 4])
def test_fronts_are_those_of_every_way_on_foot_and_by_train(seed: int, goal: int) -> None:
    """A street of four blocks, two lines below it, cameras on blocks drawn by chance."""
    random = np.random.default_rng(seed)
    blocks = {k: int(random.integers(0, 4)) for k in range(4)}
    cameras = {
        block: {f"camera {block}.{k}" for k in range(count)} for block, count in blocks.items()
    }
    placed = [
        {"at": (1000.0 * block + 300 + 60 * k, 2.0), "face_recognition": "reported"}
        for block, count in blocks.items()
        for k in range(count)
    ]
    lines = {"red": "ABCDE", "blue": "ACE"} if seed % 2 else {"red": "ABC", "blue": "CDE"}
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS, cameras=placed), *lines.items()
    )
    for detour in (1.0, 1.6, 4.0):
        told = found(city, 0.0, 1000.0 * goal, detour=detour)
        points: dict[int, list[tuple[float, int]]] = {}
        for point in told.points:
            pair = round(point.duration_ms / 1000), point.cameras + point.modelled
            points.setdefault(point.gates, []).append(pair)
        assert points == fronts_of(every_way(lines, cameras, goal), detour)


def test_changing_is_a_new_carriage() -> None:
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS), ("red", "ABC"), ("blue", "CDE")
    )
    (ride,) = (one for one in found(city, 0.0, 4000.0).journeys if one.gates)
    assert (ride.gates, ride.modelled) == (1, 2)


def test_changing_elsewhere_avoids_the_cameras_of_a_street() -> None:
    """Red ends at D, where blue begins: change there, or get off and walk on past a camera."""
    cameras = [{"at": (3500.0, 2.0), "face_recognition": "reported"}]
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS, cameras=cameras),
        ("red", "ABCD"),
        ("blue", "DE"),
    )
    told = [one for one in found(city, 0.0, 4000.0, detour=3.0).journeys if one.gates == 1]
    # change at D: two carriages, no camera; or get off at D and walk past the camera: one of each
    kinds = {tuple(leg.kind for leg in one.legs): one for one in told}
    change = kinds["gate", "ride", "ride", "exit"]
    assert (len(change.cameras), change.modelled) == (0, 2)
    assert [leg.line for leg in change.legs] == ["", "red", "blue", ""]


def test_a_gate_on_the_way_out_counts_too() -> None:
    (ride,) = (
        one for one in found(line_town(), 0.0, 3000.0, profile=OUT_TOO).journeys if one.gates
    )
    assert ride.gates == 2
    assert [(leg.kind, leg.gates) for leg in ride.legs] == [("gate", 1), ("ride", 0), ("gate", 1)]
    assert ride.label.endswith("through 2 gates")


def test_paying_by_face_is_told_with_its_evidence_and_is_no_camera() -> None:
    rule = OUT_TOO.rule_for("M", ("1",))
    told = Modelled.of(rule, vestibules=1, lines=1).as_dict()
    assert told["face_pay"] == {
        "face_recognition": "documented", "source": "a release", "date": "2021-10",
    }  # fmt: skip
    assert "at_least" not in told["face_pay"]
    (ride,) = (
        one for one in found(line_town(), 0.0, 3000.0, profile=OUT_TOO).journeys if one.gates
    )
    assert (ride.cameras, ride.modelled) == ((), 0)
    moscow = profile_for("moscow")
    assert moscow is not None
    of_moscow = moscow.rule_for("", ("Сокольническая",))
    assert Modelled.of(of_moscow, vestibules=1, lines=1).as_dict()["face_pay"]["source"]


def test_a_system_without_gates_gets_no_supposed_device() -> None:
    told = found(line_town(), 0.0, 3000.0, profile=OPEN)
    assert {one.gates for one in told.journeys} == {0}
    assert {one.modelled for one in told.journeys} == {0}


def test_a_system_to_be_avoided_is_left_for_the_other() -> None:
    """The blue stations belong to another system: without the red one, only blue is ridden."""
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS), ("red", "ABC"), ("blue", "CDE")
    )
    frame = city.stations.frame.assign(system=["Red", "Red", "Blue", "Blue", "Blue"])
    stations = Table.parse(frame, STATION_COLUMNS, table="stations", projection=city.projection)
    city = replace(city, stations=stations)
    avoid = Avoid(systems=frozenset({"Red"}))
    rides = {
        (leg.start, leg.line)
        for one in found(city, 0.0, 4000.0, avoid=avoid, detour=2.0).journeys
        for leg in one.legs
        if leg.kind == "ride"
    }
    assert rides == {("Station C", "blue")}
