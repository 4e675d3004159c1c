"""Journeys: walking and the metro in one search, by the gates passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.routing.gated_search import GatedFronts, gated_fronts
from mapper.routing.graph import EdgeCameras, SearchGraph
from mapper.stations.doors import Doors
from mapper.stations.journey_graph import JourneyGraph, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mapper.exposure.city import CityExposure
    from mapper.model.metro import MetroNetwork
    from mapper.routing.gated_search import GatedFront, GatedWay
    from mapper.routing.snap import Snapped
    from mapper.stations.profiles import CityProfile

__all__ = ["Avoid", "Journey", "JourneyWishes", "Journeys", "Leg", "find_journeys"]

_LABELS: Final = {
    "quickest": "quickest {gates}", "least_seen": "least seen {gates}",
    "between": "in between, {gates}", "less_seen": "less seen, {gates}", "only": "{gates}",
}  # fmt: skip
_WORDS: Final = {
    "walk": "walk", "enter": "enter", "exit": "exit", "board": "ride", "ride": "ride",
    "alight": "ride", "transfer": "transfer",
}  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a journey."""

    kind: str
    """walk, gate (in or out), enter and exit (where there is none), ride or transfer."""
    seconds: float
    start: str
    """Station or entrance it begins at, "" on the street."""
    end: str
    line: str
    colour: str
    stops: int
    gates: int
    cameras: tuple[int, ...]
    """Rows of the mapped cameras met, ascending."""
    modelled: int
    """Supposed cameras met, at least: on platforms, in the carriage."""
    stretches: tuple[tuple[int, int, int], ...]
    """Of a walk: edge, from and to which millimetre."""
    stations: tuple[int, ...] = ()
    """Rows of the stations passed, in order; none on a walk."""
    door: int = -1
    """Row of the entrance of a way in or out."""
    line_name: str = ""


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


def find_journeys(
    exposure: CityExposure,
    metro: MetroNetwork,
    ends: tuple[Snapped, Snapped],
    *,
    profile: CityProfile | None = None,
    wishes: JourneyWishes | None = None,
) -> Journeys:
    """Return the ways between two points by foot and metro, grouped by the gates they pass.

    A ride begins with half the line's headway. What is minimised beside time is the mapped
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
    network, assumptions = exposure.city.network, exposure.assumptions
    counted = exposure.scene.facts.counted(assumptions.policy)
    seen = exposure.incidence
    graph = JourneyGraph.build(
        network,
        SearchGraph.build(network, assumptions.walking_speed_m_s),
        EdgeCameras.build(seen.edge_start, seen.camera, (seen.enter_mm, seen.exit_mm), counted),
    )
    start, goal = (graph.point(end.edge, end.offset_mm) for end in ends)
    rules = [
        profile.rule_for(str(system), lines) if profile else None
        for system, lines in zip(metro.station_system, metro.station_lines, strict=True)
    ]
    graph.add_metro(
        metro,
        Doors.of(exposure.city, metro),
        rules,
        assumptions.policy,
        _closed(metro, wanted.avoid),
    )
    graph.add_walks()
    fronts = gated_fronts(graph.arcs, start, goal, detour=wanted.detour, exact=wanted.exact)
    return Journeys(
        tuple(_journeys(graph, metro, fronts)),
        fronts,
        not bool(metro.line_headway_given.all() and metro.ride_given.all()),
        wanted.exact and fronts.complete,
        tuple(_points(graph, fronts)),
        metro,
    )


def _points(graph: JourneyGraph, fronts: GatedFronts) -> Iterable[JourneyPoint]:
    for front in fronts.fronts:
        for way in front.ways:
            cameras, modelled = graph.told(way.cameras)
            yield JourneyPoint(front.gates, way.cost_ms, len(cameras), modelled)


def _closed(metro: MetroNetwork, avoid: Avoid) -> tuple[frozenset[int], frozenset[int]]:
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


def _journeys(graph: JourneyGraph, metro: MetroNetwork, fronts: GatedFronts) -> Iterable[Journey]:
    """Tell the chosen ways of each front, fewest gates first."""
    for front in fronts.fronts:
        for way, reason in _chosen(front):
            yield _journey(graph, metro, way, reason=reason, beyond=fronts.beyond_budget(way))


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
    graph: JourneyGraph, metro: MetroNetwork, way: GatedWay, *, reason: str, beyond: bool
) -> Journey:
    cameras, modelled = graph.told(way.cameras)
    through = f"through {way.gates} gate{'s' * (way.gates > 1)}" if way.gates else "without a gate"
    return Journey(
        label=_LABELS[reason].format(gates=through),
        reason=reason,
        duration_ms=way.cost_ms,
        gates=way.gates,
        cameras=cameras,
        modelled=modelled,
        beyond_budget=beyond,
        legs=tuple(_legs(graph, metro, way.arcs)),
    )


def _legs(graph: JourneyGraph, metro: MetroNetwork, arcs: Sequence[int]) -> Iterable[Leg]:
    """Gather steps into legs: a ride from boarding to alighting, a walk from door to door."""
    runs: list[list[int]] = []
    for number in arcs:
        step = graph.steps[number]
        kind = _WORDS[step.kind]
        same = bool(runs) and _WORDS[graph.steps[runs[-1][-1]].kind] == kind
        if same and kind in ("walk", "ride") and step.kind != "board":
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        steps = [graph.steps[number] for number in run]
        taken = [graph.arcs[number] for number in run]
        mask = int(np.bitwise_or.reduce(np.array([arc.cameras for arc in taken], dtype=object)))
        cameras, modelled = graph.told(mask)
        line = next((step.line for step in steps if step.line >= 0), -1)
        gates = sum(arc.gates for arc in taken)
        kind = _WORDS[steps[0].kind]
        yield Leg(
            kind="gate" if gates and kind in ("enter", "exit") else kind,
            seconds=sum(arc.cost_ms for arc in taken) / 1000,
            start=_place(metro, steps[0], first=True),
            end=_place(metro, steps[-1], first=False),
            line=str(metro.line_id[line]) if line >= 0 else "",
            colour=str(metro.line_colour[line]) if line >= 0 else "",
            stops=sum(step.kind == "ride" for step in steps),
            gates=gates,
            cameras=cameras,
            modelled=modelled,
            stretches=tuple(step.stretch for step in steps if step.stretch is not None),
            stations=_stations(steps),
            door=steps[0].door,
            line_name=str(metro.line_name[line]) if line >= 0 else "",
        )


def _stations(steps: Sequence[Step]) -> tuple[int, ...]:
    """Return the stations of steps in order, each once in a row; none on a walk."""
    rows = [row for step in steps for row in (step.start, step.end) if row >= 0]
    return tuple(row for at, row in enumerate(rows) if at == 0 or rows[at - 1] != row)


def _place(metro: MetroNetwork, step: Step, *, first: bool) -> str:
    """Return the name of where a step begins or ends, "" on the street."""
    if step.kind == "walk":
        return ""
    if (step.kind == "enter" and first) or (step.kind == "exit" and not first):
        return str(metro.entrance_id[step.door])
    station = step.start if first else step.end
    return str(metro.station_name[station])
