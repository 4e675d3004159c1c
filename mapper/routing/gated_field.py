"""Fronts by gates over a whole city: streets as they are, what is beside them as further arcs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.errors import BadInputError, NoRouteError
from mapper.routing import gated_kernel as kernel
from mapper.routing.gated_kernel import Asked, Further, GatedLabels, Spread, StreetArcs
from mapper.routing.gated_search import GatedFronts, GatedWay, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.routing.gated_search import GatedArc
    from mapper.routing.graph import EdgeCameras, SearchGraph

__all__ = ["MOST_LABELS", "GatedField"]

MOST_LABELS: Final = 2_000_000
"""How many labels each of the two searches may make before it says that it was cut short."""
_FIRST: Final = 1 << 16
_LONGEST_MS: Final = (1 << 26) - 1
"""No way may take this much longer than the quickest, 18 hours: a key on the heap holds no more."""
_MOST_SEEN: Final = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True, eq=False)
class GatedField:
    """Streets and further arcs between ``n_states`` states, ready to be searched."""

    streets: StreetArcs
    further: Further
    n_states: int
    n_cameras: int

    @classmethod
    def build(
        cls,
        graph: SearchGraph,
        seen: EdgeCameras,
        arcs: Sequence[GatedArc],
        sees: Sequence[tuple[int, ...]],
        n_states: int,
    ) -> GatedField:
        """Lay further arcs out beside a city's streets.

        Parameters
        ----------
        graph, seen
            The streets and the cameras that see each.
        arcs
            Further arcs between states; the nodes of the streets are the first states.
        sees
            The cameras on each further arc: mapped ones by row, supposed ones after them.
        n_states
            How many states there are.
        """
        streets = StreetArcs(
            graph.out_start, graph.out_edge, graph.in_start, graph.in_edge, graph.tail,
            graph.head, graph.cost_ms, seen.start, seen.camera,
        )  # fmt: skip
        highest = max((camera for own in sees for camera in own), default=-1)
        return cls(
            streets, _further(arcs, sees, n_states), n_states, max(seen.n_cameras, highest + 1)
        )

    def fronts(
        self,
        start: int,
        goal: int,
        *,
        detour: float,
        departs_ms: int = 0,
        most_labels: int = MOST_LABELS,
    ) -> GatedFronts:
        """Return the fronts between two states; as ``gated_fronts``, compared by counts.

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
        best, heap = self.room()
        asked = Asked(start, goal, departs_ms, kernel.MOST_GATES)
        quickest = int(kernel.earliest(self.streets, self.further, best, heap, asked))
        if quickest >= kernel.NEVER:
            message = "no way leads from the start to the goal"
            raise NoRouteError(message)
        budget = self.longest_ms(quickest, detour)
        asked = asked._replace(budget_ms=budget)
        ways, complete = self._search(best, heap, asked, most_labels)
        asked = asked._replace(most_gates=0)
        alone = int(kernel.earliest(self.streets, self.further, best, heap, asked))
        if alone < kernel.NEVER:
            longest = max(budget, self.longest_ms(alone, detour))
            asked = asked._replace(budget_ms=longest)
            more, whole = self._search(best, heap, asked, most_labels)
            ways, complete = [*ways, *more], complete and whole
        return GatedFronts(grouped(ways), quickest, budget, complete)

    def room(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return a value for each state, and a heap, for the kernels to write."""
        heap = np.empty(2 + len(self.streets.out_edge) + len(self.further.tail), np.int64)
        return np.empty(self.n_states, np.int64), heap

    @staticmethod
    def longest_ms(quickest_ms: int, detour: float) -> int:
        """Return how long a way may take."""
        return min(int(quickest_ms * detour), quickest_ms + _LONGEST_MS)

    def _search(
        self, left: NDArray[np.int64], heap: NDArray[np.int64], asked: Asked, most_labels: int
    ) -> tuple[list[GatedWay], bool]:
        """Return the ways within a budget, and whether the search came to its end."""
        kernel.least_to_goal(self.streets, self.further, left, heap, asked)
        asked = asked._replace(least_ms=int(left[asked.start]))
        spread = Spread(
            left,
            np.full((self.n_states, kernel.MOST_GATES + 1), _MOST_SEEN, np.int16),
            np.full((self.n_states, 3), kernel.NEVER, np.int64),
            np.zeros(self.n_cameras, np.int64),
        )
        labels = _begin(asked.start, min(_FIRST, most_labels))
        while True:
            status = kernel.expand(self.streets, self.further, spread, labels, asked)
            if status == kernel.DONE or len(labels.row) >= most_labels:
                break
            labels = _longer(labels, min(4 * len(labels.row), most_labels))
        found = labels.solution[: int(labels.tally[kernel.N_SOLUTIONS])].tolist()
        ways = [self._way(labels, label) for label in found]
        return ways, status == kernel.DONE and not labels.tally[kernel.BEYOND]

    def _way(self, labels: GatedLabels, label: int) -> GatedWay:
        arcs: list[int] = []
        cameras = 0
        at = int(labels.row[label, kernel.SIGHTING])
        while at >= 0:
            camera, at = labels.sighting[at].tolist()
            cameras |= 1 << camera
        cost, gates = int(labels.cost_ms[label]), int(labels.row[label, kernel.GATES])
        while labels.row[label, kernel.PARENT] >= 0:
            arcs.append(int(labels.row[label, kernel.ARC]))
            label = int(labels.row[label, kernel.PARENT])
        return GatedWay(cost, gates, cameras, tuple(reversed(arcs)))


def _further(arcs: Sequence[GatedArc], sees: Sequence[tuple[int, ...]], n_states: int) -> Further:
    tail = np.array([arc.tail for arc in arcs], np.int32)
    head = np.array([arc.head for arc in arcs], np.int32)
    trains = [arc.trains for arc in arcs if arc.trains is not None]
    timed = np.cumsum([arc.trains is not None for arc in arcs]) - 1
    served = np.array([arc.trains is not None for arc in arcs], np.bool_)
    return Further(
        tail,
        head,
        np.array([arc.cost_ms for arc in arcs], np.int64),
        np.array([arc.gates for arc in arcs], np.int32),
        np.where(served, timed, -1).astype(np.int32),
        *_rows(tail, n_states),
        *_rows(head, n_states),
        _starts([len(own) for own in sees]),
        np.array([camera for own in sees for camera in own], np.int32),
        _starts([len(leaves) for leaves, _ in trains]),
        np.concatenate([np.zeros(0, np.int64), *(leaves for leaves, _ in trains)]),
        np.concatenate([np.zeros(0, np.int64), *(arrives for _, arrives in trains)]),
    )


def _rows(state: NDArray[np.int32], n_states: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Group arcs by a state of theirs, ascending within a state."""
    order = np.argsort(state, kind="stable").astype(np.int32)
    return _starts(np.bincount(state, minlength=n_states)), order


def _starts(counts: Sequence[int] | NDArray[Any]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.asarray(counts, np.int64))]).astype(np.int64)


def _begin(start: int, size: int) -> GatedLabels:
    """Return room for some labels, and the first one, at the start."""
    row = np.empty((size, 6), np.int32)
    row[0] = (start, -1, -1, -1, 0, 0)
    tally = np.zeros(6, np.int64)
    tally[kernel.N_LABELS] = tally[kernel.HEAP_SIZE] = 1
    return GatedLabels(
        row,
        np.zeros(size, np.int64),
        np.empty((4 * size, 2), np.int32),
        np.zeros(size, np.int64),
        np.empty(size, np.int32),
        tally,
    )


def _longer(labels: GatedLabels, size: int) -> GatedLabels:
    """Return room for more labels, with those there are."""
    more = _begin(0, size)
    for name in ("row", "cost_ms", "sighting", "heap", "solution"):
        old, new = getattr(labels, name), getattr(more, name)
        new[: len(old)] = old
    return more._replace(tally=labels.tally)
