"""Proof of the fronts of a whole city: what ``gated_proof`` does, label by label, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.routing import gated_kernel as kernel
from mapper.routing import gated_proof_kernel as proof
from mapper.routing.gated_kernel import Asked
from mapper.routing.gated_proof import MOST_WORK
from mapper.routing.gated_search import GatedFronts, GatedWay, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.routing.gated_field import GatedField

__all__ = ["certify"]

MOST_BYTES: Final = 1 << 29
"""The sets of cameras of one search may take this much memory."""
_MOST_KNOWN: Final = 4096


def certify(
    field: GatedField,
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
    field
        Streets and further arcs.
    ends
        Start and goal.
    known
        Fronts the quick search has found there.
    detour, departs_ms
        As for that search.
    most_work
        When to give up, counted as ``prove_fronts`` counts: both give up at the same label.
    """
    ways = [way for front in known.fronts for way in front.ways]
    asked = Asked(*ends, departs_ms, kernel.MOST_GATES, known.budget_ms)
    work = _Work(most_work)
    found = _proven(field, asked, ways, work)
    if found is None:
        return None
    free = asked._replace(most_gates=0)
    best, heap = field.room()
    alone = int(kernel.earliest(field.streets, field.further, best, heap, free))
    if alone < kernel.NEVER:
        longest = max(known.budget_ms, field.longest_ms(alone, detour))
        without = [way for way in (*ways, *found) if not way.gates]
        more = _proven(field, free._replace(budget_ms=longest), without, work)
        if more is None:
            return None
        found += more
    fronts = grouped([*ways, *found])
    return GatedFronts(fronts, known.quickest_ms, known.budget_ms, complete=True)


@dataclass(slots=True)
class _Work:
    """What a proof may still do."""

    left: int


def _proven(
    field: GatedField, asked: Asked, ways: Sequence[GatedWay], work: _Work
) -> list[GatedWay] | None:
    """Return the ways within a budget that the known ones do not beat."""
    begun, heap = field.room()
    left = np.empty(field.n_states, np.int64)
    kernel.earliest(field.streets, field.further, begun, heap, asked._replace(goal=-1))
    kernel.least_to_goal(field.streets, field.further, left, heap, asked)
    if left[asked.start] >= kernel.NEVER:
        return []
    asked = asked._replace(least_ms=int(left[asked.start]))
    bit = np.empty(field.n_cameras, np.int32)
    count = proof.number_cameras(field.streets, field.further, begun, left, asked, bit)
    n_words = max(1, -(-int(count) // proof.WORD))
    # room is only taken by the system where it is written
    size = min(max(2, work.left + 2), MOST_BYTES // (8 * n_words), kernel.LABEL_MASK)
    if size < 1 or len(ways) > _MOST_KNOWN // 2:
        return None
    labels = _begin(field, asked, ways, size, n_words)
    status = proof.prove(field.streets, field.further, left, bit, labels, asked, work.left)
    work.left -= int(labels.tally[proof.WORK])
    if status != proof.PROVEN:
        return None
    new = labels.known[len(ways) : int(labels.tally[proof.N_KNOWN]), 3].tolist()
    number = np.full(n_words * proof.WORD, -1, np.int64)
    number[bit[bit >= 0]] = np.flatnonzero(bit >= 0)
    return [_way(labels, number, label) for label in new]


def _begin(
    field: GatedField, asked: Asked, ways: Sequence[GatedWay], size: int, n_words: int
) -> proof.SetLabels:
    row = np.empty((size, 6), np.int32)
    row[0] = (asked.start, -1, -1, 0, 0, -1)
    known = np.zeros((_MOST_KNOWN, 4), np.int64)
    for place, way in enumerate(ways):
        known[place, :3] = way.cost_ms, way.gates, way.n_cameras
    settled = np.zeros((field.n_states, 2), np.int32)
    settled[:, 0] = -1
    tally = np.zeros(4, np.int64)
    tally[proof.N_LABELS] = tally[proof.HEAP_SIZE] = 1
    tally[proof.N_KNOWN] = len(ways)
    return proof.SetLabels(
        row,
        np.zeros(size, np.int64),
        np.zeros((size, n_words), np.uint64),
        settled,
        np.zeros(size, np.int64),
        known,
        tally,
    )


def _way(labels: proof.SetLabels, number: NDArray[np.int64], label: int) -> GatedWay:
    bits = np.unpackbits(labels.cameras[label].view(np.uint8), bitorder="little")
    cameras = sum(1 << camera for camera in number[np.flatnonzero(bits)].tolist())
    cost, gates = int(labels.cost_ms[label]), int(labels.row[label, proof.GATES])
    arcs: list[int] = []
    while labels.row[label, proof.PARENT] >= 0:
        arcs.append(int(labels.row[label, proof.ARC]))
        label = int(labels.row[label, proof.PARENT])
    return GatedWay(cost, gates, cameras, tuple(reversed(arcs)))
