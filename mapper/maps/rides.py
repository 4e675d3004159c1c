"""The ridden parts of a journey on a picture; ``web/map/rides.js`` draws the same on a canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.maps.marks import dashed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from PIL import ImageDraw

    from mapper.maps.canvas import Canvas
    from mapper.maps.drawing import DrawnRide

__all__ = ["draw_gates", "draw_rides", "gate_mark"]

_TRAIN_PX: Final = 7.0
_DOTS: Final = (3.5, 4.0)
_POSTS: Final = (
    (-0.62, -0.6, -0.32, 0.6), (0.32, -0.6, 0.62, 0.6), (-0.32, -0.15, -0.06, 0.15),
    (0.06, -0.15, 0.32, 0.15),
)  # fmt: skip
"""Two posts and the leaves between them, for a half-size of 1."""


def draw_rides(canvas: Canvas, rides: Sequence[DrawnRide], strength: float) -> None:
    """Draw rides in their lines' colours, changes and ways in and out dotted."""
    for ride in rides:
        stops = canvas.window.on_picture(ride.stops)
        if not canvas.window.shows(stops):
            continue
        if ride.kind == "ride":
            _train(canvas, stops, ride.colour or canvas.colours["rail"], strength)
        else:
            for dash in dashed(stops, tuple(canvas.fine * step for step in _DOTS)):
                width = round(3.5 * strength * canvas.fine)
                canvas.ink.line(dash.ravel().tolist(), fill=canvas.colours["text"], width=width)


def _train(canvas: Canvas, stops: NDArray[np.float64], colour: str, strength: float) -> None:
    width = _TRAIN_PX * strength * canvas.fine
    for extra, fill in ((3.0 * canvas.fine, canvas.colours["ink"]), (0.0, colour)):
        across = round(width + extra)
        canvas.ink.line(stops.ravel().tolist(), fill=fill, width=across, joint="curve")
        for x, y in stops[[0, -1]].tolist():
            _dot(canvas.ink, x, y, across / 2, fill)
    for x, y in stops.tolist():
        _dot(canvas.ink, x, y, width * 0.4, canvas.colours["paper"])


def draw_gates(canvas: Canvas, rides: Sequence[DrawnRide]) -> None:
    """Mark the fare gates passed."""
    for ride in rides:
        if ride.gate is not None:
            [(x, y)] = canvas.window.on_picture(ride.gate).tolist()
            gate_mark(canvas.ink, (x, y), 9.0 * canvas.fine, canvas.colours)


def gate_mark(
    ink: ImageDraw.ImageDraw, at: tuple[float, float], r: float, colours: Mapping[str, str]
) -> None:
    """Draw a fare gate of a half-size around a place."""
    x, y = at
    box = np.array([x - r, y - r, x + r, y + r])
    ink.rounded_rectangle((box + np.array([-1, -1, 1, 1]) * r * 0.2).tolist(), r * 0.3,
                          fill=colours["paper"])  # fmt: skip
    ink.rounded_rectangle(box.tolist(), r * 0.3, fill=colours["line_documented"])
    for post in _POSTS:
        ink.rectangle([(x, y)[k % 2] + r * side for k, side in enumerate(post)],
                      fill=colours["paper"])  # fmt: skip


def _dot(ink: ImageDraw.ImageDraw, x: float, y: float, r: float, fill: str) -> None:
    ink.ellipse([x - r, y - r, x + r, y + r], fill=fill)
