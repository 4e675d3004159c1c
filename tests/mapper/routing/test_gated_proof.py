"""Proven fronts by gates: those of all ways there are, whatever the quick search has found."""

from __future__ import annotations

import pytest

from mapper.errors import NoRouteError
from mapper.routing.gated_proof import prove_fronts
from mapper.routing.gated_search import GatedArc, GatedFronts, gated_fronts
from tests.mapper.routing.test_gated_search import enumerated, figures, random_arcs, wanted


@pytest.mark.parametrize("seed", range(120))
def test_proven_fronts_are_those_of_all_ways(seed: int) -> None:
    arcs = random_arcs(seed)
    ways = enumerated(arcs, 0, 1)
    for detour in (1.0, 1.5, 4.0):
        try:
            known = gated_fronts(arcs, 0, 1, detour=detour)
        except NoRouteError:
            assert not ways
            return
        proven = prove_fronts(arcs, (0, 1), known, detour=detour)
        assert proven is not None
        assert figures(proven) == wanted(ways, detour)
        for front in proven.fronts:
            for way in front.ways:
                steps = [arcs[k] for k in way.arcs]
                assert sum(arc.cost_ms for arc in steps) == way.cost_ms
                met = 0
                for arc in steps:
                    met |= arc.cameras
                assert met == way.cameras


def twice_met() -> list[GatedArc]:
    """Return a town where the dearer way to a corner meets a camera that must be met anyway.

    Up to state 1: 10 ms past camera 0, or 11 ms past camera 1. From there on camera 1 is met.
    """
    return [
        GatedArc(0, 1, 10, cameras=0b01),
        GatedArc(0, 1, 11, cameras=0b10),
        GatedArc(1, 2, 10, cameras=0b10),
    ]


def test_a_way_whose_camera_is_met_again_is_found() -> None:
    known = gated_fronts(twice_met(), 0, 2, detour=2.0)
    assert figures(known) == {0: [(20, 2)]}
    proven = prove_fronts(twice_met(), (0, 2), known, detour=2.0)
    assert proven is not None
    assert figures(proven) == {0: [(20, 2), (21, 1)]}


def test_a_proof_that_is_given_up_says_so() -> None:
    known = gated_fronts(twice_met(), 0, 2, detour=2.0)
    assert prove_fronts(twice_met(), (0, 2), known, detour=2.0, most_work=3) is None


def test_nothing_known_is_needed() -> None:
    nothing = GatedFronts((), 20, 40, complete=True)
    proven = prove_fronts(twice_met(), (0, 2), nothing, detour=2.0)
    assert proven is not None
    assert figures(proven) == {0: [(20, 2), (21, 1)]}
