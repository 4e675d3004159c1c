"""Journeys on the page without scripts: drawn on its picture, saved as files, ends cut off."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.words import LANGUAGES, page_words
from api.settings import Settings
from geodata.pack import write_pack
from mapper.maps.assets import palette
from mapper.maps.printing.greys import GREYS
from tests.api.pages.reading import press, read
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import ORIGIN, PROJECTION

if TYPE_CHECKING:
    from pathlib import Path

ORANGE = (240, 126, 36)
"""The colour of the line, #F07E24."""


def at(east: float) -> str:
    lon, lat = PROJECTION.to_lon_lat(*(ORIGIN + np.array([[east, 0.0]])).T)
    return f"{lat[0]}, {lon[0]}"


ENDS = {"from": at(250.0), "to": at(3600.0), "by": "ride"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    packs: Path = tmp_path_factory.mktemp("metro")
    write_pack(watched_city(), packs / "moscow")
    app = create_app(Settings(city="moscow", packs=packs, requests_per_s=0))
    return TestClient(app, base_url="http://127.0.0.1")


def orange(page: str) -> int:
    """Count the pixels of the page's picture that are about the line's colour."""
    found = re.search(r'<img src="data:image/png;base64,([^"]+)"', page)
    assert found is not None
    picture = Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGB")
    return int((np.abs(np.asarray(picture, np.int64) - ORANGE).max(axis=2) < 40).sum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journey_is_shown_on_the_picture_when_asked_for(
    client: TestClient, language: str
) -> None:
    words = page_words(language)
    first = read(client.get(f"/{language}/"))
    answer = press(client, first, "find.large", **ENDS)
    page = read(answer)
    without, through = words["metro"]["no_gate"], words["metro"]["gates"].format(n=1)
    text = " ".join(page.words)
    assert text.index(without) < text.index(through)
    assert orange(answer.text) < 20
    shown = press(client, page, "show.m1", **ENDS)
    assert orange(shown.text) > 100
    assert read(shown).fields["show"] == "m1"
    # what was found first is still there, and can be shown again
    back = press(client, read(shown), "show.0", **ENDS)
    assert orange(back.text) < 20


def test_the_journey_shown_is_the_one_that_is_saved(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find.large", **ENDS))
    page = read(press(client, page, "show.m1", **ENDS))
    gpx = press(client, page, "save.gpx", **ENDS).text
    assert gpx.count("<trkseg>") == 2
    line = json.loads(press(client, page, "save.geojson", **ENDS).text)
    assert line["type"] == "MultiLineString"
    map_ = press(client, page, "save.html", **ENDS).text
    assert "Gates passed: 1: quickest" in map_
    assert "A gate is not one more camera" in map_
    picture = press(client, page, "save.png", **ENDS)
    assert picture.headers["content-type"] == "image/png"


def test_the_journey_shown_can_be_printed(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find.large", **ENDS))
    page = read(press(client, page, "show.m1", **ENDS))
    for button, kind in (("save.print", "application/pdf"), ("save.printed", "image/png")):
        for trim in ("0", "60"):
            sheet = press(client, page, button, **ENDS, trim=trim)
            assert sheet.status_code == 200, sheet.text
            assert sheet.headers["content-type"] == kind
    assert set(GREYS) == set(palette()["light"])


def test_trimmed_ends_are_gone_from_every_file(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find.large", **ENDS))
    page = read(press(client, page, "show.m1", **ENDS))
    start = f'lon="{float(ENDS["from"].split(", ")[1]):.5f}'
    assert start in press(client, page, "save.gpx", **ENDS).text
    short = press(client, page, "save.gpx", **ENDS, trim="60").text
    assert start not in short
    assert short.count("<trkseg>") == 2
    map_ = press(client, page, "save.html", **ENDS, trim="60").text
    lines = json.loads(
        re.findall(r'<script type="application/json" id="lines">(.*?)</script>', map_)[0]
    )["lines"]
    assert len(lines) == 1
    assert [ride["kind"] for ride in lines[0]["rides"]] == ["gate", "ride", "exit"]
    assert '<table class="legs">' not in map_
    # more than the first walk: nothing tells any more where one got on
    map_ = press(client, page, "save.html", **ENDS, trim="300").text
    lines = json.loads(
        re.findall(r'<script type="application/json" id="lines">(.*?)</script>', map_)[0]
    )["lines"]
    assert lines[0]["rides"] == []


@pytest.mark.parametrize("show", ["m", "m9", "mm", "m-1", "m٣", "99"])
def test_a_journey_that_is_none_shows_the_ways_on_foot(client: TestClient, show: str) -> None:
    page = read(press(client, read(client.get("/en/")), "find.large", **ENDS))
    answer = press(client, page, f"show.{show}", **ENDS)
    assert answer.status_code == 200
    assert orange(answer.text) < 20
