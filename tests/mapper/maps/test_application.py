"""The application's page as it leaves the template, and the words it is made of."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from mapper.exposure.city import prepare
from mapper.maps.application import LANGUAGES, app_html, app_setting, app_words
from mapper.model.assumptions import Assumptions
from mapper.model.safety import safety_of
from tests.mapper.maps.small_city import small_city

PLURALS = {
    "en": {"one", "other"},
    "ru": {"one", "few", "many", "other"},
}
HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 * 7 }}\u202e'


class _Reader(HTMLParser):
    """What a page is made of: its tags with their attributes, and the text that shows."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def _page(language: str = "en", *, name: str = "Quilhaven", **more: Any) -> _Reader:  # noqa: ANN401
    prepared = prepare(small_city(name=name), Assumptions())
    setting = app_setting(prepared, language=language, **more)
    reader = _Reader()
    reader.feed(app_html(setting, head="", scripts="", fallback="<p>no scripts</p>"))
    return reader


def test_both_languages_say_the_same_things() -> None:
    english, russian = app_words("en")["app"], app_words("ru")["app"]
    assert _shape(english, "en") == _shape(russian, "ru")


def _shape(words: object, language: str) -> object:
    """Return the keys of nested words with the slots of each text, plural forms as one text."""
    if isinstance(words, dict):
        if words.keys() & {"one", "other"}:
            assert words.keys() == PLURALS[language], words
            slots = [_shape(text, language) for text in words.values()]
            assert all(found == slots[0] for found in slots), words
            return slots[0]
        return {key: _shape(value, language) for key, value in words.items()}
    return sorted(re.findall(r"\{(\w+)\}", str(words)))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_safety_text_stands_above_every_result(language: str) -> None:
    page = _page(language)
    text = safety_of(small_city(), language)
    assert page.text.count(text) == 2
    order = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    for above, results in (("safety", "results"), ("own-safety", "own-results")):
        assert order[order.index(results) - 1] == above


def test_labels_belong_to_fields_and_ids_are_single() -> None:
    page = _page(server=True)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("for", "aria-labelledby", "aria-controls", "aria-describedby"):
            for target in (attributes.get(name) or "").split():
                assert target in ids, f"{name} names {target}"


def test_no_attribute_carries_a_style_or_a_script() -> None:
    page = _page(server=True)
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
        assert attributes.get("type") == "application/json" or tag != "script"


def test_what_only_a_server_can_do_is_offered_only_with_one() -> None:
    with_server = {attributes.get("name") for _, attributes in _page(server=True).tags}
    alone = {attributes.get("name") for _, attributes in _page().tags}
    asked = {"metres", "tolerance", "minimise", "max_cameras", "avoid", "surveyed_only", "all"}
    assert asked <= with_server
    assert not asked & alone


def test_hostile_names_stay_text() -> None:
    page = _page(name=HOSTILE)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in page.tags]


def test_words_of_other_languages_come_along_only_where_the_page_switches_in_place() -> None:
    prepared = prepare(small_city(), Assumptions())
    alone = app_setting(prepared, language="ru")
    assert set(alone["words"]) == {"en", "ru"}
    linked = app_setting(prepared, language="ru", links={"en": "/en/", "ru": "/ru/"})
    assert set(linked["words"]) == {"ru"}
    json.dumps(linked)
