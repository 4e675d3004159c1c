"""The message files: the same keys and placeholders in every language."""

from __future__ import annotations

import json
import string
from importlib import resources
from typing import Any

import pytest

from api.pages.words import LANGUAGES, first_language, page_words
from mapper.routing.options import label
from mapper.routing.wishes import Minimise
from tests.mapper.maps.small_city import small_city


def _flat(words: Any, path: str = "") -> dict[str, str]:  # noqa: ANN401 - JSON
    if isinstance(words, str):
        return {path: words}
    if isinstance(words, list):
        words = {str(number): text for number, text in enumerate(words)}
    return {
        key: text for name in words for key, text in _flat(words[name], f"{path}/{name}").items()
    }


def _read(name: str) -> dict[str, str]:
    return _flat(json.loads(resources.files("web").joinpath("words", name).read_text("utf-8")))


def _holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("prefix", ["", "pages."])
def test_every_language_says_the_same_things(prefix: str) -> None:
    english = _read(f"{prefix}en.json")
    for language in LANGUAGES:
        words = _read(f"{prefix}{language}.json")
        assert list(words) == list(english)
        assert {key: _holes(text) for key, text in words.items()} == {
            key: _holes(text) for key, text in english.items()
        }
        assert [key for key, text in words.items() if not text.strip()] == []


def test_every_label_of_an_option_has_its_words() -> None:
    for language in LANGUAGES:
        labels = page_words(language)["labels"]
        for minimise in Minimise:
            for quickest in (True, False):
                for number, of in ((0, 3), (1, 3), (2, 3), (0, 1)):
                    name = label(number, of, minimise, is_quickest=quickest)
                    assert name in labels or name.rpartition(" ")[0] in labels


def test_a_citys_own_names_choose_its_first_language() -> None:
    assert first_language(small_city()) == "en"
    assert first_language(small_city(name="Длинная улица")) == "ru"
