"""A page of A4 and what stands where on it: texts, rules and pictures, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from mapper.maps.printing.fonts import POINT_MM, line_height_mm, shortened, width_mm, wrapped

__all__ = ["HEIGHT_MM", "MARGIN_MM", "WIDTH_MM", "Paper", "Picture", "Rule", "Text"]

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0
MARGIN_MM: Final = 12.0
ASCENT: Final = 0.93
"""From the top of a line to its baseline, in sizes of the font."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line, from the left end of its baseline."""

    x_mm: float
    y_mm: float
    text: str
    size_pt: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight black line."""

    from_mm: tuple[float, float]
    to_mm: tuple[float, float]
    width_mm: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, from its upper left corner."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    png: bytes


@dataclass(slots=True)
class Paper:
    """A page that is filled from the top; ``y_mm`` is how far."""

    language: str
    items: list[Text | Rule | Picture] = field(default_factory=list)
    y_mm: float = MARGIN_MM

    @property
    def width_mm(self) -> float:
        """How wide what is printed may be."""
        return WIDTH_MM - 2 * MARGIN_MM

    @property
    def room_mm(self) -> float:
        """How much height is left."""
        return HEIGHT_MM - MARGIN_MM - self.y_mm

    def line(
        self, text: str, size_pt: float, *, x_mm: float = MARGIN_MM, bold: bool = False
    ) -> None:
        """Put one line where the page is filled to, and fill it on."""
        self.put(text, size_pt, x_mm=x_mm, bold=bold)
        self.y_mm += line_height_mm(size_pt)

    def put(self, text: str, size_pt: float, *, x_mm: float, bold: bool = False) -> None:
        """Put one line without filling the page on, cut at the right margin."""
        most_mm = WIDTH_MM - MARGIN_MM - x_mm
        fitting = shortened(text, size_pt, most_mm, bold=bold)
        if fitting:
            baseline = self.y_mm + ASCENT * size_pt * POINT_MM
            self.items.append(Text(x_mm, baseline, fitting, size_pt, bold))

    def put_right(self, text: str, size_pt: float, *, right_mm: float, bold: bool = False) -> None:
        """Put one line that ends at a place."""
        self.put(text, size_pt, x_mm=right_mm - width_mm(text, size_pt, bold=bold), bold=bold)

    def paragraph(self, text: str, size_pt: float, *, indent_mm: float = 0.0) -> None:
        """Put a text over the whole width."""
        for line in wrapped(text, size_pt, self.width_mm - 2 * indent_mm):
            self.line(line, size_pt, x_mm=MARGIN_MM + indent_mm)

    def framed(self, text: str, size_pt: float, *, indent_mm: float) -> None:
        """Put a text into a frame."""
        top = self.y_mm
        self.y_mm += indent_mm
        self.paragraph(text, size_pt, indent_mm=indent_mm)
        self.y_mm += indent_mm
        self.frame(top, self.y_mm, 0.5)

    def frame(self, top_mm: float, bottom_mm: float, width_mm: float) -> None:
        """Draw a box from margin to margin."""
        left, right = MARGIN_MM, WIDTH_MM - MARGIN_MM
        corners = [(left, top_mm), (right, top_mm), (right, bottom_mm), (left, bottom_mm)]
        for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
            self.items.append(Rule(one, other, width_mm))

    def rule(self) -> None:
        """Draw a thin line from margin to margin."""
        ends = (MARGIN_MM, self.y_mm), (WIDTH_MM - MARGIN_MM, self.y_mm)
        self.items.append(Rule(*ends, 0.15))

    def picture(self, png: bytes, width_mm: float, height_mm: float, *, x_mm: float) -> None:
        """Put a picture where the page is filled to, without filling it on."""
        self.items.append(Picture(x_mm, self.y_mm, width_mm, height_mm, png))

    def space(self, height_mm: float) -> None:
        """Leave some height free."""
        self.y_mm += height_mm
