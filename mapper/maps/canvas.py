"""A picture in the making: the ground, what cameras see, lines and marks, layer by layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from mapper.maps.assets import palette
from mapper.maps.coding import UNIT_ZOOM
from mapper.maps.drawing import STYLES, Lines
from mapper.maps.marks import DASHES, FILLS, MARKS, dashed
from mapper.maps.rides import draw_gates, draw_rides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from mapper.maps.drawing import Drawing, DrawnLine

__all__ = ["FINER", "Canvas", "Pin", "Window", "folded_text"]

FINER: Final = 2
"""Drawn this many times larger and made smaller again, for smooth edges."""
WIDTHS: Final = {"path": 1.0, "street": 3.4, "main": 5.6, "rail": 1.2, "stream": 2.0}
HATCH_PX: Final = 9
PATH_ZOOM: Final = 14.5
HATCH_SHARE: Final = 0.55


@dataclass(frozen=True, slots=True)
class Window:
    """Where units fall on a picture."""

    scale: float
    left: float
    top: float
    width: int
    height: int
    fine: int = FINER
    """How many of its pixels make one pixel as it is shown."""

    def on_picture(self, units: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return picture positions of units, shape (n, 2)."""
        placed: NDArray[np.float64] = (units - np.array([self.left, self.top])) * self.scale
        return placed

    def shows(self, points: NDArray[np.float64]) -> bool:
        """Whether any of a line's box lies on the picture."""
        low, high = points.min(axis=0), points.max(axis=0)
        return bool(
            high[0] >= 0 and high[1] >= 0 and low[0] <= self.width and low[1] <= self.height
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pin:
    """A single place to mark."""

    at: NDArray[np.int64]
    """Shape (1, 2), units."""
    text: str


class Canvas:
    """A picture in the making."""

    def __init__(self, window: Window, colours: Mapping[str, str] | None = None) -> None:
        self.window, self.fine = window, window.fine
        self.colours = colours or palette()["light"]
        self.image = Image.new("RGB", (window.width, window.height), self.colours["ground"])
        self.ink = ImageDraw.Draw(self.image)
        zoom_scale = window.scale / self.fine
        self.zoom = UNIT_ZOOM + math.log2(zoom_scale)
        # streets keep about a metre a unit of width, but never vanish
        self.growth = min(max(zoom_scale * 2 ** (UNIT_ZOOM - 16), 0.05), 3.0) ** 0.6

    def everything(self, drawing: Drawing, chosen: int) -> None:
        """Draw a map from the ground up."""
        self.ground(drawing)
        self.unsurveyed(drawing)
        self.views(drawing)
        self.routes(drawing, chosen)
        self.marks(drawing)
        if drawing.lines:
            draw_gates(self, drawing.lines[chosen].rides)
            self.numbers(drawing.lines[chosen])

    def _visible(self, lines: Lines) -> list[NDArray[np.float64]]:
        placed = [self.window.on_picture(line) for line in lines if len(line)]
        return [points for points in placed if self.window.shows(points)]

    def ground(self, drawing: Drawing) -> None:
        """Draw water, parks, buildings, streets and rails."""
        for layer in ("park", "water", "building"):
            for ring in self._visible(drawing.basemap.get(layer, [])):
                if len(ring) >= 3:  # noqa: PLR2004 - an area
                    colour = self.colours[layer]
                    edge = self.colours["building_edge"] if layer == "building" else colour
                    self.ink.polygon(ring.ravel().tolist(), fill=colour, outline=edge)
        thin = (("stream", "water"), ("path", "path"), ("rail", "rail"))
        for layer, colour in thin:
            if layer != "path" or self.zoom >= PATH_ZOOM:
                self._strokes(drawing, layer, self.colours[colour], 0.0)
        for layer in ("street", "main"):
            self._strokes(drawing, layer, self.colours[f"{layer}_edge"], 1.4)
        for layer in ("street", "main"):
            self._strokes(drawing, layer, self.colours[layer], 0.0)

    def _strokes(self, drawing: Drawing, layer: str, colour: str, casing: float) -> None:
        width = max(1, round((WIDTHS[layer] * self.growth + casing) * self.fine))
        for line in self._visible(drawing.basemap.get(layer, [])):
            self.ink.line(line.ravel().tolist(), fill=colour, width=width, joint="curve")

    def unsurveyed(self, drawing: Drawing) -> None:
        """Hatch the ground nobody is known to have looked at."""
        mask = Image.new("1", self.image.size, 1)
        for ring in self._visible(drawing.surveyed):
            inside = Image.new("1", self.image.size, 0)
            ImageDraw.Draw(inside).polygon(ring.ravel().tolist(), fill=1)
            mask = ImageChops.logical_xor(mask, inside)
        lines = Image.new("1", self.image.size, 0)
        brush = ImageDraw.Draw(lines)
        width, height = self.image.size
        for start in range(-height, width, HATCH_PX * self.fine):
            brush.line([start, height, start + height, 0], fill=1, width=self.fine)
        hatched = ImageChops.logical_and(mask, lines)
        faint = hatched.convert("L").point(lambda value: round(value * HATCH_SHARE))
        self.image.paste(ImageColor.getrgb(self.colours["hatch"]), mask=faint)

    def views(self, drawing: Drawing) -> None:
        """Shade what cameras see, weakest evidence first, overlaps of one kind only once."""
        for code in (4, 5, 3, 2, 1, 0):
            rings = [
                ring
                for ring, camera in zip(drawing.views, drawing.view_camera, strict=True)
                if drawing.camera_style[camera] == code
            ]
            if not rings:
                continue
            mask = Image.new("L", self.image.size, 0)
            brush = ImageDraw.Draw(mask)
            for ring in self._visible(rings):
                if len(ring) >= 3:  # noqa: PLR2004 - an area
                    brush.polygon(ring.ravel().tolist(), fill=round(255 * FILLS[code]))
            self.image.paste(ImageColor.getrgb(self.colours[STYLES[code]]), mask=mask)

    def routes(self, drawing: Drawing, chosen: int) -> None:
        """Draw the lines: hollow, filled where something sees them; the chosen one last."""
        order = [at for at in range(len(drawing.lines)) if at != chosen]
        for at in [*order, *([chosen] if drawing.lines else [])]:
            self._route(drawing.lines[at], 1.0 if at == chosen else 0.6)

    def _route(self, line: DrawnLine, strength: float) -> None:
        draw_rides(self, line.rides, strength)
        for width, colour in ((9.0, "ink"), (5.6, "paper")):
            for piece in self._visible(line.pieces):
                self._smooth(piece, self.colours[colour], width * strength * self.fine)
        for stretch, code in zip(line.stretches, line.evidence, strict=True):
            points = self.window.on_picture(stretch)
            colour = self.colours[f"line_{STYLES[code]}"]
            for dash in dashed(points, tuple(self.fine * step for step in DASHES[code])):
                self.ink.line(
                    dash.ravel().tolist(), fill=colour, width=round(5.6 * strength * self.fine)
                )

    def _smooth(self, points: NDArray[np.float64], colour: str, width: float) -> None:
        self.ink.line(points.ravel().tolist(), fill=colour, width=round(width), joint="curve")
        for x, y in points[[0, -1]].tolist():
            self._dot(x, y, width / 2, colour)

    def _dot(self, x: float, y: float, radius: float, fill: str) -> None:
        self.ink.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)

    def _mark(self, code: int, x: float, y: float, r: float, fill: str) -> None:
        if code in MARKS:
            self.ink.polygon([(x + dx * r, y + dy * r) for dx, dy in MARKS[code]], fill=fill)
        else:
            self._dot(x, y, r, fill)

    def marks(self, drawing: Drawing) -> None:
        """Draw stations, entrances and cameras."""
        for x, y in self.window.on_picture(drawing.entrances).tolist():
            r = 3.0 * self.fine
            self.ink.polygon([x, y - r, x + r, y + r, x - r, y + r], fill=self.colours["entrance"])
        placed = self.window.on_picture(drawing.camera_points).tolist()
        for (x, y), code in zip(placed, drawing.camera_style, strict=True):
            self._mark(code, x, y, 3.5 * self.fine, self.colours["paper"])
            self._mark(code, x, y, 2.6 * self.fine, self.colours[STYLES[code]])
        for x, y in self.window.on_picture(drawing.stations).tolist():
            r = 6.0 * self.fine
            box = [x - r, y - r, x + r, y + r]
            self.ink.rounded_rectangle(box, 2 * self.fine, fill=self.colours["station"])
            self.word("M", x, y, 8, self.colours["paper"])

    def word(self, text: str, x: float, y: float, size: float, colour: str) -> None:
        """Write a word around a place."""
        font = ImageFont.load_default(size * self.fine)
        self.ink.text((x, y), text, fill=colour, font=font, anchor="mm")

    def numbers(self, line: DrawnLine) -> None:
        """Write numbers at the chosen line's encounters where there is room, and mark its ends."""
        taken: list[tuple[float, float]] = []
        for number, (x, y) in enumerate(self.window.on_picture(line.meeting).tolist(), start=1):
            near = any(
                abs(x - other) < 20 * self.fine and abs(y - above) < 18 * self.fine
                for other, above in taken
            )
            if near:
                continue
            taken.append((x, y))
            self._dot(x, y, 9 * self.fine, self.colours["ink"])
            self._dot(x, y, 7.8 * self.fine, self.colours["paper"])
            self.word(str(number), x, y, 10, self.colours["ink"])
        (sx, sy), (gx, gy) = self.window.on_picture(line.ends).tolist()
        self._dot(sx, sy, 7 * self.fine, self.colours["ink"])
        self._dot(sx, sy, 4 * self.fine, self.colours["paper"])
        for r, colour in ((7 * self.fine, "paper"), (5.4 * self.fine, "ink")):
            self.ink.rectangle([gx - r, gy - r, gx + r, gy + r], fill=self.colours[colour])

    def scale_bar(self, metres_a_pixel: float) -> None:
        """Draw a bar of round length at the lower left."""
        height = self.window.height
        metres = round_metres(130 * self.fine * metres_a_pixel)
        length = metres / metres_a_pixel
        x, y = 10.0 * self.fine, height - 12.0 * self.fine
        self.ink.rectangle(
            [x - 6 * self.fine, y - 18 * self.fine, x + length + 6 * self.fine, y + 6 * self.fine],
            fill=self.colours["paper"],
        )
        tick = 6 * self.fine
        self.ink.line(
            [x, y - tick, x, y, x + length, y, x + length, y - tick],
            fill=self.colours["ink"], width=self.fine,
        )  # fmt: skip
        text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"  # noqa: PLR2004
        self.word(text, x + length / 2, y - 7 * self.fine, 11, self.colours["ink"])

    def attribution(self, text: str) -> None:
        """Name the sources at the lower right, in as many lines as it takes."""
        if not text:
            return
        width, height, step = self.window.width, self.window.height, 14 * self.fine
        font = ImageFont.load_default(11.0 * self.fine)
        lines = [
            line
            for whole in text.split("\n")
            for line in folded_text(whole, 0.7 * width, font.getlength)
        ]
        left = width - max(font.getlength(line) for line in lines) - 6 * self.fine
        top = height - step * len(lines) - 6 * self.fine
        self.ink.rectangle([left - 6 * self.fine, top, width, height], fill=self.colours["paper"])
        for number, line in enumerate(lines):
            place = (left, top + (number + 0.5) * step + 3 * self.fine)
            self.ink.text(place, line, fill=self.colours["ink"], font=font, anchor="lm")

    def pins(self, pins: Sequence[Pin]) -> None:
        """Mark single places: a start, a goal, or choices by number."""
        for pin in pins:
            [(x, y)] = self.window.on_picture(pin.at).tolist()
            r = 11 * self.fine
            self._dot(x, y, r, self.colours["paper"])
            self._dot(x, y, r - 1.6 * self.fine, self.colours["ink"])
            self.word(pin.text, x, y, 12, self.colours["paper"])

    def cross(self) -> None:
        """Mark the middle."""
        x, y, arm = self.window.width / 2, self.window.height / 2, 9 * self.fine
        for colour, width in (("paper", 4), ("ink", 2)):
            for line in ([x - arm, y, x + arm, y], [x, y - arm, x, y + arm]):
                self.ink.line(line, fill=self.colours[colour], width=width * self.fine)


def folded_text(text: str, most: float, length: Callable[[str], float]) -> list[str]:
    """Return a text in lines no longer than ``most``; a word longer than that has its own.

    >>> folded_text("one two three", 8, len)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split():
        if lines and length(f"{lines[-1]} {word}") <= most:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines or [""]


def round_metres(most: float) -> int:
    """Return the largest of 1, 2, 3, 5 × 10ⁿ metres that is at most ``most`` (but at least 1).

    >>> [round_metres(most) for most in (0.3, 7.0, 120.0, 4999.0)]
    [1, 5, 100, 3000]
    """
    if most < 1:
        return 1
    power = 10 ** int(math.log10(most))
    return int(max(digit * power for digit in (1, 2, 3, 5) if digit * power <= most))
