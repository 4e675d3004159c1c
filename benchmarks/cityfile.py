"""A city as one file: how large its parts are, and how it opens, answers and moves in Chromium.

Bundled Helsinki and a generated city of 250,000 crossings and 200,000 cameras, each as the whole
exported HTML file, opened from the disk with the network off. ``--full`` drags the map longer.
"""

from __future__ import annotations

import base64
import gzip
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from api.answers import software_version
from benchmarks.large_city import large_city
from geodata.derived import exposure_of
from geodata.metro import profile_for
from geodata.pack import find_city, read_pack
from mapper.exposure.city import prepare
from mapper.maps.cityfile import city_file
from mapper.maps.offline import FileChoices, offline_page
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.stations.coverage import Coverage

__all__ = ["main"]

LANGUAGES: Final = ("en", "ru")
PARTS: Final = {
    "streets": ("node.", "edge.", "point.", "names", "kinds"),
    "what sees them": ("sight.", "camera.visits"),
    "views": ("shed.", "view.", "rim."),
    "cameras": ("camera.",),
    "surveyed ground": ("ground.", "area."),
    "water, parks, buildings, rails": ("draw.",),
    "places and stations": (
        "place.",
        "station.",
        "entrance.",
        "hall.",
        "door.",
        "line.",
        "ride.",
        "change.",
    ),
}
"""Columns by what they hold; the first that fits takes one."""
PAIRS: Final = 120
APART_M: Final = (1_000.0, 5_000.0)
MB: Final = 1e6


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures with its title."""

    title: str
    rows: tuple[tuple[str, str], ...]

    def lines(self) -> list[str]:
        """Return the table as text."""
        return [self.title, *(f"  {name:<44}{value:>24}" for name, value in self.rows)]

    def as_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {"title": self.title, "rows": dict(self.rows)}


def main(*, full: bool) -> list[Figures]:
    """Measure both cities."""
    folder = find_city("helsinki", None)
    helsinki = exposure_of(read_pack(folder), Assumptions(), folder=folder)
    covered = cover_stations(helsinki, profile=profile_for("helsinki"))
    large = prepare(large_city(), Assumptions())
    reports = []
    for title, exposure, coverage in (
        ("bundled Helsinki", helsinki, covered),
        ("generated: 250,000 crossings, 200,000 cameras", large, None),
    ):
        reports += _measured(title, exposure, coverage, full=full)
    return reports


def _measured(
    title: str, exposure: CityExposure, coverage: Coverage | None, *, full: bool
) -> list[Figures]:
    begin = time.perf_counter()
    packed = city_file(exposure, languages=LANGUAGES, coverage=coverage)
    made_s = time.perf_counter() - begin
    page = offline_page(
        exposure, FileChoices(LANGUAGES), version=software_version(), coverage=coverage
    ).encode("utf-8")
    sizes = [
        ("the HTML file", f"{len(page) / MB:.2f} MB"),
        ("of it the city in base64", f"{len(base64.b64encode(packed)) / MB:.2f} MB"),
        ("the city, packed", f"{len(packed) / MB:.2f} MB"),
        *((f"  {name}", f"{size / MB:.3f} MB") for name, size in _parts(packed)),
        ("time to pack it", f"{made_s:.1f} s"),
    ]
    from benchmarks.chromium import opened  # noqa: PLC0415 - needs Playwright

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.html"
        path.write_bytes(page)
        rows = opened(path, _pairs(exposure), seconds=12.0 if full else 4.0)
    return [Figures(f"{title}: sizes", tuple(sizes)), Figures(f"{title}: in Chromium", tuple(rows))]


def _parts(packed: bytes) -> list[tuple[str, int]]:
    """Return about how much each part adds to a packed city: its columns gzipped by themselves."""
    raw = gzip.decompress(packed)
    size = int.from_bytes(raw[8:12], "little")
    header = json.loads(raw[12 : 12 + size])
    body = raw[12 + size :]
    found = {"header": len(gzip.compress(raw[12 : 12 + size], mtime=0)), **dict.fromkeys(PARTS, 0)}
    for name, (at, length) in header["columns"].items():
        part = next((part for part, heads in PARTS.items() if name.startswith(heads)), "other")
        zipped = len(gzip.compress(body[at : at + length], mtime=0))
        found[part] = found.get(part, 0) + zipped
    return list(found.items())


def _pairs(exposure: CityExposure) -> list[list[NDArray[np.float64]]]:
    """Draw start and goal 1 to 5 km apart, or as far as the city goes, in degrees."""
    random = np.random.default_rng(9)
    nodes = exposure.city.network.node_xy
    spread = float(np.hypot(*(nodes.max(axis=0) - nodes.min(axis=0))))
    low, high = min(APART_M[0], spread / 4), min(APART_M[1], spread)
    found = []
    while len(found) < PAIRS:
        one, other = random.integers(0, len(nodes), 2)
        if low <= np.hypot(*(nodes[one] - nodes[other])) <= high:
            lon, lat = exposure.city.projection.to_lon_lat(*nodes[[one, other]].T)
            found.append(np.column_stack([lon, lat]).tolist())
    return found
