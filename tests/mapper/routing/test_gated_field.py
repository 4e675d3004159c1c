"""Fronts over a whole city against the plain search, and trains against all ways there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mapper.errors import BadInputError, NoRouteError
from mapper.model.network import WalkNetwork
from mapper.routing.gated_certificate import certify
from mapper.routing.gated_field import GatedField
from mapper.routing.gated_proof import prove_fronts
from mapper.routing.gated_search import GatedArc, GatedFronts, gated_fronts
from mapper.routing.graph import EdgeCameras, SearchGraph

if TYPE_CHECKING:
    from collections.abc import Sequence

Way = tuple[int, int, int]
Figures = dict[int, list[tuple[int, int]]]
N_NODES = 8
N_CAMERAS = 6


def figures(fronts: GatedFronts) -> Figures:
    return {
        front.gates: [(way.cost_ms, way.n_cameras) for way in front.ways] for front in fronts.fronts
    }


def trains(random: np.random.Generator, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a few trains, none of which overtakes another."""
    leaves = np.cumsum(random.integers(1, 25, size=int(random.integers(1, 6))))
    rides = least + random.integers(0, 8, size=len(leaves))
    arrives = np.maximum.accumulate(leaves + rides) + np.arange(len(leaves))
    return leaves.astype(np.int64), arrives.astype(np.int64)


def further(
    seed: int, n_states: int, *, timed: float
) -> tuple[list[GatedArc], list[tuple[int, ...]]]:
    random = np.random.default_rng(1000 + seed)
    arcs: list[GatedArc] = []
    sees: list[tuple[int, ...]] = []
    for _ in range(int(random.integers(6, 18))):
        served = trains(random, int(random.integers(1, 9))) if random.random() < timed else None
        least = int(random.integers(1, 12))
        if served is not None:
            least = int((served[1] - served[0]).min())
        own = tuple(sorted(random.choice(N_CAMERAS + 3, size=int(random.integers(0, 3)),
                                         replace=False).tolist()))  # fmt: skip
        arcs.append(
            GatedArc(
                int(random.integers(n_states)),
                int(random.integers(n_states)),
                least,
                sum(1 << camera for camera in own),
                int(random.random() < 0.25),
                served,
            )
        )
        sees.append(own)
    return arcs, sees


def streets(seed: int) -> tuple[SearchGraph, EdgeCameras]:
    """Return eight crossings and a few streets of 1 to 12 m, some seen by one to three cameras."""
    random = np.random.default_rng(seed)
    pairs = {tuple(sorted(random.choice(N_NODES, 2, replace=False).tolist())) for _ in range(12)}
    lengths = [int(1000 * random.integers(1, 12)) for _ in pairs]
    xy = np.column_stack([np.arange(N_NODES), np.zeros(N_NODES)]).astype(float)
    network = WalkNetwork.build(
        xy,
        sorted(pairs),
        [xy[list(pair)] for pair in sorted(pairs)],
        lengths,
        edge_backward=random.random(len(pairs)) < 0.8,
    )
    rows = sorted(
        {
            (int(random.integers(len(pairs))), int(random.integers(N_CAMERAS)))
            for _ in range(int(random.integers(0, 9)))
        }
    )
    edge = np.array([row[0] for row in rows], np.int64)
    seen = EdgeCameras.build(
        np.concatenate([[0], np.cumsum(np.bincount(edge, minlength=len(pairs)))]),
        np.array([row[1] for row in rows], np.int32),
        (np.zeros(len(rows), np.int64), np.array([lengths[e] for e in edge], np.int64)),
        np.ones(N_CAMERAS, np.bool_),
    )
    # a metre takes a millisecond, so that trains and streets are of one size
    return SearchGraph.build(network, 1000.0), seen


def together(
    graph: SearchGraph, seen: EdgeCameras, arcs: Sequence[GatedArc], n_states: int
) -> list[GatedArc]:
    """Return streets and further arcs as one list, as the plain search takes them."""
    ways = [
        GatedArc(
            int(graph.tail[way]),
            int(graph.head[way]),
            int(graph.cost_ms[way]),
            sum(1 << camera for camera in seen.on_edge(way >> 1).tolist()),
        )
        if graph.allowed[way]
        else GatedArc(n_states, n_states, 0)
        for way in range(len(graph.tail))
    ]
    return [*ways, *arcs]


@pytest.mark.parametrize("seed", range(150))
def test_the_whole_city_gives_what_the_plain_search_gives(seed: int) -> None:
    graph, seen = streets(seed)
    n_states = N_NODES + 3
    arcs, sees = further(seed, n_states, timed=0.4)
    every = together(graph, seen, arcs, n_states)
    field = GatedField.build(graph, seen, arcs, sees, n_states)
    start, goal, now = seed % N_NODES, n_states - 1, 7 * (seed % 5)
    try:
        wanted = gated_fronts(every, start, goal, detour=2.0, departs_ms=now)
    except NoRouteError:
        with pytest.raises(NoRouteError):
            field.fronts(start, goal, detour=2.0, departs_ms=now)
        return
    found = field.fronts(start, goal, detour=2.0, departs_ms=now)
    assert figures(found) == figures(wanted)
    assert (found.quickest_ms, found.budget_ms, found.complete) == (
        wanted.quickest_ms, wanted.budget_ms, True,
    )  # fmt: skip
    for front in found.fronts:
        for way in front.ways:
            clock, cameras, gates = now, 0, 0
            for arc in way.arcs:
                cost = every[arc].cost_at(clock)
                assert cost is not None
                clock, cameras = clock + cost, cameras | every[arc].cameras
                gates += every[arc].gates
            assert (clock - now, cameras, gates) == (way.cost_ms, way.cameras, way.gates)


