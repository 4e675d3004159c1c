"""Tables beside stations and journeys, as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.terminal import print_lines, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.metro.stops import CheckDay

__all__ = ["print_check_days"]


def print_check_days(days: Iterable[CheckDay]) -> None:
    """Print days of heightened checks; nothing where there are none."""
    rows = [(day.date, day.place, day.source) for day in days]
    if rows:
        print_lines("")
        title = "Days of heightened checks, as their sources say"
        print_table(title, ("date", "place", "source"), rows)
