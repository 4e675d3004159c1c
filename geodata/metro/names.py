"""Names of stations and lines, folded until two spellings of one are equal."""

from __future__ import annotations

import re
from typing import Final

from mapper.model.names import normalise_name

__all__ = ["line_key", "station_names"]

_ASIDE: Final = re.compile(r"\(([^()]*)\)")
_NOT_A_NAME: Final = frozenset(
    {"линия", "line", "linie", "метро", "metro", "легкого", "лёгкого", "станция", "station"}
)


def station_names(name: str) -> frozenset[str]:
    """Return the names a station goes by, folded: its name, and the one in brackets.

    >>> sorted(station_names("Деловой центр (Выставочная)"))
    ['выставочная', 'деловой центр']
    """
    asides = _ASIDE.findall(name)
    parts = [_ASIDE.sub(" ", name), *asides]
    return frozenset(folded for part in parts if (folded := _folded(part)))


def line_key(name: str) -> str:
    """Return a line's name without the words that every line has.

    >>> line_key("Филёвская линия"), line_key("Бутовская линия Лёгкого метро")
    ('филевская', 'бутовская')
    """
    return _folded(name)


def _folded(name: str) -> str:
    return " ".join(word for word in normalise_name(name).split() if word not in _NOT_A_NAME)
