"""What people see in a terminal: tables on the standard output, progress on the error stream."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

__all__ = ["ProgressBar", "print_json", "print_lines", "print_table", "say"]

PIPE_WIDTH = 160
PATIENCE_S = 1.0
"""Work shorter than this shows no bar."""


def print_json(answer: Mapping[str, Any]) -> None:
    """Print one JSON document, keys in the order given, text as it is."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))


def print_lines(*lines: str) -> None:
    """Print lines for people, folded to the terminal's width; nothing in them is markup."""
    console = _console()
    for line in lines:
        console.print(Text(line))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; columns whose cells all look like numbers are set to the right."""
    table = Table(
        title=Text(title) if title else None,
        title_justify="left",
        box=None,
        show_header=any(columns),
        pad_edge=False,
    )
    for number, column in enumerate(columns):
        numeric = all(row[number][:1].isdigit() for row in rows) if rows else False
        table.add_column(Text(column), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    _console().print(table)


def _console() -> Console:
    """Return where people read; a pipe or a file is wide enough for every table."""
    return Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH, soft_wrap=True)


def say(message: str, *, quiet: bool) -> None:
    """Print a hint on the error stream, unless asked to be quiet."""
    if not quiet:
        print(message, file=sys.stderr)


class ProgressBar:
    """A progress bar on the error stream that appears once work has lasted a second.

    Called as ``progress(stage, done, total)``; ``total`` 0 means "not known".
    """

    def __init__(self, *, quiet: bool = False) -> None:
        # a log or a pipe is no place for a moving bar
        self._quiet = quiet or not sys.stderr.isatty()
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage has come."""
        if self._quiet or time.monotonic() - self._began < PATIENCE_S:
            return
        if self._bar is None:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(stage, total=None)
        self._bar.update(self._task, description=stage, completed=done, total=total or None)

    def __enter__(self) -> Self:
        """Start counting the first second."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
