"""Proof of the fronts by gates: a search that compares sets of cameras, seeded with what is known.

The quick search compares labels by how many cameras they have met, so it can drop a way whose
cameras would be met again. Here a label is dropped only where another at its state is as quick,
passes as few gates and meets no camera that it does not meet, or where a known way from start to
goal is already as good as anything it can become. Where that search ends, its fronts are proven.
"""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mapper.routing.gated_search import GatedFronts, GatedSearch, GatedWay, grouped, traced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mapper.routing.gated_search import GatedArc

__all__ = ["MOST_ARCS", "MOST_WORK", "prove_fronts"]

MOST_WORK: Final = 1_500_000
"""Labels and comparisons of labels after which a proof is given up; never a time, so that the
answer does not hang on how busy a machine is."""
MOST_ARCS: Final = 60_000
"""In a larger network no proof is tried."""
Label = tuple[int, int, int, int, int, int]


def prove_fronts(
    arcs: Sequence[GatedArc],
    ends: tuple[int, int],
    known: GatedFronts,
    *,
    detour: float,
    departs_ms: int = 0,
    most_work: int = MOST_WORK,
) -> GatedFronts | None:
    """Return the proven fronts between two states, None where the proof was given up.

    Parameters
    ----------
    arcs
        The steps there are; none costs less than 0.
    ends
        Start and goal.
    known
        Fronts of the quick search, whose ways have arcs of the same numbers.
    detour, departs_ms
        As for that search.
    most_work
        When to give up.
    """
    start, goal = ends
    ways = [way for front in known.fronts for way in front.ways]
    everything = GatedSearch.of(arcs, goal, gates=True)
    work = _Work(most_work)
    found = _run(everything, start, known.budget_ms, _Front(ways), departs_ms, work)
    if found is None:
        return None
    free = GatedSearch.of(arcs, goal, gates=False)
    alone = free.quickest(start, departs_ms)
    if alone is not None:
        longest = max(known.budget_ms, int(alone * detour))
        without = [way for way in (*ways, *found) if not way.gates]
        more = _run(free, start, longest, _Front(without), departs_ms, work)
        if more is None:
            return None
        found += more
    fronts = grouped([*ways, *found])
    return GatedFronts(fronts, known.quickest_ms, known.budget_ms, complete=True)


@dataclass(slots=True)
class _Work:
    """What a proof may still do."""

    left: int


class _Front:
    """Known ways from start to goal: for each number of gates the fewest cameras by duration."""

    def __init__(self, ways: Iterable[GatedWay]) -> None:
        self.ways: list[GatedWay] = []
        self._steps: dict[int, tuple[list[int], list[int]]] = {}
        for way in ways:
            self.add(way)

    def add(self, way: GatedWay) -> None:
        """Add a way."""
        self.ways.append(way)
        self._steps.clear()

    def beats(self, total_ms: int, gates: int, cameras: int) -> bool:
        """Tell whether some way is as quick, passes as few gates and meets as few cameras."""
        if gates not in self._steps:
            able = sorted((w.cost_ms, w.n_cameras) for w in self.ways if w.gates <= gates)
            fewest = itertools.accumulate((count for _, count in able), min)
            self._steps[gates] = [cost for cost, _ in able], list(fewest)
        costs, fewest_by = self._steps[gates]
        at = bisect_right(costs, total_ms)
        return at > 0 and fewest_by[at - 1] <= cameras


def _run(
    search: GatedSearch,
    start: int,
    budget_ms: int,
    front: _Front,
    departs_ms: int,
    work: _Work,
) -> list[GatedWay] | None:
    """Return the ways within a budget that the front does not beat, None where work ran out."""
    if start not in search.left_ms:
        return []
    number = itertools.count()
    labels: list[Label] = [(0, 0, 0, start, -1, -1)]
    settled: dict[int, list[tuple[int, int]]] = defaultdict(list)
    heap = [(search.left_ms[start], 0, 0, next(number), 0)]
    found: list[GatedWay] = []
    while heap:
        total, *_, label = heapq.heappop(heap)
        ms, gates, cameras, state, _, _ = labels[label]
        work.left -= 1 + len(settled[state])
        if work.left < 0:
            return None
        if front.beats(total, gates, cameras.bit_count()) or _met(settled[state], gates, cameras):
            continue
        settled[state].append((gates, cameras))
        if state == search.goal:
            way = GatedWay(ms, gates, cameras, traced(labels, label))
            found.append(way)
            front.add(way)
            continue
        for step in search.out.get(state, ()):
            arc = search.arcs[step]
            cost = arc.cost_at(departs_ms + ms)
            left = search.left_ms.get(arc.head)
            if cost is None or left is None or ms + cost + left > budget_ms:
                continue
            met, passed = cameras | arc.cameras, gates + arc.gates
            ahead = ms + cost + left
            work.left -= 1
            if front.beats(ahead, passed, met.bit_count()):
                continue
            labels.append((ms + cost, passed, met, arc.head, label, step))
            heapq.heappush(heap, (ahead, passed, met.bit_count(), next(number), len(labels) - 1))
    return found


def _met(settled: Sequence[tuple[int, int]], gates: int, cameras: int) -> bool:
    """Tell whether a label settled before passes as few gates and meets nothing else."""
    return any(g <= gates and known & cameras == known for g, known in settled)
