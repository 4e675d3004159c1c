"""The words of the pages, one file a language, and which language a city speaks first."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from mapper.maps.assets import words_of

if TYPE_CHECKING:
    from mapper.model.city import City

__all__ = ["LANGUAGES", "first_language", "page_words"]

LANGUAGES: Final = {"en": "English", "ru": "Русский"}
"""Languages of the pages by their path, each by its own name."""

MOST_NAMES: Final = 2_000


@cache
def page_words(language: str) -> dict[str, Any]:
    """Return the words of a page, with those of the map under ``map``."""
    text = resources.files("web").joinpath("words", f"pages.{language}.json")
    words: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return words | {"map": words_of(language)}


def first_language(city: City) -> str:
    """Return the language most of a city's names are written in; a browser's wish is not asked."""
    names = [*city.stations.frame["name"], *city.places.frame["name"][:MOST_NAMES]]
    letters = [sign for name in names for sign in name if sign.isalpha()]
    cyrillic = sum(unicodedata.name(sign, "").startswith("CYRILLIC") for sign in letters)
    return "ru" if cyrillic > len(letters) / 2 else "en"
