"""Fronts by gates against the enumeration of all ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mapper.errors import BadInputError, NoRouteError
from mapper.routing.gated_search import GatedArc, GatedFronts, gated_fronts

if TYPE_CHECKING:
    from collections.abc import Sequence

Figure = tuple[int, int, int]


def random_arcs(seed: int) -> list[GatedArc]:
    random = np.random.default_rng(seed)
    n_states, n_arcs = int(random.integers(4, 9)), int(random.integers(8, 22))
    return [
        GatedArc(
            int(random.integers(n_states)),
            int(random.integers(n_states)),
            int(random.integers(1, 12)),
            sum(1 << int(c) for c in random.choice(6, size=int(random.integers(0, 3)))),
            int(random.random() < 0.2),
        )
        for _ in range(n_arcs)
    ]


def enumerated(arcs: Sequence[GatedArc], start: int, goal: int) -> list[Figure]:
    """Duration, gates and cameras of every way that visits no state twice."""
    found: list[Figure] = []

    def walk(state: int, been: frozenset[int], ms: int, gates: int, cameras: int) -> None:
        if state == goal:
            found.append((ms, gates, cameras.bit_count()))
            return
        for arc in arcs:
            if arc.tail == state and arc.head not in been:
                walk(
                    arc.head,
                    been | {arc.head},
                    ms + arc.cost_ms,
                    gates + arc.gates,
                    cameras | arc.cameras,
                )

    walk(start, frozenset({start}), 0, 0, 0)
    return found


def wanted(ways: list[Figure], detour: float) -> dict[int, list[tuple[int, int]]]:
    budget = int(min(ms for ms, _, _ in ways) * detour)
    free = [ms for ms, gates, _ in ways if not gates]
    longest = max(budget, int(min(free) * detour)) if free else budget
    within = [w for w in ways if w[0] <= (budget if w[1] else longest)]
    kept: dict[int, list[tuple[int, int]]] = {}
    for ms, gates, cameras in sorted(set(within), key=lambda w: (w[1], w[0], w[2])):
        known = [pair for group in kept.values() for pair in group]
        if not any(m <= ms and c <= cameras for m, c in known):
            kept.setdefault(gates, []).append((ms, cameras))
    return kept


def figures(fronts: GatedFronts) -> dict[int, list[tuple[int, int]]]:
    return {
        front.gates: [(way.cost_ms, way.n_cameras) for way in front.ways] for front in fronts.fronts
    }


@pytest.mark.parametrize("seed", range(120))
def test_exact_fronts_are_those_of_all_ways(seed: int) -> None:
    arcs = random_arcs(seed)
    ways = enumerated(arcs, 0, 1)
    if not ways:
        with pytest.raises(NoRouteError):
            gated_fronts(arcs, 0, 1, detour=2.0, exact=True)
        return
    for detour in (1.0, 1.5, 4.0):
        found = gated_fronts(arcs, 0, 1, detour=detour, exact=True)
        assert figures(found) == wanted(ways, detour)
        assert found.complete
        for front in found.fronts:
            for way in front.ways:
                steps = [arcs[k] for k in way.arcs]
                assert sum(arc.cost_ms for arc in steps) == way.cost_ms
                assert sum(arc.gates for arc in steps) == front.gates == way.gates


@pytest.mark.parametrize("seed", range(40))
def test_counts_alone_never_find_a_way_that_is_none_and_always_the_quickest(seed: int) -> None:
    arcs = random_arcs(seed)
    ways = enumerated(arcs, 0, 1)
    if not ways:
        return
    found = gated_fronts(arcs, 0, 1, detour=2.0)
    flat = [(ms, gates, c) for gates, group in figures(found).items() for ms, c in group]
    assert set(flat) <= set(ways)
    assert min(ms for ms, _, _ in flat) == min(ms for ms, _, _ in ways) == found.quickest_ms


def test_a_way_without_a_gate_is_there_beyond_the_budget_and_says_so() -> None:
    arcs = [GatedArc(0, 1, 10, gates=1), GatedArc(0, 1, 100, cameras=0b111), GatedArc(0, 1, 120)]
    found = gated_fronts(arcs, 0, 1, detour=1.3)
    assert figures(found) == {0: [(100, 3), (120, 0)], 1: [(10, 0)]}
    assert [found.beyond_budget(way) for way in found.fronts[0].ways] == [True, True]
    assert not found.beyond_budget(found.fronts[1].ways[0])


def test_a_gate_is_not_traded_for_street_cameras() -> None:
    """Through the gate it is slower and less seen: still a front of its own, never the first."""
    arcs = [GatedArc(0, 1, 10, cameras=0b11111), GatedArc(0, 1, 12, gates=1)]
    assert figures(gated_fronts(arcs, 0, 1, detour=2.0)) == {0: [(10, 5)], 1: [(12, 0)]}
    worse = [GatedArc(0, 1, 10), GatedArc(0, 1, 12, gates=1)]
    assert figures(gated_fronts(worse, 0, 1, detour=2.0)) == {0: [(10, 0)]}


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadInputError, match="detour"):
        gated_fronts([GatedArc(0, 1, 1)], 0, 1, detour=0.9)


def test_a_cap_is_said() -> None:
    arcs = [GatedArc(k, k + 1, 1, cameras=1 << (2 * k + j)) for k in range(8) for j in range(2)]
    assert not gated_fronts(arcs, 0, 8, detour=2.0, exact=True, most_labels=20).complete
