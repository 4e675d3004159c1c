"""Small hand-made walking networks, and random ones, for tests of routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mapper.model.network import WalkNetwork
from mapper.model.projection import ellipsoid_lengths_m
from tests.mapper.exposure.made import HELSINKI

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray


def network_of(
    nodes: ArrayLike,
    edges: Sequence[tuple[int, int]],
    *,
    via: Mapping[int, ArrayLike] | None = None,
    origin: NDArray[np.float64] | None = None,
    **attributes: ArrayLike,
) -> WalkNetwork:
    """Build a network whose edges are straight, or run through the points in ``via``.

    With an origin it lies there in the tests' city, and its lengths are on the ellipsoid.
    """
    points = np.asarray(nodes, np.float64)
    lines = [
        np.vstack([points[a], np.reshape((via or {}).get(e, []), (-1, 2)), points[b]])
        for e, (a, b) in enumerate(edges)
    ]
    if origin is None:
        lengths = [np.hypot(*np.diff(line, axis=0).T).sum() * 1000 for line in lines]
    else:
        points, lines = points + origin, [line + origin for line in lines]
        lengths = [
            ellipsoid_lengths_m(*HELSINKI.to_lon_lat(*line.T, rounded=False)).sum() * 1000
            for line in lines
        ]
    return WalkNetwork.build(points, edges, lines, np.rint(lengths), **attributes)


def random_network(seed: int, *, one_way: bool = True) -> WalkNetwork:
    """Build a small random network with parallel edges, loops, bends and one-way edges."""
    random = np.random.default_rng(seed)
    n_nodes, n_edges = int(random.integers(2, 12)), int(random.integers(1, 24))
    nodes = random.uniform(0, 300, (n_nodes, 2)).round(int(random.integers(0, 3)))
    edges = [(int(a), int(b)) for a, b in random.integers(0, n_nodes, (n_edges, 2))]
    bends = {e: random.uniform(0, 300, (2, 2)) for e in range(n_edges) if random.random() < 0.3}
    bends |= {e: random.uniform(0, 300, (2, 2)) for e, (a, b) in enumerate(edges) if a == b}
    forward, backward = np.ones(n_edges, bool), np.ones(n_edges, bool)
    if one_way:
        shut = random.random(n_edges)
        forward, backward = shut > 0.1, shut < 0.9
    return network_of(nodes, edges, via=bends, edge_forward=forward, edge_backward=backward)
