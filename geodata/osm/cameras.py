"""Cameras: what each tag of a mapped device says, and which devices are none."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from geodata.osm.directions import Direction, parse_direction
from geodata.osm.quantities import below_ground, length_m, recorded_date
from geodata.osm.refusals import Refusal, count_reasons
from mapper.model.cameras import CameraKind, Cameras
from mapper.model.evidence import FaceRecognition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geodata.osm.plane import Plane
    from geodata.osm.ways import Way

__all__ = [
    "POSITION_ERROR_M",
    "camera_attributes",
    "camera_figures",
    "is_watched",
    "read_cameras",
    "refusal_to_count",
]

POSITION_ERROR_M: Final = 5.0
"""How far a mapped node may be from its device: supposed, stated in ``docs/data.md``."""

_PLATE_READERS: Final = frozenset({"alpr", "anpr", "lpr"})
_CAMERA_TYPES: Final = _PLATE_READERS | {"camera"}
_NO_CAMERAS: Final = {
    "guard": "a guard is no camera",
    "gunshot_detector": "hears, does not see",
    "microphone": "hears, does not see",
}
_KINDS: Final = {
    "panning": CameraKind.PANNING,
    "ptz": CameraKind.PANNING,
    "panorama": CameraKind.DOME,
    "dome": CameraKind.DOME,
    "fixed": CameraKind.FIXED,
}
"""From the widest view to the narrowest: of several, the first holds."""
_NO_PLACE: Final = "the file does not hold its position"
_DIRECTION_KEYS: Final = ("camera:direction", "direction", "surveillance:direction")
_HEIGHT_KEYS: Final = ("camera:height", "height", "est_height")
_MAX_HEIGHT_M: Final = 200.0
_FACE_KEYS: Final = (
    "camera:face_recognition",
    "camera:facial_recognition",
    "surveillance:face_recognition",
    "surveillance:facial_recognition",
    "face_recognition",
    "facial_recognition",
)
_UNDERGROUND: Final = frozenset({"indoor", "indoors", "underground"})
_INDOOR: Final = frozenset({"area", "corridor", "room", "yes"})
_PUBLIC_ZONES: Final = frozenset(
    {"bank", "parking", "public_transport", "shop", "station", "street", "town", "traffic"}
)
_PUBLIC_OPERATORS: Final = frozenset(
    {
        "business", "commercial", "company", "council", "education", "government", "military",
        "municipal", "ngo", "police", "public", "public_transport", "university",
    }
)  # fmt: skip
_PRIVATE: Final = frozenset({"private", "private_individual", "privat", "individual", "person"})
_COMPANY: Final = re.compile(
    r"\b(ab|ag|asa|bv|corp|gmbh|inc|kg|lda|llc|ltd|nv|oy|oyj|plc|sa|sarl|se|spa|srl|ао|оао|ооо|пао)\b"
    r"|polic|poliz|полиц|municip|council|university|universität",
    re.IGNORECASE,
)


def _values(tags: Mapping[str, str], key: str) -> set[str]:
    return {part.strip().casefold() for part in tags.get(key, "").split(";") if part.strip()}


def is_watched(tags: Mapping[str, str]) -> bool:
    """Tell whether an object claims to be a device that watches."""
    return tags.get("man_made") == "surveillance" or bool(
        _values(tags, "surveillance:type") & _CAMERA_TYPES
    )


def refusal_to_count(tags: Mapping[str, str]) -> str:
    """Return why a device is no camera, "" where it is one.

    >>> refusal_to_count({"man_made": "surveillance", "surveillance:type": "guard"})
    'a guard is no camera'
    >>> refusal_to_count({"man_made": "surveillance"})
    ''
    """
    types = _values(tags, "surveillance:type")
    if types and types <= _NO_CAMERAS.keys():
        return _NO_CAMERAS[min(types)]
    return ""


def camera_kind(tags: Mapping[str, str]) -> CameraKind:
    """Return the build of a camera; of several, the one that sees the most.

    >>> str(camera_kind({"camera:type": "dome;fixed"})), str(camera_kind({"revolving": "yes"}))
    ('dome', 'panning')
    """
    types = _values(tags, "surveillance:type")
    if types and types <= _PLATE_READERS:
        return CameraKind.PLATE_READER
    if tags.get("revolving") == "yes":
        return CameraKind.PANNING
    named = _values(tags, "camera:type")
    return next((kind for name, kind in _KINDS.items() if name in named), CameraKind.UNKNOWN)


def camera_direction(tags: Mapping[str, str]) -> Direction:
    """Return the first direction that can be read; else why none can."""
    directions = [parse_direction(tags.get(key, "")) for key in _DIRECTION_KEYS]
    told = (direction for direction in directions if direction.bearings_deg)
    failed = (direction for direction in directions if direction.reason)
    return next(told, next(failed, Direction()))


def camera_height_m(tags: Mapping[str, str]) -> float:
    """Return the first height that can be read, NaN where none can; an estimate comes last."""
    heights = (length_m(tags.get(key, "")) for key in _HEIGHT_KEYS)
    return next((height for height in heights if 0 < height <= _MAX_HEIGHT_M), math.nan)


def is_indoor(tags: Mapping[str, str]) -> bool:
    """Tell whether a camera is indoors or underground; one that says outdoor is not.

    >>> is_indoor({"surveillance": "indoor"}), is_indoor({"level": "-1"}), is_indoor({})
    (True, True, False)
    """
    watched = _values(tags, "surveillance")
    if "outdoor" in watched:
        return False
    return (
        "indoor" in watched
        or tags.get("indoor", "") in _INDOOR
        or tags.get("location", "") in _UNDERGROUND
        or below_ground(tags.get("level", ""))
    )


def face_recognition(tags: Mapping[str, str]) -> FaceRecognition:
    """Return what a mapper says in so many words; most say nothing."""
    said = {tags[key].strip().casefold() for key in _FACE_KEYS if key in tags}
    if "yes" in said:
        return FaceRecognition.REPORTED
    return FaceRecognition.NO if said == {"no"} else FaceRecognition.UNKNOWN


def public_operator(tags: Mapping[str, str]) -> str:
    """Return the operator where it is plainly a body and no private person, else "".

    >>> public_operator({"operator": "Stadt Köln", "surveillance": "public"})
    'Stadt Köln'
    >>> public_operator({"operator": "A. Neighbour", "surveillance": "outdoor"})
    ''
    """
    operator = tags.get("operator", "").strip()
    kind = tags.get("operator:type", "").casefold()
    if kind in _PRIVATE or operator.casefold() in _PRIVATE:
        return ""
    is_body = (
        kind in _PUBLIC_OPERATORS
        or "operator:wikidata" in tags
        or "public" in _values(tags, "surveillance")
        or bool(_values(tags, "surveillance:zone") & _PUBLIC_ZONES)
        or _COMPANY.search(operator) is not None
    )
    return operator if is_body else ""


def camera_attributes(tags: Mapping[str, str]) -> dict[str, object]:
    """Return the columns of ``cameras`` that tags tell of; ``camera:angle`` is a tilt."""
    direction = camera_direction(tags)
    first, *others = direction.bearings_deg or (math.nan,)
    zone = tags.get("surveillance:zone", "") or tags.get("surveillance", "")
    return {
        "kind": camera_kind(tags).value,
        "direction_deg": first,
        "other_directions_deg": ";".join(f"{bearing:g}" for bearing in others),
        "angle_deg": direction.angle_deg,
        "height_m": camera_height_m(tags),
        "indoor": is_indoor(tags),
        "zone": zone.strip().casefold(),
        "operator": public_operator(tags),
        "face_recognition": face_recognition(tags).value,
        "observed_on": recorded_date(tags.get("check_date", ""), tags.get("survey:date", "")),
    }


def read_cameras(plane: Plane) -> tuple[Cameras, list[Refusal], list[Refusal]]:
    """Return the cameras, the devices refused, and the values that could not be read."""
    rows: list[dict[str, object]] = []
    places: list[shapely.Point] = []
    refused: list[Refusal] = []
    unread: list[Refusal] = []
    for source_id, tags, place, spread in _devices(plane):
        reason = refusal_to_count(tags)
        if reason or isinstance(place, str):
            refused.append(Refusal(source_id, "cameras", reason or str(place)))
            continue
        unread += _unread(tags, source_id)
        kind, number = source_id.split("/")
        identity: dict[str, object] = {
            "camera_id": f"osm:{kind[0]}{number}",
            "source": "OpenStreetMap",
            "source_id": source_id,
            "position_error_m": POSITION_ERROR_M + spread,
        }
        rows.append(identity | camera_attributes(tags))
        places.append(place)
    if not rows:
        return Cameras.none(plane.projection), refused, unread
    crs = plane.projection.crs
    frame = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(places, crs=crs), crs=crs)
    return Cameras.parse(frame, plane.projection), refused, unread


def camera_figures(
    cameras: Cameras, refused: Sequence[Refusal], unread: Sequence[Refusal]
) -> dict[str, object]:
    """Return how many devices were read, kept, refused, and what was not understood."""
    return {
        "read": len(cameras) + len(refused),
        "kept": len(cameras),
        "refused": count_reasons(refused),
        "not_understood": count_reasons(unread),
    }


def _devices(plane: Plane) -> Iterator[tuple[str, Mapping[str, str], shapely.Point | str, float]]:
    """Yield every device: its object, tags, place (or why it has none) and how far it reaches."""
    for node in plane.extract.tagged:
        if is_watched(node.tags):
            spot = plane.point(node.id)
            yield f"node/{node.id}", node.tags, shapely.Point(spot) if spot else _NO_PLACE, 0.0
    for way in plane.extract.ways.where(is_watched):
        yield f"way/{way.id}", way.tags, *_middle(plane, way)
    for relation in plane.extract.relations:
        if relation.tags.get("man_made") == "surveillance":
            yield f"relation/{relation.id}", relation.tags, "drawn as a relation", 0.0


def _middle(plane: Plane, way: Way) -> tuple[shapely.Point | str, float]:
    """Return the centroid of a device drawn as a way, and how far its outline reaches from it."""
    if not way.is_closed and way.tags.get("man_made") != "surveillance":
        return "a line under surveillance, not a device", 0.0
    points, complete = plane.line(way)
    if not len(points):
        return _NO_PLACE, 0.0
    outline = shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])
    middle = shapely.Polygon(points).centroid if way.is_closed and complete else outline.centroid
    return middle, float(shapely.hausdorff_distance(outline, middle))


def _unread(tags: Mapping[str, str], source_id: str) -> list[Refusal]:
    """Return the values of one camera that were written but not understood."""
    reasons = [camera_direction(tags).reason]
    if any(key in tags for key in _HEIGHT_KEYS) and math.isnan(camera_height_m(tags)):
        reasons.append("height not understood")
    if tags.get("camera:type") and camera_kind(tags) is CameraKind.UNKNOWN:
        reasons.append("kind of camera not known")
    if tags.get("operator", "").strip() and not public_operator(tags):
        reasons.append("operator may be a private person: dropped")
    return [Refusal(source_id, "cameras", reason) for reason in reasons if reason]
