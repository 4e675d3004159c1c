"""The kernel of the proof of journeys: labels compared by the sets of cameras they have met.

A label is dropped where another at its state is as quick, passes as few gates and meets no camera
that it does not meet, or where a way known already is as good as anything it can become. Where no
label is left, the ways found and those known before hold every front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from mapper.model.compiled import compiled, inlined
from mapper.routing.gated_kernel import (
    COUNT_BITS,
    GATE_BITS,
    LABEL_BITS,
    LABEL_MASK,
    MOST_COUNT,
    MOST_GATES,
    NEVER,
    Asked,
    Further,
    StreetArcs,
    cost_at,
)
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GIVEN_UP", "PROVEN", "SetLabels", "number_cameras", "prove"]

PROVEN, GIVEN_UP = 1, 0
STATE, PARENT, ARC, GATES, COUNT, NEXT = range(6)
N_LABELS, HEAP_SIZE, N_KNOWN, WORK = range(4)
WORD: Final = 64


class SetLabels(NamedTuple):
    """The labels of one proof, in order of birth, and the ways known so far."""

    row: NDArray[np.int32]
    """Shape (L, 6). ``NEXT`` is the label settled at its state before it, -1 for none."""
    cost_ms: NDArray[np.int64]
    cameras: NDArray[np.uint64]
    """Shape (L, W). One bit a camera."""
    settled: NDArray[np.int32]
    """Shape (S, 2). The label settled last at each state, -1 for none, and how many there are."""
    heap: NDArray[np.int64]
    known: NDArray[np.int64]
    """Shape (K, 4). Duration, gates and cameras of known ways, and the label of a new one."""
    tally: NDArray[np.int64]


@compiled
def number_cameras(
    streets: StreetArcs,
    further: Further,
    begun_ms: NDArray[np.int64],
    left_ms: NDArray[np.int64],
    asked: Asked,
    bit: NDArray[np.int32],
) -> int:
    """Give the cameras that any way within the budget can meet numbers, and return how many.

    Parameters
    ----------
    streets, further
        The arcs.
    begun_ms, left_ms
        What the way to each state, and from it to the goal, takes at least.
    asked
        The search.
    bit
        Shape (C,). Written: each camera's number, -1 where no way meets it.
    """
    bit[:] = -1
    n = 0
    for edge in range(len(streets.cost_ms)):
        bounds = (streets.seen_start[edge >> 1], streets.seen_start[(edge >> 1) + 1])
        begun, left = begun_ms[streets.tail[edge]], left_ms[streets.head[edge]]
        # what cannot be reached is never: the sum is beyond any budget
        if begun + streets.cost_ms[edge] + left <= asked.budget_ms:
            n = _numbered(bit, streets.seen_camera, bounds, n)
    for arc in range(len(further.tail)):
        bounds = (further.seen_start[arc], further.seen_start[arc + 1])
        begun, left = begun_ms[further.tail[arc]], left_ms[further.head[arc]]
        if begun + left <= asked.budget_ms:
            n = _numbered(bit, further.seen_camera, bounds, n)
    return n


@inlined
def _numbered(
    bit: NDArray[np.int32], seen_camera: NDArray[np.int32], bounds: tuple[int, int], n: int
) -> int:
    for k in range(bounds[0], bounds[1]):
        if bit[seen_camera[k]] < 0:
            bit[seen_camera[k]] = n
            n += 1
    return n


@compiled
def prove(  # noqa: PLR0913, PLR0917 - a kernel's arrays
    streets: StreetArcs,
    further: Further,
    left_ms: NDArray[np.int64],
    bit: NDArray[np.int32],
    labels: SetLabels,
    asked: Asked,
    most_work: int,
) -> int:
    """Settle labels until none is left, ``PROVEN``, or there is no room or work is up.

    The first label stands at the start already.
    """
    tally, row = labels.tally, labels.row
    while tally[HEAP_SIZE] > 0:
        label = labels.heap[0] & LABEL_MASK
        tally[HEAP_SIZE] = pop(labels.heap, tally[HEAP_SIZE])
        state, now = row[label, STATE], labels.cost_ms[label]
        tally[WORK] += 1 + labels.settled[state, 1]
        if tally[WORK] > most_work or tally[N_KNOWN] == len(labels.known):
            return GIVEN_UP
        if not _settled(labels, label, now + left_ms[state], asked.goal):
            continue
        if not _lead_on(streets, further, left_ms, bit, labels, label, asked):
            return GIVEN_UP
    return PROVEN


@inlined
def _lead_on(  # noqa: PLR0913, PLR0917 - a kernel's arrays
    streets: StreetArcs,
    further: Further,
    left_ms: NDArray[np.int64],
    bit: NDArray[np.int32],
    labels: SetLabels,
    label: int,
    asked: Asked,
) -> bool:
    """Make the labels that a label leads to; False where there is no room."""
    state, now = labels.row[label, STATE], labels.cost_ms[label]
    n_nodes, n_edges = len(streets.out_start) - 1, len(streets.cost_ms)
    room = True
    if state < n_nodes:
        for k in range(streets.out_start[state], streets.out_start[state + 1]):
            edge = streets.out_edge[k]
            bounds = (streets.seen_start[edge >> 1], streets.seen_start[(edge >> 1) + 1])
            to = (streets.head[edge], edge, now + streets.cost_ms[edge], 0)
            room &= _open(left_ms, bit, labels, label, to, bounds, streets.seen_camera, asked)
    for k in range(further.out_start[state], further.out_start[state + 1]):
        arc = further.out_arc[k]
        cost = cost_at(further, arc, asked.departs_ms + now)
        if cost < NEVER and further.gates[arc] <= asked.most_gates:
            bounds = (further.seen_start[arc], further.seen_start[arc + 1])
            to = (further.head[arc], n_edges + arc, now + cost, further.gates[arc])
            room &= _open(left_ms, bit, labels, label, to, bounds, further.seen_camera, asked)
    return room


@inlined
def _settled(labels: SetLabels, label: int, total_ms: int, goal: int) -> bool:
    """Settle a label unless a way or another label is as good; tell whether it leads on."""
    row, tally = labels.row, labels.tally
    state, gates, count = row[label, STATE], row[label, GATES], row[label, COUNT]
    if _beaten(labels, total_ms, gates, count) or _met(labels, label):
        return False
    row[label, NEXT] = labels.settled[state, 0]
    labels.settled[state, 0] = label
    labels.settled[state, 1] += 1
    if state != goal:
        return True
    known = labels.known[tally[N_KNOWN]]
    known[0], known[1], known[2], known[3] = total_ms, gates, count, label
    tally[N_KNOWN] += 1
    return False


@inlined
def _beaten(labels: SetLabels, total_ms: int, gates: int, count: int) -> bool:
    """Whether a known way is as quick as a label can become, with as few gates and cameras."""
    known = labels.known
    for k in range(labels.tally[N_KNOWN]):
        if known[k, 0] <= total_ms and known[k, 1] <= gates and known[k, 2] <= count:
            return True
    return False


@inlined
def _met(labels: SetLabels, label: int) -> bool:
    """Whether a label settled at the state before passes as few gates and meets nothing else."""
    row, cameras = labels.row, labels.cameras
    n_words = cameras.shape[1]
    other = labels.settled[row[label, STATE], 0]
    while other >= 0:
        if row[other, GATES] <= row[label, GATES] and row[other, COUNT] <= row[label, COUNT]:
            word = 0
            while word < n_words and cameras[other, word] & ~cameras[label, word] == 0:
                word += 1
            if word == n_words:
                return True
        other = row[other, NEXT]
    return False


@inlined
def _open(  # noqa: PLR0913, PLR0917 - a kernel's arrays
    left_ms: NDArray[np.int64],
    bit: NDArray[np.int32],
    labels: SetLabels,
    label: int,
    to: tuple[int, int, int, int],
    bounds: tuple[int, int],
    seen_camera: NDArray[np.int32],
    asked: Asked,
) -> bool:
    """Make the label an arc leads to, unless it cannot matter; False where there is no room."""
    state, arc, cost, more = to
    left = left_ms[state]
    gates = labels.row[label, GATES] + more
    if left >= NEVER or cost + left > asked.budget_ms:
        return True
    new = labels.tally[N_LABELS]
    if gates > MOST_GATES or new == len(labels.row):
        return False
    own = labels.cameras[new]
    own[:] = labels.cameras[label]
    count = labels.row[label, COUNT]
    for k in range(bounds[0], bounds[1]):
        number = bit[seen_camera[k]]
        mask = np.uint64(1) << np.uint64(number % WORD)
        if own[number // WORD] & mask == 0:
            own[number // WORD] |= mask
            count += 1
    labels.tally[WORK] += 1
    if _beaten(labels, cost + left, gates, count):
        return True
    row = labels.row[new]
    row[STATE], row[PARENT], row[ARC] = state, label, arc
    row[GATES], row[COUNT], row[NEXT] = gates, count, -1
    labels.cost_ms[new] = cost
    labels.tally[N_LABELS] = new + 1
    rank = ((cost + left - asked.least_ms) << GATE_BITS) | gates
    rank = (rank << COUNT_BITS) | min(count, MOST_COUNT)
    labels.tally[HEAP_SIZE] = push(labels.heap, labels.tally[HEAP_SIZE], (rank << LABEL_BITS) | new)
    return True
