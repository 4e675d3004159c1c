"""How evidence is told apart without colour: shapes of marks, breaks in lines, strength of fills.

The page's scripts hold the same table (``web/map/marks.js``); a test compares them.
"""

from __future__ import annotations

from typing import Final

__all__ = ["DASHES", "FILLS", "MARKS"]

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
