"""The front between two points, by what is to be minimised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.routing.graph import Query
    from mapper.routing.route import Route
    from mapper.routing.searching import Searchable
    from mapper.routing.wishes import RouteWishes

__all__ = ["Ways", "find_ways", "score_route"]


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The routes of a front: by rising duration and falling value, the quickest first."""

    paths: tuple[NDArray[np.int32], ...]
    """Directed edges; see ``Query``."""
    duration_ms: NDArray[np.int64]
    value: NDArray[np.float64]
    """Shape (n,), what is minimised."""
    cameras: NDArray[np.int64]
    """Shape (n,), distinct counted cameras."""
    complete: bool
    optimal: bool


def find_ways(
    exposure: CityExposure, ground: Searchable, query: Query, wishes: RouteWishes
) -> Ways:
    """Return the front of duration against what is to be minimised."""
    front = ground.front(query, wishes)
    return Ways(
        paths=front.paths,
        duration_ms=front.cost_ms,
        value=front.cameras.astype(np.float64),
        cameras=front.cameras,
        complete=front.complete,
        optimal=front.optimal,
    )


def score_route(exposure: CityExposure, route: Route) -> Exposure:
    """Score a route's own line, apart from all the search knew of it."""
    scored = exposure.score(route.track(exposure.city.projection))
    # the times are the route's, from a walking speed that was supposed
    return replace(scored, timed=False)
