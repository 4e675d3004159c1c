"""Stations, entrances, buildings, survey areas, basemap and names: the city's other tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mapper.model.tables import NUMBER, TEXT, Column, checked_frame, empty_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from mapper.model.projection import Projection

__all__ = [
    "BASEMAP_COLUMNS",
    "BUILDING_COLUMNS",
    "ENTRANCE_COLUMNS",
    "LINK_COLUMNS",
    "PLACE_COLUMNS",
    "STATION_COLUMNS",
    "SURVEY_COLUMNS",
    "SurveyState",
    "Table",
]


class SurveyState(StrEnum):
    """How thoroughly cameras were looked for on a piece of ground."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


STATION_COLUMNS: Final[Mapping[str, Column]] = {
    "station_id": TEXT,
    "name": TEXT,
    "name_en": TEXT,
    "system": TEXT,
    "mode": Column("str", "subway"),
    "lines": TEXT,
    "opening_hours": TEXT,
    "source": TEXT,
    "source_id": TEXT,
}
"""Points. ``system`` is the operator's network, ``lines`` its lines, joined by ";"."""

ENTRANCE_COLUMNS: Final[Mapping[str, Column]] = {
    "entrance_id": TEXT,
    "station_id": TEXT,
    "name": TEXT,
    "ref": TEXT,
    "level": TEXT,
    "vestibule": TEXT,
    "walk_s": NUMBER,
    "joined_by": TEXT,
    "source": TEXT,
    "source_id": TEXT,
}
"""Points. ``station_id`` is "" where no station could be told, ``joined_by`` what told it.

``walk_s`` is the way from the door to the platform, NaN where not recorded.
"""

LINK_COLUMNS: Final[Mapping[str, Column]] = {
    "link_id": TEXT,
    "from_station": TEXT,
    "to_station": TEXT,
    "line": TEXT,
    "line_name": TEXT,
    "colour": TEXT,
    "order": NUMBER,
    "kind": Column("str", "ride", frozenset({"ride", "transfer"})),
    "duration_s": NUMBER,
    "headway_s": NUMBER,
    "source": TEXT,
}
"""Lines from one station to the next on a line of the metro, or on foot to another line's.

``duration_s`` and ``headway_s`` (from one train to the next) are NaN where not recorded.
"""

BUILDING_COLUMNS: Final[Mapping[str, Column]] = {
    "building_id": TEXT,
    "height_m": NUMBER,
    "levels": NUMBER,
    "source": TEXT,
}
"""Polygons that hide what is behind them; roofs and carports are not among them."""

BASEMAP_COLUMNS: Final[Mapping[str, Column]] = {
    "feature_id": TEXT,
    "layer": Column("str", "", frozenset({"water", "park", "street", "rail"})),
    "kind": TEXT,
    "name": TEXT,
}
"""Lines and polygons that are only drawn: water, parks, main streets, railways."""

SURVEY_COLUMNS: Final[Mapping[str, Column]] = {
    "survey_id": TEXT,
    "state": Column("str", SurveyState.NONE.value, frozenset(SurveyState)),
    "source": TEXT,
    "observed_on": TEXT,
    "derived": Column("bool", default=False),
}
"""Polygons. Where they overlap the better state holds; ground outside them is ``none``."""

PLACE_COLUMNS: Final[Mapping[str, Column]] = {
    "place_id": TEXT,
    "name": TEXT,
    "normalised": TEXT,
    "kind": Column("str", "", frozenset({"street", "station", "entrance", "square", "address"})),
}
"""Points a name leads to. ``normalised`` is the name as it is searched (see ``names``)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A checked table: exactly its columns, a unique key, geometry in the city's CRS."""

    frame: gpd.GeoDataFrame

    @classmethod
    def parse(
        cls,
        frame: gpd.GeoDataFrame,
        columns: Mapping[str, Column],
        *,
        table: str,
        projection: Projection,
    ) -> Table:
        """Check a table once; its key is its first column.

        Raises
        ------
        TableError
            Where a key, geometry or value is missing or not allowed.
        """
        key = next(iter(columns))
        return cls(checked_frame(frame, columns, table=table, key=key, projection=projection))

    @classmethod
    def empty(cls, columns: Mapping[str, Column], projection: Projection) -> Table:
        """Return the table with no rows."""
        return cls(empty_frame(columns, projection))

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.frame)
