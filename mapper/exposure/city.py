"""A city made ready to be asked what sees a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.errors import OutsideCityError
from mapper.exposure.facts import CameraFacts
from mapper.exposure.ground import SurveyedGround
from mapper.exposure.score import Scene, score
from mapper.exposure.sight import Sight
from mapper.exposure.views import FieldsOfView, camera_ranges_m
from mapper.exposure.viewshed import no_walls, viewsheds
from mapper.model.assumptions import RangePreset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.result import Exposure
    from mapper.exposure.viewshed import Viewsheds
    from mapper.model.assumptions import Assumptions
    from mapper.model.cameras import Cameras
    from mapper.model.city import City
    from mapper.model.evidence import CountingPolicy
    from mapper.model.track import Track

__all__ = ["MAIN", "CityExposure", "prepare"]

MAIN: Final = "main"
"""The name of the sight under the assumptions' own range."""
MARGIN_DEG = 0.02
"""A track that stays farther than this from the city's bounds is outside it."""


@dataclass(frozen=True, slots=True, eq=False)
class CityExposure:
    """A city under one set of assumptions, with its viewsheds."""

    city: City
    scene: Scene

    @property
    def assumptions(self) -> Assumptions:
        """The modelling choices."""
        return self.scene.assumptions

    def viewsheds(self, preset: RangePreset | None = None) -> Viewsheds:
        """Return the viewsheds at a preset, or at the assumptions' own range."""
        sight = self.scene.main if preset is None else self.scene.presets[preset]
        return sight.viewsheds

    def with_policy(self, policy: CountingPolicy) -> CityExposure:
        """Return the same city counted under another policy; nothing is computed anew."""
        assumptions = replace(self.assumptions, policy=policy)
        return replace(self, scene=replace(self.scene, assumptions=assumptions))

    def score(self, track: Track) -> Exposure:
        """Return what sees a track.

        Raises
        ------
        OutsideCityError
            Where no point of the track is in or near the city.
        """
        left, bottom, right, top = self.city.bounds
        outside = (
            track.lon.max() < left - MARGIN_DEG
            or track.lon.min() > right + MARGIN_DEG
            or track.lat.max() < bottom - MARGIN_DEG
            or track.lat.min() > top + MARGIN_DEG
        )
        if outside:
            message = f"the track lies outside {self.city.title or self.city.name}"
            raise OutsideCityError(message)
        return score(self.scene, track)


def prepare(city: City, assumptions: Assumptions) -> CityExposure:
    """Compute the viewsheds of a city's cameras at every range a score needs."""
    walls = no_walls()
    cameras = city.cameras
    presets = {preset: _sight(cameras, assumptions.at(preset), walls) for preset in RangePreset}
    own = assumptions.range_m is not None
    main = _sight(cameras, assumptions, walls) if own else presets[assumptions.preset]
    facts = CameraFacts.of(cameras)
    scene = Scene(
        assumptions=assumptions,
        projection=city.projection,
        facts=facts,
        ground=SurveyedGround.of(city.survey),
        main=main,
        presets=presets,
        nearby=_nearby(cameras, assumptions, facts, [main, *presets.values()]),
    )
    return CityExposure(city, scene)


def _sight(cameras: Cameras, assumptions: Assumptions, walls: NDArray[np.float64]) -> Sight:
    fields = FieldsOfView.of(cameras, assumptions)
    sheds = viewsheds(fields, walls, tolerance_m=assumptions.tolerance_m)
    return Sight.of(sheds, camera_ranges_m(cameras, assumptions))


def _nearby(
    cameras: Cameras, assumptions: Assumptions, facts: CameraFacts, sights: list[Sight]
) -> Sight | None:
    """Return discs of far range and error around cameras that some range cannot resolve."""
    shortest = np.min([sight.range_m for sight in sights], axis=0)
    vague = shortest < facts.error_m
    if not bool(vague.any()):
        return None
    far = assumptions.at(RangePreset.FAR)
    fields = FieldsOfView.of(cameras, far)
    first = np.flatnonzero(np.diff(fields.camera, prepend=-1) > 0)
    kept = fields.take(first[vague[fields.camera[first]]])
    turn = np.full(len(kept), 360.0)
    discs = replace(kept, direction_deg=np.full(len(kept), np.nan), angle_deg=turn)
    sheds = viewsheds(discs, no_walls(), tolerance_m=assumptions.tolerance_m)
    return Sight.of(sheds, camera_ranges_m(cameras, far))
