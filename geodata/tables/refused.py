"""``refused.csv``: every row that was not taken, with its line, the reason and what it said."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.tables.rows import Refusal

__all__ = ["write_refused"]


def write_refused(path: Path, tables: Sequence[tuple[str, Sequence[Refusal]]]) -> int:
    """Write refused rows as CSV and return how many; the file is local, it belongs in no pack.

    Parameters
    ----------
    path
        Written whole or not at all.
    tables
        What each table is called, and its refused rows; columns are all that any of them has.
    """
    columns = list(dict.fromkeys(c for _, refused in tables for r in refused for c in r.row))
    part = path.with_name(f"{path.name}.part")
    count = 0
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["table", "line", "reason", *columns])
            for name, refused in tables:
                for refusal in refused:
                    cells = [refusal.row.get(column, "") for column in columns]
                    writer.writerow([name, refusal.line, refusal.reason, *cells])
                    count += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count
