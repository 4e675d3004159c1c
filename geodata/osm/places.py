"""Names that lead somewhere: streets, squares, stations, entrances."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy import sparse

from geodata.osm.rows import Rows
from mapper.model.names import normalise_name
from mapper.model.places import PLACE_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.osm.plane import Plane
    from mapper.model.network import WalkNetwork
    from mapper.model.projection import Projection

__all__ = ["network_places", "place_table"]

_APART_M: Final = 500.0
"""Pieces of one street nearer to each other than this get one row."""
_SQUARE_REACH_M: Final = 100.0


def place_table(plane: Plane, network: WalkNetwork, stations: Table, entrances: Table) -> Table:
    """Return the table ``places``; the points of streets and squares lie on the network."""
    names = _Names()
    _add_streets(names, network)
    _add_squares(names, plane, network)
    _add_stations(names, stations, entrances)
    return names.rows.table(PLACE_COLUMNS, "places", plane.projection)


def network_places(
    network: WalkNetwork, stations: Table, entrances: Table, projection: Projection
) -> Table:
    """Return the table ``places`` of a network that came from no file of OpenStreetMap."""
    names = _Names()
    _add_streets(names, network)
    _add_stations(names, stations, entrances)
    return names.rows.table(PLACE_COLUMNS, "places", projection)


class _Names:
    """Names gathered so far; one name is taken once in each neighbourhood."""

    def __init__(self) -> None:
        self.rows = Rows()
        self._taken: Counter[str] = Counter()
        self._folded: dict[str, str] = {}
        self._spots: dict[tuple[str, int, int], list[NDArray[np.float64]]] = {}

    def add(self, shape: shapely.Geometry, place_id: str, name: str, kind: str) -> None:
        """Take one name at a point."""
        normalised = self._fold(name)
        if normalised:
            # one way can give a street several pieces
            self._taken[place_id] += 1
            again = self._taken[place_id]
            own_id = place_id if again == 1 else f"{place_id}.{again}"
            self.rows.add(shape, place_id=own_id, name=name, normalised=normalised, kind=kind)

    def add_apart(self, shape: shapely.Geometry, place_id: str, name: str, kind: str) -> None:
        """Take one name at a point unless its namesake lies near."""
        spot = shapely.get_coordinates(shape)[0]
        folded = self._fold(name)
        # namesakes are looked for in this square of the grid and the eight around it
        column, row = (int(number) for number in spot // _APART_M)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in self._spots.get((folded, x, y), ())
        )
        if all(np.hypot(*(spot - other)) >= _APART_M for other in near):
            self._spots.setdefault((folded, column, row), []).append(spot)
            self.add(shape, place_id, name, kind)

    def _fold(self, name: str) -> str:
        if name not in self._folded:
            self._folded[name] = normalise_name(name)
        return self._folded[name]


def _add_stations(names: _Names, stations: Table, entrances: Table) -> None:
    """Add stations, and entrances under their own name or "Station, exit"."""
    station_names: dict[str, str] = {}
    for row, shape in zip(stations.frame.to_dict("records"), stations.frame.geometry, strict=True):
        station_names[str(row["station_id"])] = str(row["name"])
        names.add(shape, f"station:{row['station_id']}", str(row["name"]), "station")
    for row, shape in zip(
        entrances.frame.to_dict("records"), entrances.frame.geometry, strict=True
    ):
        name = str(row["name"]) or station_names.get(str(row["station_id"]), "")
        ref = str(row["ref"])
        if name and ref and name.split()[-1].casefold() != ref.casefold():
            name = f"{name} {ref}"
        names.add(shape, f"entrance:{row['entrance_id']}", name, "entrance")


def _add_streets(names: _Names, network: WalkNetwork) -> None:
    """Add the middle of the longest edge of each connected piece of each street."""
    edges = np.flatnonzero((network.edge_name != "") & ~network.edge_indoor)
    if not len(edges):
        return
    streets, street_of = np.unique(network.edge_name[edges], return_inverse=True)
    piece_of = _pieces(network, edges, street_of)
    length_mm = network.edge_length_mm[edges]
    piece_mm = np.bincount(piece_of, length_mm.astype(np.float64))
    # pieces by name, the longest first; in a piece the longest edge first
    order = np.lexsort((edges, -length_mm, piece_of, -piece_mm[piece_of], street_of))
    longest = edges[order[np.flatnonzero(np.diff(piece_of[order], prepend=-1))]]
    names_of = streets[street_of[np.searchsorted(edges, longest)]].tolist()
    for edge, name, middle in zip(
        longest.tolist(), names_of, _middles(network, longest), strict=True
    ):
        place_id = f"street:osm:w{network.edge_osm_way[edge]}"
        names.add_apart(middle, place_id, name, "street")


def _middles(network: WalkNetwork, edges: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the point half way along each edge, shape of ``edges``."""
    counts = np.diff(network.edge_start)[edges]
    owner = np.repeat(np.arange(len(edges)), counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    points = network.coord_xy[np.repeat(network.edge_start[edges], counts) + within]
    lines = shapely.linestrings(points, indices=owner)
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True), dtype=object)


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


def _is_named_square(tags: Mapping[str, str]) -> bool:
    area = tags.get("highway") == "pedestrian" and tags.get("area") == "yes"
    return (area or tags.get("place") == "square") and "name" in tags


def _add_squares(names: _Names, plane: Plane, network: WalkNetwork) -> None:
    """Add named squares at the nearest node of the network."""
    found: list[tuple[str, str, NDArray[np.float64]]] = []
    for node in plane.extract.tagged:
        spot = plane.point(node.id) if node.tags.get("place") == "square" else None
        if spot is not None:
            found.append((f"square:osm:n{node.id}", node.tags.get("name", ""), np.array(spot)))
    for way in plane.extract.ways.where(_is_named_square):
        points, _ = plane.line(way)
        if len(points):
            found.append((f"square:osm:w{way.id}", way.tags["name"], points.mean(axis=0)))
    if not network.n_nodes or not found:
        return
    tree = shapely.STRtree(np.asarray(shapely.points(network.node_xy)))
    for place_id, name, middle in found:
        place = network.node_xy[int(tree.nearest(shapely.Point(middle)))]
        if np.hypot(*(place - middle)) <= _SQUARE_REACH_M:
            names.add_apart(shapely.Point(place), place_id, name.strip(), "square")
