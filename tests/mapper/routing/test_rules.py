"""Hard rules close what they say, and say what makes them impossible."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import shapely

from mapper.errors import BadInputError, NoRouteError
from mapper.exposure.city import CityExposure, prepare
from mapper.model.assumptions import Assumptions
from mapper.routing import Avoid, Minimise, RouteWishes, find_routes
from mapper.routing.rules import Closures
from tests.mapper.exposure import made
from tests.mapper.routing.networks import network_of

WAYS = [[0.0, 0.0], [400.0, 0.0], [0.0, 100.0], [400.0, 100.0], [0.0, 250.0], [400.0, 250.0]]
"""A ladder: 400 m along the bottom, 100 m and 250 m up to the two other ways across."""


def ladder() -> CityExposure:
    """Two cameras at the direct way, one half way at the next, none at the last."""
    network = network_of(
        WAYS,
        [(0, 1), (2, 3), (4, 5), (0, 2), (2, 4), (1, 3), (3, 5)],
        origin=made.ORIGIN,
        edge_name=["Low", "Middle", "High", "West", "West", "East", "East"],
    )
    devices = made.cameras(
        [[100.0, 5.0], [300.0, 5.0], [200.0, 105.0]],
        kind=["dome", "fixed", "plate_reader"],
        system=["", "Sfera", ""],
        range_m=[20.0] * 3,
    )
    surveyed = made.survey([shapely.box(-100, -100, 500, 200)], ["full"])
    return prepare(made.city(devices, network=network, survey=surveyed), Assumptions())


def spot(x: float, y: float) -> tuple[float, float]:
    lon, lat = made.HELSINKI.to_lon_lat(*(made.ORIGIN + np.array([x, y])), rounded=False)
    return float(lon), float(lat)


def area(x: float, y: float, size: float = 20.0) -> dict[str, object]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    ring = [list(spot(x + size * dx, y + size * dy)) for dx, dy in corners]
    return {"type": "Polygon", "coordinates": [ring]}


FROM, TO = spot(0, 0), spot(400, 0)


def streets(exposure: CityExposure, wishes: RouteWishes) -> list[set[str]]:
    answer = find_routes(exposure, FROM, TO, wanted=wishes)
    return [{leg.name for leg in o.route.legs} & {"Low", "Middle", "High"} for o in answer.options]


def test_without_rules_the_front_is_quickest_and_fewest() -> None:
    answer = find_routes(ladder(), FROM, TO, wanted=RouteWishes(detour=2.5))
    assert [option.label for option in answer.options] == ["quickest", "fewest cameras"]
    assert [option.exposure.cameras.cautious for option in answer.options] == [2, 0]
    assert [option.cameras_avoided for option in answer.options] == [0, 2]
    assert answer.options[1].extra_s == pytest.approx(200 / 1.34, abs=0.5)
    assert answer.complete
    assert answer.optimal
    assert [(p.value) for p in answer.front] == [2, 0]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["camera:c0"], [{"Middle"}]),
        (["kind:dome"], [{"Middle"}]),
        (["system:Sfera"], [{"Middle"}]),
        (["kind:plate_reader"], [{"Low"}, {"High"}]),
        (["kind:plate_reader", "camera:c1"], [{"High"}]),
    ],
)
def test_cameras_are_avoided_by_id_kind_and_system(
    texts: list[str], expected: list[set[str]]
) -> None:
    wishes = RouteWishes(detour=3.0, avoid=Avoid.parse(texts))
    assert streets(ladder(), wishes) == expected


def test_an_area_is_not_crossed() -> None:
    wishes = RouteWishes(detour=3.0, avoid=Avoid.parse(area=area(200, 100)))
    assert streets(ladder(), wishes) == [{"Low"}, {"High"}]
    features = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": area(200, y)} for y in (0, 100)],
    }
    wishes = RouteWishes(detour=3.0, avoid=Avoid.parse(area=features))
    assert streets(ladder(), wishes) == [{"High"}]


def test_ground_nobody_surveyed_is_left_out() -> None:
    wishes = RouteWishes(
        detour=3.0, surveyed_only=True, avoid=Avoid.parse(["camera:c0", "kind:plate_reader"])
    )
    with pytest.raises(NoRouteError, match=r"rules cannot be kept: the way .* still passes"):
        streets(ladder(), wishes)
    wishes = RouteWishes(detour=3.0, surveyed_only=True, avoid=Avoid.parse(["camera:c0"]))
    assert streets(ladder(), wishes) == [{"Middle"}]


def test_indoors_counts_as_ground_nobody_surveyed() -> None:
    exposure = ladder()
    city = exposure.city
    indoor = np.array([False, True, False, False, False, False, False])
    network = replace(city.network, edge_indoor=indoor)
    closed = Closures.of(
        prepare(replace(city, network=network), Assumptions()), Avoid(), surveyed_only=True
    )
    (row,) = closed.rows.on_edge(1)
    assert closed.names[row] == "ground nobody surveyed"
    start = int(closed.rows.interval_start[closed.rows.start[1]])
    assert closed.rows.enter_mm[start] == 0
    assert closed.rows.exit_mm[start] == network.edge_length_mm[1]
    assert not len(closed.rows.on_edge(0))
    # a camera mapped inside says that somebody looked within 50 m of it
    made_inside = made.cameras([[0.0, 100.0]], indoor=[True])
    seen = replace(city, network=network, cameras=made_inside)
    closed = Closures.of(prepare(seen, Assumptions()), Avoid(), surveyed_only=True)
    start = int(closed.rows.interval_start[closed.rows.start[1]])
    assert closed.rows.enter_mm[start] == pytest.approx(50_000, abs=100)


def test_closed_stretches_are_those_inside_to_the_millimetre() -> None:
    exposure = ladder()
    closed = Closures.of(exposure, Avoid.parse(area=area(200, 0)), surveyed_only=True)
    edge = closed.rows.on_edge(0)
    assert [closed.names[row] for row in edge] == ["the area to avoid"]
    scale = exposure.city.network.edge_length_mm[0] / 400_000
    assert closed.rows.enter_mm[0] == pytest.approx(180_000 * scale, abs=20)
    assert closed.rows.exit_mm[0] == pytest.approx(220_000 * scale, abs=20)
    assert [closed.names[row] for row in closed.rows.on_edge(2)] == ["ground nobody surveyed"]


def test_impossible_rules_say_what_makes_them_so() -> None:
    exposure = ladder()
    every = RouteWishes(avoid=Avoid.parse(["kind:plate_reader"], area(400, 0, 5)))
    with pytest.raises(NoRouteError, match="at the goal itself there is the area to avoid"):
        find_routes(exposure, FROM, spot(398, 0), wanted=every)
    seen = RouteWishes(avoid=Avoid.parse(["camera:c0"]))
    with pytest.raises(NoRouteError, match="at the start itself there is camera c0"):
        find_routes(exposure, spot(100, 1), TO, wanted=seen)
    blocks = [area(200, y)["coordinates"] for y in (0, 100, 250)]
    walls = {"type": "MultiPolygon", "coordinates": blocks}
    with pytest.raises(NoRouteError, match="still passes the area to avoid"):
        find_routes(exposure, FROM, TO, wanted=RouteWishes(avoid=Avoid.parse(area=walls)))


def test_a_part_of_an_edge_before_a_closure_stays_open() -> None:
    wishes = RouteWishes(detour=5.0, avoid=Avoid.parse(["camera:c0"]))
    answer = find_routes(ladder(), spot(60, 0), TO, wanted=wishes)
    assert answer.options[0].label == "quickest, fewest cameras"
    assert [leg.name for leg in answer.options[0].route.legs] == ["Low", "West", "Middle", "East"]


def test_at_most_so_many_cameras() -> None:
    exposure = ladder()
    wishes = RouteWishes(detour=2.5, max_cameras=1)
    answer = find_routes(exposure, FROM, TO, wanted=wishes)
    assert [option.label for option in answer.options] == ["fewest cameras"]
    assert answer.options[0].cameras_avoided == 2
    with pytest.raises(
        NoRouteError, match=r"within 1\.1 times .* at most 1 cameras; the fewest: 2"
    ):
        find_routes(exposure, FROM, TO, wanted=RouteWishes(detour=1.1, max_cameras=1))
    with pytest.raises(NoRouteError, match="the start itself is seen by c0"):
        find_routes(exposure, spot(100, 1), TO, wanted=RouteWishes(max_cameras=0))


def test_cameras_at_the_ends_cannot_be_avoided() -> None:
    answer = find_routes(ladder(), spot(100, 1), spot(300, 1))
    assert answer.unavoidable.start == ("c0",)
    assert answer.unavoidable.goal == ("c1",)
    assert answer.as_dict()["unavoidable"] == {"start": ["c0"], "goal": ["c1"]}


@pytest.mark.parametrize("minimise", list(Minimise))
def test_each_aim_has_its_own_front(minimise: Minimise) -> None:
    wishes = RouteWishes(detour=2.5, minimise=minimise, every=True)
    answer = find_routes(ladder(), FROM, TO, wanted=wishes)
    assert answer.optimal is (minimise is not Minimise.EXPECTED)
    assert answer.options[-1].label == minimise.label
    assert answer.front[-1].value == 0
    first = answer.options[0].exposure
    assert answer.front[0].value == pytest.approx(
        {"cameras": 2, "expected": first.expected.cameras, "seconds": first.seen_s}[minimise.value],
        abs=0.01,
    )


def test_fleeing_to_ground_nobody_surveyed_is_marked() -> None:
    wishes = RouteWishes(detour=3.0, avoid=Avoid.parse(area=area(200, 100)))
    answer = find_routes(ladder(), FROM, TO, wanted=wishes)
    assert [option.less_surveyed for option in answer.options] == [False, True]
    answer = find_routes(ladder(), FROM, TO, wanted=RouteWishes(detour=2.5))
    assert [option.less_surveyed for option in answer.options] == [False, False]


def test_threads_share_a_city_and_not_a_workspace() -> None:
    exposure = ladder()
    random = np.random.default_rng(2)
    trips = [
        (spot(x, 0), spot(y, 250 if y > 200 else 100)) for x, y in random.uniform(0, 400, (40, 2))
    ]

    def ask(trip: tuple[tuple[float, float], tuple[float, float]]) -> dict[str, object]:
        return find_routes(exposure, *trip, wanted=RouteWishes(detour=3.0)).as_dict()

    alone = [ask(trip) for trip in trips]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, trips)) == alone


@pytest.mark.parametrize(
    ("texts", "geometry", "match"),
    [
        (["c0"], None, "camera:ID"),
        (["kind:drone"], None, "no kind of camera"),
        ([], {"type": "Point", "coordinates": [1, 2]}, "no polygon"),
        ([], {"type": "Polygon", "coordinates": "x"}, "GeoJSON"),
        ([], {}, "GeoJSON"),
    ],
)
def test_rules_that_make_no_sense_are_refused(
    texts: list[str], geometry: dict[str, object] | None, match: str
) -> None:
    with pytest.raises(BadInputError, match=match):
        Avoid.parse(texts, geometry)


def test_rules_about_what_is_not_there_are_refused() -> None:
    for text in ("camera:c9", "system:None"):
        with pytest.raises(BadInputError, match="the city has no"):
            find_routes(ladder(), FROM, TO, wanted=RouteWishes(avoid=Avoid.parse([text])))
    for bad in ({"detour": 0.9}, {"detour": float("nan")}, {"max_cameras": -1}):
        with pytest.raises(BadInputError):
            RouteWishes(**bad)
