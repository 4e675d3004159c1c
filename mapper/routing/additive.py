"""The exact front of duration against a weight that adds up along a route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from mapper.model.compiled import compiled
from mapper.routing.quickest import UNREACHED, pop, push, quickest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mapper.routing.graph import PartEdge, Query, SearchGraph

__all__ = ["MOST_LABELS", "AdditiveFront", "EdgeWeights", "additive_front", "least_to_goal"]

MOST_LABELS: Final = 2_000_000
LEAST_BITS: Final = 32
"""A key on the heap is a duration, then a weight below 2 ** 32."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgeWeights:
    """What each edge weighs, a whole number, the same both ways; and what a part of one does."""

    whole: NDArray[np.int64]
    """Shape (E,)."""
    of_part: Callable[[PartEdge], int]


@dataclass(frozen=True, slots=True, eq=False)
class AdditiveFront:
    """The routes no other beats on both duration and weight, by rising duration."""

    paths: tuple[NDArray[np.int32], ...]
    cost_ms: NDArray[np.int64]
    weight: NDArray[np.int64]
    complete: bool
    """Whether the search came to its end before its cap on labels; then the front is exact."""


def additive_front(
    graph: SearchGraph,
    query: Query,
    weights: EdgeWeights,
    *,
    detour: float,
    most_labels: int = MOST_LABELS,
) -> AdditiveFront:
    """Return the front of duration against weight within a detour.

    Biobjective A* (Hernández Ulloa, Yeoh, Baier, Zhang, Suazo and Koenig, ICAPS 2020) over nodes,
    exact because both add up. The bounds are the true least of each, from searches backwards.

    Raises
    ------
    NoRouteError
        Where no way leads from the start to the goal.
    """
    budget_ms = int(detour * quickest(graph, query).cost_ms)
    direct = graph.direct(query)
    first = _ends(graph.departures(query), graph.head, weights)
    last = _ends(graph.arrivals(query), graph.tail, weights)
    across = _ends(
        () if direct is None else (direct,), np.full(len(graph.head), graph.n_nodes), weights
    )
    weight = np.repeat(weights.whole, 2)
    backward = (graph.in_start, graph.in_edge, graph.tail)
    least_ms = least_to_goal(*backward, graph.cost_ms, last[NODE], last[COST])
    least = least_to_goal(*backward, weight, last[NODE], last[WEIGHT])
    memory = _memory(graph.n_nodes, most_labels)
    complete = _search(
        (graph.out_start, graph.out_edge, graph.head),
        (graph.cost_ms, weight),
        np.concatenate([first, across], axis=1),
        last,
        _Bounds(least_ms, least, budget_ms),
        memory,
    )
    solution = memory.solution[: memory.tally[N_SOLUTIONS]]
    return AdditiveFront(
        paths=tuple(_path(memory.label, int(row)) for row in solution),
        cost_ms=memory.label[solution, COST],
        weight=memory.label[solution, WEIGHT],
        complete=bool(complete),
    )


NODE, COST, WEIGHT, EDGE, PARENT = range(5)
N_LABELS, HEAP_SIZE, N_SOLUTIONS = range(3)


class _Bounds(NamedTuple):
    least_ms: NDArray[np.int64]
    least: NDArray[np.int64]
    """Shape (N,), duration and weight still to come from each node, at least."""
    budget_ms: int


class _Memory(NamedTuple):
    label: NDArray[np.int64]
    """Shape (L, 5): node, cost, weight, edge and parent."""
    keys: NDArray[np.int64]
    items: NDArray[np.int64]
    """Shapes (L,) and (L, 2): the heap."""
    solution: NDArray[np.int64]
    """Shape (L,), labels at the goal."""
    least: NDArray[np.int64]
    """Shape (N + 1,), the least weight so far at each node and at the goal."""
    tally: NDArray[np.int64]


def _memory(n_nodes: int, most_labels: int) -> _Memory:
    """Reserve memory; the system gives only what is touched."""
    return _Memory(
        label=np.empty((most_labels, 5), np.int64),
        keys=np.empty(most_labels, np.int64),
        items=np.empty((most_labels, 2), np.int64),
        solution=np.empty(most_labels, np.int64),
        least=np.full(n_nodes + 1, UNREACHED, np.int64),
        tally=np.zeros(3, np.int64),
    )


def _ends(
    parts: tuple[PartEdge, ...], node: NDArray[np.integer], weights: EdgeWeights
) -> NDArray[np.int64]:
    """Return node, cost, weight and directed edge of part-edges, shape (4, n)."""
    rows = [
        (int(node[part.directed_edge]), part.cost_ms, weights.of_part(part), part.directed_edge)
        for part in parts
    ]
    return np.array(rows, np.int64).reshape(-1, 4).T.copy()


