"""Fronts of duration against distinct cameras, one for each number of gates passed.

A gate is not one more camera: it is never traded against street cameras. So gates are a criterion
of their own, before the cameras: a way through a gate is shown only where no way with as few gates
or fewer is both as quick and as little seen, and the ways without a gate are searched by
themselves, within a budget of their own, so that they are always there.
"""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.errors import BadInputError, NoRouteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "GatedArc",
    "GatedFront",
    "GatedFronts",
    "GatedSearch",
    "GatedWay",
    "gated_fronts",
    "grouped",
    "traced",
]

MOST_LABELS: Final = 400_000
_NEVER: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class GatedArc:
    """One step from a state to the next."""

    tail: int
    head: int
    cost_ms: int
    """What it takes; where trains serve it, what it takes at least."""
    cameras: int = 0
    """The cameras met, one bit each."""
    gates: int = 0
    trains: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    """When trains leave and when each arrives, ms, both strictly ascending: none overtakes."""

    def cost_at(self, now_ms: int) -> int | None:
        """Return what it takes whoever comes at a time, None where no train comes any more."""
        if self.trains is None:
            return self.cost_ms
        leaves, arrives = self.trains
        train = int(np.searchsorted(leaves, now_ms))
        return None if train == len(leaves) else int(arrives[train]) - now_ms


@dataclass(frozen=True, slots=True)
class GatedWay:
    """A way from start to goal."""

    cost_ms: int
    gates: int
    cameras: int
    """The distinct cameras met, one bit each."""
    arcs: tuple[int, ...]
    """Numbers of the arcs walked, in order."""

    @property
    def n_cameras(self) -> int:
        """Count the distinct cameras."""
        return self.cameras.bit_count()


@dataclass(frozen=True, slots=True)
class GatedFront:
    """The ways through just so many gates that no way through as many or fewer beats."""

    gates: int
    ways: tuple[GatedWay, ...]
    """Sorted by duration; each further one meets fewer cameras."""


@dataclass(frozen=True, slots=True)
class GatedFronts:
    """A front for each number of gates, fewest gates first."""

    fronts: tuple[GatedFront, ...]
    quickest_ms: int
    budget_ms: int
    complete: bool
    """Whether no cap on labels was hit."""

    def beyond_budget(self, way: GatedWay) -> bool:
        """Tell whether a way takes longer than asked for; only ways without a gate may."""
        return way.cost_ms > self.budget_ms


def gated_fronts(  # noqa: PLR0913 - two states and how they are searched
    arcs: Sequence[GatedArc],
    start: int,
    goal: int,
    *,
    detour: float,
    exact: bool = False,
    departs_ms: int = 0,
    most_labels: int = MOST_LABELS,
) -> GatedFronts:
    """Return the fronts between two states.

    Label setting in the order of duration plus the least duration that remains. A label counts
    the distinct cameras of its own way; at a state it is dropped where another is as quick, has
    as few gates and as few cameras, or, to be exact, meets no camera that it does not meet. It
    holds for arcs that trains serve too: whoever comes earlier gets no later train.

    Parameters
    ----------
    arcs
        The steps there are; none costs less than 0.
    start, goal
        States.
    detour
        How many times the quickest way a way may take; ways without a gate are measured by the
        quickest of their own.
    exact
        Whether to compare sets of cameras, which proves the fronts and takes longer.
    departs_ms
        When the way begins, on the clock of the trains.
    most_labels
        How many labels a search may make before it gives up and says so.

    Raises
    ------
    BadInputError
        Where ``detour`` is below 1.
    NoRouteError
        Where no way leads from the start to the goal.
    """
    if not detour >= 1.0:
        message = f"detour must be at least 1, not {detour}"
        raise BadInputError(message)
    everything = GatedSearch.of(arcs, goal, gates=True)
    quickest = everything.quickest(start, departs_ms)
    if quickest is None:
        message = "no way leads from the start to the goal"
        raise NoRouteError(message)
    budget = int(quickest * detour)
    ends = start, departs_ms
    ways, complete = everything.run(ends, budget, exact=exact, most_labels=most_labels)
    free = GatedSearch.of(arcs, goal, gates=False)
    if (alone := free.quickest(start, departs_ms)) is not None:
        longest = max(budget, int(alone * detour))
        more, whole = free.run(ends, longest, exact=exact, most_labels=most_labels)
        ways, complete = [*ways, *more], complete and whole
    return GatedFronts(grouped(ways), quickest, budget, complete)


