"""A route in words: where to turn, how far to walk, and which cameras each leg meets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mapper.model.angles import normalise_deg, turn_deg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mapper.exposure.result import Encounter
    from mapper.routing.route import Leg, Route

__all__ = ["Step", "directions"]

MM_PER_M: Final = 1_000.0
MS_PER_S: Final = 1_000.0
CROSSING_MM: Final = 20_000
"""A way without a name and shorter than this, a crossing say, is no step of its own."""
STRAIGHT_DEG: Final = 35.0
BACK_DEG: Final = 150.0
SECTOR_DEG: Final = 45.0
COMPASS: Final = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
)  # fmt: skip
UNNAMED: Final = {
    "cycleway": "the cycle track",
    "footway": "the footway",
    "path": "the path",
    "pedestrian": "the pedestrian area",
    "platform": "the platform",
    "service": "the service road",
    "steps": "the steps",
    "track": "the track",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction, and what sees the leg it leads along."""

    text: str
    enter_m: float
    length_m: float
    duration_s: float
    cameras: tuple[str, ...]
    """Ids of the counted cameras met on the leg, in the order they are met."""

    def as_dict(self) -> dict[str, Any]:
        """Return the step ready for JSON."""
        return {
            "text": self.text,
            "enter_m": round(self.enter_m, 1),
            "length_m": round(self.length_m, 1),
            "duration_s": round(self.duration_s, 1),
            "cameras": list(self.cameras),
        }


def directions(route: Route, encounters: Sequence[Encounter]) -> tuple[Step, ...]:
    """Return the steps of a route, in English, the last one "arrive".

    Parameters
    ----------
    route
        The walk.
    encounters
        What sees it, in order; see ``Exposure.encounters``.
    """
    legs = _legs(route.legs)
    steps: list[Step] = []
    for number, leg in enumerate(legs):
        way = leg.name or UNNAMED.get(leg.kind, "the way")
        if number == 0:
            sector = int(normalise_deg(leg.bearing_in_deg + SECTOR_DEG / 2) // SECTOR_DEG)
            what = f"head {COMPASS[sector]} on {way}"
        else:
            what = _turn(legs[number - 1], leg, way)
        enter_m, length_m = leg.enter_mm / MM_PER_M, leg.length_mm / MM_PER_M
        steps.append(
            Step(
                text=f"{what} for {length_m:.0f} m",
                enter_m=enter_m,
                length_m=length_m,
                duration_s=leg.duration_ms / MS_PER_S,
                cameras=_met(encounters, enter_m, enter_m + length_m),
            )
        )
    steps.append(Step("arrive", route.length_mm / MM_PER_M, 0.0, 0.0, ()))
    return tuple(steps)


def _legs(legs: Iterable[Leg]) -> list[Leg]:
    """Join crossings to the leg before them, and legs that then bear one name."""
    joined: list[Leg] = []
    for leg in legs:
        crossing = not leg.name and leg.length_mm < CROSSING_MM
        if joined and (crossing or (leg.name and leg.name == joined[-1].name)):
            last = joined[-1]
            joined[-1] = replace(
                last,
                length_mm=last.length_mm + leg.length_mm,
                duration_ms=last.duration_ms + leg.duration_ms,
                # across a crossing the turn is from street to street
                bearing_out_deg=last.bearing_out_deg if crossing else leg.bearing_out_deg,
            )
        else:
            joined.append(leg)
    return joined


def _turn(before: Leg, leg: Leg, way: str) -> str:
    turn = float(turn_deg(before.bearing_out_deg, leg.bearing_in_deg))
    if abs(turn) <= STRAIGHT_DEG:
        return f"go straight on along {way}"
    if abs(turn) >= BACK_DEG:
        return f"turn back onto {way}"
    return f"turn {'right' if turn > 0 else 'left'} onto {way}"


def _met(encounters: Sequence[Encounter], enter_m: float, exit_m: float) -> tuple[str, ...]:
    met = (e.camera_id for e in encounters if e.enter_m < exit_m and e.exit_m > enter_m)
    return tuple(dict.fromkeys(met))
