"""The bounds: a path comes into view no more often than ν says, and never meets less than told."""

from __future__ import annotations

from contextlib import suppress

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import NoRouteError
from mapper.model.network import WalkNetwork
from mapper.routing.arrays import ARRIVALS, EDGES, NEVER, ONE_CAMERA
from mapper.routing.graph import EdgeCameras, SearchGraph
from mapper.routing.search import Field, lay_out
from mapper.routing.visits import most_visits
from tests.mapper.search.cases import Case, front_by_enumeration, random_case, simple_paths

seeds = st.integers(0, 100_000)


def edges_of(seen: EdgeCameras, camera: int) -> list[int]:
    return [e for e in range(len(seen.start) - 1) if camera in seen.on_edge(e)]


def matching(case: Case, camera: int) -> int:
    graph = nx.Graph()
    for edge in edges_of(case.network.seen, camera):
        u, v = case.network.graph.tail[2 * edge], case.network.graph.head[2 * edge]
        if u != v:
            graph.add_edge(int(u), int(v))
    return len(nx.max_weight_matching(graph, maxcardinality=True))


@given(seeds)
def test_most_visits_is_never_below_a_maximum_matching(seed: int) -> None:
    case = random_case(seed)
    for camera, visits in enumerate(case.network.visits.tolist()):
        assert visits >= max(1, matching(case, camera))


def test_most_visits_is_a_maximum_matching_on_trees_and_circles() -> None:
    def visits(n_nodes: int, pairs: list[tuple[int, int]]) -> int:
        points = np.random.default_rng(1).uniform(0, 99, (n_nodes, 2))
        network = WalkNetwork.build(
            points, pairs, [points[list(pair)] for pair in pairs], [9_000] * len(pairs)
        )
        n = len(pairs)
        seen = EdgeCameras.build(
            np.arange(n + 1, dtype=np.int64),
            np.zeros(n, np.int32),
            (np.zeros(n, np.int64), np.full(n, 9_000, np.int64)),
            np.ones(1, bool),
        )
        return int(most_visits(SearchGraph.build(network, 1.34), seen)[0])

    star = [(0, n) for n in range(1, 6)]
    chain = [(n, n + 1) for n in range(6)]
    assert visits(6, star) == 1
    assert visits(7, chain) == 3
    assert visits(7, [*chain, (6, 0)]) == 3
    assert visits(4, [(0, 1), (0, 1), (2, 3)]) == 2
    assert visits(2, [(0, 0), (1, 1)]) == 1


@given(seeds)
def test_no_simple_path_comes_into_view_more_often_than_allowed(seed: int) -> None:
    case = random_case(seed)
    seen = case.network.seen
    split = {case.query.start_edge, case.query.goal_edge}
    for _, _, parts in simple_paths(case.network, case.query):
        views = [set(seen.on_part(part.edge, part.from_mm, part.to_mm).tolist()) for part in parts]
        entries = np.zeros(seen.n_cameras, int)
        for before, after in zip([set(), *views], views, strict=False):
            entries[list(after - before)] += 1
        allowed = case.network.visits.copy()
        for edge in split:
            allowed[seen.on_edge(edge)] += 1
        assert (entries <= allowed).all()


@given(seeds)
def test_the_bound_at_the_start_is_never_above_the_fewest_cameras(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        field = lay_out(case.network, case.query, detour=case.detour)
        bound = int(field.workspace.ellipse.bound[0])
        truth = front_by_enumeration(case)
        assert truth is not None
        assert bound < NEVER
        assert field.span.certain + -(-bound // ONE_CAMERA) <= truth[-1][1]


@given(seeds)
def test_the_ellipse_is_what_paths_within_the_budget_use(seed: int) -> None:
    case = random_case(seed)
    with suppress(NoRouteError):
        field = lay_out(case.network, case.query, detour=case.detour)
        split = {case.query.start_edge, case.query.goal_edge}  # who walks it all is there already
        within = [
            path[1:-1]
            for cost, path, _ in simple_paths(case.network, case.query)
            if cost <= field.span.budget_ms and split.isdisjoint(edge >> 1 for edge in path[1:-1])
        ]
        laid = set(field.workspace.ellipse.edge[EDGES : field.n_states].tolist())
        assert {edge for path in within for edge in path} <= laid
        check_least_costs(case, field)


def check_least_costs(case: Case, field: Field) -> None:
    """Compare the least whole cost through each state with what simple paths need."""
    ellipse = field.workspace.ellipse
    through: dict[int, int] = {}
    for cost, path, _ in simple_paths(case.network, case.query):
        for edge in path[1:-1]:
            through[edge] = min(cost, through.get(edge, NEVER))
    for state in range(EDGES, field.n_states):
        whole = ellipse.from_start[state] + ellipse.cost[state] + ellipse.to_goal[state]
        assert whole <= through.get(int(ellipse.edge[state]), NEVER)
    assert (ellipse.to_goal[ARRIVALS:EDGES] == 0).all()
