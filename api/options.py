"""Options several commands take; the standard library only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

__all__ = [
    "BUNDLED_CITY",
    "city_options",
    "file_options",
    "model_options",
    "output_options",
    "packs_option",
    "wish_options",
]

BUNDLED_CITY: Final = "helsinki"


def packs_option(parser: argparse.ArgumentParser) -> None:
    """Add where cities are kept."""
    parser.add_argument(
        "--packs",
        type=Path,
        metavar="DIR",
        help="where cities are kept (default: SIDESTREET_PACKS or the user's data folder)",
    )


def city_options(parser: argparse.ArgumentParser) -> None:
    """Add which city, and whose cameras."""
    parser.add_argument("--city", metavar="NAME_OR_DIR", help=f"default: {BUNDLED_CITY}")
    parser.add_argument(
        "--cameras",
        type=Path,
        metavar="FILE",
        help="a table of cameras instead of the city's; alone it needs no city",
    )
    packs_option(parser)


def model_options(parser: argparse.ArgumentParser) -> None:
    """Add how far a camera sees, what counts, and how exact the walker is."""
    parser.add_argument(
        "--range",
        default="default",
        metavar="near|default|far|METRES",
        help="how far a camera recognises a face; METRES overrides recorded ranges",
    )
    parser.add_argument(
        "--count",
        choices=("documented", "likely", "cautious"),
        default="cautious",
        help="which evidence for face recognition counts (default: cautious)",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0.0,
        metavar="M",
        help="how far to either side of the line the walker may be (default 0)",
    )


def wish_options(parser: argparse.ArgumentParser) -> None:
    """Add what a way may cost and must avoid."""
    parser.add_argument(
        "--detour",
        type=float,
        default=1.3,
        metavar="TIMES",
        help="how many times the quickest a way may take (default 1.3)",
    )
    parser.add_argument(
        "--minimise",
        choices=("cameras", "expected", "seconds"),
        default="cameras",
        help="what is weighed against time (default: distinct cameras)",
    )
    parser.add_argument("--max-cameras", type=int, metavar="K", help="refuse ways with more")
    parser.add_argument(
        "--avoid",
        action="append",
        default=[],
        metavar="WHAT",
        help="camera:ID, kind:KIND, system:NAME, or a GeoJSON file of areas; may be repeated",
    )
    parser.add_argument(
        "--surveyed-only", action="store_true", help="refuse ground nobody surveyed"
    )
    parser.add_argument("--all", action="store_true", help="print the whole front, not a choice")
    parser.add_argument(
        "--choose", type=int, metavar="N", help="the option that is drawn strong and written"
    )


def output_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is printed, and for whom."""
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    parser.add_argument("--quiet", action="store_true", help="no progress, no hints")


def file_options(parser: argparse.ArgumentParser) -> None:
    """Add the files a trip can be written to."""
    parser.add_argument(
        "--map", type=Path, metavar="OUT.html", help="write a map that needs no network"
    )
    parser.add_argument("--gpx", type=Path, metavar="OUT.gpx", help="write the bare line")
    parser.add_argument(
        "--gpx-encounters", action="store_true", help="mark in the GPX where cameras are met"
    )
    parser.add_argument(
        "--gpx-notices",
        action="store_true",
        help="say in the GPX whose data it was made with, to publish it",
    )
    parser.add_argument(
        "--trim", type=float, default=0.0, metavar="M", help="leave both ends out of the GPX"
    )
