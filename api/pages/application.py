"""The first page with scripts: the application in a template, the page without scripts beside it.

Where scripts run, what stands in ``noscript`` is never part of the page; where they do not, what
stands in ``template`` is not. So each reader has one page, with its own ids and its own order of
keys, and nothing is shown and then replaced.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from api.app_files import app_folder
from api.pages.page import page_style
from api.pages.results import clipped
from api.pages.words import LANGUAGES
from mapper.maps.application import NO_SCRIPT_STYLE, app_html, app_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.districts import District
    from geodata.pack import CityInfo
    from mapper.exposure.city import CityExposure

__all__ = ["Offered", "application_page", "application_policy", "application_setting"]

PRINTS: Final = ("pdf", "png")
_UNFOLD: Final = 'const held=document.getElementById("held");held.replaceWith(held.content);'
"""Puts the application into the page while it is still being read."""


@cache
def _style_script() -> str:
    """Return a script that links the application's style; written so, the page waits for it."""
    return f'document.write(\'<link rel="stylesheet" href="{app_folder()}/app.css">\');'


@cache
def application_policy() -> str:
    """Return the Content-Security-Policy of the page with scripts.

    Its own scripts, style and data from this server, the worker too; nothing from elsewhere,
    nothing inline but what is named by its hash.
    """
    scripts = " ".join(map(_hashed, (_style_script(), _UNFOLD)))
    styles = " ".join(map(_hashed, (page_style(), NO_SCRIPT_STYLE)))
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' {styles}; "
        "img-src data: blob:; connect-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """What a page leads to beside its own city."""

    districts: Sequence[District] = ()
    """The parts the city may be had in."""
    cities: Sequence[CityInfo] = ()
    """Every city at hand."""
    default: str = ""
    """The name of the city that is shown first."""


def application_page(
    prepared: CityExposure, language: str, *, city_address: str, offered: Offered
) -> Callable[[str], str]:
    """Return what puts the page without scripts (its body) and the application into one document.

    Parameters
    ----------
    prepared
        The city under the default assumptions.
    language
        Of the page.
    city_address
        Where the city's file is.
    offered
        What it leads to.
    """
    setting = application_setting(prepared, language, offered)
    head = f"<noscript><style>{page_style()}</style></noscript>\n"
    head += f"<script>{_style_script()}</script>\n"
    addresses = {
        "setting": f"/{language}/{quote(prepared.city.name)}/setting.json",
        "city": city_address,
        "worker": f"{app_folder()}/worker.js",
    }
    told = "".join(f' data-{name}="{escape(address)}"' for name, address in addresses.items())
    scripts = f'<script src="{app_folder()}/page.js"{told}></script>\n'
    unfold = f"<script>{_UNFOLD}</script>"

    def around(body: str) -> str:
        return app_html(setting, head=head, scripts=scripts, fallback=body, unfold=unfold)

    return around


def application_setting(prepared: CityExposure, language: str, offered: Offered) -> dict[str, Any]:
    """Return what the application has to know beside the city's file, ready for JSON."""

    def page_of(code: str, name: str) -> str:
        return f"/{code}/" if name == offered.default else f"/{code}/{quote(name)}/"

    others = [
        {"href": page_of(language, one.name), "title": clipped(one.title or one.name)}
        for one in offered.cities
        if one.name != prepared.city.name and not one.problem
    ]
    city = f"/api/cities/{quote(prepared.city.name)}"
    files = [{"href": f"{city}/file.html", "name": "map.html", "title": "", "size": ""}]
    files += [
        {
            "href": f"{city}/districts/{quote(one.district_id)}/file.html",
            "name": "map.html",
            "title": clipped(one.name),
            "size": "",
        }
        for one in offered.districts
    ]
    return app_setting(
        prepared,
        language=language,
        languages=tuple(LANGUAGES),
        server=True,
        links={code: page_of(code, prepared.city.name) for code in LANGUAGES},
        files=files,
        cities=others,
        prints=PRINTS,
    )


def _hashed(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
