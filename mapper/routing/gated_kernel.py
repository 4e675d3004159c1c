"""The kernel of journeys: label setting by duration, gates and distinct cameras.

States are the nodes of the walking network and, after them, doors, halls, trains and the two ends.
Streets are arcs between nodes, laid out once a city; everything else is a further arc, laid out
for each query. A further arc may be timed: it is left when a train leaves and ends where that
arrives, so what it costs depends on when one comes. No train of one timed arc overtakes another,
hence nobody gains by coming later, and the first label at a place is the quickest there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mapper.model.compiled import compiled, inlined
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "DONE",
    "FULL",
    "LABEL_BITS",
    "MOST_GATES",
    "NEVER",
    "Asked",
    "Further",
    "GatedLabels",
    "Spread",
    "StreetArcs",
    "cost_at",
    "earliest",
    "expand",
    "least_to_goal",
]

NEVER: Final = 1 << 60
STATE_BITS: Final = 31
STATE_MASK: Final = (1 << STATE_BITS) - 1
MOST_GATES: Final = 15
"""A way through more gates than this is not looked for."""
GATE_BITS: Final = 4
COUNT_BITS: Final = 11
LABEL_BITS: Final = 22
LABEL_MASK: Final = (1 << LABEL_BITS) - 1
MOST_COUNT: Final = (1 << COUNT_BITS) - 1
DONE, FULL = 1, 2
STATE, PARENT, ARC, SIGHTING, COUNT, GATES = range(6)
N_LABELS, N_SIGHTINGS, HEAP_SIZE, N_SOLUTIONS, ROUND, BEYOND = range(6)
"""What the tally counts; ``BEYOND`` whether a way through too many gates was dropped."""


class StreetArcs(NamedTuple):
    """The walking network: directed edges by the node they leave and enter, and their cameras."""

    out_start: NDArray[np.int64]
    out_edge: NDArray[np.int32]
    in_start: NDArray[np.int64]
    in_edge: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    cost_ms: NDArray[np.int64]
    """Shape (2 E,)."""
    seen_start: NDArray[np.int64]
    seen_camera: NDArray[np.int32]
    """By undirected edge."""


class Further(NamedTuple):
    """K arcs beside the streets, over all S states."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    cost_ms: NDArray[np.int64]
    """Shape (K,). Of a timed arc, what it takes at least."""
    gates: NDArray[np.int32]
    timed: NDArray[np.int32]
    """Shape (K,). Which trains serve it, -1 where it is open at any time."""
    out_start: NDArray[np.int64]
    out_arc: NDArray[np.int32]
    in_start: NDArray[np.int64]
    in_arc: NDArray[np.int32]
    """Shapes (S + 1,) and (K,)."""
    seen_start: NDArray[np.int64]
    seen_camera: NDArray[np.int32]
    """Cameras met on each arc: mapped ones by row, supposed ones after them."""
    train_start: NDArray[np.int64]
    leaves_ms: NDArray[np.int64]
    arrives_ms: NDArray[np.int64]
    """Of timed arc t, trains ``train_start[t]`` to ``train_start[t + 1]``, both ascending."""


class Asked(NamedTuple):
    """What a search is asked for."""

    start: int
    goal: int
    departs_ms: int
    most_gates: int
    """No arc through more gates than this is taken; 0 looks for ways without a gate."""
    budget_ms: int = 0
    least_ms: int = 0
    """What remains at the start at least."""


class Spread(NamedTuple):
    """What a query works with, one value a state; made anew for each."""

    left_ms: NDArray[np.int64]
    """What remains to the goal at least."""
    fewest: NDArray[np.int16]
    """Shape (S, 16). The fewest cameras of a settled label with at most so many gates."""
    opened: NDArray[np.int64]
    """Shape (S, 3). Duration, gates and cameras of the label opened last."""
    mark: NDArray[np.int64]
    """By camera, the round in which a label's own were marked."""


class GatedLabels(NamedTuple):
    """The labels made so far; longer arrays may take over at any time."""

    row: NDArray[np.int32]
    """Shape (L, 6)."""
    cost_ms: NDArray[np.int64]
    sighting: NDArray[np.int32]
    """Shape (M, 2). A camera that came into view, and the sighting before it."""
    heap: NDArray[np.int64]
    solution: NDArray[np.int32]
    tally: NDArray[np.int64]


