"""``sidestreet map``: the city's map as one file that needs no network."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from api.opening import open_exposure
from api.outputs import write_whole
from api.terminal import ProgressBar, print_json, say
from mapper.maps import city_map

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Write the map, and say its size and hash."""
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, progress=progress)
        page = city_map(prepared, language=args.language)
    write_whole(args.out, page)
    data = page.encode("utf-8")
    digest = hashlib.sha256(data).hexdigest()
    if args.json:
        print_json({"bytes": len(data), "sha256": digest, "pack": prepared.city.pack_hash})
    else:
        say(f"{args.out}: {len(data):,} bytes, SHA-256 {digest}", quiet=args.quiet)
    return 0
