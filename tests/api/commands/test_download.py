"""``build --place`` and ``--bbox`` against a server on loopback that replays answers."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

import api.terminal
from geodata.online.overpass import download
from geodata.online.places import bounds_of_place
from tests.geodata.online.replay import Replay, Step, osm_xml, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.api.commands.conftest import Run

pytestmark = [pytest.mark.loopback, pytest.mark.enable_socket]

PLACE = [{"type": "city", "boundingbox": ["60.10", "60.20", "24.90", "25.00"]}]
BOX = "24.90,60.10,25.00,60.20"
SQUARES = 6


class Screen(io.StringIO):
    """A terminal that remembers what was on it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def replay() -> Iterator[Replay]:
    with serving() as made:
        yield made


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    """Downloads wait no real time, and keep their answers in the test's folder."""
    waited: list[float] = []
    sleep = waited.append
    monkeypatch.setattr("api.commands.build.download", partial(download, sleep=sleep))
    monkeypatch.setattr("api.commands.build.bounds_of_place", partial(bounds_of_place, sleep=sleep))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path / "cache")
    return waited


def answering(replay: Replay, *before: Step) -> None:
    """Answer with some steps first, then a city: its box by name, and every square."""
    left = list(before)
    number = iter(range(2, 1000))

    def reply(path: str, body: str) -> Step:
        if not body:
            assert "q=Helsinki" in path
            return 200, json.dumps(PLACE).encode(), {}
        return left.pop(0) if left else (200, osm_xml(next(number)), {})

    replay.reply = reply


def test_a_city_by_its_name_says_first_whom_it_asks_and_shows_how_far_it_is(
    run: Run, replay: Replay, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, said = Screen(), []
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(api.terminal, "PATIENCE_S", 0.0)
    answering(replay)
    inner = replay.reply

    def reply(path: str, body: str) -> Step:
        said.append(screen.getvalue())
        return inner(path, body)

    replay.reply = reply
    hosts = ("--nominatim", replay.url, "--overpass", replay.url)
    ran = run("build", "town", "--place", "Helsinki, Finland", *hosts, "--json")
    assert ran.code == 0, screen.getvalue()
    # before the name is told, and before the first square is asked for
    assert "This contacts 127.0.0.1" in said[0]
    assert "tells it the city's name" in said[0]
    assert "62 km² in 6 requests, about 37 MB" in said[1]
    assert "downloading" in screen.getvalue()
    assert ran.json["figures"]["osm"]["ways"] == 1 + SQUARES
    assert replay.agents == {"city-extract/1.0"}
    assert not waits


def test_a_broken_connection_is_tried_again_and_a_broken_download_goes_on(
    run: Run, replay: Replay, waits: list[float]
) -> None:
    build = ("build", "town", "--bbox", BOX, "--overpass", replay.url)
    gone: Step = (0, b"", {})
    answering(replay, (200, osm_xml(900), {}), gone, (200, osm_xml(901), {}), *[gone] * 5)
    ran = run(*build)
    assert ran.code != 0
    assert "connection broke" in ran.err
    assert waits == [2.0, 2.0, 4.0, 8.0, 16.0]
    assert ran.out == ""
    assert "town" not in run("cities").out
    replay.asked.clear()
    answering(replay)
    assert run(*build).code == 0
    assert len(replay.asked) == SQUARES - 2


def test_a_host_that_asks_for_time_gets_it(run: Run, replay: Replay, waits: list[float]) -> None:
    answering(replay, (429, b"", {"Retry-After": "33"}), (504, b"", {}))
    ran = run("build", "town", "--bbox", BOX, "--overpass", replay.url)
    assert ran.code == 0, ran.err
    assert waits[0] == 33.0


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ((200, b"<osm><remark>runtime error: timed out</remark></osm>", {}), "timed out"),
        ((200, b"<osm version='0.6'><node id='1'", {}), "cut short"),
        ((200, b"<html>busy</html>", {}), "something else"),
        ((403, b"", {}), "refuses (status 403)"),
    ],
)
def test_what_is_no_whole_answer_is_an_error_of_one_line_and_leaves_no_city(
    run: Run, replay: Replay, waits: list[float], tmp_path: Path, step: Step, said: str
) -> None:
    answering(replay, *[step] * 9)
    ran = run("build", "town", "--bbox", BOX, "--overpass", replay.url)
    assert ran.code != 0
    lines = ran.err.splitlines()
    assert said in lines[-1]
    assert len(lines) == 2  # what would be asked, and what went wrong
    assert not (tmp_path / "packs" / "town").exists()
    assert not list((tmp_path / "cache").rglob("*.osm"))
    assert len(waits) < 9