@pytest.mark.parametrize("seed", range(150))
def test_certified_fronts_are_those_of_sets_of_cameras(seed: int) -> None:
    graph, seen = streets(seed)
    n_states = N_NODES + 3
    arcs, sees = further(seed, n_states, timed=0.4)
    field = GatedField.build(graph, seen, arcs, sees, n_states)
    ends, now = (seed % N_NODES, n_states - 1), 7 * (seed % 5)
    for detour in (1.0, 2.0, 5.0):
        try:
            known = field.fronts(*ends, detour=detour, departs_ms=now)
        except NoRouteError:
            return
        every = together(graph, seen, arcs, n_states)
        wanted = gated_fronts(every, *ends, detour=detour, departs_ms=now, exact=True)
        found = certify(field, ends, known, detour=detour, departs_ms=now)
        assert found is not None
        assert figures(found) == figures(wanted)
        # a front of nothing known is the same
        bare = GatedFronts((), known.quickest_ms, known.budget_ms, complete=True)
        again = certify(field, ends, bare, detour=detour, departs_ms=now)
        assert again is not None
        assert figures(again) == figures(wanted)
        for front in found.fronts:
            for way in front.ways:
                clock, cameras = now, 0
                for arc in way.arcs:
                    clock += every[arc].cost_at(clock) or 0
                    cameras |= every[arc].cameras
                assert (clock - now, cameras) == (way.cost_ms, way.cameras)
        # the plain proof goes through the same labels and gives up at the same one
        for work in (3, 10, 40, 150, 100_000):
            plain = prove_fronts(every, ends, known, detour=detour, departs_ms=now, most_work=work)
            quick = certify(field, ends, known, detour=detour, departs_ms=now, most_work=work)
            assert quick == plain


def enumerated(arcs: Sequence[GatedArc], start: int, goal: int, now: int) -> list[Way]:
    """Duration, gates and cameras of every way that visits no state twice."""
    found: list[tuple[int, int, int]] = []

    def walk(state: int, been: frozenset[int], ms: int, gates: int, cameras: int) -> None:
        if state == goal:
            found.append((ms, gates, cameras.bit_count()))
            return
        for arc in arcs:
            cost = arc.cost_at(now + ms) if arc.tail == state else None
            if cost is not None and arc.head not in been:
                passed = gates + arc.gates
                walk(arc.head, been | {arc.head}, ms + cost, passed, cameras | arc.cameras)

    walk(start, frozenset({start}), 0, 0, 0)
    return found


def wanted_of(ways: list[Way], detour: float) -> Figures:
    budget = int(min(ms for ms, _, _ in ways) * detour)
    free = [ms for ms, gates, _ in ways if not gates]
    longest = max(budget, int(min(free) * detour)) if free else budget
    within = {w for w in ways if w[0] <= (longest if not w[1] else budget)}
    kept: Figures = {}
    for ms, gates, cameras in sorted(within, key=lambda w: (w[1], w[0], w[2])):
        known = [pair for group in kept.values() for pair in group]
        if not any(m <= ms and c <= cameras for m, c in known):
            kept.setdefault(gates, []).append((ms, cameras))
    return kept


@pytest.mark.parametrize("seed", range(80))
def test_with_trains_exact_fronts_are_those_of_all_ways(seed: int) -> None:
    arcs, _ = further(seed, 6, timed=0.6)
    for now in (0, 11, 40):
        ways = enumerated(arcs, 0, 1, now)
        if not ways:
            with pytest.raises(NoRouteError):
                gated_fronts(arcs, 0, 1, detour=2.0, exact=True, departs_ms=now)
            continue
        for detour in (1.0, 1.5, 4.0):
            found = gated_fronts(arcs, 0, 1, detour=detour, exact=True, departs_ms=now)
            assert figures(found) == wanted_of(ways, detour)


def test_a_train_that_has_left_is_not_caught() -> None:
    times = np.array([10, 20]), np.array([15, 26])
    arcs = [GatedArc(0, 1, 5, trains=times), GatedArc(0, 1, 100)]
    for now, takes in ((0, 15), (10, 5), (11, 15), (21, 100)):
        found = gated_fronts(arcs, 0, 1, detour=1.0, departs_ms=now)
        assert found.quickest_ms == takes


def test_what_makes_no_sense_is_refused_and_a_cap_is_said() -> None:
    graph, seen = streets(1)
    links = [(k, 2 * k + j) for k in range(8) for j in (0, 1)]
    chain = [GatedArc(N_NODES + k, N_NODES + k + 1, 1, 1 << camera) for k, camera in links]
    sees = [(camera,) for _, camera in links]
    field = GatedField.build(graph, seen, chain, sees, N_NODES + 9)
    with pytest.raises(BadInputError, match="detour"):
        field.fronts(N_NODES, N_NODES + 8, detour=0.5)
    assert field.fronts(N_NODES, N_NODES + 8, detour=2.0).complete
    assert not field.fronts(N_NODES, N_NODES + 8, detour=2.0, most_labels=4).complete


def test_a_way_through_more_gates_than_are_told_apart_is_said_to_be_missing() -> None:
    graph, seen = streets(1)
    gates = [GatedArc(N_NODES + k, N_NODES + k + 1, 1, gates=1) for k in range(20)]
    field = GatedField.build(graph, seen, gates, [()] * 20, N_NODES + 21)
    found = field.fronts(N_NODES, N_NODES + 20, detour=1.0)
    assert not found.fronts
    assert not found.complete
