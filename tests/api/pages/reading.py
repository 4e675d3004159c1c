"""A page as its reader sees it: fields, tables, errors; and its form as a browser sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

TAGS = frozenset((
    "html", "head", "meta", "link", "title", "style", "body", "a", "header", "nav", "span", "h1",
    "h2", "h3", "p", "main", "form", "button", "input", "div", "section", "label", "details",
    "summary", "select", "option", "fieldset", "legend", "b", "img", "ul", "ol", "li", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "footer", "strong",
))  # fmt: skip
"""Every element of our own pages."""

__all__ = ["Read", "press", "read", "without_scripts"]


@dataclass
class Read(HTMLParser):
    """What a page holds."""

    fields: dict[str, str] = field(default_factory=dict)
    """What a browser would send, buttons left out."""
    buttons: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)
    """The table of ways by the row's title."""
    encounters: int = 0
    language: str = ""
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    _select: str = ""
    _cells: list[str] | None = None
    _table: str = ""
    _wrong: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= set(has)
        self._take_field(tag, has)
        if tag == "html":
            self.language = has["lang"]
        elif tag == "table":
            self._table = has.get("class", "")
        elif tag == "tr":
            self._cells = []
            self.encounters += self._table == "encounters"
        elif tag in {"th", "td"} and self._cells is not None:
            self._cells.append("")
        elif has.get("role") == "alert":
            self._wrong = True

    def _take_field(self, tag: str, has: dict[str, str]) -> None:
        name, kind = has.get("name", ""), has.get("type", "")
        if tag == "input" and (
            kind in {"text", "hidden"} or (kind == "radio" and "checked" in has)
        ):
            self.fields[name] = has.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in has:
            self.fields[self._select] = has["value"]
        elif tag == "button":
            self.buttons.append(has["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self._cells is not None:
            if self._table == "ways" and len(self._cells) > 1:
                self.rows[self._cells[0]] = self._cells[1:]
            self._cells = None
        elif tag == "div":
            self._wrong = False

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if not text:
            return
        self.words.append(text)
        if self._cells:
            self._cells[-1] = f"{self._cells[-1]} {text}".strip()
        if self._wrong:
            self.errors.append(text)


def without_scripts(text: str) -> str:
    """Return what is left of a page where scripts are off: no templates, and all fallbacks."""
    bare = re.sub(r"<template\b.*?</template>|<script\b.*?</script>", "", text, flags=re.DOTALL)
    return re.sub(r"</?noscript>", "", bare)


def read(answer: Response) -> Read:
    """Read a page, and check what holds for every page."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert len(answer.content) < 200_000
    found = Read()
    found.feed(without_scripts(answer.text))
    assert found.tags <= TAGS
    assert not [name for name in found.attributes if name.startswith("on") or name == "autofocus"]
    assert not re.findall(r'(?:src|href|action)="(?!/|#|data:)', answer.text)
    text = " ".join(found.words)
    safety = (
        "Малое число не значит" if found.language == "ru" else "A low number does not mean safe"
    )
    assert safety in text
    return found


def press(client: TestClient, page: Read, button: str, **typed: str) -> Response:
    """Send a page's form with a button, after typing into it; POST keeps the address bare."""
    fields = page.fields | typed | {"do": button}
    return client.post(f"/{page.language}/", data=fields)
