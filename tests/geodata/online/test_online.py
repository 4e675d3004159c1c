"""Going online against a server on loopback that replays answers, errors and broken lines."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from geodata.online import bounds_of_place, download, plan_download, session_fetch
from geodata.online.fetch import FetchError
from geodata.online.overpass import query_of
from geodata.online.portal import download_rows
from geodata.osm import read_city
from geodata.tables.cameras import read_cameras
from mapper.errors import BadInputError
from tests.geodata.online.replay import Replay, osm_xml, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.geodata.online.replay import Step

pytestmark = [pytest.mark.loopback, pytest.mark.enable_socket]

BOX = (24.90, 60.10, 25.00, 60.20)


@pytest.fixture
def replay() -> Iterator[Replay]:
    with serving() as made:
        yield made


waits: list[float] = []


@pytest.fixture(autouse=True)
def no_waits() -> None:
    waits.clear()


def test_a_plan_says_who_is_asked_and_about_how_much_before_anybody_is() -> None:
    plan = plan_download(BOX, url="https://overpass.example/api")
    assert plan.host == "overpass.example"
    assert len(plan.squares) == 2 * 3
    assert "contacts overpass.example" in plan.announcement()
    assert "62 km² in 6 requests" in plan.announcement()


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ((24.94, 60.16, 24.95, 60.17), "where you mean to walk"),
        ((24.9, 60.16, 25.2, 60.17), "where you mean to walk"),
        ((24.0, 60.0, 23.0, 61.0), "a box is"),
        ((24.0, 60.0, float("nan"), 61.0), "a box is"),
        ((20.0, 50.0, 25.0, 55.0), "extract"),
    ],
)
def test_boxes_that_are_refused(box: tuple[float, float, float, float], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        plan_download(box)


def test_a_small_box_can_be_forced() -> None:
    assert len(plan_download((24.94, 60.16, 24.95, 60.17), small=True).squares) == 1


def test_squares_are_joined_to_one_file_the_importer_reads(replay: Replay, tmp_path: Path) -> None:
    plan = plan_download(BOX, url=replay.url)
    count = iter(range(2, 99))
    replay.reply = lambda _path, _body: (200, osm_xml(next(count)), {})
    told: list[int] = []
    file = download(plan, tmp_path, session_fetch(), progress=lambda _, done, __: told.append(done))
    assert told == [0, 1, 2, 3, 4, 5, 6]
    assert replay.agents == {"city-extract/1.0"}
    city = read_city(file, name="town")
    assert city.figures["osm"]["ways"] == 1 + 6
    assert city.figures["osm"]["nodes"] == 2 + 6 * 2
    # all that is kept is named by a hash
    assert all(len(p.stem) == 32 or p.name == "city.osm" for p in tmp_path.iterdir())
    before = len(replay.asked)
    download(plan, tmp_path, session_fetch())
    assert len(replay.asked) == before
    download(plan, tmp_path, session_fetch(), keep=False)
    assert len(replay.asked) == before + 6
    assert [p.name for p in tmp_path.iterdir()] == ["city.osm"]


def test_a_broken_download_goes_on_where_it_stopped(replay: Replay, tmp_path: Path) -> None:
    plan = plan_download(BOX, url=replay.url)
    replay.script((200, osm_xml(2), {}), (200, osm_xml(3), {}), (0, b"", {}))
    with pytest.raises(FetchError, match="connection broke"):
        download(plan, tmp_path, session_fetch(), sleep=waits.append)
    assert waits == [2.0, 4.0, 8.0, 16.0]
    assert len(list(tmp_path.glob("*.osm"))) == 2
    replay.asked.clear()
    replay.script((200, osm_xml(4), {}))
    download(plan, tmp_path, session_fetch(), sleep=waits.append)
    assert len(replay.asked) == 4


def test_a_slow_answer_is_asked_for_again(replay: Replay, tmp_path: Path) -> None:
    plan = plan_download((24.94, 60.16, 24.95, 60.17), url=replay.url, small=True)
    ready = threading.Event()

    def reply(_path: str, _body: str) -> Step:
        first = len(replay.asked) == 1
        if first:
            ready.wait(5)
        return 200, osm_xml(2), {}

    replay.reply = reply
    download(plan, tmp_path, session_fetch(timeout_s=0.3), sleep=lambda _: ready.set())
    assert len(replay.asked) == 2


def test_a_busy_host_is_given_the_time_it_asks_for(replay: Replay, tmp_path: Path) -> None:
    plan = plan_download((24.94, 60.16, 24.95, 60.17), url=replay.url, small=True)
    busy = (429, b"", {"Retry-After": "33"})
    replay.script(busy, (504, b"", {}), (200, osm_xml(2), {}))
    download(plan, tmp_path, session_fetch(), sleep=waits.append)
    assert waits[0] == 33.0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<osm><remark> runtime error: Query timed out </remark></osm>", "Query timed out"),
        (b"<osm version='0.6'><node id='1'", "cut short"),
        (b"<html>busy</html>", "something else"),
    ],
)
def test_an_answer_that_is_not_whole_is_an_error_and_not_kept(
    replay: Replay, tmp_path: Path, body: bytes, message: str
) -> None:
    plan = plan_download((24.94, 60.16, 24.95, 60.17), url=replay.url, small=True)
    replay.script((200, body, {}))
    with pytest.raises(FetchError, match=message):
        download(plan, tmp_path, session_fetch(), sleep=waits.append)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_final_and_names_no_address(replay: Replay, tmp_path: Path) -> None:
    plan = plan_download((24.94, 60.16, 24.95, 60.17), url=replay.url, small=True)
    replay.script((403, b"", {}))
    with pytest.raises(FetchError, match=r"^127\.0\.0\.1 refuses \(status 403\)$"):
        download(plan, tmp_path, session_fetch(), sleep=waits.append)
    assert len(replay.asked) == 1


def test_the_question_holds_what_the_importer_reads() -> None:
    query = query_of(BOX)
    assert query.startswith("[out:xml]")
    for key in ("highway", "building", "surveillance", "railway"):
        assert key in query
    assert "(60.1000000,24.9000000,60.2000000,25.0000000)" in query


def test_a_city_by_its_name(replay: Replay) -> None:
    found = [
        {"type": "restaurant", "boundingbox": ["1", "2", "3", "4"]},
        {"type": "city", "boundingbox": ["55.1", "56.0", "36.8", "37.9"]},
    ]
    replay.script((200, json.dumps(found).encode(), {}))
    assert bounds_of_place("Moscow, Russia", session_fetch(), url=replay.url) == (
        36.8, 55.1, 37.9, 56.0,
    )  # fmt: skip
    replay.script((200, json.dumps(found[:1]).encode(), {}))
    with pytest.raises(FetchError, match="knows no city"):
        bounds_of_place("Cafe Pushkin", session_fetch(), url=replay.url)


def test_names_are_resolved_behind_a_socks_proxy() -> None:
    asked: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(64)
            connection.sendall(b"\x05\x00")
            asked.append(connection.recv(64))
            connection.sendall(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        fetch = session_fetch(proxy=f"socks5://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(OSError, match="SOCKS"):
            fetch("http://name-nobody-has.invalid/")
        thread.join(10)
    # the address is sent as a name (type 3), so nobody here looked it up
    assert asked[0][3] == 3
    assert b"name-nobody-has.invalid" in asked[0]


def test_a_portals_pages_with_the_users_key(replay: Replay, tmp_path: Path) -> None:
    rows = [
        {"Cells": {"global_id": n, "AdmArea": "A", "District": "D", "Address": "x",
                   "geoData": {"type": "Point", "coordinates": [37.6, 55.7 + n / 1e4]}}}
        for n in range(700)
    ]  # fmt: skip

    def reply(path: str, _body: str) -> Step:
        query = parse_qs(urlsplit(path).query)
        assert query["api_key"] == ["planted-key"]
        start, count = int(query["$skip"][0]), int(query["$top"][0])
        return 200, json.dumps(rows[start : start + count]).encode(), {}

    replay.reply = reply
    out = tmp_path / "set-2386.json"
    assert download_rows(2386, out, session_fetch(), key="planted-key", url=replay.url) == 700
    assert "planted-key" not in out.read_text(encoding="utf-8")
    read = read_cameras(out)
    assert (read.plan.mapping.name, len(read.cameras)) == ("mos-2386", 700)
    replay.reply = lambda _path, _body: (200, json.dumps(rows[:500]).encode(), {})
    with pytest.raises(FetchError, match="same page again") as told:
        download_rows(2386, out, session_fetch(), key="planted-key", url=replay.url)
    assert "planted-key" not in str(told.value)
