"""Journeys by a timetable, in towns whose trains a reader can follow on the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.metro import MetroNetwork
from mapper.model.timetable import Timetable
from mapper.stations.journeys import Avoid, Journey, Journeys, JourneyWishes, find_journeys
from mapper.stations.trains import Departure, trains_on
from tests.mapper.stations.lines import GATES, STATIONS, STREET, at, line_town, with_line
from tests.mapper.stations.towns import network, town

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.city import City

DAY, NIGHT_BEFORE = "2026-04-07", "2026-04-06"


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def timetable(*trains: tuple[str, str, int, tuple[str, ...]], date: str = DAY) -> Timetable:
    """Return trains of a line: its stations, seconds from one to the next, and departures."""
    calls: list[Mapping[str, object]] = []
    runs: list[Mapping[str, object]] = []
    for profile, (line, stops, seconds, departures) in enumerate(trains):
        calls += [
            {
                "profile": profile,
                "place": place,
                "station_id": station,
                "line": line,
                "arrive_s": place * seconds,
                "depart_s": place * seconds,
            }
            for place, station in enumerate(stops)
        ]
        runs += [
            {"profile": profile, "service": "s", "start_s": clock(text)} for text in departures
        ]
    days = pd.DataFrame({"service": ["s"], "date": [date]})
    return Timetable.parse(pd.DataFrame(calls), pd.DataFrame(runs), days)


def found(  # noqa: PLR0913 - what a trip is asked with
    city: City,
    when: str,
    goal: float,
    *,
    exact: bool = True,
    date: str = DAY,
    avoid: Avoid | None = None,
    detour: float = 1.3,
) -> Journeys:
    exposure = prepare(city, Assumptions(policy=CountingPolicy.LIKELY))
    wishes = JourneyWishes(
        detour=detour,
        avoid=avoid or Avoid(),
        exact=exact,
        departure=Departure(clock(when), date),
    )
    ends = at(exposure, 0.0), at(exposure, goal)
    return find_journeys(exposure, MetroNetwork.of(city), ends, profile=GATES, wishes=wishes)


def ride(journeys: Journeys) -> Journey:
    return next(one for one in journeys.journeys if one.gates)


def timed_town(*trains: tuple[str, str, int, tuple[str, ...]], date: str = DAY) -> City:
    return replace(line_town(), timetable=timetable(*trains, date=date))


def test_one_waits_for_the_next_train_and_no_longer() -> None:
    """Thirty seconds from the door to the platform; the train of 08:02 calls at B, C and D."""
    city = timed_town(("1", "ABCDE", 60, ("08:02", "08:12")))
    one = ride(found(city, "08:00", 3000.0))
    assert one.duration_ms == (120 + 3 * 60 + 30) * 1000
    (leg,) = (leg for leg in one.legs if leg.kind == "ride")
    assert (leg.wait_s, leg.seconds, leg.stops, leg.timed) == (90.0, 270.0, 3, True)
    assert (leg.start, leg.end) == ("Station A", "Station D")


def test_a_train_just_missed_costs_the_time_to_the_next_one() -> None:
    city = timed_town(("1", "ABCDE", 60, ("08:02", "08:12")))
    # at 08:01:30 one reaches the platform just as it leaves; a minute later it is gone
    assert ride(found(city, "08:01", 3000.0)).legs[1].wait_s == 30.0
    assert ride(found(city, "08:02", 3000.0)).legs[1].wait_s == 570.0


def test_after_the_last_train_only_walking_is_left() -> None:
    city = timed_town(("1", "ABCDE", 60, ("08:02", "08:12")))
    late = found(city, "08:13", 3000.0)
    assert {one.gates for one in late.journeys} == {0}
    assert late.waits == "timetable"


def test_trains_run_one_way_only_where_the_timetable_says_so() -> None:
    back = timed_town(("1", "EDCBA", 60, ("08:02",)))
    assert {one.gates for one in found(back, "08:00", 3000.0).journeys} == {0}


def test_a_train_of_the_night_before_is_caught_after_midnight() -> None:
    city = timed_town(("1", "ABCDE", 60, ("24:10",)), date=NIGHT_BEFORE)
    assert ride(found(city, "00:05", 3000.0)).legs[1].wait_s == 270.0


def test_before_midnight_the_first_train_of_the_next_day_is_waited_for() -> None:
    city = timed_town(("1", "ABCDE", 60, ("00:04",)), date="2026-04-08")
    assert ride(found(city, "23:55", 3000.0)).legs[1].wait_s == 510.0


def test_an_express_that_overtakes_is_waited_for() -> None:
    """The slow train leaves at once and arrives last: two groups, of which none overtakes."""
    city = timed_town(("1", "ABCD", 600, ("08:01",)), ("1", "ABCD", 60, ("08:05",)))
    assert len(trains_on(city.timetable, MetroNetwork.of(city), DAY)) == 2
    one = ride(found(city, "08:00", 3000.0))
    assert one.legs[1].wait_s == 270.0
    assert one.duration_ms == (300 + 180 + 30) * 1000
    # to B the slow one is as good as none: it is there at 08:11
    assert ride(found(city, "08:00", 1000.0, detour=3.0)).legs[1].wait_s == 270.0


def test_a_line_without_a_timetable_waits_half_its_headway() -> None:
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS), ("red", "ABC"), ("blue", "CDE")
    )
    city = replace(city, timetable=timetable(("red", "ABC", 60, ("08:02",))))
    journeys = found(city, "08:00", 4000.0)
    rides = [leg for leg in ride(journeys).legs if leg.kind == "ride"]
    assert journeys.waits == "both"
    assert [(leg.line, leg.timed, leg.wait_s) for leg in rides] == [
        ("red", True, 90.0), ("blue", False, 60.0),
    ]  # fmt: skip


def test_changing_waits_for_the_train_of_the_other_line_and_meets_a_new_carriage() -> None:
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS), ("red", "ABC"), ("blue", "CDE")
    )
    trains = timetable(("red", "ABC", 60, ("08:02",)), ("blue", "CDE", 60, ("08:04", "08:09")))
    one = ride(found(replace(city, timetable=trains), "08:00", 4000.0))
    rides = [leg for leg in one.legs if leg.kind == "ride"]
    # in at C at 08:04:00, just as the blue train leaves
    assert [leg.wait_s for leg in rides] == [90.0, 0.0]
    assert one.modelled == 2
    assert one.duration_ms == (360 + 30) * 1000


def test_trains_pass_a_station_to_be_avoided() -> None:
    city = timed_town(("1", "ABCDE", 60, ("08:02",)))
    avoid = Avoid(stations=frozenset({"B"}))
    one = ride(found(city, "08:00", 3000.0, avoid=avoid))
    assert one.legs[1].stops == 3
    closed = Avoid(lines=frozenset({"1"}))
    assert {j.gates for j in found(city, "08:00", 3000.0, avoid=closed).journeys} == {0}


def test_without_a_timetable_half_the_headway_is_waited_and_said() -> None:
    journeys = found(line_town(), "08:00", 3000.0)
    assert journeys.waits == "headway"
    leg = ride(journeys).legs[1]
    assert (leg.wait_s, leg.timed) == (60.0, False)


@pytest.mark.parametrize("seed", range(10))
def test_the_fast_search_gives_the_proven_fronts_where_nothing_is_met_twice(seed: int) -> None:
    """Random departures on two lines, with cameras on the way to two of the doors."""
    random = np.random.default_rng(seed)
    cameras = [
        {"at": (float(x), 2.0), "face_recognition": "reported"}
        for x in random.choice(np.arange(60, 3900, 120), size=6, replace=False)
    ]
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS, cameras=cameras),
        ("red", "ABCDE"),
        ("blue", "ACE"),
    )

    def times() -> tuple[str, ...]:
        minutes = np.sort(random.choice(60, size=5, replace=False))
        return tuple(f"08:{minute:02d}" for minute in minutes)

    trains = timetable(("red", "ABCDE", 60, times()), ("blue", "ACE", 70, times()))
    city = replace(city, timetable=trains)
    for when in ("08:00", "08:20", "08:41"):
        proven = found(city, when, 3500.0, detour=2.0)
        quick = found(city, when, 3500.0, exact=False, detour=2.0)
        assert quick.points == proven.points
        assert proven.optimal
        assert quick.optimal
