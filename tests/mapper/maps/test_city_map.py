from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest
from PIL import Image

from mapper.exposure.city import CityExposure, prepare
from mapper.maps import ScoredLine, city_map
from mapper.maps.frame import MapPage, policy_of
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.safety import safety_of
from tests.mapper.maps.small_city import along_the_street, small_city

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "<!--<script>",
    "javascript:alert(4)",
    "{{ 7 * 7 }}{% for x in y %}{# ",
    "\u202eevil\u2028\u2029 \u0000&lt;",
    "x" * 10_000,
)


class Elements(HTMLParser):
    """Names of elements, their attributes, and the text a person reads."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._hidden = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._hidden = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden = self._hidden and tag not in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


@pytest.fixture(scope="module")
def prepared() -> CityExposure:
    return prepare(small_city(), Assumptions())


@pytest.fixture(scope="module")
def page(prepared: CityExposure) -> str:
    return city_map(prepared, scored=[ScoredLine("Track", prepared.score(along_the_street()))])


def data_of(document: str, name: str) -> object:
    block = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', document)
    assert block is not None
    return json.loads(block[1])


def test_the_safety_text_stands_above_every_result(prepared: CityExposure, page: str) -> None:
    text = safety_of(prepared.city)
    assert "2017-09-28–2023-03-28" in text
    assert page.index(text) < page.index('class="map"') < page.index('class="count"')


def test_nothing_comes_from_elsewhere(page: str) -> None:
    outside = [
        value
        for name, value in Elements(page).attributes
        if name in {"src", "href", "action", "srcset", "data", "poster"}
        and not value.startswith("data:")
    ]
    assert outside == []
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    assert "sourceMappingURL" not in page


def test_the_policy_names_each_script_and_style_and_nothing_else(page: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    directives = dict(part.split(" ", 1) for part in found[1].split("; "))
    for kind in ("script", "style"):
        texts = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
            for text in texts
        }
        assert len(texts) == 2
        assert set(directives[f"{kind}-src"].split()) == hashes
    assert directives["default-src"] == "'none'"
    assert directives["img-src"] == "data:"
    assert "unsafe" not in found[1]


def test_no_attribute_carries_a_style_or_a_handler(page: str) -> None:
    names = {name for name, _ in Elements(page).attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_the_head_is_neutral(page: str) -> None:
    head = page[: page.index("</head>")].partition("<style>")[0]
    assert "<title>Map</title>" in head
    assert '<link rel="icon" href="data:,">' in head
    for word in ("sidestreet", "camera", "Long Street", "small", "Track", "2019"):
        assert word.casefold() not in head.casefold()


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_text(name: str, prepared: CityExposure) -> None:
    city = prepare(small_city(name=name), Assumptions())
    exposure = city.score(along_the_street())
    cells = ((name, name),)
    hostile = city_map(city, scored=[ScoredLine(name, exposure, cells)])
    tame = city_map(
        prepared, scored=[ScoredLine("Track", prepared.score(along_the_street()), (("a", "b"),))]
    )
    assert Elements(hostile).tags == Elements(tame).tags
    assert policy_of(hostile) == policy_of(tame)
    assert data_of(hostile, "stations")["stations"]["names"] == [name]  # type: ignore[index]


def test_folium_elements_can_be_added_and_are_covered_by_the_policy() -> None:
    bounds = (24.9, 60.1, 25.0, 60.2)
    page = MapPage(title="Map", language="en", bounds=bounds, city_bounds=bounds, body=("", ""))
    folium.CircleMarker([60.15, 24.95], radius=4).add_to(page)
    document = page.get_root().render()
    script = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)[-1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "L.circleMarker" in script
    assert digest in document[: document.index("</head>")]


def test_the_title_of_a_count_follows_the_policy(prepared: CityExposure, page: str) -> None:
    assert "cameras (face recognition not ruled out)" in page
    body = "".join(Elements(page).text)
    assert "facial-recognition cameras" not in body
    strict = prepared.with_policy(CountingPolicy.DOCUMENTED)
    line = ScoredLine("Track", strict.score(along_the_street()))
    assert "facial-recognition cameras (documented)" in city_map(strict, scored=[line])


def test_ground_nobody_surveyed_gets_words_and_no_number() -> None:
    prepared = prepare(small_city(surveyed=False, cameras=False), Assumptions())
    line = ScoredLine("Track", prepared.score(along_the_street()))
    document = city_map(prepared, scored=[line])
    assert '<p class="count"><strong>not surveyed</strong>' in document
    assert "Nothing is known, which is not the same as no cameras." in document
    assert "<h2>Nothing is known of cameras here</h2>" in document
    assert "<strong>0</strong>" not in document


def test_every_line_has_its_letter_and_one_is_open(prepared: CityExposure) -> None:
    lines = [
        ScoredLine(f"Option {k}", prepared.score(along_the_street(north_m=4.0 * k)))
        for k in range(3)
    ]
    document = city_map(prepared, scored=lines, chosen=1)
    assert re.findall(r'data-line="(\d)"( open)?', document) == [
        ("0", ""),
        ("1", " open"),
        ("2", ""),
    ]
    assert 'canvas class="front"' in document
    assert data_of(document, "lines")["chosen"] == 1  # type: ignore[index]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_picture_and_the_table_work_without_scripts(
    prepared: CityExposure, language: str
) -> None:
    exposure = prepared.score(along_the_street())
    document = city_map(prepared, scored=[ScoredLine("Track", exposure)], language=language)
    without = re.search(r"<noscript>(.*?)</noscript>", document, re.DOTALL)
    assert without is not None
    assert without[1].count("<tr>") == 1 + len(exposure.encounters)
    coded = re.search(r"data:image/png;base64,([^\"]+)", without[1])
    assert coded is not None
    picture = Image.open(io.BytesIO(base64.b64decode(coded[1])))
    assert picture.size == (800, 600)
    assert not picture.info.keys() - {"transparency"}
    assert safety_of(prepared.city, language) in document


def test_the_same_bytes_under_two_hash_seeds() -> None:
    program = (
        "import hashlib\n"
        "from mapper.exposure.city import prepare\n"
        "from mapper.maps import ScoredLine, city_map\n"
        "from mapper.model.assumptions import Assumptions\n"
        "from tests.mapper.maps.small_city import along_the_street, small_city\n"
        "city = prepare(small_city(), Assumptions())\n"
        "line = ScoredLine('Track', city.score(along_the_street()))\n"
        "print(hashlib.sha256(city_map(city, scored=[line]).encode()).hexdigest())\n"
    )
    digests = [
        subprocess.run(  # noqa: S603 - this interpreter, a fixed program
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(digests[0]) == 65
    assert digests[0] == digests[1]