def _path(label: NDArray[np.int64], row: int) -> NDArray[np.int32]:
    edges = []
    while row >= 0:
        edges.append(int(label[row, EDGE]))
        row = int(label[row, PARENT])
    return np.array(edges[::-1], np.int32)


@compiled
def least_to_goal(
    in_start: NDArray[np.int64],
    in_edge: NDArray[np.int32],
    tail: NDArray[np.int32],
    cost: NDArray[np.int64],
    last_node: NDArray[np.int64],
    last_cost: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the least still to come from each node, shape (N,); Dijkstra from the goal."""
    least = np.full(len(in_start) - 1, UNREACHED, np.int64)
    keys = np.empty(256, np.int64)
    items = np.empty((256, 2), np.int64)
    size = 0
    for k in range(len(last_node)):
        if last_cost[k] < least[last_node[k]]:
            least[last_node[k]] = last_cost[k]
            keys, items, size = push(keys, items, size, last_cost[k], last_node[k], last_cost[k])
    while size > 0:
        node, here = items[0, 0], items[0, 1]
        size = pop(keys, items, size)
        if here > least[node]:
            continue
        for row in range(in_start[node], in_start[node + 1]):
            edge = in_edge[row]
            then = here + cost[edge]
            if then < least[tail[edge]]:
                least[tail[edge]] = then
                keys, items, size = push(keys, items, size, then, tail[edge], then)
    return least


@compiled
def _search(
    out: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]],
    costs: tuple[NDArray[np.int64], NDArray[np.int64]],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    bounds: _Bounds,
    memory: _Memory,
) -> bool:
    """Fill the memory with labels and solutions; return whether no cap was hit.

    The goal is the node N. Labels leave the heap by duration, so one at a node is of use only if
    it weighs less than every one before it.
    """
    out_start, out_edge, head = out
    goal = len(bounds.least_ms)
    for k in range(first.shape[1]):
        step = (int(first[0, k]), int(first[1, k]), int(first[2, k]), int(first[3, k]))
        _offer(bounds, memory, step, -1)
    row = _next(memory, goal)
    while row >= 0 and memory.tally[N_LABELS] < len(memory.label):
        node = memory.label[row, NODE]
        for at in range(out_start[node], out_start[node + 1]):
            edge = int(out_edge[at])
            step = (int(head[edge]), int(costs[0][edge]), int(costs[1][edge]), edge)
            _offer(bounds, memory, step, row)
        for k in range(last.shape[1]):
            if last[0, k] == node:
                step = (goal, int(last[1, k]), int(last[2, k]), int(last[3, k]))
                _offer(bounds, memory, step, row)
        row = _next(memory, goal)
    return row < 0 and memory.tally[N_LABELS] < len(memory.label)


@compiled
def _offer(bounds: _Bounds, memory: _Memory, step: tuple[int, int, int, int], parent: int) -> None:
    """Keep the label that a step (node, cost, weight, edge) leads to, unless it is of no use."""
    node, cost, weight, edge = step
    goal = len(bounds.least_ms)
    more_ms, more = np.int64(0), np.int64(0)
    if parent >= 0:
        cost += memory.label[parent, COST]
        weight += memory.label[parent, WEIGHT]
    if node < goal:
        more_ms, more = bounds.least_ms[node], bounds.least[node]
        if more_ms == UNREACHED:
            return
    least = memory.least
    if cost + more_ms > bounds.budget_ms or weight >= least[node] or weight + more >= least[goal]:
        return
    n = int(memory.tally[N_LABELS])
    if n == len(memory.label):
        return
    label = memory.label[n]
    label[NODE], label[COST], label[WEIGHT] = node, cost, weight
    label[EDGE], label[PARENT] = edge, parent
    key = int(((cost + more_ms) << LEAST_BITS) | (weight + more))
    # the heap has room for every label, so it does not grow
    push(memory.keys, memory.items, int(memory.tally[HEAP_SIZE]), key, n, 0)
    memory.tally[HEAP_SIZE] += 1
    memory.tally[N_LABELS] += 1


@compiled
def _next(memory: _Memory, goal: int) -> int:
    """Return the next label to go on from, -1 where there is none; keep those at the goal."""
    tally, least = memory.tally, memory.least
    while tally[HEAP_SIZE] > 0:
        row = memory.items[0, 0]
        at_goal = memory.keys[0] & ((1 << LEAST_BITS) - 1)
        tally[HEAP_SIZE] = pop(memory.keys, memory.items, tally[HEAP_SIZE])
        node, weight = memory.label[row, NODE], memory.label[row, WEIGHT]
        if weight >= least[node] or at_goal >= least[goal]:
            continue
        least[node] = weight
        if node < goal:
            return int(row)
        memory.solution[tally[N_SOLUTIONS]] = row
        tally[N_SOLUTIONS] += 1
    return -1
