"""A city's file read back, as far as comparing two of them needs; nothing in it is trusted."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mapper.errors import BadInputError
from mapper.maps.cityfile.columns import HEADER_BYTES, MAGIC

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HeldCity", "inflated"]

GZIP: Final = 16 + zlib.MAX_WBITS
NOT_A_CITY: Final = "this is no city's file"


def inflated(data: bytes, *, most_bytes: int) -> bytes:
    """Return what one gzip stream holds.

    Raises
    ------
    BadInputError
        Where it is damaged, is followed by anything, or holds more than it may.
    """
    stream = zlib.decompressobj(GZIP)
    try:
        plain = stream.decompress(data, most_bytes)
    except zlib.error as error:
        raise BadInputError(NOT_A_CITY) from error
    if not stream.eof or stream.unused_data or stream.unconsumed_tail:
        raise BadInputError(NOT_A_CITY)
    return plain


@dataclass(frozen=True, slots=True, eq=False)
class HeldCity:
    """The header and the columns of a file."""

    header: Mapping[str, Any]
    columns: Mapping[str, bytes]

    @classmethod
    def parse(cls, plain: bytes) -> HeldCity:
        """Read what was inflated.

        Raises
        ------
        BadInputError
            Where it is no such file.
        """
        start = len(MAGIC) + HEADER_BYTES
        if plain[: len(MAGIC)] != MAGIC or len(plain) < start:
            raise BadInputError(NOT_A_CITY)
        size = int.from_bytes(plain[len(MAGIC) : start], "little")
        body = memoryview(plain)[start + size :]
        try:
            header = json.loads(plain[start : start + size])
            spans = [
                (str(name), int(at), int(size)) for name, (at, size) in header["columns"].items()
            ]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadInputError(NOT_A_CITY) from error
        return cls(header, {name: bytes(body[at : at + size]) for name, at, size in spans})

    def differing(self, other: HeldCity) -> list[str]:
        """Return the names of columns that differ, or that only one of the two has."""
        names = dict.fromkeys([*self.columns, *other.columns])
        return [name for name in names if self.columns.get(name) != other.columns.get(name)]
