"""``sidestreet diff``: which cameras were added, retired or changed between two packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.packs import packs_folder
from api.terminal import print_json, print_lines, print_table
from geodata.diff import diff_cities
from geodata.pack import find_city, read_pack

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Print what differs, by id; a pack is a city's name, its folder, or a version's folder."""
    packs = packs_folder(args.packs)
    old, new = (read_pack(find_city(name, packs)) for name in (args.old, args.new))
    diff = diff_cities(old, new)
    if args.json:
        print_json(diff.as_dict())
        return 0
    rows = [("added", camera_id, "") for camera_id in diff.added]
    rows += [("retired", camera_id, "") for camera_id in diff.retired]
    rows += [
        (
            "changed",
            change.camera_id,
            "; ".join(
                [f"moved {change.moved_m:.1f} m"] * (change.moved_m > 0)
                + [f"{column}: {was or '–'} → {now or '–'}" for column, was, now in change.columns]
            ),
        )
        for change in diff.changed
    ]
    print_table("Cameras", ("", "camera", "what"), rows)
    print_lines(
        f"{len(diff.added)} added, {len(diff.retired)} retired, {len(diff.changed)} changed, "
        f"{diff.unchanged} unchanged.",
        *(f"{table}: {before} → {after} rows" for table, before, after in diff.tables),
    )
    return 0
