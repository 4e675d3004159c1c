"""Stretches of streets as lines: what lies between two marks along an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.network import WalkNetwork

__all__ = ["part_of_edge", "point_on"]


def point_on(network: WalkNetwork, edge: int, mm: int) -> NDArray[np.float64]:
    """Return the point so far along an edge, shape (2,), metres."""
    return np.asarray(part_of_edge(network, edge, mm, mm)[0])


def part_of_edge(network: WalkNetwork, edge: int, from_mm: int, to_mm: int) -> NDArray[np.float64]:
    """Return the points of a stretch of an edge, in the direction it is walked."""
    line = network.edge_line(edge)
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    scale = float(steps[-1]) / max(1, int(network.edge_length_mm[edge]))
    low, high = sorted((from_mm * scale, to_mm * scale))
    between = steps[(steps > low) & (steps < high)]
    at = np.concatenate([[low], between, [high]])
    points = np.column_stack([np.interp(at, steps, line[:, 0]), np.interp(at, steps, line[:, 1])])
    return np.asarray(points if from_mm <= to_mm else points[::-1])
