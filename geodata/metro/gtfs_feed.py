"""A GTFS feed as its tables: a ZIP archive or a folder, each table read when it is asked for."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

import pandas as pd

from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Feed", "open_feed"]

_MAX_FILE: Final = 2_000_000_000
"""No table of a feed may unpack to more bytes than this."""
_MAX_HASHED: Final = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """A feed's tables."""

    name: str
    sha256: str
    """Of the archive; of a folder, of its tables' names and contents in order."""
    sizes: dict[str, int]
    """How many bytes each file holds, by its name in the archive or folder."""
    archive: zipfile.ZipFile | None
    folder: Path | None

    def table(self, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Return some columns of a table as text, "" where a cell or a column is missing."""
        pieces = list(self.pieces(table, columns, rows=None))
        if not pieces:
            return pd.DataFrame({column: pd.Series([], dtype="str") for column in columns})
        return pieces[0]

    def pieces(
        self, table: str, columns: tuple[str, ...], rows: int | None
    ) -> Iterator[pd.DataFrame]:
        """Yield some columns of a table, ``rows`` at a time; nothing where there is no table."""
        member = next((name for name in self.sizes if _bare(name) == f"{table}.txt"), None)
        if member is None:
            return
        if self.sizes[member] > _MAX_FILE:
            message = f"{self.name}: {table}.txt is larger than {_MAX_FILE // 10**9} GB"
            raise TableError(message)
        with self._opened(member) as stream:
            try:
                reader = pd.read_csv(
                    stream,
                    dtype="str",
                    keep_default_na=False,
                    encoding="utf-8-sig",
                    skipinitialspace=True,
                    usecols=lambda name: name.strip() in columns,
                    chunksize=rows or 10**9,
                )
                for piece in reader:
                    piece.columns = [str(name).strip() for name in piece.columns]
                    for column in columns:
                        if column not in piece:
                            piece[column] = ""
                    yield piece.reset_index(drop=True)
            except (pd.errors.ParserError, UnicodeDecodeError, ValueError, OSError) as error:
                message = f"{self.name}: {table}.txt cannot be read"
                raise TableError(message) from error

    @contextmanager
    def _opened(self, member: str) -> Iterator[IO[bytes]]:
        if self.archive is not None:
            with self.archive.open(member) as stream:
                yield stream
        elif self.folder is not None:
            with (self.folder / member).open("rb") as stream:
                yield stream


@contextmanager
def open_feed(path: Path) -> Iterator[Feed]:
    """Open a feed: a ZIP archive, or a folder of its tables.

    Raises
    ------
    TableError
        Where it is neither.
    """
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix == ".txt")
        if not files:
            message = f"{path.name} is no GTFS feed (a folder without tables)"
            raise TableError(message)
        digest = hashlib.sha256()
        for file in files:
            digest.update(f"{file.name}\n{_sha256(file)}\n".encode())
        sizes = {file.name: file.stat().st_size for file in files}
        yield Feed(path.name, digest.hexdigest(), sizes, None, path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        message = f"{path.name} is no GTFS feed (a ZIP archive or a folder)"
        raise TableError(message) from error
    with archive:
        sizes = {item.filename: item.file_size for item in archive.infolist()}
        yield Feed(path.name, _sha256(path), sizes, archive, None)


def _bare(member: str) -> str:
    return member.rsplit("/", 1)[-1]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_MAX_HASHED):
            digest.update(block)
    return digest.hexdigest()
