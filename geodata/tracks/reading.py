"""A track from whatever somebody has: told by its contents, or by what the caller says it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geodata.tracks.geojson import parse_geojson
from geodata.tracks.gpx import parse_gpx
from geodata.tracks.polyline import looks_like_polyline, parse_polyline
from mapper.errors import TrackError

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.track import Track

__all__ = [
    "MAX_TRACK_BYTES",
    "ReadTrack",
    "TrackKind",
    "parse_track",
    "parse_track_file",
    "read_track",
    "read_track_file",
]

TrackKind = Literal["gpx", "geojson", "polyline"]

MAX_TRACK_BYTES: Final = 20_000_000
"""A day's walk at one point a second is about 8 MB of GPX."""
_SUFFIXES: Final[dict[str, TrackKind]] = {".gpx": "gpx", ".geojson": "geojson", ".json": "geojson"}
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-8 and UTF-16."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadTrack:
    """A track, the format it came in, and what reading it had to suppose."""

    track: Track
    kind: TrackKind
    notes: tuple[str, ...] = ()


def parse_track(data: bytes, *, kind: TrackKind | None = None, precision: int = 5) -> ReadTrack:
    """Read a track and say what had to be supposed.

    Parameters
    ----------
    data
        The whole text, at most ``MAX_TRACK_BYTES``.
    kind
        Its format; None tells it by the contents.
    precision
        Decimals of an encoded polyline, 5 or 6.

    Raises
    ------
    TrackError
        In one line without a coordinate or name, where it cannot be read or holds no line.
    """
    if len(data) > MAX_TRACK_BYTES:
        message = f"the track is larger than {MAX_TRACK_BYTES // 1_000_000} MB"
        raise TrackError(message)
    if not data.strip():
        message = "the track is empty"
        raise TrackError(message)
    found = kind or _kind_of(data)
    if found == "polyline":
        return ReadTrack(parse_polyline(data, precision=precision), found)
    track, notes = parse_gpx(data) if found == "gpx" else parse_geojson(data)
    return ReadTrack(track, found, notes)


def read_track(data: bytes, *, kind: TrackKind | None = None, precision: int = 5) -> Track:
    """Read a track; as ``parse_track``, without the notes."""
    return parse_track(data, kind=kind, precision=precision).track


def parse_track_file(path: Path, *, kind: TrackKind | None = None, precision: int = 5) -> ReadTrack:
    """Read a track from a file, whose suffix tells the format where it is a known one.

    Raises
    ------
    TrackError
        As for ``parse_track``, and where the file cannot be opened. The message does not name
        the file: its name may be a place's.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TRACK_BYTES + 1)
    except OSError as error:
        message = f"the track file cannot be read: {error.strerror}"
        raise TrackError(message) from error
    return parse_track(data, kind=kind or _SUFFIXES.get(path.suffix.lower()), precision=precision)


def read_track_file(path: Path, *, kind: TrackKind | None = None, precision: int = 5) -> Track:
    """Read a track from a file; as ``parse_track_file``, without the notes."""
    return parse_track_file(path, kind=kind, precision=precision).track


def _kind_of(data: bytes) -> TrackKind:
    text = data.lstrip()
    for mark in _MARKS:
        text = text.removeprefix(mark).lstrip(b"\0 \t\r\n")
    # a polyline may begin with "{", but holds no quotation mark
    if looks_like_polyline(data):
        return "polyline"
    if text.startswith(b"<"):
        return "gpx"
    if text.startswith((b"{", b"[")):
        return "geojson"
    message = "neither GPX nor GeoJSON nor an encoded polyline"
    raise TrackError(message)
