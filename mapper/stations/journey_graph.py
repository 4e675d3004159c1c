"""The graph of a journey: streets split at doors, halls, trains, and what each step meets."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.routing.gated_search import GatedArc
from mapper.stations.profiles import NO_RULE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.model.evidence import CountingPolicy
    from mapper.model.metro import MetroNetwork
    from mapper.model.network import WalkNetwork
    from mapper.routing.graph import EdgeCameras, SearchGraph
    from mapper.stations.doors import Doors
    from mapper.stations.profiles import SystemRule

__all__ = ["JourneyGraph", "Step"]

MS: Final = 1000
_HALF: Final = 0.5


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


@dataclass(slots=True)
class JourneyGraph:
    """Arcs and, row by row, what each is; states are numbered as they appear."""

    network: WalkNetwork
    graph: SearchGraph
    seen: EdgeCameras
    bit_of: dict[int, int]
    """The bit of each counted camera that sees any street."""
    arcs: list[GatedArc] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    points: dict[int, dict[int, int]] = field(default_factory=dict)
    """States of points on edges: by edge, by millimetre."""
    n_states: int = 0
    n_modelled: int = 0

    @classmethod
    def build(cls, network: WalkNetwork, graph: SearchGraph, seen: EdgeCameras) -> JourneyGraph:
        """Begin with the nodes of the walking network as states."""
        bits = {int(camera): bit for bit, camera in enumerate(np.unique(seen.camera).tolist())}
        return cls(network, graph, seen, bits, n_states=network.n_nodes)

    def point(self, edge: int, mm: int) -> int:
        """Return the state of a point on an edge; a node's where the point is one."""
        length = int(self.graph.length_mm[edge])
        if mm <= 0:
            return int(self.network.edge_from[edge])
        if mm >= length:
            return int(self.network.edge_to[edge])
        return self.points.setdefault(edge, {}).setdefault(mm, self._state())

    def told(self, mask: int) -> tuple[tuple[int, ...], int]:
        """Return the cameras of a set of bits, and how many supposed ones are in it."""
        mapped = tuple(camera for camera, bit in self.bit_of.items() if mask >> bit & 1)
        return mapped, (mask >> len(self.bit_of)).bit_count()

    def add_walks(self) -> None:
        """Add every street, in the ways it may be walked, split where points lie on it."""
        for edge in range(self.network.n_edges):
            length = int(self.graph.length_mm[edge])
            ends = [(0, int(self.network.edge_from[edge]))]
            ends += sorted(self.points.get(edge, {}).items())
            ends += [(length, int(self.network.edge_to[edge]))]
            for (low, one), (high, other) in pairwise(ends):
                mask = self._mask(edge, low, high, whole=len(ends) == 2)  # noqa: PLR2004
                for way, tail, head, begin, end in (
                    (2 * edge, one, other, low, high),
                    (2 * edge + 1, other, one, high, low),
                ):
                    if self.graph.allowed[way]:
                        cost = self.graph.part(way, begin, end).cost_ms
                        step = Step("walk", stretch=(edge, begin, end))
                        self._add(GatedArc(tail, head, cost, mask), step)

    def add_metro(
        self,
        metro: MetroNetwork,
        doors: Doors,
        rules: Sequence[SystemRule | None],
        policy: CountingPolicy,
        closed: tuple[frozenset[int], frozenset[int]],
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
            Rows of stations and of lines that must not be used.
        """
        stations = closed[0]
        told = [rule or NO_RULE for rule in rules]
        halls = [self._state() for _ in range(metro.n_stations)]
        for door in np.flatnonzero(doors.known & (metro.entrance_station >= 0)).tolist():
            station = int(metro.entrance_station[door])
            if station in stations:
                continue
            rule = told[station]
            gate = int(rule.counts(rule.gates, policy))
            street = self.point(int(doors.edge[door]), int(doors.mm[door]))
            ms = _ms(float(metro.entrance_walk_s[door]))
            enter = Step("enter", start=station, end=station, door=door)
            leave = Step("exit", start=station, end=station, door=door)
            self._add(GatedArc(street, halls[station], ms, gates=gate), enter)
            gate_out = gate * int(rule.gates_on_exit)
            self._add(GatedArc(halls[station], street, ms, gates=gate_out), leave)
        self._add_trains(metro, halls, told, policy, closed)
        for one, other, seconds in zip(
            metro.transfer_from.tolist(),
            metro.transfer_to.tolist(),
            metro.transfer_s.tolist(),
            strict=True,
        ):
            if one in stations or other in stations:
                continue
            gates = 0
            if told[one] is not told[other]:
                # out of one system and into the other
                gates = int(told[other].counts(told[other].gates, policy))
                out = told[one].gates_on_exit and told[one].counts(told[one].gates, policy)
                gates += int(out)
            step = Step("transfer", start=one, end=other)
            self._add(GatedArc(halls[one], halls[other], _ms(seconds), gates=gates), step)

    def _add_trains(
        self,
        metro: MetroNetwork,
        halls: Sequence[int],
        rules: Sequence[SystemRule],
        policy: CountingPolicy,
        closed: tuple[frozenset[int], frozenset[int]],
    ) -> None:
        """Add boarding (half a headway, a platform, a new carriage), riding and alighting.

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
            if line in closed[1]:
                continue
            tail, head = (trains.setdefault((line, at), self._state()) for at in (one, other))
            step = Step("ride", start=one, end=other, line=line)
            self._add(GatedArc(tail, head, _ms(seconds)), step)
        for (line, station), train in trains.items():
            if station in closed[0]:
                continue
            rule = rules[station]
            platform = self._device() if rule.counts(rule.platforms, policy) else 0
            carriage = self._device() if rule.counts(rule.carriages, policy) else 0
            wait = _ms(float(metro.line_headway_s[line]) * _HALF)
            board = Step("board", start=station, end=station, line=line)
            alight = Step("alight", start=station, end=station, line=line)
            self._add(GatedArc(halls[station], train, wait, platform | carriage), board)
            self._add(GatedArc(train, halls[station], 0, platform), alight)

    def _state(self) -> int:
        self.n_states += 1
        return self.n_states - 1

    def _device(self) -> int:
        """Return the bit of a supposed camera."""
        self.n_modelled += 1
        return 1 << (len(self.bit_of) + self.n_modelled - 1)

    def _mask(self, edge: int, low: int, high: int, *, whole: bool) -> int:
        seen = self.seen.on_edge(edge) if whole else self.seen.on_part(edge, low, high)
        return sum(1 << self.bit_of[camera] for camera in seen.tolist())

    def _add(self, arc: GatedArc, step: Step) -> None:
        self.arcs.append(arc)
        self.steps.append(step)


def _ms(seconds: float) -> int:
    return round(seconds * MS)
