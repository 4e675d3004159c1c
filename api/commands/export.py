"""``sidestreet export``: the city as one file that opens and finds ways with the network off."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from api.offline_files import offline_file
from api.opening import open_exposure
from api.options import BUNDLED_CITY
from api.outputs import write_whole
from api.packs import packs_folder
from api.terminal import ProgressBar, print_json, say
from geodata.areas import read_area
from geodata.pack import find_city
from mapper.errors import BadInputError
from mapper.maps.offline import FileChoices, hash_page, help_page

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from mapper.exposure.city import CityExposure
    from mapper.model.area import Area

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Write the file, and say its size, its hash and what to do with the hash."""
    if args.out.exists() and not args.force:
        message = f"{args.out.name} is there already; --force writes over it"
        raise BadInputError(message)
    # typed wrongly, languages are told of before anything is computed
    choices = FileChoices(
        languages=tuple(code.strip() for code in args.languages.split(",")),
        routing=not args.no_routing,
        plain=args.plain,
        range_text=args.range,
        count=args.count,
        tolerance_m=args.tolerance,
    )
    if args.hash_page or args.help_page:
        page = hash_page if args.hash_page else help_page
        return _written(args, page(choices.languages[0]).encode("utf-8"), pack="")
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        choices = choices.within(_area(args, prepared))
        data = offline_file(prepared, choices, progress=progress)
    return _written(args, data, pack=prepared.city.pack_hash)


def _area(args: argparse.Namespace, prepared: CityExposure) -> Area | None:
    if args.area is None:
        return None
    folder: Path | None = None
    if args.cameras is None or args.city is not None:
        folder = find_city(args.city or BUNDLED_CITY, packs_folder(args.packs))
    return read_area(args.area, prepared.city, folder)


def _written(args: argparse.Namespace, data: bytes, *, pack: str) -> int:
    write_whole(args.out, data)
    digest = hashlib.sha256(data).hexdigest()
    if args.json:
        print_json({"bytes": len(data), "sha256": digest, "pack": pack})
        return 0
    say(f"{args.out}: {len(data):,} bytes", quiet=args.quiet)
    say(f"SHA-256 {digest}", quiet=args.quiet)
    if pack:
        hint = "Tell the hash another way than you send the file. Check one: sidestreet verify."
        say(hint, quiet=args.quiet)
    return 0
