"""The first page: plain text in HTML, no script, no picture, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import html
from typing import TYPE_CHECKING, Final

from mapper.model.safety import safety_of

if TYPE_CHECKING:
    from mapper.model.city import City

__all__ = ["FIRST_PAGE_POLICY", "first_page"]

_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "strong{display:block;border-left:.3rem solid;padding-left:.8rem;font-weight:600}"
    "code{font-family:ui-monospace,monospace}"
    "dt{margin-top:.6rem}dd{margin:0 0 0 1rem}"
)

FIRST_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Its Content-Security-Policy: one style by its hash, and an icon that is none."""

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Map</title>
<style>{style}</style>
<main>
<h1>Where cameras see you, and the ways around</h1>
<p><strong>{safety}</strong></p>
<p>City: {title}. {attribution}</p>
<dl>
<dt><a href="/api/cities"><code>GET /api/cities</code></a></dt>
<dd>the cities at hand</dd>
<dt><code>POST /api/score</code></dt>
<dd>how many cameras a track passes: GPX or GeoJSON</dd>
<dt><code>POST /api/routes</code></dt>
<dd>ways between two places, the quickest first</dd>
<dt><code>POST /api/maps</code></dt>
<dd>the same as one map file that needs no network</dd>
<dt><a href="/api/problems"><code>GET /api/problems</code></a></dt>
<dd>what can be wrong with a request</dd>
<dt><a href="/api/openapi.json"><code>GET /api/openapi.json</code></a>,
<a href="/api/health"><code>GET /api/health</code></a></dt>
<dd>for programs</dd>
</dl>
<p>Trips travel in the body of a request, never in its address. Nothing is logged or kept.</p>
</main>
</html>
"""


def first_page(city: City) -> str:
    """Return the page, with the dates and the attribution of the city shown first."""
    attributions = dict.fromkeys(s.attribution for s in city.sources if s.attribution)
    return _PAGE.format(
        style=_STYLE,
        safety=html.escape(safety_of(city)),
        title=html.escape(city.title or city.name),
        attribution=html.escape("; ".join(attributions)),
    )
