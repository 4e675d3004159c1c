"""Cameras, places and stations as columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from mapper.maps.camera_facts import camera_facts
from mapper.maps.cityfile.streets import units_of
from mapper.maps.cityfile.told import put_told
from mapper.model.cameras import CameraKind
from mapper.model.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.maps.cityfile.columns import Columns
    from mapper.model.city import City
    from mapper.model.places import Table
    from mapper.model.projection import Projection

__all__ = ["put_cameras", "put_places"]

KINDS: Final = tuple(kind.value for kind in CameraKind)
PLACE_KINDS: Final = ("station", "square", "street", "entrance", "address")
EVIDENCE_BITS: Final = 3
MODELLED: Final = 1 << EVIDENCE_BITS
_NUMBERED: Final = re.compile(r"(.*?)(0|[1-9][0-9]{0,14})")


def put_cameras(
    columns: Columns,
    exposure: CityExposure,
    *,
    rows: NDArray[np.int64],
    languages: Sequence[str],
) -> tuple[dict[str, Any], dict[str, NDArray[np.int64]]]:
    """Put the cameras; return what the header says of them, and the numbers recorded of them.

    Parameters
    ----------
    columns, exposure
        Where to, and whose.
    rows
        Shape (C,): the row in the city's table of each camera of the file.
    languages
        Those in which what is recorded of them is told.
    """
    city, scene = exposure.city, exposure.scene
    facts = scene.facts
    columns.put_numbers("camera.row", rows)
    _put_points(columns, "camera", city.projection, city.cameras.xy[rows])
    columns.put_numbers("camera.evidence", facts.code[rows] + MODELLED * facts.modelled[rows])
    columns.put_numbers("camera.kind", [KINDS.index(kind) for kind in facts.kind[rows]])
    sights = (scene.main, *scene.presets.values())
    vague = [
        (sight.range_m < facts.error_m).astype(np.int64) << k for k, sight in enumerate(sights)
    ]
    columns.put_numbers("camera.vague", np.sum(vague, axis=0)[rows])
    _put_ids(columns, "camera.id", [str(camera_id) for camera_id in facts.ids])
    texts = {language: camera_facts(city, language)["columns"] for language in languages}
    told, numbers = put_told(columns, texts, rows)
    return {"cameras": len(rows), "kinds": KINDS, "told": told}, numbers


def _put_ids(columns: Columns, name: str, ids: list[str]) -> None:
    """Put ids in the order of the city's table: a beginning they share, and a number.

    Ids that are not made like that are put whole.
    """
    parts = [_NUMBERED.fullmatch(camera_id) for camera_id in ids]
    beginnings: dict[str, int] = {}
    for part in parts:
        beginnings.setdefault("" if part is None else part[1], len(beginnings))
    if None in parts or len(beginnings) > len(ids) / 4 + 4:
        columns.put_texts(f"{name}.whole", ids)
        return
    columns.put_texts(f"{name}.beginnings", beginnings)
    columns.put_numbers(f"{name}.beginning", [beginnings[part[1]] for part in parts if part])
    columns.put_steps(f"{name}.number", [int(part[2]) for part in parts if part])


def put_places(columns: Columns, city: City) -> dict[str, Any]:
    """Put the names that lead somewhere, the stations and their entrances."""
    kinds = [PLACE_KINDS.index(kind) for kind in city.places.frame["kind"]]
    columns.put_numbers("place.kind", kinds)
    columns.put_texts("place.name", city.places.frame["name"].tolist())
    columns.put_texts("place.folded", _folded_otherwise(city.places))
    _put_points(columns, "place", city.projection, _centroids(city.places))
    entrances = city.entrances.frame
    titles = entrances["name"].where(entrances["name"] != "", entrances["ref"])
    columns.put_texts("station.name", city.stations.frame["name"].tolist())
    columns.put_numbers("station.metro", (city.stations.frame["mode"] == "subway").astype(int))
    _put_points(columns, "station", city.projection, _centroids(city.stations))
    columns.put_texts("entrance.name", titles.tolist())
    _put_points(columns, "entrance", city.projection, _centroids(city.entrances))
    return {"place_kinds": PLACE_KINDS}


def _folded_otherwise(places: Table) -> list[str]:
    """Return the form each name is searched in, "" where that is the usual one."""
    names = zip(places.frame["name"], places.frame["normalised"], strict=True)
    return ["" if normalise_name(name) == folded else str(folded) for name, folded in names]


def _centroids(table: Table) -> NDArray[np.float64]:
    """Return a point for each row, shape (n, 2), metres."""
    return np.asarray(shapely.get_coordinates(shapely.centroid(table.frame.geometry.to_numpy())))


def _put_points(
    columns: Columns, name: str, projection: Projection, xy: NDArray[np.float64]
) -> None:
    units = units_of(projection, xy)
    columns.put_steps(f"{name}.lon", units[:, 0])
    columns.put_steps(f"{name}.lat", units[:, 1])
