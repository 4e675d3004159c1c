"""A small line chart, drawn with Pillow: no plotting library is needed for one picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["chart"]

SIZE: Final = (760, 420)
LEFT, TOP, RIGHT, BOTTOM = 70, 44, 220, 56
COLOURS: Final = ("#0b5394", "#cc4125", "#38761d", "#7f6000", "#674ea7")


def chart(
    path: Path,
    title: str,
    axes: tuple[str, str],
    series: Mapping[str, Sequence[tuple[float, float]]],
) -> None:
    """Draw series of (x, y) over a linear x and a logarithmic y axis into a PNG file."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(13)
    points = [point for line in series.values() for point in line]
    x_low, x_high = min(x for x, _ in points), max(x for x, _ in points)
    y_low = math.floor(math.log10(min(y for _, y in points)))
    y_high = math.ceil(math.log10(max(y for _, y in points)))
    width, height = SIZE[0] - LEFT - RIGHT, SIZE[1] - TOP - BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        across = (x - x_low) / ((x_high - x_low) or 1.0)
        up = (math.log10(y) - y_low) / ((y_high - y_low) or 1)
        return LEFT + across * width, TOP + (1.0 - up) * height

    draw.text((LEFT, 12), title, fill="black", font=font)
    for power in range(y_low, y_high + 1):
        _, y = at(x_low, 10.0**power)
        draw.line([(LEFT, y), (LEFT + width, y)], fill="#dddddd")
        draw.text((LEFT - 8, y), f"{10.0**power:g}", fill="black", font=font, anchor="rm")
    for x_value in sorted({x for x, _ in points}):
        x, _ = at(x_value, 10.0**y_low)
        draw.text((x, TOP + height + 8), f"{x_value:g}", fill="black", font=font, anchor="mt")
    draw.text((LEFT + width / 2, SIZE[1] - 14), axes[0], fill="black", font=font, anchor="mb")
    draw.text((10, TOP - 12), axes[1], fill="black", font=font, anchor="lm")
    for k, (name, line) in enumerate(series.items()):
        colour = COLOURS[k % len(COLOURS)]
        places = [at(x, y) for x, y in line]
        draw.line(places, fill=colour, width=2)
        for x, y in places:
            draw.ellipse([x - 3, y - 3, x + 3, y + 3], fill=colour)
        draw.text((LEFT + width + 14, TOP + 20 * k), name, fill=colour, font=font)
    image.save(path, optimize=True)
