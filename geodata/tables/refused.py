"""``refused.csv``: every row that was not taken, with its line, the reason and what it said."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from geodata.tables.rows import Refusal

__all__ = ["write_refused"]


def write_refused(path: Path, refused: Iterable[Refusal], columns: Sequence[str]) -> int:
    """Write refused rows as CSV and return how many; the file is local, it belongs in no pack.

    Parameters
    ----------
    path
        Written whole or not at all.
    refused
        The rows, in any number.
    columns
        The table's columns, without those that are never read.
    """
    part = path.with_name(f"{path.name}.part")
    count = 0
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "reason", *columns])
        for refusal in refused:
            cells = [refusal.row.get(column, "") for column in columns]
            writer.writerow([refusal.line, refusal.reason, *cells])
            count += 1
    part.replace(path)
    return count
