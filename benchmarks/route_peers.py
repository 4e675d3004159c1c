"""What others do instead of a search, each on the same contracted graph and the same cameras.

``shortest``: one ``networkx.shortest_path``. ``re-ranked``: the five shortest simple paths, ranked
by camera points within a buffer for each kilometre (the method of UNDO-agentic). ``swept``: the
shortest path under time plus λ times the cameras of each edge, for a ladder of λ (the method of
deflockmaps). What they find is measured afterwards in true distinct cameras.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.model.network import WalkNetwork
    from mapper.routing.search import SearchNetwork

__all__ = ["Found", "Peers"]

N_PATHS: Final = 5
BUFFER_M: Final = 50.0
LADDER_S: Final = (0.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0)
"""Seconds a camera is worth, from nothing to more than any detour."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a method found for one pair, and how long it took."""

    seconds: float
    routes: tuple[tuple[int, int], ...]
    """Duration in milliseconds and true distinct cameras of each route it offers."""


class Peers:
    """A networkx graph of a city, with the cheaper of parallel edges, as peers search it."""

    def __init__(
        self, network: WalkNetwork, search: SearchNetwork, camera_xy: NDArray[np.float64]
    ) -> None:
        """Lay the graph out; ``camera_xy`` are the points peers count, shape (C, 2), metres."""
        self.network, self.search = network, search
        self.tree = shapely.STRtree(shapely.points(camera_xy))
        self.graph = nx.DiGraph()
        graph, seen = search.graph, search.seen
        counts = np.diff(seen.start)
        for edge in graph.out_edge.tolist():
            u, v, cost = int(graph.tail[edge]), int(graph.head[edge]), int(graph.cost_ms[edge])
            known = self.graph.get_edge_data(u, v)
            if known is None or cost < known["ms"]:
                self.graph.add_edge(u, v, ms=cost, edge=edge, cameras=int(counts[edge >> 1]))

    def shortest(self, start: int, goal: int) -> Found:
        """Find one shortest path."""
        begin = time.thread_time()
        path = nx.shortest_path(self.graph, start, goal, weight="ms")
        return Found(time.thread_time() - begin, (self._measured(path),))

    def re_ranked(self, start: int, goal: int) -> Found:
        """Take the best of five shortest simple paths by camera points a kilometre."""
        begin = time.thread_time()
        paths = list(
            islice(nx.shortest_simple_paths(self.graph, start, goal, weight="ms"), N_PATHS)
        )
        best = min(paths, key=self._points_a_km)
        return Found(time.thread_time() - begin, (self._measured(best),))

    def swept(self, start: int, goal: int) -> Found:
        """Find a shortest path for each price of a camera."""
        begin = time.thread_time()
        paths = [
            nx.shortest_path(self.graph, start, goal, weight=_priced(1_000.0 * price))
            for price in LADDER_S
        ]
        return Found(time.thread_time() - begin, tuple(sorted({*map(self._measured, paths)})))

    def _edges(self, path: Sequence[int]) -> list[int]:
        return [int(self.graph.edges[step]["edge"]) for step in pairwise(path)]

    def _measured(self, path: Sequence[int]) -> tuple[int, int]:
        """Return the duration and the distinct cameras of a path of nodes."""
        edges = self._edges(path)
        seen = [self.search.seen.on_edge(edge >> 1) for edge in edges]
        cameras = np.unique(np.concatenate(seen)) if seen else ()
        return int(self.search.graph.cost_ms[edges].sum()), len(cameras)

    def _points_a_km(self, path: Sequence[int]) -> float:
        edges = self._edges(path)
        line = shapely.MultiLineString([self.network.edge_line(edge >> 1) for edge in edges])
        near = self.tree.query(shapely.buffer(line, BUFFER_M), predicate="intersects")
        return len(near) / max(float(shapely.length(line)) / 1_000.0, 0.001)


def _priced(ms_a_camera: float):  # noqa: ANN202 - what networkx takes as a weight
    return lambda _u, _v, data: data["ms"] + ms_a_camera * data["cameras"]
