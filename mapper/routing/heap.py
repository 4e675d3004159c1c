"""A binary heap of whole numbers in an array: the smallest key first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapper.model.compiled import inlined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["pop", "push"]


@inlined
def push(heap: NDArray[np.int64], size: int, key: int) -> int:
    """Put a key on a heap that holds ``size`` keys, and return how many it holds then."""
    child = size
    while child > 0:
        parent = (child - 1) >> 1
        if heap[parent] <= key:
            break
        heap[child] = heap[parent]
        child = parent
    heap[child] = key
    return size + 1


@inlined
def pop(heap: NDArray[np.int64], size: int) -> int:
    """Take the smallest key, ``heap[0]``, off a heap, and return how many keys it holds then."""
    size -= 1
    key = heap[size]
    hole = 0
    child = 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[hole] = heap[child]
        hole = child
        child = 2 * hole + 1
    heap[hole] = key
    return size
