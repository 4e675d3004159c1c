"""A city made ready to be asked what sees a line."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.errors import OutsideCityError, PackError
from mapper.exposure.facts import CameraFacts
from mapper.exposure.ground import SurveyedGround
from mapper.exposure.hosts import hosted
from mapper.exposure.incidence import Incidence, incidence_of
from mapper.exposure.obstacles import obstacles
from mapper.exposure.score import Scene, score
from mapper.exposure.sight import Sight
from mapper.exposure.views import FieldsOfView, camera_ranges_m
from mapper.exposure.viewshed import Viewsheds, no_walls, viewsheds
from mapper.model.assumptions import RangePreset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mapper.exposure.hosts import Hosting
    from mapper.exposure.obstacles import Obstacles
    from mapper.exposure.result import Exposure
    from mapper.model.assumptions import Assumptions
    from mapper.model.cameras import Cameras
    from mapper.model.city import City
    from mapper.model.evidence import CountingPolicy
    from mapper.model.track import Track

__all__ = ["FIGURES", "MAIN", "MODEL_VERSION", "CityExposure", "prepare"]

MAIN: Final = "main"
"""The name of the sight under the assumptions' own range."""
FIGURES: Final = ("ways_through_buildings", "views_moved_before_a_wall", "views_drawn_deep_inside")
"""Names of ``CityExposure.figures``."""
MODEL_VERSION: Final = 2
"""Part of the key of stored arrays; raised whenever the model computes something else."""
MARGIN_DEG = 0.02
"""A track that stays farther than this from the city's bounds is outside it."""


