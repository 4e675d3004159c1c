"""The search: every route is real, the front is a front, and nothing beats enumeration."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import BadInputError, NoRouteError
from mapper.routing.search import Front, Limits, SearchNetwork, front
from tests.mapper.search.cases import Case, front_by_enumeration, measured, random_case

seeds = st.integers(0, 100_000)


def searched(case: Case) -> Front:
    return front(case.network, case.query, detour=case.detour)


def telling_case() -> Case:
    """Return a case whose front has several points."""
    cases = (random_case(seed) for seed in range(1, 999))
    return next(case for case in cases if len(front_by_enumeration(case) or ()) > 2)


def points(found: Front) -> list[tuple[int, int]]:
    return list(zip(found.cost_ms.tolist(), found.cameras.tolist(), strict=True))


def is_walkable(case: Case, path: np.ndarray) -> bool:
    graph = case.network.graph
    inner = path[1:-1]
    return bool(
        (graph.head[path[:-1]] == graph.tail[path[1:]]).all() and graph.allowed[inner].all()
    )


def test_search_is_never_better_than_enumeration_and_always_feasible() -> None:
    agreed = answered = 0
    for seed in range(600):
        case = random_case(seed)
        truth = front_by_enumeration(case)
        if truth is None:
            with pytest.raises(NoRouteError):
                searched(case)
            continue
        found = searched(case)
        assert found.complete
        assert not found.optimal
        assert found.quickest_ms == truth[0][0]
        for point, path in zip(points(found), found.paths, strict=True):
            assert is_walkable(case, path)
            assert measured(case, path) == point
            # some true point is at least as good
            assert any(cost <= point[0] and count <= point[1] for cost, count in truth)
        answered += 1
        agreed += points(found) == truth
    print(f"the search alone found the whole front in {agreed} of {answered} cases")  # noqa: T201
    assert answered > 300


@given(seeds)
def test_front_is_sorted_and_mutually_non_dominated(seed: int) -> None:
    case = random_case(seed)
    try:
        found = searched(case)
    except NoRouteError:
        return
    assert (np.diff(found.cost_ms) > 0).all()
    assert (np.diff(found.cameras) < 0).all()
    assert found.cost_ms[0] == found.quickest_ms
    assert found.cost_ms[-1] <= found.budget_ms


def test_one_workspace_serves_query_after_query() -> None:
    case = telling_case()
    workspace = case.network.workspace()
    fresh = points(searched(case))
    again = [
        points(front(case.network, query, detour=case.detour, workspace=workspace))
        for query in (case.query, case.query.reversed(), case.query)
    ]
    assert again[0] == again[2] == fresh


def test_a_capped_search_says_so() -> None:
    case = telling_case()
    workspace = case.network.workspace(labels=4)
    capped = front(case.network, case.query, detour=case.detour, workspace=workspace)
    assert not capped.complete
    late = front(case.network, case.query, detour=case.detour, limits=Limits(seconds=0.0, slice_=1))
    assert not late.complete
    sliced = Limits(seconds=None, slice_=2, slices=3)
    stopped = [front(case.network, case.query, detour=case.detour, limits=sliced) for _ in range(2)]
    assert not stopped[0].complete
    assert points(stopped[0]) == points(stopped[1])
    assert stopped[0].labels == stopped[1].labels


def test_input_that_makes_no_sense_is_refused() -> None:
    case, other = random_case(1), random_case(2)
    with pytest.raises(BadInputError, match="detour must be at least 1"):
        front(case.network, case.query, detour=0.9)
    with pytest.raises(BadInputError, match="another network"):
        front(case.network, case.query, workspace=other.network.workspace())
    with pytest.raises(ValueError, match="labels"):
        case.network.workspace(labels=0)


def test_an_edge_without_length_costs_a_millisecond() -> None:
    graph = random_case(0).network.graph
    free = replace(graph, cost_ms=np.zeros_like(graph.cost_ms))
    assert (SearchNetwork.build(free, random_case(0).network.seen).graph.cost_ms == 1).all()


def test_threads_with_a_workspace_each_find_what_one_finds() -> None:
    cases = [random_case(seed) for seed in range(1, 200) if front_by_enumeration(random_case(seed))]

    def answers(case: Case) -> list[tuple[int, int]]:
        workspace = case.network.workspace(labels=50_000)
        return points(front(case.network, case.query, detour=case.detour, workspace=workspace))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(answers, cases)) == [points(searched(case)) for case in cases]


def test_a_query_that_needs_more_room_for_new_cameras_takes_it() -> None:
    case = telling_case()
    workspace = case.network.workspace()
    workspace.ellipse = workspace.ellipse._replace(new=np.empty(1, np.int32))
    grown = front(case.network, case.query, detour=case.detour, workspace=workspace)
    assert points(grown) == points(searched(case))
    assert len(workspace.ellipse.new) > 1


def test_stamps_start_anew_before_they_run_out() -> None:
    case = telling_case()
    workspace = case.network.workspace()
    expected = points(searched(case))
    for stamp in (0, np.iinfo(np.int32).max - 1, np.iinfo(np.int32).max):
        workspace.stamp = int(stamp)
        found = front(case.network, case.query, detour=case.detour, workspace=workspace)
        assert points(found) == expected
    assert workspace.stamp == 1
