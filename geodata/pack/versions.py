"""Versions of a pack side by side, and the one pointer that says which of them holds.

::

    NAME/
      CURRENT                  one line: the hash of the version that holds
      0123456789abcdef/        a version: city.json and one file a table
      fedcba9876543210/        the version before it
      .building-xxxxxxxx/      a build under way, or the remains of a killed one
      .lock                    empty; held while a version is put in place

A version folder appears whole, by a rename, and never changes afterwards; the pointer is
replaced by a rename as well. A build that dies at any moment leaves the old version readable.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from mapper.errors import PackError

__all__ = [
    "POINTER_FILE",
    "current_version",
    "new_build_folder",
    "point_to",
    "pointed_hash",
    "remove_older",
    "write_durably",
]

POINTER_FILE: Final = "CURRENT"
_BUILD_PREFIX: Final = ".building-"
_POINTER_PREFIX: Final = ".pointer-"
_HASH: Final = re.compile(r"[0-9a-f]{16}")
_STALE_AFTER_S: Final = 3600.0
"""A build folder nobody wrote to for this long belongs to a build that died."""


def pointed_hash(folder: Path) -> str | None:
    """Return the hash the pointer names, None where there is no pointer.

    Raises
    ------
    PackError
        Where the pointer holds no hash.
    """
    try:
        text = (folder / POINTER_FILE).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        message = f"{POINTER_FILE} cannot be read"
        raise PackError(message) from error
    if _HASH.fullmatch(text) is None:
        message = f"{POINTER_FILE} does not name a version"
        raise PackError(message)
    return text


def current_version(folder: Path) -> Path:
    """Return the folder of the version that holds.

    Raises
    ------
    PackError
        Where there is no pack, or the pointer leads nowhere.
    """
    pointed = pointed_hash(folder)
    if pointed is None:
        message = f"{POINTER_FILE} is missing: this is not a pack"
        raise PackError(message)
    version = folder / pointed
    if not version.is_dir():
        message = f"{POINTER_FILE} names version {pointed}, which is not there"
        raise PackError(message)
    return version


def new_build_folder(folder: Path) -> Path:
    """Make an empty folder for a build, beside the versions so that a rename can move it."""
    folder.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix=_BUILD_PREFIX, dir=folder))
    # mkdtemp makes it readable by its owner only; a version is as open as the folder it is in
    build.chmod(folder.stat().st_mode & 0o777)
    return build


def write_durably(path: Path, data: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def point_to(folder: Path, pack_hash: str) -> None:
    """Let a version hold from now on, in one step."""
    handle, name = tempfile.mkstemp(prefix=_POINTER_PREFIX, dir=folder)
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(folder.stat().st_mode & 0o666)
    write_durably(temporary, f"{pack_hash}\n".encode("ascii"))
    temporary.replace(folder / POINTER_FILE)


def remove_older(folder: Path, *, keep: set[str]) -> None:
    """Remove versions that are not to be kept, and what builds that died left behind."""
    oldest_live = time.time() - _STALE_AFTER_S
    for child in sorted(folder.iterdir()):
        older = _HASH.fullmatch(child.name) is not None and child.name not in keep
        leftover = child.name.startswith((_BUILD_PREFIX, _POINTER_PREFIX))
        # a build that ends just now takes its folder away itself; what cannot be removed yet
        # (a file open elsewhere) goes with the next build
        with suppress(OSError):
            if older or (leftover and child.stat().st_mtime < oldest_live):
                shutil.rmtree(child) if child.is_dir() else child.unlink()
