"""``sidestreet build``: a city out of the files people have, kept as a pack."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import platformdirs

from api.commands.diff import summary_of
from api.commands.terms import terms_of_files
from api.packs import packs_folder
from api.terminal import ProgressBar, print_json, print_lines, print_table, say
from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.diff import diff_cities
from geodata.licences import notices
from geodata.merging import write_same_as
from geodata.online.fetch import session_fetch
from geodata.online.overpass import download, plan_download
from geodata.online.places import bounds_of_place
from geodata.online.portal import download_rows
from geodata.pack import checked_name, read_pack, write_pack
from geodata.tables.mapping import load_mapping, ready_mappings
from geodata.tables.refused import write_refused
from mapper.errors import BadInputError, PackError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from geodata.build import Built
    from geodata.progress import Progress
    from geodata.tables.features import Licensed
    from mapper.model.city import City

__all__ = ["run"]

SIDES: Final = 4
PORTAL_KEY: Final = "SIDESTREET_PORTAL_KEY"
"""Where the key of the portal is read from: an argument would stay in the shell's history."""
Bounds = tuple[float, float, float, float]


def run(args: argparse.Namespace) -> int:
    """Read the files, write the pack, print what was read, kept and refused."""
    checked_name(args.name)
    bounds = _bounds(args.bbox)
    with ProgressBar(quiet=args.quiet) as progress:
        files = _files(args, bounds, progress)
        built = build_city(files, name=args.name, title=args.title, progress=progress)
        folder = packs_folder(args.packs) / args.name
        before = _version_before(folder)
        pack_hash = write_pack(built.city, folder)
    _write_lists(args, built)
    diff = diff_cities(before, built.city) if before is not None else None
    if args.json:
        print_json(
            {
                "city": args.name,
                "pack": pack_hash,
                "refused": built.n_refused,
                "linked": sum(link.linked for link in built.links),
                "before": before.pack_hash if before is not None else None,
                "diff": diff.as_dict() if diff is not None else None,
                "licence_unknown": list(built.untold),
                "figures": dict(built.city.figures),
            }
        )
        return 0
    print_table(
        f"{args.name}: pack {pack_hash}",
        ("what", "figure"),
        [(name, str(value)) for name, value in _flat(built.city.figures)],
    )
    print_lines(*notices(built.city.sources))
    for file in built.untold:
        print_lines(
            f"The licence of {file} is not known, so what is made of it may not be passed on: "
            f'tell it with --terms "FILE=LICENCE;ATTRIBUTION;DATE".'
        )
    if before is not None and diff is not None:
        print_lines(
            f"Beside the version before: {summary_of(diff)} "
            f"All of it: sidestreet diff {args.name}/{before.pack_hash} {args.name}"
        )
    say(f"Look at it: sidestreet map OUT.html --city {args.name}", quiet=args.quiet)
    return 0


def _version_before(folder: Path) -> City | None:
    """Return the version that a build is about to replace, None where there is none to read."""
    try:
        return read_pack(folder) if folder.is_dir() else None
    except PackError as error:
        say(f"{error}: there is nothing to compare with", quiet=False)
        return None


def _files(args: argparse.Namespace, bounds: Bounds | None, progress: Progress) -> BuildFiles:
    """Return what the options name; without a ground, download one if a place or box is named."""
    osm = args.osm
    if osm is None and (args.place or (bounds and not _grounded(args))):
        osm, bounds = _downloaded(args, bounds, progress), None
    terms = terms_of_files(args)
    return BuildFiles(
        osm=osm,
        streets=_licensed(args.streets, terms),
        buildings=_licensed(args.buildings, terms),
        stations=_licensed(args.stations, terms),
        entrances=_licensed(args.entrances, terms),
        gtfs=_licensed(args.gtfs, terms),
        cameras=(
            *(_camera_file(text, terms) for text in args.cameras),
            *(_from_portal(number, args, progress) for number in args.portal),
        ),
        survey=_licensed(args.survey, terms),
        districts=_licensed(args.districts, terms),
        rules=args.rules,
        claims=args.claims,
        terms={
            name: terms.get(str(getattr(args, name)), {}) for name in ("osm", "rules", "claims")
        },
        bounds=bounds,
        clip=args.clip,
    )


