"""Several walks of one trip scored together: each camera counted once, whatever lies between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.result import Band, Counts, SurveyShares
from mapper.exposure.score import Tally, nearby, score
from mapper.exposure.walk import Walk
from mapper.model.assumptions import RangePreset
from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.result import Exposure
    from mapper.exposure.score import Scene
    from mapper.exposure.sight import Sight
    from mapper.model.track import Track

__all__ = ["Together", "score_together"]

UNKNOWN = SurveyShares(full=0.0, partial=0.0, none=1.0)
"""Of ground nobody walks nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """What sees the walks of one trip."""

    policy: CountingPolicy
    walks: tuple[Exposure, ...]
    """Each by itself, in order."""
    cameras: Counts
    """Distinct over all walks; None where nothing can be said of them together."""
    band: Band
    survey: SurveyShares
    """Shares of the metres of all walks."""
    resolvable: bool
    unresolvable_cameras: int
    plate_readers: int | None
    expected_cameras: float | None
    """Mean over unknown directions, at most: a camera may see two walks only in turns."""

    @property
    def length_m(self) -> float:
        """Metres walked."""
        return sum(walk.length_m for walk in self.walks)


def score_together(scene: Scene, tracks: Sequence[Track]) -> Together:
    """Return what sees several walks, one camera seen from two of them counted once.

    Parameters
    ----------
    scene
        All that a score looks at.
    tracks
        The walks in order; none is fine.
    """
    assumptions = scene.assumptions
    speed = assumptions.walking_speed_m_s
    walks = [Walk.of(track, scene.projection, speed_m_s=speed) for track in tracks]
    alone = tuple(score(scene, track) for track in tracks)
    survey = _shares(alone)
    near = np.zeros(len(scene.facts), np.bool_)
    for walk in walks:
        near |= nearby(scene, walk)
    tally = Tally(scene.facts, near, unsurveyed=survey.wholly_none)
    policy = assumptions.policy
    met = {id(sight): _met(sight, walks) for sight in (scene.main, *scene.presets.values())}

    def figure(sight: Sight, chosen: CountingPolicy) -> int | None:
        return tally.figure(met[id(sight)], sight, chosen)

    vague = tally.vague(scene.main, policy)
    counts = Counts(*(figure(scene.main, chosen) for chosen in CountingPolicy))
    readers = int(np.sum(met[id(scene.main)] & scene.facts.plate_reader))
    return Together(
        policy=policy,
        walks=alone,
        cameras=counts,
        band=Band(*(figure(scene.presets[preset], policy) for preset in RangePreset)),
        survey=survey,
        resolvable=vague == 0,
        unresolvable_cameras=vague,
        plate_readers=None if readers == 0 and survey.wholly_none else readers,
        expected_cameras=None if counts.under(policy) is None else _expected(scene, walks),
    )


def _expected(scene: Scene, walks: Sequence[Walk]) -> float:
    """Return how many counted cameras see any of some walks in the mean."""
    sight = scene.main
    chances = sum(
        (sight.chances(walk, sight.crossings(walk)) for walk in walks),
        start=np.zeros(len(scene.facts)),
    )
    counted = scene.facts.counted(scene.assumptions.policy)
    return float(np.minimum(chances, 1.0)[counted].sum())


def _met(sight: Sight, walks: Sequence[Walk]) -> NDArray[np.bool_]:
    """Tell which cameras see any of some walks, shape (C,)."""
    met = np.zeros(len(sight.range_m), np.bool_)
    for walk in walks:
        met |= sight.met(walk)
    return met


def _shares(walks: Sequence[Exposure]) -> SurveyShares:
    total = sum(walk.length_m for walk in walks)
    if total <= 0.0:
        return UNKNOWN
    full, partial, none = (
        sum(getattr(walk.survey, state) * walk.length_m for walk in walks) / total
        for state in ("full", "partial", "none")
    )
    return SurveyShares(full=full, partial=partial, none=none)