@inlined
def cost_at(further: Further, arc: int, now_ms: int) -> int:
    """Return what an arc costs whoever comes at a time: the wait and the ride of the next train."""
    timed = further.timed[arc]
    if timed < 0:
        return int(further.cost_ms[arc])
    low, high = further.train_start[timed], further.train_start[timed + 1]
    last = high
    while low < high:
        middle = (low + high) >> 1
        if further.leaves_ms[middle] < now_ms:
            low = middle + 1
        else:
            high = middle
    if low == last:
        return NEVER
    return int(further.arrives_ms[low]) - now_ms


@inlined
def _offer(best: NDArray[np.int64], heap: NDArray[np.int64], size: int, state: int, ms: int) -> int:
    if ms < best[state]:
        best[state] = ms
        size = push(heap, size, (ms << STATE_BITS) | state)
    return size


@compiled
def earliest(
    streets: StreetArcs,
    further: Further,
    best: NDArray[np.int64],
    heap: NDArray[np.int64],
    asked: Asked,
) -> int:
    """Return what the quickest way takes, ``NEVER`` where there is none (Dijkstra 1959).

    It holds for timed arcs too, since nobody gains by coming later.
    """
    best[:] = NEVER
    n_nodes = len(streets.out_start) - 1
    size = _offer(best, heap, 0, asked.start, 0)
    while size > 0:
        ms, state = heap[0] >> STATE_BITS, heap[0] & STATE_MASK
        size = pop(heap, size)
        if ms != best[state]:
            continue
        if state == asked.goal:
            return int(ms)
        if state < n_nodes:
            for k in range(streets.out_start[state], streets.out_start[state + 1]):
                edge = streets.out_edge[k]
                size = _offer(best, heap, size, streets.head[edge], ms + streets.cost_ms[edge])
        for k in range(further.out_start[state], further.out_start[state + 1]):
            arc = further.out_arc[k]
            if further.gates[arc] > asked.most_gates:
                continue
            cost = cost_at(further, arc, asked.departs_ms + ms)
            if cost < NEVER:
                size = _offer(best, heap, size, further.head[arc], ms + cost)
    return NEVER


@compiled
def least_to_goal(
    streets: StreetArcs,
    further: Further,
    left: NDArray[np.int64],
    heap: NDArray[np.int64],
    asked: Asked,
) -> None:
    """Write what remains to the goal at least, ``NEVER`` beyond the budget."""
    left[:] = NEVER
    n_nodes = len(streets.out_start) - 1
    size = _offer(left, heap, 0, asked.goal, 0)
    while size > 0:
        ms, state = heap[0] >> STATE_BITS, heap[0] & STATE_MASK
        size = pop(heap, size)
        if ms != left[state]:
            continue
        if state < n_nodes:
            for k in range(streets.in_start[state], streets.in_start[state + 1]):
                edge = streets.in_edge[k]
                total = ms + streets.cost_ms[edge]
                if total <= asked.budget_ms:
                    size = _offer(left, heap, size, streets.tail[edge], total)
        for k in range(further.in_start[state], further.in_start[state + 1]):
            arc = further.in_arc[k]
            total = ms + further.cost_ms[arc]
            if further.gates[arc] <= asked.most_gates and total <= asked.budget_ms:
                size = _offer(left, heap, size, further.tail[arc], total)


@compiled
def expand(
    streets: StreetArcs, further: Further, spread: Spread, labels: GatedLabels, asked: Asked
) -> int:
    """Settle labels in the order of their least whole duration, then gates, then cameras.

    Returns
    -------
    ``DONE`` where no label is left, ``FULL`` where there may be no room for the next.
    """
    tally, row = labels.tally, labels.row
    n_nodes, n_edges = len(streets.out_start) - 1, len(streets.cost_ms)
    while tally[HEAP_SIZE] > 0:
        label = labels.heap[0] & LABEL_MASK
        state = row[label, STATE]
        if not _room(streets, further, labels, state, n_nodes):
            return FULL
        tally[HEAP_SIZE] = pop(labels.heap, tally[HEAP_SIZE])
        if not _settled(spread, labels, label, asked):
            continue
        now = labels.cost_ms[label]
        if state < n_nodes:
            for k in range(streets.out_start[state], streets.out_start[state + 1]):
                edge = streets.out_edge[k]
                bounds = (streets.seen_start[edge >> 1], streets.seen_start[(edge >> 1) + 1])
                to = (streets.head[edge], edge, now + streets.cost_ms[edge], 0)
                _open(spread, labels, label, to, bounds, streets.seen_camera, asked)
        for k in range(further.out_start[state], further.out_start[state + 1]):
            arc = further.out_arc[k]
            cost = cost_at(further, arc, asked.departs_ms + now)
            if cost < NEVER and further.gates[arc] <= asked.most_gates:
                bounds = (further.seen_start[arc], further.seen_start[arc + 1])
                to = (further.head[arc], n_edges + arc, now + cost, further.gates[arc])
                _open(spread, labels, label, to, bounds, further.seen_camera, asked)
    return DONE


