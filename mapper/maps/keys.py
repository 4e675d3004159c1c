"""The little pictures of the legend, for browsers without scripts."""

from __future__ import annotations

import base64
import io
import math
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageColor, ImageDraw

from mapper.maps.assets import palette
from mapper.maps.drawing import STYLES
from mapper.maps.marks import DASHES, FILLS, MARKS
from mapper.maps.rides import gate_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SIZE", "class_mark", "key_image", "key_png"]

SIZE: Final = (54, 24)
FINER: Final = 4
COLOURS: Final = 24


def key_png(key: str) -> str:
    """Return the picture of one row of the legend, as PNG in base64.

    Parameters
    ----------
    key
        As in the page's legend: "view:KIND", "line:KIND", "station", "entrance", "unsurveyed",
        "ride", "gate", "class:SHADE" and "class:unknown".
    """
    small = key_image(key, palette()["light"]).resize(SIZE, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    few = small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(stream, format="PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def key_image(key: str, colours: Mapping[str, str]) -> Image.Image:
    """Return the picture of one row of the legend, four times as fine as it is shown.

    Parameters
    ----------
    key
        As for ``key_png``.
    colours
        By the names of the palette.
    """
    image = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), colours["paper"])
    ink = ImageDraw.Draw(image)
    kind, _, name = key.partition(":")
    code = STYLES.index(name) if name in STYLES else -1
    if kind == "view":
        _view(ink, code, colours)
    elif kind == "line":
        _line(ink, code, colours)
    elif kind == "station":
        ink.rounded_rectangle(_scaled(20, 5, 34, 19), 2 * FINER, fill=colours["station"])
    elif kind == "gate":
        gate_mark(ink, (27 * FINER, 12 * FINER), 9 * FINER, colours)
    elif kind == "ride":
        _ride(ink, colours)
    elif kind == "class":
        class_mark(ink, (27 * FINER, 12 * FINER), 8.5 * FINER, name, colours)
    elif kind == "entrance":
        ink.polygon(_scaled(27, 6, 33, 17, 21, 17), fill=colours["entrance"])
    else:
        ink.rectangle(_scaled(6, 2, 48, 22), fill=colours["ground"], outline=colours["hatch"])
        for start in range(6, 48, 9):
            rise = min(20, 48 - start)
            ink.line(
                _scaled(start, 22, start + rise, 22 - rise), fill=colours["hatch"], width=FINER
            )
    return image


def _scaled(*positions: float) -> list[float]:
    return [position * FINER for position in positions]


def _view(ink: ImageDraw.ImageDraw, code: int, colours: Mapping[str, str]) -> None:
    """Draw a wedge of view and the camera's mark."""
    colour = ImageColor.getrgb(colours[STYLES[code]])
    paper = ImageColor.getrgb(colours["paper"])
    share = FILLS[code]
    mixed = tuple(round(share * c + (1 - share) * p) for c, p in zip(colour, paper, strict=False))
    half = math.degrees(0.32)
    box = _scaled(10 - 38, 12 - 38, 10 + 38, 12 + 38)
    ink.pieslice(box, -half, half, fill=mixed, outline=colour, width=FINER)
    x, y, r = 11 * FINER, 12 * FINER, 5 * FINER
    if code in MARKS:
        ink.polygon([(x + dx * r, y + dy * r) for dx, dy in MARKS[code]], fill=colour)
    else:
        ink.ellipse([x - r, y - r, x + r, y + r], fill=colour)


def _line(ink: ImageDraw.ImageDraw, code: int, colours: Mapping[str, str]) -> None:
    """Draw a piece of a line, filled as far as its evidence goes."""
    ink.rounded_rectangle(_scaled(1, 7, 53, 17), 5 * FINER, fill=colours["ink"])
    ink.rounded_rectangle(_scaled(3, 9, 51, 15), 3 * FINER, fill=colours["paper"])
    if code < 0:
        return
    drawn, left_out = DASHES[code] or (42.0, 0.0)
    at = 6.0
    while at < 48:  # noqa: PLR2004 - the end of the line
        end = min(at + drawn, 48.0)
        ink.rectangle(_scaled(at, 9, end, 15), fill=colours[f"line_{STYLES[code]}"])
        at += drawn + left_out


def _ride(ink: ImageDraw.ImageDraw, colours: Mapping[str, str]) -> None:
    """Draw a piece of a ride with three stops."""
    for half, colour in ((4.5, "ink"), (3.0, "rail")):
        box = _scaled(3, 12 - half, 51, 12 + half)
        ink.rounded_rectangle(box, half * FINER, fill=colours[colour])
    for x in (10, 27, 44):
        ink.ellipse(_scaled(x - 2.7, 9.3, x + 2.7, 14.7), fill=colours["paper"])


def class_mark(
    ink: ImageDraw.ImageDraw,
    at: tuple[float, float],
    half: float,
    name: str,
    colours: Mapping[str, str],
) -> None:
    """Draw a station of a class; what is unknown is hatched.

    Parameters
    ----------
    ink, at, half
        Where, and half its size.
    name
        The place of its colour, or "unknown".
    colours
        By the names of the palette.
    """
    x, y = at
    rim = half * 1.2
    corner = min(half / 3, half / 2)
    ink.rounded_rectangle([x - rim, y - rim, x + rim, y + rim], corner, fill=colours["station"])
    box = [x - half, y - half, x + half, y + half]
    ink.rounded_rectangle(box, corner, fill=colours[f"class_{name}"])
    if name == "unknown":
        for shift in (-0.6, 0.0, 0.6):
            line = [x + (shift - 0.35) * half, y + 0.7 * half]
            line += [x + (shift + 0.35) * half, y - 0.7 * half]
            ink.line(line, fill=colours["paper"], width=max(1, round(half / 9)))
