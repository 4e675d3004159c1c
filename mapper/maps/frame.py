"""The page's frame: a Folium map whose document holds everything it needs and fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from html.parser import HTMLParser
from typing import Any, Final

import folium
from branca.element import Element, Figure, MacroElement

from mapper.maps.assets import leaflet_css, leaflet_js, page_css, script_of

__all__ = ["MapPage", "PageLayer", "data_block", "policy_of"]

MODULES: Final = ("page", "basemap", "cameras", "stations", "lines", "names", "survey")
MAX_ZOOM: Final = 20
MAP_OPTIONS: Final = {
    "attributionControl": False,
    "maxZoom": MAX_ZOOM,
    "preferCanvas": True,
    "wheelPxPerZoomLevel": 90,
    "zoomControl": False,
    "zoomSnap": 0.25,
}


class Literal(Element):
    """Text that goes into the document as it is.

    A plain branca element compiles its text as a Jinja template, so that ``{{`` in somebody's
    street name would be run.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: object) -> str:
        """Return the text."""
        return self.text


class PageLayer(MacroElement):
    """One layer: a block of data in the document and the call that draws it."""

    def __init__(self, name: str, data: object, call: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is partly untyped
        self._name, self._id = "Layer", name
        self.data, self.call = data, call

    def render(self, **_: object) -> str:
        """Add the data to the body and the call to the script; return nothing to place."""
        figure = _figure_of(self)
        figure.html.add_child(Literal(data_block(self._id, self.data)), name=self.get_name())
        figure.script.add_child(Literal(self.call + "\n"), name=self.get_name())
        return ""


class PageFigure(Figure):
    """The document around the map: neutral head, no link, a policy of hashes."""

    def __init__(self, *, title: str, language: str) -> None:
        super().__init__(title=title)
        self.language = language
        self.header._children.clear()  # noqa: SLF001 - branca offers no other way

    def render(self, **kwargs: object) -> str:
        """Return the whole document, its policy made from what it really holds."""
        for child in self._children.values():
            child.render(**kwargs)
        head, body, script = (
            "".join(child.render(**kwargs) for child in part._children.values())  # noqa: SLF001
            for part in (self.header, self.html, self.script)
        )
        document = (
            f'<!DOCTYPE html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY_SLOT}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<meta name="robots" content="noindex">\n'
            f'<title>{self.title}</title>\n<link rel="icon" href="data:,">\n'
            f"{head}</head>\n<body>\n{body}<script>{script}</script>\n</body>\n</html>\n"
        )
        return document.replace(POLICY_SLOT, policy_of(document), 1)


class MapPage(folium.Map):
    """A Folium map without tiles, without anything from elsewhere, and with ids that stay.

    Layers are added with ``add_child``, as to any Folium map; elements that need no further
    script or style work too.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute, emptied
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(
        self,
        *,
        title: str,
        language: str,
        bounds: tuple[float, float, float, float],
        city_bounds: tuple[float, float, float, float],
        body: tuple[str, str],
    ) -> None:
        """Make an empty page.

        Parameters
        ----------
        title
            The document's title, neutral.
        language
            The language of the page.
        bounds, city_bounds
            What is shown first, and what there is: left, bottom, right, top in degrees.
        body
            What stands before and after the map: HTML, escaped already.
        """
        left, bottom, right, top = bounds
        middle = [round((bottom + top) / 2, 6), round((left + right) / 2, 6)]
        super().__init__(location=middle, tiles=None, zoom_start=16)
        self._id = "main"
        self.corners = _corners(bounds)
        self.city_corners = _corners(city_bounds)
        self.body = body
        PageFigure(title=title, language=language).add_child(self, name="map")

    def render(self, **kwargs: object) -> str:
        """Add styles, the map's place, its scripts and then its layers to the document."""
        figure = _figure_of(self)
        name = self.get_name()
        figure.header.add_child(
            Literal(f"<style>{leaflet_css()}</style>\n<style>{page_css()}</style>\n"), name="style"
        )
        figure.html.add_child(Literal(self.body[0]), name="before")
        figure.html.add_child(
            Literal(
                f'<div id="{name}" class="map" role="region" aria-label="{figure.title}"></div>\n'
            ),
            name="map",
        )
        figure.html.add_child(Literal(self.body[1]), name="after")
        figure.html.add_child(Literal(f"<script>{leaflet_js()}</script>\n"), name="leaflet")
        figure.script.add_child(Literal(self._opening(name)), name="opening")
        for child in self._children.values():
            child.render(**kwargs)
        figure.script.add_child(Literal("startPage(page);\n"), name="closing")
        return ""

    def _opening(self, name: str) -> str:
        """Return the script that makes the map, before any layer."""
        options = json.dumps({"center": self.location, "zoom": 16, **MAP_OPTIONS}, sort_keys=True)
        return (
            f'"use strict";\n{script_of(*MODULES)}'
            # the map takes its size when it is made, so it must be visible by then
            'document.documentElement.classList.add("ready");\n'
            f'var {name} = L.map("{name}", {options});\n'
            f"{name}.fitBounds({json.dumps(self.corners)}, {{padding: [28, 28], maxZoom: 18}});\n"
            f"boundMap({name}, {json.dumps(self.city_corners)});\n"
            f'var page = makePage({name}, readData("frame"));\n'
        )


def _figure_of(element: Element) -> PageFigure:
    """Return the document an element belongs to."""
    figure = element.get_root()
    if not isinstance(figure, PageFigure):
        message = "a layer of a page must be added to a MapPage"
        raise TypeError(message)
    return figure


def _corners(bounds: tuple[float, float, float, float]) -> list[list[float]]:
    """Return bounds as Leaflet takes them: south-west and north-east, latitude first."""
    left, bottom, right, top = (round(float(degrees), 6) for degrees in bounds)
    return [[bottom, left], [top, right]]


def data_block(name: str, data: object) -> str:
    """Return a block of JSON no name in it can break out of."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in _ESCAPES.items():
        text = text.replace(character, escaped)
    return f'<script type="application/json" id="{name}">{text}</script>\n'


_ESCAPES: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
POLICY_SLOT: Final = "policy-slot"


class _Inlined(HTMLParser):
    """Collects what stands in scripts and styles that a browser would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: dict[str, list[str]] = {"script": [], "style": []}
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        """Begin a script or style; blocks of data are not run."""
        if tag in self.found and not attrs:
            self._open = self.found[tag]
            self._open.append("")

    def handle_endtag(self, tag: str) -> None:
        """End a script or style."""
        if tag in self.found:
            self._open = None

    def handle_data(self, data: str) -> None:
        """Keep what a script or style holds."""
        if self._open is not None:
            self._open[-1] += data


def policy_of(document: str, **more: str) -> str:
    """Return the content security policy of a document: nothing but its own inlined parts.

    Parameters
    ----------
    document
        The whole document, its policy aside.
    **more
        Further directives or other values, ``_`` for ``-``: ``worker_src="blob:"``.
    """
    parser = _Inlined()
    parser.feed(document)
    parser.close()
    directives = {
        "default-src": "'none'",
        **{
            f"{kind}-src": " ".join(dict.fromkeys(_hash(text) for text in texts)) or "'none'"
            for kind, texts in parser.found.items()
        },
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
