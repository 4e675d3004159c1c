"""``sidestreet cities``: the cities at hand, the bundled one and those in the packs folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.packs import packs_folder
from api.terminal import print_json, print_table
from geodata.pack import list_cities

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Print each city's name, what it holds and how old it is."""
    cities = list_cities(packs_folder(args.packs))
    if args.json:
        print_json({"cities": [city.as_dict() for city in cities]})
        return 0
    print_table(
        "",
        ("city", "title", "cameras", "stations", "edges", "data of", "pack"),
        [
            (
                city.name,
                city.title,
                str(city.cameras),
                str(city.stations),
                str(city.edges),
                city.as_of or "date unknown",
                city.pack_hash,
            )
            for city in cities
        ],
    )
    return 0