def test_answers_are_kept_by_what_was_asked_unless_told_not_to(
    run: Run, replay: Replay, waits: list[float], tmp_path: Path
) -> None:
    answering(replay)
    build = ("build", "town", "--bbox", BOX, "--overpass", replay.url)
    first = run(*build, "--json")
    assert first.code == 0, first.err
    kept = [path for path in (tmp_path / "cache").rglob("*.osm") if path.name != "city.osm"]
    assert len(kept) == SQUARES
    assert all(len(path.stem) == 32 for path in kept)
    replay.asked.clear()
    again = run(*build, "--json")
    assert replay.asked == []
    assert again.json["pack"] == first.json["pack"]
    other = run("build", "town", "--bbox", "24.90,60.10,25.00,60.25", "--overpass", replay.url)
    assert other.code == 0
    assert len(replay.asked) > 0
    replay.asked.clear()
    assert run(*build, "--no-cache").code == 0
    assert len(replay.asked) == SQUARES
    assert waits == []


def test_a_small_box_is_asked_for_only_where_that_is_forced(
    run: Run, replay: Replay, waits: list[float]
) -> None:
    answering(replay)
    build = ("build", "town", "--bbox", "24.94,60.14,24.96,60.16", "--overpass", replay.url)
    refused = run(*build)
    assert refused.code == 2
    assert "where you mean to walk" in refused.err
    assert (replay.asked, waits) == ([], [])
    forced = run(*build, "--force-small")
    assert forced.code == 0, forced.err
    assert len(replay.asked) == 1


@pytest.mark.usefixtures("waits")
def test_through_a_socks_proxy_names_are_resolved_behind_it(run: Run) -> None:
    asked: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        # the download tries five times
        for _ in range(5):
            connection, _address = listener.accept()
            with connection:
                connection.recv(64)
                connection.sendall(b"\x05\x00")
                asked.append(connection.recv(64))
                connection.sendall(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        proxy = f"socks5://127.0.0.1:{listener.getsockname()[1]}"
        host = "http://name-nobody-has.invalid/api"
        ran = run("build", "town", "--bbox", BOX, "--overpass", host, "--proxy", proxy)
        thread.join(10)
    assert ran.code != 0
    assert "This contacts name-nobody-has.invalid" in ran.err
    assert len(asked) == 5
    assert all(sent[3] == 3 and b"name-nobody-has.invalid" in sent for sent in asked)


def test_a_portals_set_comes_with_the_users_key_which_is_kept_nowhere(
    run: Run, replay: Replay, waits: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    build = ("build", "yards", "--portal", "1498", "--portal-url", replay.url, "--json")
    unkeyed = run(*build)
    assert (unkeyed.code, replay.asked) == (2, [])
    assert "SIDESTREET_PORTAL_KEY" in unkeyed.err
    monkeypatch.setenv("SIDESTREET_PORTAL_KEY", "planted-key")
    ran = run(*build)
    assert ran.code == 0, ran.err
    assert "This contacts 127.0.0.1 with your key and asks for data set 1498" in ran.err
    assert ran.json["figures"]["cameras 1: Moscow open data 1498"]["kept"] == 700
    assert len(replay.asked) == 2
    assert ran.json["licence_unknown"] == []
    # kept, and asked for anew only where that is wanted
    assert run(*build).code == 0
    assert len(replay.asked) == 2
    assert run(*build, "--no-cache").code == 0
    assert len(replay.asked) == 4
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"planted-key" in path.read_bytes() for path in written)
    assert "planted-key" not in ran.out + ran.err
    assert run("build", "no", "--portal", "624", "--portal-url", replay.url).code == 2
    assert waits == []
