"""The columns of ``cameras`` from the columns of a foreign table, value by value checked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.tables.osm_tags import tag_attributes
from geodata.tables.rows import scrubbed
from geodata.tables.values import dates, directions, flags, lengths_m, numbers, words
from mapper.model.cameras import CAMERA_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.tables.columns import Plan

__all__ = ["camera_columns"]

_LIMITS: Final = {
    "angle_deg": 360.0,
    "range_m": 2_000.0,
    "height_m": 200.0,
    "position_error_m": 5_000.0,
}
"""The largest value that is believed; the smallest is just above 0 (0 for a position error)."""
_WORDS: Final = ("kind", "face_recognition")
_TEXTS: Final = ("source_id", "zone", "operator", "system")
_HOMES: Final = frozenset(
    {"house_entrance", "yard", "home", "house", "residential", "private", "apartment"}
)
_NOBODY: Final = frozenset({"private", "private_individual", "individual", "person"})


def camera_columns(frame: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, Counter[str]]:
    """Return the columns of ``cameras`` (without ids), and what was not understood, by column.

    A value that makes no sense is left out and counted; its row stays.
    """
    count: Counter[str] = Counter()
    told: dict[str, object] = {}
    for name in _LIMITS:
        told[name] = _quantity(frame, plan, name, count)
    bearing, others, swept, strange = directions(_cells(frame, plan, "direction_deg"))
    _note(count, "direction_deg", strange)
    told["direction_deg"], told["other_directions_deg"] = bearing, others
    angle = np.asarray(told["angle_deg"])
    told["angle_deg"] = np.where(np.isnan(angle), swept, angle)
    for name in _WORDS:
        column = CAMERA_COLUMNS[name]
        meaning = plan.mapping.meanings.get(name, {})
        lower = _cells(frame, plan, name).str.casefold()
        found, strange = words(lower, meaning, column.allowed)
        _note(count, name, strange)
        told[name] = found.where(found != "", str(column.default))
    for name in _TEXTS:
        cells, _ = words(_cells(frame, plan, name), plan.mapping.meanings.get(name, {}), None)
        doubtful = cells.str.contains("[:@.]", regex=True)
        told[name] = cells.where(~doubtful, cells[doubtful].map(scrubbed)).astype("str")
    told["indoor"], strange = flags(_cells(frame, plan, "indoor"))
    _note(count, "indoor", strange)
    told["observed_on"], strange = dates(_cells(frame, plan, "observed_on"))
    _note(count, "observed_on", strange)
    told["source"] = plan.mapping.label or plan.mapping.title or plan.mapping.name
    result = pd.DataFrame(told, index=frame.index)
    if plan.mapping.tags:
        tagged, strange_tags = tag_attributes(frame)
        result[list(tagged.columns)] = tagged
        count += strange_tags
    _forget_private_operators(result, count)
    return result, count


def _cells(frame: pd.DataFrame, plan: Plan, target: str) -> pd.Series:
    """Return a target's cells; where a cell is empty or there is no column, the constant."""
    constant = plan.mapping.constants.get(target, "")
    column = plan.columns.get(target)
    if column is None:
        return pd.Series([constant] * len(frame), index=frame.index, dtype="str")
    cells = frame[column].astype("str")
    return cells.where(cells.str.strip() != "", constant) if constant else cells


def _quantity(
    frame: pd.DataFrame, plan: Plan, name: str, count: Counter[str]
) -> NDArray[np.float64]:
    cells = _cells(frame, plan, name)
    if name == "angle_deg":
        values, strange, _ = numbers(cells.str.rstrip("° "))
    else:
        values, strange = lengths_m(cells, plan.mapping.units.get(name, 1.0))
    lowest_fits = values >= 0 if name == "position_error_m" else values > 0
    impossible = ~np.isnan(values) & ~(lowest_fits & (values <= _LIMITS[name]))
    _note(count, name, strange | impossible)
    values = np.where(impossible, np.nan, values)
    default = float(str(CAMERA_COLUMNS[name].default))
    return np.where(np.isnan(values), default, values)


def _note(count: Counter[str], name: str, strange: NDArray[np.bool_]) -> None:
    if bool(strange.any()):
        count[name] += int(strange.sum())


def _forget_private_operators(result: pd.DataFrame, count: Counter[str]) -> None:
    """Drop who runs a camera at a home: that is a person."""
    private = (result["operator"] != "") & (
        result["zone"].str.casefold().isin(sorted(_HOMES))
        | result["operator"].str.casefold().isin(sorted(_NOBODY))
    )
    _note(count, "operator (private home: dropped)", np.asarray(private, np.bool_))
    result.loc[private, "operator"] = ""
