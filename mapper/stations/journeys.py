"""Journeys: walking and the metro in one search, by the gates passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mapper.routing.gated_certificate import certify
from mapper.routing.gated_field import GatedField
from mapper.routing.gated_proof import MOST_ARCS
from mapper.routing.gated_search import GatedFronts, gated_fronts
from mapper.routing.searching import counted_rows, search_graph
from mapper.stations.doors import doors_of
from mapper.stations.journey_graph import JourneyGraph
from mapper.stations.legs import Leg, legs_of
from mapper.stations.trains import trains_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mapper.exposure.city import CityExposure
    from mapper.model.metro import MetroNetwork
    from mapper.model.timetable import Timetable
    from mapper.routing.gated_search import GatedFront, GatedWay
    from mapper.routing.snap import Snapped
    from mapper.stations.journey_graph import Closed
    from mapper.stations.profiles import CityProfile, SystemRule
    from mapper.stations.trains import Departure, TrainGroup

__all__ = ["Avoid", "Journey", "JourneyWishes", "Journeys", "Leg", "find_journeys"]

_LABELS: Final = {
    "quickest": "quickest {gates}", "least_seen": "least seen {gates}",
    "between": "in between, {gates}", "less_seen": "less seen, {gates}", "only": "{gates}",
}  # fmt: skip
MS: Final = 1000
HEADWAY, TIMETABLE, BOTH = "headway", "timetable", "both"


@dataclass(frozen=True, slots=True)
class Avoid:
    """Stations, lines and systems a journey must not use: ids, and names as the city has them."""

    stations: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class JourneyWishes:
    """What is asked for beyond start and goal."""

    detour: float = 1.3
    """How many times the quickest way a way may take."""
    avoid: Avoid = field(default_factory=Avoid)
    exact: bool = False
    """Whether to prove the fronts; for small networks."""
    departure: Departure | None = None
    """When the journey begins; trains then leave when the city's timetable says."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from start to goal."""

    label: str
    reason: str
    """Why it is shown: quickest, least_seen, between, less_seen, or only (there is no other)."""
    duration_ms: int
    gates: int
    cameras: tuple[int, ...]
    """Rows of the mapped cameras met, each once, ascending."""
    modelled: int
    """Supposed cameras met, at least; counted by the search, told apart."""
    beyond_budget: bool
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class JourneyPoint:
    """One way of a front: how long it takes and what it meets."""

    gates: int
    duration_ms: int
    cameras: int
    modelled: int
    """At least."""

    def as_dict(self) -> dict[str, Any]:
        """Return the point, ready for JSON."""
        return {
            "duration_s": round(self.duration_ms / 1000, 1),
            "cameras": self.cameras,
            "modelled_at_least": self.modelled,
        }


@dataclass(frozen=True, slots=True)
class Journeys:
    """A few journeys of each front, those without a gate first; ``fronts`` holds all."""

    journeys: tuple[Journey, ...]
    fronts: GatedFronts
    waits_supposed: bool
    """Whether headways or times were supposed for want of a source."""
    optimal: bool
    """Whether it is proven that no better way exists within the detour."""
    points: tuple[JourneyPoint, ...]
    """Every way of every front, those not shown too: fewest gates first, then the quickest."""
    metro: MetroNetwork = field(compare=False, repr=False)
    waits: str = HEADWAY
    """What is waited for a train: ``headway`` (half of it), ``timetable``, or ``both`` where the
    timetable tells of some lines only."""


def find_journeys(
    exposure: CityExposure,
    metro: MetroNetwork,
    ends: tuple[Snapped, Snapped],
    *,
    profile: CityProfile | None = None,
    wishes: JourneyWishes | None = None,
) -> Journeys:
    """Return the ways between two points by foot and metro, grouped by the gates they pass.

    A ride begins with half the line's headway, or, where a departure is wished and the city has a
    timetable, with the wait for the next train. What is minimised beside time is the mapped
    cameras and the supposed ones together; both are told apart.

    Parameters
    ----------
    exposure
        The city under its assumptions.
    metro
        Its metro.
    ends
        Start and goal on the walking network.
    profile
        What its systems fit stations with.
    wishes
        What else is asked for.

    Raises
    ------
    BadInputError
        Where ``detour`` is below 1.
    NoRouteError
        Where no way leads from the start to the goal.
    """
    wanted = wishes or JourneyWishes()
    city, assumptions = exposure.city, exposure.assumptions
    streets = search_graph(city.network, assumptions.walking_speed_m_s)
    graph = JourneyGraph.build(city.network, streets, counted_rows(exposure))
    start, goal = (graph.point(end.edge, end.offset_mm) for end in ends)
    trains, timed = _timed(city.timetable, metro, wanted.departure)
    graph.add_metro(
        metro,
        doors_of(city),
        _rules(metro, profile),
        assumptions.policy,
        _closed(metro, wanted.avoid),
        trains=trains,
        timed=timed,
    )
    graph.add_parts()
    departs_ms = wanted.departure.clock_s * MS if wanted.departure else 0
    fronts, proven = _fronts(graph, (start, goal), departs_ms, wanted)
    return Journeys(
        tuple(_journeys(graph, metro, fronts, departs_ms)),
        fronts,
        not bool(metro.line_headway_given.all() and metro.ride_given.all()),
        proven,
        tuple(_points(graph, fronts)),
        metro,
        HEADWAY if not timed else TIMETABLE if len(timed) == len(metro.line_id) else BOTH,
    )


