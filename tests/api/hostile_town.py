"""A city whose every name is meant to do harm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from geodata.pack import write_pack
from mapper.model.names import normalise_name
from mapper.model.places import PLACE_COLUMNS, Table
from tests.mapper.maps.small_city import PROJECTION, at, frame, small_city

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NAMES", "SCRIPT", "hostile_packs"]

SCRIPT: Final = (
    '</script><script>alert(1)</script><img src="x" onerror="alert(2)">{{ 7 * 7 }}\u202e'
)
NAMES: Final = (
    SCRIPT,
    "javascript:alert(1)",
    '" autofocus onfocus="alert(1)',
    "x" * 10_000,
    "\u202eevil\u2066",
)


def hostile_packs(folder: Path, name: str) -> Path:
    """Keep a city as a pack whose streets, cameras, stations and sources all have a name."""
    spots = [shapely.Point(*at((east, 0))[0]) for east in (-200, 200)]
    places = {
        "place_id": ["a", "b"],
        "name": [name, name],
        "normalised": [normalise_name(name)] * 2,
        "kind": ["street", "station"],
    }
    table = Table.parse(
        frame({key: list(value) for key, value in places.items()}, list(spots)),
        PLACE_COLUMNS,
        table="places",
        projection=PROJECTION,
    )
    write_pack(replace(small_city(name=name), places=table), folder / "small")
    return folder
