"""The front of duration against distinct cameras between two places, within a detour."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mapper.errors import BadInputError, NoRouteError
from mapper.routing import ellipse_kernel, lower_bounds, reach_kernel, search_kernel
from mapper.routing.arrays import (
    EDGES,
    NEVER,
    ONE_CAMERA,
    CameraArrays,
    GraphArrays,
    Span,
)
from mapper.routing.ends import ends_of
from mapper.routing.selection import undominated
from mapper.routing.visits import most_visits
from mapper.routing.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.routing.arrays import Ends
    from mapper.routing.graph import EdgeCameras, Query, SearchGraph

__all__ = ["DETOUR", "Field", "Front", "Limits", "SearchNetwork", "front", "lay_out", "search"]

DETOUR = 1.3
"""How much longer than the quickest way a route may take, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a search gives up; None is "as long as it takes". Labels are capped by the workspace.

    Without a cap on time an answer is the same on every machine, however busy it is.
    """

    seconds: float | None = None
    slice_: int = 20_000
    """How many labels are expanded between two looks at the clock."""
    slices: int | None = None
    """How many slices there are at most. Unlike seconds, this ends at the same label everywhere."""

    def passed(self, started: float, done: int) -> bool:
        """Whether it is time to give up, after so many slices since ``time.perf_counter()``."""
        late = self.seconds is not None and time.perf_counter() - started > self.seconds
        return late or (self.slices is not None and done >= self.slices)


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """The routes no other route found beats on both duration and distinct cameras.

    Sorted by duration; the first is the quickest and each further one meets fewer cameras.
    """

    cost_ms: NDArray[np.int64]
    cameras: NDArray[np.int64]
    """Shape (n,), durations and distinct cameras."""
    paths: tuple[NDArray[np.int32], ...]
    """Directed edges, from the start's edge to the goal's; see ``Query``."""
    quickest_ms: int
    budget_ms: int
    complete: bool
    """Whether no cap on labels, work or time was hit."""
    optimal: bool
    """Whether it is proven that no better route exists within the budget."""
    labels: int
    """How many labels the search made."""
    proof_labels: int = 0
    states: int = 0
    """How many directed edges lay within the budget."""

    def __len__(self) -> int:
        """Count the routes."""
        return len(self.cost_ms)

    def fewest_within(self, budget_ms: int) -> int | None:
        """Return the fewest cameras of a route within a duration, None where there is none."""
        within = self.cameras[self.cost_ms <= budget_ms]
        return int(within[-1]) if within.size else None

    def joined(
        self,
        cost_ms: NDArray[np.int64],
        cameras: NDArray[np.int64],
        paths: Sequence[NDArray[np.int32]],
    ) -> Front:
        """Return the front of its routes and others together; of equals its own stays."""
        costs = np.concatenate([self.cost_ms, cost_ms])
        counts = np.concatenate([self.cameras, cameras])
        kept = undominated(costs, counts)
        every = [*self.paths, *paths]
        return replace(
            self,
            cost_ms=costs[kept],
            cameras=counts[kept],
            paths=tuple(every[row] for row in kept.tolist()),
        )


@dataclass(frozen=True, slots=True, eq=False)
class SearchNetwork:
    """A graph and its counted cameras, ready to be searched any number of times, by any thread."""

    graph: SearchGraph
    seen: EdgeCameras
    visits: NDArray[np.int32]
    """Shape (C,): how often a simple path comes into view of each camera, at most."""
    graph_arrays: GraphArrays
    camera_arrays: CameraArrays

    @classmethod
    def build(cls, graph: SearchGraph, seen: EdgeCameras) -> SearchNetwork:
        """Prepare a network: bound each camera's visits, and let no edge cost nothing.

        The proof needs costs above 0: with them, a way round in a circle is never as good.
        """
        graph = replace(graph, cost_ms=np.maximum(graph.cost_ms, 1))
        visits = most_visits(graph, seen)
        return cls(
            graph=graph,
            seen=seen,
            visits=visits,
            graph_arrays=GraphArrays(
                graph.tail,
                graph.head,
                graph.cost_ms,
                graph.out_start,
                graph.out_edge,
                graph.in_start,
                graph.in_edge,
                graph.node_xy,
            ),
            camera_arrays=CameraArrays(
                seen.start, seen.camera, (ONE_CAMERA // visits).astype(np.int32)
            ),
        )

    def workspace(self, *, labels: int = 1_000_000) -> Workspace:
        """Reserve the memory one thread needs to search this network."""
        return Workspace(self.graph, self.seen.n_cameras, labels=labels)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A query laid out in a workspace: its ellipse, its budget, and its ends."""

    network: SearchNetwork
    workspace: Workspace
    ends: Ends
    span: Span
    n_states: int


