"""A city as large as a capital, drawn from a seed: 250,000 crossings, 200,000 cameras."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.seeded import CAMERA_SETS, CameraSet, synthetic_city
from mapper.model.cameras import Cameras
from mapper.model.city import City, Source
from mapper.model.claims import Claims
from mapper.model.names import normalise_name
from mapper.model.places import (
    BASEMAP_COLUMNS,
    BUILDING_COLUMNS,
    ENTRANCE_COLUMNS,
    LINK_COLUMNS,
    PLACE_COLUMNS,
    STATION_COLUMNS,
    SURVEY_COLUMNS,
    Table,
)
from mapper.model.projection import LON_LAT_DECIMALS, Projection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.network import WalkNetwork
    from mapper.model.tables import Column

__all__ = ["large_city"]

PROJECTION: Final = Projection(32637)
CORNER: Final = (395_000.0, 6_160_000.0)
SPACING_M: Final = 70.0
AVENUE_EVERY: Final = 8
N_PARKS: Final = 400
EVIDENCE: Final = ("documented", "reported", "presumed", "unknown")
EVIDENCE_SHARES: Final = (0.2, 0.2, 0.2, 0.4)


def large_city(side: int = 500, *, cameras: CameraSet = CAMERA_SETS[0]) -> City:
    """Return a city of ``side`` by ``side`` crossings 70 m apart, with named streets and parks.

    Every camera is a sector in whole degrees, as tables of cameras tell them; there are no
    buildings, so nothing hides any of it.
    """
    network = _named(synthetic_city(side, spacing_m=SPACING_M), side)
    network = replace(network, node_xy=network.node_xy + CORNER, coord_xy=network.coord_xy + CORNER)
    low, high = network.node_xy.min(axis=0), network.node_xy.max(axis=0)
    lon, lat = PROJECTION.to_lon_lat(*np.stack([low, high]).T)
    return City(
        name="large",
        title="A large city",
        projection=PROJECTION,
        bounds=(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])),
        network=network,
        cameras=_cameras(network, cameras),
        claims=Claims.none(),
        stations=Table.empty(STATION_COLUMNS, PROJECTION),
        entrances=Table.empty(ENTRANCE_COLUMNS, PROJECTION),
        metro_links=Table.empty(LINK_COLUMNS, PROJECTION),
        buildings=Table.empty(BUILDING_COLUMNS, PROJECTION),
        basemap=_parks(low, high),
        survey=_table(
            {"survey_id": ["all"], "state": ["full"]},
            [shapely.box(*low, *high)],
            SURVEY_COLUMNS,
            "survey",
        ),
        places=_places(network),
        sources=(Source("generated", "CC0-1.0", "", "2026-01-01", "00"),),
    )


def _named(network: WalkNetwork, side: int) -> WalkNetwork:
    """Name the streets by their line of the grid; every eighth is a main street."""
    across = network.edge_to - network.edge_from == 1
    line = np.where(across, network.edge_from // side, network.edge_from % side)
    word = np.where(across, "Street ", "Avenue ")
    main = line % AVENUE_EVERY == 0
    return replace(
        network,
        edge_name=np.char.add(word, line.astype(str)),
        edge_kind=np.where(main, "secondary", "residential"),
    )


def _cameras(network: WalkNetwork, drawn: CameraSet) -> Cameras:
    fields = drawn.fields(network)
    random = np.random.default_rng(drawn.seed)
    n = len(fields)
    table = {
        "camera_id": [f"g{row}" for row in range(n)],
        "kind": ["fixed"] * n,
        "direction_deg": np.rint(fields.direction_deg),
        "angle_deg": np.rint(fields.angle_deg),
        "range_m": np.round(fields.range_m, 1),
        "face_recognition": random.choice(EVIDENCE, n, p=EVIDENCE_SHARES),
        "source": ["generated"] * n,
    }
    # tables of cameras tell places to the seventh decimal
    lon_lat = np.round(np.column_stack(PROJECTION.to_lon_lat(*fields.xy.T)), LON_LAT_DECIMALS)
    spots = shapely.points(np.column_stack(PROJECTION.to_metres(*lon_lat.T)))
    frame = gpd.GeoDataFrame(table, geometry=spots, crs=PROJECTION.crs)
    return Cameras.parse(frame, PROJECTION)


def _parks(low: Any, high: Any) -> Table:  # noqa: ANN401 - corners, metres
    random = np.random.default_rng(6)
    spots = random.uniform(low, high, (N_PARKS, 2))
    shapes = shapely.buffer(shapely.points(spots), random.uniform(60, 400, N_PARKS))
    rows = {
        "feature_id": [f"p{row}" for row in range(N_PARKS)],
        "layer": np.where(np.arange(N_PARKS) % 4 == 0, "water", "park").tolist(),
    }
    return _table(rows, shapes.tolist(), BASEMAP_COLUMNS, "basemap")


def _places(network: WalkNetwork) -> Table:
    """Return each street's name, at its first edge."""
    names, first = np.unique(network.edge_name, return_index=True)
    spots = shapely.points(network.coord_xy[network.edge_start[first]])
    rows = {
        "place_id": [f"s{row}" for row in range(len(names))],
        "name": names.tolist(),
        "normalised": [normalise_name(name) for name in names.tolist()],
        "kind": ["street"] * len(names),
    }
    return _table(rows, spots.tolist(), PLACE_COLUMNS, "places")


def _table(
    rows: Mapping[str, list[Any]],
    shapes: list[shapely.Geometry],
    columns: Mapping[str, Column],
    table: str,
) -> Table:
    frame = gpd.GeoDataFrame(dict(rows), geometry=shapes, crs=PROJECTION.crs)
    return Table.parse(frame, columns, table=table, projection=PROJECTION)
