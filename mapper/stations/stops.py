"""Documented stops by station, published so that nobody can be told from a small count.

Counts below five are suppressed. What a table adds up (a line, a district) is the sum of the
counts it shows, never of those it hides, so no difference between tables gives a hidden count
away. Between two releases a count that rose or fell by less than five keeps its old value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["LEAST_SHOWN", "ShownStops", "shown_stops"]

LEAST_SHOWN: Final = 5
"""Counts, and changes of counts between releases, below this are not shown."""


@dataclass(frozen=True, slots=True)
class ShownStops:
    """What may be published."""

    by_station: Mapping[str, int | None]
    """None where a count is suppressed."""
    by_group: Mapping[str, int | None]
    """Sums of the counts shown, at least; None where nothing of a group is shown."""

    @property
    def suppressed(self) -> int:
        """Count the stations whose count is hidden."""
        return sum(count is None for count in self.by_station.values())


def shown_stops(
    counts: Mapping[str, int],
    groups: Mapping[str, Iterable[str]],
    *,
    before: Mapping[str, int | None] | None = None,
) -> ShownStops:
    """Return the counts that may be published.

    Parameters
    ----------
    counts
        Documented stops by station, all months together.
    groups
        Lines and districts, with their stations.
    before
        What was published last, by station.

    >>> shown_stops({"a": 12, "b": 3}, {"line 1": ["a", "b"]}).by_group
    {'line 1': 12}
    >>> shown_stops({"a": 13}, {}, before={"a": 12}).by_station
    {'a': 12}
    """
    known = before or {}
    stations: dict[str, int | None] = {}
    for station, count in sorted(counts.items()):
        last = known.get(station)
        if last is not None and abs(count - last) < LEAST_SHOWN:
            stations[station] = last
        elif count < LEAST_SHOWN:
            # nobody is to learn that it fell to so few
            stations[station] = last
        else:
            stations[station] = count
    sums: dict[str, int | None] = {}
    for group, members in sorted(groups.items()):
        shown = [stations[m] for m in dict.fromkeys(members) if stations.get(m) is not None]
        sums[group] = sum(count for count in shown if count is not None) if shown else None
    return ShownStops(stations, sums)
