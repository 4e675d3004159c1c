"""Files somebody asks for: the bare line or a map, under names that tell nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from api.printing import PRINTED, PrintKind, way_print
from geodata.licences import notices
from geodata.tracks import trim_ends, write_geojson, write_gpx
from mapper.maps import ScoredLine, city_map
from mapper.maps.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.pages.pictures import Pictures
    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure

__all__ = ["FILES", "File", "bounds_of", "saved"]

FILES: Final = {
    "gpx": ("route.gpx", "application/gpx+xml"),
    "geojson": ("route.geojson", "application/geo+json"),
    "html": ("map.html", "text/html; charset=utf-8"),
    "png": ("map.png", "image/png"),
    "print": PRINTED["pdf"],
    "printed": PRINTED["png"],
}
"""Name and media type of each kind of file."""
_SHEETS: Final[dict[str, PrintKind]] = {"print": "pdf", "printed": "png"}
PICTURE_SIZE: Final = (1200, 900)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be saved."""

    kind: str
    content: bytes


def saved(  # noqa: PLR0913 - what a file may show
    prepared: CityExposure,
    lines: Sequence[ScoredLine],
    chosen: int,
    *,
    kind: str,
    trim_m: float,
    pictures: Pictures,
    language: str,
) -> File:
    """Return the chosen line as a file of one of ``FILES``.

    With trimmed ends the map and the picture show the chosen line alone, scored anew, since the
    others would give its ends away.

    Raises
    ------
    BadInputError
        Where trimming leaves nothing, or the metres make no sense.
    """
    track = trim_ends(lines[chosen].exposure.track, trim_m)
    if kind == "gpx":
        return File(kind, write_gpx(track).encode())
    if kind == "geojson":
        return File(kind, write_geojson(track).encode())
    if trim_m > 0:
        lines, chosen = [ScoredLine(lines[chosen].label, prepared.score(track))], 0
    if kind in _SHEETS:
        return File(kind, way_print(prepared, lines[chosen], _SHEETS[kind], language))
    if kind == "html":
        page = city_map(prepared, scored=lines, chosen=chosen, language=language)
        return File(kind, page.encode())
    view = View.fit(bounds_of([line.exposure for line in lines]), size=PICTURE_SIZE)
    # a picture goes its own way: all that its sources ask for stands in it
    attribution = "\n".join(notices(prepared.city.sources))
    picture = pictures.drawn(prepared, view, lines, chosen=chosen, attribution=attribution)
    return File("png", picture)


def bounds_of(exposures: Sequence[Exposure]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of all the lines, in degrees."""
    lon = np.concatenate([exposure.track.lon for exposure in exposures])
    lat = np.concatenate([exposure.track.lat for exposure in exposures])
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
