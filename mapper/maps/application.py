"""The application's page: its words, what it says of a city, and its skeleton filled in."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import jinja2

from mapper.maps.assets import read_web, words_of
from mapper.maps.frame import data_block
from mapper.maps.panel import attribution_of, city_words, legend_groups, source_lines
from mapper.model.safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mapper.exposure.city import CityExposure

__all__ = ["LANGUAGES", "NO_SCRIPT_STYLE", "app_html", "app_setting", "app_style", "app_words"]

LANGUAGES: Final = {"en": "English", "ru": "Русский"}
"""Languages of the application, each by its own name."""

NO_SCRIPT_STYLE: Final = ".app{display:none}"
"""Inside ``<noscript>``: with scripts off, only the fallback is shown."""


@cache
def app_words(language: str) -> dict[str, Any]:
    """Return the words of the application: its own, and those it shares with pages and maps."""
    own, pages = (
        json.loads(read_web(f"words/{name}.{language}.json")) for name in ("app", "pages")
    )
    return {"app": own, "pages": pages, "map": words_of(language)}


@cache
def app_style() -> str:
    """Return the application's own style; Leaflet's comes before it."""
    return read_web("app/app.css")


def app_setting(  # noqa: PLR0913 - what a page may offer
    prepared: CityExposure,
    *,
    language: str,
    languages: Sequence[str] = ("en", "ru"),
    server: bool = False,
    links: Mapping[str, str] | None = None,
    files: Sequence[Mapping[str, str]] = (),
    cities: Sequence[Mapping[str, str]] = (),
    prints: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what the page has to know beside the city's own file.

    Parameters
    ----------
    prepared
        The city, under the assumptions its file was made with.
    language, languages
        The page's language, and those it can be switched to: in place, or by ``links``.
    server
        Whether a server stands behind the page that can be asked what the device cannot do.
    links
        Where the page stands in each language; without them the words of all languages go along.
    files
        City files to download: ``href``, ``name``, ``title`` ("" for the whole city), ``size``.
    cities
        Pages of other cities: ``href`` and ``title``.
    prints
        What the server can draw to print: "pdf", "png".
    """
    city = prepared.city
    told = (language,) if links else tuple(languages)
    return {
        "language": language,
        "languages": {code: LANGUAGES[code] for code in languages},
        "links": dict(links or {}),
        "words": {code: app_words(code) for code in told},
        "safety": {code: safety_of(city, code) for code in told},
        "server": server,
        "metro": len(city.metro_links) > 0,
        "files": [dict(file) for file in files],
        "cities": [dict(other) for other in cities],
        "prints": list(prints),
        "city": {
            "name": city.name,
            "title": city.title or city.name,
            "pack": city.pack_hash,
            "attribution": attribution_of(city),
            "assumptions": {
                name: value
                for name, value in prepared.assumptions.as_dict().items()
                if value is not None
            },
            "about": {code: city_words(city, words_of(code)) for code in told},
            "sources": {code: source_lines(city, words_of(code)) for code in told},
            "legend": {code: legend_groups(city, words_of(code), with_lines=True) for code in told},
        },
    }


def app_html(
    setting: Mapping[str, Any], *, head: str, scripts: str, fallback: str = "", unfold: str = ""
) -> str:
    """Return the page; without ``unfold`` the setting stands in it as a block of data.

    Parameters
    ----------
    setting
        From ``app_setting``.
    head, scripts, fallback
        HTML put before ``</head>``, before ``</body>``, and shown where scripts are off.
    unfold
        A script that puts the application in its place: then it stands in ``<template id=held>``
        before it, is no part of the page where scripts are off, and fetches its setting.
    """
    language = setting["language"]
    return _template().render(
        setting=setting,
        language=language,
        words=setting["words"][language],
        no_script_style=NO_SCRIPT_STYLE,
        block="" if unfold else data_block("setting", setting),
        head=head,
        scripts=scripts,
        fallback=fallback,
        unfold=unfold,
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(read_web("app/app.html"))
