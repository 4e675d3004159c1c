"""The same map as a PNG, for browsers without scripts and for print."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageColor

from mapper.maps.canvas import FINER, Canvas, Pin, Window
from mapper.maps.coding import UNIT_ZOOM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mapper.maps.drawing import Drawing
    from mapper.maps.view import View

__all__ = [
    "metres_a_pixel",
    "picture_png",
    "png_of",
    "view_image",
    "view_png",
    "window_of_bounds",
]

COLOURS: Final = 192
MOST_KEPT: Final = 6
FEWER_COLOURS: Final = (128, 64, 32, 16)
"""Tried in order where a picture must be small."""
PADDING_PX: Final = 24
MAX_ZOOM: Final = 18.5
EARTH_M: Final = 40_075_016.686


def picture_png(
    drawing: Drawing,
    *,
    size: tuple[int, int],
    bounds: tuple[float, float, float, float],
    chosen: int = 0,
    attribution: str = "",
) -> bytes:
    """Return a map of the given bounds as PNG, without metadata.

    Parameters
    ----------
    drawing
        What to draw.
    size
        Width and height in pixels.
    bounds
        Left, bottom, right, top in degrees; all of it is shown.
    chosen
        Which line is strong and carries numbers.
    attribution
        Whom to name in the corner.
    """
    window = window_of_bounds(drawing, size, bounds)
    canvas = Canvas(window)
    canvas.everything(drawing, chosen)
    canvas.scale_bar(metres_a_pixel(window, (bounds[1] + bounds[3]) / 2))
    canvas.attribution(attribution)
    return png_of(canvas.image.resize(size, Image.Resampling.LANCZOS), COLOURS)


def view_png(
    drawing: Drawing,
    view: View,
    *,
    chosen: int = 0,
    pins: Sequence[tuple[float, float, str]] = (),
    attribution: str = "",
    most_bytes: int | None = None,
) -> bytes:
    """Return what a view shows as PNG, without metadata.

    Parameters
    ----------
    drawing, chosen, attribution
        As for ``picture_png``.
    view
        Which part of the city, and how large.
    pins
        Longitude, latitude and a letter or number of each single place to mark.
    most_bytes
        With fewer colours, and in the end fewer pixels, the picture keeps to this.
    """
    canvas = Canvas(_window_of(drawing, view))
    canvas.everything(drawing, chosen)
    canvas.pins([Pin(drawing.plane.of_lon_lat(lon, lat), text) for lon, lat, text in pins])
    canvas.cross()
    canvas.scale_bar(metres_a_pixel(canvas.window, view.lat))
    canvas.attribution(attribution)
    image = _shown(canvas, view)
    rides = drawing.lines[chosen].rides if drawing.lines else ()
    # lines of the metro and gates are told by their colours
    kept = tuple(dict.fromkeys(ride.colour for ride in rides if ride.colour))[:MOST_KEPT]
    if any(ride.gate is not None for ride in rides):
        kept = (*kept, canvas.colours["line_documented"])
    while True:
        for colours in FEWER_COLOURS:
            picture = png_of(image, colours, kept)
            if most_bytes is None or len(picture) <= most_bytes:
                return picture
        image = image.reduce(2)


def view_image(
    drawing: Drawing, view: View, *, chosen: int = 0, colours: Mapping[str, str]
) -> Image.Image:
    """Return what a view shows in other colours, to be printed.

    Parameters
    ----------
    drawing, view, chosen
        As for ``view_png``.
    colours
        By the names of the palette.
    """
    canvas = Canvas(_window_of(drawing, view), colours)
    canvas.everything(drawing, chosen)
    canvas.scale_bar(metres_a_pixel(canvas.window, view.lat))
    return _shown(canvas, view)


def _window_of(drawing: Drawing, view: View) -> Window:
    """Return where a view lies on the plane, in fine pixels."""
    fine = FINER * view.density
    middle = drawing.plane.of_lon_lat(view.lon, view.lat)[0]
    scale = fine * 2.0 ** (view.zoom - UNIT_ZOOM)
    width, height = view.width * fine, view.height * fine
    corner = middle - np.array([width, height]) / scale / 2
    return Window(scale, float(corner[0]), float(corner[1]), width, height, fine)


def _shown(canvas: Canvas, view: View) -> Image.Image:
    """Return a picture as large as its view."""
    size = view.width * view.density, view.height * view.density
    return canvas.image.resize(size, Image.Resampling.LANCZOS)


def png_of(image: Image.Image, colours: int, kept: Sequence[str] = ()) -> bytes:
    """Return an image of so many colours as PNG, without metadata.

    Parameters
    ----------
    image
        In RGB.
    colours
        How many at most, ``kept`` among them.
    kept
        Colours that mean something and must not be mixed with others: "#rrggbb".
    """
    few = image.quantize(
        colours - len(kept), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    if kept:
        chosen = (few.getpalette() or [])[: 3 * (colours - len(kept))]
        ink = Image.new("P", (1, 1))
        ink.putpalette([*chosen, *(part for name in kept for part in ImageColor.getrgb(name))])
        few = image.quantize(palette=ink, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    few.save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def window_of_bounds(
    drawing: Drawing, size: tuple[int, int], bounds: tuple[float, float, float, float]
) -> Window:
    """Fit bounds into the picture, in fine pixels."""
    left, bottom, right, top = bounds
    corners = drawing.plane.of_lon_lat(np.array([left, right]), np.array([top, bottom]))
    width, height = size[0] * FINER, size[1] * FINER
    room = np.array([width, height]) - 2 * PADDING_PX * FINER
    extent = np.maximum(corners[1] - corners[0], 1)
    scale = float(min((room / extent).min(), FINER * 2.0 ** (MAX_ZOOM - UNIT_ZOOM)))
    middle = corners.mean(axis=0)
    return Window(
        scale,
        float(middle[0] - width / scale / 2),
        float(middle[1] - height / scale / 2),
        width,
        height,
    )


def metres_a_pixel(window: Window, latitude_deg: float) -> float:
    """Return how many metres a fine pixel spans at a latitude."""
    return EARTH_M * math.cos(math.radians(latitude_deg)) / (256 * 2**UNIT_ZOOM) / window.scale
