"""The kernel of the proof: label setting over sets of cameras.

A label at a directed edge stands for a path up to the end of it. Label 1 dominates label 2 at the
same edge where cost₁ ≤ cost₂ and |S₁| + |(S₂ ∖ S₁) ∩ R| ≤ |S₂|: S are the cameras met, R those that
label 2 can still come into view of within the budget. Whatever path goes on from label 2 goes on
from label 1 as well, and is then no longer and meets no more cameras. Of each S only the part in R
is kept, with the count of the whole; R only shrinks along a path.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.compiled import compiled, inlined
from mapper.routing.arrays import ARRIVALS, EDGES, NEVER, ONE_CAMERA
from mapper.routing.ellipse_kernel import cameras_of
from mapper.routing.heap import pop, push
from mapper.routing.search_kernel import (
    COUNT_BITS,
    DONE,
    FULL,
    LABEL_BITS,
    LABEL_MASK,
    MOST_COUNT,
    RUNNING,
    bit_of,
    promised,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.arrays import (
        CameraArrays,
        Ellipse,
        Ends,
        GraphArrays,
        Reach,
        SetLabels,
        Sight,
        Span,
    )

__all__ = ["begin_proof", "extend", "look_around"]

STATE, PARENT, COUNT, WEIGHT, COST, SET, SIZE, NEXT, CERTAIN = range(9)
"""Columns of a label's row."""
N_LABELS, POOL_SIZE, HEAP_SIZE, N_SOLUTIONS, FEWEST, WORK = range(6)
"""What the tally counts: labels, cameras in sets, keys on the heap, solutions, the cameras of the
last solution, and the work done: sets compared, and cameras put into sets."""
LABEL_WORTH: Final = 64
ALL_BITS: Final = np.uint64(0xFFFFFFFFFFFFFFFF)


@compiled
def look_around(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    graph: GraphArrays,
    cameras: CameraArrays,
    ends: Ends,
    reach: Reach,
    ellipse: Ellipse,
    sight: Sight,
    n_states: int,
    stamp: int,
) -> None:
    """Find from where each camera within the budget can be met, and how soon."""
    for state in range(1, n_states):
        edge = ellipse.edge[state]
        if edge < 0:
            continue
        head, tail = graph.head[edge], graph.tail[edge]
        x, y = graph.node_xy[tail, 0], graph.node_xy[tail, 1]
        sight.end_xy[state, 0] = graph.node_xy[head, 0]
        sight.end_xy[state, 1] = graph.node_xy[head, 1]
        sight.end_cost[state] = reach.from_start[head]
        after = ellipse.cost[state] + ellipse.to_goal[state]
        listed, first, last = cameras_of(cameras, ends, ellipse.edge, state)
        for k in range(first, last):
            camera = listed[k]
            box = sight.box[camera]
            if sight.stamp[camera] != stamp:
                sight.stamp[camera] = stamp
                sight.after[camera] = NEVER
                sight.whole[camera] = NEVER
                box[0], box[1], box[2], box[3] = x, y, x, y
            if state < ARRIVALS:
                continue  # no path comes back to where it began
            box[0], box[1] = min(box[0], x), min(box[1], y)
            box[2], box[3] = max(box[2], x), max(box[3], y)
            sight.after[camera] = min(sight.after[camera], after)
            sight.whole[camera] = min(sight.whole[camera], ellipse.from_start[state] + after)


@inlined
def _can_be_met(sight: Sight, span: Span, camera: int, cost: int, state: int) -> bool:
    """Whether a path that has come to the end of a state may yet come into view of a camera."""
    if cost - sight.end_cost[state] + sight.whole[camera] > span.budget_ms:
        return False
    dx = max(sight.box[camera, 0] - sight.end_xy[state, 0], 0.0)
    dx = max(sight.end_xy[state, 0] - sight.box[camera, 2], dx)
    dy = max(sight.box[camera, 1] - sight.end_xy[state, 1], 0.0)
    dy = max(sight.end_xy[state, 1] - sight.box[camera, 3], dy)
    crow = math.floor(span.ms_per_m * math.sqrt(dx * dx + dy * dy))
    return bool(cost + crow + sight.after[camera] <= span.budget_ms)


