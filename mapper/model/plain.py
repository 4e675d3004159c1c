"""Tables of a city that have no geometry: exactly their columns, typed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Kind", "plain_frame"]

Kind = Literal["str", "float64", "int64"]
_MISSING: Final[dict[str, object]] = {"str": "", "float64": float("nan")}


def plain_frame(frame: pd.DataFrame, columns: Mapping[str, Kind], *, table: str) -> pd.DataFrame:
    """Return a table with exactly these columns, in this order, typed; the index is 0 … n - 1.

    Text and numbers that are missing become "" and NaN; whole numbers may not be missing.

    Raises
    ------
    TableError
        Where a whole number is missing or a value is of another type.
    """
    clean = pd.DataFrame(index=range(len(frame)))
    for name, kind in columns.items():
        if name not in frame.columns and kind not in _MISSING:
            message = f"table {table}: column {name!r} is missing"
            raise TableError(message)
        given = frame.get(name, pd.Series([_MISSING.get(kind)] * len(frame), dtype="object"))
        values = given.reset_index(drop=True)
        if kind == "str":
            values = values.astype("object").where(values.notna(), "")
        try:
            clean[name] = values.astype(kind)
        except (TypeError, ValueError) as error:
            message = f"table {table}: {name} holds a value of another type"
            raise TableError(message) from error
    return clean
