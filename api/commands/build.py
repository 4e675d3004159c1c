"""``sidestreet build``: a city out of an OpenStreetMap file, kept as a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.packs import packs_folder
from api.terminal import ProgressBar, print_json, print_table, say
from geodata.osm import read_city
from geodata.pack import write_pack

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Read the file, write the pack, print what was read, kept and refused."""
    with ProgressBar(quiet=args.quiet) as progress:
        city = read_city(args.osm, name=args.name, title=args.title, progress=progress)
        pack_hash = write_pack(city, packs_folder(args.packs) / args.name)
    if args.json:
        print_json({"city": args.name, "pack": pack_hash, "figures": dict(city.figures)})
        return 0
    print_table(
        f"{args.name}: pack {pack_hash}",
        ("what", "figure"),
        [(name, str(value)) for name, value in _flat(city.figures)],
    )
    say(f"Look at it: sidestreet map OUT.html --city {args.name}", quiet=args.quiet)
    return 0


def _flat(figures: object, prefix: str = "") -> list[tuple[str, object]]:
    """Return nested figures as (dotted name, value), in their own order."""
    if not isinstance(figures, dict):
        return [(prefix, figures)]
    return [
        row
        for name, value in figures.items()
        for row in _flat(value, f"{prefix} › {name}" if prefix else str(name))
    ]