@compiled
def begin_proof(labels: SetLabels, n_states: int) -> None:
    """Put the one label that stands at the start."""
    labels.first[:n_states] = -1
    labels.tally[:] = 0
    labels.tally[FEWEST] = NEVER
    labels.row[0, :] = 0
    labels.row[0, PARENT] = -1
    labels.row[0, NEXT] = -1
    labels.mask[0] = 0
    labels.heap[0] = 0
    labels.tally[N_LABELS] = 1
    labels.tally[HEAP_SIZE] = 1


@compiled
def extend(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    ellipse: Ellipse,
    weights: NDArray[np.int32],
    sight: Sight,
    labels: SetLabels,
    span: Span,
    known: NDArray[np.int64],
    slice_: int,
) -> int:
    """Expand labels in order of duration, then of cameras, as long as a slice of work lasts.

    Parameters
    ----------
    slice_
        How many labels to expand at most; ``LABEL_WORTH`` comparisons of sets count as one, and as
        many cameras put into sets.
    weights
        Shape (C,), what coming into view of each camera is charged.
    known
        Shape (n, 2), durations and cameras of a front already found, by duration.

    Returns
    -------
    ``RUNNING``, ``DONE`` where no label is left, ``FULL`` where there is no room for more.
    """
    tally, row = labels.tally, labels.row
    until = tally[WORK] + slice_ * LABEL_WORTH
    while tally[WORK] < until:
        if tally[HEAP_SIZE] == 0:
            return DONE
        tally[WORK] += LABEL_WORTH
        label = labels.heap[0] & LABEL_MASK
        tally[HEAP_SIZE] = pop(labels.heap, tally[HEAP_SIZE])
        state = row[label, STATE]
        whole = row[label, COST] + ellipse.to_goal[state]
        if _least(ellipse, weights, labels, span, label) >= _fewest(labels, known, whole):
            continue
        if ARRIVALS <= state < EDGES:
            labels.solution[tally[N_SOLUTIONS]] = label
            tally[N_SOLUTIONS] += 1
            tally[FEWEST] = row[label, COUNT]
            continue
        # NEXT still holds the label that was last expanded here when this one was made
        if _dominated(labels, label, state, row[label, NEXT]):
            continue
        row[label, NEXT] = labels.first[state]
        labels.first[state] = label
        for turn in range(ellipse.turn_start[state], ellipse.turn_start[state + 1]):
            if not _walk(ellipse, weights, sight, labels, span, known, label, turn):
                return FULL
    return RUNNING


@inlined
def _fewest(labels: SetLabels, known: NDArray[np.int64], whole: int) -> int:
    """Return the fewest cameras of any path found that takes no longer."""
    fewest = labels.tally[FEWEST]
    for k in range(len(known)):
        if known[k, 0] > whole:
            break
        fewest = min(fewest, known[k, 1])
    return int(fewest)


@inlined
def _least(
    ellipse: Ellipse, weights: NDArray[np.int32], labels: SetLabels, span: Span, label: int
) -> int:
    """Bound the cameras of every path through a label from below.

    What the rest of a path is charged for cameras met before is at most what these were not yet
    charged, and nothing for those it cannot meet again.
    """
    row = labels.row
    state = row[label, STATE]
    if ellipse.bound[state] == NEVER:
        return NEVER
    count = row[label, COUNT] + span.certain - row[label, CERTAIN]
    owed = int(ellipse.bound[state])
    for k in range(row[label, SET], row[label, SET] + row[label, SIZE]):
        weight = weights[labels.pool[k]]
        if weight > 0:
            owed -= ONE_CAMERA - weight
    if owed > 0:
        count += (owed + ONE_CAMERA - 1) // ONE_CAMERA
    return max(int(count), promised(ellipse, span, row[label, WEIGHT], state))


