"""``sidestreet verify``: whether a pack is whole, or a map file is what this city gives.

A changed file can hide cameras. A file cannot vouch for itself: compare its hash by another
channel, or rebuild it here from a pack you trust.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from api.commands.score import read_track_argument
from api.opening import open_exposure
from api.terminal import ProgressBar, print_json, print_lines
from geodata.pack import read_pack
from mapper.errors import BadInputError
from mapper.maps import ScoredLine, city_map

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

__all__ = ["run"]

EXIT_DIFFERS = 1


def run(args: argparse.Namespace) -> int:
    """Verify a folder's hashes, or a map file byte by byte; exit code 1 where it differs."""
    if args.file.is_dir():
        return _verify_pack(args.file, as_json=args.json)
    if not args.file.is_file():
        message = f"no such file: {args.file.name}"
        raise BadInputError(message)
    found = args.file.read_bytes()
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, progress=progress)
        lines = []
        if args.track is not None:
            track = read_track_argument(args.track).track
            lines = [ScoredLine("Track", prepared.score(track))]
        expected = city_map(prepared, scored=lines, language=args.language).encode("utf-8")
    same = found == expected
    digest = hashlib.sha256(found).hexdigest()
    if args.json:
        print_json({"same": same, "sha256": digest, "pack": prepared.city.pack_hash})
    else:
        verdict = "is what this city gives" if same else "DIFFERS from what this city gives"
        print_lines(f"{args.file.name} {verdict}.", f"SHA-256 {digest}")
    return 0 if same else EXIT_DIFFERS


def _verify_pack(folder: Path, *, as_json: bool) -> int:
    city = read_pack(folder)
    if as_json:
        print_json({"same": True, "pack": city.pack_hash})
    else:
        print_lines(f"{city.name}: every table is whole, pack {city.pack_hash}.")
    return 0
