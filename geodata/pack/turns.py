"""Builds of one city take turns when they put a version in place."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LOCK_FILE", "turn"]

LOCK_FILE: Final = ".lock"

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until no other build holds the folder, and hold it.

    The system lets go of the lock when the file is closed or its process dies, so a killed build
    never leaves one behind; the empty file stays.
    """
    with (folder / LOCK_FILE).open("wb") as file:
        _lock(file.fileno())
        yield
