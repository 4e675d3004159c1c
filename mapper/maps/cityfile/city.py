"""The file: everything a page needs to route through a city without asking anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.exposure.incidence import incidence_of
from mapper.maps.cityfile.about import about_city, coverage_of, survey_shares
from mapper.maps.cityfile.columns import Columns
from mapper.maps.cityfile.drawing import Sheet, put_ground_layers
from mapper.maps.cityfile.metro import put_metro
from mapper.maps.cityfile.sheds import put_areas, put_sheds
from mapper.maps.cityfile.sight import anchors, as_met, put_ground, put_sight, same_sight
from mapper.maps.cityfile.streets import Flat, put_costs, put_streets
from mapper.maps.cityfile.tables import put_cameras, put_places
from mapper.maps.cityfile.views import put_views
from mapper.model.assumptions import RangePreset
from mapper.routing.graph import EdgeCameras, SearchGraph
from mapper.routing.visits import most_visits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.incidence import Incidence
    from mapper.stations.coverage import Coverage
    from mapper.stations.profiles import CityProfile

__all__ = ["FORMAT", "city_file"]

FORMAT: Final = 1
"""Raised whenever a page of today could not read the file."""


def city_file(
    exposure: CityExposure,
    *,
    languages: Sequence[str] = ("en",),
    routing: bool = True,
    coverage: Coverage | None = None,
    profile: CityProfile | None = None,
) -> bytes:
    """Return a prepared city as one gzip stream: the same bytes for the same city.

    Parameters
    ----------
    exposure
        The city under the assumptions the page will count by; the counting policy and the detour
        can be chosen in the page, the ranges cannot.
    languages
        Those in which the page tells what is recorded of each camera.
    routing
        Whether the page can work out ways and scores; without it, it draws a plain map.
    coverage
        The coverage of the city's stations; None draws them without it.
    profile
        What the city's systems fit their stations with, for journeys; that of the coverage unless
        another is given.

    Raises
    ------
    BadInputError
        Where the network cannot be put.
    """
    city = exposure.city
    columns, sheet = Columns(), Sheet(city)
    rows = as_met(exposure.incidence, len(city.cameras))
    streets = put_streets(columns, city)
    cameras, numbers = put_cameras(columns, exposure, rows=rows, languages=languages)
    header: dict[str, Any] = {
        "format": FORMAT,
        "city": city.name,
        "title": city.title,
        "pack": city.pack_hash,
        "epsg": city.projection.epsg,
        "bounds": city.bounds,
        "assumptions": exposure.assumptions.as_dict(),
        "routing": routing,
        **streets,
        **cameras,
        **put_places(columns, city),
    }
    # the page needs no survey by edge, only what it adds up to
    aside = Columns()
    ground = exposure.scene.ground
    full_mm = put_ground(aside, "ground.full", city.network, ground.full)
    known_mm = put_ground(aside, "ground.known", city.network, ground.known, ground.indoors)
    if routing:
        header |= _put_routing(columns, exposure, rows, numbers)
        told = coverage.profile if profile is None and coverage is not None else profile
        header["metro"] = put_metro(columns, exposure, told)
    seen = _distinct(exposure)
    # beside the rows of each edge only what is not counted is left to tell
    columns.put_numbers(
        "draw.seen", np.diff(exposure.incidence.edge_start) - seen if routing else seen
    )
    put_views(columns, exposure, sheet, rows, numbers, beside_sheds=routing)
    header["draw"] = sheet.as_dict() | {"layers": put_ground_layers(columns, exposure, sheet)}
    survey = survey_shares(city, full_mm, known_mm)
    header["about"] = about_city(exposure, survey, languages)
    header["coverage"] = coverage_of(coverage)
    return columns.packed(header)


def _put_routing(
    columns: Columns,
    exposure: CityExposure,
    rows: NDArray[np.int64],
    numbers: Mapping[str, NDArray[np.int64]],
) -> dict[str, Any]:
    """Put costs, what sees each edge, and what the search bounds by."""
    city = exposure.city
    speed = exposure.assumptions.walking_speed_m_s
    graph = SearchGraph.build(city.network, speed)
    costs = put_costs(columns, city, graph, Flat.around(city.bounds), speed_m_s=speed)
    sights = _put_sights(columns, exposure, rows)
    columns.put_numbers("camera.visits", _visits(graph, exposure.incidence, len(rows))[rows])
    put_areas(columns, exposure)
    return {**costs, "sights": sights, "sheds": put_sheds(columns, exposure, rows, numbers)}


def _distinct(exposure: CityExposure) -> NDArray[np.int64]:
    """Return how many counted cameras see each edge, shape (E,)."""
    facts, incidence = exposure.scene.facts, exposure.incidence
    n_edges = exposure.city.network.n_edges
    edge = np.repeat(np.arange(n_edges), np.diff(incidence.edge_start))
    kept = facts.counted(exposure.assumptions.policy)[incidence.camera]
    pairs = np.unique(np.column_stack([edge, incidence.camera])[kept], axis=0)
    return np.bincount(pairs[:, 0], minlength=n_edges)


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
