"""Which ground somebody has looked at for cameras, as far as the cameras themselves tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from geodata.osm.areas import polygon_parts
from geodata.osm.rows import Rows
from mapper.model.assumptions import Assumptions
from mapper.model.places import SURVEY_COLUMNS, SurveyState, Table

if TYPE_CHECKING:
    from mapper.model.cameras import Cameras
    from mapper.model.projection import Projection

__all__ = ["derived_survey"]

_SOURCE: Final = "derived from the cameras mapped in OpenStreetMap"


def derived_survey(
    cameras: Cameras, bounds_xy: shapely.Polygon, projection: Projection, observed_on: str
) -> Table:
    """Return the ground near mapped cameras as ``partial``; nothing is ever ``full``.

    Where somebody mapped a camera, somebody looked; nobody says how thoroughly. Ground far from
    every mapped camera stays ``none``, which is the absence of a row.
    """
    rows = Rows()
    if len(cameras):
        discs = shapely.buffer(shapely.points(cameras.xy), Assumptions().surveyed_m)
        ground = shapely.intersection(shapely.union_all(discs), bounds_xy)
        for number, polygon in enumerate(polygon_parts(ground), start=1):
            rows.add(
                polygon,
                survey_id=f"osm:near-cameras:{number}",
                state=SurveyState.PARTIAL.value,
                source=_SOURCE,
                observed_on=observed_on,
                derived=True,
            )
    return rows.table(SURVEY_COLUMNS, "survey", projection)