def front(
    network: SearchNetwork,
    query: Query,
    *,
    detour: float = DETOUR,
    limits: Limits | None = None,
    workspace: Workspace | None = None,
) -> Front:
    """Return the front from a start to a goal within ``detour`` times the quickest way.

    Biobjective A* (Hernández Ulloa, Yeoh, Baier, Zhang, Suazo and Koenig, ICAPS 2020) over
    directed edges; each label counts the distinct cameras along its own path. Labels at an edge
    dominate each other by duration and count, so a route can be missed whose cameras would be met
    again; ``optimal`` is never claimed here, see ``mapper.routing.exact``.

    Raises
    ------
    BadInputError
        Where ``detour`` is below 1 or the workspace is of another network.
    NoRouteError
        Where no way leads from the start to the goal.
    """
    field = lay_out(network, query, detour=detour, workspace=workspace)
    return search(field, limits=limits)


def lay_out(
    network: SearchNetwork,
    query: Query,
    *,
    detour: float = DETOUR,
    workspace: Workspace | None = None,
) -> Field:
    """Cut the query's ellipse out of the city and bound what lies between it and the goal.

    Raises
    ------
    BadInputError
        Where ``detour`` is below 1 or the workspace is of another network.
    NoRouteError
        Where no way leads from the start to the goal.
    """
    if not detour >= 1.0:
        message = f"detour must be at least 1, not {detour}"
        raise BadInputError(message)
    work = network.workspace() if workspace is None else workspace
    if not work.fits(network.graph, network.seen.n_cameras):
        message = "the workspace was made for another network"
        raise BadInputError(message)
    ends, certain = ends_of(network.graph, network.seen, network.visits, query)
    stamp = work.next_stamp()
    graph, ms_per_m = network.graph_arrays, network.graph.ms_per_m
    quickest, budget = reach_kernel.cost_to_goal(
        graph, ends, work.reach, stamp, ms_per_m, float(detour)
    )
    if quickest >= NEVER:
        message = "no way leads from the start to the goal"
        raise NoRouteError(message)
    n_nodes = reach_kernel.spread_from_start(graph, ends, work.reach, stamp, budget)
    n_states = ellipse_kernel.cut_out(graph, ends, work.reach, work.ellipse, stamp, n_nodes, budget)
    while not ellipse_kernel.list_new_cameras(
        network.camera_arrays, ends, work.reach, work.ellipse, stamp, n_states
    ):
        work.grow()
    lower_bounds.bound_cameras(work.ellipse, n_states, work.reach.heap)
    span = Span(int(quickest), int(budget), certain, ms_per_m)
    return Field(network, work, ends, span, n_states)


def search(field: Field, *, limits: Limits | None = None) -> Front:
    """Search a field that was laid out; see ``front``."""
    limits = limits or Limits()
    work = field.workspace
    labels, ellipse = work.labels, work.ellipse
    started = time.perf_counter()
    search_kernel.begin(labels, field.n_states)
    status, done = search_kernel.RUNNING, 0
    while status == search_kernel.RUNNING and not (done and limits.passed(started, done)):
        status = search_kernel.expand(ellipse, labels, field.span, limits.slice_)
        done += 1
    found = labels.solution[: labels.tally[search_kernel.N_SOLUTIONS]]
    rows = labels.row[found]
    return Front(
        cost_ms=rows[:, search_kernel.COST].astype(np.int64),
        cameras=rows[:, search_kernel.COUNT].astype(np.int64),
        paths=tuple(_path(field, int(label)) for label in found),
        quickest_ms=field.span.quickest_ms,
        budget_ms=field.span.budget_ms,
        complete=status == search_kernel.DONE,
        optimal=False,
        labels=int(labels.tally[search_kernel.N_LABELS]),
        states=field.n_states - EDGES,
    )


def _path(field: Field, label: int) -> NDArray[np.int32]:
    path = field.workspace.path
    edges, rows = field.workspace.ellipse.edge, field.workspace.labels.row
    n = search_kernel.trace(edges, rows, label, path)
    return path[len(path) - n :].copy()
