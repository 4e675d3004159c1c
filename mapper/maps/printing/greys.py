"""How a map is drawn where there is no colour: evidence is told by shape, break and strength."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["GREYS", "as_grey_png"]

_STEP: Final = 17
"""From one of 16 greys to the next."""
GREYS: Final = {
    "ground": "#ffffff", "hatch": "#999999", "water": "#dddddd", "park": "#f4f4f4",
    "rail": "#999999", "building": "#eeeeee", "building_edge": "#bbbbbb",
    "street": "#ffffff", "street_edge": "#bbbbbb", "main": "#ffffff", "main_edge": "#888888",
    "path": "#bbbbbb", "ink": "#000000", "paper": "#ffffff", "station": "#000000",
    "entrance": "#333333", "documented": "#000000", "reported": "#000000", "presumed": "#111111",
    "unknown": "#444444", "no": "#888888", "plate_reader": "#444444",
    "line_documented": "#000000", "line_reported": "#000000", "line_presumed": "#000000",
    "line_unknown": "#000000", "text": "#333333", "halo": "#ffffff", "approach": "#000000",
    "class_0": "#eeeeee", "class_1": "#cccccc", "class_2": "#999999", "class_3": "#666666",
    "class_4": "#333333", "class_unknown": "#bbbbbb",
}  # fmt: skip
"""The colours of a printed map, by the names of the palette."""


def as_grey_png(image: Image.Image) -> bytes:
    """Return a picture as PNG in 16 greys, without metadata."""
    few = image.convert("L").point(lambda value: round(value / _STEP) * _STEP)
    stream = io.BytesIO()
    few.save(stream, format="PNG", optimize=True)
    return stream.getvalue()
