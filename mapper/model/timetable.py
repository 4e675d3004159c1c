"""A timetable of the metro: which trains call where and when, and on which days they run.

Trains that call at the same stations with the same times between them share one profile, so a
timetable of many thousand trains is a table of a few hundred profiles and one number a train.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from mapper.errors import BadInputError, TableError
from mapper.model.plain import plain_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapper.model.plain import Kind

__all__ = [
    "CALL_COLUMNS",
    "DAY_COLUMNS",
    "EVERY_DAY",
    "RUN_COLUMNS",
    "WEEKDAYS",
    "Timetable",
    "seconds_of_clock",
]

CALL_COLUMNS: Final[dict[str, Kind]] = {
    "profile": "int64",
    "place": "int64",
    "station_id": "str",
    "line": "str",
    "arrive_s": "int64",
    "depart_s": "int64",
}
"""``timetable_calls``: the calls of each profile in order, ``place`` from 0, seconds after the
profile's first departure."""
RUN_COLUMNS: Final[dict[str, Kind]] = {"profile": "int64", "service": "str", "start_s": "int64"}
"""``timetable_runs``: a train, and when it leaves its first station, in seconds after the midnight
its service day begins with; a train after midnight has 86,400 s or more."""
DAY_COLUMNS: Final[dict[str, Kind]] = {"service": "str", "date": "str"}
"""``timetable_days``: on which dates (YYYY-MM-DD) a service runs; "*" is every day."""
EVERY_DAY: Final = "*"
WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_CLOCK_PARTS: Final = 2
_HOURS, _MINUTES = 24, 60


@dataclass(frozen=True, slots=True)
class Timetable:
    """Three checked tables that refer to each other, without geometry."""

    calls: pd.DataFrame
    runs: pd.DataFrame
    days: pd.DataFrame

    @classmethod
    def parse(cls, calls: pd.DataFrame, runs: pd.DataFrame, days: pd.DataFrame) -> Timetable:
        """Check the tables once.

        Raises
        ------
        TableError
            Where a value is of another type, the calls of a profile are not in order or go back
            in time, a train has no profile, or a date is none.
        """
        calls = plain_frame(calls, CALL_COLUMNS, table="timetable_calls")
        runs = plain_frame(runs, RUN_COLUMNS, table="timetable_runs")
        days = plain_frame(days, DAY_COLUMNS, table="timetable_days")
        new = calls["profile"].diff().fillna(1) != 0
        back = ~new & (calls["arrive_s"] < calls["depart_s"].shift(fill_value=0))
        wrong = back | (calls["depart_s"] < calls["arrive_s"]) | (calls["station_id"] == "")
        wrong |= calls["place"] != calls.groupby("profile").cumcount()
        wrong |= new & calls["profile"].duplicated()
        if bool(wrong.any()):
            row = int(wrong.to_numpy().argmax())
            message = f"table timetable_calls, row {row}: out of order, or without a station"
            raise TableError(message)
        if not set(runs["profile"]) <= set(calls["profile"]):
            message = "table timetable_runs: a train's profile is not there"
            raise TableError(message)
        for date in days["date"].unique():
            if date != EVERY_DAY:
                _day_of(str(date))
        return cls(calls, runs, days)

    @classmethod
    def none(cls) -> Timetable:
        """Return a timetable without trains."""
        columns = (CALL_COLUMNS, RUN_COLUMNS, DAY_COLUMNS)
        return cls.parse(*(pd.DataFrame({name: [] for name in names}) for names in columns))

    def __len__(self) -> int:
        """Count the trains, each once whatever days it runs on."""
        return len(self.runs)

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates it tells of, in order; none where it holds on every day."""
        return tuple(sorted(set(self.days["date"]) - {EVERY_DAY}))

    def services_on(self, date: str) -> frozenset[str]:
        """Return the services that run on a date."""
        here = self.days["date"].isin([date, EVERY_DAY])
        return frozenset(self.days.loc[here, "service"])

    def usual(self, weekday: str) -> str:
        """Return the first date whose services are what is usual on a day of the week.

        Raises
        ------
        BadInputError
            Where the name is of no day, or the timetable tells of no such day.
        """
        if weekday not in WEEKDAYS:
            message = f"--day takes one of {', '.join(WEEKDAYS)}"
            raise BadInputError(message)
        dates = [date for date in self.dates if WEEKDAYS[_day_of(date).weekday()] == weekday]
        if not dates:
            if EVERY_DAY in set(self.days["date"]):
                return EVERY_DAY
            message = f"the timetable tells of no {weekday.capitalize()}"
            raise BadInputError(message)
        usual, _ = Counter(self.services_on(date) for date in dates).most_common(1)[0]
        return next(date for date in dates if self.services_on(date) == usual)

    def day_for(self, *, date: str = "", weekday: str = "", today: dt.date) -> str:
        """Return the date whose trains run on the day asked for.

        A date the timetable tells of is taken as it is; a day of the week is the first that is
        usual. Without either it is today, or, where the timetable does not tell of today, the
        usual day of the same name.

        Raises
        ------
        BadInputError
            Where the timetable tells nothing of it.
        """
        if weekday:
            return self.usual(weekday.casefold())
        known = set(self.days["date"])
        if not date:
            here = today.isoformat()
            return here if here in known else self.usual(WEEKDAYS[today.weekday()])
        try:
            _day_of(date)
        except TableError as error:
            message = "--date takes a date such as 2026-01-31"
            raise BadInputError(message) from error
        if date not in known and EVERY_DAY not in known:
            first, last = self.dates[0], self.dates[-1]
            message = f"the timetable tells nothing of that date; it goes from {first} to {last}"
            raise BadInputError(message)
        return date

    def among(self, stations: Iterable[str]) -> Timetable:
        """Return the calls at stations that are still there; a train passes through the others."""
        calls = self.calls[self.calls["station_id"].isin(list(stations))]
        counts = calls.groupby("profile")["place"].transform("size")
        calls = calls[counts > 1].reset_index(drop=True)
        calls["place"] = calls.groupby("profile").cumcount()
        runs = self.runs[self.runs["profile"].isin(calls["profile"].unique())]
        days = self.days[self.days["service"].isin(runs["service"].unique())]
        return Timetable.parse(calls, runs, days)


def seconds_of_clock(text: str) -> int:
    """Return seconds since midnight of a time of day such as 08:30.

    Raises
    ------
    BadInputError
        Where it is none; the time is not repeated, for it is part of a trip.

    >>> seconds_of_clock("08:30")
    30600
    """
    parts = text.strip().split(":")
    if len(parts) == _CLOCK_PARTS and all(p.isascii() and p.isdigit() for p in parts):
        hours, minutes = (int(part) for part in parts)
        if hours < _HOURS and minutes < _MINUTES:
            return (hours * _MINUTES + minutes) * _MINUTES
    message = "a time of departure is hours and minutes, such as 08:30"
    raise BadInputError(message)


def _day_of(date: str) -> dt.date:
    try:
        return dt.date.fromisoformat(date)
    except ValueError as error:
        message = f"table timetable_days: {date!r} is no date"
        raise TableError(message) from error
