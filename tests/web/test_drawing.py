"""What the browser reads out of a city's file is what the city's tables hold."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.exposure.city import prepare
from mapper.maps.camera_facts import camera_facts
from mapper.maps.cityfile import city_file
from mapper.maps.coding import Plane
from mapper.maps.drawing import Drawing
from mapper.model.assumptions import Assumptions
from mapper.model.cameras import Cameras
from mapper.model.places import BASEMAP_COLUMNS, BUILDING_COLUMNS, Table
from mapper.stations.coverage import cover_stations
from tests.mapper.maps.small_city import PROJECTION, at, frame, small_city

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.exposure.city import CityExposure

pytestmark = pytest.mark.node

ROOT = Path(__file__).resolve().parents[2]
UNIT_M = 0.08
"""A unit of the plane at 60 degrees north, about."""


def read_by_node(exposure: CityExposure, folder: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what the page's own module reads, as JSON."""
    data = city_file(exposure, languages=("en", "ru"), **options)
    (folder / "city.raw").write_bytes(gzip.decompress(data))
    node = shutil.which("node")
    assert node is not None
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, str(Path(__file__).parent / "drawn.mjs"), str(folder / "city.raw")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    told: dict[str, Any] = json.loads(run.stdout)
    return told


@pytest.fixture(scope="module")
def helsinki() -> CityExposure:
    city = read_pack(find_city("helsinki", None))
    return exposure_of(city, Assumptions(), folder=None)


@pytest.fixture(scope="module")
def drawn(helsinki: CityExposure, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    coverage = cover_stations(helsinki)
    return read_by_node(helsinki, tmp_path_factory.mktemp("city"), coverage=coverage)


def open_city(*, cameras: Cameras | None = None) -> CityExposure:
    """Nothing hides anything: discs and sectors stay whole."""
    city = small_city()
    open_ground = replace(
        city,
        buildings=Table.empty(BUILDING_COLUMNS, PROJECTION),
        cameras=cameras or city.cameras,
    )
    return prepare(open_ground, Assumptions())


def views_apart(exposure: CityExposure, drawn: Mapping[str, Any]) -> list[float]:
    """Return by how much of its area each view differs from the model's."""
    city, sheds = exposure.city, exposure.viewsheds()
    plane = Plane(city.projection, city.bounds)
    rows = np.array(drawn["rows"])
    shares = []
    for view, shape in zip(drawn["views"], drawn["shapes"], strict=True):
        of_camera = np.flatnonzero(sheds.camera == rows[view])
        shapes = shapely.make_valid(sheds.take(of_camera).polygons(chord_error_m=0.02))
        rings = [np.array(ring).reshape(-1, 2) for ring in shape]
        found = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])
        expected = shapely.union_all(
            [
                shapely.make_valid(shapely.Polygon(plane.of_metres(shapely.get_coordinates(part))))
                for part in shapely.get_parts(shapes)
                if part.area > 0
            ]
        )
        apart = shapely.symmetric_difference(found, expected)
        shares.append(float(apart.area / expected.area))
    return shares


def test_views_cut_by_buildings_come_back(helsinki: CityExposure, drawn: dict[str, Any]) -> None:
    apart = np.array(views_apart(helsinki, drawn))
    assert len(apart) == len(helsinki.city.cameras)
    assert np.median(apart) < 0.02
    assert apart.max() < 0.1


