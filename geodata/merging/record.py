"""What was linked and what nearly was: the table ``same_as``, and a CSV for a person."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import pandas as pd

from mapper.model.same_as import SameAs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.merging.linking import Link
    from mapper.model.cameras import Cameras

__all__ = ["same_as_table", "write_same_as"]

_SHOWN: Final = ("source", "source_id", "kind", "direction_deg", "operator", "zone", "observed_on")


def same_as_table(links: Sequence[Link], behind: Cameras) -> SameAs:
    """Return the links as a table of the city; a linked row keeps all that its source says."""
    if not links:
        return SameAs.none()
    listed = pd.DataFrame([link.as_dict() for link in links])
    rows = pd.DataFrame(behind.frame.drop(columns="geometry"))
    rows = rows.assign(x=behind.xy[:, 0], y=behind.xy[:, 1])
    told = listed.merge(
        rows, how="left", left_on="same_as", right_on="camera_id", suffixes=("", "_")
    )
    return SameAs.parse(told.assign(indoor=told["indoor"].eq(True)))  # noqa: FBT003 - a value


def write_same_as(path: Path, links: Sequence[Link], behind: Cameras) -> int:
    """Write the links as CSV, linked ones first, and return how many there are.

    A linked row also shows what its source says of the device that stands behind another.
    """
    rows = behind.frame.set_index("camera_id", drop=False)
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["camera_id", "same_as", "distance_m", "linked", "reason", *_SHOWN])
        for link in links:
            cells = [str(rows.loc[link.same_as, name]) for name in _SHOWN] if link.linked else []
            linked = "yes" if link.linked else "no"
            writer.writerow(
                [link.camera_id, link.same_as, link.distance_m, linked, link.reason, *cells]
            )
    part.replace(path)
    return len(links)
