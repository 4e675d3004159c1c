"""Arrays kept beside a pack: the same answers, and nothing lost when they are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata import derived
from geodata.bundled import bundled_cities
from geodata.derived import exposure_of
from geodata.pack import read_pack, write_pack
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions, RangePreset
from mapper.model.evidence import CountingPolicy
from mapper.model.track import Track
from tests.geodata.pack.cities import PROJECTION, at, small_city

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.exposure.city import CityExposure
    from mapper.model.city import City

MODEL = Assumptions()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_pack(small_city(), tmp_path / "testville")
    return tmp_path / "testville"


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cities that had to be computed, in order."""
    names: list[str] = []

    def noting(city: City, assumptions: Assumptions) -> CityExposure:
        names.append(city.name)
        return prepare(city, assumptions)

    monkeypatch.setattr(derived, "prepare", noting)
    return names


def places(pack: Path) -> list[Path]:
    return sorted(pack.glob("*/derived/*"))


def same(left: CityExposure, right: CityExposure) -> bool:
    ours, theirs = left.arrays(), right.arrays()
    return ours.keys() == theirs.keys() and all(
        np.array_equal(ours[name], theirs[name], equal_nan=ours[name].dtype.kind == "f")
        for name in ours
    )


def test_kept_arrays_give_the_same_city_and_the_same_score(pack: Path, computed: list[str]) -> None:
    city = read_pack(pack)
    first = exposure_of(city, MODEL, folder=pack)
    second = exposure_of(read_pack(pack), MODEL, folder=pack)
    assert computed == ["testville"]
    assert same(first, second)
    assert isinstance(second.incidence.enter_mm, np.ndarray)
    x, y = np.array([[point.x, point.y] for point in (at(-50, 0), at(120, 8))]).T
    track = Track.parse(*PROJECTION.to_lon_lat(x, y))
    assert first.score(track).cameras.cautious
    assert first.score(track).as_dict() == second.score(track).as_dict()


def test_another_policy_needs_no_other_arrays_and_another_range_does(
    pack: Path, computed: list[str]
) -> None:
    city = read_pack(pack)
    exposure_of(city, MODEL, folder=pack)
    other = exposure_of(city, replace(MODEL, policy=CountingPolicy.LIKELY), folder=pack)
    assert other.assumptions.policy is CountingPolicy.LIKELY
    assert len(computed) == 1
    exposure_of(city, replace(MODEL, preset=RangePreset.FAR), folder=pack)
    exposure_of(city, replace(MODEL, range_m=20.0), folder=pack)
    assert len(computed) == 3
    assert len(places(pack)) == 3


def test_only_so_many_sets_are_kept(pack: Path) -> None:
    city = read_pack(pack)
    for metres in range(5, 17):
        exposure_of(city, replace(MODEL, range_m=float(metres)), folder=pack)
    assert len(places(pack)) == derived._KEPT


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 0xFF
    path.write_bytes(data)


def pickled(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.array([{"a": 1}], dtype=object), allow_pickle=True)


@pytest.mark.parametrize("damage", [cut, flip, pickled, lambda path: path.unlink()])
@pytest.mark.parametrize("file", ["incidence.camera.npy", "default.piece_a.npy", "arrays.json"])
def test_what_is_damaged_is_computed_again(
    pack: Path, computed: list[str], file: str, damage: object
) -> None:
    city = read_pack(pack)
    first = exposure_of(city, MODEL, folder=pack)
    (place,) = places(pack)
    assert callable(damage)
    damage(place / file)
    assert same(first, exposure_of(city, MODEL, folder=pack))
    assert same(first, exposure_of(city, MODEL, folder=pack))
    assert len(computed) == 2
    assert places(pack) == [place]


@pytest.mark.parametrize(
    "index", [b"", b"[]", b"{}", b"[" * 99_999, b'{"../../x": {"sha256": ""}}', b'{"figures": 1}']
)
def test_an_index_that_makes_no_sense_is_written_anew(
    pack: Path, computed: list[str], index: bytes
) -> None:
    city = read_pack(pack)
    exposure_of(city, MODEL, folder=pack)
    (place,) = places(pack)
    (place / "arrays.json").write_bytes(index)
    exposure_of(city, MODEL, folder=pack)
    assert len(computed) == 2
    assert json.loads((place / "arrays.json").read_bytes())["figures"]["empty"] is False


def test_arrays_of_another_city_do_not_fit(pack: Path, computed: list[str]) -> None:
    city = read_pack(pack)
    first = exposure_of(city, MODEL, folder=pack)
    write_pack(small_city(cameras=9), pack)
    other = read_pack(pack)
    exposure_of(other, MODEL, folder=pack)
    ours = pack / city.pack_hash / "derived"
    theirs = pack / other.pack_hash / "derived"
    (key,), (foreign,) = ours.iterdir(), theirs.iterdir()
    for file in foreign.iterdir():
        (key / file.name).write_bytes(file.read_bytes())
    assert same(first, exposure_of(city, MODEL, folder=pack))
    assert len(computed) == 3


def test_a_folder_that_cannot_be_written_keeps_everything_in_memory(
    pack: Path, computed: list[str]
) -> None:
    city = read_pack(pack)
    # a file in the folder's place refuses every user, where permissions would not stop root
    (pack / city.pack_hash / "derived").write_bytes(b"")
    for _ in range(2):
        assert len(exposure_of(city, MODEL, folder=pack).city.cameras) == 3
    assert len(computed) == 2


def test_nothing_is_kept_without_a_folder_or_beside_the_bundled_city(
    pack: Path, computed: list[str]
) -> None:
    exposure_of(small_city(), MODEL, folder=pack)
    exposure_of(read_pack(pack), MODEL, folder=None)
    assert places(pack) == []
    (folder,) = bundled_cities()
    exposure_of(read_pack(folder), MODEL, folder=folder)
    assert not list(folder.glob("*/derived"))
    assert len(computed) == 3


def test_a_versions_own_folder_serves_as_well(pack: Path, computed: list[str]) -> None:
    version = pack / read_pack(pack).pack_hash
    exposure_of(read_pack(version), MODEL, folder=version)
    exposure_of(read_pack(pack), MODEL, folder=pack)
    assert len(computed) == 1


def test_progress_is_told_only_when_something_is_computed(pack: Path) -> None:
    told: list[tuple[str, int, int]] = []

    def note(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    for _ in range(2):
        exposure_of(read_pack(pack), MODEL, folder=pack, progress=note)
    assert told == [(derived.STAGE, 0, 0), (derived.STAGE, 1, 1)]


def test_keeping_arrays_leaves_the_pack_whole(pack: Path) -> None:
    exposure_of(read_pack(pack), MODEL, folder=pack)
    assert read_pack(pack).pack_hash == write_pack(small_city(), pack)
    assert len(places(pack)) == 1
