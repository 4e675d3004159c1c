"""Moscow from the files there are: one command each, with the counts their README tells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest

from geodata.tables.reading import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

pytestmark = pytest.mark.shared_data

CENTRE = (37.5803, 55.7276, 37.6607, 55.7755)
THROUGH = {"type": "LineString", "coordinates": [[37.605, 55.757], [37.617, 55.756]]}


def pack_of(folder: Path) -> tuple[dict[str, Any], Path]:
    """Return what the newest version of a pack says of itself, and its folder."""
    version = folder / (folder / "CURRENT").read_text(encoding="ascii").strip()
    about = json.loads((version / "city.json").read_text(encoding="utf-8"))
    assert isinstance(about, dict)
    return about, version


def rows(about: dict[str, Any]) -> dict[str, int]:
    return {name: table["rows"] for name, table in about["tables"].items()}


def test_the_streets_of_the_centre(run: Run, shared_data: Path, tmp_path: Path) -> None:
    ran = run("build", "one", "--streets", f"{shared_data / 'moscow' / 'centre.gpkg'}::roads")
    assert ran.code == 0, ran.err
    about, _ = pack_of(tmp_path / "packs" / "one")
    assert about["figures"]["network"]["read"] == 2213
    assert about["figures"]["network"]["length_m"] == pytest.approx(334_000, rel=0.001)
    assert about["crs"] == "EPSG:32637"
    # the README's box is that of all layers; a street may end a little inside it
    assert np.allclose(about["bounds"], CENTRE, atol=0.004)


def test_the_cameras(run: Run, shared_data: Path, tmp_path: Path) -> None:
    ran = run("build", "one", "--cameras", shared_data / "moscow" / "cameras_2386.csv")
    assert ran.code == 0, ran.err
    about, version = pack_of(tmp_path / "packs" / "one")
    assert rows(about)["cameras"] == 5778
    cameras = gpd.read_parquet(version / "cameras.parquet")
    points = cameras.geometry.to_wkb().value_counts()
    assert (len(points), points.max()) == (3935, 23)
    assert set(cameras["position_error_m"]) == {24.0}
    assert cameras["direction_deg"].isna().all()
    assert set(cameras["face_recognition"]) == {"unknown"}
    assert [source["licence"] for source in about["sources"]] == ["CC-BY-NC-SA-4.0"]


def test_the_entrances(run: Run, shared_data: Path, tmp_path: Path) -> None:
    ran = run("build", "one", "--entrances", shared_data / "moscow" / "entrances_624.json")
    assert ran.code == 0, ran.err
    about, _ = pack_of(tmp_path / "packs" / "one")
    assert rows(about)["entrances"] == 880
    assert about["figures"]["stations"]["entrances_refused"] == {}


def test_the_stations_with_their_lines(run: Run, shared_data: Path, tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    table = shared_data / "moscow" / "metro_lines.csv"
    ran = run("build", "one", "--stations", table, "--refused", refused)
    assert ran.code == 0, ran.err
    about, version = pack_of(tmp_path / "packs" / "one")
    # 452 rows are Moscow's; three of them lie in France, and 269 rows are other cities'
    assert rows(about)["stations"] == 452 - 3
    stations = gpd.read_parquet(version / "stations.parquet")
    lines = {line for told in stations["lines"] for line in told.split(";")}
    assert len(lines) == 21
    lines_of = refused.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines_of) == 269 + 3
    assert sum(",1,Москва," in line for line in lines_of) == 3
    assert rows(about)["metro_links"] > 449


def test_the_buildings_of_the_south_west(run: Run, shared_data: Path, tmp_path: Path) -> None:
    ran = run("build", "one", "--buildings", shared_data / "moscow" / "southwest_buildings.gdb.zip")
    assert ran.code == 0, ran.err
    about, _ = pack_of(tmp_path / "packs" / "one")
    assert about["figures"]["buildings"]["read"] == 1981
    assert about["figures"]["buildings"]["with_levels"] == 456
    # two are open below
    assert rows(about)["buildings"] == 1981 - 2


def test_what_lies_in_the_centre_and_in_the_south_west(
    run: Run, shared_data: Path, tmp_path: Path
) -> None:
    data = shared_data / "moscow"
    both = ("--cameras", data / "cameras_2386.csv", "--entrances", data / "entrances_624.json")
    ran = run(
        "build", "centre", "--streets", f"{data / 'centre.gpkg'}::roads",
        "--stations", f"{data / 'centre.gpkg'}::metro_stations", *both, "--clip",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    about, version = pack_of(tmp_path / "packs" / "centre")
    assert (rows(about)["cameras"], rows(about)["entrances"]) == (691, 145)
    # the README's 33 stations are those the entrances name; the layer has 45 points
    entrances = gpd.read_parquet(version / "entrances.parquet")
    doors = json.loads((data / "entrances_624.json").read_text(encoding="utf-8"))
    named = {str(d["Cells"]["global_id"]): d["Cells"]["NameOfStation"] for d in doors}
    assert len({named[ref.rpartition(":")[2]] for ref in entrances["entrance_id"]}) == 33
    assert rows(about)["stations"] == 45
    ran = run(
        "build", "sw", "--buildings", data / "southwest_buildings.gdb.zip", *both,
        "--bbox", ",".join(f"{side}" for side in south_west(data)), "--streets",
        f"{data / 'centre.gpkg'}::roads",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    found = rows(pack_of(tmp_path / "packs" / "sw")[0])
    assert (found["cameras"], found["entrances"]) == (154, 22)


def south_west(data: Path) -> list[float]:
    """Return the box of the buildings in degrees."""
    table = open_table(data / "southwest_buildings.gdb.zip", geometry="Polygon")
    shapes = [
        shape for rows in table.stretches() if rows.shapes is not None for shape in rows.shapes
    ]
    return [float(side) for side in gpd.GeoSeries(shapes, crs=32637).to_crs(4326).total_bounds]


def test_a_score_and_a_map_through_the_centre(run: Run, shared_data: Path, tmp_path: Path) -> None:
    data, track = shared_data / "moscow", tmp_path / "walk.geojson"
    track.write_text(json.dumps(THROUGH), encoding="utf-8")
    ran = run(
        "build", "moscow", "--streets", f"{data / 'centre.gpkg'}::roads",
        "--cameras", data / "cameras_2386.csv", "--rules", "moscow",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    page = tmp_path / "map.html"
    near = ("score", track, "--city", "moscow", "--range", "near")
    said = run(*near, "--map", page)
    assert said.code == 0, said.err
    assert "not resolvable" in said.out
    score = run(*near, "--json").json
    assert score["cameras"]["cautious"] is None
    assert score["band"]["near"] is None
    assert score["resolvable"] is False
    assert "not resolvable" in page.read_text(encoding="utf-8")
    default = run("score", track, "--city", "moscow", "--json").json
    assert default["cameras"]["cautious"] > 0
    assert default["survey"]["full"] == 0


def test_butyrsky_is_not_surveyed(run: Run, shared_data: Path, tmp_path: Path) -> None:
    ran = run("build", "butyrsky", "--osm", shared_data / "moscow" / "butyrsky.osm.gz", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["figures"]["cameras"]["kept"] == 0
    about, _ = pack_of(tmp_path / "packs" / "butyrsky")
    left, bottom, right, top = about["bounds"]
    line = [[left + (right - left) * at, (bottom + top) / 2] for at in (0.4, 0.6)]
    track = tmp_path / "walk.geojson"
    track.write_text(json.dumps({"type": "LineString", "coordinates": line}), encoding="utf-8")
    page = tmp_path / "map.html"
    said = run("score", track, "--city", "butyrsky", "--map", page)
    assert said.code == 0, said.err
    assert "not surveyed" in said.out
    assert "not surveyed" in page.read_text(encoding="utf-8")
    score = run("score", track, "--city", "butyrsky", "--json").json
    assert set(score["cameras"].values()) == {None}
    assert score["survey"] == {"full": 0, "partial": 0, "none": 1}
    start, goal = (f"{lat},{lon}" for lon, lat in line)
    routed = run("route", start, goal, "--city", "butyrsky", "--json").json["options"][0]
    assert set(routed["cameras"].values()) == {None}
    assert "not surveyed" in run("route", start, goal, "--city", "butyrsky").out
