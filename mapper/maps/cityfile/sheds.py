"""Viewsheds as columns, exact to a few micrometres: what a page scores a line with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapper.maps.cityfile.streets import units_of
from mapper.maps.cityfile.told import TENTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.viewshed import Viewsheds
    from mapper.maps.cityfile.columns import Columns
    from mapper.model.projection import Projection

__all__ = ["put_areas", "put_sheds", "recorded", "whole_sectors"]

DISC, SECTOR, PIECES = range(3)
"""How a viewshed is written down: a disc, a whole sector, or convex pieces."""
INDOOR: Final = 4
"""Added to the form of a view that sees indoor ground, and only that."""
MICRO: Final = 1e6
"""Lengths are micrometres, angles millionths of a degree."""
MM: Final = 1e3
JOINED: Final = 1e-9
"""Arcs whose ends are no farther apart, in radii, are one."""
UNITS_PER_DEG: Final = 1e7


def put_sheds(
    columns: Columns,
    exposure: CityExposure,
    rows: NDArray[np.int64],
    numbers: Mapping[str, NDArray[np.int64]],
) -> dict[str, str]:
    """Put the viewsheds at the main range and each preset; say which column holds which.

    Parameters
    ----------
    columns, exposure
        Where to, and whose.
    rows
        Shape (C,): the row in the city's table of each camera of the file.
    numbers
        What is recorded of cameras in tenths, as ``put_told`` wrote it: a view says only how it
        differs.
    """
    scene = exposure.scene
    number = np.empty(len(rows), np.int64)
    number[rows] = np.arange(len(rows))
    sheds = {"main": scene.main.viewsheds}
    sheds |= {preset.value: sight.viewsheds for preset, sight in scene.presets.items()}
    if scene.nearby is not None:
        sheds["nearby"] = scene.nearby.viewsheds
    at = _as_read(exposure.city.projection, exposure.city.cameras.xy)
    held: dict[str, str] = {}
    for name, shed in sheds.items():
        same = next((other for other in held.values() if _alike(sheds[other], shed)), None)
        held[name] = same or name
        if same is None:
            _put(columns, f"shed.{name}", shed, number=number, at=at, numbers=numbers)
    return held


def put_areas(columns: Columns, exposure: CityExposure) -> None:
    """Put the ground surveyed in full, in full or part, and indoors, as rings in millimetres."""
    ground = exposure.scene.ground
    areas = {"full": ground.full, "known": ground.known, "indoors": ground.indoors}
    for name, area in areas.items():
        rings = [
            shapely.get_coordinates(ring)
            for part in shapely.get_parts(area)
            for ring in shapely.get_rings(part)
        ]
        points = np.concatenate([*rings, np.zeros((0, 2))])
        columns.put_numbers(f"area.{name}.count", [len(ring) for ring in rings])
        columns.put_steps(f"area.{name}.x", np.rint(points[:, 0] * MM))
        columns.put_steps(f"area.{name}.y", np.rint(points[:, 1] * MM))


def _as_read(projection: Projection, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where a page finds points read in ten-millionths of a degree, shape (n, 2)."""
    units = units_of(projection, xy) / UNITS_PER_DEG
    return np.column_stack(projection.to_metres(units[:, 0], units[:, 1]))


def _alike(one: Viewsheds, other: Viewsheds) -> bool:
    return one is other or all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name == "lens_deg")
        for name in (
            "camera", "xy", "radius_m", "lens_deg", "indoor", "is_disc", "piece_start", "piece_a",
            "piece_b", "piece_arc",
        )
    )  # fmt: skip


def _put(
    columns: Columns,
    name: str,
    sheds: Viewsheds,
    *,
    number: NDArray[np.int64],
    at: NDArray[np.float64],
    numbers: Mapping[str, NDArray[np.int64]],
) -> None:
    """Put viewsheds by camera in the order of the file."""
    sheds = sheds.take(np.argsort(number[sheds.camera], kind="stable"))
    start, width = whole_sectors(sheds)
    camera = number[sheds.camera]
    form = np.where(sheds.is_disc, DISC, np.where(np.isnan(width), PIECES, SECTOR))
    moved = np.rint((sheds.xy - at[sheds.camera]) * MICRO)
    columns.put_numbers(f"{name}.count", np.bincount(number[sheds.camera], minlength=len(number)))
    columns.put_numbers(f"{name}.form", form + INDOOR * sheds.indoor)
    columns.put_numbers(f"{name}.lens", np.rint(np.nan_to_num(sheds.lens_deg) * MICRO))
    columns.put_signed(f"{name}.dx", moved[:, 0])
    columns.put_signed(f"{name}.dy", moved[:, 1])
    reach = recorded(numbers, "range_m", camera) * (MICRO / TENTHS)
    columns.put_signed(f"{name}.radius", np.rint(sheds.radius_m * MICRO - reach))
    bearing = np.asarray(recorded(numbers, "direction_deg", camera) * (MICRO / TENTHS), np.float64)
    turned = _turned(np.rint(start * MICRO), np.rint(width * MICRO), bearing)
    columns.put_signed(f"{name}.from", turned[form == SECTOR])
    columns.put_numbers(f"{name}.width", np.rint(width[form == SECTOR] * MICRO))
    _put_pieces(columns, name, sheds.take(np.flatnonzero(form == PIECES)))


