"""A table of metro entrances, as a portal publishes it: doors with the names they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.metro.records import PlacedRows, read_placed_rows

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.tables.rows import Refusal
    from mapper.model.projection import Projection

__all__ = ["ENTRANCE_FIELDS", "EntranceList", "entrances_of", "read_entrances"]

ENTRANCE_FIELDS: Final = {
    "station": ("NameOfStation", "station", "station_name", "parent_station"),
    "line": ("Line", "line", "line_name"),
    "name": ("Name", "name", "entrance"),
    "ref": ("ref",),
    "vestibule": ("vestibule",),
    "hours": ("ModeOnEvenDays", "opening_hours"),
    "source_id": ("global_id", "@id", "id", "entrance_id"),
}
_VESTIBULE: Final = re.compile(r"(?:\bв|\bиз|\bна|\bс)\s+([\w-]+(?:\s[\w-]+)?\s+вестибюл\w*)")
_ENDINGS: Final = (("ого ", "ый "), ("его ", "ий "), ("вестибюля", "вестибюль"))
_NUMBER: Final = re.compile(r"вход-?(?:выход)?\s*№?\s*(\d+[а-яa-z]?)")
_TIME: Final = re.compile(r"открытие в (\d\d:\d\d)\S*;? закрытие в (\d\d:\d\d)")


@dataclass(frozen=True, slots=True, eq=False)
class EntranceList:
    """T entrances, not yet joined to stations."""

    rows: PlacedRows
    xy: NDArray[np.float64]
    """Shape (T, 2), metres."""
    projection: Projection
    vestibule: tuple[str, ...]
    ref: tuple[str, ...]
    hours: tuple[str, ...]

    def __len__(self) -> int:
        """Count the entrances."""
        return len(self.xy)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """The rows that were not taken."""
        return self.rows.refused


def read_entrances(path: Path, projection: Projection) -> EntranceList:
    """Read a table of entrances of any form: portal JSON (``Cells``), CSV, GeoJSON, a GDAL layer.

    Vestibule and number are read off the name where no column tells them, as in "вход-выход 8 в
    северный вестибюль".

    Raises
    ------
    TableError
        Where the table cannot be read, or has no coordinates or no names of stations.
    """
    return entrances_of(read_placed_rows(path, ENTRANCE_FIELDS, need="station"), projection)


def entrances_of(rows: PlacedRows, projection: Projection) -> EntranceList:
    """Return the entrances of rows that were read."""
    xy = np.column_stack(projection.to_metres(rows.lon, rows.lat))
    names = [str(name) for name in rows.frame["name"]]
    told = [str(name) for name in rows.frame["vestibule"]]
    refs = [str(ref) for ref in rows.frame["ref"]]
    return EntranceList(
        rows,
        xy,
        projection,
        vestibule=tuple(a or vestibule_of(b) for a, b in zip(told, names, strict=True)),
        ref=tuple(a or _number_of(b) for a, b in zip(refs, names, strict=True)),
        hours=tuple(_hours(str(text)) for text in rows.frame["hours"]),
    )


def vestibule_of(name: str) -> str:
    """Return the vestibule an entrance's name tells, in one form; "" where it tells none.

    >>> vestibule_of("Китай-город, вход-выход 8 в северный вестибюль")
    'северный вестибюль'
    >>> vestibule_of("Китай-город, вход-выход 1 из южного вестибюля")
    'южный вестибюль'
    """
    found = _VESTIBULE.search(name.casefold())
    text = found.group(1) if found else ""
    for ending, plain in _ENDINGS:
        text = text.replace(ending, plain)
    return text


def _number_of(name: str) -> str:
    found = _NUMBER.search(name.casefold())
    return found.group(1) if found else ""


def _hours(text: str) -> str:
    """Return hours of opening as in OpenStreetMap, "" where the text tells none.

    >>> _hours("открытие в 05:35:00; закрытие в 01:00:00; первый поезд …")
    '05:35-01:00'
    """
    found = _TIME.search(text)
    return f"{found.group(1)}-{found.group(2)}" if found else ""
