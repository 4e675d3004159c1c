"""The walking network: contracted edges with their geometry, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["WalkNetwork"]


@dataclass(frozen=True, slots=True, eq=False)
class WalkNetwork:
    """N nodes and E undirected edges; parallel edges and loops are kept.

    Edge e runs from ``edge_from[e]`` to ``edge_to[e]`` along the points
    ``coord_xy[edge_start[e]:edge_start[e + 1]]``. It is walked as the directed edges ``2 e``
    (forward) and ``2 e + 1`` (backward); everything that concerns a walk is keyed by these.
    """

    node_xy: NDArray[np.float64]
    """Shape (N, 2), metres."""
    node_osm_id: NDArray[np.int64]
    """Shape (N,), 0 where a node has no counterpart in OpenStreetMap."""
    node_component: NDArray[np.int32]
    """Shape (N,). Connected part, 0 the largest (by nodes)."""
    edge_from: NDArray[np.int32]
    edge_to: NDArray[np.int32]
    """Shape (E,), node numbers."""
    edge_length_mm: NDArray[np.int64]
    """Shape (E,), on the ellipsoid."""
    edge_start: NDArray[np.int64]
    """Shape (E + 1,), offsets into ``coord_xy``."""
    coord_xy: NDArray[np.float64]
    """Shape (P, 2), metres; at least two points an edge."""
    edge_forward: NDArray[np.bool_]
    edge_backward: NDArray[np.bool_]
    """Shape (E,). Whether the edge may be walked that way (``oneway:foot`` is rare but real)."""
    edge_indoor: NDArray[np.bool_]
    """Shape (E,). Indoors or underground: seen by indoor cameras only."""
    edge_passage: NDArray[np.bool_]
    """Shape (E,). Leads through a building or under cover; buildings stay open along it."""
    edge_name: NDArray[np.str_]
    """Shape (E,), "" where the way has none."""
    edge_kind: NDArray[np.str_]
    """Shape (E,), the value of ``highway`` (or ``platform``, ``ferry`` …)."""
    edge_osm_way: NDArray[np.int64]
    """Shape (E,), the first way an edge was made of, 0 where none."""

    @classmethod
    def build(
        cls,
        node_xy: ArrayLike,
        edges: Sequence[tuple[int, int]],
        lines: Sequence[ArrayLike],
        length_mm: ArrayLike,
        **attributes: ArrayLike,
    ) -> WalkNetwork:
        """Put a network together from one line an edge, and number its connected parts.

        Parameters
        ----------
        node_xy
            Shape (N, 2), metres.
        edges
            E pairs of node numbers.
        lines
            E arrays of shape (k, 2), metres, k >= 2, from the first node to the second.
        length_mm
            Shape (E,), on the ellipsoid.
        **attributes
            Any of the fields ``node_osm_id`` and ``edge_forward`` … ``edge_osm_way``; those not
            given are "walkable both ways, outdoors, open, without a name".
        """
        points = [np.asarray(line, np.float64).reshape(-1, 2) for line in lines]
        counts = np.array([len(line) for line in points], np.int64)
        return cls.of_arrays(
            node_xy,
            edges,
            np.concatenate([[0], np.cumsum(counts)]),
            np.concatenate([*points, np.zeros((0, 2))]),
            length_mm,
            **attributes,
        )

    @classmethod
    def of_arrays(
        cls,
        node_xy: ArrayLike,
        edges: ArrayLike | Sequence[tuple[int, int]],
        edge_start: ArrayLike,
        coord_xy: ArrayLike,
        length_mm: ArrayLike,
        /,
        **attributes: ArrayLike,
    ) -> WalkNetwork:
        """Put a network together from whole arrays, and number its connected parts.

        Parameters
        ----------
        node_xy
            Shape (N, 2), metres.
        edges
            Shape (E, 2), node numbers.
        edge_start, coord_xy
            Shapes (E + 1,) and (P, 2): edge e runs along ``coord_xy[start[e]:start[e + 1]]``.
        length_mm
            Shape (E,), on the ellipsoid.
        **attributes
            As for ``build``.
        """
        nodes = np.asarray(node_xy, np.float64).reshape(-1, 2)
        pairs = np.asarray(edges, np.int32).reshape(-1, 2)
        n_edges = len(pairs)
        defaults: dict[str, NDArray[Any]] = {
            "node_osm_id": np.zeros(len(nodes), np.int64),
            "edge_forward": np.ones(n_edges, np.bool_),
            "edge_backward": np.ones(n_edges, np.bool_),
            "edge_indoor": np.zeros(n_edges, np.bool_),
            "edge_passage": np.zeros(n_edges, np.bool_),
            "edge_name": np.zeros(n_edges, np.str_),
            "edge_kind": np.zeros(n_edges, np.str_),
            "edge_osm_way": np.zeros(n_edges, np.int64),
        }
        given = {
            name: np.asarray(value, np.str_ if default.dtype.kind == "U" else default.dtype)
            for name, default in defaults.items()
            if (value := attributes.get(name)) is not None
        }
        return cls(
            node_xy=nodes,
            node_component=_components(len(nodes), pairs),
            edge_from=np.ascontiguousarray(pairs[:, 0]),
            edge_to=np.ascontiguousarray(pairs[:, 1]),
            edge_length_mm=np.asarray(length_mm, np.int64).reshape(-1),
            edge_start=np.asarray(edge_start, np.int64).reshape(-1),
            coord_xy=np.asarray(coord_xy, np.float64).reshape(-1, 2),
            **{**defaults, **given},
        )

    @classmethod
    def none(cls) -> WalkNetwork:
        """Return a network with nothing in it, for cameras without a city."""
        return cls.build(np.zeros((0, 2)), [], [], [])

    @property
    def n_nodes(self) -> int:
        """Count the nodes."""
        return len(self.node_xy)

    @property
    def n_edges(self) -> int:
        """Count the undirected edges."""
        return len(self.edge_from)

    def edge_line(self, edge: int) -> NDArray[np.float64]:
        """Return the points of one edge, shape (k, 2), metres, in forward order."""
        return self.coord_xy[self.edge_start[edge] : self.edge_start[edge + 1]]


def _components(n_nodes: int, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Label the connected parts, largest first; of equals the one with the smallest node."""
    ones = np.ones(len(pairs), np.int8)
    matrix = sparse.coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n_nodes, n_nodes))
    n_parts, label = sparse.csgraph.connected_components(matrix, directed=False)
    size = np.bincount(label, minlength=n_parts)
    # scipy numbers parts by their smallest node, so a stable sort settles ties
    rank = np.empty(n_parts, np.int32)
    rank[np.argsort(-size, kind="stable")] = np.arange(n_parts, dtype=np.int32)
    return rank[label]
