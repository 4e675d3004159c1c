"""An area somebody names: a box or polygons, told in degrees so that it can be told again."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from mapper.errors import BadInputError

if TYPE_CHECKING:
    from mapper.model.projection import Projection

__all__ = ["Area"]

DECIMALS: Final = 5
"""Of a degree: about a metre."""
SIMPLER_DEG: Final = 1e-5
BOX_NUMBERS: Final = 4
MOST_POINTS: Final = 20_000
TOO_MANY: Final = f"the area's outline has more than {MOST_POINTS:,} points"


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons in degrees, each a ring and its holes, rounded to 1e-5.

    Equal numbers make equal areas on every machine, so an area can be written into a file and
    read from it.
    """

    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]

    @classmethod
    def of(cls, shape: shapely.Geometry) -> Area:
        """Take a shape in longitude and latitude; outlines are followed to within about a metre.

        Raises
        ------
        BadInputError
            Where it covers no ground, or lies off the Earth.
        """
        simpler = shapely.simplify(shapely.make_valid(shape), SIMPLER_DEG)
        rounded = shapely.make_valid(
            shapely.transform(simpler, lambda points: np.round(points, DECIMALS))
        )
        parts = [part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"]
        return cls.parse(
            [
                [
                    shapely.get_coordinates(ring).tolist()
                    for ring in (part.exterior, *part.interiors)
                ]
                for part in parts
                if part.area > 0
            ]
        )

    @classmethod
    def box(cls, text: str) -> Area:
        """Read ``LEFT,BOTTOM,RIGHT,TOP`` in degrees.

        Raises
        ------
        BadInputError
            Where it is no such box.

        >>> Area.box("24.93,60.16,24.95,60.17").bounds
        (24.93, 60.16, 24.95, 60.17)
        """
        message = "an area is LEFT,BOTTOM,RIGHT,TOP in degrees, or a file of polygons"
        try:
            numbers = [float(part) for part in text.split(",")]
        except ValueError as error:
            raise BadInputError(message) from error
        if len(numbers) != BOX_NUMBERS or not all(map(math.isfinite, numbers)):
            raise BadInputError(message)
        left, bottom, right, top = numbers
        if left >= right or bottom >= top:
            message = "an area's left must be less than its right, its bottom less than its top"
            raise BadInputError(message)
        return cls.of(shapely.box(left, bottom, right, top))

    @classmethod
    def parse(cls, polygons: Any) -> Area:  # noqa: ANN401 - what a file holds may be anything
        """Take polygons as a file tells them, as ``as_json`` wrote them.

        Raises
        ------
        BadInputError
            Where they are none, or not on the Earth.
        """
        try:
            taken = tuple(
                tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in rings)
                for rings in polygons
            )
        except (TypeError, ValueError) as error:
            message = "the area is not told in rings of longitude and latitude"
            raise BadInputError(message) from error
        points = [point for rings in taken for ring in rings for point in ring]
        if len(points) > MOST_POINTS:
            raise BadInputError(TOO_MANY)
        on_earth = all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in points)  # noqa: PLR2004
        whole = all(len(ring) >= 4 for rings in taken for ring in rings)  # noqa: PLR2004
        if not points or not on_earth or not whole:
            message = "the area covers no ground"
            raise BadInputError(message)
        return cls(taken)

    def as_json(self) -> list[Any]:
        """Return it ready for JSON.

        >>> area = Area.box("24.93,60.16,24.95,60.17")
        >>> Area.parse(json.loads(json.dumps(area.as_json()))) == area
        True
        """
        told: list[Any] = json.loads(json.dumps(self.polygons))
        return told

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in degrees."""
        points = np.array([point for rings in self.polygons for ring in rings for point in ring])
        (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
        return float(left), float(bottom), float(right), float(top)

    def shape_in(self, projection: Projection) -> shapely.Geometry:
        """Return it in a city's plane, metres."""
        shapes = []
        for rings in self.polygons:
            moved = [
                np.column_stack(projection.to_metres(*np.array(ring, np.float64).T))
                for ring in rings
            ]
            shapes.append(shapely.Polygon(moved[0], moved[1:]))
        return shapely.make_valid(shapely.union_all(shapes))
