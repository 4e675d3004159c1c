"""The legs of a journey: steps of a way gathered as a person follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mapper.model.metro import MetroNetwork
    from mapper.stations.journey_graph import JourneyGraph, Step

__all__ = ["Leg", "legs_of"]

_WORDS: Final = {
    "walk": "walk", "enter": "enter", "exit": "exit", "board": "ride", "ride": "ride",
    "alight": "ride", "transfer": "transfer",
}  # fmt: skip
MS: Final = 1000


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
    wait_s: float = 0.0
    """Of a ride, what of it is waited: until the train leaves, or half the headway."""
    timed: bool = False
    """Of a ride, whether a timetable tells when the train leaves."""


def legs_of(
    graph: JourneyGraph, metro: MetroNetwork, arcs: Sequence[int], *, departs_ms: int
) -> Iterable[Leg]:
    """Gather the arcs of a way: a ride from boarding to alighting, a walk from door to door.

    Parameters
    ----------
    graph, metro
        What the arcs are.
    arcs
        Their numbers, in order.
    departs_ms
        When the way begins, on the clock of the trains.
    """
    now_ms = departs_ms
    for run in _runs(graph, arcs):
        steps = [graph.step(arc) for arc in run]
        begins, wait = now_ms, graph.wait_ms(run[0], now_ms)
        for arc in run:
            now_ms += graph.cost_ms(arc, now_ms)
        cameras, modelled = graph.met(run)
        line = next((step.line for step in steps if step.line >= 0), -1)
        gates = sum(graph.gates(arc) for arc in run)
        kind = _WORDS[steps[0].kind]
        yield Leg(
            kind="gate" if gates and kind in ("enter", "exit") else kind,
            seconds=(now_ms - begins) / MS,
            start=_place(metro, steps[0], first=True),
            end=_place(metro, steps[-1], first=False),
            line=str(metro.line_id[line]) if line >= 0 else "",
            colour=str(metro.line_colour[line]) if line >= 0 else "",
            stops=sum(step.stops for step in steps),
            gates=gates,
            cameras=cameras,
            modelled=modelled,
            stretches=tuple(step.stretch for step in steps if step.stretch is not None),
            stations=_stations(steps),
            door=steps[0].door,
            line_name=str(metro.line_name[line]) if line >= 0 else "",
            wait_s=wait / MS,
            timed=kind == "ride" and steps[0].stops > 0,
        )


def _runs(graph: JourneyGraph, arcs: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for arc in arcs:
        step = graph.step(arc)
        kind = _WORDS[step.kind]
        same = bool(runs) and _WORDS[graph.step(runs[-1][-1]).kind] == kind
        if same and kind in ("walk", "ride") and step.kind != "board":
            runs[-1].append(arc)
        else:
            runs.append([arc])
    return runs


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
