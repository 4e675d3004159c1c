"""An extract in the city's plane: nodes in metres, ways as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.model.projection import utm_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.osm.source import Extract
    from geodata.osm.ways import Way
    from mapper.model.projection import Projection

__all__ = ["Plane", "project_extract"]

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """An extract with its projection and every node in metres."""

    extract: Extract
    projection: Projection
    node_xy: NDArray[np.float64]
    """Shape (n, 2), metres, row for row the extract's nodes."""

    def point(self, node_id: int) -> tuple[float, float] | None:
        """Return one node's place in metres, None where the file does not hold it."""
        row = int(self.extract.nodes.find(np.array([node_id], np.int64))[0])
        return None if row < 0 else (float(self.node_xy[row, 0]), float(self.node_xy[row, 1]))

    def line(self, way: Way) -> tuple[NDArray[np.float64], bool]:
        """Return the nodes of a way that exist, shape (k, 2), and whether all of them do."""
        rows = self.extract.nodes.find(way.refs)
        present = rows >= 0
        return self.node_xy[rows[present]], bool(present.all())

    def runs(self, way: Way) -> list[NDArray[np.float64]]:
        """Return the unbroken runs of a way's existing nodes, each of shape (k, 2), k >= 2."""
        rows = self.extract.nodes.find(way.refs)
        breaks = np.flatnonzero(np.diff((rows >= 0).astype(np.int8))) + 1
        pieces = (piece for piece in np.split(rows, breaks) if len(piece) > 1 and piece[0] >= 0)
        return [self.node_xy[piece] for piece in pieces]


def project_extract(extract: Extract, bounds: Bounds) -> Plane:
    """Project every node to the UTM zone of the middle of the bounds."""
    left, bottom, right, top = bounds
    projection = utm_for((left + right) / 2, (bottom + top) / 2)
    x, y = projection.to_metres(extract.nodes.lon, extract.nodes.lat)
    return Plane(extract, projection, np.column_stack([x, y]))
