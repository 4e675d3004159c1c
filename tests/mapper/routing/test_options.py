"""From two places to options, each scored on its own line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.osm import read_city
from geodata.pack import read_pack
from mapper.errors import BadInputError, NoRouteError, OutsideCityError, UnknownPlaceError
from mapper.exposure.city import CityExposure, prepare
from mapper.model.assumptions import Assumptions
from mapper.routing import RouteWishes, find_routes
from tests.conftest import ROOT
from tests.mapper.exposure import made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def frankfurt(shared_data: Path) -> CityExposure:
    path = shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf"
    return prepare(read_city(path, name="frankfurt"), Assumptions())


@pytest.fixture(scope="module")
def helsinki() -> CityExposure:
    return prepare(read_pack(ROOT / "geodata" / "bundled" / "helsinki"), Assumptions())


@pytest.mark.shared_data
def test_the_quickest_route_is_scored_as_it_lies(frankfurt: CityExposure) -> None:
    answer = find_routes(frankfurt, "Mannheimer Straße", "Ottostraße")
    first = answer.options[0]
    told = answer.as_dict()["options"][0]
    assert told["label"] == "quickest"
    assert told["duration_s"] == round(first.route.duration_ms / 1000, 1)
    assert told["length_m"] == pytest.approx(first.route.length_mm / 1000, rel=1e-4)
    assert told["timed"] is False
    assert told["cameras"]["cautious"] == len({e["camera_id"] for e in told["encounters"]})
    assert sum(leg["length_m"] for leg in told["legs"]) == pytest.approx(told["length_m"], abs=1)


@pytest.mark.shared_data
def test_frankfurt_and_darmstadt_lie_apart(frankfurt: CityExposure) -> None:
    network, parts = frankfurt.city.network, frankfurt.city.network.node_component
    nodes = [int(np.flatnonzero(parts == part)[0]) for part in (0, 1)]
    lon, lat = frankfurt.city.projection.to_lon_lat(*network.node_xy[nodes].T)
    with pytest.raises(NoRouteError, match="separate parts") as refusal:
        find_routes(frankfurt, (lon[0], lat[0]), f"{lat[1]},{lon[1]}")
    assert not re.search(r"\d", str(refusal.value))


@pytest.mark.shared_data
def test_the_same_place_twice_and_places_elsewhere_are_refused(frankfurt: CityExposure) -> None:
    with pytest.raises(BadInputError, match="same point"):
        find_routes(frankfurt, "Ottostraße", "Ottostraße")
    with pytest.raises(OutsideCityError, match="goal"):
        find_routes(frankfurt, "Ottostraße", (37.62, 55.75))


@pytest.mark.shared_data
def test_a_street_of_both_cities_has_to_be_told_apart(frankfurt: CityExposure) -> None:
    with pytest.raises(UnknownPlaceError, match="several places"):
        find_routes(frankfurt, "Ottostraße", "Poststraße")


@pytest.mark.parametrize(
    "name", ["helsinki", pytest.param("frankfurt", marks=pytest.mark.shared_data)]
)
def test_options_are_what_the_scorer_says_there_and_back(
    name: str, request: pytest.FixtureRequest
) -> None:
    exposure: CityExposure = request.getfixturevalue(name)
    network = exposure.city.network
    random = np.random.default_rng(11)
    nodes = np.flatnonzero(network.node_component == 0)
    options = 0
    for _ in range(60):
        ends = network.node_xy[random.choice(nodes, 2)] + random.normal(0, 15, (2, 2))
        lon, lat = exposure.city.projection.to_lon_lat(*ends.T)
        try:
            answer = find_routes(
                exposure, (lon[0], lat[0]), (lon[1], lat[1]), wanted=RouteWishes(every=True)
            )
        except (NoRouteError, BadInputError, OutsideCityError):
            continue
        for option, point in zip(answer.options, answer.front, strict=True):
            score, route = option.exposure, option.route
            back = exposure.score(score.track.reversed())
            assert score.duration_s == route.duration_ms / 1000
            assert score.length_m == pytest.approx(route.length_mm / 1000, rel=1e-4)
            assert sum(part.cost_ms for part in route.parts) == route.duration_ms
            options += 1
            assert score.cameras.cautious == back.cameras.cautious == point.value
            assert back.seen_m == pytest.approx(score.seen_m, abs=1e-3)
    assert options > 30


def test_without_a_network_there_is_no_route() -> None:
    nothing = prepare(made.city(made.cameras([])), Assumptions())
    with pytest.raises(NoRouteError, match="no walking network"):
        find_routes(nothing, (24.9, 60.1), (24.95, 60.2))
