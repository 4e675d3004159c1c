"""A part of a city as a city of its own, for a file that is small enough to hand on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from mapper.errors import BadInputError
from mapper.exposure.city import CityExposure
from mapper.model.assumptions import RangePreset
from mapper.model.cameras import Cameras
from mapper.model.network import WalkNetwork
from mapper.model.places import Table

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from mapper.model.assumptions import Assumptions
    from mapper.model.city import City

__all__ = ["MARGIN_M", "cut_exposure"]

MARGIN_M: Final = 400.0
"""How far beyond an area its ways are kept, so that a way may lead around something at its edge."""
_SLACK_M: Final = 50.0
"""Beyond what a camera reaches: it may be moved before the wall of the building it hangs on."""
_EDGE_FIELDS: Final = tuple(
    field.name
    for field in fields(WalkNetwork)
    if field.name.startswith("edge_")
    and field.name not in {"edge_from", "edge_to", "edge_length_mm", "edge_start"}
)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Which rows of the whole a part keeps."""

    edges: NDArray[np.intp]
    cameras: NDArray[np.intp]


def cut_exposure(
    exposure: CityExposure,
    area: shapely.Geometry,
    *,
    margin_m: float = MARGIN_M,
    title: str = "",
) -> CityExposure:
    """Return the part of a prepared city in and around an area.

    Every way that touches the area or its margin is kept whole, with every camera that can see
    it; what each camera sees is the whole city's own, not computed anew. So a track in the part
    has the exposure it has in the whole, at every range.

    Parameters
    ----------
    exposure
        The whole.
    area
        In the city's CRS.
    margin_m
        How far beyond the area ways are kept.
    title
        What the part is called; "" keeps the city's title.

    Returns
    -------
    A city with the same projection, sources and name, and no ``pack_hash``: nothing of it may be
    kept beside the pack it was read from.

    Raises
    ------
    BadInputError
        Where no way touches the area.
    """
    whole = exposure.city
    ground = shapely.buffer(area, margin_m)
    shapely.prepare(ground)
    lines = _lines(whole.network)
    edges = np.flatnonzero(shapely.intersects(ground, lines))
    if not len(edges):
        message = "no way of the city touches the area"
        raise BadInputError(message)
    near = _Near(lines[edges])
    reach_m = _reaches_m(whole.cameras, exposure.assumptions)
    seeing = near.within(whole.cameras.frame, reach_m)
    seeing[exposure.incidence.camera[_rows_of(exposure.incidence.edge_start, edges)]] = True
    kept = _Kept(edges, np.flatnonzero(seeing))
    city = _part_of(whole, kept, ground, near, float(reach_m.max(initial=0.0)))
    city = replace(city, title=title or city.title)
    return CityExposure.from_arrays(city, exposure.assumptions, _arrays(exposure, kept))


def _part_of(
    city: City, kept: _Kept, ground: shapely.Geometry, near: _Near, furthest_m: float
) -> City:
    """Return the tables of a part."""
    network = _network(city.network, kept.edges)
    box = shapely.box(*shapely.total_bounds([ground, *near.lines]))
    cameras = city.cameras.frame.iloc[kept.cameras]
    stations, doors, links = city.stations.frame, city.entrances.frame, city.metro_links.frame
    # a station belongs where any of its doors is, and brings them all
    open_here = doors[shapely.intersects(ground, _shapes(doors))]
    here = shapely.intersects(ground, _shapes(stations))
    here |= stations["station_id"].isin(open_here["station_id"]).to_numpy()
    ids = set(stations["station_id"][here])
    opens = doors["station_id"].isin(ids) | doors["entrance_id"].isin(open_here["entrance_id"])
    joined = links["from_station"].isin(ids) & links["to_station"].isin(ids)
    return replace(
        city,
        bounds=_bounds(city, ground),
        network=network,
        cameras=Cameras(_renumbered(cameras)),
        stations=Table(_renumbered(stations[here])),
        entrances=Table(_renumbered(doors[opens.to_numpy()])),
        metro_links=Table(_renumbered(links[joined.to_numpy()])),
        buildings=Table(
            _renumbered(city.buildings.frame[near.within(city.buildings.frame, furthest_m)])
        ),
        basemap=_clipped(city.basemap, box),
        survey=_clipped(city.survey, box),
        places=_touching(city.places, ground),
        figures={},
        same_as=city.same_as.among(set(cameras["camera_id"])),
        insides=city.insides.among(ids, doors["entrance_id"][opens.to_numpy()]),
        timetable=city.timetable.among(ids),
        pack_hash="",
    )


def _arrays(exposure: CityExposure, kept: _Kept) -> dict[str, NDArray[Any]]:
    """Return what was computed of the whole, less what the part does not keep."""
    arrays = exposure.arrays()
    number = np.full(len(exposure.city.cameras), -1, np.int32)
    number[kept.cameras] = np.arange(len(kept.cameras), dtype=np.int32)
    part = {"figures": arrays["figures"]}
    rows = _rows_of(arrays["incidence.edge_start"], kept.edges)
    counts = np.diff(arrays["incidence.edge_start"])[kept.edges]
    part["incidence.edge_start"] = _starts(counts)
    part["incidence.camera"] = number[arrays["incidence.camera"][rows]]
    for name in ("incidence.enter_mm", "incidence.exit_mm"):
        part[name] = arrays[name][rows]
    for sight in sorted({name.partition(".")[0] for name in arrays} - {"figures", "incidence"}):
        part |= _sight(arrays, sight, number)
    return part


