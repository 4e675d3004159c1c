"""Timetables out of feeds: each train once, frequencies expanded, gaps filled, days told."""

from __future__ import annotations

import datetime as dt
import tracemalloc
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.build import BuildFiles, build_city, licensed
from geodata.metro import gtfs_calls, read_gtfs
from geodata.metro.gtfs_feed import open_feed
from geodata.pack import read_pack, write_pack
from mapper.errors import BadInputError, PackError, TableError
from mapper.model.timetable import EVERY_DAY, Timetable, seconds_of_clock
from tests.geodata.metro.feeds import TABLES, write_feed

if TYPE_CHECKING:
    from pathlib import Path


def timetable(path: Path, **changes: str) -> Timetable:
    return read_gtfs(write_feed(path / "f.zip", **changes)).timetable


def trains(table: Timetable, date: str) -> list[int]:
    on = table.services_on(date)
    return sorted(table.runs.loc[table.runs["service"].isin(on), "start_s"].tolist())


def test_trains_alike_share_a_profile_and_leave_when_they_leave(tmp_path: Path) -> None:
    table = timetable(tmp_path)
    assert table.calls["station_id"].tolist() == ["gtfs:A", "gtfs:B", "gtfs:C"]
    assert table.calls["arrive_s"].tolist() == [0, 100, 190]
    assert table.calls["depart_s"].tolist() == [0, 120, 210]
    # 08:00:20, 09:00:20, 10:00:20 on weekdays, and one after midnight on Saturdays and Sundays
    assert trains(table, "2026-04-07") == [28_820, 32_420, 36_020]
    assert trains(table, "2026-04-11") == [90_020]
    assert trains(table, "2026-04-06") == []


def test_frequencies_make_single_trains(tmp_path: Path) -> None:
    often = "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,06:10:00,300\n"
    table = timetable(tmp_path, frequencies=often)
    assert trains(table, "2026-04-07") == [21_600, 21_900, 32_420, 36_020]


def test_frequencies_without_end_are_refused(tmp_path: Path) -> None:
    often = "trip_id,start_time,end_time,headway_secs\nt1,00:00:00,9999:00:00,1\n"
    with pytest.raises(TableError, match="frequencies"):
        timetable(tmp_path, frequencies=often)


def test_a_call_without_a_time_lies_between_its_neighbours(tmp_path: Path) -> None:
    times = TABLES["stop_times"].replace("t1,08:02:00,08:02:20,pB", "t1,,,pB")
    table = timetable(tmp_path, stop_times=times)
    first = table.runs.loc[table.runs["start_s"] == 28_820, "profile"].item()
    calls = table.calls[table.calls["profile"] == first]
    assert calls["arrive_s"].tolist() == [0, 95, 190]


def test_pieces_of_the_table_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = timetable(tmp_path)
    monkeypatch.setattr(gtfs_calls, "ROWS_A_PIECE", 2)
    again = timetable(tmp_path)
    pd.testing.assert_frame_equal(whole.calls, again.calls)
    pd.testing.assert_frame_equal(whole.runs, again.runs)