@dataclass(frozen=True, slots=True, eq=False)
class CityExposure:
    """A city under one set of assumptions, with its viewsheds."""

    city: City
    scene: Scene
    incidence: Incidence
    """Which camera sees which metres of which edge, at the assumptions' own range."""
    figures: Mapping[str, int]
    """How many buildings stand open, and how many views were moved out of one."""

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

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that was computed, by name, to be kept and given to ``from_arrays``."""
        arrays: dict[str, NDArray[Any]] = {
            f"incidence.{name}": getattr(self.incidence, name) for name in _names(Incidence)
        }
        for sight in _chosen(self.assumptions):
            sheds = self.viewsheds(None if sight == MAIN else RangePreset(sight))
            for name in _names(Viewsheds):
                arrays[f"{sight}.{name}"] = getattr(sheds, name)
        arrays["figures"] = np.array([self.figures[name] for name in FIGURES], np.int64)
        return arrays

    @classmethod
    def from_arrays(
        cls, city: City, assumptions: Assumptions, arrays: Mapping[str, NDArray[Any]]
    ) -> CityExposure:
        """Put together what ``arrays`` returned, for the same city and assumptions.

        The counting policy may be another one. Arrays that cannot be written to (memory maps
        opened with mode "r") are copied; mode "c" avoids that.

        Raises
        ------
        PackError
            Where an array is missing or does not fit the city.
        """
        try:
            taken = {
                name: np.require(value, requirements=["C", "W"]) for name, value in arrays.items()
            }
            incidence = Incidence(
                **{name: taken[f"incidence.{name}"] for name in _names(Incidence)}
            )
            sheds = {
                sight: Viewsheds(
                    **{name: taken[f"{sight}.{name}"] for name in _names(Viewsheds)},
                    tolerance_m=assumptions.tolerance_m,
                )
                for sight in _chosen(assumptions)
            }
            figures = dict(zip(FIGURES, taken["figures"].tolist(), strict=True))
        except (KeyError, ValueError) as error:
            message = "derived arrays are missing or damaged"
            raise PackError(message) from error
        _refuse_strangers(city, sheds, incidence)
        return _assembled(city, assumptions, sheds, incidence, figures)

    def score(self, track: Track) -> Exposure:
        """Return what sees a track.

        Raises
        ------
        OutsideCityError
            Where no point of the track is in or near the city, or a point lies so far away that
            the city's projection has no place for it.
        """
        left, bottom, right, top = self.city.bounds
        outside = (
            track.lon.max() < left - MARGIN_DEG
            or track.lon.min() > right + MARGIN_DEG
            or track.lat.max() < bottom - MARGIN_DEG
            or track.lat.min() > top + MARGIN_DEG
        )
        # the kernels reckon with numbers: a place at infinity has no cell in a grid
        if outside or not bool(np.isfinite(track.xy(self.city.projection)).all()):
            message = f"the track lies outside {self.city.title or self.city.name}"
            raise OutsideCityError(message)
        return score(self.scene, track)


def prepare(city: City, assumptions: Assumptions) -> CityExposure:
    """Compute the viewsheds of a city's cameras at every range a score needs, and the incidence.

    The counting policy only filters; it changes nothing here.
    """
    found = obstacles(city.buildings, city.network, assumptions)
    hosting = hosted(FieldsOfView.of(city.cameras, assumptions), found, assumptions)
    sheds = {
        name: _viewsheds(city.cameras, chosen, hosting, found)
        for name, chosen in _chosen(assumptions).items()
    }
    main = sheds.get(MAIN, sheds[assumptions.preset.value])
    counts = (found.openings, int(hosting.moved.sum()), int(hosting.deep.sum()))
    figures = dict(zip(FIGURES, counts, strict=True))
    return _assembled(city, assumptions, sheds, incidence_of(main, city.network), figures)


def _chosen(assumptions: Assumptions) -> dict[str, Assumptions]:
    """Return the assumptions of each preset and, where a range overrides, the main ones."""
    chosen = {preset.value: assumptions.at(preset) for preset in RangePreset}
    return chosen if assumptions.range_m is None else {MAIN: assumptions, **chosen}


def _viewsheds(
    cameras: Cameras, assumptions: Assumptions, hosting: Hosting, found: Obstacles
) -> Viewsheds:
    fields = FieldsOfView.of(cameras, assumptions).moved_to(hosting.xy)
    return viewsheds(fields, found.walls, tolerance_m=assumptions.tolerance_m)


def _assembled(
    city: City,
    assumptions: Assumptions,
    sheds: Mapping[str, Viewsheds],
    incidence: Incidence,
    figures: Mapping[str, int],
) -> CityExposure:
    """Index what was computed or read."""
    sights = {
        name: Sight.of(sheds[name], camera_ranges_m(city.cameras, chosen))
        for name, chosen in _chosen(assumptions).items()
    }
    main = sights.get(MAIN, sights[assumptions.preset.value])
    facts = CameraFacts.of(city.cameras)
    scene = Scene(
        assumptions=assumptions,
        projection=city.projection,
        facts=facts,
        ground=SurveyedGround.of(city.survey, city.cameras),
        main=main,
        presets={preset: sights[preset.value] for preset in RangePreset},
        nearby=_nearby(city.cameras, assumptions, facts, list(sights.values())),
    )
    return CityExposure(city, scene, incidence, figures)


def _names(kind: type) -> list[str]:
    """Return the names of the arrays that make up a value."""
    return [field.name for field in fields(kind) if field.name != "tolerance_m"]


def _refuse_strangers(city: City, sheds: Mapping[str, Viewsheds], incidence: Incidence) -> None:
    """Refuse arrays whose shapes or row numbers do not belong to a city."""
    n_cameras, n_edges = len(city.cameras), city.network.n_edges
    fits = incidence.edge_start.shape == (n_edges + 1,)
    fits = fits and int(incidence.edge_start[-1]) == len(incidence.camera)
    fits = fits and bool(np.all(incidence.camera < n_cameras))
    for shed in sheds.values():
        n_views, n_pieces = len(shed.camera), len(shed.piece_arc)
        fits = fits and shed.piece_start.shape == (n_views + 1,)
        fits = fits and int(shed.piece_start[-1]) == n_pieces
        fits = fits and shed.piece_a.shape == shed.piece_b.shape == (n_pieces, 2)
        fits = fits and bool(np.all(shed.camera < n_cameras))
        fits = fits and shed.xy.shape == (n_views, 2) and shed.radius_m.shape == (n_views,)
    if not fits:
        message = "derived arrays do not belong to this city"
        raise PackError(message)


def _nearby(
    cameras: Cameras, assumptions: Assumptions, facts: CameraFacts, sights: list[Sight]
) -> Sight | None:
    """Return discs of far range and error around cameras that some range cannot resolve."""
    shortest = np.min([sight.range_m for sight in sights], axis=0)
    vague = shortest < facts.error_m
    if not bool(vague.any()):
        return None
    far = assumptions.at(RangePreset.FAR)
    every = FieldsOfView.of(cameras, far)
    first = np.flatnonzero(np.diff(every.camera, prepend=-1) > 0)
    kept = every.take(first[vague[every.camera[first]]])
    turn = np.full(len(kept), 360.0)
    discs = replace(kept, direction_deg=np.full(len(kept), np.nan), angle_deg=turn)
    sheds = viewsheds(discs, no_walls(), tolerance_m=assumptions.tolerance_m)
    return Sight.of(sheds, camera_ranges_m(cameras, far))
