"""Journeys on the map: legs in their lines' colours, gates marked, groups by gates."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geodata.metro import profile_for
from geodata.tracks import trim_ends
from mapper.exposure.city import prepare
from mapper.maps import city_map
from mapper.maps.coding import Plane
from mapper.maps.drawing import drawn_line
from mapper.maps.journey_lines import journey_lines, journey_notes
from mapper.model.assumptions import Assumptions
from mapper.model.metro import MetroNetwork
from mapper.routing.snap import edge_index
from mapper.stations.joined import rescored
from mapper.stations.journeys import Journeys, find_journeys
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import ORIGIN

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.maps import ScoredLine

HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}\u202e'


def found_in(prepared: CityExposure) -> Journeys:
    index = edge_index(prepared.city.network)
    ends = tuple(index.near(ORIGIN + np.array([x, 0.0]), 5.0)[0] for x in (300.0, 3600.0))
    metro = MetroNetwork.of(prepared.city)
    return find_journeys(prepared, metro, (ends[0], ends[1]), profile=profile_for("moscow"))


@pytest.fixture(scope="module")
def prepared() -> CityExposure:
    return prepare(watched_city(), Assumptions())


@pytest.fixture(scope="module")
def found(prepared: CityExposure) -> Journeys:
    return found_in(prepared)


@pytest.fixture(scope="module")
def lines(prepared: CityExposure, found: Journeys) -> list[ScoredLine]:
    return journey_lines(prepared, found)


def data_of(document: str, name: str) -> Any:  # noqa: ANN401 - JSON
    block = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', document)
    assert block is not None
    return json.loads(block[1])


def test_without_a_gate_first_and_no_gate_is_drawn_against_street_cameras(
    prepared: CityExposure, found: Journeys, lines: list[ScoredLine]
) -> None:
    assert [line.group for line in lines] == ["Without a gate", "Gates passed: 1"]
    page = city_map(prepared, scored=lines, notes=journey_notes(found))
    assert page.index("Without a gate: the only one") < page.index("Gates passed: 1: quickest")
    front = data_of(page, "frame")["front"]
    assert [point["cameras"] is None for point in front] == [False, True]
    assert "Beyond the longest detour" in page
    assert "A gate is not one more camera" in page
    assert "fewest" not in page


def test_rides_have_the_colours_of_their_lines_and_gates_a_mark(
    prepared: CityExposure, found: Journeys, lines: list[ScoredLine]
) -> None:
    walk, ride = data_of(city_map(prepared, scored=lines), "lines")["lines"]
    assert walk["rides"] == []
    gate, train, way_out = ride["rides"]
    assert (gate["kind"], train["kind"], way_out["kind"]) == ("gate", "ride", "exit")
    assert (train["colour"], train["name"]) == ("#F07E24", "1")
    assert gate["gate"] is not None
    assert (train["gate"], way_out["gate"]) == (None, None)
    plane = Plane(prepared.city.projection, prepared.city.bounds)
    drawn = drawn_line(lines[1], plane)
    metro = found.metro
    stations = plane.of_metres(metro.station_xy)
    assert drawn.rides[1].stops.tolist() == stations[[0, 1, 2, 3, 4]].tolist()
    assert drawn.rides[0].gate is not None
    # before the door, where the street ends
    assert drawn.rides[0].gate.tolist() == plane.of_metres(metro.entrance_xy[[0]]).tolist()


def test_encounters_of_all_walks_are_numbered_in_order(
    prepared: CityExposure, lines: list[ScoredLine]
) -> None:
    walk, ride = (line.exposure for line in lines)
    assert [e.camera_id for e in walk.encounters] == ["c0", "c1", "c2"]
    assert ride.encounters == ()
    assert ride.track.gap is not None
    assert int(ride.track.gap.sum()) == 1
    scored = prepared.score(replace(walk.track, gap=None))
    assert scored.cameras == walk.cameras
    assert scored.seen_m == pytest.approx(walk.seen_m)


def test_a_hostile_colour_and_name_stay_text(prepared: CityExposure) -> None:
    city = prepared.city
    links = city.metro_links
    frame = links.frame.assign(colour='red"></script>', line_name=HOSTILE, line=HOSTILE)
    hostile = prepare(replace(city, metro_links=replace(links, frame=frame)), prepared.assumptions)
    lines = journey_lines(hostile, found_in(hostile))
    rides = [ride for line in lines for ride in line.ridden if ride.kind == "ride"]
    assert rides
    assert {ride.colour for ride in rides} == {""}
    page = city_map(hostile, scored=lines)
    assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_leg_is_told_with_scripts_and_without(
    prepared: CityExposure, found: Journeys, language: str
) -> None:
    page = city_map(prepared, scored=journey_lines(prepared, found, language), language=language)
    assert page.count('<table class="legs">') == 2
    legs = re.findall(r'<table class="legs">.*?</table>', page, re.DOTALL)[1]
    for word in ("Station A", "Station E", "Line 1", "≥ 3"):
        assert word in legs


def test_a_line_scored_again_whole_is_the_same_and_cut_it_is_shorter(
    prepared: CityExposure, lines: list[ScoredLine]
) -> None:
    for line in lines:
        before = line.exposure
        again = rescored(prepared, before, before.track)
        assert again.cameras == before.cameras
        assert again.length_m == pytest.approx(before.length_m)
        assert again.duration_s == pytest.approx(before.duration_s, abs=0.5)
        assert [e.camera_id for e in again.encounters] == [e.camera_id for e in before.encounters]
        short = rescored(prepared, before, trim_ends(before.track, 50.0))
        assert short.length_m == pytest.approx(before.length_m - 100.0, abs=0.5)
