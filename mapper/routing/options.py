"""The ways between two places, each with what sees it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mapper.errors import NoRouteError
from mapper.routing.graph import Query, SearchGraph
from mapper.routing.places import Place, resolve
from mapper.routing.quickest import quickest
from mapper.routing.route import Route
from mapper.routing.snap import snap_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.model.network import WalkNetwork

__all__ = ["RouteOption", "RouteWishes", "RoutesAnswer", "find_routes"]


@dataclass(frozen=True, slots=True)
class RouteWishes:
    """What a walker asks for beyond start and goal."""


@dataclass(frozen=True, slots=True, eq=False)
class RouteOption:
    """A route as shown to a person: the walk, what sees it, and why it is shown."""

    route: Route
    exposure: Exposure
    label: str

    def as_dict(self) -> dict[str, Any]:
        """Return the option ready for JSON: its label, its score, its legs."""
        return {
            "label": self.label,
            **self.exposure.as_dict(),
            "legs": [leg.as_dict() for leg in self.route.legs],
        }


@dataclass(frozen=True, slots=True, eq=False)
class RoutesAnswer:
    """The options found, the quickest first, and how far the answer can be relied on."""

    options: tuple[RouteOption, ...]
    notes: tuple[str, ...] = field(default=())
    """What a walker should know of how the places were taken; names no place."""

    def as_dict(self) -> dict[str, Any]:
        """Return the answer ready for JSON."""
        return {
            "options": [option.as_dict() for option in self.options],
            "notes": list(self.notes),
        }


def find_routes(
    exposure: CityExposure,
    start: str | Sequence[float],
    goal: str | Sequence[float],
    *,
    wanted: RouteWishes | None = None,  # noqa: ARG001
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
        Where a place makes no sense, or both are one point.
    UnknownPlaceError
        Where a name is not known or not clear.
    OutsideCityError
        Where a place lies too far from any street.
    NoRouteError
        Where no way leads from one to the other.
    """
    city, assumptions = exposure.city, exposure.assumptions
    if city.network.n_edges == 0:
        message = "there is no walking network to find a route on"
        raise NoRouteError(message)
    places = resolve(city, start), resolve(city, goal)
    ends = snap_pair(city, *places, within_m=assumptions.snap_m)
    graph = search_graph(city.network, assumptions.walking_speed_m_s)
    query = Query(ends[0].edge, ends[0].offset_mm, ends[1].edge, ends[1].offset_mm)
    route = Route.build(city.network, graph, query, quickest(graph, query).edges)
    option = RouteOption(route, _score(exposure, route), label="quickest")
    return RoutesAnswer((option,), notes=_notes(places))


@lru_cache(maxsize=4)
def search_graph(network: WalkNetwork, walking_speed_m_s: float) -> SearchGraph:
    """Return the graph of a network, built once and kept for the last few."""
    return SearchGraph.build(network, walking_speed_m_s)


def _score(exposure: CityExposure, route: Route) -> Exposure:
    """Score the line itself, apart from all the search knew of it."""
    scored = exposure.score(route.track(exposure.city.projection))
    # the times are the route's, from a walking speed that was supposed
    return replace(scored, timed=False)


def _notes(places: tuple[Place, Place]) -> tuple[str, ...]:
    return tuple(
        f"no place goes by just that name; the {which} is the nearest name there is"
        for which, place in zip(("start", "goal"), places, strict=True)
        if not place.exact
    )