def _grounded(args: argparse.Namespace) -> bool:
    """Tell whether a file says where the city is, so that a box only cuts."""
    cameras = bool(args.cameras or args.portal)
    return args.streets is not None or args.gtfs is not None or cameras


def _downloaded(args: argparse.Namespace, bounds: Bounds | None, progress: Progress) -> Path:
    """Say which hosts will be contacted and about how much comes, then fetch a whole city."""
    fetch = session_fetch(proxy=args.proxy)
    if bounds is None:
        host = args.nominatim.split("/")[2] if "//" in args.nominatim else args.nominatim
        say(f"This contacts {host} and tells it the city's name.", quiet=False)
        bounds = bounds_of_place(args.place, fetch, url=args.nominatim)
    plan = plan_download(bounds, url=args.overpass, small=args.force_small)
    say(plan.announcement(), quiet=False)
    folder = platformdirs.user_cache_path("sidestreet") / "downloads" / args.name
    return download(plan, folder, fetch, keep=not args.no_cache, progress=progress)


def _from_portal(number: str, args: argparse.Namespace, progress: Progress) -> CameraFile:
    """Say which host will be contacted, then fetch a data set's rows with the user's own key."""
    key = os.environ.get(PORTAL_KEY, "")
    if f"mos-{number}" not in ready_mappings() or not key:
        message = f"--portal takes 2386, 1498 or 1500, with your key of the portal in {PORTAL_KEY}"
        raise BadInputError(message)
    host = urlsplit(args.portal_url).hostname or ""
    say(
        f"This contacts {host} with your key and asks for data set {number}, 500 rows a request.",
        quiet=False,
    )
    folder = platformdirs.user_cache_path("sidestreet") / "downloads" / args.name
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"set-{number}.json"
    if args.no_cache or not file.exists():
        fetch = session_fetch(proxy=args.proxy)
        download_rows(int(number), file, fetch, key=key, url=args.portal_url, progress=progress)
    return CameraFile(file, load_mapping(f"mos-{number}"))


def _licensed(text: str | None, terms: Mapping[str, dict[str, str]]) -> Licensed | None:
    return None if text is None else licensed(text, **terms.get(text.partition("::")[0], {}))


def _camera_file(text: str, terms: Mapping[str, dict[str, str]]) -> CameraFile:
    """Return a table of cameras named as ``FILE`` or ``FILE::MAPPING``."""
    path, _, mapping = text.partition("::")
    told = terms.get(path, {})
    return CameraFile(Path(path), load_mapping(mapping) if mapping else None, told)


def _bounds(text: str | None) -> Bounds | None:
    if text is None:
        return None
    try:
        sides = [float(side) for side in text.split(",")]
    except ValueError:
        sides = []
    if len(sides) != SIDES:
        message = "a box is left,bottom,right,top in degrees of longitude and latitude"
        raise BadInputError(message)
    return (sides[0], sides[1], sides[2], sides[3])


def _write_lists(args: argparse.Namespace, built: Built) -> None:
    """Write what a person should look through: rows refused, devices linked."""
    if built.n_refused:
        write_refused(args.refused, built.refused)
        say(f"{built.n_refused} rows were refused: see {args.refused}", quiet=args.quiet)
    if built.links and args.same_as is not None:
        write_same_as(args.same_as, built.links, built.behind)
        say(f"{len(built.links)} pairs of cameras: see {args.same_as}", quiet=args.quiet)


def _flat(figures: object, prefix: str = "") -> list[tuple[str, object]]:
    """Return nested figures as (name › name, value); of lists the length."""
    if isinstance(figures, dict):
        return [
            row
            for name, value in figures.items()
            for row in _flat(value, f"{prefix} › {name}" if prefix else str(name))
        ]
    return [(prefix, len(figures) if isinstance(figures, list) else figures)]
