"""The kernel of the search: biobjective A* over directed edges, counting distinct cameras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.compiled import compiled
from mapper.routing.arrays import ARRIVALS, EDGES, NEVER, ONE_CAMERA
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.arrays import Ellipse, Labels, Span

__all__ = [
    "DONE",
    "FULL",
    "RUNNING",
    "begin",
    "bit_of",
    "expand",
    "promised",
    "trace",
]

STATE, PARENT, SIGHTING, COUNT, WEIGHT, COST = range(6)
"""Columns of a label's row."""
N_LABELS, N_SIGHTINGS, HEAP_SIZE, N_SOLUTIONS, FEWEST, EXPANDED = range(6)
"""What the tally counts: labels, sightings, keys on the heap, solutions, the cameras of the last
solution, and labels expanded."""
RUNNING: Final = 0
DONE: Final = 1
FULL: Final = 2

LABEL_BITS: Final = 24
COUNT_BITS: Final = 11
LABEL_MASK = (1 << LABEL_BITS) - 1
MOST_COUNT = (1 << COUNT_BITS) - 1


@compiled
def begin(labels: Labels, n_states: int) -> None:
    """Put the one label that stands at the start."""
    labels.fewest[:n_states] = NEVER
    labels.tally[:] = 0
    labels.tally[FEWEST] = NEVER
    labels.row[0, STATE] = 0
    labels.row[0, PARENT] = -1
    labels.row[0, SIGHTING] = -1
    labels.row[0, COUNT] = 0
    labels.row[0, WEIGHT] = 0
    labels.row[0, COST] = 0
    labels.heap[0] = 0
    labels.tally[N_LABELS] = 1
    labels.tally[HEAP_SIZE] = 1


@compiled
def expand(ellipse: Ellipse, labels: Labels, span: Span, slice_: int) -> int:
    """Expand up to ``slice_`` labels in order of duration, then of cameras.

    Returns
    -------
    ``RUNNING``, ``DONE`` where no label is left, ``FULL`` where there is no room for more.
    """
    tally = labels.tally
    row = labels.row
    for _ in range(slice_):
        if tally[HEAP_SIZE] == 0:
            return DONE
        label = labels.heap[0] & LABEL_MASK
        tally[HEAP_SIZE] = pop(labels.heap, tally[HEAP_SIZE])
        state = row[label, STATE]
        count = row[label, COUNT]
        promise = promised(ellipse, span, row[label, WEIGHT], state)
        if count >= labels.fewest[state, 0] or max(count, promise) >= tally[FEWEST]:
            continue
        tally[EXPANDED] += 1
        if ARRIVALS <= state < EDGES:
            _arrive(labels, label)
            continue
        labels.fewest[state, 0] = count
        first, last = ellipse.turn_start[state], ellipse.turn_start[state + 1]
        if tally[N_LABELS] + last - first > len(row):
            return FULL
        for turn in range(first, last):
            if not _walk(ellipse, labels, span, label, turn):
                return FULL
    return RUNNING


@compiled
def promised(ellipse: Ellipse, span: Span, weight: int, state: int) -> int:
    """Bound the cameras of every path through a label from below, by what it will be charged.

    The cameras that every path meets are charged here, and nowhere else.
    """
    charged = weight + int(ellipse.bound[state])
    return span.certain + (charged + ONE_CAMERA - 1) // ONE_CAMERA


@compiled
def _arrive(labels: Labels, label: int) -> None:
    """Note a label at the goal; it replaces one that took as long and met more cameras."""
    tally = labels.tally
    n = tally[N_SOLUTIONS]
    if n > 0 and labels.row[labels.solution[n - 1], COST] == labels.row[label, COST]:
        n -= 1
    labels.solution[n] = label
    tally[N_SOLUTIONS] = n + 1
    tally[FEWEST] = labels.row[label, COUNT]


@compiled
def _walk(ellipse: Ellipse, labels: Labels, span: Span, label: int, turn: int) -> bool:
    """Take a turn from a label and keep the label there where it may lead to something new."""
    row = labels.row
    tally = labels.tally
    state = ellipse.turn_to[turn]
    count = row[label, COUNT]
    cost = row[label, COST] + ellipse.cost[state]
    whole = cost + ellipse.to_goal[state]
    if whole > span.budget_ms or ellipse.bound[state] == NEVER:
        return True
    weight = row[label, WEIGHT] + ellipse.turn_weight[turn]
    promise = promised(ellipse, span, weight, state)
    if promise >= tally[FEWEST] or _dominated(labels, state, count, cost):
        return True
    sighting = row[label, SIGHTING]
    last = sighting
    lo, hi = ellipse.new_start[turn], ellipse.new_start[turn + 1]
    if tally[N_SIGHTINGS] + hi - lo > len(labels.mask):
        return False
    n = tally[N_SIGHTINGS]
    for k in range(lo, hi):
        camera = ellipse.new[k]
        if not _was_seen(labels, sighting, camera):
            labels.sighting[n, 0] = camera
            labels.sighting[n, 1] = last
            before = labels.mask[last] if last >= 0 else np.uint64(0)
            labels.mask[n] = before | bit_of(camera)
            last = n
            n += 1
            count += 1
    promise = max(promise, count)
    if promise >= tally[FEWEST] or _dominated(labels, state, count, cost):
        return True
    tally[N_SIGHTINGS] = n
    labels.fewest[state, 1] = count
    labels.fewest[state, 2] = cost
    new = tally[N_LABELS]
    row[new, STATE] = state
    row[new, PARENT] = label
    row[new, SIGHTING] = last
    row[new, COUNT] = count
    row[new, WEIGHT] = weight
    row[new, COST] = cost
    tally[N_LABELS] = new + 1
    rank = ((whole - span.quickest_ms) << COUNT_BITS) | min(promise, MOST_COUNT)
    tally[HEAP_SIZE] = push(labels.heap, tally[HEAP_SIZE], (rank << LABEL_BITS) | new)
    return True


@compiled
def _dominated(labels: Labels, state: int, count: int, cost: int) -> bool:
    """Whether an expanded or opened label at the state is as quick and meets as few cameras."""
    if count >= labels.fewest[state, 0]:
        return True
    return bool(count >= labels.fewest[state, 1] and cost >= labels.fewest[state, 2])


@compiled
def bit_of(camera: int) -> np.uint64:
    """Return one of 64 bits for a camera."""
    mixed = np.uint64(camera) * np.uint64(0x9E3779B97F4A7C15)
    return np.uint64(1) << (mixed >> np.uint64(58))


@compiled
def _was_seen(labels: Labels, sighting: int, camera: int) -> bool:
    """Whether a camera is among a sighting and those before it."""
    bit = bit_of(camera)
    while sighting >= 0 and labels.mask[sighting] & bit:
        if labels.sighting[sighting, 0] == camera:
            return True
        sighting = labels.sighting[sighting, 1]
    return False


@compiled
def trace(ellipse: Ellipse, row: NDArray[np.int32], label: int, path: NDArray[np.int32]) -> int:
    """Write the directed edges that lead to a label to the end of ``path``; count them."""
    n = 0
    while row[label, PARENT] >= 0:
        n += 1
        path[len(path) - n] = ellipse.edge[row[label, STATE]]
        label = row[label, PARENT]
    return n
