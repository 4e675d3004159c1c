"""Scoring one track: from stretches in view to an ``Exposure``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.cover import Cover
from mapper.exposure.result import Band, Counts, Encounter, Expected, Exposure
from mapper.exposure.walk import Walk
from mapper.model.assumptions import RangePreset
from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mapper.exposure.facts import CameraFacts
    from mapper.exposure.ground import SurveyedGround
    from mapper.exposure.sight import Sight
    from mapper.exposure.stretches import Stretches
    from mapper.model.assumptions import Assumptions
    from mapper.model.projection import Projection
    from mapper.model.track import Track

__all__ = ["Scene", "Tally", "nearby", "score"]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that a score looks at."""

    assumptions: Assumptions
    projection: Projection
    facts: CameraFacts
    ground: SurveyedGround
    main: Sight
    """At the range the assumptions choose."""
    presets: Mapping[RangePreset, Sight]
    nearby: Sight | None
    """Discs of far range and position error around cameras whose position may be too vague."""


def score(scene: Scene, track: Track) -> Exposure:
    """Return what sees a track.

    Counts are of distinct cameras; metres and seconds are of the union of all views.
    """
    assumptions = scene.assumptions
    walk = Walk.of(track, scene.projection, speed_m_s=assumptions.walking_speed_m_s)
    crossings = scene.main.crossings(walk)
    stretches = scene.main.stretches(walk, crossings)
    met = np.zeros(len(scene.facts), np.bool_)
    met[stretches.camera] = True
    survey = scene.ground.shares(walk.xy, walk.metres, walk.indoor[:-1])
    tally = Tally(scene.facts, nearby(scene, walk), unsurveyed=survey.wholly_none)
    counted = scene.facts.counted(assumptions.policy)
    vague = tally.vague(scene.main, assumptions.policy)
    cover = _cover(scene, walk, stretches, counted)
    counts = Counts(*(tally.figure(met, scene.main, policy) for policy in CountingPolicy))
    told = counts.under(assumptions.policy) is not None
    readers = int(np.sum(met & scene.facts.plate_reader))
    chances = scene.main.chances(walk, crossings)
    return Exposure(
        track=track,
        assumptions=assumptions,
        length_m=float(walk.metres[-1]),
        duration_s=float(walk.seconds[-1]),
        timed=track.elapsed_s is not None,
        cameras=counts,
        plate_readers=None if readers == 0 and survey.wholly_none else readers,
        gates=0,
        modelled=_modelled(scene, met),
        expected=_expected(cover, float(np.sum(chances[counted & met])), told=told),
        seen_m=cover.seen_m if told else None,
        seen_s=cover.seen_s if told else None,
        share_seen=_share(cover, walk) if told else None,
        longest_unseen_m=cover.longest_unseen_m if told else None,
        encounters=_encounters(scene.facts, walk, stretches, counted),
        stretches=cover.stretches,
        band=_band(scene, walk, tally),
        resolvable=vague == 0,
        unresolvable_cameras=vague,
        survey=survey,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Counting that says None where nothing can be said."""

    facts: CameraFacts
    nearby: NDArray[np.bool_]
    """Shape (C,). Cameras near the line whose positions may be less exact than their range."""
    unsurveyed: bool

    def vague(self, sight: Sight, policy: CountingPolicy) -> int:
        """Count the counted cameras nearby whose range is shorter than their position error."""
        shorter = sight.range_m < self.facts.error_m
        return int(np.sum(self.nearby & shorter & self.facts.counted(policy)))

    def figure(self, met: NDArray[np.bool_], sight: Sight, policy: CountingPolicy) -> int | None:
        """Return the distinct cameras met, or None."""
        if self.vague(sight, policy) > 0:
            return None
        count = int(np.sum(met & self.facts.counted(policy)))
        return None if count == 0 and self.unsurveyed else count


def nearby(scene: Scene, walk: Walk) -> NDArray[np.bool_]:
    """Tell near which cameras a walk comes whose positions may be too vague, shape (C,)."""
    if scene.nearby is None:
        return np.zeros(len(scene.facts), np.bool_)
    return scene.nearby.met(walk)


def _cover(scene: Scene, walk: Walk, stretches: Stretches, counted: NDArray[np.bool_]) -> Cover:
    rows = np.flatnonzero(counted[stretches.camera])
    camera = stretches.camera[rows]
    return Cover.of(
        walk,
        stretches.enter[rows],
        stretches.leave[rows],
        scene.facts.code[camera],
        scene.main.weights[camera],
    )


def _band(scene: Scene, walk: Walk, tally: Tally) -> Band:
    policy = scene.assumptions.policy
    figures = {
        preset: tally.figure(sight.met(walk), sight, policy)
        for preset, sight in scene.presets.items()
    }
    return Band(*(figures[preset] for preset in RangePreset))


def _modelled(scene: Scene, met: NDArray[np.bool_]) -> int:
    facts, highest = scene.facts, scene.assumptions.policy.highest_code
    return int(np.sum(met & facts.modelled & ~facts.plate_reader & (facts.code <= highest)))


def _expected(cover: Cover, cameras: float, *, told: bool) -> Expected:
    if not told:
        return Expected(None, None, None)
    return Expected(cameras, cover.expected_m, cover.expected_s)


def _share(cover: Cover, walk: Walk) -> float:
    """Return the share of the length in view; of the time, where somebody only stood."""
    length, duration = float(walk.metres[-1]), float(walk.seconds[-1])
    if length > 0.0:
        return min(1.0, cover.seen_m / length)
    return min(1.0, cover.seen_s / duration) if duration > 0.0 else 0.0


def _centimetres(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round, so that what begins at one corner is not put in order by rounding errors."""
    return np.asarray(np.rint(metres * 100.0))


def _encounters(
    facts: CameraFacts, walk: Walk, stretches: Stretches, counted: NDArray[np.bool_]
) -> tuple[Encounter, ...]:
    rows = np.flatnonzero(counted[stretches.camera])
    camera = stretches.camera[rows]
    enter, leave = stretches.enter[rows], stretches.leave[rows]
    enter_m, exit_m = walk.metres_at(enter), walk.metres_at(leave)
    seconds = walk.seconds_at(leave) - walk.seconds_at(enter)
    return tuple(
        Encounter(
            camera=int(camera[k]),
            camera_id=str(facts.ids[camera[k]]),
            enter_m=float(enter_m[k]),
            exit_m=float(exit_m[k]),
            seconds=float(seconds[k]),
            face_recognition=str(facts.evidence[camera[k]]),
            kind=str(facts.kind[camera[k]]),
        )
        for k in np.lexsort((camera, _centimetres(exit_m), _centimetres(enter_m)))
    )