def _sight(
    arrays: dict[str, NDArray[Any]], sight: str, number: NDArray[np.int32]
) -> dict[str, NDArray[Any]]:
    """Return the viewsheds of one range that belong to cameras with a number."""
    camera = number[arrays[f"{sight}.camera"]]
    views = np.flatnonzero(camera >= 0)
    start = arrays[f"{sight}.piece_start"]
    pieces = _rows_of(start, views)
    part: dict[str, NDArray[Any]] = {
        f"{sight}.camera": camera[views],
        f"{sight}.piece_start": _starts(np.diff(start)[views]),
    }
    for name in ("xy", "radius_m", "lens_deg", "indoor", "is_disc"):
        part[f"{sight}.{name}"] = arrays[f"{sight}.{name}"][views]
    for name in ("piece_a", "piece_b", "piece_arc"):
        part[f"{sight}.{name}"] = arrays[f"{sight}.{name}"][pieces]
    return part


def _rows_of(start: NDArray[np.int64], owners: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows that belong to owners, theirs together, in order."""
    counts = np.diff(start)[owners]
    within = np.arange(int(counts.sum())) - np.repeat(_starts(counts)[:-1], counts)
    return np.asarray(np.repeat(start[owners], counts) + within, np.intp)


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _shapes(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _lines(network: WalkNetwork) -> NDArray[np.object_]:
    """Return each edge as a line, shape (E,)."""
    edge = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    lines = np.empty(network.n_edges, dtype=object)
    if network.n_edges:
        lines[:] = shapely.linestrings(network.coord_xy, indices=edge)
    return lines


def _network(network: WalkNetwork, kept: NDArray[np.intp]) -> WalkNetwork:
    """Return the edges that are kept, in their order, and the nodes they join."""
    ends = np.stack([network.edge_from[kept], network.edge_to[kept]], axis=1)
    nodes, flat = np.unique(ends, return_inverse=True)
    attributes: dict[str, Any] = {name: getattr(network, name)[kept] for name in _EDGE_FIELDS}
    return WalkNetwork.build(
        network.node_xy[nodes],
        [(first, last) for first, last in flat.reshape(-1, 2).tolist()],
        [network.edge_line(edge) for edge in kept.tolist()],
        network.edge_length_mm[kept],
        node_osm_id=network.node_osm_id[nodes],
        **attributes,
    )


class _Near:
    """Finds what lies near any of some lines."""

    def __init__(self, lines: NDArray[np.object_]) -> None:
        self.lines = lines
        self._tree = shapely.STRtree(lines)

    def within(
        self, frame: gpd.GeoDataFrame, distance_m: NDArray[np.float64] | float
    ) -> NDArray[np.bool_]:
        """Tell which rows lie within a distance of any line, shape (rows,)."""
        shapes = _shapes(frame)
        found = np.zeros(len(shapes), np.bool_)
        if len(shapes):
            rows, _ = self._tree.query(shapes, predicate="dwithin", distance=distance_m)
            found[rows] = True
        return found


def _reaches_m(cameras: Cameras, assumptions: Assumptions) -> NDArray[np.float64]:
    """Return how far each camera can see at any preset, shape (n,), from where it may stand."""
    ranges_m = [reach_m for preset in RangePreset for reach_m in assumptions.ranges_m(preset)]
    longest_m = max(assumptions.range_m or 0.0, *ranges_m)
    recorded_m = np.nan_to_num(cameras.numbers("range_m"))
    return (
        np.maximum(recorded_m, longest_m)
        + np.nan_to_num(cameras.numbers("position_error_m"))
        + assumptions.tolerance_m
        + _SLACK_M
    )


def _touching(table: Table, ground: shapely.Geometry) -> Table:
    return Table(_renumbered(table.frame[shapely.intersects(ground, _shapes(table.frame))]))


def _clipped(table: Table, box: shapely.Polygon) -> Table:
    """Return the rows that reach into a box, cut off at its sides; what has no extent goes."""
    frame = table.frame
    shapes = _shapes(frame)
    inside = shapely.covers(box, shapes)
    cut = np.where(inside, shapes, shapely.intersection(shapely.make_valid(shapes), box))
    # what only touches the box shrinks to a point or a line; an empty line still has a dimension
    solid = (shapely.get_dimensions(cut) == shapely.get_dimensions(shapes)) & ~shapely.is_empty(cut)
    kept = frame[solid].copy()
    return Table(_renumbered(kept.set_geometry(list(cut[solid]), crs=frame.crs)))


def _renumbered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_axis(pd.RangeIndex(len(frame)))


def _bounds(city: City, ground: shapely.Geometry) -> tuple[float, float, float, float]:
    """Return the box of the ground in degrees, no larger than the city's."""
    low_x, low_y, high_x, high_y = shapely.bounds(ground).tolist()
    lon, lat = city.projection.to_lon_lat(
        [low_x, low_x, high_x, high_x], [low_y, high_y, low_y, high_y]
    )
    left, bottom, right, top = city.bounds
    return (
        max(left, float(lon.min())),
        max(bottom, float(lat.min())),
        min(right, float(lon.max())),
        min(top, float(lat.max())),
    )
