"""The font of printed sheets: what a text measures, and how it is broken into lines."""

from __future__ import annotations

import io
from functools import cache
from importlib import resources
from typing import Final

from PIL import ImageFont

__all__ = [
    "FONT_FILES",
    "font_bytes",
    "font_of",
    "line_height_mm",
    "printable",
    "shortened",
    "width_mm",
    "wrapped",
]

POINT_MM: Final = 25.4 / 72
FONT_FILES: Final = {False: "DejaVuSansCondensed.ttf", True: "DejaVuSansCondensed-Bold.ttf"}
_MEASURED_PX: Final = 1_000
LEADING: Final = 1.22
"""From one line to the next, in sizes of the font."""


@cache
def font_bytes(bold: bool) -> bytes:  # noqa: FBT001 - the two fonts there are
    """Return the regular or the bold font, as TrueType."""
    path = resources.files("web").joinpath("vendor", "dejavu", FONT_FILES[bold])
    return path.read_bytes()


@cache
def font_of(size_px: int, bold: bool) -> ImageFont.FreeTypeFont:  # noqa: FBT001 - as above
    """Return a font to draw and measure with; the same on every machine."""
    stream = io.BytesIO(font_bytes(bold))
    return ImageFont.truetype(stream, size_px, layout_engine=ImageFont.Layout.BASIC)


def width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return how wide a text is.

    >>> width_mm("no", 10) < width_mm("more", 10) < width_mm("more", 10, bold=True)
    True
    """
    return font_of(_MEASURED_PX, bold).getlength(text) / _MEASURED_PX * size_pt * POINT_MM


def line_height_mm(size_pt: float) -> float:
    """Return how far one line stands below another."""
    return size_pt * POINT_MM * LEADING


def printable(text: str) -> str:
    r"""Return one line of a text, without signs that cannot be seen or turn its direction.

    >>> printable("a\u202eb\n c")
    'ab c'
    """
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def wrapped(text: str, size_pt: float, most_mm: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text that is no wider than it may be; a longer word is cut.

    >>> wrapped("one two three", 10, 15)
    ['one two', 'three']
    """
    lines = [""]
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width_mm(longer, size_pt, bold=bold) <= most_mm:
            lines[-1] = longer
        else:
            fitting = shortened(word, size_pt, most_mm, bold=bold)
            lines = [*lines, fitting] if lines[-1] else [fitting]
    return lines


def shortened(text: str, size_pt: float, most_mm: float, *, bold: bool = False) -> str:
    """Return a text, cut where it is too wide and then ending in an ellipsis."""
    line = printable(text)
    if width_mm(line, size_pt, bold=bold) <= most_mm:
        return line
    fits, too_long = 0, len(line)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if width_mm(line[:middle] + "…", size_pt, bold=bold) <= most_mm:
            fits = middle
        else:
            too_long = middle
    return line[:fits].rstrip() + "…"
