"""The tags an import reads: what is not named here (phone, photo, address, …) is never read."""

from __future__ import annotations

from typing import Final

from geodata.osm.walkable import WALK_KEYS

__all__ = ["RELATION_KEYS", "TAG_KEYS", "WAY_KEYS"]

_CAMERA_KEYS: Final = frozenset(
    {
        "man_made", "surveillance", "surveillance:type", "surveillance:zone",
        "surveillance:direction", "camera:type", "camera:direction", "direction", "revolving",
        "camera:height", "height", "est_height", "operator", "operator:type", "operator:wikidata",
        "indoor", "level", "location", "check_date", "survey:date", "camera:face_recognition",
        "surveillance:face_recognition", "camera:facial_recognition",
        "surveillance:facial_recognition", "face_recognition", "facial_recognition",
    }
)  # fmt: skip
_BUILDING_KEYS: Final = frozenset(
    {
        "building", "building:part", "building:levels", "building:min_level", "min_height",
        "layer", "location",
    }
)  # fmt: skip
_STATION_KEYS: Final = frozenset(
    {
        "station", "subway", "light_rail", "train", "tram", "monorail", "name", "name:en", "ref",
        "network", "type", "route", "colour", "entrance", "railway", "public_transport",
        "opening_hours", "depth", "level", "layer", "wheelchair", "bus", "trolleybus",
    }
)  # fmt: skip
_BASEMAP_KEYS: Final = frozenset(
    {"natural", "waterway", "landuse", "leisure", "place", "tunnel", "usage", "service"}
)

TAG_KEYS: Final = WALK_KEYS | _CAMERA_KEYS | _BUILDING_KEYS | _STATION_KEYS | _BASEMAP_KEYS
"""Every key that is read."""

WAY_KEYS: Final = frozenset(
    {
        "highway", "railway", "public_transport", "building", "building:part", "man_made",
        "surveillance:type", "natural", "waterway", "landuse", "leisure", "place",
    }
)  # fmt: skip
"""A way with none of these is kept only where a relation needs it."""

RELATION_KEYS: Final = WAY_KEYS | {"route"}
"""A relation with none of these is not kept."""
