"""Journeys by foot and metro in towns where the right answer is plain to a reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geodata.bundled import bundled_cities
from geodata.metro import profile_for
from geodata.pack import read_pack
from mapper.errors import NoRouteError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.metro import MetroNetwork
from mapper.model.track import Track
from mapper.routing.places import resolve
from mapper.routing.snap import snap_pair
from mapper.stations.coverage import cover_stations
from mapper.stations.itinerary import itineraries
from mapper.stations.journeys import Avoid, Journey, Journeys, JourneyWishes, Leg, find_journeys
from mapper.stations.walked import walked_line
from tests.mapper.stations.lines import GATES, OPEN, STATIONS, STREET, at, line_town, with_line
from tests.mapper.stations.towns import network, town

if TYPE_CHECKING:
    from mapper.model.city import City
    from mapper.stations.profiles import CityProfile


def journeys(
    city: City,
    start: float,
    goal: float,
    *,
    profile: CityProfile = GATES,
    detour: float = 1.3,
    avoid: Avoid | None = None,
) -> Journeys:
    exposure = prepare(city, Assumptions(policy=CountingPolicy.LIKELY))
    metro = MetroNetwork.of(city)
    ends = at(exposure, start), at(exposure, goal)
    wanted = JourneyWishes(exact=True, detour=detour, avoid=avoid or Avoid())
    return find_journeys(exposure, metro, ends, profile=profile, wishes=wanted)


def gated(found: Journeys) -> list[Journey]:
    return [journey for journey in found.journeys if journey.gates]


def test_riding_three_stops_meets_one_carriage_and_one_gate() -> None:
    found = journeys(line_town(), 0.0, 3000.0)
    (ride,) = gated(found)
    assert (ride.gates, ride.modelled, ride.cameras) == (1, 1, ())
    assert [leg.kind for leg in ride.legs] == ["gate", "ride", "exit"]
    # 30 s in, half of 120 s waiting, three rides of 60 s, 30 s out
    assert ride.duration_ms == 300_000
    assert (ride.legs[1].stops, ride.legs[1].line) == (3, "1")
    assert [(leg.start, leg.end) for leg in ride.legs] == [
        ("e0", "Station A"), ("Station A", "Station D"), ("Station D", "e3"),
    ]  # fmt: skip


def test_walking_the_whole_way_is_shown_first_and_said_to_be_beyond_the_budget() -> None:
    found = journeys(line_town(), 0.0, 3000.0)
    first = found.journeys[0]
    assert (first.gates, first.label) == (0, "without a gate")
    assert first.beyond_budget
    assert [leg.kind for leg in first.legs] == ["walk"]


def test_walking_beats_riding_one_stop() -> None:
    """Between stations 100 m apart walking is quicker than the gate, the wait and the ride."""
    close = [("A", (0.0, 0.0)), ("B", (100.0, 0.0))]
    city = town(network([((0.0, 0.0), (100.0, 0.0))]), stations=close, doors=close)
    found = journeys(with_line(city, ("1", "AB")), 0.0, 100.0, detour=3.0)
    assert [(journey.gates, journey.label) for journey in found.journeys] == [(0, "without a gate")]


def test_the_far_entrance_avoids_two_cameras() -> None:
    doors = [("A", (100.0, 0.0)), ("A", (-200.0, 0.0)), ("D", (3000.0, 0.0))]
    streets = [((-500.0, 0.0), (0.0, 0.0)), *STREET]
    seen = "reported"
    cameras = [{"at": (60.0, 2.0 * k), "face_recognition": seen} for k in range(2)]
    city = with_line(
        town(network(streets), stations=STATIONS, doors=doors, cameras=cameras), ("1", "ABCDE")
    )
    found = gated(journeys(city, 0.0, 3000.0, detour=2.0))
    assert [(len(journey.cameras), journey.legs[1].start) for journey in found] == [
        (2, "e0"), (0, "e1"),
    ]  # fmt: skip
    assert found[0].duration_ms < found[1].duration_ms
    assert "fewest" not in found[1].label


def test_boarding_again_meets_a_new_carriage() -> None:
    """The red line ends at C, the blue one begins there: one gate, two carriages."""
    city = with_line(
        town(network(STREET), stations=STATIONS, doors=STATIONS), ("red", "ABC"), ("blue", "CDE")
    )
    (ride,) = gated(journeys(city, 0.0, 4000.0))
    assert (ride.gates, ride.modelled) == (1, 2)
    assert [leg.line for leg in ride.legs] == ["", "red", "blue", ""]


def test_without_gates_riding_is_a_way_without_a_gate() -> None:
    found = journeys(line_town(), 0.0, 3000.0, profile=OPEN)
    assert {journey.gates for journey in found.journeys} == {0}
    first = found.journeys[0]
    assert [leg.kind for leg in first.legs] == ["enter", "ride", "exit"]
    assert (first.modelled, first.beyond_budget) == (0, False)


def rides_of(found: Journeys) -> list[Leg]:
    return [leg for journey in found.journeys for leg in journey.legs if leg.kind == "ride"]


def test_a_line_to_be_avoided_is_not_used() -> None:
    found = journeys(line_town(), 0.0, 3000.0, avoid=Avoid(lines=frozenset({"1"})))
    assert not rides_of(found)


def test_at_a_station_to_be_avoided_nobody_gets_on_but_trains_pass() -> None:
    avoid = Avoid(stations=frozenset({"Station A", "C"}))
    rides = rides_of(journeys(line_town(), 0.0, 3000.0, avoid=avoid))
    assert {(leg.start, leg.end, leg.stops) for leg in rides} == {("Station B", "Station D", 2)}


def test_no_way_at_all_is_said() -> None:
    apart = [((0.0, 0.0), (100.0, 0.0)), ((0.0, 900.0), (100.0, 900.0))]
    exposure = prepare(town(network(apart)), Assumptions())
    ends = at(exposure, 50.0), at(exposure, 50.0, 900.0)
    with pytest.raises(NoRouteError):
        find_journeys(exposure, MetroNetwork.of(exposure.city), ends)


def test_helsinki_from_station_to_station() -> None:
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    exposure = prepare(read_pack(folder), Assumptions())
    city = exposure.city
    places = resolve(city, "Rautatientori"), resolve(city, "Helsingin yliopisto")
    ends = snap_pair(city, *places, within_m=300.0)
    found = find_journeys(exposure, MetroNetwork.of(city), ends, profile=profile_for("helsinki"))
    assert found.fronts.complete
    assert {journey.gates for journey in found.journeys} == {0}
    counts = [len(journey.cameras) + journey.modelled for journey in found.journeys]
    assert counts[0] == max(counts)
    assert found.journeys[0].duration_ms == found.fronts.quickest_ms
    assert found.waits_supposed
    again = find_journeys(exposure, MetroNetwork.of(city), ends, profile=profile_for("helsinki"))
    assert again.journeys == found.journeys


def test_what_a_walk_meets_is_what_its_line_is_scored_with() -> None:
    """The search's own count against a score of the true line, leg by leg."""
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    exposure = prepare(read_pack(folder), Assumptions())
    city = exposure.city
    places = resolve(city, "Kaisaniemenkatu"), resolve(city, "Mannerheimintie")
    ends = snap_pair(city, *places, within_m=300.0)
    found = find_journeys(exposure, MetroNetwork.of(city), ends, profile=profile_for("helsinki"))
    walks = [leg for journey in found.journeys for leg in journey.legs if leg.kind == "walk"]
    assert walks
    for leg in walks:
        lon, lat = city.projection.to_lon_lat(*walked_line(exposure, leg).T, rounded=False)
        scored = exposure.score(Track.parse(lon, lat))
        assert {encounter.camera for encounter in scored.encounters} == set(leg.cameras)
        assert scored.duration_s == pytest.approx(leg.seconds, rel=0.02)
    for one in itineraries(exposure, found):
        shares = one.walks.survey
        assert shares.full + shares.partial + shares.none == pytest.approx(1.0)
        assert one.walks.cameras.under(exposure.assumptions.policy) == len(one.journey.cameras)


def named_doors(*names: str) -> City:
    """Return the line town with names for its doors."""
    city = line_town()
    frame = city.entrances.frame.assign(name=list(names))
    return replace(city, entrances=replace(city.entrances, frame=frame))


def test_nobody_goes_in_where_one_only_comes_out() -> None:
    out, both, into = "A, выход 1 из вестибюля", "вход-выход в вестибюль", "D, вход в вестибюль"
    rides = rides_of(journeys(named_doors(out, both, both, into, both), 0.0, 3000.0, detour=3.0))
    assert {leg.start for leg in rides} == {"Station B"}
    assert {leg.end for leg in rides} <= {"Station C", "Station E"}


def test_no_way_in_leads_to_a_door_out() -> None:
    out, both = "A, выход 1 из вестибюля", "Выход 3"
    coverage = cover_stations(prepare(named_doors(out, *[both] * 4), Assumptions()))
    assert coverage.entrances["use"].tolist() == ["out", *["in and out"] * 4]
    # the last one lies on ground nobody surveyed
    assert coverage.entrances["approach_cautious"].isna().tolist()[:4] == [True, *[False] * 3]
    assert coverage.stations["rank"].isna().tolist()[:4] == [True, *[False] * 3]
