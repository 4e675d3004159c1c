"""The graph of a journey beside the streets: doors on them, halls, trains, and what each meets."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mapper.routing.gated_search import GatedArc
from mapper.stations.profiles import NO_RULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mapper.model.evidence import CountingPolicy
    from mapper.model.metro import MetroNetwork
    from mapper.model.network import WalkNetwork
    from mapper.routing.graph import EdgeCameras, SearchGraph
    from mapper.stations.doors import Doors
    from mapper.stations.profiles import SystemRule
    from mapper.stations.trains import TrainGroup

__all__ = ["Closed", "JourneyGraph", "Step"]

MS: Final = 1000
_HALF: Final = 0.5
Closed = tuple[frozenset[int], frozenset[int]]
"""Rows of stations and of lines that must not be used."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an arc is: walk, enter, board, ride, alight, transfer or exit."""

    kind: str
    start: int = -1
    end: int = -1
    """Rows of stations."""
    line: int = -1
    door: int = -1
    stretch: tuple[int, int, int] | None = None
    """Of a walk: edge, from and to which millimetre."""
    stops: int = 0
    """How many stops it rides on; boarding a train of a timetable rides to its next stop."""


@dataclass(slots=True)
class JourneyGraph:
    """Arcs beside the streets and, row by row, what each is; states are numbered as they appear.

    An arc's number is its row here, after the 2 E directed edges of the streets.
    """

    network: WalkNetwork
    graph: SearchGraph
    seen: EdgeCameras
    arcs: list[GatedArc] = field(default_factory=list)
    sees: list[tuple[int, ...]] = field(default_factory=list)
    """Cameras met on each arc: mapped ones by row, supposed ones after them."""
    steps: list[Step] = field(default_factory=list)
    points: dict[int, dict[int, int]] = field(default_factory=dict)
    """States of points on edges: by edge, by millimetre."""
    n_states: int = 0
    n_modelled: int = 0

    @classmethod
    def build(cls, network: WalkNetwork, graph: SearchGraph, seen: EdgeCameras) -> JourneyGraph:
        """Begin with the nodes of the walking network as states."""
        return cls(network, graph, seen, n_states=network.n_nodes)

    def point(self, edge: int, mm: int) -> int:
        """Return the state of a point on an edge; a node's where the point is one."""
        length = int(self.graph.length_mm[edge])
        if mm <= 0:
            return int(self.network.edge_from[edge])
        if mm >= length:
            return int(self.network.edge_to[edge])
        on_edge = self.points.setdefault(edge, {})
        if mm not in on_edge:
            on_edge[mm] = self._state()
        return on_edge[mm]

    @property
    def n_streets(self) -> int:
        """Count the directed edges, whose numbers come first."""
        return 2 * self.network.n_edges

    def step(self, arc: int) -> Step:
        """Return what an arc is."""
        if arc >= self.n_streets:
            return self.steps[arc - self.n_streets]
        edge, length = arc >> 1, int(self.graph.length_mm[arc >> 1])
        return Step("walk", stretch=(edge, length, 0) if arc & 1 else (edge, 0, length))

    def cost_ms(self, arc: int, now_ms: int) -> int:
        """Return what an arc of a way takes whoever comes at a time."""
        if arc < self.n_streets:
            return int(self.graph.cost_ms[arc])
        return self.arcs[arc - self.n_streets].cost_at(now_ms) or 0

    def gates(self, arc: int) -> int:
        """Return how many gates an arc passes."""
        return self.arcs[arc - self.n_streets].gates if arc >= self.n_streets else 0

    def wait_ms(self, arc: int, now_ms: int) -> int:
        """Return how long one waits on an arc before a train leaves."""
        if arc < self.n_streets or self.steps[arc - self.n_streets].kind != "board":
            return 0
        trains = self.arcs[arc - self.n_streets].trains
        if trains is None:
            return self.arcs[arc - self.n_streets].cost_ms
        return int(trains[0][trains[0].searchsorted(now_ms)]) - now_ms

    def met(self, arcs: Iterable[int]) -> tuple[tuple[int, ...], int]:
        """Return the mapped cameras that some arcs meet, each once, and how many supposed ones."""
        cameras: set[int] = set()
        for arc in arcs:
            if arc < self.n_streets:
                cameras.update(self.seen.on_edge(arc >> 1).tolist())
            else:
                cameras.update(self.sees[arc - self.n_streets])
        mapped = sorted(camera for camera in cameras if camera < self.seen.n_cameras)
        return tuple(mapped), len(cameras) - len(mapped)

    def everything(self) -> list[GatedArc]:
        """Return all arcs with the streets' before them, for a search that proves its fronts."""
        streets = [
            GatedArc(
                int(self.graph.tail[way]), int(self.graph.head[way]), int(self.graph.cost_ms[way]),
                _mask(self.seen.on_edge(way >> 1).tolist()),
            )
            if self.graph.allowed[way]
            # nothing leads to a state of this number
            else GatedArc(self.n_states, self.n_states, 0)
            for way in range(self.n_streets)
        ]  # fmt: skip
        further = [
            GatedArc(arc.tail, arc.head, arc.cost_ms, _mask(sees), arc.gates, arc.trains)
            for arc, sees in zip(self.arcs, self.sees, strict=True)
        ]
        return [*streets, *further]

    def add_parts(self) -> None:
        """Add the stretches between points of one edge, in the ways it may be walked."""
        for edge, on_edge in self.points.items():
            ends = [(0, int(self.network.edge_from[edge]))]
            ends += sorted(on_edge.items())
            ends += [(int(self.graph.length_mm[edge]), int(self.network.edge_to[edge]))]
            for (low, one), (high, other) in pairwise(ends):
                sees = tuple(self.seen.on_part(edge, low, high).tolist())
                for way, tail, head, begin, end in (
                    (2 * edge, one, other, low, high),
                    (2 * edge + 1, other, one, high, low),
                ):
                    if self.graph.allowed[way]:
                        cost = self.graph.part(way, begin, end).cost_ms
                        step = Step("walk", stretch=(edge, begin, end))
                        self._add(GatedArc(tail, head, cost), step, sees)

    def add_metro(  # noqa: PLR0913 - what a metro consists of
        self,
        metro: MetroNetwork,
        doors: Doors,
        rules: Sequence[SystemRule | None],
        policy: CountingPolicy,
        closed: Closed,
        *,
        trains: Sequence[TrainGroup] = (),
        timed: frozenset[int] = frozenset(),
    ) -> None:
        """Add halls and trains, and the steps between them and the streets.

        Parameters
        ----------
        metro, doors
            The city's metro and where its entrances meet the streets.
        rules
            The rule of each station's system, None where there is none.
        policy
            Which supposed devices count.
        closed
            What must not be used.
        trains
            Trains of a timetable.
        timed
            Rows of the lines that run by it; on the others half a headway is waited.
        """
        told = [rule or NO_RULE for rule in rules]
        halls = [self._state() for _ in range(metro.n_stations)]
        self._add_doors(metro, doors, halls, told, policy, closed)
        devices = _Devices(self, told, policy)
        self._add_lines(metro, halls, devices, closed, timed)
        for group in trains:
            if group.line in timed and group.line not in closed[1]:
                self._add_trains(group, halls, devices, closed)
        for one, other, seconds in zip(
            metro.transfer_from.tolist(),
            metro.transfer_to.tolist(),
            metro.transfer_s.tolist(),
            strict=True,
        ):
            if one in closed[0] or other in closed[0]:
                continue
            gates = 0
            if told[one] is not told[other]:
                # out of one system and into the other
                gates = int(told[other].counts(told[other].gates, policy))
                out = told[one].gates_on_exit and told[one].counts(told[one].gates, policy)
                gates += int(out)
            step = Step("transfer", start=one, end=other)
            self._add(GatedArc(halls[one], halls[other], _ms(seconds), gates=gates), step)

    def _add_doors(
        self,
        metro: MetroNetwork,
        doors: Doors,
        halls: Sequence[int],
        rules: Sequence[SystemRule],
        policy: CountingPolicy,
        closed: Closed,
    ) -> None:
        """Add ways in and out: a gate on entry, on exit too where the system has it."""
        for door in (doors.known & (metro.entrance_station >= 0)).nonzero()[0].tolist():
            station = int(metro.entrance_station[door])
            if station in closed[0]:
                continue
            rule = rules[station]
            gate = int(rule.counts(rule.gates, policy))
            street = self.point(int(doors.edge[door]), int(doors.mm[door]))
            ms = _ms(float(metro.entrance_walk_s[door]))
            enter = Step("enter", start=station, end=station, door=door)
            leave = Step("exit", start=station, end=station, door=door)
            if metro.entrance_in[door]:
                self._add(GatedArc(street, halls[station], ms, gates=gate), enter)
            if metro.entrance_out[door]:
                gate_out = gate * int(rule.gates_on_exit)
                self._add(GatedArc(halls[station], street, ms, gates=gate_out), leave)

    def _add_lines(
        self,
        metro: MetroNetwork,
        halls: Sequence[int],
        devices: _Devices,
        closed: Closed,
        timed: frozenset[int],
    ) -> None:
        """Add lines that run at a headway: boarding waits half of it, then rides, then alighting.

        A train passes through a station that must not be used; nobody gets on or off there.
        """
        trains: dict[tuple[int, int], int] = {}
        rides = zip(
            metro.ride_from.tolist(),
            metro.ride_to.tolist(),
            metro.ride_line.tolist(),
            metro.ride_s.tolist(),
            strict=True,
        )
        for one, other, line, seconds in rides:
            if line in closed[1] or line in timed:
                continue
            tail, head = (trains.setdefault((line, at), self._state()) for at in (one, other))
            step = Step("ride", start=one, end=other, line=line, stops=1)
            self._add(GatedArc(tail, head, _ms(seconds)), step)
        for (line, station), train in trains.items():
            if station in closed[0]:
                continue
            wait = _ms(float(metro.line_headway_s[line]) * _HALF)
            board = Step("board", start=station, end=station, line=line)
            alight = Step("alight", start=station, end=station, line=line)
            self._add(GatedArc(halls[station], train, wait), board, devices.on(line, station))
            platform = devices.on(line, station)[:1]
            sees = platform if devices.has_platform(station) else ()
            self._add(GatedArc(train, halls[station], 0), alight, sees)

    def _add_trains(
        self, group: TrainGroup, halls: Sequence[int], devices: _Devices, closed: Closed
    ) -> None:
        """Add trains of a timetable: boarding waits for the next one and rides to its next stop."""
        leaves, arrives = group.leaves_ms.T, group.arrives_ms.T
        before = -1
        for at, (one, other) in enumerate(pairwise(group.stations)):
            train = self._state()
            ride = arrives[at + 1]
            if one not in closed[0]:
                arc = GatedArc(
                    halls[one], train, int((ride - leaves[at]).min()), trains=(leaves[at], ride)
                )
                step = Step("board", start=one, end=other, line=group.line, stops=1)
                self._add(arc, step, devices.on(group.line, one))
            if before >= 0:
                arc = GatedArc(
                    before, train, int((ride - arrives[at]).min()), trains=(arrives[at], ride)
                )
                self._add(arc, Step("ride", start=one, end=other, line=group.line, stops=1))
            if other not in closed[0]:
                alight = Step("alight", start=other, end=other, line=group.line)
                sees = devices.on(group.line, other)[:1] if devices.has_platform(other) else ()
                self._add(GatedArc(train, halls[other], 0), alight, sees)
            before = train

    def _state(self) -> int:
        self.n_states += 1
        return self.n_states - 1

    def device(self) -> int:
        """Return the number of a further supposed camera."""
        self.n_modelled += 1
        return self.seen.n_cameras + self.n_modelled - 1

    def _add(self, arc: GatedArc, step: Step, sees: tuple[int, ...] = ()) -> None:
        self.arcs.append(arc)
        self.steps.append(step)
        self.sees.append(sees)


@dataclass(frozen=True, slots=True)
class _Devices:
    """Supposed cameras by line and station: on the platform, and in the carriage boarded there."""

    graph: JourneyGraph
    rules: Sequence[SystemRule]
    policy: CountingPolicy
    known: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def has_platform(self, station: int) -> bool:
        """Tell whether a camera is supposed on the platforms of a station."""
        rule = self.rules[station]
        return rule.counts(rule.platforms, self.policy)

    def on(self, line: int, station: int) -> tuple[int, ...]:
        """Return what whoever boards there meets: the platform's first, then the carriage's."""
        if (line, station) not in self.known:
            rule = self.rules[station]
            count = int(self.has_platform(station))
            count += int(rule.counts(rule.carriages, self.policy))
            self.known[line, station] = tuple(self.graph.device() for _ in range(count))
        return self.known[line, station]


def _mask(cameras: Iterable[int]) -> int:
    return sum(1 << camera for camera in cameras)


def _ms(seconds: float) -> int:
    return round(seconds * MS)
