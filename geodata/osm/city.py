"""From a file of OpenStreetMap to a city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geodata.osm.addresses import placed_addresses
from geodata.osm.basemap import read_basemap
from geodata.osm.buildings import read_buildings
from geodata.osm.cameras import camera_figures, is_watched, read_cameras
from geodata.osm.metro import read_metro
from geodata.osm.network import assemble_network, walked_ways
from geodata.osm.places import place_table
from geodata.osm.plane import Bounds, Plane, project_extract
from geodata.osm.refusals import Refusal, count_reasons
from geodata.osm.source import Extract, read_extract
from geodata.osm.survey import derived_survey
from geodata.progress import silent
from mapper.errors import BadInputError, OsmFileError
from mapper.model.city import City, Source
from mapper.model.claims import Claims
from mapper.model.projection import LON_LAT_DECIMALS

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.osm.network import WalkedWays
    from geodata.progress import Progress
    from mapper.model.projection import Projection

__all__ = ["OsmImport", "import_city", "read_city"]

_STAGES: Final = 6
_MAX_SPAN_DEG: Final = 6.0
"""The width of a UTM zone: beyond it a city's plane would distort by more than 0.1 %."""


@dataclass(frozen=True, slots=True, eq=False)
class OsmImport:
    """A city and, row by row, what its file held that was not taken."""

    city: City
    refusals: tuple[Refusal, ...]
    addresses: tuple[tuple[str, float, float], ...] = ()
    """Address, longitude and latitude, where they were asked for."""


def read_city(path: Path, *, name: str, title: str = "", progress: Progress | None = None) -> City:
    """Read a ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file as a city.

    Parameters
    ----------
    path
        The file; its format is told by its first bytes.
    name, title
        What the city is called in commands, and on a page.
    progress
        Told as each stage begins.

    Raises
    ------
    OsmFileError
        Where the file is missing, empty, cut short, no OpenStreetMap data, or holds no way that
        may be walked.
    """
    return import_city(path, name=name, title=title, progress=progress).city


def import_city(
    path: Path,
    *,
    name: str,
    title: str = "",
    progress: Progress | None = None,
    addresses: bool = False,
) -> OsmImport:
    """Read a city as ``read_city`` does, with the list of everything refused.

    With ``addresses`` also where the addresses of its nodes, houses and areas are; they are no
    part of the city.
    """
    tell = progress or silent
    tell("reading", 0, _STAGES)
    extract = read_extract(path, tell, addresses=addresses)
    ways, closed = walked_ways(extract)
    bounds = _bounds(extract, ways, path)
    plane = _plane(extract, bounds, path)
    bounds_xy = _outline(bounds, plane.projection)
    tell("walking network", 1, _STAGES)
    network, network_figures = assemble_network(plane, ways)
    if not network.n_edges:
        raise _no_ways(path)
    tell("cameras", 2, _STAGES)
    cameras, refused, unread = read_cameras(plane)
    tell("buildings", 3, _STAGES)
    buildings, see_through, building_figures = read_buildings(plane)
    tell("stations", 4, _STAGES)
    metro = read_metro(plane)
    tell("map and names", 5, _STAGES)
    basemap, basemap_figures = read_basemap(plane, bounds_xy)
    city = City(
        name=name,
        title=title or name,
        projection=plane.projection,
        bounds=bounds,
        network=network,
        cameras=cameras,
        claims=Claims.none(),
        stations=metro.stations,
        entrances=metro.entrances,
        metro_links=metro.links,
        insides=metro.insides,
        buildings=buildings,
        basemap=basemap,
        survey=derived_survey(cameras, bounds_xy, plane.projection, extract.as_of),
        places=place_table(plane, network, metro.stations, metro.entrances),
        sources=(_source(extract),),
        figures={
            "osm": _read_figures(extract),
            "network": network_figures | {"refused": count_reasons(closed)},
            "cameras": camera_figures(cameras, refused, unread),
            "buildings": building_figures,
            "stations": metro.figures,
            "basemap": basemap_figures,
        },
    )
    tell("done", _STAGES, _STAGES)
    found = tuple(placed_addresses(plane)) if addresses else ()
    return OsmImport(city, (*closed, *refused, *unread, *see_through), found)


def _read_figures(extract: Extract) -> dict[str, int]:
    return {
        "nodes": len(extract.nodes.ids),
        "ways": extract.n_ways,
        "relations": extract.n_relations,
    }


def _no_ways(path: Path) -> OsmFileError:
    return OsmFileError(f"{path.name} holds no way that may be walked")


def _plane(extract: Extract, bounds: Bounds, path: Path) -> Plane:
    try:
        return project_extract(extract, bounds)
    except BadInputError as error:
        message = f"{path.name}: {error}"
        raise OsmFileError(message) from error


def _source(extract: Extract) -> Source:
    return Source(
        label="OpenStreetMap",
        licence="ODbL-1.0",
        attribution="© OpenStreetMap contributors",
        as_of=extract.as_of,
        sha256=extract.sha256,
    )


def _bounds(extract: Extract, ways: WalkedWays, path: Path) -> Bounds:
    """Return the header's box, or where it has none the extent of walkable nodes and cameras."""
    rows = extract.nodes.find(ways.refs)
    if len(rows[rows >= 0]) < 2:  # noqa: PLR2004 - a way has two ends
        raise _no_ways(path)
    cameras = np.array([node.id for node in extract.tagged if is_watched(node.tags)], np.int64)
    rows = np.concatenate([rows, extract.nodes.find(cameras)])
    rows = rows[rows >= 0]
    lon, lat = extract.nodes.lon[rows], extract.nodes.lat[rows]
    left, bottom = float(lon.min()), float(lat.min())
    right, top = float(lon.max()), float(lat.max())
    if (box := extract.header_box) is not None:
        # a header may tell of a far larger region than the file holds
        cut = (max(left, box[0]), max(bottom, box[1]), min(right, box[2]), min(top, box[3]))
        if cut[0] < cut[2] and cut[1] < cut[3]:
            left, bottom, right, top = cut
    if max(right - left, top - bottom) > _MAX_SPAN_DEG:
        span = f"{right - left:.0f} by {top - bottom:.0f} degrees"
        message = f"{path.name} spans {span}, which is no city: cut it out first"
        raise OsmFileError(message)
    return (
        round(left, LON_LAT_DECIMALS),
        round(bottom, LON_LAT_DECIMALS),
        round(right, LON_LAT_DECIMALS),
        round(top, LON_LAT_DECIMALS),
    )


def _outline(bounds: Bounds, projection: Projection) -> shapely.Polygon:
    """Return the rectangle in metres that holds the bounds."""
    left, bottom, right, top = bounds
    x, y = projection.to_metres([left, right, left, right], [bottom, bottom, top, top])
    return shapely.box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))
