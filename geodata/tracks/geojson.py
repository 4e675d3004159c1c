"""GeoJSON (RFC 7946): one line in, one line out."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NoReturn

import numpy as np

from geodata.tracks.pieces import Piece, join_pieces, pieces_of
from mapper.errors import TrackError
from mapper.model.projection import LON_LAT_DECIMALS

if TYPE_CHECKING:
    from mapper.model.track import Track

__all__ = ["parse_geojson", "write_geojson"]

_LINES: Final = frozenset({"LineString", "MultiLineString"})
_TYPES: Final = _LINES | {
    "Feature", "FeatureCollection", "GeometryCollection",
    "Point", "MultiPoint", "Polygon", "MultiPolygon",
}  # fmt: skip
_LON_LAT_CRS: Final = ("CRS84", "4326")


def parse_geojson(data: bytes) -> tuple[Track, tuple[str, ...]]:
    """Return the one line of a GeoJSON text, and what had to be supposed.

    It is a LineString, a MultiLineString (joined in its order), a Feature of one of them, or a
    FeatureCollection in which exactly one Feature is a line. Heights are dropped.

    Raises
    ------
    TrackError
        Where it is anything else. The message holds nothing of the file but a type of GeoJSON.
    """
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
    except TrackError:
        raise
    except (ValueError, RecursionError) as error:
        message = "not JSON"
        raise TrackError(message) from error
    _refuse_other_crs(document)
    geometry, notes = _line_of(document)
    lines = geometry.get("coordinates")
    if geometry["type"] == "LineString":
        lines = [lines]
    if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
        message = f"GeoJSON: the {geometry['type']} has no list of coordinates"
        raise TrackError(message)
    pieces, first = [], 1
    for line in lines:
        pieces.append(_piece(line, first=first))
        first += len(line)
    track, more = join_pieces(pieces)
    return track, (*notes, *more)


def write_geojson(track: Track) -> str:
    """Return the line as a bare GeoJSON geometry, a MultiLineString where it has gaps."""
    points = [
        [round(lon, LON_LAT_DECIMALS), round(lat, LON_LAT_DECIMALS)]
        for lon, lat in zip(track.lon.tolist(), track.lat.tolist(), strict=True)
    ]
    lines = [points[piece] for piece in pieces_of(track)]
    if len(lines) == 1:
        return json.dumps({"type": "LineString", "coordinates": points}) + "\n"
    # a line needs two positions, also where only one point was recorded between two gaps
    whole = [line if len(line) > 1 else line * 2 for line in lines]
    return json.dumps({"type": "MultiLineString", "coordinates": whole}) + "\n"


def _refuse_constant(_: str) -> NoReturn:
    message = "GeoJSON: NaN and Infinity are no numbers"
    raise TrackError(message)


def _refuse_other_crs(document: object) -> None:
    """Refuse the old member ``crs`` where it names metres or another order of axes."""
    crs = document.get("crs") if isinstance(document, dict) else None
    if crs is not None and not any(name in json.dumps(crs) for name in _LON_LAT_CRS):
        message = "GeoJSON: coordinates must be longitude and latitude, not another CRS"
        raise TrackError(message)


def _line_of(document: object) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the geometry that is a line, from whatever it is wrapped in."""
    kind = _type_of(document)
    if not isinstance(document, dict) or kind is None:
        message = "JSON, but not GeoJSON"
        raise TrackError(message)
    if kind in _LINES:
        return document, ()
    if kind == "Feature":
        geometry = document.get("geometry")
        if isinstance(geometry, dict) and _type_of(geometry) in _LINES:
            return geometry, ()
        kind = _type_of(geometry) or "nothing"
    if kind == "FeatureCollection":
        features = document.get("features")
        return _only_line(features if isinstance(features, list) else [])
    message = f"GeoJSON: a line is wanted, this is {kind}"
    raise TrackError(message)


def _only_line(features: list[Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    geometries = [
        feature.get("geometry") if _type_of(feature) == "Feature" else None for feature in features
    ]
    lines = [
        geometry
        for geometry in geometries
        if isinstance(geometry, dict) and _type_of(geometry) in _LINES
    ]
    if len(lines) != 1:
        message = f"GeoJSON: exactly one line is wanted, the collection holds {len(lines)}"
        raise TrackError(message)
    others = len(features) - 1
    return lines[0], (f"{others} features that are no line are left out",) if others else ()


def _type_of(value: object) -> str | None:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) and kind in _TYPES else None


def _piece(line: list[Any], *, first: int) -> Piece:
    """Return one list of positions as a piece; ``first`` numbers its points for messages."""
    table = np.empty((len(line), 2))
    for number, position in enumerate(line):
        if not isinstance(position, list) or len(position) < 2:  # noqa: PLR2004 - lon and lat
            message = f"point {first + number} of the track is not a position"
            raise TrackError(message)
        table[number] = _number(position[0], first + number), _number(position[1], first + number)
    return Piece(table[:, 0], table[:, 1])


def _number(value: object, point: int) -> float:
    """Return a JSON number; true and false are none, and neither is one too large for a float."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    message = f"point {point} of the track is not a number"
    raise TrackError(message)
