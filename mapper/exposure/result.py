"""What a score says: plain values, ready to be printed, drawn or sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapper.model.evidence import CountingPolicy
from mapper.model.places import SurveyState

if TYPE_CHECKING:
    from mapper.model.assumptions import Assumptions
    from mapper.model.track import Track

__all__ = ["Band", "Counts", "Encounter", "Expected", "Exposure", "SeenStretch", "SurveyShares"]


@dataclass(frozen=True, slots=True)
class Encounter:
    """One unbroken stretch of the line in view of one camera."""

    camera: int
    """Row of the camera in the city's table."""
    camera_id: str
    enter_m: float
    exit_m: float
    seconds: float
    face_recognition: str
    kind: str

    def as_dict(self) -> dict[str, Any]:
        """Return the encounter ready for JSON, lengths to the centimetre."""
        return {
            "camera_id": self.camera_id,
            "enter_m": round(self.enter_m, 2),
            "exit_m": round(self.exit_m, 2),
            "seconds": round(self.seconds, 1),
            "face_recognition": self.face_recognition,
            "kind": self.kind,
        }


@dataclass(frozen=True, slots=True)
class SeenStretch:
    """A stretch of the line under the strongest evidence that sees it; stretches never overlap."""

    enter_m: float
    exit_m: float
    face_recognition: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct cameras under the three policies; None where nothing can be said.

    Nothing can be said where the whole line lies on ground nobody surveyed and no camera is
    known, or where positions are less exact than the range (see ``Exposure.resolvable``).
    """

    documented: int | None
    likely: int | None
    cautious: int | None

    def under(self, policy: CountingPolicy) -> int | None:
        """Return the count under one policy."""
        return {
            CountingPolicy.DOCUMENTED: self.documented,
            CountingPolicy.LIKELY: self.likely,
            CountingPolicy.CAUTIOUS: self.cautious,
        }[policy]

    def as_dict(self) -> dict[str, int | None]:
        """Return the counts by policy, ready for JSON."""
        return {
            "documented": self.documented,
            "likely": self.likely,
            "cautious": self.cautious,
        }


@dataclass(frozen=True, slots=True)
class Expected:
    """Means over unknown directions, under the chosen policy; see ``docs/exposure.md``."""

    cameras: float | None
    seen_m: float | None
    seen_s: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return the means, ready for JSON."""
        return {
            "cameras": None if self.cameras is None else round(self.cameras, 3),
            "seen_m": None if self.seen_m is None else round(self.seen_m, 1),
            "seen_s": None if self.seen_s is None else round(self.seen_s, 1),
        }


@dataclass(frozen=True, slots=True)
class Band:
    """The count under the chosen policy at each range preset: a sensitivity range.

    None is "not resolvable" (positions less exact than the range) or "not surveyed".
    """

    near: int | None
    default: int | None
    far: int | None

    def as_dict(self) -> dict[str, int | None]:
        """Return the counts by preset, ready for JSON."""
        return {"near": self.near, "default": self.default, "far": self.far}


@dataclass(frozen=True, slots=True)
class SurveyShares:
    """Shares of the line's length by how thoroughly its ground was surveyed; they add to 1."""

    full: float
    partial: float
    none: float

    @property
    def wholly_none(self) -> bool:
        """Whether nobody surveyed any of the ground."""
        return self.full + self.partial <= 0.0

    def as_dict(self) -> dict[str, float]:
        """Return the shares by state, ready for JSON."""
        return {
            SurveyState.FULL.value: round(self.full, 4),
            SurveyState.PARTIAL.value: round(self.partial, 4),
            SurveyState.NONE.value: round(self.none, 4),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """What sees a line, under one set of assumptions.

    Counts of distinct cameras on the true geometry; metres and seconds are of the union of all
    views, never added up camera by camera. Plate readers, gates and modelled cameras stand
    beside ``cameras``, never inside.
    """

    track: Track
    assumptions: Assumptions
    length_m: float
    duration_s: float
    timed: bool
    """Whether the seconds are the track's own; otherwise a walking speed was supposed."""
    cameras: Counts
    plate_readers: int | None
    gates: int
    modelled: int
    expected: Expected
    seen_m: float | None
    seen_s: float | None
    share_seen: float | None
    longest_unseen_m: float | None
    encounters: tuple[Encounter, ...]
    """Under the chosen policy, in the order they begin, then by end (both to the
    centimetre), then by camera."""
    stretches: tuple[SeenStretch, ...]
    band: Band
    resolvable: bool
    """Whether the positions of the cameras nearby are exact enough for the range."""
    unresolvable_cameras: int
    """How many cameras nearby have a range shorter than their position error."""
    survey: SurveyShares

    def as_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON; the line as a GeoJSON geometry, lon/lat."""
        points = zip(
            self.track.lon.round(7).tolist(), self.track.lat.round(7).tolist(), strict=True
        )
        return {
            "length_m": round(self.length_m, 1),
            "duration_s": round(self.duration_s, 1),
            "timed": self.timed,
            "cameras": self.cameras.as_dict(),
            "counted": {
                "policy": self.assumptions.policy.value,
                "title": self.assumptions.policy.label,
            },
            "plate_readers": self.plate_readers,
            "gates": self.gates,
            "modelled": self.modelled,
            "expected": self.expected.as_dict(),
            "seen_m": None if self.seen_m is None else round(self.seen_m, 1),
            "seen_s": None if self.seen_s is None else round(self.seen_s, 1),
            "share_seen": None if self.share_seen is None else round(self.share_seen, 4),
            "longest_unseen_m": (
                None if self.longest_unseen_m is None else round(self.longest_unseen_m, 1)
            ),
            "encounters": [encounter.as_dict() for encounter in self.encounters],
            "band": self.band.as_dict(),
            "resolvable": self.resolvable,
            "unresolvable_cameras": self.unresolvable_cameras,
            "survey": self.survey.as_dict(),
            "assumptions": self.assumptions.as_dict(),
            "geometry": {
                "type": "LineString",
                "coordinates": [[lon, lat] for lon, lat in points],
            },
        }
