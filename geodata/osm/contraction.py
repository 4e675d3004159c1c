"""Contraction of nodes of degree two, on whole arrays.

A segment s is walked as the half-edges ``2 s`` (along) and ``2 s + 1`` (against). Every half-edge
that enters a node one only passes through has one successor; following these from all kept
nodes at once gives the chains, one step of every chain in each turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Chains", "Segments", "contract"]

_PASSING_DEGREE = 2
_NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """S straight segments between neighbouring nodes; none leads from a node to itself."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    rule: NDArray[np.int64]
    """Shape (S,). Only segments of one rule become one chain."""
    one_way: NDArray[np.bool_]
    """Shape (S,). Walked from tail to head only."""
    n_nodes: int


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """E chains of segments; chain e passes ``node[start[e]:start[e + 1]]``."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    first_segment: NDArray[np.int64]
    """Shape (E,)."""
    start: NDArray[np.int64]
    """Shape (E + 1,)."""
    node: NDArray[np.int64]


def contract(segments: Segments) -> Chains:
    """Join segments at nodes that nothing else touches and where the rule does not change.

    Parallel chains and loops stay. A ring that touches nothing keeps its first node. Chains come
    in the order of their first segment; a one-way chain runs the way it is walked.
    """
    tails = np.column_stack([segments.tail, segments.head]).reshape(-1)
    heads = np.column_stack([segments.head, segments.tail]).reshape(-1)
    successor, passed = _successors(segments, tails)
    starts = np.flatnonzero(~passed[tails])
    chain, step, half = _followed(starts, successor)
    ringed = np.ones(len(segments.tail), np.bool_)
    ringed[half >> 1] = False
    if bool(ringed.any()):
        passed[_first_of_each_ring(segments, ringed)] = False
        successor[~passed[heads]] = _NONE
        starts = np.flatnonzero(~passed[tails])
        chain, step, half = _followed(starts, successor)
    order = np.lexsort((step, chain))
    chain, half = chain[order], half[order]
    first = np.flatnonzero(np.diff(chain, prepend=_NONE))
    last = np.append(first[1:], len(chain)) - 1
    # every chain was followed from both its ends: keep one
    from_start, from_end = half[first], half[last] ^ 1
    once = np.where(segments.one_way[from_start >> 1], from_start % 2 == 0, from_start < from_end)
    counts = (last - first + 1)[once]
    keep = np.repeat(once, last - first + 1)
    start = np.concatenate([[0], np.cumsum(counts + 1)]).astype(np.int64)
    node = np.empty(int(start[-1]), np.int64)
    is_first = np.zeros(len(node), np.bool_)
    is_first[start[:-1]] = True
    node[is_first] = tails[from_start[once]]
    node[~is_first] = heads[half[keep]]
    return Chains(
        tail=tails[from_start[once]],
        head=heads[half[last[once]]],
        first_segment=from_start[once] >> 1,
        start=start,
        node=node,
    )


def _successors(
    segments: Segments, tails: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each half-edge's successor (-1 at a kept node) and which nodes are passed."""
    degree = np.bincount(tails, minlength=segments.n_nodes)
    leaving = np.argsort(tails, kind="stable")
    offset = np.cumsum(degree) - degree
    candidates = np.flatnonzero(degree == _PASSING_DEGREE)
    one, other = leaving[offset[candidates]], leaving[offset[candidates] + 1]
    agree = segments.rule[one >> 1] == segments.rule[other >> 1]
    # of two one-way segments one must arrive and the other leave
    agree &= ~segments.one_way[one >> 1] | (one % 2 != other % 2)
    one, other = one[agree], other[agree]
    passed = np.zeros(segments.n_nodes, np.bool_)
    passed[candidates[agree]] = True
    successor = np.full(len(tails), _NONE, np.int64)
    successor[one ^ 1] = other
    successor[other ^ 1] = one
    return successor, passed


def _followed(
    starts: NDArray[np.int64], successor: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Follow every chain at once; return chain, step and half-edge of each segment met."""
    chains, steps, halves = (
        [np.zeros(0, np.int64)],
        [np.zeros(0, np.int64)],
        [np.zeros(0, np.int64)],
    )
    chain, half, step = np.arange(len(starts)), starts, 0
    while len(half):
        chains.append(chain)
        steps.append(np.full(len(half), step))
        halves.append(half)
        half = successor[half]
        chain, half = chain[half != _NONE], half[half != _NONE]
        step += 1
    return np.concatenate(chains), np.concatenate(steps), np.concatenate(halves)


def _first_of_each_ring(segments: Segments, ringed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the smallest node of each ring that touches nothing."""
    tail, head = segments.tail[ringed], segments.head[ringed]
    links = sparse.coo_array(
        (np.ones(len(tail), np.int8), (tail, head)), shape=(segments.n_nodes,) * 2
    )
    _, label = sparse.csgraph.connected_components(links, directed=False)
    on_ring = np.unique(np.concatenate([tail, head]))
    _, first = np.unique(label[on_ring], return_index=True)
    return on_ring[first]
