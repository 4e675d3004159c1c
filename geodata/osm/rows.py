"""Rows on their way to a checked table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from mapper.model.places import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import shapely

    from mapper.model.projection import Projection
    from mapper.model.tables import Column

__all__ = ["Rows"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, gathered one by one."""

    values: list[dict[str, object]] = field(default_factory=list)
    shapes: list[shapely.Geometry] = field(default_factory=list)

    def add(self, shape: shapely.Geometry, **values: object) -> None:
        """Take one row."""
        self.values.append(values)
        self.shapes.append(shape)

    def table(self, columns: Mapping[str, Column], name: str, projection: Projection) -> Table:
        """Return the checked table of all rows, in the order taken."""
        frame = gpd.GeoDataFrame(
            pd.DataFrame(self.values),
            geometry=gpd.GeoSeries(self.shapes, crs=projection.crs),
            crs=projection.crs,
        )
        if not self.values:
            return Table.empty(columns, projection)
        return Table.parse(frame, columns, table=name, projection=projection)