def _fronts(
    graph: JourneyGraph, ends: tuple[int, int], departs_ms: int, wanted: JourneyWishes
) -> tuple[GatedFronts, bool]:
    """Return the fronts, and whether they are proven."""
    detour = wanted.detour
    if wanted.exact:
        found = gated_fronts(
            graph.everything(), *ends, detour=detour, exact=True, departs_ms=departs_ms
        )
        return found, found.complete
    field_ = GatedField.build(graph.graph, graph.seen, graph.arcs, graph.sees, graph.n_states)
    known = field_.fronts(*ends, detour=detour, departs_ms=departs_ms)
    if not known.complete or graph.n_streets + len(graph.arcs) > MOST_ARCS:
        return known, False
    proven = certify(field_, ends, known, detour=detour, departs_ms=departs_ms)
    return (known, False) if proven is None else (proven, True)


def _timed(
    timetable: Timetable, metro: MetroNetwork, departure: Departure | None
) -> tuple[list[TrainGroup], frozenset[int]]:
    """Return the trains of the day of a departure, and the lines that run by the timetable."""
    if departure is None or not len(timetable):
        return [], frozenset()
    told = set(timetable.calls["line"])
    lines = frozenset(row for row, line in enumerate(metro.line_id) if line in told)
    return trains_on(timetable, metro, departure.date), lines


def _rules(metro: MetroNetwork, profile: CityProfile | None) -> list[SystemRule | None]:
    told = zip(metro.station_system, metro.station_lines, strict=True)
    return [profile.rule_for(str(system), lines) if profile else None for system, lines in told]


def _points(graph: JourneyGraph, fronts: GatedFronts) -> Iterable[JourneyPoint]:
    for front in fronts.fronts:
        for way in front.ways:
            cameras, modelled = graph.met(way.arcs)
            yield JourneyPoint(front.gates, way.cost_ms, len(cameras), modelled)


def _closed(metro: MetroNetwork, avoid: Avoid) -> Closed:
    """Return the rows of the stations and of the lines that must not be used."""
    stations = {
        row
        for row in range(metro.n_stations)
        if metro.station_id[row] in avoid.stations
        or metro.station_name[row] in avoid.stations
        or metro.station_system[row] in avoid.systems
    }
    lines = {row for row, line in enumerate(metro.line_id) if line in avoid.lines}
    return frozenset(stations), frozenset(lines)


def _journeys(
    graph: JourneyGraph, metro: MetroNetwork, fronts: GatedFronts, departs_ms: int
) -> Iterable[Journey]:
    """Tell the chosen ways of each front, fewest gates first."""
    for front in fronts.fronts:
        for way, reason in _chosen(front):
            legs = legs_of(graph, metro, way.arcs, departs_ms=departs_ms)
            yield _journey(graph, way, tuple(legs), reason, beyond=fronts.beyond_budget(way))


def _chosen(front: GatedFront) -> list[tuple[GatedWay, str]]:
    """Choose at most three ways of a front: the quickest, the least seen, and one between.

    A way with a gate is never called the one with the fewest cameras.
    """
    first, last, middle = front.ways[0], front.ways[-1], _between(front.ways)
    if first is last:
        return [(first, "quickest" if front.gates else "only")]
    least, between = ("less_seen", "less_seen") if front.gates else ("least_seen", "between")
    chosen = [(first, "quickest"), (last, least)]
    return chosen if middle in (first, last) else [*chosen, (middle, between)]


def _between(ways: Sequence[GatedWay]) -> GatedWay:
    """Return the way nearest to being both as quick and as little seen as can be."""
    slow = max(1, ways[-1].cost_ms - ways[0].cost_ms)
    seen = max(1, ways[0].n_cameras - ways[-1].n_cameras)

    def loss(way: GatedWay) -> float:
        return (way.cost_ms - ways[0].cost_ms) / slow + (way.n_cameras - ways[-1].n_cameras) / seen

    return min(ways, key=loss)


def _journey(
    graph: JourneyGraph, way: GatedWay, legs: tuple[Leg, ...], reason: str, *, beyond: bool
) -> Journey:
    cameras, modelled = graph.met(way.arcs)
    through = f"through {way.gates} gate{'s' * (way.gates > 1)}" if way.gates else "without a gate"
    return Journey(
        label=_LABELS[reason].format(gates=through),
        reason=reason,
        duration_ms=way.cost_ms,
        gates=way.gates,
        cameras=cameras,
        modelled=modelled,
        beyond_budget=beyond,
        legs=legs,
    )
