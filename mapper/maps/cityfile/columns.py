"""Columns of whole numbers as bytes, one after another, and how they are packed."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.maps.varints import varints, zigzag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike

__all__ = ["MAGIC", "Columns"]

MAGIC: Final = b"STREETS1"
HEADER_BYTES: Final = 4
BEST: Final = 9


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
            # browsers read no NaN and no Infinity
            allow_nan=False,
            separators=(",", ":"),
        ).encode("utf-8")
        whole = MAGIC + len(text).to_bytes(HEADER_BYTES, "little") + text + body
        return gzip.compress(whole, BEST, mtime=0)
