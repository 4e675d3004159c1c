from __future__ import annotations

import pytest

from geodata.osm.walkable import refusal_to_walk, walk_rule

OPEN = ""
MOTOR = "not for walking"
PRIVATE = "private or closed"
NO_FOOT = "closed to pedestrians"
PLANNED = "not built, or built no more"
NO_ROAD = "no kind of road"


@pytest.mark.parametrize(
    ("tags", "verdict"),
    [
        ({"highway": "footway"}, OPEN),
        ({"highway": "steps"}, OPEN),
        ({"highway": "pedestrian", "area": "yes"}, OPEN),
        ({"highway": "corridor"}, OPEN),
        ({"highway": "primary"}, OPEN),
        ({"railway": "platform"}, OPEN),
        ({"public_transport": "platform"}, OPEN),
        ({"highway": "motorway"}, MOTOR),
        ({"highway": "trunk_link"}, MOTOR),
        ({"highway": "trunk", "foot": "yes"}, OPEN),
        ({"highway": "primary", "motorroad": "yes"}, MOTOR),
        ({"highway": "service", "access": "private"}, PRIVATE),
        ({"highway": "service", "access": "no"}, PRIVATE),
        ({"highway": "service", "access": "private", "foot": "permissive"}, OPEN),
        ({"highway": "service", "access": "private", "foot": "unknown"}, PRIVATE),
        ({"highway": "service", "access": "destination"}, OPEN),
        ({"highway": "residential", "foot": "no"}, NO_FOOT),
        ({"highway": "residential", "foot": "private", "access": "yes"}, NO_FOOT),
        ({"highway": "secondary", "foot": "use_sidepath"}, NO_FOOT),
        ({"railway": "platform", "access": "private"}, PRIVATE),
        ({"highway": "construction"}, PLANNED),
        ({"highway": "proposed", "foot": "yes"}, PLANNED),
        ({"highway": "trail"}, NO_ROAD),
        ({"highway": "bus_stop"}, NO_ROAD),
        ({"route": "ferry"}, None),
        ({"railway": "rail"}, None),
        ({"building": "yes"}, None),
    ],
)
def test_which_ways_may_be_walked(tags: dict[str, str], verdict: str | None) -> None:
    assert refusal_to_walk(tags) == verdict


@pytest.mark.parametrize(
    ("tags", "indoor", "passage"),
    [
        ({"highway": "footway"}, False, False),
        ({"highway": "corridor"}, True, False),
        ({"highway": "footway", "indoor": "yes"}, True, False),
        ({"highway": "footway", "indoor": "no"}, False, False),
        ({"highway": "footway", "level": "-1"}, True, False),
        ({"highway": "steps", "level": "-1;0"}, False, False),
        ({"highway": "steps", "level": "-2--1"}, True, False),
        ({"highway": "footway", "tunnel": "building_passage"}, False, True),
        ({"highway": "footway", "covered": "yes"}, False, True),
        ({"highway": "footway", "covered": "arcade"}, False, True),
        ({"highway": "footway", "covered": "no"}, False, False),
        ({"highway": "footway", "tunnel": "yes", "layer": "-1"}, False, False),
        ({"railway": "platform", "layer": "-2"}, False, False),
    ],
)
def test_what_is_indoors_and_what_is_a_passage(
    tags: dict[str, str], *, indoor: bool, passage: bool
) -> None:
    rule = walk_rule(tags)
    assert (rule.indoor, rule.passage) == (indoor, passage)


@pytest.mark.parametrize(
    ("tags", "one_way", "against"),
    [
        ({"highway": "footway", "oneway": "yes"}, False, False),
        ({"highway": "footway", "oneway:foot": "yes"}, True, False),
        ({"highway": "footway", "oneway:foot": "-1"}, True, True),
        ({"highway": "footway", "foot:backward": "no"}, True, False),
        ({"highway": "footway", "foot:forward": "no"}, True, True),
        ({"highway": "steps", "conveying": "forward"}, True, False),
        ({"highway": "steps", "conveying": "backward"}, True, True),
        ({"highway": "steps", "conveying": "reversible"}, False, False),
        ({"highway": "steps", "conveying": "forward", "oneway:foot": "no"}, False, False),
    ],
)
def test_a_vehicles_one_way_street_is_none_for_a_walker(
    tags: dict[str, str], *, one_way: bool, against: bool
) -> None:
    rule = walk_rule(tags)
    assert (rule.one_way, rule.against) == (one_way, against)
