"""``sidestreet print``: a way, or a part of the city, on one page of A4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.answers import option_lines
from api.commands.route import chosen_option, read_trip, read_wishes
from api.commands.score import read_track_argument
from api.opening import open_exposure
from api.options import BUNDLED_CITY
from api.outputs import write_whole
from api.packs import packs_folder
from api.printing import area_print, way_print
from api.terminal import ProgressBar, print_json, say
from api.trip_files import WARNING
from geodata.areas import read_area
from geodata.cutting import cut_exposure
from geodata.pack import find_city
from mapper.errors import BadInputError
from mapper.maps import ScoredLine
from mapper.routing import find_routes

if TYPE_CHECKING:
    import argparse

    from api.printing import PrintKind
    from mapper.exposure.city import CityExposure

__all__ = ["run"]

KINDS: Final[dict[str, PrintKind]] = {".pdf": "pdf", ".png": "png"}


def run(args: argparse.Namespace) -> int:
    """Write the page, and say what it shows of a trip."""
    kind = KINDS.get(args.out.suffix.lower())
    if kind is None:
        message = f"{args.out.name}: a page is written as .pdf or .png"
        raise BadInputError(message)
    page = _area_page(args, kind) if args.area is not None else _way_page(args, kind)
    write_whole(args.out, page)
    if args.json:
        print_json({"bytes": len(page)})
    else:
        told = f"{len(page):,} bytes" if args.area is not None else WARNING
        say(f"{args.out}: {told}", quiet=args.quiet)
    return 0


def _area_page(args: argparse.Namespace, kind: PrintKind) -> bytes:
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        folder = None
        if args.cameras is None or args.city is not None:
            folder = find_city(args.city or BUNDLED_CITY, packs_folder(args.packs))
        area = read_area(args.area, prepared.city, folder)
        part = cut_exposure(prepared, area.shape_in(prepared.city.projection), margin_m=0.0)
    return area_print(part, kind, args.language)


def _way_page(args: argparse.Namespace, kind: PrintKind) -> bytes:
    line: ScoredLine
    if args.track is not None:
        read = read_track_argument(args.track)
        prepared = _opened(args)
        line = ScoredLine("", prepared.score(read.track))
    else:
        wishes, (start, goal) = read_wishes(args), read_trip(args)
        prepared = _opened(args)
        answer = find_routes(prepared, start, goal, wanted=wishes)
        line = option_lines(answer)[chosen_option(args.choose, len(answer.options))]
    return way_print(prepared, line, kind, args.language)


def _opened(args: argparse.Namespace) -> CityExposure:
    with ProgressBar(quiet=args.quiet) as progress:
        return open_exposure(args, needs_network=True, progress=progress)
