"""The file: everything a page needs to route through a city without asking anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.exposure.incidence import incidence_of
from mapper.maps.cityfile.columns import Columns
from mapper.maps.cityfile.sight import anchors, as_met, put_ground, put_sight, same_sight
from mapper.maps.cityfile.streets import Flat, put_streets
from mapper.maps.cityfile.tables import put_cameras, put_places
from mapper.model.assumptions import RangePreset
from mapper.routing.graph import EdgeCameras, SearchGraph
from mapper.routing.visits import most_visits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.incidence import Incidence

__all__ = ["FORMAT", "city_file"]

FORMAT: Final = 1
"""Raised whenever a page of today could not read the file."""


def city_file(exposure: CityExposure, *, languages: Sequence[str] = ("en",)) -> bytes:
    """Return a prepared city as one gzip stream: the same bytes for the same city.

    Parameters
    ----------
    exposure
        The city under the assumptions the page will count by; the counting policy and the detour
        can be chosen in the page, the ranges cannot.
    languages
        Those in which the page tells what is recorded of each camera.

    Raises
    ------
    BadInputError
        Where the network cannot be put.
    """
    city, assumptions = exposure.city, exposure.assumptions
    columns = Columns()
    flat = Flat.around(city.bounds)
    graph = SearchGraph.build(city.network, assumptions.walking_speed_m_s)
    speed = assumptions.walking_speed_m_s
    streets = put_streets(columns, city, graph, flat, speed_m_s=speed)
    rows = as_met(exposure.incidence, len(city.cameras))
    sights = _put_sights(columns, exposure, rows)
    columns.put_numbers("camera.visits", _visits(graph, exposure.incidence, len(rows))[rows])
    cameras = put_cameras(columns, exposure, rows=rows, languages=languages)
    places = put_places(columns, city)
    put_ground(columns, "ground.full", city.network, exposure.scene.ground.full)
    put_ground(columns, "ground.known", city.network, exposure.scene.ground.known)
    header: dict[str, Any] = {
        "format": FORMAT,
        "city": city.name,
        "title": city.title,
        "pack": city.pack_hash,
        "epsg": city.projection.epsg,
        "bounds": city.bounds,
        "assumptions": assumptions.as_dict(),
        **streets,
        **cameras,
        **places,
        "sights": sights,
    }
    return columns.packed(header)


def _put_sights(
    columns: Columns, exposure: CityExposure, rows: NDArray[np.int64]
) -> dict[str, str]:
    """Put what is seen at the main range and at each preset; say which column holds which."""
    network, scene = exposure.city.network, exposure.scene
    number = np.empty(len(rows), np.int64)
    number[rows] = np.arange(len(rows))
    anchor = anchors(exposure.incidence, number)
    found: list[tuple[str, Incidence]] = []
    held: dict[str, str] = {}
    sights = {preset.value: scene.presets[preset].viewsheds for preset in RangePreset}
    if scene.nearby is not None:
        sights["nearby"] = scene.nearby.viewsheds
    main = scene.main.viewsheds
    candidates = [("main", exposure.incidence)]
    candidates += [
        (name, exposure.incidence if sheds is main else incidence_of(sheds, network))
        for name, sheds in sights.items()
    ]
    for name, incidence in candidates:
        same = next((other for other, known in found if same_sight(known, incidence)), None)
        held[name] = same or name
        if same is not None:
            continue
        found.append((name, incidence))
        put_sight(
            columns,
            f"sight.{name}",
            incidence,
            number=number,
            anchor=anchor,
            length_mm=np.maximum(network.edge_length_mm, 1),
        )
    return held


def _visits(graph: SearchGraph, incidence: Incidence, n_cameras: int) -> NDArray[np.int32]:
    """Bound how often a simple path meets each camera, by row; each camera's stands for itself."""
    seen = EdgeCameras.build(
        incidence.edge_start,
        incidence.camera,
        (incidence.enter_mm, incidence.exit_mm),
        np.ones(n_cameras, np.bool_),
    )
    return most_visits(graph, seen)
