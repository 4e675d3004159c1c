"""What a table of cameras sees at one choice of range: viewsheds, indexed, with their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.crossing import Crossings, SightIndex, cross_lines
from mapper.exposure.expected import chances_of_meeting, lens_weights
from mapper.exposure.stretches import Stretches, unite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.viewshed import Viewsheds
    from mapper.exposure.walk import Walk

__all__ = ["Sight"]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Viewsheds of C cameras, ready to be crossed."""

    viewsheds: Viewsheds
    index: SightIndex
    range_m: NDArray[np.float64]
    """Shape (C,). How far each camera tells faces apart, without its position error."""

    @classmethod
    def of(cls, viewsheds: Viewsheds, range_m: NDArray[np.float64]) -> Sight:
        """Index viewsheds."""
        return cls(viewsheds, SightIndex.of(viewsheds), range_m)

    def crossings(self, walk: Walk) -> Crossings:
        """Return what each view sees of a walk."""
        return cross_lines(walk.lines, self.index)

    def stretches(self, walk: Walk, crossings: Crossings) -> Stretches:
        """Return what each camera sees of a walk."""
        return unite(crossings, self.viewsheds.camera, walk.lines.start, walk.metres, walk.seconds)

    def met(self, walk: Walk) -> NDArray[np.bool_]:
        """Tell which cameras see any of a walk, shape (C,)."""
        met = np.zeros(len(self.range_m), np.bool_)
        met[self.stretches(walk, self.crossings(walk)).camera] = True
        return met

    @property
    def weights(self) -> NDArray[np.float64]:
        """Probability that each camera looks at a point in its reach, shape (C,)."""
        return lens_weights(self.viewsheds, len(self.range_m))

    def chances(self, walk: Walk, crossings: Crossings) -> NDArray[np.float64]:
        """Return the probability that each camera sees any of a walk, shape (C,)."""
        return chances_of_meeting(crossings, self.viewsheds, walk.xy, len(self.range_m))
