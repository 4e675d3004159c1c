"""Files a command writes: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from mapper.errors import BadInputError

__all__ = ["write_whole"]


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it is never seen half-written; an older one stays until then.

    Raises
    ------
    BadInputError
        Where the folder does not exist or the path is a folder.
    """
    if path.is_dir() or not path.parent.is_dir():
        message = f"cannot write {path.name}: no such folder, or it is a folder itself"
        raise BadInputError(message)
    data = content.encode("utf-8") if isinstance(content, str) else content
    # a neutral temporary name: it may be seen if the machine stops in the middle
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
