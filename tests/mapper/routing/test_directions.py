"""A route in words, with the cameras each leg meets."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.exposure.result import Encounter
from mapper.routing.directions import directions
from mapper.routing.graph import Query, SearchGraph
from mapper.routing.route import Route
from tests.mapper.routing.networks import network_of

NODES = [[0.0, 0.0], [0.0, 100.0], [10.0, 100.0], [100.0, 100.0], [100.0, 200.0], [100.0, 20.0]]
EDGES = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]


def walk() -> Route:
    network = network_of(
        NODES,
        EDGES,
        edge_name=["North Street", "", "Cross Street", "", "Back Lane"],
        edge_kind=["residential", "footway", "residential", "steps", "service"],
    )
    graph = SearchGraph.build(network, 1.0)
    return Route.build(network, graph, Query(0, 0, 4, 180_000), np.array([0, 2, 4, 6, 8]))


def encounter(camera_id: str, enter_m: float, exit_m: float) -> Encounter:
    return Encounter(0, camera_id, enter_m, exit_m, 1.0, "unknown", "fixed")


def test_turns_names_and_lengths() -> None:
    assert [step.text for step in directions(walk(), ())] == [
        "head north on North Street for 110 m",
        "turn right onto Cross Street for 90 m",
        "turn left onto the steps for 100 m",
        "turn back onto Back Lane for 180 m",
        "arrive",
    ]


def test_a_short_crossing_belongs_to_the_leg_before() -> None:
    steps = directions(walk(), ())
    assert [step.enter_m for step in steps] == [0, 110, 200, 300, 480]
    assert sum(step.duration_s for step in steps) == pytest.approx(480)


def test_each_leg_tells_the_cameras_it_meets_in_order() -> None:
    met = (encounter("b", 20, 40), encounter("a", 90, 130), encounter("b", 50, 60))
    steps = directions(walk(), met)
    assert [step.cameras for step in steps] == [("b", "a"), ("a",), (), (), ()]
    assert steps[0].as_dict()["cameras"] == ["b", "a"]
