"""How evidence is told apart without colour: shapes of marks, breaks in lines, strength of fills.

The page's scripts hold the same table (``web/map/marks.js``); a test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DASHES", "FILLS", "MARKS", "dashed"]

FILLS: Final = (0.34, 0.3, 0.26, 0.2, 0.06, 0.12)
"""How strongly a view is filled, by place in ``STYLES``."""
DASHES: Final = ((), (13.0, 4.0), (8.0, 5.0), (3.5, 4.5))
"""Drawn and left-out lengths of lines, in pixels; empty for solid."""
MARKS: Final[dict[int, tuple[tuple[float, float], ...]]] = {
    0: ((0.0, -1.35), (1.35, 0.0), (0.0, 1.35), (-1.35, 0.0)),
    1: ((0.0, -1.25), (1.2, 0.9), (-1.2, 0.9)),
    2: ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)),
    5: ((-1.4, -0.7), (1.4, -0.7), (1.4, 0.7), (-1.4, 0.7)),
}
"""Corners of marks for a half-size of 1; the others are circles."""


def dashed(points: NDArray[np.float64], pattern: tuple[float, ...]) -> list[NDArray[np.float64]]:
    """Cut a line into the dashes of a pattern (drawn, left out); no pattern keeps it whole."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    if not pattern or along[-1] <= pattern[0]:
        return [points]
    drawn, left_out = pattern
    dashes = []
    for start in np.arange(0.0, along[-1], drawn + left_out):
        end = min(start + drawn, along[-1])
        inside = (along > start) & (along < end)
        at = np.concatenate([[start], along[inside], [end]])
        dashes.append(
            np.column_stack(
                [np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])]
            )
        )
    return dashes
