"""Stations in classes: which figure colours them, where its classes begin, what they are called.

One place for the map of stations, the layer of the application and the style for QGIS.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from mapper.stations.coverage import Coverage

__all__ = ["COLOURS", "MEASURES", "MOST_CLASSES", "Classes", "Measure", "station_layer"]

COLOURS: Final = ("#fff7bc", "#fec44f", "#ec7014", "#cc4c02", "#8c2d04")
"""Fewest to most: ColorBrewer YlOrBr, each darker than the one before, in grey too."""
MOST_CLASSES: Final = len(COLOURS)
UNKNOWN: Final = -1
"""The class of what is not known: hatched, and in no rank."""
_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the tables that can colour a map."""

    name: str
    station: str
    entrance: str
    """Columns; ``{policy}`` stands for the counting policy."""
    whole: bool
    """Whether it counts cameras; otherwise it is a share."""

    def of_stations(self, coverage: Coverage) -> NDArray[np.float64]:
        """Return the figure of each station, shape (S,), NaN where it is unknown."""
        return _floats(coverage.stations, self.station, coverage)

    def of_entrances(self, coverage: Coverage) -> NDArray[np.float64]:
        """Return the figure of each entrance, shape (T,), NaN where it is unknown."""
        values = _floats(coverage.entrances, self.entrance, coverage)
        if self.name != "doorways":
            return values
        return np.where(np.isnan(values), np.nan, np.minimum(values, 1.0))


MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure
    for measure in (
        Measure("approach", "approach_{policy}", "approach_{policy}", whole=True),
        Measure("cameras", "cameras_300_{policy}", "cameras_300_{policy}", whole=True),
        Measure("doorways", "doorways_seen_{policy}", "door_cameras_{policy}", whole=False),
        Measure("seen", "seen_150_{policy}", "seen_150_{policy}", whole=False),
    )
}
"""Cameras met at least on a way in, cameras within 300 m, doorways and ground in view."""


@dataclass(frozen=True, slots=True)
class Classes:
    """At most five classes of a figure, about as many values in each, none of them empty.

    >>> Classes.of([0, 1, 1, 2, 3, 5, 8, 13, 21], whole=True).labels
    ('0–1', '2', '3–7', '8–20', '21')
    >>> Classes.of([0.05, 0.255, 0.5], whole=False).labels
    ('5–24 %', '25–49 %', '50 %')
    """

    lows: tuple[float, ...]
    """Where each begins, ascending; empty where nothing is known."""
    top: float
    """The highest figure of all."""
    whole: bool
    """Whether it counts; otherwise it is a share, and cut at whole hundredths."""

    @classmethod
    def of(cls, values: ArrayLike, *, whole: bool) -> Classes:
        """Return the classes of a figure; what is unknown (NaN) belongs to none."""
        given = np.asarray(values, np.float64)
        known = given[~np.isnan(given)]
        if not len(known):
            return cls((), float("nan"), whole)
        unit = 1.0 if whole else _PERCENT
        steps = np.sort(_whole_steps(known, unit))
        tops = np.quantile(steps, np.arange(1, MOST_CLASSES) / MOST_CLASSES, method="inverted_cdf")
        # a class begins at the first value above a quantile: equal values stay together
        at = np.unique(np.searchsorted(steps, tops, side="right"))
        lows = steps[[0, *at[at < len(steps)]]]
        return cls(tuple((lows / unit).tolist()), float(known.max()), whole)

    def place(self, values: ArrayLike) -> NDArray[np.int64]:
        """Return the class of each figure, same shape; ``UNKNOWN`` where there is none.

        A figure below the first class goes to the first.
        """
        given = np.asarray(values, np.float64)
        unit = 1.0 if self.whole else _PERCENT
        lows = np.rint(np.array(self.lows) * unit)
        known = ~np.isnan(given) & bool(self.lows)
        steps = _whole_steps(np.where(known, given, 0.0), unit)
        found = np.maximum(np.searchsorted(lows, steps, side="right") - 1, 0)
        return np.where(known, found, UNKNOWN).astype(np.int64)

    @property
    def shades(self) -> tuple[int, ...]:
        """The place of each class in ``COLOURS``: few classes are spread over all of them."""
        last = max(1, len(self.lows) - 1)
        return tuple(round(at * (MOST_CLASSES - 1) / last) for at in range(len(self.lows)))

    @property
    def labels(self) -> tuple[str, ...]:
        """The bounds of each class in figures."""
        if not self.lows:
            return ()
        unit = 1.0 if self.whole else _PERCENT
        lows = np.rint(np.array(self.lows) * unit).astype(np.int64).tolist()
        last = int(_whole_steps(np.array([self.top]), unit)[0])
        ends = [*(following - 1 for _, following in pairwise(lows)), last]
        mark = "" if self.whole else " %"
        return tuple(
            f"{low}{mark}" if low == end else f"{low}–{end}{mark}"
            for low, end in zip(lows, ends, strict=True)
        )

    def figure(self, value: float) -> str:
        """Return one figure as it is written, "?" where it is unknown."""
        if np.isnan(value):
            return "?"
        return f"{value:.0f}" if self.whole else f"{value * _PERCENT:.0f} %"


def station_layer(coverage: Coverage, measure: str = "approach") -> dict[str, Any]:
    """Return how stations and entrances are coloured by a measure, ready for JSON.

    One set of classes serves both, so that an entrance compares with its station.

    Returns
    -------
    ``measure``, ``unit``, ``labels`` and ``shades`` of the classes, and of ``stations`` and
    ``entrances``, in the order of the tables, ``class`` (-1 for unknown) and ``figure``.
    """
    chosen = MEASURES[measure]
    tables = {
        "stations": chosen.of_stations(coverage),
        "entrances": chosen.of_entrances(coverage),
    }
    classes = Classes.of(np.concatenate([*tables.values()]), whole=chosen.whole)
    return {
        "measure": measure,
        "unit": "cameras" if chosen.whole else "share",
        "labels": list(classes.labels),
        "shades": list(classes.shades),
        **{
            name: {
                "class": classes.place(values).tolist(),
                "figure": [classes.figure(value) for value in values.tolist()],
            }
            for name, values in tables.items()
        },
    }


def _whole_steps(values: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    """Return counts, or shares as whole hundredths; a share's rounding noise is left out."""
    return np.asarray(np.floor(np.round(values * unit, 6)))


def _floats(table: pd.DataFrame, pattern: str, coverage: Coverage) -> NDArray[np.float64]:
    column = pattern.format(policy=coverage.exposure.assumptions.policy.value)
    values = table[column].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    return np.asarray(values, np.float64)
