"""Stations, entrances and lines of a metro from tables."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.tables.values import numbers
from mapper.model.names import normalise_name
from mapper.model.places import ENTRANCE_COLUMNS, LINK_COLUMNS, STATION_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.tables.features import Features
    from mapper.model.projection import Projection

__all__ = ["ENTRANCE_FIELDS", "STATION_FIELDS", "entrance_table", "link_table", "station_table"]

STATION_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "station_id": ("station_id", "@id", "osm_id", "id", "global_id"),
    "name": ("station_name", "name", "name:ru", "NameOfStation", "станция"),
    "name_en": ("name:en", "name_en"),
    "system": ("network", "system", "operator"),
    "mode": ("mode", "station"),
    "line": ("line_name", "line", "lines"),
    "line_id": ("line_id", "line_ref"),
    "colour": ("line_hex_color", "colour", "color"),
    "order": ("order", "sequence", "stop_sequence"),
}
ENTRANCE_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "entrance_id": ("entrance_id", "global_id", "@id", "osm_id", "id"),
    "name": ("name", "название"),
    "station": ("NameOfStation", "station_name", "station"),
    "ref": ("ref", "exit"),
    "level": ("level",),
    "line": ("line", "line_name"),
}
_REACH_M: Final = 800.0
"""An entrance farther than this from every station of its name belongs to none of them."""


def _told_apart(ids: list[str], prefix: str) -> list[str]:
    told: list[str] = []
    times: dict[str, int] = {}
    for row, own in enumerate(ids, start=1):
        name = f"{prefix}:{own or f'row-{row}'}"
        times[name] = times.get(name, 0) + 1
        told.append(name if times[name] == 1 else f"{name}/{times[name]}")
    return told


def station_table(features: Features, projection: Projection) -> Table:
    """Return the table ``stations``, a row a station and line where the file has it so."""
    frame = features.frame
    table = gpd.GeoDataFrame(
        {
            "station_id": _told_apart(frame["station_id"].tolist(), "station"),
            "name": frame["name"],
            "name_en": frame["name_en"],
            "system": frame["system"],
            "mode": frame["mode"].where(frame["mode"] != "", "subway"),
            "lines": frame["line"],
            "source": features.source.label,
            "source_id": frame["station_id"],
        },
        geometry=shapely.centroid(features.shapes),
        crs=projection.crs,
    )
    return Table.parse(table, STATION_COLUMNS, table="stations", projection=projection)


def link_table(features: Features, stations: Table, projection: Projection) -> Table:
    """Return the table ``metro_links``: each station to the next of its line, by ``order``.

    A ring is not closed: order alone does not tell that its last station is next to its first.
    """
    frame = features.frame
    line = frame["line_id"].where(frame["line_id"] != "", frame["line"])
    order, _, _ = numbers(frame["order"])
    rows: list[dict[str, object]] = []
    shapes: list[shapely.Geometry] = []
    points = stations.frame.geometry.to_numpy()
    ids = stations.frame["station_id"].tolist()
    for name in dict.fromkeys(line[line != ""].tolist()):
        on_line = np.flatnonzero((line == name).to_numpy() & np.isfinite(order))
        on_line = on_line[np.argsort(order[on_line], kind="stable")]
        for number, (at, to) in enumerate(itertools.pairwise(on_line), start=1):
            rows.append(
                {
                    "link_id": f"link:{name}:{number}",
                    "from_station": ids[at],
                    "to_station": ids[to],
                    "line": name,
                    "line_name": frame["line"].iloc[at],
                    "colour": frame["colour"].iloc[at],
                    "order": float(number),
                    "source": features.source.label,
                }
            )
            shapes.append(shapely.LineString([points[at], points[to]]))
    if not rows:
        return Table.empty(LINK_COLUMNS, projection)
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=projection.crs)
    return Table.parse(table, LINK_COLUMNS, table="metro_links", projection=projection)


def entrance_table(
    features: Features, stations: Table, projection: Projection
) -> tuple[Table, int]:
    """Return the table ``entrances``, and how many belong to no station that is known.

    An entrance belongs to the nearest station of the name it gives, within 800 m.
    """
    frame = features.frame
    points = np.asarray(shapely.centroid(features.shapes), dtype=object)
    by_name: dict[str, list[int]] = {}
    for row, name in enumerate(stations.frame["name"].tolist()):
        by_name.setdefault(normalise_name(name), []).append(row)
    spots = stations.frame.geometry.to_numpy()
    ids = stations.frame["station_id"].tolist()
    owners = []
    for point, name in zip(points, frame["station"].tolist(), strict=True):
        rows = by_name.get(normalise_name(name), [])
        away = [float(shapely.distance(point, spots[row])) for row in rows]
        near = min(zip(away, rows, strict=True), default=(np.inf, -1))
        owners.append(ids[near[1]] if near[0] <= _REACH_M else "")
    table = gpd.GeoDataFrame(
        {
            "entrance_id": _told_apart(frame["entrance_id"].tolist(), "entrance"),
            "station_id": owners,
            "name": frame["name"].where(frame["name"] != "", frame["station"]),
            "ref": frame["ref"],
            "level": frame["level"],
            "source": features.source.label,
            "source_id": frame["entrance_id"],
        },
        geometry=points,
        crs=projection.crs,
    )
    parsed = Table.parse(table, ENTRANCE_COLUMNS, table="entrances", projection=projection)
    return parsed, owners.count("")
