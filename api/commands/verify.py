"""``sidestreet verify``: whether a pack is whole, or a file is what this city gives.

A changed file can hide cameras. A file cannot vouch for itself: compare its hash by another
channel, or rebuild it here from a pack you trust.
"""

from __future__ import annotations

import argparse
import hashlib
from typing import TYPE_CHECKING, Any

from api.answers import software_version
from api.commands.score import read_track_argument
from api.offline_files import offline_file
from api.opening import open_exposure
from api.terminal import ProgressBar, print_json, print_lines
from geodata.pack import read_pack
from mapper.errors import BadInputError
from mapper.maps import ScoredLine, city_map
from mapper.maps.offline import FileChoices, Verdict, compared, made_in

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.progress import Progress

__all__ = ["run"]

EXIT_DIFFERS = 1
SHOWN = 16


def run(args: argparse.Namespace) -> int:
    """Verify a folder's hashes, or a file against its city; exit code 1 where it differs."""
    if args.file.is_dir():
        return _verify_pack(args.file, as_json=args.json)
    if not args.file.is_file():
        message = f"no such file: {args.file.name}"
        raise BadInputError(message)
    found = args.file.read_bytes()
    made = made_in(found)
    with ProgressBar(quiet=args.quiet) as progress:
        if made is None:
            verdict, pack = _verify_map(args, found, progress)
        else:
            verdict, pack = _verify_file(args, found, made, progress)
    digest = hashlib.sha256(found).hexdigest()
    if args.json:
        print_json(
            {
                "same": verdict.same, "reason": verdict.reason, "sha256": digest, "pack": pack,
                "made": made,
            }
        )  # fmt: skip
    else:
        word = "is what this city gives" if verdict.same else "DIFFERS from what this city gives"
        reason = f": {verdict.reason}" if verdict.reason else ""
        print_lines(f"{args.file.name} {word}{reason}.")
        if made is not None and verdict.same:
            print_lines(_told(made))
        print_lines(f"SHA-256 {digest}")
    return 0 if verdict.same else EXIT_DIFFERS


def _verify_map(args: argparse.Namespace, found: bytes, progress: Progress) -> tuple[Verdict, str]:
    """Compare with the map of this city, and of the track that is named."""
    prepared = open_exposure(args, progress=progress)
    lines = []
    if args.track is not None:
        track = read_track_argument(args.track).track
        lines = [ScoredLine("Track", prepared.score(track))]
    expected = city_map(prepared, scored=lines, language=args.language).encode("utf-8")
    return Verdict(same=found == expected, reason=""), prepared.city.pack_hash


def _verify_file(
    args: argparse.Namespace, found: bytes, made: dict[str, Any], progress: Progress
) -> tuple[Verdict, str]:
    """Make the file anew as it says it was made, and compare."""
    try:
        choices = FileChoices.parse(made)
    except BadInputError as error:
        return Verdict(same=False, reason=str(error)), ""
    # what was typed does not matter: the file tells under which assumptions it was made
    told = {"range": choices.range_text, "count": choices.count, "tolerance": choices.tolerance_m}
    named = argparse.Namespace(**{**vars(args), **told})
    prepared = open_exposure(named, needs_network=True, progress=progress)
    pack = prepared.city.pack_hash
    if made.get("pack") != pack:
        reason = f"it says it was made of pack {_short(made.get('pack'))}, this is pack {pack}"
        return Verdict(same=False, reason=reason), pack
    version = software_version()
    if made.get("version") != version:
        reason = f"it says it was made by version {_short(made.get('version'))}, this is {version}"
        return Verdict(same=False, reason=reason), pack
    try:
        expected = offline_file(prepared, choices, progress=progress)
    except BadInputError as error:
        return Verdict(same=False, reason=f"it cannot be made of this city ({error})"), pack
    return compared(found, expected), pack


def _short(value: object) -> str:
    """Return what a file says in a form that can do no harm to a terminal."""
    return "".join(c for c in str(value)[:SHOWN] if c.isalnum() or c in ".+-") or "unknown"


def _told(made: dict[str, Any]) -> str:
    """Return in one line how a file was made: what it leaves out is not wrong, but not there."""
    part = "the whole city" if made["area"] is None else "a part of the city"
    ways = "" if made["routing"] else ", without finding ways"
    return (
        f"Pack {made['pack']}, {part}, range {made['range']}, count {made['count']}, "
        f"languages {' '.join(made['languages'])}{ways}."
    )


def _verify_pack(folder: Path, *, as_json: bool) -> int:
    city = read_pack(folder)
    if as_json:
        print_json({"same": True, "pack": city.pack_hash})
    else:
        print_lines(f"{city.name}: every table is whole, pack {city.pack_hash}.")
    return 0
