"""Which tables a pack holds, and how each is taken out of a city and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.pack.network import EDGE_COLUMNS, NODE_COLUMNS, edges_frame, nodes_frame
from mapper.model.cameras import CAMERA_COLUMNS
from mapper.model.insides import INSIDE_COLUMNS
from mapper.model.places import (
    BASEMAP_COLUMNS,
    BUILDING_COLUMNS,
    ENTRANCE_COLUMNS,
    LINK_COLUMNS,
    PLACE_COLUMNS,
    STATION_COLUMNS,
    SURVEY_COLUMNS,
)
from mapper.model.same_as import SAME_AS_COLUMNS
from mapper.model.timetable import CALL_COLUMNS, DAY_COLUMNS, RUN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from mapper.model.city import City
    from mapper.model.tables import Column

__all__ = [
    "GEO_COLUMNS",
    "OPTIONAL_TABLES",
    "PLACE_TABLES",
    "PLAIN_COLUMNS",
    "SCHEMA_VERSION",
    "TABLES",
    "frames_of",
    "table_file",
]

SCHEMA_VERSION: Final = 1
"""Raised whenever a table or ``city.json`` changes its meaning; other versions are refused."""

PLACE_TABLES: Final[Mapping[str, Mapping[str, Column]]] = {
    "stations": STATION_COLUMNS,
    "entrances": ENTRANCE_COLUMNS,
    "metro_links": LINK_COLUMNS,
    "buildings": BUILDING_COLUMNS,
    "basemap": BASEMAP_COLUMNS,
    "survey": SURVEY_COLUMNS,
    "places": PLACE_COLUMNS,
}
"""The tables a city keeps as ``mapper.model.places.Table``, with their columns."""

GEO_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "cameras": tuple(CAMERA_COLUMNS),
    "nodes": NODE_COLUMNS,
    "edges": EDGE_COLUMNS,
    **{table: tuple(columns) for table, columns in PLACE_TABLES.items()},
}
"""The tables that have a geometry, with their other columns."""

TABLES: Final = (*GEO_COLUMNS, "claims")
"""Every table that each pack has."""

PLAIN_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "same_as": tuple(SAME_AS_COLUMNS),
    "insides": tuple(INSIDE_COLUMNS),
    "timetable_calls": tuple(CALL_COLUMNS),
    "timetable_runs": tuple(RUN_COLUMNS),
    "timetable_days": tuple(DAY_COLUMNS),
}
"""The optional tables and their columns; they have no geometry."""

OPTIONAL_TABLES: Final = tuple(PLAIN_COLUMNS)
"""Tables that are written where they hold something; without one there is nothing to hold."""


def table_file(table: str) -> str:
    """Return the name of a table's file inside a version.

    >>> table_file("cameras")
    'cameras.parquet'
    """
    return f"{table}.parquet"


def frames_of(city: City) -> dict[str, gpd.GeoDataFrame | pd.DataFrame]:
    """Return every table of a city by name, as it is written."""
    frames = {
        "cameras": city.cameras.frame,
        "claims": city.claims.frame,
        "nodes": nodes_frame(city.network, city.projection),
        "edges": edges_frame(city.network, city.projection),
        **{table: getattr(city, table).frame for table in PLACE_TABLES},
    }
    optional = {
        "same_as": city.same_as.frame,
        "insides": city.insides.frame,
        "timetable_calls": city.timetable.calls,
        "timetable_runs": city.timetable.runs,
        "timetable_days": city.timetable.days,
    }
    return frames | {table: frame for table, frame in optional.items() if len(frame)}
