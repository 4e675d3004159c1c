"""Moscow's metro as one model: joined, each miss named, interchanges, vestibules and hours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.build import BuildFiles, Built, build_city, licensed
from geodata.pack import current_version, read_pack, write_pack
from mapper.model.metro import MetroNetwork

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

pytestmark = pytest.mark.shared_data


def built(folder: Path) -> Built:
    files = BuildFiles(
        streets=licensed(f"{folder / 'centre.gpkg'}::roads"),
        stations=licensed(str(folder / "metro_lines.csv")),
        entrances=licensed(str(folder / "entrances_624.json")),
    )
    return build_city(files, name="moscow")


@pytest.fixture(scope="module")
def city(shared_data: Path) -> City:
    return built(shared_data / "moscow").city


def test_entrances_are_joined_and_each_miss_is_named(city: City) -> None:
    doors = city.entrances.frame
    joined = doors["station_id"] != ""
    assert len(doors) == 880
    assert float(joined.mean()) >= 0.97
    assert Counter(doors["joined_by"]) == {
        "name and line": 872, "name": 2, "line and place": 1, "": 5,
    }  # fmt: skip
    told = city.figures["stations"]
    misses = told["entrances_not_joined"]
    assert {miss["source_id"] for miss in misses} == set(doors.loc[~joined, "source_id"])
    assert all(miss["station"] and miss["line"] and miss["reason"] for miss in misses)
    # an entrance stands no farther from its station than its rule lets it
    halls = city.stations.frame.set_index("station_id").geometry
    own = np.asarray(halls[doors.loc[joined, "station_id"]])
    apart = shapely.distance(np.asarray(doors.geometry[joined]), own)
    assert float(apart.max()) <= 1_000.0


def test_stations_without_entrances_are_counted(city: City) -> None:
    with_doors = set(city.entrances.frame["station_id"]) - {""}
    without = [key for key in city.stations.frame["station_id"] if key not in with_doors]
    assert len(without) == city.figures["stations"]["stations_without_entrances"] == 261


def test_interchanges_join_halls_of_several_lines(city: City) -> None:
    metro = MetroNetwork.of(city)
    names = pd.Series(metro.station_name)

    def together(*wanted: str) -> bool:
        rows = np.flatnonzero(names.isin(wanted))
        return len(rows) >= len(wanted) and len(set(metro.interchange[rows])) == 1

    assert together("Чистые пруды", "Тургеневская", "Сретенский бульвар")
    assert together("Охотный ряд", "Театральная", "Площадь Революции")
    assert together("Тверская", "Пушкинская", "Чеховская")
    assert together("Серпуховская", "Добрынинская")
    # near, but nobody can walk below from one to the other
    assert not together("Лубянка", "Площадь Революции")
    assert int((names == "Киевская").sum()) == 3
    assert together("Киевская")
    # a change takes its fixed time at least, and each leads back
    assert float(metro.transfer_s.min()) >= 120.0
    ways = set(zip(metro.transfer_from.tolist(), metro.transfer_to.tolist(), strict=True))
    assert {(other, one) for one, other in ways} == ways


def test_vestibules_and_hours_are_told(city: City) -> None:
    metro = MetroNetwork.of(city)
    vestibules = np.bincount(metro.vestibule_station, minlength=metro.n_stations)
    # a station nobody drew an entrance of has one, without a name
    assert int(vestibules.min()) == 1
    # its doors name a northern and a southern one; they stand in the list with one of its lines
    kitay = np.flatnonzero(metro.station_name == "Китай-город")
    assert sorted(int(vestibules[row]) for row in kitay) == [1, 2]
    hours = city.stations.frame["opening_hours"]
    assert int((hours != "").sum()) > 150
    assert hours[hours != ""].str.fullmatch(r"\d\d:\d\d-\d\d:\d\d").all()


def test_twice_the_same_tables_and_gis_tools_read_them(
    city: City, shared_data: Path, tmp_path: Path
) -> None:
    again = built(shared_data / "moscow").city
    for table in ("stations", "entrances", "metro_links"):
        pd.testing.assert_frame_equal(getattr(city, table).frame, getattr(again, table).frame)
    assert write_pack(city, tmp_path / "moscow") == write_pack(again, tmp_path / "moscow")
    version = current_version(tmp_path / "moscow")
    read = gpd.read_parquet(version / "stations.parquet")
    assert (len(read), read.crs) == (449, city.projection.crs)
    assert len(read_pack(tmp_path / "moscow").stations) == 449
