"""Text with delimiters (CSV, TSV …): encoding, delimiter and header rows told from the file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.tables.encodings import told_encoding
from geodata.tables.rows import Refusal, Rows, RowSource, is_refused_column, scrubbed, unique_names
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["open_delimited"]

_DELIMITERS: Final = (";", "\t", ",", "|")
_ROWS_A_STRETCH: Final = 50_000
_LINES_A_RECORD: Final = 50
"""A quoted cell that runs over more lines than this is taken for a quote nobody closed."""
_CHARACTERS_A_LINE: Final = 100_000
_LETTER_NOT_ASCII: Final = re.compile(r"[^\W\d_a-zA-Z]")


@dataclass(frozen=True, slots=True)
class _Dialect:
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    header_rows: int
    kept: tuple[int, ...]


def open_delimited(
    path: Path, *, encoding: str = "", delimiter: str = "", header_rows: int = 0
) -> RowSource:
    """Open a text table; what is not said is told from the file itself.

    Parameters
    ----------
    path
        The file.
    encoding, delimiter
        As Python names them; "" to tell them.
    header_rows
        1 or 2; 0 to tell it.

    Raises
    ------
    TableError
        Where the file is empty, is no text, or has no header row.
    """
    told = told_encoding(path, encoding)
    with path.open(encoding=told.name, errors="replace", newline="") as stream:
        head = [line for _, line in zip(range(20), _physical_lines(stream), strict=False)]
    if not head or not head[0].strip():
        message = f"{path.name} is empty or has no header row"
        raise TableError(message)
    chosen = delimiter or _told_delimiter(head[0])
    records = [cells for _, cells, _ in _records(head, chosen)]
    names = unique_names(records[0]) if records else ()
    bilingual = len(records) > 1 and _is_second_header(records[0], records[1])
    rows = header_rows or (2 if bilingual else 1)
    aliases: dict[str, str] = {}
    if rows > 1 and len(records) > 1:
        aliases = dict(zip(unique_names(records[1]), names, strict=False))
    refused = {
        name
        for name in names
        if is_refused_column(name)
        or any(is_refused_column(alias) for alias, own in aliases.items() if own == name)
    }
    kept = tuple(at for at, name in enumerate(names) if name not in refused)
    dialect = _Dialect(told.name, chosen, names, rows, kept)
    shown = {"\t": "tab"}.get(chosen, repr(chosen))
    return RowSource(
        columns=tuple(names[at] for at in kept),
        form=f"text, delimiter {shown}, {told.name}, {rows} header row{'s' * (rows > 1)}",
        stretches=lambda: _stretches(path, dialect),
        aliases={alias: own for alias, own in aliases.items() if own not in refused},
        dropped=tuple(name for name in names if name in refused),
        notes=(told.note,) if told.note else (),
        sha256=told.sha256,
        size=told.size,
    )


def _physical_lines(stream: io.TextIOBase | Iterable[str]) -> Iterator[str]:
    """Cut at line feeds and carriage returns only, and never hold a line without an end."""
    if not isinstance(stream, io.TextIOBase):
        yield from stream
        return
    while line := stream.readline(_CHARACTERS_A_LINE):
        yield line


def _told_delimiter(header: str) -> str:
    fields = {mark: len(next(csv.reader([header], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: fields[mark])


def _is_second_header(first: list[str], second: list[str]) -> bool:
    """Tell the two header rows of a portal: English names, then names in another script."""
    if len(first) != len(second) or any(_LETTER_NOT_ASCII.search(cell) for cell in first):
        return False
    cells = [cell for cell in second if cell.strip()]
    lettered = [cell for cell in cells if _LETTER_NOT_ASCII.search(cell)]
    no_digits = not any(character.isdigit() for cell in cells for character in cell)
    return len(cells) > 1 and len(lettered) * 2 >= len(cells) and no_digits


def _stretches(path: Path, dialect: _Dialect) -> Iterator[Rows]:
    """Yield the data rows, 50,000 at a time, with those that could not be read."""
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as stream:
        records = _records(_physical_lines(stream), dialect.delimiter)
        for _, _ in zip(range(dialect.header_rows), records, strict=False):
            pass
        cells: list[list[str]] = []
        lines: list[int] = []
        refused: list[Refusal] = []
        for line, record, fault in records:
            fault = fault or _misfit(record, len(dialect.columns))  # noqa: PLW2901 - first fault counts
            if fault:
                refused.append(Refusal(line, fault, _paired(record, dialect)))
            else:
                cells.append([record[at] for at in dialect.kept])
                lines.append(line)
            if len(lines) + len(refused) >= _ROWS_A_STRETCH:
                yield _rows(cells, lines, refused, dialect)
                cells, lines, refused = [], [], []
        if lines or refused:
            yield _rows(cells, lines, refused, dialect)


def _rows(
    cells: list[list[str]], lines: list[int], refused: list[Refusal], dialect: _Dialect
) -> Rows:
    names = [dialect.columns[at] for at in dialect.kept]
    frame = pd.DataFrame(cells, columns=pd.Index(names), dtype="str")
    return Rows(frame, np.array(lines, np.int64), refused=tuple(refused))


def _misfit(record: list[str], width: int) -> str:
    if len(record) == width and record[0]:
        return ""
    if len(record) < width:
        return f"{len(record)} cells instead of {width}"
    if any(cell.strip() for cell in record[width:]):
        return f"{len(record)} cells instead of {width}"
    return "" if any(cell.strip() for cell in record) else "nothing in it"


def _paired(record: list[str], dialect: _Dialect) -> dict[str, str]:
    """Return what can be shown of a row that does not fit its header.

    Which cell is which is not certain there, so with columns that are never read in the table
    nothing of the row is shown.
    """
    if len(dialect.kept) < len(dialect.columns) and len(record) != len(dialect.columns):
        return {}
    return {dialect.columns[at]: scrubbed(record[at]) for at in dialect.kept if at < len(record)}


def _records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield (line, cells, fault) for each record that is not an empty line.

    A record whose quote is never closed is refused by its first line, and reading goes on with
    the next: one stray quote does not swallow the rest of a file.
    """
    source = iter(lines)
    ahead: list[str] = []
    number = 0
    while True:
        line = ahead.pop(0) if ahead else next(source, None)
        if line is None:
            return
        number += 1
        if not line.strip():
            continue
        if line.count('"') % 2 == 0:
            yield number, *_cells(line, delimiter)
            continue
        taken = [line]
        while _is_open("".join(taken), delimiter) and len(taken) <= _LINES_A_RECORD:
            following = ahead.pop(0) if ahead else next(source, None)
            if following is None:
                break
            taken.append(following)
        if _is_open("".join(taken), delimiter):
            yield number, _cells(line, delimiter)[0], "a quote is opened and never closed"
            ahead = taken[1:] + ahead
        else:
            yield number, *_cells("".join(taken), delimiter)
            number += len(taken) - 1


def _is_open(text: str, delimiter: str) -> bool:
    """Tell whether a quoted cell still runs at the end of a text."""
    try:
        next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _cells(text: str, delimiter: str) -> tuple[list[str], str]:
    if len(text) >= _CHARACTERS_A_LINE:
        return [], f"longer than {_CHARACTERS_A_LINE} characters"
    if '"' not in text and "\x00" not in text:
        # without a quote a record is its cells, and cutting is four times as fast
        return [cell.strip() for cell in text.split(delimiter)], ""
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        return [], f"not readable as text with delimiters ({error})"
    cells = [cell.replace("\x00", "").strip() for cell in found[0]] if found else []
    return cells, ""
