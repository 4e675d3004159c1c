"""GPX 1.0 and 1.1: the line and its times in; a bare line out.

Read with the expat parser directly: it refuses a document type before it expands one entity,
understands every encoding, keeps nothing of the file but points, and is quick. The general GPX
library keeps the namespaces of every file it saw and scans 20 MB of hostile text for hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

import numpy as np

from geodata.tracks.pieces import Piece, join_pieces, pieces_of
from geodata.tracks.trim import trim_ends
from mapper.errors import TrackError
from mapper.model.projection import LON_LAT_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.model.track import Track

__all__ = ["Waypoint", "parse_gpx", "write_gpx"]

_MAX_DEPTH: Final = 64
"""Real files nest to about 8, with extensions."""
_POINTS: Final = {"trkpt": "trkseg", "rtept": "rte"}
"""Elements that hold a point of the line, and what begins a new piece of it."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A named point to write beside the line; only where somebody asked for it."""

    lon: float
    lat: float
    name: str = ""


def parse_gpx(data: bytes) -> tuple[Track, tuple[str, ...]]:
    """Return the line of a GPX file, and what had to be supposed.

    Its tracks are joined in their order; its routes count only where it has no track, since
    programs write the plan beside the recording. Waypoints are no line.

    Raises
    ------
    TrackError
        Where it is no GPX, declares a document type or entities, or holds no line. The message
        holds nothing of the file.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        message = f"not GPX: {expat.ErrorString(error.code)} in line {error.lineno}"
        raise TrackError(message) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, TrackError):
            raise
        message = "not GPX: its text encoding is unknown"
        raise TrackError(message) from error
    pieces = reader.pieces["trkpt"] or reader.pieces["rtept"]
    if not pieces:
        message = "the GPX file holds no track and no route"
        raise TrackError(message)
    track, notes = join_pieces([_piece(points) for points in pieces])
    if reader.pieces["trkpt"] and reader.pieces["rtept"]:
        notes = (*notes, "the file's routes are left out: it holds a track")
    return track, notes


class _Reader:
    """What expat calls: gathers (lon, lat, time) of the points of each piece."""

    __slots__ = ("_path", "_time", "pieces")

    def __init__(self) -> None:
        self.pieces: dict[str, list[list[tuple[float, float, float]]]] = {"trkpt": [], "rtept": []}
        self._path: list[str] = []
        self._time: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._path and local != "gpx":
            message = "XML, but not GPX"
            raise TrackError(message)
        if len(self._path) >= _MAX_DEPTH:
            message = "not GPX: elements are nested too deeply"
            raise TrackError(message)
        parent = self._path[-1] if self._path else ""
        self._path.append(local)
        for point, opener in _POINTS.items():
            if local == opener:
                self.pieces[point].append([])
            elif local == point and parent == opener:
                self._start_point(self.pieces[point], attributes)
        if local == "time" and parent in _POINTS:
            self._time = []

    def text(self, text: str) -> None:
        if self._time is not None:
            self._time.append(text)

    def end(self, _name: str) -> None:
        local = self._path.pop()
        if local != "time" or self._time is None:
            return
        pieces = self.pieces[self._path[-1]]
        if pieces and pieces[-1]:
            lon, lat, _ = pieces[-1][-1]
            pieces[-1][-1] = (lon, lat, _seconds("".join(self._time)))
        self._time = None

    def _start_point(
        self, pieces: list[list[tuple[float, float, float]]], attributes: dict[str, str]
    ) -> None:
        try:
            lon, lat = float(attributes["lon"]), float(attributes["lat"])
        except (KeyError, ValueError) as error:
            number = sum(map(len, pieces)) + 1
            message = f"point {number} of the track has no latitude and longitude in numbers"
            raise TrackError(message) from error
        pieces[-1].append((lon, lat, float("nan")))


def _refuse_document_type(*_: object) -> NoReturn:
    message = "the GPX file declares a document type; files with entities are refused"
    raise TrackError(message)


def _seconds(text: str) -> float:
    """Return a moment in seconds since 1970, NaN where it cannot be read; no zone means UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return (aware - _EPOCH).total_seconds()
    except (ValueError, OverflowError):
        return float("nan")


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _piece(points: Sequence[tuple[float, float, float]]) -> Piece:
    table = np.array(points, np.float64).reshape(-1, 3)
    return Piece(table[:, 0], table[:, 1], table[:, 2])


def write_gpx(
    track: Track,
    *,
    waypoints: Sequence[Waypoint] = (),
    trim_m: float = 0.0,
    notices: Sequence[str] = (),
) -> str:
    """Return a GPX 1.1 file with the bare line: no names, times, heights or product.

    Parameters
    ----------
    track
        The line; a gap becomes a new segment.
    waypoints
        Written only if given.
    trim_m
        Metres to leave out at each end.
    notices
        Whose data the line was made with, for a line that is published; only if given, as they
        tell what the file is.

    Raises
    ------
    TrackError
        Where trimming leaves nothing.
    """
    line = trim_ends(track, trim_m)
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="gpx" xmlns="http://www.topografix.com/GPX/1/1">',
        *([f"<metadata><desc>{escape('; '.join(notices))}</desc></metadata>"] if notices else []),
        *(
            f"<wpt {_position(point.lon, point.lat)}><name>{escape(point.name)}</name></wpt>"
            for point in waypoints
        ),
        "<trk>",
    ]
    for piece in pieces_of(line):
        pairs = zip(line.lon[piece].tolist(), line.lat[piece].tolist(), strict=True)
        points = "\n".join(f"<trkpt {_position(lon, lat)}/>" for lon, lat in pairs)
        rows.append(f"<trkseg>\n{points}\n</trkseg>")
    return "\n".join([*rows, "</trk>", "</gpx>", ""])


def _position(lon: float, lat: float) -> str:
    return f'lat="{lat:.{LON_LAT_DECIMALS}f}" lon="{lon:.{LON_LAT_DECIMALS}f}"'
