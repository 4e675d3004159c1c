"""Station lists and entrances: hand-made tables of the true form, and Moscow's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.metro import join_entrances, profile_for, read_entrances, read_station_list
from geodata.metro.profiles import parse_profile
from mapper.errors import TableError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.metro import MetroNetwork
from mapper.stations.coverage import cover_stations
from mapper.stations.profiles import Modelled

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "city_name,line_id,line_name,line_hex_color,station_id,station_name,lat,lng,order\n"


def write_stations(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def small(path: Path) -> Path:
    """A red line of four stations, a blue one that crosses it, another city."""
    return write_stations(
        path,
        'X,1,Красная,FF0000,1,"Первая",60.00,25.00,0',
        'X,1,Красная,FF0000,2,"Вторая",60.00,25.02,1',
        'X,1,Красная,FF0000,3,"Третья (Старая)",60.00,25.04,2',
        'X,1,Красная,FF0000,4,"Дальняя",60.00,25.30,3',
        'X,2,Синяя,0000FF,5,"Вторая",60.001,25.021,0',
        'X,2,Синяя,0000FF,6,"Пятая",60.02,25.021,1',
        'X,2,Синяя,0000FF,7,"Чужая",40.00,25.021,2',
        'Y,1,Rouge,FF0000,1,"Une",48.00,2.00,0',
    )


def write_portal(path: Path, *rows: tuple[str, str, str, float, float]) -> Path:
    cells = [
        {
            "Id": str(number),
            "Number": number,
            "Cells": {
                "global_id": number,
                "Name": name,
                "NameOfStation": station,
                "Line": line,
                "Longitude_WGS84": str(lon),
                "Latitude_WGS84": str(lat),
                "ModeOnEvenDays": "открытие в 05:30:00; закрытие в 01:00:00; первый поезд",
            },
        }
        for number, (name, station, line, lon, lat) in enumerate(rows, start=1)
    ]
    path.write_text(json.dumps(cells, ensure_ascii=False), encoding="utf-8")
    return path


def test_order_gives_links_and_a_gap_too_long_gives_none(tmp_path: Path) -> None:
    found = read_station_list(small(tmp_path / "s.csv"), city="X")
    names = found.stations.frame.set_index("station_id")["name"]
    rides = found.links.frame.query("kind == 'ride'")
    pairs = {
        (names[one], names[other])
        for one, other in zip(rides["from_station"], rides["to_station"], strict=True)
    }
    assert pairs == {("Первая", "Вторая"), ("Вторая", "Третья (Старая)"), ("Вторая", "Пятая")}
    assert found.figures["gaps_too_long"] == 1
    assert set(rides["colour"]) == {"#FF0000", "#0000FF"}


def test_a_station_far_from_all_others_is_refused_with_its_line(tmp_path: Path) -> None:
    found = read_station_list(small(tmp_path / "s.csv"), city="X")
    assert [(refusal.line, refusal.row["name"]) for refusal in found.refused] == [(8, "Чужая")]


def test_namesakes_on_two_lines_are_one_interchange(tmp_path: Path) -> None:
    found = read_station_list(small(tmp_path / "s.csv"), city="X")
    transfers = found.links.frame.query("kind == 'transfer'")
    assert len(transfers) == 1
    assert transfers["source"].tolist() == ["station list, derived"]


def test_a_line_whose_ends_meet_is_a_circle(tmp_path: Path) -> None:
    ring = [(0.0, 0.0), (0.01, 0.01), (0.02, 0.01), (0.03, 0.0), (0.02, -0.01), (0.01, -0.01)]
    rows = [f"X,5,Ring,,{k},S{k},{60 + y},{25 + 2 * x},{k}" for k, (x, y) in enumerate(ring)]
    found = read_station_list(write_stations(tmp_path / "s.csv", *rows))
    assert found.figures["rides"] == 6


def test_several_cities_need_a_name(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="say which of X, Y"):
        read_station_list(small(tmp_path / "s.csv"))
    with pytest.raises(TableError, match="holds no city 'Z'"):
        read_station_list(small(tmp_path / "s.csv"), city="Z")


def test_entrances_join_by_name_and_line_then_name_then_line_and_place(tmp_path: Path) -> None:
    stations = read_station_list(small(tmp_path / "s.csv"), city="X")
    doors = read_entrances(
        write_portal(
            tmp_path / "e.json",
            ("Вторая, вход-выход 3 в северный вестибюль", "вторая", "Синяя линия", 25.02, 60.0),
            ("Старая, вход", "Старая", "Красная линия", 25.041, 60.0),
            ("Пятая, вход", "Пятая", "Зелёная линия", 25.0211, 60.0201),
            ("Новая, вход", "Новая", "Красная линия", 25.001, 60.0),
            ("Нигде, вход", "Нигде", "Красная линия", 25.1, 60.0),
            ("Первая, вход", "Первая", "Красная линия", 25.2, 60.0),
        ),
        stations.projection,
    )
    joined = join_entrances(doors, stations.stations)
    frame = joined.entrances.frame
    assert frame["joined_by"].tolist() == [
        "name and line", "name and line", "name", "line and place", "", "",
    ]  # fmt: skip
    assert frame["station_id"].str.rpartition(":")[2].tolist() == ["5", "3", "6", "1", "", ""]
    assert frame["vestibule"].tolist()[0] == "северный вестибюль"
    assert frame["ref"].tolist()[0] == "3"
    assert [miss.station for miss in joined.misses] == ["Нигде", "Первая"]
    assert [miss.reason for miss in joined.misses] == [
        "no station of that name or near",
        "its namesakes are too far away",
    ]
    assert len(joined.stations_without) == joined.figures["stations_without_entrances"] == 2


def test_a_table_without_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("station_name,order\nAlpha,1\n", encoding="utf-8")
    with pytest.raises(TableError, match="longitude and latitude"):
        read_station_list(path)


def test_evidence_without_a_source_is_refused() -> None:
    text = '[[systems]]\nname = "M"\n[systems.gates]\nface_recognition = "documented"\n'
    with pytest.raises(TableError, match="evidence needs a source"):
        parse_profile(text, name="mine")
    with pytest.raises(TableError, match="'turnstiles' is none of"):
        parse_profile('[[systems]]\nname = "M"\nturnstiles = 3\n', name="mine")


def counts(modelled: Modelled) -> list[tuple[int, int]]:
    return [(modelled.gates(p), modelled.platform_cameras(p)) for p in CountingPolicy]


def test_modelled_devices_follow_the_evidence_of_their_system() -> None:
    moscow = profile_for("moscow")
    helsinki = profile_for("helsinki")
    assert moscow is not None
    assert helsinki is not None
    metro, ring = moscow.rule_for("", ("Сокольническая",)), moscow.rule_for("", ("МЦК",))
    assert metro is not None
    assert metro.name == "Московский метрополитен"
    # gates documented, platforms at most reported
    assert counts(Modelled.of(metro, vestibules=2, lines=1)) == [(2, 0), (2, 1), (2, 1)]
    # no source: unknown, which only the cautious count takes in
    assert counts(Modelled.of(ring, vestibules=1, lines=1)) == [(0, 0), (0, 0), (1, 1)]
    assert counts(Modelled.of(None, vestibules=0, lines=0)) == [(0, 0), (0, 0), (1, 1)]
    # no gates, no modelled devices
    rule = helsinki.rule_for("", ())
    assert counts(Modelled.of(rule, vestibules=3, lines=2)) == [(0, 0)] * 3
    assert profile_for("nowhere") is None


@pytest.mark.shared_data
def test_moscow(shared_data: Path) -> None:
    moscow = shared_data / "moscow"
    found = read_station_list(
        moscow / "metro_lines.csv", city="Москва", profile=profile_for("moscow")
    )
    assert (found.figures["lines"], found.figures["stations"]) == (21, 449)
    assert [refusal.row["name"] for refusal in found.refused] == [
        "Фабричная",
        "Раменское",
        "Чухлинка",
    ]
    doors = read_entrances(moscow / "entrances_624.json", found.projection)
    assert len(doors) == 880
    joined = join_entrances(doors, found.stations)
    assert joined.share >= 0.97
    # the monorail, which is no more, is what is left
    assert len(joined.misses) == 5
    assert {miss.line for miss in joined.misses} == {
        "Московская монорельсовая транспортная система"
    }
    network = MetroNetwork.build(found.stations, joined.entrances, found.links)
    of_metro = network.station_system == "Московский метрополитен"
    assert int(of_metro.sum()) == 281
    assert joined.figures["stations_without_entrances"] == 261
    told = joined.entrances.frame["vestibule"] != ""
    assert float(told.mean()) > 0.6


@pytest.mark.shared_data
def test_moscows_stations_in_a_city_that_is_built(shared_data: Path) -> None:
    moscow = shared_data / "moscow"
    files = BuildFiles(
        streets=licensed(f"{moscow / 'centre.gpkg'}::roads"),
        stations=licensed(str(moscow / "metro_lines.csv")),
        entrances=licensed(str(moscow / "entrances_624.json")),
        cameras=(CameraFile(moscow / "cameras_2386.csv"),),
        clip=True,
    )
    city = build_city(files, name="moscow").city
    assert (len(city.cameras), len(city.entrances)) == (691, 145)
    assert city.figures["stations"]["not_joined"] == 5
    assert len(city.figures["stations"]["entrances_not_joined"]) == 5
    assert set(city.stations.frame["system"]) == {"Московский метрополитен"}
    assert (city.stations.frame["opening_hours"] != "").any()
    found = cover_stations(prepare(city, Assumptions()), profile=profile_for("moscow"))
    known = found.stations[found.stations["status"] == "known"]
    assert len(known) == 39
    # address points stand up to 24 m off: nothing is said at 13 m, and never a 0
    assert known["cameras_300_near"].dropna().eq(0).all()
    assert int(known["cameras_300_near"].isna().sum()) > 30
    assert (known["gates_documented"] >= 1).all()
    assert (known["platform_cameras_documented"] == 0).all()
    assert found.entrances["approach_exact"].all()