def test_memory_grows_with_the_metro_and_not_with_the_feed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls of a bus, five times as many in the second feed, are read past."""
    monkeypatch.setattr(gtfs_calls, "ROWS_A_PIECE", 10_000)
    peaks = []
    for number in (60_000, 300_000):
        buses = "".join(f"b1,08:00:00,08:00:00,bus,{k}\n" for k in range(number))
        path = write_feed(tmp_path / f"{number}.zip", stop_times=TABLES["stop_times"] + buses)
        with open_feed(path) as feed:
            routes = feed.table("routes", ("route_id", "route_type"))
            stops = feed.table("stops", ("stop_id",)).assign(hall=lambda frame: frame["stop_id"])
            tracemalloc.start()
            calls = gtfs_calls.read_calls(feed, routes[routes["route_type"] == "1"], stops)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert len(calls.trip) == 12
    assert peaks[1] < 1.5 * peaks[0]


def test_a_feed_without_a_calendar_runs_every_day(tmp_path: Path) -> None:
    table = timetable(tmp_path, calendar="", calendar_dates="")
    assert table.dates == ()
    today = dt.date(2026, 4, 7)
    assert table.day_for(weekday="monday", today=today) == EVERY_DAY
    assert len(trains(table, table.day_for(date="2031-01-01", today=today))) == 4


def test_the_day_is_the_one_asked_for_today_or_a_usual_one(tmp_path: Path) -> None:
    table = timetable(tmp_path)
    today = dt.date(2026, 4, 8)
    assert table.day_for(today=today) == "2026-04-08"
    assert table.day_for(date="2026-05-01", today=today) == "2026-05-01"
    # the first Monday is a holiday on which nothing runs
    assert table.day_for(weekday="Monday", today=today) == "2026-04-13"
    assert table.day_for(today=dt.date(2030, 1, 5)) == "2026-04-11"
    for wrong in ({"date": "2040-01-01"}, {"date": "tomorrow"}, {"weekday": "someday"}):
        with pytest.raises(BadInputError):
            table.day_for(today=today, **wrong)


def test_a_time_of_departure_that_is_none_is_not_repeated() -> None:
    assert seconds_of_clock("00:05") == 300
    for wrong in ("24:00", "8", "8:61", "", "8:00:00", "²:00"):
        with pytest.raises(BadInputError, match="such as 08:30") as refused:
            seconds_of_clock(wrong)
        assert str(refused.value).endswith("hours and minutes, such as 08:30")


def test_a_folder_is_a_feed_too(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "f.zip")
    with zipfile.ZipFile(feed) as archive:
        archive.extractall(tmp_path / "feed")
    zipped, plain = read_gtfs(feed), read_gtfs(tmp_path / "feed")
    pd.testing.assert_frame_equal(zipped.stations.frame, plain.stations.frame)
    assert zipped.figures == plain.figures
    assert len(plain.source.sha256) == 64
    with pytest.raises(TableError, match="without tables"):
        read_gtfs(_made(tmp_path / "empty"))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_pack_carries_the_timetable_and_refuses_a_changed_one(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "f.zip")
    city = build_city(BuildFiles(gtfs=licensed(str(feed))), name="small").city
    write_pack(city, tmp_path / "small")
    found = read_pack(tmp_path / "small")
    pd.testing.assert_frame_equal(found.timetable.calls, city.timetable.calls)
    pd.testing.assert_frame_equal(found.timetable.days, city.timetable.days)
    pd.testing.assert_frame_equal(found.insides.frame, city.insides.frame)
    spoilt = city.timetable.calls.assign(place=[0, 2, 1])
    with pytest.raises(TableError, match="out of order"):
        Timetable.parse(spoilt, city.timetable.runs, city.timetable.days)
    # a table that claims trains without their profiles
    lost = replace(city, timetable=Timetable(city.timetable.calls[:0], city.timetable.runs,
                                             city.timetable.days))  # fmt: skip
    with pytest.raises(PackError, match="profile is not there"):
        write_pack(lost, tmp_path / "lost")


def test_trains_pass_through_stations_that_were_cut_off(tmp_path: Path) -> None:
    table = timetable(tmp_path).among(["gtfs:A", "gtfs:C"])
    assert table.calls["station_id"].tolist() == ["gtfs:A", "gtfs:C"]
    assert table.calls["place"].tolist() == [0, 1]
    assert len(table) == 4
    assert len(timetable(tmp_path).among(["gtfs:A"])) == 0


@pytest.mark.shared_data
def test_washingtons_timetable_is_small(shared_data: Path) -> None:
    table = read_gtfs(shared_data / "wmata" / "wmata.gtfs.zip").timetable
    assert (len(table), table.calls["profile"].nunique()) == (14_274, 76)
    assert (table.dates[0], table.dates[-1]) == ("2026-04-29", "2026-06-27")
    assert len(trains(table, "2026-05-01")) == 1_854
