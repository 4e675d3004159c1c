"""The offline file as text: its words, its choices, what it shows without scripts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import BadInputError
from mapper.exposure.city import CityExposure, prepare
from mapper.maps.assets import words_of
from mapper.maps.cityfile.about import STATUSES
from mapper.maps.frame import policy_of
from mapper.maps.offline import FileChoices, hash_page, help_page, made_in, offline_page
from mapper.maps.offline.words import help_text, offline_words
from mapper.model.area import Area
from mapper.model.assumptions import Assumptions
from mapper.model.network import WalkNetwork
from mapper.stations.coverage import cover_stations
from tests.mapper.maps.small_city import small_city


@pytest.fixture(scope="module")
def exposure() -> CityExposure:
    return prepare(small_city(), Assumptions())


def _shape(words: object) -> object:
    if isinstance(words, dict):
        return {key: _shape(value) for key, value in words.items()}
    return sorted(re.findall(r"\{(\w+)\}", str(words)))


def test_both_languages_say_the_same_things() -> None:
    assert _shape(offline_words("en")) == _shape(offline_words("ru"))
    tags = [re.findall(r"</?(\w+)", help_text(code)) for code in ("en", "ru")]
    assert tags[0] == tags[1]
    named = [
        help_text(code).count(word) for code, word in (("en", "not tested"), ("ru", "не проверено"))
    ]
    assert named[0] == named[1] >= 7


def test_the_help_is_plain_markup_of_our_own() -> None:
    for code in ("en", "ru"):
        text = help_text(code)
        assert set(re.findall(r"<(\w+)", text)) <= {
            "p", "strong", "h3", "div", "table", "thead", "tbody", "tr", "th", "td", "br", "ul",
            "li", "code",
        }  # fmt: skip
        assert not re.search(r"\b(?:href|src|style|on\w+)=", text)


@given(
    st.builds(
        FileChoices,
        languages=st.sampled_from([("en",), ("ru",), ("ru", "en")]),
        routing=st.booleans(),
        plain=st.booleans(),
        area=st.sampled_from([None, Area.box("24.93,60.16,24.95,60.17")]),
        range_text=st.sampled_from(["near", "default", "far", "25"]),
        count=st.sampled_from(["documented", "likely", "cautious"]),
        tolerance_m=st.floats(0, 100),
    )
)
def test_choices_told_and_read_again_are_the_same(choices: FileChoices) -> None:
    assert FileChoices.parse(json.loads(json.dumps(choices.as_dict()))) == choices


@pytest.mark.parametrize(
    "wrong",
    [
        {"languages": "en"}, {"languages": [3]}, {"languages": []}, {"languages": ["en", "en"]},
        {"routing": 1}, {"range": "x" * 99}, {"range": 3}, {"count": "all"}, {"tolerance_m": "1"},
        {"tolerance_m": True}, {"area": "A1"}, {"plain": None},
    ],
)  # fmt: skip
def test_choices_of_a_strange_file_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        FileChoices.parse({**FileChoices().as_dict(), **wrong})


@pytest.mark.parametrize("plain", [False, True])
def test_the_safety_text_comes_first_or_is_folded_up(exposure: CityExposure, plain: bool) -> None:  # noqa: FBT001
    coverage = cover_stations(exposure)
    page = offline_page(exposure, FileChoices(plain=plain), version="1", coverage=coverage)
    without = page[page.index("<body>") :]
    without = without[: without.index("</noscript>")]
    safety, picture = without.index("does not mean safe"), without.index("<img")
    assert (safety < picture) != plain
    assert "Малое число" in without
    assert without.count("<img") >= (2 if plain else 1)
    before_safety = without[:safety]
    assert ("amera" in re.sub(r"<style>.*?</style>", "", before_safety, flags=re.DOTALL)) is False


def test_a_station_without_figures_reads_unknown(exposure: CityExposure) -> None:
    page = offline_page(
        exposure, FileChoices(("en",)), version="1", coverage=cover_stations(exposure)
    )
    table = page[page.index("<table>") : page.index("</table>")]
    assert "Fewest cameras on any way in" in table
    assert "unknown" in table
    assert ">0<" not in table


def test_what_a_file_says_of_itself_is_found_once(exposure: CityExposure) -> None:
    page = offline_page(exposure, FileChoices(), version="1.2").encode()
    made = made_in(page)
    assert made is not None
    assert made["version"] == "1.2"
    assert FileChoices.parse(made) == FileChoices()
    block = re.findall(rb'<script type="application/json" id="made">.*?</script>', page)[0]
    assert made_in(page + block) is None
    assert made_in(b'<script type="application/json" id="made">{</script>') is None
    assert made_in(b'<script type="application/json" id="made">[1]</script>') is None
    deep = b"[" * 100_000
    assert made_in(b'<script type="application/json" id="made">' + deep + b"</script>") is None


def test_a_policy_names_what_is_inlined_and_nothing_else() -> None:
    document = (
        "<style>a{}</style><script>1</script><script type='text/x'>2</script><script>1</script>"
    )
    policy = policy_of(document, connect_src="'none'", img_src="data: blob:")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["img-src"] == "data: blob:"
    assert directives["connect-src"] == "'none'"
    assert len(directives["script-src"].split()) == 1
    assert policy_of("<p>")[: len("default-src 'none'; script-src 'none'")] == (
        "default-src 'none'; script-src 'none'"
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_sheets_cannot_connect(language: str) -> None:
    for sheet in (hash_page(language), help_page(language)):
        assert "connect-src 'none'" in sheet
        assert "<title>" in sheet
        assert "http" not in re.sub(r"http-equiv", "", sheet)
    assert hash_page(language) == hash_page(language)


def test_a_city_without_streets_is_a_map_of_its_stations() -> None:
    city = replace(small_city(), network=WalkNetwork.none())
    stations = prepare(city, Assumptions())
    coverage = cover_stations(stations)
    page = offline_page(stations, FileChoices(), version="1", coverage=coverage)
    assert "unknown" in page[page.index("<table>") : page.index("</table>")]
    for language in ("en", "ru"):
        assert len(words_of(language)["layers"]["statuses"]) == len(STATUSES)
