"""One door for every form of table: which reader a file needs is told by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.tables.delimited import open_delimited
from geodata.tables.graphml import is_graphml, open_graphml
from geodata.tables.layers import open_layer, open_parquet
from geodata.tables.portal import MAX_BYTES, open_json
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.tables.mapping import CameraMapping
    from geodata.tables.rows import RowSource

__all__ = ["open_table"]

_HEAD_BYTES: Final = 4096
_BINARY: Final = (
    b"PK\x03\x04",  # archives, XLSX, KMZ
    b"SQLite format 3",  # GPKG, SpatiaLite
    b"fgb",  # FlatGeobuf
    b"\x00\x00\x27\x0a",  # Shapefile
)


def open_table(
    path: Path,
    mapping: CameraMapping | None = None,
    *,
    layer: str = "",
    geometry: str = "Point",
) -> RowSource:
    """Open a table of any form.

    Parameters
    ----------
    path
        The file, or the folder of a FileGDB.
    mapping
        What it says of encoding, delimiter and header rows holds.
    layer, geometry
        Which layer, where there are several: its name, or what its geometry is.

    Raises
    ------
    TableError
        Where the file is missing, empty, or of no form that can be read.
    """
    head = b"" if path.is_dir() else _head(path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PAR1"):
        return open_parquet(path)
    if text.startswith(b"<") and is_graphml(text):
        return open_graphml(path)
    large_json = text.startswith(b"{") and path.stat().st_size > MAX_BYTES
    if path.is_dir() or head.startswith(_BINARY) or text.startswith(b"<") or large_json:
        return open_layer(path, layer=layer, geometry=geometry)
    if text.startswith((b"{", b"[")):
        return open_json(path)
    return open_delimited(
        path,
        encoding=mapping.encoding if mapping else "",
        delimiter=mapping.delimiter if mapping else "",
        header_rows=mapping.header_rows if mapping else 0,
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD_BYTES)
    except OSError as error:
        message = f"{path.name} cannot be opened: {error.strerror or type(error).__name__}"
        raise TableError(message) from error
