"""The scripts and styles of a page, as text to be inlined."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any, Final

__all__ = [
    "leaflet_css",
    "leaflet_js",
    "page_css",
    "page_template",
    "pako_js",
    "palette",
    "read_web",
    "script_of",
    "words_of",
]

_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?function |const |class )", re.MULTILINE)
_COMMENT: Final = re.compile(r"^\s*/\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_FETCHES: Final = re.compile(r"[^;{}]*url\([^)]*\)[^;}]*;?")


def read_web(path: str) -> str:
    """Return one file of the package ``web``, by its path there."""
    return _read(*path.split("/"))


def _read(*path: str) -> str:
    return resources.files("web").joinpath(*path).read_text(encoding="utf-8")


@cache
def script_of(*entries: str) -> str:
    """Return ES modules and all they import, joined in order, without imports and exports.

    The modules import one another by name and never give two top-level things one name, so one
    scope can hold them all.
    """
    order: list[str] = []
    for entry in entries:
        _collect(entry, order)
    joined = "".join(_IMPORT.sub("", _read("map", f"{name}.js")) for name in order)
    return _COMMENT.sub("", _EXPORT.sub("", joined))


def _collect(name: str, order: list[str]) -> None:
    """Put a module behind everything it imports."""
    if name in order:
        return
    for needed in _IMPORT.findall(_read("map", f"{name}.js")):
        _collect(needed, order)
    order.append(name)


@cache
def leaflet_js() -> str:
    """Return the vendored Leaflet without the pointer to its source map."""
    return _without_source_map(_read("vendor", "leaflet", "leaflet.js"))


@cache
def pako_js() -> str:
    """Return the vendored inflate without the pointer to its source map."""
    return _without_source_map(_read("vendor", "pako", "pako_inflate.js"))


def _without_source_map(script: str) -> str:
    return re.sub(r"\n//# sourceMappingURL=.*\n?$", "\n", script)


@cache
def leaflet_css() -> str:
    """Return Leaflet's style without anything that names another file."""
    return _FETCHES.sub("", _read("vendor", "leaflet", "leaflet.css"))


@cache
def page_css() -> str:
    """Return the page's own style."""
    return _read("map", "page.css")


@cache
def page_template() -> str:
    """Return the template of what stands before and after the map."""
    return _read("map", "page.html")


@cache
def palette() -> dict[str, dict[str, str]]:
    """Return the colours, light and dark; what lies on a line's paper is the same in both."""
    colours: dict[str, dict[str, str]] = json.loads(_read("map", "palette.json"))
    light = colours["light"]
    on_paper = {
        f"line_{name}": light[name] for name in ("documented", "reported", "presumed", "unknown")
    }
    return {theme: {**named, **on_paper} for theme, named in colours.items()}


@cache
def words_of(language: str) -> dict[str, Any]:
    """Return the page's words in one language."""
    words: dict[str, Any] = json.loads(_read("words", f"{language}.json"))
    return words
