"""The proof: where it finishes, its front is that of all simple paths, in every case."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import NoRouteError
from mapper.routing.exact import PROOF_LIMITS, least_exposed, prove
from mapper.routing.graph import EdgeCameras
from mapper.routing.search import Front, Limits, SearchNetwork, front, lay_out, search
from mapper.routing.wishes import RouteWishes
from tests.mapper.search.cases import (
    Case,
    fewest_by_programme,
    front_by_enumeration,
    measured,
    random_case,
)

UNLIMITED = Limits(seconds=None)
seeds = st.integers(0, 100_000)


def proven(case: Case) -> Front:
    workspace = case.network.workspace(labels=50_000)
    return least_exposed(
        case.network,
        case.query,
        detour=case.detour,
        proof_limits=UNLIMITED,
        workspace=workspace,
    )


def points(found: Front) -> list[tuple[int, int]]:
    return list(zip(found.cost_ms.tolist(), found.cameras.tolist(), strict=True))


def test_proven_fronts_equal_enumeration() -> None:
    answered = agreed = missed = spread = 0
    for seed in range(800):
        case = random_case(seed)
        truth = front_by_enumeration(case)
        if truth is None:
            with pytest.raises(NoRouteError):
                proven(case)
            continue
        exact = proven(case)
        assert exact.optimal
        assert points(exact) == truth, f"seed {seed}"
        for point, path in zip(points(exact), exact.paths, strict=True):
            assert measured(case, path) == point
        alone = front(case.network, case.query, detour=case.detour)
        answered += 1
        agreed += points(alone) == truth
        spread += len(truth) > 1
        missed += sum((alone.fewest_within(cost) or 0) - count for cost, count in truth)
    print(  # noqa: T201 - the rate is wanted in the log
        f"search alone: whole front in {agreed} of {answered}, {missed} cameras too many in all"
    )
    assert spread > 100


def test_proven_fronts_agree_with_an_integer_programme() -> None:
    checked = 0
    for seed in range(1, 400):
        case = random_case(seed)
        if len(front_by_enumeration(case) or ()) < 2:
            continue
        for cost, count in points(proven(case)):
            assert fewest_by_programme(case, cost) == count, f"seed {seed}"
            if cost > proven(case).quickest_ms:
                assert fewest_by_programme(case, cost - 1) > count, f"seed {seed}"
        checked += 1
        if checked == 25:
            break
    assert checked == 25


@given(seeds, st.floats(1.0, 3.0))
def test_widening_the_budget_never_loses_a_point(seed: int, detour: float) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        wide = proven(replace(case, detour=max(detour, case.detour)))
        narrow = proven(replace(case, detour=min(detour, case.detour)))
        assert points(wide)[: len(narrow)] == points(narrow)


@given(seeds, st.integers(0, 100))
def test_removing_a_camera_never_worsens_a_budget(seed: int, pick: int) -> None:
    case = random_case(seed)
    seen = case.network.seen
    if len(seen.camera) == 0:
        return
    fewer = without(seen, int(seen.camera[pick % len(seen.camera)]))
    with suppress(NoRouteError):
        before = proven(case)
        after = proven(replace(case, network=SearchNetwork.build(case.network.graph, fewer)))
        for cost, count in points(before):
            assert (after.fewest_within(cost) or 0) <= count
        for cost, count in points(after):
            within = before.fewest_within(cost)
            assert within is not None
            assert count <= within <= count + 1


@given(seeds)
def test_the_way_back_has_the_same_front_on_a_two_way_network(seed: int) -> None:
    case = random_case(seed, one_way=False)
    with suppress(NoRouteError):
        there = points(proven(case))
        back = points(proven(replace(case, query=case.query.reversed())))
        assert there == back


@given(seeds)
def test_a_proof_that_is_cut_short_still_gives_true_routes(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        field = lay_out(case.network, case.query, detour=case.detour)
        found = search(field)
        short = prove(field, found, limits=Limits(seconds=0.0, slice_=3))
        assert short.complete
        assert not short.optimal or points(short) == points(proven(case))
        for point, path in zip(points(short), short.paths, strict=True):
            assert measured(case, path) == point


def test_answers_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = itertools.count(step=3_600)
    proven_ones = 0
    for seed in range(60):
        case = random_case(seed)
        little_work = replace(PROOF_LIMITS, slice_=4, slices=3)
        with suppress(NoRouteError):
            found = least_exposed(
                case.network, case.query, detour=case.detour, proof_limits=little_work
            )
            with monkeypatch.context() as patched:
                patched.setattr("time.perf_counter", lambda: float(next(hours)))
                late = least_exposed(
                    case.network, case.query, detour=case.detour, proof_limits=little_work
                )
            assert (points(late), late.optimal) == (points(found), found.optimal)
            proven_ones += found.optimal
    assert 0 < proven_ones < 60
    assert RouteWishes().search_s is None
    assert RouteWishes().proof_s is None


@given(seeds)
def test_the_proof_needs_no_front_to_begin_with(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        field = lay_out(case.network, case.query, detour=case.detour)
        nothing = replace(
            search(field), cost_ms=np.zeros(0, np.int64), cameras=np.zeros(0, np.int64), paths=()
        )
        assert points(prove(field, nothing, limits=UNLIMITED)) == points(proven(case))


def without(seen: EdgeCameras, camera: int) -> EdgeCameras:
    """Take one camera out."""
    rows = np.repeat(np.arange(len(seen.camera)), np.diff(seen.interval_start))
    edge = np.repeat(np.arange(len(seen.start) - 1), np.diff(seen.start))
    counted = np.ones(seen.n_cameras, bool)
    counted[camera] = False
    start = np.searchsorted(edge[rows], np.arange(len(seen.start))).astype(np.int64)
    return EdgeCameras.build(start, seen.camera[rows], (seen.enter_mm, seen.exit_mm), counted)
