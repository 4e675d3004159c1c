"""The walking network as two tables, ``nodes`` and ``edges``, and back without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from mapper.errors import PackError
from mapper.model.network import WalkNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.projection import Projection

__all__ = ["EDGE_COLUMNS", "NODE_COLUMNS", "edges_frame", "network_of", "nodes_frame"]

_FLAGS: Final = ("forward", "backward", "indoor", "passage")
_TEXTS: Final = ("name", "kind")
NODE_COLUMNS: Final = ("node_id", "osm_id", "component")
EDGE_COLUMNS: Final = (
    "edge_id", "from_node", "to_node", "length_mm", *_FLAGS, *_TEXTS, "osm_way"
)  # fmt: skip


def nodes_frame(network: WalkNetwork, projection: Projection) -> gpd.GeoDataFrame:
    """Return one row a node, in order: number, OSM id, connected part, point."""
    data = {
        "node_id": np.arange(network.n_nodes, dtype=np.int64),
        "osm_id": network.node_osm_id,
        "component": network.node_component,
    }
    return gpd.GeoDataFrame(data, geometry=shapely.points(network.node_xy), crs=projection.crs)


def edges_frame(network: WalkNetwork, projection: Projection) -> gpd.GeoDataFrame:
    """Return one row an undirected edge, in order: ends, length, attributes, line."""
    data: dict[str, object] = {
        "edge_id": np.arange(network.n_edges, dtype=np.int64),
        "from_node": network.edge_from,
        "to_node": network.edge_to,
        "length_mm": network.edge_length_mm,
        **{flag: getattr(network, f"edge_{flag}") for flag in _FLAGS},
        **{text: getattr(network, f"edge_{text}").astype("object") for text in _TEXTS},
        "osm_way": network.edge_osm_way,
    }
    owner = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    lines = shapely.linestrings(network.coord_xy, indices=owner)
    return gpd.GeoDataFrame(data, geometry=lines, crs=projection.crs)


def network_of(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> WalkNetwork:
    """Return the network the two tables hold.

    Raises
    ------
    PackError
        Where rows are out of order, an edge ends at a node that is not there, or a shape is not
        a point or a line: kernels index by these numbers without asking again.
    """
    points, lines = np.asarray(nodes.geometry), np.asarray(edges.geometry)
    n_nodes, n_edges = len(nodes), len(edges)
    _refuse_strange_shapes(points, shapely.GeometryType.POINT, "nodes")
    _refuse_strange_shapes(lines, shapely.GeometryType.LINESTRING, "edges")
    if not np.array_equal(nodes["node_id"].to_numpy(), np.arange(n_nodes)):
        message = "table nodes: node_id is not 0, 1, 2, …"
        raise PackError(message)
    if not np.array_equal(edges["edge_id"].to_numpy(), np.arange(n_edges)):
        message = "table edges: edge_id is not 0, 1, 2, …"
        raise PackError(message)
    ends = np.concatenate([edges["from_node"].to_numpy(), edges["to_node"].to_numpy()])
    if bool(((ends < 0) | (ends >= n_nodes)).any()):
        message = "table edges: an edge ends at a node that is not there"
        raise PackError(message)
    if bool((edges["length_mm"].to_numpy() < 0).any()):
        message = "table edges: an edge has a negative length"
        raise PackError(message)
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    counts = np.bincount(owner, minlength=n_edges).astype(np.int64)
    return WalkNetwork(
        node_xy=shapely.get_coordinates(points),
        node_osm_id=nodes["osm_id"].to_numpy(np.int64),
        node_component=nodes["component"].to_numpy(np.int32),
        edge_from=edges["from_node"].to_numpy(np.int32),
        edge_to=edges["to_node"].to_numpy(np.int32),
        edge_length_mm=edges["length_mm"].to_numpy(np.int64),
        edge_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        coord_xy=coordinates,
        edge_forward=edges["forward"].to_numpy(np.bool_),
        edge_backward=edges["backward"].to_numpy(np.bool_),
        edge_indoor=edges["indoor"].to_numpy(np.bool_),
        edge_passage=edges["passage"].to_numpy(np.bool_),
        edge_name=np.array(edges["name"].tolist(), np.str_),
        edge_kind=np.array(edges["kind"].tolist(), np.str_),
        edge_osm_way=edges["osm_way"].to_numpy(np.int64),
    )


def _refuse_strange_shapes(
    shapes: NDArray[np.object_], wanted: shapely.GeometryType, table: str
) -> None:
    strange = shapely.get_type_id(shapes) != wanted.value
    strange |= shapely.is_empty(shapes)
    if not strange.any():
        return
    row = int(strange.argmax())
    message = f"table {table}, row {row}: not a {wanted.name.lower()}"
    raise PackError(message)
