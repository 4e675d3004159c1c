"""GTFS as a metro: a feed written by hand, its variants, and Washington's own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.metro import read_gtfs
from mapper.errors import TableError
from mapper.model.metro import MetroNetwork
from tests.geodata.metro.feeds import write_feed

if TYPE_CHECKING:
    from pathlib import Path


def walk_of(feed: Path, entrance: str) -> float:
    seconds = read_gtfs(feed).entrances.frame.set_index("source_id")["walk_s"].to_dict()
    return float(seconds[entrance])


def test_a_feed_gives_stations_lines_and_rides(tmp_path: Path) -> None:
    metro = read_gtfs(write_feed(tmp_path / "f.zip"))
    assert list(metro.stations.frame["name"]) == ["Alpha", "Beta", "Gamma"]
    assert list(metro.stations.frame["lines"]) == ["1", "1", "1"]
    assert set(metro.stations.frame["system"]) == {"Small Metro"}
    rides = metro.links.frame.query("kind == 'ride'")
    assert rides["duration_s"].tolist() == [120.0, 90.0]
    assert set(rides["colour"]) == {"#FF0000"}
    assert set(rides["headway_s"]) == {3600.0}
    # a holiday (removed) is not the busiest day, the first Tuesday is
    assert metro.figures["service_day"] == "2026-04-07"


def test_a_transfer_joins_two_stations(tmp_path: Path) -> None:
    metro = read_gtfs(write_feed(tmp_path / "f.zip"))
    network = MetroNetwork.build(metro.stations, metro.entrances, metro.links)
    assert network.transfer_s.tolist() == [400.0, 400.0]
    assert network.interchange.tolist() == [0, 1, 0]
    assert network.ride_s.tolist() == [120.0, 120.0, 90.0, 90.0]
    assert network.ride_given.all()


def test_ways_inside_a_station_are_the_quickest_through_its_pathways(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "f.zip")
    assert walk_of(feed, "eA1") == 95.0
    assert walk_of(feed, "eA2") == pytest.approx(10.0 + 5.0 + 60.0)
    assert walk_of(feed, "eA3") == 115.0


def test_entrances_before_the_same_gates_share_a_vestibule(tmp_path: Path) -> None:
    metro = read_gtfs(write_feed(tmp_path / "f.zip"))
    told = metro.entrances.frame.set_index("source_id")["vestibule"]
    assert told["eA2"] == told["eA3"] != told["eA1"]
    network = MetroNetwork.build(metro.stations, metro.entrances, metro.links)
    assert len(network.vestibules_of(0)) == 2
    assert metro.figures["gates"] == {"entry": 2, "exit": 1}


def test_without_pathways_levels_tell_and_without_both_the_default_stands(tmp_path: Path) -> None:
    levels = read_gtfs(write_feed(tmp_path / "levels.zip", pathways=""))
    assert levels.entrances.frame["walk_s"].isna().all()
    network = MetroNetwork.build(
        levels.stations, levels.entrances, levels.links, insides=levels.insides
    )
    assert set(network.entrance_walk_s) == {70.0 + 2 * 65.0}
    assert set(network.entrance_walk_from) == {"levels"}
    assert not network.entrance_walk_given.any()
    neither = read_gtfs(write_feed(tmp_path / "none.zip", pathways="", levels=""))
    assert neither.entrances.frame["walk_s"].isna().all()
    network = MetroNetwork.build(neither.stations, neither.entrances, neither.links)
    assert set(network.entrance_walk_s) == {184.0}
    assert not network.entrance_walk_given.any()


def test_frequencies_come_before_counted_headways(tmp_path: Path) -> None:
    table = "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,22:00:00,300\n"
    metro = read_gtfs(write_feed(tmp_path / "f.zip", frequencies=table))
    assert set(metro.links.frame.query("kind == 'ride'")["headway_s"]) == {300.0}


@pytest.mark.parametrize("missing", ["stops", "trips", "stop_times", "routes"])
def test_a_feed_without_a_metro_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    feed = write_feed(tmp_path / "broken.zip", **{missing: ""})
    with pytest.raises(TableError, match=r"broken\.zip"):
        read_gtfs(feed)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(TableError, match=r"feed\.zip is no GTFS feed"):
        read_gtfs(path)


@pytest.mark.shared_data
def test_washington(shared_data: Path) -> None:
    metro = read_gtfs(shared_data / "wmata" / "wmata.gtfs.zip")
    assert (metro.figures["stations"], metro.figures["entrances"]) == (98, 239)
    # of one entrance no pathway leads to a platform: its levels tell
    assert metro.figures["entrances_with_walk_time"] == 238
    network = MetroNetwork.build(
        metro.stations, metro.entrances, metro.links, insides=metro.insides
    )
    assert Counter(network.entrance_walk_from.tolist()) == {"source": 238, "levels": 1}
    assert network.line_id.tolist() == ["B", "G", "O", "R", "S", "Y"]
    assert bool((network.entrance_station >= 0).all())
    assert bool(network.ride_given.all())
    assert 20 < float(np.median(network.ride_s)) < 300
    assert bool((network.entrance_walk_s > 0).all())
