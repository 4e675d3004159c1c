"""The ways between two places, each with what sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mapper.routing.directions import Step, directions

if TYPE_CHECKING:
    from mapper.exposure.result import Exposure, SurveyShares
    from mapper.routing.route import Route
    from mapper.routing.wishes import Minimise

__all__ = ["FrontPoint", "RouteOption", "RoutesAnswer", "Unavoidable", "label", "option"]

MS_PER_S: Final = 1_000.0
PARTLY_KNOWN: Final = 0.5
"""A metre of ground surveyed in part counts as so much of a surveyed one."""


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One route of the front as two figures, for a plot."""

    duration_s: float
    value: float

    def as_dict(self) -> dict[str, float]:
        """Return the point ready for JSON."""
        return {"duration_s": round(self.duration_s, 1), "value": round(self.value, 3)}


@dataclass(frozen=True, slots=True)
class Unavoidable:
    """Ids of the counted cameras that see the start or the goal itself: every route meets them."""

    start: tuple[str, ...] = ()
    goal: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, list[str]]:
        """Return the ids ready for JSON."""
        return {"start": list(self.start), "goal": list(self.goal)}


@dataclass(frozen=True, slots=True, eq=False)
class RouteOption:
    """A route as shown to a person: the walk, what sees it, and why it is shown."""

    route: Route
    exposure: Exposure
    label: str
    cameras_avoided: int | None
    """Fewer than on the quickest route, under the chosen policy; None where not told."""
    extra_s: float
    """Longer than the quickest route."""
    less_surveyed: bool
    """Whether it is better than the quickest only through ground that is less surveyed."""

    @property
    def indoor_m(self) -> float:
        """Metres indoors or underground, where only cameras mapped indoors are counted."""
        track = self.exposure.track
        if track.indoor is None:
            return 0.0
        return float(track.segment_lengths_m()[track.indoor].sum())

    @property
    def steps(self) -> tuple[Step, ...]:
        """The route in words, with the cameras met on each leg."""
        return directions(self.route, self.exposure.encounters)

    def as_dict(self) -> dict[str, Any]:
        """Return the option ready for JSON: its label, its score, its legs, its steps."""
        return {
            "label": self.label,
            "cameras_avoided": self.cameras_avoided,
            "extra_s": round(self.extra_s, 1),
            "less_surveyed": self.less_surveyed,
            "indoor_m": round(self.indoor_m, 1),
            **self.exposure.as_dict(),
            "legs": [leg.as_dict() for leg in self.route.legs],
            "steps": [step.as_dict() for step in self.steps],
        }

    def as_feature(self) -> dict[str, Any]:
        """Return the option as a GeoJSON feature: its line, and its score as properties."""
        told = self.as_dict()
        return {"type": "Feature", "geometry": told.pop("geometry"), "properties": told}


@dataclass(frozen=True, slots=True, eq=False)
class RoutesAnswer:
    """The options found, the quickest first, and how far the answer can be relied on."""

    options: tuple[RouteOption, ...]
    front: tuple[FrontPoint, ...]
    """Every route of the front, those not shown too."""
    minimise: Minimise
    detour: float
    complete: bool
    """Whether the search came to its end; if not, there may be more and better routes."""
    optimal: bool
    """Whether it is proven that no better route exists within the detour."""
    unavoidable: Unavoidable
    notes: tuple[str, ...] = ()
    """What a walker should know of how the places were taken; names no place."""

    def as_dict(self) -> dict[str, Any]:
        """Return the answer ready for JSON."""
        return {
            "options": [option.as_dict() for option in self.options],
            "front": [point.as_dict() for point in self.front],
            "minimise": self.minimise.value,
            "detour": self.detour,
            "complete": self.complete,
            "optimal": self.optimal,
            "unavoidable": self.unavoidable.as_dict(),
            "notes": list(self.notes),
        }

    def as_feature_collection(self) -> dict[str, Any]:
        """Return the options as GeoJSON, lon/lat."""
        return {
            "type": "FeatureCollection",
            "features": [option.as_feature() for option in self.options],
        }


def option(
    walked: tuple[Route, Exposure], quickest: tuple[Route, Exposure], label: str
) -> RouteOption:
    """Return a scored route as an option, compared with the quickest that the rules allow."""
    route, exposure = walked
    return RouteOption(
        route=route,
        exposure=exposure,
        label=label,
        cameras_avoided=_avoided(exposure, quickest[1]),
        extra_s=(route.duration_ms - quickest[0].duration_ms) / MS_PER_S,
        less_surveyed=_flees(exposure, quickest[1]),
    )


def label(number: int, n_options: int, minimise: Minimise, *, is_quickest: bool) -> str:
    """Return what an option is called, by its place among those shown.

    >>> from mapper.routing.wishes import Minimise
    >>> [label(n, 4, Minimise.CAMERAS, is_quickest=n == 0) for n in range(4)]
    ['quickest', 'between 1', 'between 2', 'fewest cameras']
    """
    if number == n_options - 1:
        return f"quickest, {minimise.label}" if is_quickest else minimise.label
    if number == 0:
        return "quickest" if is_quickest else "quickest within the rules"
    return f"between {number}"


def _avoided(exposure: Exposure, quickest: Exposure) -> int | None:
    policy = exposure.assumptions.policy
    here, there = exposure.cameras.under(policy), quickest.cameras.under(policy)
    return None if here is None or there is None else there - here


def _flees(exposure: Exposure, quickest: Exposure) -> bool:
    """Tell whether a route is better only because less is known of its ground.

    Its unsurveyed metres are taken to hold cameras at the rate of the quickest route's surveyed
    ones. If it then passes no fewer than the quickest, what it gains is only what nobody looked
    for.
    """
    avoided = _avoided(exposure, quickest)
    fled_m = _unknown_m(exposure) - _unknown_m(quickest)
    if avoided is None:
        return fled_m > 0
    if avoided <= 0 or fled_m <= 0:
        return False
    known_m = quickest.length_m - _unknown_m(quickest)
    there = quickest.cameras.under(quickest.assumptions.policy) or 0
    return known_m <= 0 or there / known_m * fled_m >= avoided


def _unknown_m(exposure: Exposure) -> float:
    """Return how many metres are as good as unsurveyed."""
    survey: SurveyShares = exposure.survey
    return exposure.length_m * (survey.none + PARTLY_KNOWN * survey.partial)
