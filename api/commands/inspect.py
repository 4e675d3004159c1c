"""``sidestreet inspect``: how a table of cameras would be read, and what is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.terminal import ProgressBar, print_json, print_lines, print_table
from geodata.tables.importing import import_cameras
from geodata.tables.inspection import inspect_cameras
from geodata.tables.mapping import load_mapping

if TYPE_CHECKING:
    import argparse

    from geodata.tables.mapping import CameraMapping

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Print the columns, what they would be read as, and what a person should check."""
    mapping = load_mapping(args.mapping) if args.mapping else None
    if args.out is not None:
        return _imported(args, mapping)
    found = inspect_cameras(args.file, mapping=mapping)
    if args.json:
        print_json(found.as_dict())
        return 0
    named = f"{found.mapping} ({found.mapping_title})" if found.mapping else "columns guessed"
    print_lines(f"{found.form}; {named}")
    print_table(
        "",
        ("column", "read as", "examples"),
        [(use.column, use.target or "not used", ", ".join(use.examples)) for use in found.uses],
    )
    print_lines(
        f"Of {found.rows_looked_at} rows {found.would_keep} would be kept.",
        *(f"Refused {count} times: {reason}" for reason, count in found.reasons),
        *(f"Never read: {column}" for column in found.never_read),
        *(f"Not sure: {doubt}" for doubt in found.unsure),
        "",
        "A mapping file that says the same, to be edited:",
        found.toml,
    )
    return 0


def _imported(args: argparse.Namespace, mapping: CameraMapping | None) -> int:
    """Write what is kept as GeoParquet and what is not as CSV, stretch by stretch."""
    with ProgressBar(quiet=args.quiet) as progress:
        done = import_cameras(args.file, args.out, args.refused, mapping=mapping, progress=progress)
    if args.json:
        print_json(
            {
                "read": done.rows_read,
                "kept": done.kept,
                "refused": dict(done.refused),
                "repaired": dict(done.repairs),
                "not_understood": dict(done.not_understood),
            }
        )
        return 0
    print_lines(
        f"Of {done.rows_read} rows {done.kept} are in {args.out}, {done.rows_read - done.kept} in "
        f"{args.refused}.",
        *(f"Refused {count} times: {reason}" for reason, count in done.refused.items()),
        *(f"Repaired {count} times: {what}" for what, count in done.repairs.items()),
        *(f"Left out {count} times: {what}" for what, count in done.not_understood.items()),
    )
    return 0
