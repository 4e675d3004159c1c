"""What cameras see, as columns: nothing but sizes where no building hides any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapper.maps.cityfile.drawing import on_grid, put_point_lines
from mapper.maps.cityfile.sheds import recorded, whole_sectors
from mapper.maps.cityfile.told import TENTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.viewshed import Viewsheds
    from mapper.maps.cityfile.columns import Columns
    from mapper.maps.cityfile.drawing import Sheet

__all__ = ["DISC", "OUTLINE", "SECTOR", "put_views"]

DISC, SECTOR, OUTLINE = range(3)
"""How a view is written down: whole disc, whole sector, or the rim buildings leave of it."""
MOVED_M: Final = 0.05
CHORD_ERROR_M: Final = 0.25
TOLERANCE_M: Final = 0.15
HALF_TURN_DEG: Final = 180.0


def put_views(
    columns: Columns,
    exposure: CityExposure,
    sheet: Sheet,
    rows: NDArray[np.int64],
    numbers: Mapping[str, NDArray[np.int64]],
    *,
    beside_sheds: bool,
) -> None:
    """Put the views at the main range, by camera in the order of the file.

    Parameters
    ----------
    columns, exposure, sheet
        Where to, whose, and on which plane.
    rows
        Shape (C,): the row in the city's table of each camera of the file.
    numbers
        What is recorded of cameras in tenths, as ``put_told`` wrote it: a view says only how it
        differs.
    beside_sheds
        Whether the exact viewsheds are put too: then widths are told there.
    """
    sheds = exposure.viewsheds()
    number = np.empty(len(rows), np.int64)
    number[rows] = np.arange(len(rows))
    order = np.argsort(number[sheds.camera], kind="stable")
    middle, width = _sectors(sheds, sheet)
    at_camera = np.hypot(*(sheds.xy - exposure.city.cameras.xy[sheds.camera]).T) <= MOVED_M
    plain = at_camera & (sheds.tolerance_m == 0) & ~np.isnan(width)
    form = np.where(plain, np.where(sheds.is_disc, DISC, SECTOR), OUTLINE)[order]
    columns.put_numbers("view.count", np.bincount(number[sheds.camera], minlength=len(rows)))
    columns.put_numbers("view.form", form)
    camera = number[sheds.camera][order]
    reach = np.rint(sheds.radius_m * TENTHS)[order] - recorded(numbers, "range_m", camera)
    columns.put_signed("view.range", reach[form != OUTLINE])
    turned = middle[order] - np.rint(recorded(numbers, "direction_deg", camera) / TENTHS)
    turned = (turned + HALF_TURN_DEG) % (2 * HALF_TURN_DEG) - HALF_TURN_DEG
    columns.put_signed("view.direction", turned[form == SECTOR])
    exact = whole_sectors(sheds)[1] if beside_sheds else np.zeros(len(sheds))
    wider = width - np.rint(np.nan_to_num(exact))
    columns.put_signed("view.angle", wider[order][form == SECTOR])
    _put_rims(columns, sheds, order[form == OUTLINE], sheet)


def _sectors(sheds: Viewsheds, sheet: Sheet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bearing of the middle and width of views, shape (V,), whole degrees on the map.

    The width is NaN where a view is no whole sector; of a disc it is a whole turn.
    """
    n = len(sheds)
    middle, width = np.zeros(n), np.full(n, np.nan)
    width[sheds.is_disc] = 2 * HALF_TURN_DEG
    counts = np.diff(sheds.piece_start)
    whole = np.flatnonzero(~sheds.is_disc & (counts > 0))
    # every piece an arc that begins where the one before ends: nothing hides any of it
    joined = np.ones(len(sheds.piece_arc), np.bool_)
    joined[1:] = np.abs(sheds.piece_a[1:] - sheds.piece_b[:-1]).max(axis=1) <= MOVED_M
    joined[sheds.piece_start[:-1][counts > 0]] = True
    hidden = np.concatenate([[0], np.cumsum(~(sheds.piece_arc & joined))])
    whole = whole[(np.diff(hidden[sheds.piece_start])[whole]) == 0]
    turn = _turns(sheds.piece_a, sheds.piece_b)
    before = np.concatenate([[0.0], np.cumsum(turn)])
    angle = np.diff(before[sheds.piece_start])[whole]
    first = sheds.piece_a[sheds.piece_start[whole]]
    half = angle / 2
    reach = np.column_stack(
        [
            first[:, 0] * np.cos(half) - first[:, 1] * np.sin(half),
            first[:, 0] * np.sin(half) + first[:, 1] * np.cos(half),
        ]
    )
    far = 1000.0 / np.maximum(np.hypot(*reach.T), 1e-9)
    ends = sheet.of_metres(sheds.xy[whole] + reach * far[:, None]) - sheet.of_metres(
        sheds.xy[whole]
    )
    bearing = np.degrees(np.arctan2(ends[:, 0], -ends[:, 1]))
    middle[whole] = np.rint(bearing) % (2 * HALF_TURN_DEG)
    width[whole] = np.rint(np.degrees(angle))
    return middle, width


def _turns(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the angle of each piece, anticlockwise, shape (P,), radians."""
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return np.asarray(np.arctan2(cross, (a * b).sum(axis=1)) % (2 * np.pi))


def _put_rims(columns: Columns, sheds: Viewsheds, views: NDArray[np.int64], sheet: Sheet) -> None:
    """Put the outlines of what buildings leave of views, and whose each is."""
    shapes = sheds.take(views).polygons(chord_error_m=CHORD_ERROR_M)
    simple = shapely.simplify(shapes, TOLERANCE_M)
    owners, rings = sheet.plane.owned_lines_of(simple)
    columns.put_steps("rim.view", owners)
    put_point_lines(columns, "rim", [on_grid(ring) for ring in rings])
