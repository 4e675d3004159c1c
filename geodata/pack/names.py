"""What a city may be called: a name is also the name of a folder, on every system."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from mapper.errors import BadInputError

__all__ = ["checked_name"]

_NAME: Final = re.compile(r"[^\W_][\w-]{0,63}")
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
"""Names that mean a device on Windows, whatever folder they stand in."""


def checked_name(name: str) -> str:
    """Return a city's name if it can safely name a folder.

    Raises
    ------
    BadInputError
        Where it holds anything but letters, digits, ``-`` and ``_``, starts with one of the
        latter, is longer than 64 characters, or names a device.

    >>> checked_name("frankfurt-darmstadt")
    'frankfurt-darmstadt'
    """
    whole = _NAME.fullmatch(name) is not None and unicodedata.is_normalized("NFC", name)
    if not whole or name.casefold() in _DEVICES:
        message = "a city's name is 1 to 64 letters, digits, '-' or '_', and starts with no sign"
        raise BadInputError(message)
    return name
