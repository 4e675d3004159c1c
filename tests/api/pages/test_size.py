"""A page keeps to its bytes, however much there is to tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.pages.form import FIELDS
from api.pages.page import MOST_BYTES, Page, render
from api.pages.pictures import Pictures
from api.pages.results import encounter_table, score_words
from api.pages.trip import SIZES
from api.pages.words import LANGUAGES, page_words
from mapper.exposure.city import prepare
from mapper.maps import ScoredLine
from mapper.maps.view import View
from mapper.model.assumptions import Assumptions
from tests.mapper.maps.small_city import along_the_street, small_city


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("times", [1, 1_000])
def test_thousands_of_encounters_leave_room_for_the_map(
    language: str, size: str, times: int
) -> None:
    prepared = prepare(small_city(name="Ж" * 10_000), Assumptions())
    scored = prepared.score(along_the_street())
    exposure = replace(scored, encounters=scored.encounters * times)
    words = page_words(language)
    width, height, density = SIZES[size]
    view = View.fit(prepared.city.bounds, size=(width, height), density=density)
    lines = [ScoredLine("", exposure)]
    page = Page(
        language,
        prepared,
        dict(FIELDS) | {"size": size},
        score=score_words(exposure, words),
        encounters=encounter_table(exposure, words),
        n_encounters=len(exposure.encounters),
    )
    room = []

    def picture(most: int) -> bytes:
        room.append(most)
        return Pictures().drawn(prepared, view, lines, most_bytes=most)

    text = render(page, picture)
    assert len(text.encode()) <= MOST_BYTES
    assert room[0] > 40_000
    assert ("saved map" in text or "сохранённой" in text) == (times > 1)
