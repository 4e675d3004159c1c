"""From two places to the options between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.errors import NoRouteError
from mapper.routing.graph import Query
from mapper.routing.options import FrontPoint, RoutesAnswer, Unavoidable, label, option
from mapper.routing.places import resolve
from mapper.routing.route import Route
from mapper.routing.rules import Closures
from mapper.routing.searching import counted_rows, search_graph, searchable
from mapper.routing.selection import spread
from mapper.routing.snap import snap_pair
from mapper.routing.ways import find_ways, score_route
from mapper.routing.wishes import RouteWishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.routing.graph import SearchGraph
    from mapper.routing.options import RouteOption
    from mapper.routing.places import Place
    from mapper.routing.ways import Ways

__all__ = ["find_routes", "notes_of"]

MS_PER_S: Final = 1_000.0
MOST_NAMED: Final = 5


def find_routes(
    exposure: CityExposure,
    start: str | Sequence[float],
    goal: str | Sequence[float],
    *,
    wanted: RouteWishes | None = None,
) -> RoutesAnswer:
    """Return the ways from one place to another, the quickest first.

    Parameters
    ----------
    exposure
        A city made ready to be asked what sees a line.
    start, goal
        ``(lon, lat)``, or a text: ``"lat,lon"``, or a name in the city.
    wanted
        What else is asked for.

    Raises
    ------
    BadInputError
        Where a place makes no sense, both are one point, or a rule names what is not there.
    UnknownPlaceError
        Where a name is not known or not clear.
    OutsideCityError
        Where a place lies too far from any street.
    NoRouteError
        Where no way leads from one to the other, or none that keeps to the rules.
    """
    city = exposure.city
    if city.network.n_edges == 0:
        message = "there is no walking network to find a route on"
        raise NoRouteError(message)
    places = resolve(city, start), resolve(city, goal)
    ends = snap_pair(city, *places, within_m=exposure.assumptions.snap_m)
    query = Query(ends[0].edge, ends[0].offset_mm, ends[1].edge, ends[1].offset_mm)
    return _answer(exposure, query, wanted or RouteWishes(), notes_of(places))


def _answer(
    exposure: CityExposure, query: Query, wishes: RouteWishes, notes: tuple[str, ...]
) -> RoutesAnswer:
    """Return the options between two points of the network."""
    whole = search_graph(exposure.city.network, exposure.assumptions.walking_speed_m_s)
    graph = whole
    if wishes.avoid or wishes.surveyed_only:
        closures = Closures.of(exposure, wishes.avoid, surveyed_only=wishes.surveyed_only)
        graph = closures.check(whole, query)
    ground = searchable(exposure, whole)
    ways = find_ways(exposure, ground if graph is whole else ground.under(graph), query, wishes)
    unavoidable = _unavoidable(exposure, query)
    kept = _few_enough(ways, wishes, unavoidable)
    return RoutesAnswer(
        options=_options(exposure, graph, query, ways, kept, wishes),
        front=tuple(
            FrontPoint(int(ways.duration_ms[row]) / MS_PER_S, float(ways.value[row]))
            for row in kept
        ),
        minimise=wishes.minimise,
        detour=wishes.detour,
        complete=ways.complete,
        optimal=ways.optimal,
        unavoidable=unavoidable,
        notes=notes,
    )


def _options(
    exposure: CityExposure,
    graph: SearchGraph,
    query: Query,
    ways: Ways,
    kept: NDArray[np.int64],
    wishes: RouteWishes,
) -> tuple[RouteOption, ...]:
    """Score the routes to be shown: a few of the front that lie well apart, or every one."""

    def walked(row: int) -> tuple[Route, Exposure]:
        route = Route.build(exposure.city.network, graph, query, ways.paths[row])
        return route, score_route(exposure, route)

    chosen = kept if wishes.every else kept[spread(ways.duration_ms[kept], ways.value[kept])]
    quickest = walked(0)
    return tuple(
        option(
            quickest if row == 0 else walked(row),
            quickest,
            label(number, len(chosen), wishes.minimise, is_quickest=row == 0),
        )
        for number, row in enumerate(chosen.tolist())
    )


def _few_enough(ways: Ways, wishes: RouteWishes, unavoidable: Unavoidable) -> NDArray[np.int64]:
    """Return the rows with at most as many cameras as are allowed.

    Raises
    ------
    NoRouteError
        Where there are none: it says how few there can be, and which see the ends themselves.
    """
    if wishes.max_cameras is None:
        return np.arange(len(ways.paths))
    kept = np.flatnonzero(ways.cameras <= wishes.max_cameras)
    if len(kept):
        return kept
    least = "the fewest" if ways.optimal else "the fewest found"
    message = (
        f"no way within {wishes.detour:g} times the quickest passes at most "
        f"{wishes.max_cameras} cameras; {least}: {int(ways.cameras.min())}"
    )
    for which, ids in (("start", unavoidable.start), ("goal", unavoidable.goal)):
        if ids:
            more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
            message += f"; the {which} itself is seen by {', '.join(ids[:MOST_NAMED])}{more}"
    raise NoRouteError(message)


def _unavoidable(exposure: CityExposure, query: Query) -> Unavoidable:
    rows, ids = counted_rows(exposure), exposure.scene.facts.ids
    at = ((query.start_edge, query.start_mm), (query.goal_edge, query.goal_mm))
    return Unavoidable(*(tuple(str(i) for i in ids[rows.at(edge, mm)]) for edge, mm in at))


def notes_of(places: tuple[Place, Place]) -> tuple[str, ...]:
    """Return what to know of how start and goal were taken; names no place."""
    return tuple(
        f"no place goes by just that name; the {which} is the nearest name there is"
        for which, place in zip(("start", "goal"), places, strict=True)
        if not place.exact
    )
