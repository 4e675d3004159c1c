"""Buildings from polygons of any file, and the addresses they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.osm.buildings import refusal_to_hide
from geodata.tables.values import lengths_m, numbers
from mapper.model.places import BUILDING_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.tables.features import Features
    from mapper.model.projection import Projection

__all__ = ["BUILDING_FIELDS", "building_addresses", "building_table"]

BUILDING_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "building": ("building", "type", "fclass"),
    "building_id": ("osm_id", "osmid", "@id", "building_id", "id"),
    "levels": ("building:levels", "b_levels", "levels", "floors", "этажность"),
    "height": ("height", "height_m", "высота"),
    "street": ("addr:street", "a_strt", "street", "улица"),
    "house_number": ("addr:housenumber", "a_hsnmbr", "housenumber", "дом"),
}


def building_table(features: Features, projection: Projection) -> tuple[Table, dict[str, object]]:
    """Return the table ``buildings``; what hides nothing (roofs, ruins) is counted and left."""
    frame = features.frame
    reasons = [
        refusal_to_hide({"building": value or "yes"}) or "" for value in frame["building"].tolist()
    ]
    hides = np.array([reason == "" for reason in reasons], np.bool_)
    levels, _, _ = numbers(frame["levels"])
    height, _ = lengths_m(frame["height"])
    shapes = np.asarray(shapely.make_valid(features.shapes[hides]), dtype=object)
    solid = np.asarray(shapely.area(shapes) > 0, np.bool_)
    ids = _ids(frame["building_id"][hides][solid])
    table = gpd.GeoDataFrame(
        {
            "building_id": ids,
            "height_m": height[hides][solid],
            "levels": levels[hides][solid],
            "source": features.source.label,
        },
        geometry=_polygons(shapes[solid]),
        crs=projection.crs,
    )
    refused = pd.Series([reason for reason in reasons if reason], dtype="str").value_counts()
    figures: dict[str, object] = {
        **features.figures,
        "kept": len(table),
        "see_through": {str(key): int(value) for key, value in refused.sort_index().items()},
        "without_area": int((~solid).sum()),
        "with_levels": int(np.isfinite(levels[hides][solid]).sum()),
    }
    return Table.parse(table, BUILDING_COLUMNS, table="buildings", projection=projection), figures


def _polygons(shapes: np.ndarray[tuple[int], np.dtype[np.object_]]) -> list[shapely.Geometry]:
    """Return only the areas of what a repair may have split into areas and lines."""
    result = []
    for shape in shapes:
        parts = [part for part in shapely.get_parts(shape) if part.area > 0]
        polygons = [p for part in parts for p in shapely.get_parts(part) if p.area > 0]
        result.append(polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons))
    return result


def _ids(ids: pd.Series) -> list[str]:
    """Return ids, filled in by row and told apart."""
    told: list[str] = []
    times: dict[str, int] = {}
    for row, own in enumerate(ids.tolist(), start=1):
        name = f"building:{own or f'row-{row}'}"
        times[name] = times.get(name, 0) + 1
        told.append(name if times[name] == 1 else f"{name}/{times[name]}")
    return told


def building_addresses(
    features: Features, projection: Projection
) -> list[tuple[str, float, float]]:
    """Return (address, longitude, latitude) of every building that carries one."""
    frame = features.frame
    has = ((frame["street"] != "") & (frame["house_number"] != "")).to_numpy(np.bool_)
    spots = shapely.point_on_surface(shapely.make_valid(features.shapes[has]))
    lon, lat = projection.to_lon_lat(shapely.get_x(spots), shapely.get_y(spots))
    texts = (frame["street"] + " " + frame["house_number"])[has].tolist()
    return list(zip(texts, lon.tolist(), lat.tolist(), strict=True))