def recorded(
    numbers: Mapping[str, NDArray[np.int64]], name: str, camera: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the tenths recorded of each view's camera, 0 where there are none, shape (V,)."""
    known = numbers.get(name)
    return np.maximum(known[camera] - 1, 0) if known is not None else np.zeros_like(camera)


def _turned(
    start: NDArray[np.float64], width: NDArray[np.float64], bearing: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return by how much views begin elsewhere than they would around their cameras' bearings.

    All are whole millionths of a degree: ``start`` anticlockwise from east, ``bearing`` clockwise
    from north, what is returned half a turn each way at most.
    """
    expected = 90 * MICRO - bearing - np.floor(np.nan_to_num(width) / 2)
    half = 180 * MICRO
    return np.asarray((np.nan_to_num(start) - expected + half) % (2 * half) - half)


def _put_pieces(columns: Columns, name: str, sheds: Viewsheds) -> None:
    """Put the pieces of views anticlockwise, as turns: where one ends and the next begins is one.

    Of a triangle the lengths of its two sides are put, a sector has the radius of its view.
    """
    counts = np.diff(sheds.piece_start)
    owner = np.repeat(np.arange(len(sheds)), counts)
    first = np.zeros(len(owner), np.bool_)
    first[sheds.piece_start[:-1][counts > 0]] = True
    a, b, arc = sheds.piece_a, sheds.piece_b, sheds.piece_arc
    bearing = np.degrees(np.arctan2(a[:, 1], a[:, 0])) % 360.0
    origin = np.rint(bearing[first] * MICRO)
    begins = np.rint((bearing - np.repeat(bearing[first], counts[counts > 0])) % 360.0 * MICRO)
    ends = begins + np.rint(_turns(a, b) * MICRO)
    follows = np.zeros(len(owner), np.bool_)
    follows[:-1] = ~first[1:] & (np.abs(begins[1:] - ends[:-1]) <= 1)
    ends[follows] = begins[1:][follows[:-1]]
    before = np.concatenate([[0.0], ends[:-1]])
    columns.put_numbers(f"{name}.pieces", counts)
    columns.put_numbers(f"{name}.origin", origin)
    columns.put_signed(f"{name}.gap", np.where(first, begins, begins - before))
    columns.put_numbers(f"{name}.turn", np.maximum(ends - begins, 0))
    columns.put_numbers(f"{name}.arc", arc)
    for side, corner in (("a", a), ("b", b)):
        columns.put_numbers(f"{name}.{side}", np.rint(np.hypot(*corner[~arc].T) * MICRO))


def _turns(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far it is round from a to b, anticlockwise, shape (P,), degrees below 180."""
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return np.asarray(np.degrees(np.arctan2(cross, (a * b).sum(axis=1))))


def whole_sectors(sheds: Viewsheds) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where views begin, anticlockwise from east, and how wide they are, degrees, (V,).

    Both are NaN where a view is no whole sector: its arcs are not one, or a wall is in the way.
    """
    start, width = np.full(len(sheds), np.nan), np.full(len(sheds), np.nan)
    first, counts = sheds.piece_start[:-1], np.diff(sheds.piece_start)
    owner = np.repeat(np.arange(len(sheds)), counts)
    gap = np.zeros(len(owner))
    gap[1:] = np.abs(sheds.piece_a[1:] - sheds.piece_b[:-1]).max(axis=1, initial=0.0)
    gap[first[counts > 0]] = 0.0
    broken = ~sheds.piece_arc | (gap > JOINED * sheds.radius_m[owner])
    turn = _turns(sheds.piece_a, sheds.piece_b)
    whole = (counts > 0) & (np.bincount(owner[broken], minlength=len(sheds)) == 0)
    begin = sheds.piece_a[first[whole]]
    start[whole] = np.degrees(np.arctan2(begin[:, 1], begin[:, 0])) % 360.0
    width[whole] = np.bincount(owner, turn, len(sheds))[whole]
    return start, width
