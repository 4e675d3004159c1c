"""Files somebody asks for: the bare line or a map, under names that tell nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from api.printing import PRINTED, PrintKind, way_print
from geodata.licences import notices
from geodata.tracks import trim_ends, write_geojson, write_gpx
from mapper.maps import ScoredLine, city_map
from mapper.maps.assets import words_of
from mapper.maps.scored import bounds_of
from mapper.maps.view import View
from mapper.stations.joined import rescored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.pages.pictures import Pictures
    from mapper.exposure.city import CityExposure
    from mapper.model.track import Track

__all__ = ["FILES", "File", "saved"]

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
    notes: Sequence[str] = (),
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
        lines, chosen = [_trimmed(prepared, lines[chosen], track)], 0
    if kind in _SHEETS:
        return File(kind, way_print(prepared, lines[chosen], _SHEETS[kind], language))
    if kind == "html":
        page = city_map(prepared, scored=lines, chosen=chosen, language=language, notes=notes)
        return File(kind, page.encode())
    view = View.fit(bounds_of(lines), size=PICTURE_SIZE)
    # a picture goes its own way: all that its sources ask for stands in it
    words = words_of(language)
    shares = lines[chosen].exposure.survey.as_dict()
    surveyed = words["survey_text"].format(**{name: f"{one:.0%}" for name, one in shares.items()})
    attribution = "\n".join([f"{words['survey']}: {surveyed}", *notices(prepared.city.sources)])
    picture = pictures.drawn(prepared, view, lines, chosen=chosen, attribution=attribution)
    return File("png", picture)


def _trimmed(prepared: CityExposure, line: ScoredLine, track: Track) -> ScoredLine:
    """Return a line without its ends, scored anew."""
    if not line.ridden:
        return ScoredLine(line.label, prepared.score(track))
    walks = _n_walks(line.exposure.track)
    # a walk that is cut off whole would leave its ride to tell where it led
    ridden = line.ridden if _n_walks(track) == walks else ()
    exposure = rescored(prepared, line.exposure, track)
    return replace(line, exposure=exposure, ridden=ridden, legs=(), cells=())


def _n_walks(track: Track) -> int:
    return 1 + (0 if track.gap is None else int(track.gap.sum()))
