"""A whole city from Overpass: cut into squares, each asked once, kept, and joined to one file.

The answers are OpenStreetMap XML, so one and the same importer reads a download and an extract.
A client of one's own, where OSMnx has one: an answer's ``remark`` must be an error here, a broken
download must go on where it stopped, and no name may be looked up but behind the proxy.
"""

from __future__ import annotations

import hashlib
import math
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import osmium

from geodata.online.fetch import FetchError, patiently
from geodata.progress import silent
from mapper.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.online.fetch import Fetch
    from geodata.progress import Progress

__all__ = ["OVERPASS_URL", "Bounds", "DownloadPlan", "download", "plan_download"]

Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top in degrees."""

OVERPASS_URL: Final = "https://overpass-api.de/api/interpreter"
_SMALLEST_SIDE_M: Final = 3_000.0
_LARGEST_KM2: Final = 10_000.0
_SQUARE_M: Final = 5_000.0
_MB_PER_KM2: Final = 0.6
"""As OpenStreetMap XML: 2.5 MB for the 4.3 km² of a district of north Moscow in 2013."""
_METRES_PER_DEGREE: Final = 111_320.0
_SELECTION: Final = (
    '["highway"]', '["building"]', '["man_made"="surveillance"]', '["surveillance:type"]',
    '["railway"]', '["public_transport"]', '["natural"]', '["waterway"]', '["landuse"]',
    '["leisure"]', '["place"]', '["route"~"^(subway|light_rail|monorail)$"]',
)  # fmt: skip
_REMARK: Final = re.compile(rb"<remark>(.*?)</remark>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What would be asked, of whom, and about how much; to be shown before it begins."""

    bounds: Bounds
    url: str
    squares: tuple[Bounds, ...]
    area_km2: float
    about_mb: float

    @property
    def host(self) -> str:
        """The host that will be contacted, and will learn which city is asked for."""
        return urlsplit(self.url).hostname or ""

    def announcement(self) -> str:
        """Return what is said before the first connection."""
        return (
            f"This contacts {self.host} and tells it which area you ask for: {self.area_km2:.0f} "
            f"km² in {len(self.squares)} requests, about {self.about_mb:.0f} MB."
        )


def plan_download(bounds: Bounds, *, url: str = OVERPASS_URL, small: bool = False) -> DownloadPlan:
    """Plan the download of a city; contacts nobody.

    Parameters
    ----------
    bounds
        The whole city, never the surroundings of a trip.
    url
        Of an Overpass interpreter.
    small
        Ask for a small box all the same.

    Raises
    ------
    BadInputError
        Where the box is none, is so small that it gives a trip away, or is no city any more.
    """
    left, bottom, right, top = bounds
    if not (-180 <= left < right <= 180 and -90 < bottom < top < 90):  # noqa: PLR2004 - degrees
        message = "a box is left, bottom, right, top in degrees, left below right, bottom below top"
        raise BadInputError(message)
    shrink = math.cos(math.radians((bottom + top) / 2))
    width_m = (right - left) * _METRES_PER_DEGREE * shrink
    height_m = (top - bottom) * _METRES_PER_DEGREE
    area_km2 = width_m * height_m / 1e6
    if min(width_m, height_m) < _SMALLEST_SIDE_M and not small:
        message = (
            f"the box is only {width_m / 1000:.1f} × {height_m / 1000:.1f} km: whoever answers "
            "would learn where you mean to walk; ask for the whole city"
        )
        raise BadInputError(message)
    if area_km2 > _LARGEST_KM2:
        message = f"the box has {area_km2:.0f} km²: download an extract instead"
        raise BadInputError(message)
    columns, rows = math.ceil(width_m / _SQUARE_M), math.ceil(height_m / _SQUARE_M)
    xs = [left + (right - left) * n / columns for n in range(columns + 1)]
    ys = [bottom + (top - bottom) * n / rows for n in range(rows + 1)]
    squares = tuple(
        (xs[column], ys[row], xs[column + 1], ys[row + 1])
        for row in range(rows)
        for column in range(columns)
    )
    return DownloadPlan(bounds, url, squares, area_km2, max(1.0, area_km2 * _MB_PER_KM2))


def query_of(square: Bounds) -> str:
    """Return the question for one square: everything the importer reads, nodes and all."""
    left, bottom, right, top = square
    box = f"({bottom:.7f},{left:.7f},{top:.7f},{right:.7f})"
    wanted = "".join(f"nwr{condition}{box};" for condition in _SELECTION)
    return f"[out:xml][timeout:180];({wanted});(._;>;);out body qt;"


def download(
    plan: DownloadPlan,
    folder: Path,
    fetch: Fetch,
    *,
    keep: bool = True,
    progress: Progress = silent,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Download a plan's squares into a folder and return one OpenStreetMap file of them all.

    A square that is already there is not asked for again: a broken download goes on where it
    stopped. Files are named by what was asked, not by where.

    Parameters
    ----------
    plan
        What to ask.
    folder
        Where answers are kept.
    fetch
        Asks the host.
    keep
        Whether to use and leave kept answers (False: ask anew and leave only the joined file).
    progress, sleep
        Told of squares done; waits.

    Raises
    ------
    FetchError
        Where a square could not be had; those before it are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, square in enumerate(plan.squares):
        progress("downloading", number, len(plan.squares))
        query = query_of(square)
        name = hashlib.sha256(f"{plan.url}\n{query}".encode()).hexdigest()[:32]
        file = folder / f"{name}.osm"
        if not (keep and file.exists()):
            body = patiently(
                fetch, plan.url, {"data": query}, host=plan.host, sleep=sleep, check=_fault
            )
            part = file.with_suffix(".part")
            part.write_bytes(body)
            part.replace(file)
        files.append(file)
    progress("downloading", len(plan.squares), len(plan.squares))
    joined = folder / "city.osm"
    _join(files, joined)
    if not keep:
        for file in files:
            file.unlink(missing_ok=True)
    return joined


def _fault(body: bytes) -> str:
    """Return why an answer is not whole, "" where it is."""
    remark = _REMARK.search(body)
    if remark is not None:
        return f"it remarks: {remark[1].decode('utf-8', 'replace').strip()[:200]}"
    if b"<osm" not in body[:1000]:
        return "it answers with something else than OpenStreetMap data"
    return "" if body.rstrip().endswith(b"</osm>") else "the answer is cut short"


def _join(files: list[Path], joined: Path) -> None:
    """Join the squares; what lies in several of them comes once."""
    part = joined.with_name("part-of-city.osm")
    part.unlink(missing_ok=True)
    reader = osmium.MergeInputReader()
    try:
        for file in files:
            reader.add_file(str(file))
        with osmium.SimpleWriter(str(part)) as writer:
            reader.apply(writer, simplify=True)
    except RuntimeError as error:
        message = "an answer is no whole OpenStreetMap data; delete it and try again"
        raise FetchError(message) from error
    part.replace(joined)
