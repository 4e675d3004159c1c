"""A real trip across Moscow's centre, from the metro to walking, on the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from api.journeys import FoundJourneys, journeys_answer, journeys_between
from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.metro import profile_for
from mapper.exposure.city import CityExposure, prepare
from mapper.maps import city_map
from mapper.maps.journey_lines import journey_lines, journey_notes
from mapper.maps.station_map import station_map
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations
from mapper.stations.journeys import JourneyWishes

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shared_data
ENDS = ("55.7292,37.6110", "55.7652,37.6384")
"""South of the river to the Clean Ponds, 4.4 km apart: public places."""


@pytest.fixture(scope="module")
def moscow(shared_data: Path) -> CityExposure:
    folder = shared_data / "moscow"
    files = BuildFiles(
        streets=licensed(f"{folder / 'centre.gpkg'}::roads"),
        stations=licensed(str(folder / "metro_lines.csv")),
        entrances=licensed(str(folder / "entrances_624.json")),
        cameras=(CameraFile(folder / "cameras_2386.csv"),),
    )
    return prepare(build_city(files, name="moscow").city, Assumptions())


@pytest.fixture(scope="module")
def found(moscow: CityExposure) -> FoundJourneys:
    return journeys_between(moscow, *ENDS, profile=profile_for("moscow"), wishes=JourneyWishes())


def test_options_reach_from_walking_to_the_metro(
    moscow: CityExposure, found: FoundJourneys
) -> None:
    answer = journeys_answer(moscow, found)
    assert (answer["complete"], answer["optimal"]) == (True, True)
    without, through = answer["groups"]
    assert (without["gates"], through["gates"]) == (0, 1)
    walks, rides = without["options"], through["options"]
    assert [walk["reason"] for walk in walks] == ["quickest", "least_seen", "between"]
    assert all(walk["beyond_budget"] for walk in walks)
    assert walks[0]["cameras"]["cautious"] > 2 * walks[1]["cameras"]["cautious"]
    assert 3_600 < walks[0]["duration_s"] < walks[1]["duration_s"] < 4_800
    for ride in rides:
        assert ride["duration_s"] < walks[0]["duration_s"] / 2
        # a platform on either side and a carriage
        assert ride["modelled_at_least"] == 3
        kinds = [leg["kind"] for leg in ride["legs"]]
        assert kinds[:2] == ["walk", "gate"]
        assert kinds[-2:] == ["exit", "walk"]
        (train,) = (leg for leg in ride["legs"] if leg["kind"] == "ride")
        assert (train["line"], train["colour"]) == ("Калужско-Рижская", "#F07E24")
        (gate,) = (leg for leg in ride["legs"] if leg["kind"] == "gate")
        assert "вход" in gate["from"].replace("выход", "")


def test_it_is_drawn_with_the_colours_of_its_lines(
    moscow: CityExposure, found: FoundJourneys
) -> None:
    lines = journey_lines(moscow, found.journeys, "ru")
    notes = journey_notes(found.journeys, "ru")
    page = city_map(moscow, scored=lines, chosen=3, language="ru", notes=notes)
    assert page.index("Без турникета") < page.index("Турникетов: 1")
    assert '"colour":"#F07E24"' in page
    assert page.count('<table class="legs">') == len(lines)


def test_stations_outside_the_streets_are_unknown_on_the_map(moscow: CityExposure) -> None:
    coverage = cover_stations(moscow, profile=profile_for("moscow"))
    page = station_map(coverage, language="ru")
    known = re.search(r"У (\d+) из 449 станций", page)
    assert known is not None
    assert 30 <= int(known[1]) <= 60
    ranked = coverage.stations["rank"].notna()
    assert int(ranked.sum()) <= int(known[1])
    assert (coverage.stations.loc[ranked, "status"] == "known").all()
