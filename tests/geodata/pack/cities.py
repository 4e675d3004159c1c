"""A small city with something in every table, and everything that is easily lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.model.cameras import Cameras
from mapper.model.city import City, Source
from mapper.model.claims import Claims
from mapper.model.network import WalkNetwork
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
from mapper.model.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.tables import Column

PROJECTION = Projection(32635)
ORIGIN = np.array([385_000.123_456_789, 6_672_000.987_654_321])


def at(x: float, y: float) -> shapely.Point:
    return shapely.Point(ORIGIN + np.array([x, y]))


def box(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    moved = (np.array([left, bottom, right, top]).reshape(2, 2) + ORIGIN).ravel()
    return shapely.Polygon(shapely.box(*moved.tolist()))


def frame(geometry: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=PROJECTION.crs)


def table(
    columns: Mapping[str, Column], geometry: list[shapely.Geometry], **values: object
) -> Table:
    return Table.parse(frame(geometry, **values), columns, table="of a test", projection=PROJECTION)


def small_network() -> WalkNetwork:
    """Four nodes, a parallel edge, a loop, a passage, an indoor one-way edge, a far component."""
    nodes = ORIGIN + np.array([[0, 0], [100, 0], [0, 500], [30, 500.1]])
    lines = [
        nodes[[0, 1]],
        np.array([nodes[0], nodes[0] + np.array([50, 1 / 3]), nodes[1]]),
        np.array(
            [nodes[1], nodes[1] + np.array([10, 10]), nodes[1] + np.array([10, -10]), nodes[1]]
        ),
        nodes[[2, 3]],
    ]
    return WalkNetwork.build(
        nodes,
        [(0, 1), (0, 1), (1, 1), (2, 3)],
        lines,
        [100_000, 100_002, 48_284, 30_000],
        node_osm_id=[5, 6, 0, 2**40],
        edge_backward=[True, True, True, False],
        edge_indoor=[False, False, False, True],
        edge_passage=[False, True, False, False],
        edge_name=["Käsivarrentie", "улица Берёзовая", "", "Ж"],
        edge_kind=["residential", "footway", "path", "steps"],
        edge_osm_way=[11, 12, 0, 2**41],
    )


def small_city(name: str = "testville", *, cameras: int = 3) -> City:
    """Return the city; ``cameras`` varies it, so that versions differ."""
    count = range(cameras)
    return City(
        name=name,
        title="Testville <b>",
        projection=PROJECTION,
        bounds=(24.9, 60.1, 24.95, 60.2),
        network=small_network(),
        cameras=Cameras.parse(
            frame(
                [at(10.1 * i, 5) for i in count],
                camera_id=[f"node/{i}" for i in count],
                kind=["fixed" if i % 2 else "dome" for i in count],
                direction_deg=[float("nan") if i % 2 else 359.9 for i in count],
                indoor=[i == 1 for i in count],
                operator=["", "Æ", "x"] * (cameras // 3) + [""] * (cameras % 3),
            ),
            PROJECTION,
        ),
        claims=Claims.parse(
            pd.DataFrame(
                {
                    "claim_id": ["1", "2"],
                    "subject": ["Sfera", "Sfera"],
                    "stance": ["asserted", "denied"],
                }
            )
        ),
        stations=table(STATION_COLUMNS, [at(1, 2)], station_id=["s"], name=["Площадь"]),
        entrances=table(ENTRANCE_COLUMNS, [at(1, 3)], entrance_id=["e"], station_id=["s"]),
        metro_links=Table.empty(LINK_COLUMNS, PROJECTION),
        buildings=table(
            BUILDING_COLUMNS,
            [box(20, 20, 40, 40), box(60, 60, 99, 99) - box(70, 70, 80, 80)],
            building_id=["w1", "r2"],
            height_m=[12.5, float("nan")],
        ),
        basemap=table(
            BASEMAP_COLUMNS,
            [shapely.LineString([at(0, 0), at(100, 0)]), box(0, -50, 10, -40)],
            feature_id=["street", "lake"],
            layer=["street", "water"],
        ),
        survey=table(
            SURVEY_COLUMNS,
            [shapely.MultiPolygon([box(0, 0, 50, 50), box(60, 0, 90, 50)])],
            survey_id=["around"],
            state=["partial"],
            derived=[True],
        ),
        places=table(PLACE_COLUMNS, [at(5, 5)], place_id=["p"], name=["A"], kind=["street"]),
        sources=(Source("OpenStreetMap", "ODbL 1.0", "© contributors", "2019-03-25", "ab" * 32),),
        figures={"cameras": {"kept": np.int64(cameras), "refused": {"guard": 1}}, "share": 0.25},
    )