@pytest.mark.parametrize("routing", [True, False])
def test_views_nothing_hides_are_told_by_their_size_alone(
    tmp_path: Path,
    routing: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    exposure = open_city()
    told = read_by_node(exposure, tmp_path, routing=routing)
    assert set(told["forms"]) == {0, 1}
    assert told["rims"] == 0
    assert max(views_apart(exposure, told)) < 0.03


def test_figures_most_cameras_have_are_written_once(tmp_path: Path) -> None:
    """Directions and ranges are told as texts and drawn as views, from one column each."""
    random = np.random.default_rng(4)
    n = 150
    spots = [
        shapely.Point(spot) for spot in random.uniform(at((-250, -250)), at((250, 250)), (n, 2))
    ]
    rows: dict[str, list[Any]] = {
        "camera_id": [f"x{row}" for row in range(n)],
        "direction_deg": np.where(
            np.arange(n) % 9 == 0, np.nan, random.integers(0, 360, n)
        ).tolist(),
        "range_m": np.where(
            np.arange(n) % 7 == 0, np.nan, random.integers(80, 400, n) / 10
        ).tolist(),
        "other_directions_deg": ["90;200" if row % 11 == 1 else "" for row in range(n)],
        "position_error_m": [2.0 if row % 5 == 0 else 0.0 for row in range(n)],
    }
    cameras = Cameras.parse(frame(rows, list(spots)), PROJECTION)
    exposure = open_city(cameras=cameras)
    drawn = read_by_node(exposure, tmp_path)
    columns = drawn["header"]["columns"]
    assert [name for name in columns if name.startswith("camera.number")] == [
        "camera.number.direction_deg",
        "camera.number.range_m",
    ]
    assert max(views_apart(exposure, drawn)) < 0.06
    for language in ("en", "ru"):
        told = drawn["told"][language]
        parts = camera_facts(exposure.city, language)["columns"]
        kept = {part["title"] for part in drawn["header"]["told"][language]}
        for camera, row in enumerate(drawn["rows"]):
            assert told[camera] == [
                [part["title"], part["values"][part["rows"][row]]]
                for part in parts
                if part["title"] in kept and part["values"][part["rows"][row]]
            ]


def test_every_street_lies_where_the_network_has_it(
    helsinki: CityExposure, drawn: dict[str, Any]
) -> None:
    city = helsinki.city
    expected = Plane(city.projection, city.bounds).of_metres(city.network.coord_xy)
    found = np.array(drawn["streets"]).reshape(-1, 2)
    # a ten-millionth of a degree is a tenth of a unit
    assert np.abs(found - expected).max() <= 1


def test_layers_hold_the_ground_to_half_a_metre(
    helsinki: CityExposure, drawn: dict[str, Any]
) -> None:
    basemap = Drawing.of(helsinki, ()).basemap
    for name in ("park", "water", "building"):
        expected = shapely.union_all([shapely.Polygon(ring).buffer(0) for ring in basemap[name]])
        rings = [np.array(ring).reshape(-1, 2) for ring in drawn["layers"][name]]
        found = shapely.union_all([shapely.Polygon(ring).buffer(0) for ring in rings])
        # what one holds and the other does not is a seam less than a metre wide
        seam = shapely.symmetric_difference(found, expected)
        assert shapely.is_empty(shapely.buffer(seam, -0.5 / UNIT_M)), name


def test_main_streets_of_the_network_are_not_stored_twice(tmp_path: Path) -> None:
    city = small_city()
    lines = [shapely.LineString(at((-200, 0), (200, 0))), shapely.LineString(at((0, 90), (90, 90)))]
    rows: dict[str, list[object]] = {"feature_id": ["on", "off"], "layer": ["street", "street"]}
    basemap = Table.parse(
        frame(rows, list(lines)), BASEMAP_COLUMNS, table="basemap", projection=PROJECTION
    )
    drawn = read_by_node(prepare(replace(city, basemap=basemap), Assumptions()), tmp_path)
    expected = Plane(PROJECTION, city.bounds).of_metres(at((0, 90), (90, 90)))
    assert len(drawn["layers"]["main"]) == 1
    assert np.abs(np.array(drawn["layers"]["main"][0]).reshape(2, 2) - expected).max() <= 1


def test_a_camera_is_told_as_on_the_map(helsinki: CityExposure, drawn: dict[str, Any]) -> None:
    columns = camera_facts(helsinki.city, "ru")["columns"]
    titles = {column["title"] for column in drawn["header"]["told"]["ru"]}
    for camera, row in enumerate(drawn["rows"][:20]):
        expected = [
            [c["title"], c["values"][c["rows"][row]]]
            for c in columns
            if c["title"] in titles and c["values"][c["rows"][row]]
        ]
        assert drawn["told"]["ru"][camera] == expected


def test_the_header_says_what_stands_beside_the_map(drawn: dict[str, Any]) -> None:
    header = drawn["header"]
    assert set(header["about"]["told"]) == {"en", "ru"}
    assert sum(header["about"]["survey"].values()) == pytest.approx(1.0)
    assert "OpenStreetMap" in header["about"]["told"]["en"]["attribution"]
    assert header["coverage"]["stations"]["approach"][0] is None, "unknown is not 0"
    assert len(header["coverage"]["layers"]) == 4
    assert len(header["coverage"]["station_of"]) == len(drawn["entrances"])


def test_a_plain_map_holds_nothing_to_route_by(helsinki: CityExposure, tmp_path: Path) -> None:
    plain = read_by_node(helsinki, tmp_path, routing=False)
    assert not [name for name in plain["header"]["columns"] if name.startswith(("sight", "ground"))]
    assert "edge.cost" not in plain["header"]["columns"]
    assert plain["header"]["routing"] is False
    assert len(city_file(helsinki, routing=False)) < 0.7 * len(city_file(helsinki))
