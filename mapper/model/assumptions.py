"""Every constant of the exposure model, in one frozen value. Sources: ``docs/exposure.md``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from mapper.errors import BadInputError
from mapper.model.evidence import CountingPolicy

__all__ = ["Assumptions", "RangePreset"]


class RangePreset(StrEnum):
    """Which optics to suppose where a camera's range is not recorded."""

    NEAR = "near"
    DEFAULT = "default"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The modelling choices behind a result; printed with it.

    A preset fills only what is not recorded; ``range_m`` overrides what is.
    """

    preset: RangePreset = RangePreset.DEFAULT
    """Which of the three bands below a count uses."""
    range_m: float | None = None
    """A range for every camera, recorded or not; None keeps recorded ranges and presets."""
    policy: CountingPolicy = CountingPolicy.CAUTIOUS
    """Which evidence the leading count takes in."""
    tolerance_m: float = 0.0
    """How far to either side of the line the walker may be."""

    near_m: float = 13.0
    near_panning_m: float = 13.0
    default_m: float = 36.0
    default_panning_m: float = 94.0
    far_m: float = 71.0
    far_panning_m: float = 187.0
    angle_deg: float = 85.0
    """Horizontal angle of view of a fixed camera whose angle is not recorded."""
    panning_angle_deg: float = 360.0
    """What a dome or panning camera can see, one way or another."""

    walking_speed_m_s: float = 1.34
    """Used where a track has no times, and for routes."""
    host_depth_m: float = 6.0
    """A camera up to this far inside an outline hangs on that building's wall."""
    wall_gap_m: float = 0.05
    """How far in front of its wall a wall camera's field of view begins."""
    wall_inset_m: float = 0.02
    """How far inside a building's outline its walls stand, so that a way on it is before them."""
    passage_half_width_m: float = 2.0
    """Half the width of the opening a passage cuts through a building."""
    snap_m: float = 300.0
    """A place farther than this from any walkable edge is outside the city."""
    surveyed_m: float = 200.0
    """Ground this near a mapped camera counts as ``partial`` where no survey is known."""

    def __post_init__(self) -> None:
        """Refuse ranges and tolerances that make no sense."""
        if self.range_m is not None and not 0 < self.range_m <= MAX_RANGE_M:
            message = f"range must be above 0 and at most {MAX_RANGE_M:.0f} m, not {self.range_m}"
            raise BadInputError(message)
        if not 0 <= self.tolerance_m <= MAX_TOLERANCE_M:
            message = f"tolerance must be 0 to {MAX_TOLERANCE_M:.0f} m, not {self.tolerance_m}"
            raise BadInputError(message)

    @classmethod
    def parse(
        cls, *, range_text: str = "default", count: str = "cautious", tolerance_m: float = 0.0
    ) -> Assumptions:
        """Return assumptions from what a person typed.

        Parameters
        ----------
        range_text
            "near", "default", "far", or metres that override recorded ranges.
        count
            A counting policy by name.
        tolerance_m
            How far to either side of the line the walker may be.

        Raises
        ------
        BadInputError
            Where one of them is neither a name nor a number in bounds.

        >>> Assumptions.parse(range_text="25").range_m
        25.0
        """
        if count not in set(CountingPolicy):
            message = f"count must be one of {', '.join(CountingPolicy)}"
            raise BadInputError(message)
        policy = CountingPolicy(count)
        if range_text in set(RangePreset):
            return cls(preset=RangePreset(range_text), policy=policy, tolerance_m=tolerance_m)
        try:
            range_m = float(range_text)
        except ValueError:
            message = f"range must be one of {', '.join(RangePreset)}, or metres"
            raise BadInputError(message) from None
        return cls(range_m=range_m, policy=policy, tolerance_m=tolerance_m)

    def ranges_m(self, preset: RangePreset) -> tuple[float, float]:
        """Return the range in metres of a (fixed or dome, panning) camera under a preset."""
        return {
            RangePreset.NEAR: (self.near_m, self.near_panning_m),
            RangePreset.DEFAULT: (self.default_m, self.default_panning_m),
            RangePreset.FAR: (self.far_m, self.far_panning_m),
        }[preset]

    def at(self, preset: RangePreset) -> Assumptions:
        """Return the same assumptions at another preset, without an overriding range."""
        return replace(self, preset=preset, range_m=None)

    def as_dict(self) -> dict[str, Any]:
        """Return every constant by name, in the order of declaration, ready for JSON."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of all constants, for keys and tables."""
        text = json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


MAX_RANGE_M = 2_000.0
MAX_TOLERANCE_M = 100.0
