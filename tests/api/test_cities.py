"""Cities in memory: loaded once, bounded, by name only, and new once their pack is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.cities import Cities, Kept
from api.settings import Settings
from geodata.pack import current_version, read_pack, write_pack
from mapper.errors import PackError, UnknownCityError
from mapper.model.assumptions import Assumptions, RangePreset
from mapper.model.evidence import CountingPolicy
from tests.api.town import make_packs

if TYPE_CHECKING:
    from pathlib import Path


def test_many_askers_at_once_make_a_value_once() -> None:
    kept: Kept[str, object] = Kept(2)
    made: list[object] = []
    all_here = threading.Barrier(8)

    def make() -> object:
        made.append(object())
        return made[-1]

    def ask() -> object:
        all_here.wait()
        return kept.get("key", make)

    with ThreadPoolExecutor(8) as pool:
        values = [future.result() for future in [pool.submit(ask) for _ in range(8)]]
    assert len(made) == 1
    assert all(value is made[0] for value in values)


def test_what_was_used_least_recently_goes_first() -> None:
    kept: Kept[int, int] = Kept(2)
    kept.get(1, lambda: 1)
    kept.get(2, lambda: 2)
    kept.get(1, lambda: 0)
    kept.get(3, lambda: 3)
    assert len(kept) == 2
    assert kept.get(1, lambda: 0) == 1
    assert kept.get(2, lambda: 20) == 20


def test_a_failure_is_told_and_not_kept() -> None:
    kept: Kept[str, int] = Kept(2)

    def fail() -> int:
        raise PackError

    with pytest.raises(PackError):
        kept.get("key", fail)
    assert kept.get("key", lambda: 7) == 7


@pytest.fixture
def own_packs(tmp_path: Path) -> Path:
    """Return packs that a test may change."""
    return make_packs(tmp_path)


def _cities(packs: Path, **settings: int | str) -> Cities:
    return Cities(Settings.model_validate({"city": "town", "packs": packs} | settings))


def test_a_city_is_prepared_once_for_all_policies(own_packs: Path) -> None:
    cities = _cities(own_packs)
    cautious = cities.prepared(None, Assumptions())
    documented = cities.prepared("town", Assumptions(policy=CountingPolicy.DOCUMENTED))
    assert documented.incidence is cautious.incidence
    assert documented.assumptions.policy is CountingPolicy.DOCUMENTED
    far = cities.prepared("town", Assumptions(preset=RangePreset.FAR))
    assert far.city is cautious.city
    assert far.incidence is not cautious.incidence


def test_what_anybody_may_ask_for_does_not_fill_the_disk(own_packs: Path) -> None:
    cities = _cities(own_packs)
    before = sorted(own_packs.rglob("*"))
    for metres in range(20, 26):
        cities.prepared(None, Assumptions(range_m=float(metres)))
        cities.prepared(None, Assumptions(tolerance_m=float(metres)))
    assert sorted(own_packs.rglob("*")) == before


def test_a_replaced_pack_is_read_anew(own_packs: Path) -> None:
    cities = _cities(own_packs)
    old = cities.city()
    write_pack(replace(read_pack(own_packs / "town"), title="New Town"), own_packs / "town")
    assert cities.city().title == "New Town"
    assert cities.city().pack_hash != old.pack_hash


@pytest.mark.parametrize("name", ["../packs/town", ".", "", "/", "TOWN2", "town/", "con"])
def test_a_request_names_no_folder(own_packs: Path, name: str) -> None:
    with pytest.raises(UnknownCityError):
        _cities(own_packs).city(name)


def test_the_default_city_may_lie_in_a_folder_of_its_own(own_packs: Path, tmp_path: Path) -> None:
    cities = _cities(tmp_path / "elsewhere", city=str(own_packs / "town"))
    assert cities.city().name == "town"
    assert cities.city("town") is cities.city()
    assert "town" in {info.name for info in cities.at_hand() if cities.is_default(info.name)}
    version = current_version(own_packs / "town")
    assert _cities(tmp_path, city=str(version)).city().title == "Town"


def test_without_its_default_city_a_server_still_serves_the_others(own_packs: Path) -> None:
    cities = _cities(own_packs, city="nowhere")
    assert cities.city("town").name == "town"
    assert not any(cities.is_default(info.name) for info in cities.at_hand())
    with pytest.raises(UnknownCityError):
        cities.city()


def test_a_damaged_pack_is_told_and_not_kept(own_packs: Path) -> None:
    cities = _cities(own_packs)
    table = current_version(own_packs / "town") / "cameras.parquet"
    whole = table.read_bytes()
    table.write_bytes(whole[:-1])
    with pytest.raises(PackError):
        cities.city()
    table.write_bytes(whole)
    assert cities.city().name == "town"
