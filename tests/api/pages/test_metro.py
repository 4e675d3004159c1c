"""Journeys by metro on the page are those of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cities import Cities
from api.journeys import journeys_answer, journeys_between
from api.pages.words import LANGUAGES, page_words
from api.settings import Settings
from geodata.metro import profile_for
from mapper.model.assumptions import Assumptions
from mapper.stations.journeys import JourneyWishes
from tests.api.pages.reading import press, read

if TYPE_CHECKING:
    from pathlib import Path

ENDS = {"from": "60.1742, 24.9400", "to": "60.1675, 24.9487"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    packs: Path = tmp_path_factory.mktemp("none")
    return Settings(city="helsinki", packs=packs, requests_per_s=0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_journeys_stand_beside_the_ways_on_foot(settings: Settings, language: str) -> None:
    client = TestClient(create_app(settings), base_url="http://127.0.0.1")
    words = page_words(language)
    first = read(client.get(f"/{language}/"))
    assert first.fields["by"] == "walk"
    assert words["metro"]["title"] not in read(press(client, first, "find", **ENDS)).words
    page = read(press(client, first, "find", by="ride", **ENDS))
    assert page.rows
    assert words["metro"]["title"] in page.words
    prepared = Cities(settings).prepared(None, Assumptions())
    found = journeys_between(
        prepared,
        ENDS["from"],
        ENDS["to"],
        profile=profile_for("helsinki"),
        wishes=JourneyWishes(),
    )
    told = journeys_answer(prepared, found)["groups"][0]["options"]
    assert told
    text = " ".join(page.words)
    for journey in told:
        minutes = f"{journey['duration_s'] / 60:.1f}".replace(".", words["comma"])
        unit = words["map"]["units"]["minutes"]
        cameras = words["metro"]["cameras"].format(n=journey["cameras"]["cautious"])
        assert f"{minutes} {unit}, {cameras}" in text
        shares = {name: f"{share:.0%}" for name, share in journey["survey"].items()}
        assert words["map"]["survey_text"].format(**shares) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_leg_has_its_word(language: str) -> None:
    told = page_words(language)["metro"]
    assert set(told["kinds"]) == {"walk", "gate", "enter", "exit", "ride", "transfer"}
    assert set(told["labels"]) == {"quickest", "least_seen", "less_seen", "between", "only"}
