"""Columns of whole numbers as bytes, one after another, and how they are packed."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["MAGIC", "Columns", "varints", "zigzag"]

MAGIC: Final = b"STREETS1"
HEADER_BYTES: Final = 4
BEST: Final = 9
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


class Columns:
    """Columns by name, in the order they were put."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._spans: dict[str, tuple[int, int]] = {}
        self._size = 0

    def put(self, name: str, data: bytes) -> None:
        """Add bytes under a name of their own."""
        if name in self._spans:
            message = f"there is a column {name!r} already"
            raise ValueError(message)
        self._spans[name] = (self._size, len(data))
        self._parts.append(data)
        self._size += len(data)

    def put_numbers(self, name: str, numbers: ArrayLike) -> None:
        """Add numbers not below 0 as varints."""
        self.put(name, varints(numbers))

    def put_signed(self, name: str, numbers: ArrayLike) -> None:
        """Add numbers of either sign."""
        self.put_numbers(name, zigzag(numbers))

    def put_steps(self, name: str, numbers: ArrayLike) -> None:
        """Add numbers as the steps from each to the next, from 0."""
        self.put_signed(name, np.diff(np.asarray(numbers, np.int64), prepend=0))

    def put_texts(self, name: str, texts: Iterable[str]) -> None:
        """Add texts, each with its length in bytes before it."""
        encoded = [text.encode("utf-8") for text in texts]
        self.put_numbers(f"{name}.bytes", [len(text) for text in encoded])
        self.put(name, b"".join(encoded))

    def packed(self, header: Mapping[str, Any]) -> bytes:
        """Return everything as one gzip stream: magic, size of the header, header, columns.

        The bytes depend on nothing but the content: the stream holds no time and no name.
        """
        body = b"".join(self._parts)
        text = json.dumps(
            {
                **header,
                "columns": {name: list(span) for name, span in self._spans.items()},
                "sha256": hashlib.sha256(body).hexdigest(),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode("utf-8")
        whole = MAGIC + len(text).to_bytes(HEADER_BYTES, "little") + text + body
        return gzip.compress(whole, BEST, mtime=0)
