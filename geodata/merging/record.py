"""``same_as.csv``: what was linked and what nearly was, to be looked through by a person."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.merging.linking import Link
    from mapper.model.cameras import Cameras

__all__ = ["write_same_as"]

_SHOWN: Final = ("source", "source_id", "kind", "direction_deg", "operator", "zone", "observed_on")


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
