"""A small town to send trips through, its trips, and words that must never come back.

Nine crossings 100 m apart, named streets, three cameras, a house, a metro station; and an island
no bridge leads to. Its places have names and numbers that occur nowhere else, so that a leak of
one is found by looking for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geodata.osm import read_city
from geodata.pack import write_pack
from tests.geodata.osm.drawing import drawn, lon_lat

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ISLAND", "PLANTED", "START_NAME", "geojson", "gpx", "make_packs", "point", "trip"]

NAME: Final = "town"
START_NAME: Final = "Quillhaven Row"
GOAL_NAME: Final = "Zephyrgate"
ISLAND: Final = (2_050.0, 0.0)
STEP_M: Final = 100.0
WALK_M: Final = ((3.0, 0.0), (100.0, 0.0), (100.0, 150.0), (197.0, 200.0))
"""A walk on the grid: along the south, up the middle, then across."""


def point(east_m: float, north_m: float) -> list[float]:
    """Return [longitude, latitude] of a place on the grid."""
    return [round(degrees, 7) for degrees in lon_lat(east_m, north_m)]


PLANTED: Final = (
    "Quillhaven",
    "Zephyrgate",
    "planted",
    *(str(degrees) for place in WALK_M for degrees in point(*place) if len(str(degrees)) > 6),
)
"""Words and numbers of trips; none may show up in a log or an error."""


def make_packs(folder: Path) -> Path:
    """Draw the town, read it as OpenStreetMap data, and keep it as a pack in a folder."""
    nodes: dict[int, Any] = {
        1 + column + 3 * row: (column * STEP_M, row * STEP_M)
        for row in range(3)
        for column in range(3)
    }
    camera = {"man_made": "surveillance", "surveillance": "public"}
    nodes |= {
        20: (50.0, 8.0, camera | {"camera:type": "fixed", "camera:direction": "180"}),
        21: (108.0, 150.0, camera | {"camera:type": "dome"}),
        22: (150.0, 190.0, camera | {"surveillance:type": "ALPR"}),
        30: (200.0, 200.0, {"railway": "station", "station": "subway", "name": GOAL_NAME}),
        40: (ISLAND[0], ISLAND[1]),
        41: (ISLAND[0] + STEP_M, ISLAND[1]),
        50: (20.0, 20.0),
        51: (80.0, 20.0),
        52: (80.0, 80.0),
        53: (20.0, 80.0),
    }
    ways: dict[int, Any] = {
        100: ((1, 2, 3), {"highway": "residential", "name": START_NAME}),
        101: ((4, 5, 6), {"highway": "residential", "name": "Middle Row"}),
        102: ((7, 8, 9), {"highway": "footway"}),
        110: ((1, 4, 7), {"highway": "footway"}),
        111: ((2, 5, 8), {"highway": "pedestrian", "name": "Long Lane"}),
        112: ((3, 6, 9), {"highway": "footway"}),
        120: ((40, 41), {"highway": "footway", "name": "Island Path"}),
        130: ((50, 51, 52, 53, 50), {"building": "yes"}),
    }
    source = folder / "town.osm"
    source.write_text(drawn(nodes, ways), encoding="utf-8")
    packs = folder / "packs"
    write_pack(read_city(source, name=NAME, title="Town"), packs / NAME)
    source.unlink()
    return packs


def geojson() -> bytes:
    """Return the walk as a GeoJSON Feature."""
    line = {"type": "LineString", "coordinates": [point(*place) for place in WALK_M]}
    feature = {"type": "Feature", "properties": {"name": "planted"}, "geometry": line}
    return json.dumps(feature).encode()


def gpx() -> bytes:
    """Return the walk as a GPX track, one point a minute."""
    points = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"><time>2024-05-06T07:{minute:02}:00Z</time></trkpt>'
        for minute, (lon, lat) in enumerate(point(*place) for place in WALK_M)
    )
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="planted" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><name>planted</name>'
        f"<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def trip(**options: object) -> dict[str, Any]:
    """Return the body of a request for routes across the town."""
    return {"from": point(*WALK_M[0]), "to": point(*WALK_M[-1]), "city": NAME, **options}
