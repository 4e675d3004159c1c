"""Exports of OpenStreetMap: columns that are tags, read exactly as its own files are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.osm.cameras import (
    camera_attributes,
    camera_direction,
    is_watched,
    public_operator,
    refusal_to_count,
)
from geodata.osm.keys import TAG_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["tag_attributes", "tag_reasons"]


def _tags(frame: pd.DataFrame) -> list[dict[str, str]]:
    keys = [str(name) for name in frame.columns if name in TAG_KEYS]
    columns = [frame[key].astype("str").tolist() for key in keys]
    return [
        {key: value for key, value in zip(keys, cells, strict=True) if value}
        for cells in zip(*columns, strict=True)
    ]


def tag_reasons(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Return why each row is no camera (a guard, not a device at all), "" where it is one.

    Shape (n,).
    """
    reasons = np.full(len(frame), "", dtype=object)
    for row, tags in enumerate(_tags(frame)):
        watched = is_watched(tags)
        reasons[row] = refusal_to_count(tags) if watched else "no device that watches"
    return reasons


def tag_attributes(frame: pd.DataFrame) -> tuple[pd.DataFrame, Counter[str]]:
    """Return the columns of ``cameras`` that tags tell of, and what was not understood."""
    rows = []
    count: Counter[str] = Counter()
    for tags in _tags(frame):
        rows.append(camera_attributes(tags))
        _note(tags, count)
    columns = list(camera_attributes({}))
    return pd.DataFrame(rows, columns=pd.Index(columns), index=frame.index), count


def _note(tags: Mapping[str, str], count: Counter[str]) -> None:
    if camera_direction(tags).reason:
        count["direction_deg"] += 1
    if tags.get("operator", "").strip() and not public_operator(tags):
        count["operator (may be a private person: dropped)"] += 1
