"""What is recorded of each camera, in words, with what every language shares written once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mapper.maps.cityfile.columns import Columns

__all__ = ["NUMBERS", "TENTHS", "put_told"]

NUMBERS: Final = "camera.number"
"""Columns of numbers every language tells alike: 0 for none, else one more than the tenths."""
TENTHS: Final = 10
MOST_TEXTS: Final = 64
"""So many different figures of one column are texts; more are numbers."""
_FIGURE: Final = re.compile(r"(0|[1-9]\d{0,5})(?:\.(\d))?(\D*)")


def put_told(
    columns: Columns, facts: Mapping[str, Sequence[dict[str, Any]]], rows: NDArray[np.int64]
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, NDArray[np.int64]]]:
    """Put the texts of each language; return what the header says of them, and their numbers.

    A part of what is told has its ``title``, its ``values``, the ``column`` that holds a place in
    them for each camera and, where most are figures, the column of their ``numbers`` and what
    stands behind each (``unit``): there, place 0 is the number.

    The numbers are by the name of what is recorded, each of shape (C,) in the order of the file.

    Parameters
    ----------
    columns
        Where to.
    facts
        By language, see ``camera_facts``.
    rows
        Shape (C,): the row in the city's table of each camera of the file.
    """
    told: dict[str, list[dict[str, Any]]] = {}
    numbers: dict[str, NDArray[np.int64]] = {}
    held: dict[bytes, str] = {}
    written: set[str] = set()

    def column_of(name: str, numbers: NDArray[np.int64]) -> str:
        """Put a column, unless there is one like it."""
        same = held.setdefault(numbers.tobytes(), name)
        if same not in written:
            written.add(same)
            columns.put_numbers(same, numbers)
        return same

    for language, parts in facts.items():
        told[language] = []
        for part in parts:
            values, code = part["values"], np.array(part["rows"], np.int64)[rows]
            entry: dict[str, Any] = {"title": part["title"], "values": values}
            figures = _figures(values)
            if figures is not None:
                tenths, unit = figures
                numbers[part["name"]] = tenths[code]
                entry["numbers"] = column_of(f"{NUMBERS}.{part['name']}", tenths[code])
                entry["unit"] = unit
                kept = np.flatnonzero(tenths == 0)
                place = np.zeros(len(values), np.int64)
                place[kept] = np.arange(len(kept)) + 1
                entry["values"], code = ["", *(values[at] for at in kept)], place[code]
            elif len(values) >= len(rows) / 2 + 1:
                continue
            entry["column"] = column_of(f"camera.{language}.{part['name']}", code)
            told[language].append(entry)
    return told, numbers


def _figures(values: Sequence[str]) -> tuple[NDArray[np.int64], str] | None:
    """Return one more than the tenths of each figure, 0 for other texts, and their unit."""
    found = [_FIGURE.fullmatch(value) for value in values]
    units = {figure[3] for figure in found if figure is not None}
    if len(units) != 1 or sum(figure is not None for figure in found) <= MOST_TEXTS:
        return None
    tenths = [
        0 if figure is None else 1 + TENTHS * int(figure[1]) + int(figure[2] or 0)
        for figure in found
    ]
    # a figure such as 7.0 would come back as 7
    if any(figure is not None and figure[2] == "0" for figure in found):
        return None
    return np.array(tenths, np.int64), units.pop()
