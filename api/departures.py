"""When a journey begins: a time of day and a day, from options or a request, on the timetable.

It is part of the trip: it stands in the answer and nowhere else, in no log, address or error.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from mapper.errors import BadInputError
from mapper.model.timetable import EVERY_DAY, seconds_of_clock
from mapper.stations.trains import Departure

if TYPE_CHECKING:
    from mapper.model.city import City
    from mapper.stations.journeys import Journeys

__all__ = ["departure_answer", "journey_departure", "waits_told"]

_HOUR_S, _MINUTE_S = 3600, 60


def journey_departure(
    city: City, *, time: str | None, date: str | None = None, day: str | None = None
) -> Departure | None:
    """Return when a journey begins, None where no time is given.

    Parameters
    ----------
    city
        Whose timetable tells which day is meant; without one half a headway is waited.
    time
        Hours and minutes.
    date, day
        A date (YYYY-MM-DD) or a day of the week; without both it is today.

    Raises
    ------
    BadInputError
        Where the time is none, there is a day but no time or both sorts of days, or the timetable
        tells nothing of it.
    """
    if time is None:
        if date or day:
            message = "a day of departure needs a time of departure too"
            raise BadInputError(message)
        return None
    if date and day:
        message = "a departure is on a date or on a day of the week, not both"
        raise BadInputError(message)
    clock_s = seconds_of_clock(time)
    if not len(city.timetable):
        return Departure(clock_s, EVERY_DAY)
    today = dt.datetime.now().astimezone().date()
    chosen = city.timetable.day_for(date=date or "", weekday=day or "", today=today)
    return Departure(clock_s, chosen)


def departure_answer(departure: Departure | None) -> dict[str, Any] | None:
    """Return the departure ready for JSON; ``date`` is null where the timetable has no days."""
    if departure is None:
        return None
    hours, rest = divmod(departure.clock_s, _HOUR_S)
    date = None if departure.date == EVERY_DAY else departure.date
    return {"time": f"{hours:02d}:{rest // _MINUTE_S:02d}", "date": date}


def waits_told(journeys: Journeys, departure: Departure | None) -> str:
    """Say what is waited for trains, in one line."""
    if journeys.waits == "headway":
        line = "Waits: half the headway of each line"
        return f"{line}, for the city has no timetable." if departure else f"{line}."
    date = departure.date if departure and departure.date != EVERY_DAY else "any day"
    others = ", on lines without one half the headway" if journeys.waits == "both" else ""
    return f"Waits: for the next train of the timetable of {date}{others}."
