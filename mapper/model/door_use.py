"""Which way a door of the metro may be passed, where its name tells it."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["door_use"]

_WAYS: Final = re.compile(r"\b(вход|выход)\b")
_HALL: Final = "вестибюл"


def door_use(name: str) -> tuple[bool, bool]:
    """Tell whether one may go in by a door, and come out.

    Moscow's list names each door by what it is for and its vestibule. Elsewhere "exit 3" is only
    the number on the sign, so nothing is read off a name that names no vestibule.

    >>> door_use("Китай-город, вход-выход 8 в северный вестибюль")
    (True, True)
    >>> door_use("Комсомольская, выход 1 из вестибюля"), door_use("Белорусская, вход в вестибюль")
    ((False, True), (True, False))
    >>> door_use("Выход 3"), door_use("")
    ((True, True), (True, True))
    """
    text = name.casefold()
    ways = set(_WAYS.findall(text)) if _HALL in text else set()
    return "вход" in ways or not ways, "выход" in ways or not ways