@inlined
def _settled(spread: Spread, labels: GatedLabels, label: int, asked: Asked) -> bool:
    """Settle a label unless one settled before is as good; tell whether it leads on.

    The cameras of one that leads on are marked.
    """
    tally, row = labels.tally, labels.row
    state, gates, count = row[label, STATE], row[label, GATES], row[label, COUNT]
    if spread.fewest[state, gates] <= count:
        return False
    for more in range(gates, MOST_GATES + 1):
        spread.fewest[state, more] = min(spread.fewest[state, more], count)
    if state == asked.goal:
        labels.solution[tally[N_SOLUTIONS]] = label
        tally[N_SOLUTIONS] += 1
        return False
    tally[ROUND] += 1
    at = row[label, SIGHTING]
    while at >= 0:
        spread.mark[labels.sighting[at, 0]] = tally[ROUND]
        at = labels.sighting[at, 1]
    return True


@inlined
def _room(
    streets: StreetArcs, further: Further, labels: GatedLabels, state: int, n_nodes: int
) -> bool:
    """Whether all labels and sightings that a label can lead to have room."""
    n_arcs = further.out_start[state + 1] - further.out_start[state]
    n_seen = 0
    for k in range(further.out_start[state], further.out_start[state + 1]):
        arc = further.out_arc[k]
        n_seen += further.seen_start[arc + 1] - further.seen_start[arc]
    if state < n_nodes:
        n_arcs += streets.out_start[state + 1] - streets.out_start[state]
        for k in range(streets.out_start[state], streets.out_start[state + 1]):
            edge = streets.out_edge[k] >> 1
            n_seen += streets.seen_start[edge + 1] - streets.seen_start[edge]
    return bool(
        labels.tally[N_LABELS] + n_arcs <= len(labels.row)
        and labels.tally[N_SIGHTINGS] + n_seen <= len(labels.sighting)
        and labels.tally[N_SOLUTIONS] < len(labels.solution)
    )


@inlined
def _open(  # noqa: PLR0913, PLR0917 - a kernel's arrays
    spread: Spread,
    labels: GatedLabels,
    label: int,
    to: tuple[int, int, int, int],
    bounds: tuple[int, int],
    seen_camera: NDArray[np.int32],
    asked: Asked,
) -> None:
    """Make the label that an arc leads to, unless it can lead to nothing new."""
    state, arc, cost, more = to
    goal = asked.goal
    left = spread.left_ms[state]
    if left >= NEVER or cost + left > asked.budget_ms:
        return
    gates = labels.row[label, GATES] + more
    if gates > MOST_GATES:
        labels.tally[BEYOND] = 1
        return
    count = labels.row[label, COUNT]
    if spread.fewest[state, gates] <= count or spread.fewest[goal, gates] <= count:
        return
    tally, sighting = labels.tally, labels.sighting
    n, previous = tally[N_SIGHTINGS], labels.row[label, SIGHTING]
    for k in range(bounds[0], bounds[1]):
        if spread.mark[seen_camera[k]] != tally[ROUND]:
            sighting[n, 0] = seen_camera[k]
            sighting[n, 1] = previous
            previous = n
            n += 1
    count += n - tally[N_SIGHTINGS]
    if spread.fewest[state, gates] <= count or spread.fewest[goal, gates] <= count:
        return
    opened = spread.opened
    if opened[state, 0] <= cost and opened[state, 1] <= gates and opened[state, 2] <= count:
        return
    opened[state, 0], opened[state, 1], opened[state, 2] = cost, gates, count
    tally[N_SIGHTINGS] = n
    new = tally[N_LABELS]
    labels.row[new, STATE] = state
    labels.row[new, PARENT] = label
    labels.row[new, ARC] = arc
    labels.row[new, SIGHTING] = previous
    labels.row[new, COUNT] = count
    labels.row[new, GATES] = gates
    labels.cost_ms[new] = cost
    tally[N_LABELS] = new + 1
    rank = ((cost + left - asked.least_ms) << GATE_BITS) | gates
    rank = (rank << COUNT_BITS) | min(count, MOST_COUNT)
    tally[HEAP_SIZE] = push(labels.heap, tally[HEAP_SIZE], (rank << LABEL_BITS) | new)
