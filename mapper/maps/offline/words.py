"""Words and sheets of the offline file, by language."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jinja2

from mapper.maps.assets import read_web

__all__ = ["help_text", "offline_words", "sheet_style", "template"]


@cache
def offline_words(language: str) -> dict[str, Any]:
    """Return the words only an offline file and its sheets need."""
    words: dict[str, Any] = json.loads(read_web(f"words/offline.{language}.json"))
    return words


@cache
def help_text(language: str) -> str:
    """Return the help on opening a file on a phone, as HTML of our own."""
    return read_web(f"app/offline/help.{language}.html")


@cache
def sheet_style() -> str:
    """Return the style of pages that are read from top to bottom."""
    return read_web("app/offline/sheet.css")


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of the folder ``web/app/offline``."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(read_web(f"app/offline/{name}"))
