"""Whole numbers as bytes in base 128, as both the map's lines and the city's columns hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["varints", "zigzag"]

LONGEST: Final = 8
"""Bytes of the longest number: 2^53 and more no browser can hold."""


def varints(numbers: ArrayLike) -> bytes:
    """Return numbers below 2^53 in base 128, the low digit first, the high bit on all but the last.

    >>> varints([1, 300]).hex()
    '01ac02'
    """
    left = np.asarray(numbers).astype(np.uint64)
    n_bytes = np.ones(len(left), np.int64)
    for more in range(1, LONGEST):
        n_bytes += left >= np.uint64(1 << (7 * more))
    end = np.cumsum(n_bytes)
    coded = np.empty(int(end[-1]) if len(end) else 0, np.uint8)
    for digit in range(int(n_bytes.max(initial=0))):
        rows = np.flatnonzero(n_bytes > digit)
        value = (left[rows] >> np.uint64(7 * digit)) & np.uint64(0x7F)
        more_follow = np.where(n_bytes[rows] > digit + 1, np.uint64(0x80), np.uint64(0))
        coded[end[rows] - n_bytes[rows] + digit] = value | more_follow
    return coded.tobytes()


def zigzag(numbers: ArrayLike) -> NDArray[np.int64]:
    """Return whole numbers as numbers not below 0, small ones small.

    >>> zigzag([0, -1, 1, -2]).tolist()
    [0, 1, 2, 3]
    """
    values = np.asarray(numbers, np.int64)
    return np.where(values < 0, -2 * values - 1, 2 * values)
