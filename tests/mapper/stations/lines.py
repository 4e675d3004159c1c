"""Towns with metro lines, made by hand: five stations a kilometre apart on one street."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.metro.profiles import parse_profile
from mapper.model.places import LINK_COLUMNS, Table
from mapper.routing.snap import Snapped, edge_index
from tests.mapper.stations.towns import ORIGIN, PROJECTION, network, town

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.model.city import City

GATES = parse_profile(
    """
    [[systems]]
    name = "M"
    lines = ["*"]
    [systems.gates]
    face_recognition = "documented"
    source = "test"
    [systems.platforms]
    present = false
    source = "test"
    [systems.carriages]
    face_recognition = "reported"
    source = "test"
    """,
    name="gates",
)
OPEN = parse_profile(
    '[[systems]]\nname = "M"\nlines = ["*"]\n[systems.gates]\npresent = false\nsource = "t"\n',
    name="open",
)


def at(exposure: CityExposure, x: float, y: float = 0.0) -> Snapped:
    return edge_index(exposure.city.network).near(ORIGIN + np.array([x, y]), 5.0)[0]


STREET = [((1000.0 * k, 0.0), (1000.0 * (k + 1), 0.0)) for k in range(4)]
STATIONS = [(name, (1000.0 * k, 0.0)) for k, name in enumerate("ABCDE")]


def with_line(city: City, *lines: tuple[str, str], seconds: float = 60.0) -> City:
    """Add lines: a name and the stations in order, as letters."""
    spots = dict(STATIONS)
    rows: list[dict[str, object]] = []
    shapes = []
    for line, stops in lines:
        for one, other in pairwise(stops):
            rows.append(
                {
                    "link_id": f"{line}{one}{other}",
                    "from_station": one,
                    "to_station": other,
                    "line": line,
                    "line_name": f"Line {line}",
                    "colour": "#F07E24",
                    "duration_s": seconds,
                    "headway_s": 120.0,
                }
            )
            shapes.append(shapely.LineString([ORIGIN + spots[one], ORIGIN + spots[other]]))
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=PROJECTION.crs)
    links = Table.parse(frame, LINK_COLUMNS, table="metro_links", projection=PROJECTION)
    entrances = city.entrances.frame.assign(walk_s=30.0)
    return replace(city, metro_links=links, entrances=replace(city.entrances, frame=entrances))


def line_town() -> City:
    """Return five stations a kilometre apart on one street and one line."""
    return with_line(town(network(STREET), stations=STATIONS, doors=STATIONS), ("1", "ABCDE"))


def watched_city() -> City:
    """Return the same street with three cameras on it, called so that Moscow's rule holds."""
    cameras = [{"at": (x, 4.0), "range_m": 20.0} for x in (400.0, 1500.0, 2500.0)]
    city = town(network(STREET), stations=STATIONS, doors=STATIONS, cameras=cameras)
    return replace(with_line(city, ("1", "ABCDE")), name="moscow", pack_hash="")
