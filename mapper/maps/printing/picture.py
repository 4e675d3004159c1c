"""A page as PNG, for those who cannot print a PDF or want to look at it on a phone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from mapper.maps.printing.fonts import POINT_MM, font_of
from mapper.maps.printing.greys import as_grey_png
from mapper.maps.printing.paper import HEIGHT_MM, WIDTH_MM, Picture, Rule

if TYPE_CHECKING:
    from mapper.maps.printing.paper import Paper

__all__ = ["PX_A_MM", "as_png"]

DOTS_AN_INCH: Final = 192
PX_A_MM: Final = DOTS_AN_INCH / 25.4


def as_png(paper: Paper) -> bytes:
    """Return a page as PNG in 16 greys: the same bytes for the same page, and no metadata."""
    image = Image.new("L", (round(WIDTH_MM * PX_A_MM), round(HEIGHT_MM * PX_A_MM)), 255)
    ink = ImageDraw.Draw(image)
    for item in paper.items:
        if isinstance(item, Rule):
            ends = [*_px(*item.from_mm), *_px(*item.to_mm)]
            ink.line(ends, fill=0, width=max(1, round(item.width_mm * PX_A_MM)))
        elif isinstance(item, Picture):
            size = _px(item.width_mm, item.height_mm)
            with Image.open(io.BytesIO(item.png)) as picture:
                fitting = picture.convert("L").resize(size, Image.Resampling.LANCZOS)
            image.paste(fitting, _px(item.x_mm, item.y_mm))
        else:
            font = font_of(round(item.size_pt * POINT_MM * PX_A_MM), item.bold)
            ink.text(_px(item.x_mm, item.y_mm), item.text, fill=0, font=font, anchor="ls")
    return as_grey_png(image)


def _px(x_mm: float, y_mm: float) -> tuple[int, int]:
    return round(x_mm * PX_A_MM), round(y_mm * PX_A_MM)
