"""Rows of a foreign table as text, with their lines, and the columns that never come in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy as np
    import pandas as pd
    import pyproj
    from numpy.typing import NDArray

__all__ = ["Refusal", "RowSource", "Rows", "is_refused_column", "scrubbed", "unique_names"]

_REFUSED_WORDS: Final = frozenset(
    {
        "user", "uid", "url", "uri", "link", "website", "mail", "photo", "photos", "image",
        "images", "picture", "mapillary", "panoramax", "stream", "rtsp", "hls", "ip", "login",
        "password", "token", "owner", "employee", "fax", "phone", "contact", "фото", "почта",
        "владелец", "ссылка", "сайт", "пароль", "логин",
    }
)  # fmt: skip
_REFUSED_PARTS: Final = (
    "phone", "email", "webcam", "ovd", "овд", "телефон", "changeset", "osmuser", "osmuid",
    "decoderid", "decodergenericid", "wikimediacommons", "ipaddress",
)  # fmt: skip
_LEADS_TO_A_PERSON: Final = re.compile(
    r"\w+://\S*|\bwww\.\S+|\S+@\S+\.\w+|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken: where it stands, why, and what it said."""

    line: int
    """Line of the file the row begins on, or number of the record, counted from 1."""
    reason: str
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A stretch of a table: n rows of text ("" where nothing is recorded)."""

    frame: pd.DataFrame
    line: NDArray[np.int64]
    """Shape (n,)."""
    shapes: NDArray[np.object_] | None = None
    """Shape (n,), geometries in the CRS of the source; None where the form has none."""
    refused: tuple[Refusal, ...] = ()
    """Rows that could not even be read."""

    def original(self, row: int) -> dict[str, str]:
        """Return one row as it stood, without what leads to a person or a stream."""
        cells = self.frame.iloc[row]
        return {str(name): scrubbed(str(cell)) for name, cell in cells.items()}


@dataclass(frozen=True, slots=True, eq=False)
class RowSource:
    """An opened table: its columns, its form, and its rows in stretches of bounded size."""

    columns: tuple[str, ...]
    form: str
    """What the file turned out to be, for people: "CSV, ';', windows-1251, two header rows"."""
    stretches: Callable[[], Iterator[Rows]]
    """Begin reading anew; may be called more than once."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Second names of columns (a second header row), to the first ones."""
    dropped: tuple[str, ...] = ()
    """Columns that never come in (persons, contacts, addresses of streams)."""
    crs: pyproj.CRS | None = None
    """Of ``shapes``; None where the file does not say."""
    has_shapes: bool = False
    notes: tuple[str, ...] = ()
    sha256: str = ""
    size: int = 0
    """Bytes of the file."""


def is_refused_column(name: str) -> bool:
    """Tell whether a column is of a sort that is never read.

    Who mapped it, phones, mail, addresses of pages, pictures and streams, the police station in
    charge, owners and employees.

    >>> [is_refused_column(n) for n in ("OVDPhone", "osmuser", "url", "operator", "Address")]
    [True, True, True, False, False]
    """
    words = re.sub(r"[\W_]+", " ", name.casefold().replace("ё", "е")).split()
    compact = "".join(words)
    return not _REFUSED_WORDS.isdisjoint(words) or any(part in compact for part in _REFUSED_PARTS)


def scrubbed(text: str) -> str:
    """Return a text without addresses of pages, streams, mailboxes and machines.

    >>> scrubbed("bullet, see rtsp://10.0.0.1/live")
    'bullet, see '
    """
    return _LEADS_TO_A_PERSON.sub("", text)


def unique_names(names: Sequence[str] | Iterable[str]) -> tuple[str, ...]:
    """Return the names of columns trimmed, filled in where empty, and told apart.

    >>> unique_names([" lat ", "", "lat"])
    ('lat', 'column 2', 'lat (3)')
    """
    seen: set[str] = set()
    result = []
    for number, raw in enumerate(names, start=1):
        name = " ".join(str(raw).replace("\ufeff", "").split()) or f"column {number}"
        while name in seen:
            name = f"{name} ({number})"
        seen.add(name)
        result.append(name)
    return tuple(result)