@dataclass(frozen=True, slots=True)
class GatedSearch:
    """Arcs by the state they leave, and the least duration from each state to the goal."""

    arcs: Sequence[GatedArc]
    out: dict[int, list[int]]
    left_ms: dict[int, int]
    goal: int

    @classmethod
    def of(cls, arcs: Sequence[GatedArc], goal: int, *, gates: bool) -> GatedSearch:
        """Lay arcs out, those through gates or not, and run Dijkstra's algorithm backward."""
        out: dict[int, list[int]] = defaultdict(list)
        into: dict[int, list[int]] = defaultdict(list)
        for number, arc in enumerate(arcs):
            if gates or not arc.gates:
                out[arc.tail].append(number)
                into[arc.head].append(number)
        left: dict[int, int] = {}
        heap = [(0, goal)]
        while heap:
            ms, state = heapq.heappop(heap)
            if state in left:
                continue
            left[state] = ms
            for number in into[state]:
                if arcs[number].tail not in left:
                    heapq.heappush(heap, (ms + arcs[number].cost_ms, arcs[number].tail))
        return cls(arcs, dict(out), left, goal)

    def quickest(self, start: int, departs_ms: int) -> int | None:
        """Return what the quickest way takes, None where there is none."""
        done: set[int] = set()
        heap = [(0, start)]
        while heap:
            ms, state = heapq.heappop(heap)
            if state == self.goal:
                return ms
            if state in done:
                continue
            done.add(state)
            for step in self.out.get(state, ()):
                arc = self.arcs[step]
                cost = arc.cost_at(departs_ms + ms)
                if cost is not None and arc.head not in done and arc.head in self.left_ms:
                    heapq.heappush(heap, (ms + cost, arc.head))
        return None

    def run(
        self, ends: tuple[int, int], budget_ms: int, *, exact: bool, most_labels: int
    ) -> tuple[list[GatedWay], bool]:
        """Return the ways within a budget, and whether the search came to its end."""
        start, departs_ms = ends
        number = itertools.count()
        # a label: (duration, gates, cameras, state, label before, arc)
        labels: list[tuple[int, int, int, int, int, int]] = [(0, 0, 0, start, -1, -1)]
        settled: dict[int, list[tuple[int, int]]] = defaultdict(list)
        heap = [(self.left_ms[start], 0, 0, next(number), 0)]
        ways: list[GatedWay] = []
        while heap:
            *_, label = heapq.heappop(heap)
            ms, gates, cameras, state, _, _ = labels[label]
            if _beaten(settled[state], gates, cameras, exact=exact):
                continue
            settled[state].append((gates, cameras))
            if state == self.goal:
                ways.append(GatedWay(ms, gates, cameras, traced(labels, label)))
                continue
            for step in self.out.get(state, ()):
                arc = self.arcs[step]
                left = self.left_ms.get(arc.head, _NEVER)
                cost = arc.cost_at(departs_ms + ms)
                if cost is None or (total := ms + cost + left) > budget_ms:
                    continue
                met, passed = cameras | arc.cameras, gates + arc.gates
                # what the goal already knows is better than anything this can become
                if _beaten(settled[arc.head], passed, met, exact=exact) or _beaten(
                    settled[self.goal], passed, met, exact=False
                ):
                    continue
                if len(labels) >= most_labels:
                    return ways, False
                labels.append((ms + cost, passed, met, arc.head, label, step))
                entry = (total, passed, met.bit_count(), next(number), len(labels) - 1)
                heapq.heappush(heap, entry)
        return ways, True


def _beaten(settled: Sequence[tuple[int, int]], gates: int, cameras: int, *, exact: bool) -> bool:
    """Tell whether a label settled before, so no slower, is as good in gates and cameras too."""
    if exact:
        return any(g <= gates and known & cameras == known for g, known in settled)
    count = cameras.bit_count()
    return any(g <= gates and known.bit_count() <= count for g, known in settled)


def traced(labels: Sequence[tuple[int, int, int, int, int, int]], label: int) -> tuple[int, ...]:
    """Return the arcs of a label in order; a label holds the one before it, and its last arc."""
    steps: list[int] = []
    while labels[label][4] >= 0:
        steps.append(labels[label][5])
        label = labels[label][4]
    return tuple(reversed(steps))


def grouped(ways: Sequence[GatedWay]) -> tuple[GatedFront, ...]:
    """Keep the ways that no way with as few gates beats, by their gates."""
    kept: list[GatedWay] = []
    for way in sorted(ways, key=lambda w: (w.gates, w.cost_ms, w.n_cameras, w.arcs)):
        if not any(k.cost_ms <= way.cost_ms and k.n_cameras <= way.n_cameras for k in kept):
            kept.append(way)
    groups = itertools.groupby(kept, key=lambda way: way.gates)
    return tuple(GatedFront(gates, tuple(of_gates)) for gates, of_gates in groups)
