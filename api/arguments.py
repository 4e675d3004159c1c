"""The arguments of the command line, by command; the standard library only."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from api.options import (
    city_options,
    file_options,
    model_options,
    output_options,
    packs_option,
    wish_options,
)

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["Parser"]

__all__ = ["build_parser"]

OVERPASS: Final = "https://overpass-api.de/api/interpreter"
NOMINATIM: Final = "https://nominatim.openstreetmap.org/search"
PORTAL: Final = "https://apidata.mos.ru/v1/datasets"

_EPILOG: Final = (
    "A trip given as arguments stays in the shell's history and in the list of processes: "
    "`sidestreet route` without places asks for them, and `--trip -` reads them from standard "
    "input. A low number does not mean safe: `sidestreet --safety`."
)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line and never repeat what was typed.

    What was typed may be a place of the trip.
    """

    def error(self, message: str) -> NoReturn:
        """Print one line on the standard error stream and leave with code 2."""
        command = self.prog.removeprefix("sidestreet").strip()
        hint = f"sidestreet {command} --help" if command else "sidestreet --help"
        self.exit(2, f"sidestreet: {_without_values(message)}; see `{hint}`\n")


def _without_values(message: str) -> str:
    if message.startswith("unrecognized arguments"):
        return "there are arguments this command does not take"
    if "invalid choice" in message:
        name, _, rest = message.partition(": invalid choice: ")
        return f"{name}: choose {rest.partition('choose ')[2].strip('()') or 'another value'}"
    if "invalid" in message and "value:" in message:
        return message.partition(" value:")[0] + " value"
    return message


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of ``sidestreet`` with all its commands."""
    parser = Parser(
        prog="sidestreet",
        description="Where cameras see you, and the ways around.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parser.add_argument("--safety", action="store_true", help="print the whole safety text")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _add_cities(commands)
    _add_build(commands)
    _add_inspect(commands)
    _add_diff(commands)
    _add_score(commands)
    _add_route(commands)
    _add_map(commands)
    _add_print(commands)
    _add_export(commands)
    _add_graph(commands)
    _add_stations(commands)
    _add_serve(commands)
    _add_verify(commands)
    return parser


def _add_cities(commands: Commands) -> None:
    parser = commands.add_parser("cities", help="list the cities at hand")
    packs_option(parser)
    output_options(parser)


def _add_build(commands: Commands) -> None:
    parser = commands.add_parser(
        "build",
        help="make a city from files",
        description="Make a city from the files people have. An OpenStreetMap extract is the "
        "ground; other files add to it or take the place of its own.",
    )
    parser.add_argument("name", metavar="NAME", help="what the city is called from now on")
    parser.add_argument("--title", default="", help="its name on maps (default: NAME)")
    files = parser.add_argument_group("files", "any form GDAL or pandas reads; FILE::LAYER")
    files.add_argument("--osm", type=Path, metavar="FILE", help=".osm, .osm.gz, .osm.bz2, .osm.pbf")
    for what in ("streets", "buildings", "stations", "entrances", "survey", "districts"):
        files.add_argument(f"--{what}", metavar="FILE")
    files.add_argument(
        "--gtfs",
        metavar="FILE",
        help="a GTFS feed (ZIP or folder): stations, entrances, ways inside them, timetable",
    )
    files.add_argument(
        "--cameras", action="append", default=[], metavar="FILE", help="FILE or FILE::MAPPING"
    )
    files.add_argument(
        "--terms",
        action="append",
        default=[],
        metavar="FILE=LICENCE;ATTRIBUTION;DATE",
        help="the terms of a file named above; may be repeated",
    )
    files.add_argument("--rules", default="", metavar="FILE", help="a file, or moscow")
    files.add_argument("--claims", type=Path, metavar="FILE")
    files.add_argument("--bbox", metavar="L,B,R,T", help="leave out, and count, what is outside")
    files.add_argument("--clip", action="store_true", help="leave out what has no streets")
    files.add_argument("--refused", type=Path, default=Path("refused.csv"), metavar="OUT.csv")
    files.add_argument("--same-as", type=Path, metavar="OUT.csv", help="devices in two sources")
    _online_options(parser)
    packs_option(parser)
    output_options(parser)


def _online_options(parser: argparse.ArgumentParser) -> None:
    online = parser.add_argument_group(
        "download",
        "only where no file is named; a downloaded extract tells less of you. The hosts are "
        "named before they are contacted.",
    )
    online.add_argument("--place", default="", metavar="CITY", help="a whole city, by name")
    online.add_argument(
        "--portal",
        action="append",
        default=[],
        metavar="SET",
        help="2386, 1498 or 1500 of data.mos.ru; your key in SIDESTREET_PORTAL_KEY",
    )
    online.add_argument(
        "--proxy", default="", metavar="URL", help="such as socks5://127.0.0.1:9050"
    )
    online.add_argument("--overpass", default=OVERPASS, metavar="URL")
    online.add_argument("--nominatim", default=NOMINATIM, metavar="URL")
    online.add_argument("--portal-url", default=PORTAL, metavar="URL")
    online.add_argument("--no-cache", action="store_true", help="ask anew and keep no answers")
    online.add_argument(
        "--force-small", action="store_true", help="ask for a box that gives a trip away"
    )


def _add_inspect(commands: Commands) -> None:
    parser = commands.add_parser("inspect", help="show how a table of cameras would be read")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--mapping", default="", metavar="FILE_OR_NAME")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="OUT.parquet",
        help="read all of it, however long, and write the rows that are kept",
    )
    parser.add_argument("--refused", type=Path, default=Path("refused.csv"), metavar="OUT.csv")
    output_options(parser)


def _add_diff(commands: Commands) -> None:
    parser = commands.add_parser("diff", help="compare the cameras of two packs")
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    packs_option(parser)
    output_options(parser)


def _add_score(commands: Commands) -> None:
    parser = commands.add_parser("score", help="count the cameras a track passes")
    parser.add_argument(
        "track", metavar="TRACK", help="a GPX or GeoJSON file, an encoded polyline file, or -"
    )
    city_options(parser)
    model_options(parser)
    output_options(parser)
    file_options(parser)


def _add_route(commands: Commands) -> None:
    parser = commands.add_parser(
        "route",
        help="find a way between two places",
        description="Find a way between two places: `lat,lon`, or a street, station or entrance.",
        epilog=_EPILOG,
    )
    parser.add_argument("start", nargs="?", metavar="FROM", help="asked for when left out")
    parser.add_argument("goal", nargs="?", metavar="TO")
    parser.add_argument("--trip", metavar="FILE", help="read two lines, from and to; - is stdin")
    parser.add_argument(
        "--metro", action="store_true", help="walk and ride: ways grouped by the gates they pass"
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="with --metro: what systems fit their stations with (TOML)",
    )
    parser.add_argument(
        "--checks",
        type=Path,
        metavar="FILE",
        help="with --metro: days of heightened checks: date, place, source",
    )
    parser.add_argument(
        "--depart",
        metavar="HH:MM",
        help="with --metro: when to set out; trains then leave by the city's timetable, if it "
        "has one",
    )
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="with --depart (default: today)")
    parser.add_argument("--day", metavar="WEEKDAY", help="with --depart: a usual monday, tuesday …")
    city_options(parser)
    model_options(parser)
    wish_options(parser)
    output_options(parser)
    file_options(parser)
    parser.add_argument(
        "--geojson", type=Path, metavar="OUT.geojson", help="write every option with its score"
    )
    parser.add_argument(
        "--steps", action="store_true", help="print the chosen way in words, street by street"
    )


def _add_map(commands: Commands) -> None:
    parser = commands.add_parser("map", help="write the city's map as one file")
    parser.add_argument("out", type=Path, metavar="OUT.html")
    parser.add_argument("--language", choices=("en", "ru"), default="en")
    city_options(parser)
    model_options(parser)
    output_options(parser)


def _add_print(commands: Commands) -> None:
    parser = commands.add_parser(
        "print",
        help="write one page to print: a way, or a part of the city",
        description="Write one page of A4, readable in grey and without metadata: a way with what "
        "sees it, or a part of the city. Without --trip, --track or --area it asks for a trip.",
    )
    parser.add_argument("out", type=Path, metavar="OUT.pdf|OUT.png")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--trip", metavar="FILE", help="read two lines, from and to; - is stdin")
    what.add_argument("--track", metavar="TRACK", help="a GPX or GeoJSON file, or -")
    what.add_argument(
        "--area",
        metavar="L,B,R,T|DISTRICT|FILE|FILE::NAME",
        help="a part of the city: a box in degrees, a district by name, a file of polygons",
    )
    parser.add_argument("--language", choices=("en", "ru"), default="en")
    parser.set_defaults(start=None, goal=None)
    city_options(parser)
    model_options(parser)
    wish_options(parser)
    output_options(parser)


def _add_export(commands: Commands) -> None:
    parser = commands.add_parser(
        "export",
        help="write the whole application with a city as one file that needs no network",
        description="Write one HTML file that opens with the network off and does what the "
        "application does: places, ways, counts, layers. It never holds a trip. It is not a "
        "disguise: whoever examines the file sees what it is.",
    )
    parser.add_argument("out", type=Path, metavar="OUT.html", help="its name is yours to choose")
    parser.add_argument(
        "--area",
        metavar="L,B,R,T|DISTRICT|FILE|FILE::NAME",
        help="only a part of the city: a box in degrees, a district by name, a file of polygons "
        "or one of them; ways are kept 400 m beyond it, with every camera that sees them",
    )
    parser.add_argument(
        "--languages", default="en,ru", metavar="en,ru", help="the first is shown first"
    )
    parser.add_argument(
        "--no-routing", action="store_true", help="a map with layers, without finding ways"
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="open as a map of streets, the rest at a button; no disguise",
    )
    pages = parser.add_mutually_exclusive_group()
    pages.add_argument(
        "--hash-page", action="store_true", help="write a page that hashes a file where it is"
    )
    pages.add_argument(
        "--help-page", action="store_true", help="write the help on phones that files hold too"
    )
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    city_options(parser)
    model_options(parser)
    output_options(parser)


def _add_graph(commands: Commands) -> None:
    parser = commands.add_parser(
        "graph",
        help="write the streets as a graph for OSMnx",
        description="Write the walking network as GraphML, with how many cameras see each street. "
        "`sidestreet build --streets FILE.graphml` reads such a file.",
    )
    parser.add_argument("out", type=Path, metavar="OUT.graphml")
    parser.add_argument("--no-cameras", action="store_true", help="the streets alone")
    city_options(parser)
    model_options(parser)
    output_options(parser)


def _add_stations(commands: Commands) -> None:
    parser = commands.add_parser("stations", help="show how each station is covered")
    parser.add_argument(
        "--sort",
        choices=("approach", "cameras", "doorways", "seen", "entrances", "name", "line"),
        default="approach",
        help="order of the stations (default: approach, the most watched first)",
    )
    parser.add_argument(
        "--profile", type=Path, metavar="FILE", help="what systems fit their stations with (TOML)"
    )
    parser.add_argument(
        "--districts", type=Path, metavar="FILE", help="polygons with names, to add up by district"
    )
    parser.add_argument(
        "--sheet",
        nargs=2,
        metavar=("STATION", "OUT.html"),
        help="write one station, by name or id, as a page to print",
    )
    parser.add_argument(
        "--map", type=Path, metavar="OUT.html", help="write a map of the stations by class"
    )
    parser.add_argument(
        "--colour",
        choices=("approach", "cameras", "doorways", "seen"),
        default="approach",
        help="with --map: what colours the stations at first (default: approach)",
    )
    parser.add_argument("--language", choices=("en", "ru"), default="en", help="of the map")
    parser.add_argument(
        "--stops", type=Path, metavar="FILE", help="documented stops: month, station, count"
    )
    parser.add_argument(
        "--stops-before", type=Path, metavar="FILE", help="what was published last (JSON)"
    )
    parser.add_argument(
        "--checks", type=Path, metavar="FILE", help="days of checks: date, place, source"
    )
    for form in ("csv", "parquet", "gpkg"):
        parser.add_argument(
            f"--{form}",
            type=Path,
            dest=f"{form}_out",
            metavar="OUT",
            help=f"write {form}, with its dictionary beside it",
        )
    parser.add_argument(
        "--json",
        nargs="?",
        type=Path,
        const=True,
        default=None,
        metavar="OUT",
        help="print JSON for programs, or write it",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress, no hints")
    city_options(parser)
    model_options(parser)


def _add_serve(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="serve the maps and the API on this machine")
    parser.add_argument("--host", help="address to bind (default: this machine alone)")
    parser.add_argument("--port", type=int, help="port to bind (default 8000; 0 takes a free one)")
    parser.add_argument("--city", metavar="NAME_OR_DIR", help="the city shown first")
    packs_option(parser)
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")


def _add_verify(commands: Commands) -> None:
    parser = commands.add_parser(
        "verify",
        help="check a pack's hashes, or that a map file is what this city gives",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a map file or a pack's folder")
    parser.add_argument("--track", metavar="TRACK", help="the track the map was made with")
    parser.add_argument("--language", choices=("en", "ru"), default="en")
    city_options(parser)
    model_options(parser)
    output_options(parser)