@inlined
def _walk(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    ellipse: Ellipse,
    weights: NDArray[np.int32],
    sight: Sight,
    labels: SetLabels,
    span: Span,
    known: NDArray[np.int64],
    label: int,
    turn: int,
) -> bool:
    """Take a turn from a label and keep the label there where it may lead to something new."""
    row, tally = labels.row, labels.tally
    state = ellipse.turn_to[turn]
    cost = row[label, COST] + ellipse.cost[state]
    whole = cost + ellipse.to_goal[state]
    if whole > span.budget_ms or ellipse.bound[state] == NEVER:
        return True
    weight = row[label, WEIGHT] + ellipse.turn_weight[turn]
    fewest = _fewest(labels, known, whole)
    if promised(ellipse, span, weight, state) >= fewest or row[label, COUNT] >= fewest:
        return True
    new = tally[N_LABELS]
    most = row[label, SIZE] + ellipse.new_start[turn + 1] - ellipse.new_start[turn]
    if new >= len(row) or tally[POOL_SIZE] + most > len(labels.pool):
        return False
    row[new, STATE] = state
    row[new, PARENT] = label
    row[new, WEIGHT] = weight
    row[new, COST] = cost
    row[new, SET] = tally[POOL_SIZE]
    _meet(ellipse, weights, sight, labels, span, new, turn)
    least = _least(ellipse, weights, labels, span, new)
    if least >= fewest:
        return True
    if not ARRIVALS <= state < EDGES:
        if _dominated(labels, new, state, -1):
            return True
        row[new, NEXT] = labels.first[state]
    tally[POOL_SIZE] += row[new, SIZE]
    tally[N_LABELS] = new + 1
    rank = ((whole - span.quickest_ms) << COUNT_BITS) | min(least, MOST_COUNT)
    tally[HEAP_SIZE] = push(labels.heap, tally[HEAP_SIZE], (rank << LABEL_BITS) | new)
    return True


@inlined
def _meet(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    ellipse: Ellipse,
    weights: NDArray[np.int32],
    sight: Sight,
    labels: SetLabels,
    span: Span,
    new: int,
    turn: int,
) -> None:
    """Write a new label's set: its parent's and what came into view, less what is out of reach.

    What is out of reach cannot be met again, so leaving it out never counts a camera twice.
    """
    row, pool = labels.row, labels.pool
    parent = row[new, PARENT]
    old, old_end = row[parent, SET], row[parent, SET] + row[parent, SIZE]
    met, met_end = ellipse.new_start[turn], ellipse.new_start[turn + 1]
    count, certain = row[parent, COUNT], row[parent, CERTAIN]
    state = row[new, STATE]
    arrived = ARRIVALS <= state < EDGES
    at = row[new, SET]
    mask = np.uint64(0)
    labels.tally[WORK] += old_end - old + met_end - met
    while old < old_end or met < met_end:
        if met == met_end or (old < old_end and pool[old] <= ellipse.new[met]):
            camera = pool[old]
            met += met < met_end and ellipse.new[met] == camera
            old += 1
        else:
            camera = ellipse.new[met]
            count += 1
            certain += weights[camera] == 0
            met += 1
        if not arrived and _can_be_met(sight, span, camera, row[new, COST], state):
            pool[at] = camera
            mask |= bit_of(camera)
            at += 1
    row[new, COUNT] = count
    row[new, CERTAIN] = certain
    row[new, SIZE] = at - row[new, SET]
    labels.mask[new] = mask


@inlined
def _dominated(labels: SetLabels, label: int, state: int, until: int) -> bool:
    """Whether a label expanded at the state, later than ``until``, dominates a label.

    Labels are expanded by duration, so those expanded at the same state are no longer.
    """
    row = labels.row
    other = labels.first[state]
    while other != until and other >= 0:
        labels.tally[WORK] += 1
        spare = row[label, COUNT] - row[other, COUNT]
        if spare >= 0:
            added = labels.mask[label] & (labels.mask[other] ^ ALL_BITS)
            if _bits(added) <= spare and _adds_at_most(labels, label, other, spare):
                return True
        other = row[other, NEXT]
    return False


@inlined
def _adds_at_most(labels: SetLabels, label: int, other: int, spare: int) -> bool:
    """Whether at most ``spare`` cameras of one label's set are missing in another's."""
    row, pool = labels.row, labels.pool
    at, end = row[other, SET], row[other, SET] + row[other, SIZE]
    for k in range(row[label, SET], row[label, SET] + row[label, SIZE]):
        while at < end and pool[at] < pool[k]:
            at += 1
        if at == end or pool[at] != pool[k]:
            spare -= 1
            if spare < 0:
                return False
    return True


@inlined
def _bits(mask: np.uint64) -> int:
    """Count the bits of a mask."""
    count = 0
    while mask:
        mask &= mask - np.uint64(1)
        count += 1
    return count
