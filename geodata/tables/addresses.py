"""Addresses of a city, to place rows that have nothing else; nobody outside is ever asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["ADDRESS_ERROR_M", "AddressBook", "folded_address"]

ADDRESS_ERROR_M: Final = 24.0
"""How far a camera may be from its address point: half of Moscow's lie farther from any road."""

_PARTS: Final = {
    "корпус": "к", "корп": "к", "строение": "с", "стр": "с", "владение": "вл", "building": "к",
}  # fmt: skip
_DROPPED: Final = frozenset(
    {"дом", "д", "г", "город", "москва", "moscow", "house", "no", "number", "nr", "российская",
     "федерация", "the"}
)  # fmt: skip
_SPLIT: Final = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")


def folded_address(text: str) -> str:
    """Return an address in the form it is compared in: its words in order of the alphabet.

    >>> folded_address("Тверская улица, дом 14, корпус 2") == folded_address("ул. Тверская, 14к2")
    True
    """
    words = _SPLIT.sub(" ", normalise_name(text)).split()
    kept = [_PARTS.get(word, word) for word in words if word not in _DROPPED]
    joined: list[str] = []
    for word in kept:
        if joined and word.isdigit() and joined[-1] in {"к", "с", "вл"}:
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(sorted(joined))


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Where the addresses of a city are; one that names several places names none."""

    places: Mapping[str, tuple[float, float] | None]
    """Folded address to longitude and latitude, None where it names several places."""

    @classmethod
    def of(cls, addresses: Iterable[tuple[str, float, float]]) -> AddressBook:
        """Gather (address, longitude, latitude); places within 100 m are one."""
        places: dict[str, tuple[float, float] | None] = {}
        for text, lon, lat in addresses:
            key = folded_address(text)
            if not any(character.isdigit() for character in key):
                continue
            known = places.get(key, (lon, lat))
            apart = known is None or abs(known[1] - lat) > 1e-3 or abs(known[0] - lon) > 2e-3  # noqa: PLR2004 - about 100 m
            places[key] = None if apart else known
        return cls(places)

    def find(
        self, frame: pd.DataFrame, columns: Mapping[str, str], wanted: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]:
        """Look up the addresses of the rows wanted.

        Returns
        -------
        Longitude and latitude, shape (n,), NaN where not found; and why not, "" where found or
        not wanted.
        """
        lon, lat = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
        reason = np.full(len(frame), "", dtype=object)
        parts = [columns[name] for name in ("street", "house_number") if name in columns]
        parts = parts if "street" in columns else [columns["address"]]
        cells = [frame[part].astype("str").tolist() for part in parts]
        texts = [" ".join(part).strip() for part in zip(*cells, strict=True)]
        for row in np.flatnonzero(wanted):
            text = texts[row]
            key = folded_address(text)
            place = self.places.get(key)
            if place is not None:
                lon[row], lat[row] = place
            elif not text:
                reason[row] = "no coordinates and no address"
            elif key in self.places:
                reason[row] = "the address names several places"
            else:
                reason[row] = "the address is not among the city's"
        return lon, lat, reason
