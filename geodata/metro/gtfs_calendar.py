"""The calendar of a GTFS feed: on which dates each service runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mapper.errors import TableError
from mapper.model.timetable import EVERY_DAY, WEEKDAYS

if TYPE_CHECKING:
    from geodata.metro.gtfs_feed import Feed

__all__ = ["busiest_day", "service_days"]

_ADDED: Final = "1"
_LONGEST: Final = 3 * 366
"""A service said to run for longer than three years is taken for three years from its start."""


def service_days(feed: Feed, services: set[str]) -> pd.DataFrame:
    """Return one row a service and date (YYYY-MM-DD) it runs on, sorted.

    A feed without a calendar runs every day.

    Raises
    ------
    TableError
        Where a date is none.
    """
    weekly = feed.table("calendar", ("service_id", "start_date", "end_date", *WEEKDAYS))
    dates = feed.table("calendar_dates", ("service_id", "date", "exception_type"))
    if weekly.empty and dates.empty:
        return pd.DataFrame([(service, EVERY_DAY) for service in sorted(services)], columns=_NAMES)
    try:
        running = {
            (str(row.service_id), day)
            for row in weekly.itertuples(index=False)
            for day in _days(row)
        }
        told = list(zip(dates["service_id"], pd.to_datetime(dates["date"]), strict=True))
    except (ValueError, TypeError) as error:
        message = f"{feed.name}: a date of the calendar is none"
        raise TableError(message) from error
    added = (dates["exception_type"] == _ADDED).tolist()
    changed = [(str(service), day.date().isoformat()) for service, day in told]
    running -= {key for key, is_added in zip(changed, added, strict=True) if not is_added}
    running |= {key for key, is_added in zip(changed, added, strict=True) if is_added}
    rows = sorted(key for key in running if key[0] in services)
    return pd.DataFrame(rows, columns=_NAMES)


_NAMES: Final = pd.Index(["service", "date"])


def busiest_day(days: pd.DataFrame, trips: pd.Series) -> str:
    """Return the first of the dates with the most trains.

    Parameters
    ----------
    days
        As ``service_days`` gives it.
    trips
        The service of each train.
    """
    if days.empty:
        return EVERY_DAY
    each = days["service"].map(trips.value_counts()).fillna(0)
    total = each.groupby(days["date"]).sum()
    return str(total[total == total.max()].index.min())


def _days(row: object) -> list[str]:
    first = pd.Timestamp(str(getattr(row, "start_date", "")))
    last = min(pd.Timestamp(str(getattr(row, "end_date", ""))), first + pd.Timedelta(days=_LONGEST))
    wanted = [getattr(row, day) == "1" for day in WEEKDAYS]
    return [
        day.date().isoformat()
        for day in pd.date_range(first, last, freq="D")
        if wanted[day.weekday()]
    ]
