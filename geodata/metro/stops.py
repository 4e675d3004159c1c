"""Tables beside a city, never inside it: documented stops, and days of heightened checks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.tables.mapping import folded
from geodata.tables.reading import open_table
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CheckDay", "read_check_days", "read_stops", "stops_published"]

_STOPS: Final = ("month", "station", "count")
_DAYS: Final = ("date", "place", "source")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class CheckDay:
    """A day on which checks were heightened, as a source says."""

    date: str
    place: str
    source: str


def read_stops(path: Path) -> dict[str, int]:
    """Read documented stops and add up the months, by station.

    Only ``month`` (YYYY-MM), ``station`` and ``count`` may be in the table: a column more could
    tell of a person, and then nothing is read.

    Raises
    ------
    TableError
        Where there is another column, one is missing, or a value is not of its form.
    """
    frame = _exactly(path, _STOPS)
    counts: dict[str, int] = {}
    for line, (month, station, count) in enumerate(frame.itertuples(index=False), start=1):
        whole = str(count).isdigit() and len(str(count)) <= _DIGITS
        if not _MONTH.fullmatch(str(month)) or not station or not whole:
            message = f"{path.name}, record {line}: no month (YYYY-MM), station or whole count"
            raise TableError(message)
        counts[str(station)] = counts.get(str(station), 0) + int(str(count))
    return dict(sorted(counts.items()))


def read_check_days(path: Path) -> tuple[CheckDay, ...]:
    """Read days of heightened checks: ``date`` (YYYY-MM-DD), ``place`` and ``source``, in order.

    Raises
    ------
    TableError
        Where there is another column, one is missing, a date is none, or a source is missing:
        such a day is never supposed.
    """
    frame = _exactly(path, _DAYS)
    days: list[CheckDay] = []
    for line, (date, place, source) in enumerate(frame.itertuples(index=False), start=1):
        if not _DATE.fullmatch(str(date)) or not source:
            message = f"{path.name}, record {line}: no date (YYYY-MM-DD) or no source"
            raise TableError(message)
        days.append(CheckDay(str(date), str(place), str(source)))
    return tuple(sorted(days, key=lambda day: (day.date, day.place, day.source)))


def stops_published(path: Path) -> dict[str, int | None]:
    """Return the counts by station of an earlier release: a JSON answer or its metadata.

    Raises
    ------
    TableError
        Where it is no such file.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))["documented_stops"]["by_station"]
        return {str(name): None if count is None else int(count) for name, count in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{path.name} is no release with documented stops"
        raise TableError(message) from error


def _exactly(path: Path, names: tuple[str, ...]) -> pd.DataFrame:
    """Return a table that has just these columns, in this order, as trimmed text."""
    source = open_table(path)
    found = {folded(name): name for name in source.columns}
    if set(found) != {folded(name) for name in names} or source.dropped:
        message = f"{path.name}: the columns must be {', '.join(names)}, and no others"
        raise TableError(message)
    stretches = list(source.stretches())
    if any(rows.refused for rows in stretches):
        message = f"{path.name}: a row does not fit its header"
        raise TableError(message)
    frame = pd.concat([rows.frame for rows in stretches], ignore_index=True)
    return pd.DataFrame({name: frame[found[folded(name)]].str.strip() for name in names})
