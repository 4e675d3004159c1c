"""A city's network made ready to be searched, kept between queries, and lent to threads."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from mapper.routing.exact import PROOF_LIMITS, least_exposed
from mapper.routing.graph import EdgeCameras, SearchGraph
from mapper.routing.search import Front, Limits, SearchNetwork

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.exposure.facts import CameraFacts
    from mapper.exposure.incidence import Incidence
    from mapper.model.evidence import CountingPolicy
    from mapper.model.network import WalkNetwork
    from mapper.routing.graph import Query
    from mapper.routing.wishes import RouteWishes
    from mapper.routing.workspace import Workspace

__all__ = ["Searchable", "counted_rows", "search_graph", "searchable"]


@dataclass(frozen=True, slots=True, eq=False)
class Searchable:
    """A network with its counted cameras, and the workspaces no thread uses just now."""

    network: SearchNetwork
    whole: SearchNetwork
    """The network without rules: what a workspace has to have room for."""
    idle: deque[Workspace] = field(default_factory=deque)

    def under(self, graph: SearchGraph) -> Searchable:
        """Return the same city with rules on its graph, sharing the workspaces."""
        return Searchable(SearchNetwork.build(graph, self.network.seen), self.whole, self.idle)

    def front(self, query: Query, wishes: RouteWishes) -> Front:
        """Return the front of duration against distinct cameras, proven if its work suffices."""
        try:
            workspace = self.idle.pop()  # atomic: no two threads get the same one
        except IndexError:
            workspace = self.whole.workspace()
        try:
            return least_exposed(
                self.network,
                query,
                detour=wishes.detour,
                limits=Limits(seconds=wishes.search_s),
                proof_limits=replace(
                    PROOF_LIMITS, seconds=wishes.proof_s, slices=wishes.proof_slices
                ),
                workspace=workspace,
            )
        finally:
            self.idle.append(workspace)


@lru_cache(maxsize=4)
def search_graph(network: WalkNetwork, walking_speed_m_s: float) -> SearchGraph:
    """Return the graph of a network, built once and kept for the last few."""
    return SearchGraph.build(network, walking_speed_m_s)


def counted_rows(exposure: CityExposure) -> EdgeCameras:
    """Return which counted cameras see which stretches of which edge."""
    return _rows(exposure.incidence, exposure.scene.facts, exposure.assumptions.policy)


def searchable(exposure: CityExposure, graph: SearchGraph) -> Searchable:
    """Return a city ready to be searched, prepared once and kept for the last few."""
    return _searchable(graph, counted_rows(exposure))


@lru_cache(maxsize=4)
def _rows(incidence: Incidence, facts: CameraFacts, policy: CountingPolicy) -> EdgeCameras:
    return EdgeCameras.build(
        incidence.edge_start,
        incidence.camera,
        (incidence.enter_mm, incidence.exit_mm),
        facts.counted(policy),
    )


@lru_cache(maxsize=4)
def _searchable(graph: SearchGraph, rows: EdgeCameras) -> Searchable:
    network = SearchNetwork.build(graph, rows)
    return Searchable(network, network)
