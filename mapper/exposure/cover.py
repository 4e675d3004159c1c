"""Cutting a line into cells that the same cameras see, and what that says of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.result import SeenStretch
from mapper.model.evidence import FaceRecognition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.walk import Walk

__all__ = ["Cover"]

UNSEEN = len(FaceRecognition)
_NAMES = [evidence.value for evidence in FaceRecognition]


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """K cells of a walk between K + 1 cuts; within a cell the same cameras see it."""

    metres: NDArray[np.float64]
    seconds: NDArray[np.float64]
    """Shape (K + 1,), from the start of the walk, at each cut."""
    strongest: NDArray[np.int64]
    """Shape (K,). Lowest evidence code among what sees a cell; 5 where nothing does."""
    probability: NDArray[np.float64]
    """Shape (K,). That at least one camera looks at a cell, directions being independent."""

    @classmethod
    def of(
        cls,
        walk: Walk,
        enter: NDArray[np.float64],
        leave: NDArray[np.float64],
        code: NDArray[np.int8],
        weight: NDArray[np.float64],
    ) -> Cover:
        """Cut a walk at the ends of stretches in view.

        Parameters
        ----------
        enter, leave
            Shape (R,), places on the walk; stretches of one camera do not overlap.
        code
            Shape (R,), evidence code of the camera.
        weight
            Shape (R,), probability that it looks at what is in its reach.
        """
        cuts = np.unique(np.concatenate([[0.0, walk.end], enter, leave]))
        first, last = np.searchsorted(cuts, enter), np.searchsorted(cuts, leave)
        n_cells = len(cuts) - 1
        strongest = np.full(n_cells, UNSEEN)
        for level in range(UNSEEN - 1, -1, -1):
            strongest[_covered(first[code == level], last[code == level], n_cells)] = level
        certain = weight >= 1.0
        doubt = np.zeros(n_cells + 1)
        np.add.at(doubt, first[~certain], np.log1p(-weight[~certain]))
        np.add.at(doubt, last[~certain], -np.log1p(-weight[~certain]))
        probability = -np.expm1(np.minimum(np.cumsum(doubt)[:-1], 0.0))
        probability[_covered(first[certain], last[certain], n_cells)] = 1.0
        # the running sum leaves rounding errors where nothing sees the line
        probability[strongest == UNSEEN] = 0.0
        return cls(walk.metres_at(cuts), walk.seconds_at(cuts), strongest, probability)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which cells any camera sees, shape (K,)."""
        return np.asarray(self.strongest < UNSEEN)

    @property
    def seen_m(self) -> float:
        """Metres in view of at least one camera."""
        return float(np.sum(np.diff(self.metres)[self.seen]))

    @property
    def seen_s(self) -> float:
        """Seconds in view of at least one camera."""
        return float(np.sum(np.diff(self.seconds)[self.seen]))

    @property
    def expected_m(self) -> float:
        """Metres in view, as a mean over unknown directions."""
        return float(np.sum(np.diff(self.metres) * self.probability))

    @property
    def expected_s(self) -> float:
        """Seconds in view, as a mean over unknown directions."""
        return float(np.sum(np.diff(self.seconds) * self.probability))

    @property
    def longest_unseen_m(self) -> float:
        """Length of the longest stretch that no camera sees."""
        first, last = _runs(self.strongest == UNSEEN)
        unseen = ~self.seen[first]
        return float((self.metres[last] - self.metres[first])[unseen].max(initial=0.0))

    @property
    def stretches(self) -> tuple[SeenStretch, ...]:
        """Stretches in view under the strongest evidence, in order; standing has no length."""
        long_enough = np.diff(self.metres) > 0.0
        low, high = self.metres[:-1][long_enough], self.metres[1:][long_enough]
        strongest = self.strongest[long_enough]
        first, last = _runs(strongest)
        return tuple(
            SeenStretch(float(low[begin]), float(high[end - 1]), _NAMES[strongest[begin]])
            for begin, end in zip(first.tolist(), last.tolist(), strict=True)
            if strongest[begin] != UNSEEN
        )


def _covered(first: NDArray[np.intp], last: NDArray[np.intp], n_cells: int) -> NDArray[np.bool_]:
    """Tell which cells lie between any first and last cut."""
    change = np.bincount(first, minlength=n_cells + 1) - np.bincount(last, minlength=n_cells + 1)
    return np.asarray(np.cumsum(change)[:-1] > 0)


def _runs(values: NDArray[np.generic]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return first and one past the last index of each run of equal values."""
    if len(values) == 0:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    breaks = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate([[0], breaks]), np.concatenate([breaks, [len(values)]])
