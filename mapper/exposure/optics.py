"""How far a camera can tell one face from another: pixels, pixel density and angle of view."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["CHARACTERISE_PX_M", "VALIDATE_PX_M", "angle_of_view_deg", "range_from_optics_m"]

CHARACTERISE_PX_M: Final = 250.0
"""Pixels a metre to "identify" (IEC 62676-4:2014), to "characterise" (IEC 62676-4:2025)."""
VALIDATE_PX_M: Final = 500.0
"""Pixels a metre to "validate" (IEC 62676-4:2025)."""
STRAIGHT_DEG = 180.0


def range_from_optics_m(*, pixels: float, density_px_m: float, angle_deg: float) -> float:
    """Return the distance at which a picture still has so many pixels to the metre.

    The scene's width at distance d is ``2 d tan(angle / 2)``; the picture's pixels are spread
    over it, so ``d = pixels / (density 2 tan(angle / 2))``.

    Parameters
    ----------
    pixels
        The picture's width.
    density_px_m
        What recognition needs, pixels a metre.
    angle_deg
        The horizontal angle of view, above 0 and below 180 degrees.

    Raises
    ------
    ValueError
        Where an argument lies outside these bounds.

    >>> round(range_from_optics_m(pixels=2560, density_px_m=250, angle_deg=43.0))
    13
    """
    if pixels <= 0 or density_px_m <= 0 or not 0 < angle_deg < STRAIGHT_DEG:
        message = "pixels and density must be above 0, the angle between 0 and 180 degrees"
        raise ValueError(message)
    return pixels / (density_px_m * 2.0 * math.tan(math.radians(angle_deg) / 2.0))


def angle_of_view_deg(*, focal_length_mm: float, sensor_width_mm: float) -> float:
    """Return a lens's horizontal angle of view, in degrees.

    Raises
    ------
    ValueError
        Where a length is not above 0.

    >>> round(angle_of_view_deg(focal_length_mm=6.8, sensor_width_mm=5.37), 1)
    43.1
    """
    if focal_length_mm <= 0 or sensor_width_mm <= 0:
        message = "focal length and sensor width must be above 0"
        raise ValueError(message)
    return math.degrees(2.0 * math.atan(sensor_width_mm / (2.0 * focal_length_mm)))
