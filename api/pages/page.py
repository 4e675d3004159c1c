"""A page as HTML: the template filled in, with the picture as large as its bytes allow."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import jinja2

from api.pages.metro import has_metro
from api.pages.results import clipped
from api.pages.trip import SIZES
from api.pages.words import LANGUAGES, page_words
from mapper.maps.keys import key_png
from mapper.maps.panel import attribution_of, city_words, legend_groups, source_lines
from mapper.model.safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.metro.stops import CheckDay
    from geodata.pack import CityInfo
    from mapper.exposure.city import CityExposure

__all__ = ["MOST_BYTES", "Page", "page_policy", "page_style", "render"]

MOST_BYTES: Final = 196_000
"""A page is never longer: 200 kB, less its headers."""
LEAST_PICTURE_BYTES: Final = 12_000
WIDTHS: Final = (288, 328, 358, 380, 398, 480, 560, 640, 720, 960)
"""How wide the map may be shown; the style sheet has the same steps."""
_PICTURE: Final = "PICTURE-GOES-HERE"


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows."""

    language: str
    prepared: CityExposure
    fields: dict[str, str]
    cities: tuple[CityInfo, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    """Messages by field; "" for what concerns no one field."""
    choices: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """What "from" or "to" may mean: value, number and text of each choice."""
    ways: dict[str, Any] | None = None
    metro: dict[str, Any] | None = None
    score: dict[str, Any] | None = None
    encounters: list[tuple[str, ...]] = field(default_factory=list)
    n_encounters: int = 0
    """How many there are, those not listed too."""
    notes: tuple[str, ...] = ()
    check_days: tuple[CheckDay, ...] = ()
    """Days of heightened checks in this city, as their sources say."""


@cache
def page_style() -> str:
    """Return the style of every page."""
    return resources.files("web").joinpath("pages", "page.css").read_text(encoding="utf-8")


@cache
def page_policy() -> str:
    """Return the pages' Content-Security-Policy: one style by its hash, pictures inside."""
    digest = base64.b64encode(hashlib.sha256(page_style().encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    text = resources.files("web").joinpath("pages", "page.html").read_text(encoding="utf-8")
    return environment.from_string(text)


def render(
    page: Page, picture: Callable[[int], bytes], *, around: Callable[[str], str] | None = None
) -> str:
    """Return a page as HTML of at most ``MOST_BYTES``.

    Parameters
    ----------
    page
        What it shows.
    picture
        Draws the map as PNG within so many bytes.
    around
        Puts the page's body into another document; None makes it a document of its own.
    """
    city, words = page.prepared.city, page_words(page.language)
    size = page.fields["size"] if page.fields["size"] in SIZES else "large"
    legend = legend_groups(city, words["map"], with_lines=bool(page.ways or page.score))
    html = _template().render(
        page=page,
        words=words,
        map_words=words["map"],
        languages=LANGUAGES,
        style=page_style(),
        title=clipped(city.title or city.name),
        cities=[(info.name, clipped(info.title or info.name)) for info in page.cities],
        city=city_words(city, words["map"]),
        metro=has_metro(page.prepared),
        safety=safety_of(city, page.language),
        attribution=attribution_of(city),
        sources=[source[:240] for source in source_lines(city, words["map"])][:40],
        legend=legend,
        keys={key: key_png(key) for group in legend for key, _ in group["rows"]},
        assumptions=[(n, str(v)) for n, v in page.prepared.assumptions.as_dict().items()],
        size=SIZES[size],
        widths=WIDTHS,
        picture=_PICTURE,
        whole=around is None,
    )
    if around is not None:
        html = around(html)
    room = (MOST_BYTES - len(html.encode("utf-8"))) * 3 // 4
    png = picture(max(room, LEAST_PICTURE_BYTES))
    return html.replace(_PICTURE, base64.b64encode(png).decode("ascii"), 1)
