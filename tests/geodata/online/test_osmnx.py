"""Why cities are not fetched through OSMnx: what it does with answers, names and settings."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import osmnx as ox
import pytest

from geodata.online import download, plan_download, session_fetch
from geodata.online.fetch import FetchError
from tests.geodata.online.replay import Replay, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.loopback, pytest.mark.enable_socket]

HALF = {
    "elements": [
        {"type": "node", "id": 1, "lat": 60.15, "lon": 24.95},
        {"type": "node", "id": 2, "lat": 60.16, "lon": 24.96},
        {"type": "way", "id": 1, "nodes": [1, 2], "tags": {"highway": "footway"}},
    ],
    "remark": "runtime error: Query timed out",
}


@pytest.fixture
def replay() -> Iterator[Replay]:
    with serving() as made:
        yield made


@pytest.fixture
def osmnx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, replay: Replay) -> None:
    """Point OSMnx at this machine alone; its settings are global, so they are put back."""
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)
    for name, value in {
        "overpass_url": replay.url,
        "overpass_rate_limit": False,
        "use_cache": True,
        "cache_folder": str(tmp_path / "cache"),
        "doh_url_template": f"{replay.url}/resolve?name={{hostname}}",
        "log_console": False,
    }.items():
        monkeypatch.setattr(ox.settings, name, value)


@pytest.mark.usefixtures("osmnx")
def test_it_makes_a_graph_of_half_an_answer(replay: Replay, tmp_path: Path) -> None:
    replay.script((200, json.dumps(HALF).encode(), {}))
    box = (24.90, 60.10, 25.00, 60.20)
    graph = ox.graph_from_bbox(box, retain_all=True, simplify=False)
    assert len(graph) == 2
    # it keeps no such answer, so a big city that times out in places is asked for anew as a whole
    assert not list(tmp_path.glob("cache/*.json"))
    # ours is told the same by the same server, refuses it and keeps nothing
    told = b"<osm version='0.6'><remark>runtime error: Query timed out</remark></osm>"
    replay.script((200, told, {}))
    ours = tmp_path / "ours"
    with pytest.raises(FetchError, match="Query timed out"):
        download(plan_download(box, url=replay.url), ours, session_fetch(), sleep=lambda _: None)
    assert not list(ours.iterdir())


@pytest.mark.usefixtures("osmnx")
def test_it_looks_names_up_here_and_at_a_third_party(
    replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def unknown(name: str) -> str:
        looked_up.append(name)
        raise socket.gaierror

    monkeypatch.setattr(socket, "gethostbyname", unknown)
    monkeypatch.setattr(ox.settings, "overpass_url", "http://overpass.invalid/api")
    proxy = {"http": "socks5h://127.0.0.1:9"}
    monkeypatch.setattr(ox.settings, "requests_kwargs", {"proxies": proxy})
    replay.script((200, json.dumps({"Status": 3}).encode(), {}))
    with pytest.raises(OSError, match="SOCKS"):
        ox.graph_from_bbox((24.90, 60.10, 25.00, 60.20))
    # though a proxy is set that resolves names, the name was asked for here, then of the service
    # that stands in for 8.8.8.8, whose answer it takes without the proxy
    assert looked_up == ["overpass.invalid"]
    assert any("resolve?name=overpass.invalid" in path for path in replay.asked)
