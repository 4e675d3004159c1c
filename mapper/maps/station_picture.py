"""Stations by class as a PNG, for browsers without scripts and for print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from mapper.maps.canvas import Canvas
from mapper.maps.keys import class_mark
from mapper.maps.picture import metres_a_pixel, png_of, window_of_bounds
from mapper.stations.classes import COLOURS as CLASS_COLOURS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mapper.maps.drawing import Drawing, Lines

__all__ = ["DrawnStations", "stations_png"]

FIGURES_FROM: Final = 13.0
DOORS_FROM: Final = 14.5
DARK_SHADE: Final = 3
COLOURS: Final = 192


@dataclass(frozen=True, slots=True, eq=False)
class DrawnStations:
    """Stations, their doors and the ways in, in units."""

    layer: dict[str, Any]
    """As ``station_layer`` gives it."""
    stations: NDArray[np.int64]
    entrances: NDArray[np.int64]
    ways: Lines
    way_station: list[int]
    """Row of the station each way leads to."""
    ring: Lines
    """Streets around the doors."""
    tracks: Lines
    """Rides from station to station."""
    track_colour: list[str]


def stations_png(
    drawing: Drawing,
    drawn: DrawnStations,
    *,
    size: tuple[int, int],
    bounds: tuple[float, float, float, float],
    attribution: str = "",
) -> bytes:
    """Return stations in their colours on the ground as PNG, without metadata.

    Parameters
    ----------
    drawing, drawn
        What to draw.
    size
        Width and height in pixels.
    bounds
        Left, bottom, right, top in degrees; all of it is shown.
    attribution
        Whom to name in the corner.
    """
    canvas = Canvas(window_of_bounds(drawing, size, bounds))
    canvas.ground(drawing)
    canvas.unsurveyed(drawing)
    canvas.views(drawing)
    _tracks(canvas, drawn)
    _lines(canvas, drawn)
    canvas.routes(drawing, 0)
    if canvas.zoom >= DOORS_FROM:
        _doors(canvas, drawn)
    _stations(canvas, drawn)
    if drawing.lines:
        canvas.numbers(drawing.lines[0])
    canvas.scale_bar(metres_a_pixel(canvas.window, (bounds[1] + bounds[3]) / 2))
    canvas.attribution(attribution)
    shown = canvas.image.resize(size, Image.Resampling.LANCZOS)
    return png_of(shown, COLOURS, kept=(*CLASS_COLOURS, canvas.colours["class_unknown"]))


def _lines(canvas: Canvas, drawn: DrawnStations) -> None:
    """Draw the streets around doors and the best ways in."""
    colours = canvas.colours
    for width, colour, lines in (
        (3.0, colours["rail"], drawn.ring),
        (5.0, colours["halo"], drawn.ways),
        (3.0, colours["approach"], drawn.ways),
    ):
        for line in lines:
            points = canvas.window.on_picture(line)
            if len(points) > 1 and canvas.window.shows(points):
                across = round(width * canvas.fine)
                canvas.ink.line(points.ravel().tolist(), fill=colour, width=across, joint="curve")


def _tracks(canvas: Canvas, drawn: DrawnStations) -> None:
    """Draw the lines of the metro, straight from station to station."""
    for line, colour in zip(drawn.tracks, drawn.track_colour, strict=True):
        points = canvas.window.on_picture(line)
        if len(points) > 1 and canvas.window.shows(points):
            fill = colour or canvas.colours["rail"]
            canvas.ink.line(points.ravel().tolist(), fill=fill, width=round(2.5 * canvas.fine))


def _doors(canvas: Canvas, drawn: DrawnStations) -> None:
    places, shades = drawn.layer["entrances"]["class"], drawn.layer["shades"]
    for (x, y), place in zip(
        canvas.window.on_picture(drawn.entrances).tolist(), places, strict=True
    ):
        name = "unknown" if place < 0 else str(shades[place])
        for r, fill in ((7.0, canvas.colours["station"]), (5.0, canvas.colours[f"class_{name}"])):
            half = r * canvas.fine
            canvas.ink.polygon([x, y - half, x + half, y + half, x - half, y + half], fill=fill)


def _stations(canvas: Canvas, drawn: DrawnStations) -> None:
    layer = drawn.layer["stations"]
    placed = canvas.window.on_picture(drawn.stations).tolist()
    large = canvas.zoom >= FIGURES_FROM
    half = (9.0 if large else 4.5) * canvas.fine
    # the most watched last, above the others
    for row in sorted(range(len(placed)), key=lambda row: (layer["class"][row], row)):
        place = layer["class"][row]
        shade = -1 if place < 0 else drawn.layer["shades"][place]
        name = "unknown" if place < 0 else str(shade)
        x, y = placed[row]
        class_mark(canvas.ink, (x, y), half, name, canvas.colours)
        if large:
            colour = "#ffffff" if shade >= DARK_SHADE else "#000000"
            canvas.word(layer["figure"][row].removesuffix(" %"), x, y, 9, colour)
