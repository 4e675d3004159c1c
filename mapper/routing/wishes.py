"""What a walker asks for beyond start and goal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mapper.errors import BadInputError
from mapper.routing.exact import PROOF_LIMITS
from mapper.routing.rules import Avoid
from mapper.routing.search import DETOUR

__all__ = ["Minimise", "RouteWishes"]


class Minimise(StrEnum):
    """What is weighed against time."""

    CAMERAS = "cameras"
    """Distinct cameras under the counting policy."""
    EXPECTED = "expected"
    """Expected distinct cameras, where directions are unknown."""
    SECONDS = "seconds"
    """Seconds in view of any counted camera."""

    @property
    def label(self) -> str:
        """What the option with the least of it is called."""
        return _LABELS[self]


_LABELS = {
    Minimise.CAMERAS: "fewest cameras",
    Minimise.EXPECTED: "fewest cameras expected",
    Minimise.SECONDS: "least time in view",
}


@dataclass(frozen=True, slots=True)
class RouteWishes:
    """Which routes to look for, which to refuse, how many to show and how long to search."""

    detour: float = DETOUR
    """How much longer than the quickest way a route may take."""
    minimise: Minimise = Minimise.CAMERAS
    max_cameras: int | None = None
    """Refuse routes that pass more distinct cameras."""
    avoid: Avoid = field(default_factory=Avoid)
    surveyed_only: bool = False
    """Refuse ground nobody surveyed."""
    every: bool = False
    """Show the whole front, not a few options of it."""
    proof_slices: int | None = PROOF_LIMITS.slices
    """How much work the proof may take before it gives up; None for as much as it takes."""
    search_s: float | None = None
    proof_s: float | None = None
    """When search and proof give up besides; with a cap on time an answer depends on the machine
    and what else it does. A sweep then has as long again as the proof."""

    def __post_init__(self) -> None:
        """Refuse detours and counts that make no sense."""
        if not 1.0 <= self.detour <= MOST_DETOUR:
            message = f"detour must be 1 to {MOST_DETOUR:g} times the quickest, not {self.detour}"
            raise BadInputError(message)
        if self.max_cameras is not None and self.max_cameras < 0:
            message = f"the most cameras must be 0 or more, not {self.max_cameras}"
            raise BadInputError(message)


MOST_DETOUR = 1_000.0
"""More than any two ways in a city differ; keeps budgets in whole milliseconds small."""
