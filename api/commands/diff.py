"""``sidestreet diff``: what came, went and changed between two packs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from api.packs import packs_folder
from api.terminal import print_json, print_lines, print_table
from geodata.diff import diff_cities
from geodata.pack import find_city, read_pack

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.diff import CityDiff, TableDiff

__all__ = ["run", "summary_of"]

_SHOWN_IDS = 8
"""So many ids of a table are printed; ``--json`` gives all."""


def run(args: argparse.Namespace) -> int:
    """Print what differs, by id; a pack is a city's name, its folder, a version, or its folder."""
    packs = packs_folder(args.packs)
    old, new = (read_pack(_folder(name, packs)) for name in (args.old, args.new))
    diff = diff_cities(old, new)
    if args.json:
        print_json(diff.as_dict())
        return 0
    print_table("Cameras", ("", "camera", "what"), _camera_rows(diff))
    print_lines(summary_of(diff))
    if diff.tables:
        print_table("Other tables", ("table", "rows", "what"), [_row(t) for t in diff.tables])
    return 0


def _folder(text: str, packs: Path) -> Path:
    """Return the folder of a city, or of one of its versions, told as NAME/HASH."""
    name, _, version = text.partition("/")
    if re.fullmatch(r"[\w-]+/[0-9a-f]{16}", text) and (packs / name / version).is_dir():
        return packs / name / version
    return find_city(text, packs)


def summary_of(diff: CityDiff) -> str:
    """Return how many cameras came, went, were joined and changed, in one line."""
    return (
        f"{len(diff.added)} added, {len(diff.retired)} retired, "
        f"{len(diff.linked)} newly one with another, {len(diff.unlinked)} no more so, "
        f"{len(diff.changed)} changed, {diff.unchanged} unchanged."
    )


def _camera_rows(diff: CityDiff) -> list[tuple[str, str, str]]:
    rows = [("added", camera_id, "") for camera_id in diff.added]
    rows += [("retired", camera_id, "") for camera_id in diff.retired]
    rows += [("linked", link.same_as, f"is {link.camera_id}") for link in diff.linked]
    rows += [("unlinked", link.same_as, f"was {link.camera_id}") for link in diff.unlinked]
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
    return rows


def _row(table: TableDiff) -> tuple[str, str, str]:
    told = [
        f"{len(ids)} {what}: {_listed(ids)}"
        for what, ids in (
            ("added", table.added),
            ("retired", table.retired),
            ("changed", table.changed),
        )
        if ids
    ]
    return table.table, f"{table.before} → {table.after}", "; ".join(told)


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN_IDS} more" if len(ids) > _SHOWN_IDS else ""
    return ", ".join(ids[:_SHOWN_IDS]) + more
