"""The front between two points, by what is to be minimised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.routing.additive import additive_front
from mapper.routing.route import Route
from mapper.routing.selection import spread, undominated
from mapper.routing.weights import expected_weights, seen_weights
from mapper.routing.wishes import Minimise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.routing.graph import Query
    from mapper.routing.searching import Searchable
    from mapper.routing.wishes import RouteWishes

__all__ = ["Ways", "find_ways", "score_route"]

MS_PER_S: Final = 1_000.0
MOST_SCORED: Final = 40
"""Of a longer front, so many routes are scored for what is expected of them."""


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
    if wishes.minimise is Minimise.SECONDS:
        return _by_seconds(ground, query, wishes)
    by_cameras = _by_cameras(ground, query, wishes)
    if wishes.minimise is Minimise.CAMERAS:
        return by_cameras
    return _by_expectation(exposure, ground, query, wishes, by_cameras)


def score_route(exposure: CityExposure, route: Route) -> Exposure:
    """Score a route's own line, apart from all the search knew of it."""
    scored = exposure.score(route.track(exposure.city.projection))
    # the times are the route's, from a walking speed that was supposed
    return replace(scored, timed=False)


def _by_cameras(ground: Searchable, query: Query, wishes: RouteWishes) -> Ways:
    front = ground.front(query, wishes)
    return Ways(
        paths=front.paths,
        duration_ms=front.cost_ms,
        value=front.cameras.astype(np.float64),
        cameras=front.cameras,
        complete=front.complete,
        optimal=front.optimal,
    )


def _by_seconds(ground: Searchable, query: Query, wishes: RouteWishes) -> Ways:
    """Time in view adds up along a route, so a front that is complete is proven."""
    graph, rows = ground.network.graph, ground.network.seen
    front = additive_front(graph, query, seen_weights(graph, rows), detour=wishes.detour)
    return Ways(
        paths=front.paths,
        duration_ms=front.cost_ms,
        value=front.weight / MS_PER_S,
        cameras=_cameras(ground, query, front.paths),
        complete=front.complete,
        optimal=front.complete,
    )


def _by_expectation(
    exposure: CityExposure,
    ground: Searchable,
    query: Query,
    wishes: RouteWishes,
    by_cameras: Ways,
) -> Ways:
    """Score what two searches found for what is expected of it; that does not add up.

    One front is of distinct cameras, one of a sum not below what is expected. None of it is ever
    proven.
    """
    graph, rows = ground.network.graph, ground.network.seen
    front = additive_front(graph, query, expected_weights(exposure, rows), detour=wishes.detour)
    most = spread(front.cost_ms, front.weight, MOST_SCORED)
    found = {path.tobytes(): path for path in by_cameras.paths}
    found |= {front.paths[row].tobytes(): front.paths[row] for row in most.tolist()}
    paths = list(found.values())
    routes = [Route.build(exposure.city.network, graph, query, path) for path in paths]
    scores = [score_route(exposure, route) for route in routes]
    duration = np.array([route.duration_ms for route in routes], np.int64)
    value = np.array([_expected(score) for score in scores], np.float64)
    kept = undominated(duration, value)
    paths = [paths[row] for row in kept.tolist()]
    return Ways(
        paths=tuple(paths),
        duration_ms=duration[kept],
        value=value[kept],
        cameras=_cameras(ground, query, paths),
        complete=by_cameras.complete and front.complete,
        optimal=False,
    )


def _expected(exposure: Exposure) -> float:
    """Return the cameras expected, 0 where nothing can be said."""
    return exposure.expected.cameras or 0.0


def _cameras(
    ground: Searchable, query: Query, paths: Sequence[NDArray[np.int32]]
) -> NDArray[np.int64]:
    """Count the distinct cameras along each path."""
    graph, rows = ground.network.graph, ground.network.seen
    return np.array([len(rows.along(graph.parts(query, path))) for path in paths], np.int64)
