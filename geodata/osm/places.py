"""Names that lead somewhere: streets, squares, stations, entrances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy import sparse

from geodata.osm.rows import Rows
from mapper.model.names import normalise_name
from mapper.model.places import PLACE_COLUMNS, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.osm.plane import Plane
    from mapper.model.network import WalkNetwork

__all__ = ["place_table"]

_APART_M: Final = 500.0
"""Pieces of one street nearer to each other than this get one row."""
_SQUARE_REACH_M: Final = 100.0


def place_table(plane: Plane, network: WalkNetwork, stations: Table, entrances: Table) -> Table:
    """Return the table ``places``, streets first; a street's point lies on the network."""
    rows = Rows()
    _add_streets(rows, network)
    _add_squares(rows, plane, network)
    named = {
        str(row.station_id): str(row.name)
        for row in stations.frame.rename_axis(None).itertuples(index=False)
    }
    for frame, key, kind in (
        (stations.frame, "station_id", "station"),
        (entrances.frame, "entrance_id", "entrance"),
    ):
        for row, shape in zip(frame.to_dict("records"), frame.geometry, strict=True):
            name = str(row["name"])
            if kind == "entrance" and (ref := str(row["ref"])):
                # people look for "Station, exit 3"
                name = " ".join(
                    part for part in (name or named.get(row["station_id"], ""), ref) if part
                )
            _add(rows, shape, f"{row[key]}", name, kind)
    return rows.table(PLACE_COLUMNS, "places", plane.projection)


def _add(rows: Rows, shape: shapely.Geometry, source: str, name: str, kind: str) -> None:
    if normalised := normalise_name(name):
        rows.add(shape, place_id=f"{kind}:{source}", name=name, normalised=normalised, kind=kind)


def _add_streets(rows: Rows, network: WalkNetwork) -> None:
    """Add the middle of the longest edge of each connected piece of each street."""
    edges = np.flatnonzero((network.edge_name != "") & ~network.edge_indoor)
    if not len(edges):
        return
    names, name_of = np.unique(network.edge_name[edges], return_inverse=True)
    piece_of = _pieces(network, edges, name_of)
    length = np.bincount(piece_of, network.edge_length_mm[edges].astype(np.float64))
    # pieces by name, the longest first; in a piece the longest edge first
    order = np.lexsort(
        (edges, -network.edge_length_mm[edges], piece_of, -length[piece_of], name_of)
    )
    first_of_piece = order[np.flatnonzero(np.diff(piece_of[order], prepend=-1))]
    used: set[str] = set()
    kept: dict[int, list[NDArray[np.float64]]] = {}
    for row in first_of_piece:
        edge, number = int(edges[row]), int(name_of[row])
        middle = shapely.line_interpolate_point(
            shapely.LineString(network.edge_line(edge)), 0.5, normalized=True
        )
        spot = shapely.get_coordinates(middle)[0]
        near = (np.hypot(*(spot - other)) < _APART_M for other in kept.get(number, []))
        if any(near):
            continue
        kept.setdefault(number, []).append(spot)
        source = f"osm:w{network.edge_osm_way[edge]}"
        source = source if source not in used else f"{source}.{edge}"
        used.add(source)
        _add(rows, middle, source, str(names[number]), "street")


def _pieces(
    network: WalkNetwork, edges: NDArray[np.int64], name_of: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the connected piece of its street that each edge lies in, shape of ``edges``."""
    keys = np.concatenate(
        [
            name_of * network.n_nodes + network.edge_from[edges],
            name_of * network.n_nodes + network.edge_to[edges],
        ]
    )
    corners, ends = np.unique(keys, return_inverse=True)
    links = sparse.coo_array(
        (np.ones(len(edges), np.int8), (ends[: len(edges)], ends[len(edges) :])),
        shape=(len(corners),) * 2,
    )
    _, label = sparse.csgraph.connected_components(links, directed=False)
    return np.asarray(label[ends[: len(edges)]], np.int64)


def _add_squares(rows: Rows, plane: Plane, network: WalkNetwork) -> None:
    """Add named squares at the nearest node of the network."""
    found: list[tuple[str, str, NDArray[np.float64]]] = []
    for node in plane.extract.tagged:
        spot = plane.point(node.id) if node.tags.get("place") == "square" else None
        if spot is not None:
            found.append((f"osm:n{node.id}", node.tags.get("name", ""), np.array(spot)))
    for way in plane.extract.ways:
        area = way.tags.get("highway") == "pedestrian" and way.tags.get("area") == "yes"
        if (area or way.tags.get("place") == "square") and "name" in way.tags:
            points, _ = plane.line(way)
            if len(points):
                found.append((f"osm:w{way.id}", way.tags["name"], points.mean(axis=0)))
    if not network.n_nodes or not found:
        return
    tree = shapely.STRtree([shapely.Point(xy) for xy in network.node_xy])
    for source, name, middle in found:
        nearest = int(tree.nearest(shapely.Point(middle)))
        place = network.node_xy[nearest]
        if np.hypot(*(place - middle)) <= _SQUARE_REACH_M:
            _add(rows, shapely.Point(place), source, name.strip(), "square")
