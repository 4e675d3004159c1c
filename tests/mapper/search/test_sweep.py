"""The sweep: with the proof out of the way, no λ-sweep meets fewer cameras at any budget."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import NoRouteError
from mapper.routing.exact import least_exposed
from mapper.routing.search import Front, Limits, front, lay_out, search
from mapper.routing.sweep import sweep
from tests.mapper.search.cases import (
    Case,
    front_by_enumeration,
    measured,
    random_case,
    simple_paths,
)

UNLIMITED = Limits(seconds=None)
AT_ONCE = Limits(seconds=None, slice_=1, slices=1)
PRICES_MS = (0, 1, 10, 100, 300, 1_000, 2_000, 3_500, 5_000, 10_000, 40_000, 160_000, 640_000)

seeds = st.integers(0, 100_000)


def points(found: Front) -> list[tuple[int, int]]:
    return list(zip(found.cost_ms.tolist(), found.cameras.tolist(), strict=True))


def swept_alone(case: Case) -> Front:
    """Sweep with nothing to begin with."""
    field = lay_out(case.network, case.query, detour=case.detour)
    nothing = replace(
        search(field), cost_ms=np.zeros(0, np.int64), cameras=np.zeros(0, np.int64), paths=()
    )
    return sweep(field, nothing, limits=UNLIMITED)


def peers_worst(case: Case, budget_ms: int) -> set[tuple[int, int]]:
    """Return cost and cameras of the best path for each price, by walking every simple path.

    Of paths tied for a price: the longest duration and the most cameras of any. Prices for which
    one of them is beyond the budget are left out.
    """
    seen = case.network.seen
    found = [
        (
            cost,
            sum(len(seen.on_part(p.edge, p.from_mm, p.to_mm)) for p in parts),
            len(seen.along(tuple(parts))),
        )
        for cost, _, parts in simple_paths(case.network, case.query)
    ]
    worst = set()
    for price in PRICES_MS:
        best = min(cost + price * added for cost, added, _ in found)
        tied = [(cost, count) for cost, added, count in found if cost + price * added == best]
        longest = max(cost for cost, _ in tied)
        if longest <= budget_ms:
            worst.add((longest, max(count for _, count in tied)))
    return worst


def test_no_sweep_meets_fewer_cameras_than_an_answer_without_proof() -> None:
    compared = 0
    for seed in range(500):
        case = random_case(seed)
        with suppress(NoRouteError):
            answer = least_exposed(
                case.network,
                case.query,
                detour=case.detour,
                limits=AT_ONCE,
                proof_limits=AT_ONCE,
                workspace=case.network.workspace(labels=5_000),
            )
            if answer.optimal:
                continue
            for cost, count in peers_worst(case, answer.budget_ms):
                fewest = answer.fewest_within(cost)
                assert fewest is not None, f"seed {seed}"
                assert fewest <= count, f"seed {seed}"
                compared += 1
    assert compared > 500


def test_a_sweep_makes_good_what_a_whole_search_missed() -> None:
    case = random_case(1262)
    alone = front(case.network, case.query, detour=case.detour)
    answer = least_exposed(
        case.network, case.query, detour=case.detour, limits=UNLIMITED, proof_limits=AT_ONCE
    )
    assert alone.complete
    assert not answer.optimal
    worst = peers_worst(case, answer.budget_ms)
    assert any((alone.fewest_within(cost) or 0) > count for cost, count in worst)
    assert all((answer.fewest_within(cost) or 0) <= count for cost, count in worst)


@given(seeds)
def test_what_a_sweep_finds_is_true_and_within_the_budget(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        found = swept_alone(case)
        truth = front_by_enumeration(case) or []
        assert not found.optimal
        assert found.cost_ms[0] == found.quickest_ms
        assert (np.diff(found.cost_ms) > 0).all()
        assert (np.diff(found.cameras) < 0).all()
        for point, path in zip(points(found), found.paths, strict=True):
            assert measured(case, path) == point
            assert point[0] <= found.budget_ms
            assert any(cost <= point[0] and count <= point[1] for cost, count in truth)


@given(seeds)
def test_a_sweep_never_worsens_a_front_and_keeps_its_own_words(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        field = lay_out(case.network, case.query, detour=case.detour)
        before = search(field)
        after = sweep(field, before, limits=UNLIMITED)
        for cost, count in points(before):
            assert (after.fewest_within(cost) or 0) <= count
        assert (after.complete, after.optimal) == (before.complete, before.optimal)
        assert after.labels == before.labels


def test_a_sweep_with_no_time_adds_nothing() -> None:
    case = random_case(1)
    field = lay_out(case.network, case.query, detour=case.detour)
    before = front(case.network, case.query, detour=case.detour)
    assert points(sweep(field, before, limits=Limits(seconds=0.0))) == points(before)


@given(seeds)
def test_a_sweep_gives_the_same_routes_each_time(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        first, second = swept_alone(case), swept_alone(case)
        assert points(first) == points(second)
        assert all((a == b).all() for a, b in zip(first.paths, second.paths, strict=True))
