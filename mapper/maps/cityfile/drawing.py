"""The ground a map shows, as columns: what is drawn but nobody walks on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from mapper.maps.coding import UNIT_ZOOM, Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.maps.cityfile.columns import Columns
    from mapper.maps.drawing import Lines
    from mapper.model.city import City

__all__ = ["GRID", "LAYERS", "Sheet", "put_ground_layers"]

GRID: Final = 2
"""Points lie on every second unit of the plane, at most 0.3 m apart."""
LAYERS: Final = ("park", "water", "stream", "building", "main", "rail", "partial", "full")
"""Areas, lines, and the ground surveyed in part and in full."""
TOLERANCE_M: Final = 0.4
SURVEY_TOLERANCE_M: Final = 2.0
SAME_M: Final = 2.0
"""How far a street of the ground may lie from the edge that is the same street."""
QUARTERS: Final = (0.25, 0.5, 0.75)


class Sheet:
    """The plane of the map, on the grid its points are rounded to."""

    __slots__ = ("plane",)

    def __init__(self, city: City) -> None:
        self.plane = Plane(city.projection, city.bounds)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"zoom": UNIT_ZOOM, "origin": self.plane.origin, "grid": GRID}

    def of_metres(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return points in the city's CRS as steps of the grid, shape (n, 2)."""
        return on_grid(self.plane.of_metres(xy))

    def put_lines(self, columns: Columns, name: str, shapes: NDArray[np.object_]) -> None:
        """Put lines and rings: how many points each has, and the steps from point to point."""
        put_point_lines(columns, name, [on_grid(line) for line in self.plane.lines_of(shapes)])


def on_grid(units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return units as steps of the grid."""
    return np.asarray(np.rint(units / GRID), np.int64)


def put_point_lines(columns: Columns, name: str, lines: Lines) -> None:
    """Put lines on the grid; points that repeat the one before are left out.

    Parameters
    ----------
    columns, name
        Where to, and under which name.
    lines
        Arrays of shape (k, 2), steps of the grid.
    """
    kept = [
        line[np.concatenate([[True], (np.diff(line, axis=0) != 0).any(axis=1)])] for line in lines
    ]
    points = np.concatenate([*kept, np.zeros((0, 2), np.int64)])
    columns.put_numbers(f"{name}.count", [len(line) for line in kept])
    columns.put_steps(f"{name}.x", points[:, 0])
    columns.put_steps(f"{name}.y", points[:, 1])


def put_ground_layers(columns: Columns, exposure: CityExposure, sheet: Sheet) -> list[str]:
    """Put the ground; return the layers in which there is anything."""
    city = exposure.city
    ground = exposure.scene.ground
    frame = city.basemap.frame
    shapes = frame.geometry.to_numpy()
    layer = frame["layer"].to_numpy()
    is_line = shapely.get_dimensions(shapes) < 2  # noqa: PLR2004 - 2 is an area
    above = (frame["kind"] != "subway").to_numpy()
    found = {
        "park": _simple(shapes[(layer == "park") & ~is_line]),
        "water": _simple(shapes[(layer == "water") & ~is_line]),
        "stream": _simple(shapes[(layer == "water") & is_line]),
        "building": _simple(city.buildings.frame.geometry.to_numpy()),
        "main": _not_walked(city, shapes[(layer == "street") & is_line]),
        "rail": _simple(shapes[(layer == "rail") & is_line & above]),
        "partial": _simple(np.array([ground.known], object), SURVEY_TOLERANCE_M),
        "full": _simple(np.array([ground.full], object), SURVEY_TOLERANCE_M),
    }
    drawn = []
    for name in LAYERS:
        if len(found[name]):
            sheet.put_lines(columns, f"draw.{name}", found[name])
            drawn.append(name)
    return drawn


def _simple(shapes: NDArray[np.object_], tolerance_m: float = TOLERANCE_M) -> NDArray[np.object_]:
    """Return shapes with fewer points, neighbours near one another."""
    shapes = shapes[~shapely.is_empty(shapes)]
    if not len(shapes):
        return shapes
    # order by place, so that the steps from one to the next are short
    order = np.argsort(gpd.GeoSeries(shapes).hilbert_distance().to_numpy(), kind="stable")
    thinned = shapely.simplify(shapes[order], tolerance_m)
    return np.asarray(thinned[~shapely.is_empty(thinned)], object)


def _not_walked(city: City, lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the parts of main streets that are no edge of the walking network.

    The ground's streets may have fewer points than the network's, so a step of one counts as
    walked where all its quarters lie on some edge.
    """
    network = city.network
    if not len(lines) or not network.n_edges:
        return _simple(lines)
    of_edge = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    ways = shapely.STRtree(np.asarray(shapely.linestrings(network.coord_xy, indices=of_edge)))
    kept: list[shapely.Geometry] = []
    # a line cut at an edge of the city may come in several parts
    for line in shapely.get_parts(lines):
        xy = shapely.get_coordinates(line)
        fresh = np.zeros(len(xy) - 1, np.bool_)
        for share in QUARTERS:
            spots = np.asarray(shapely.points(xy[:-1] + share * np.diff(xy, axis=0)))
            near = ways.query(spots, predicate="dwithin", distance=SAME_M)[0]
            fresh |= np.bincount(near, minlength=len(spots)) == 0
        cuts = np.flatnonzero(np.diff(np.concatenate([[False], fresh, [False]])))
        kept += [shapely.LineString(xy[a : b + 1]) for a, b in cuts.reshape(-1, 2).tolist()]
    return _simple(np.array(kept, object))
