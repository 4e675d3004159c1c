"""The file: skeleton, words, scripts and a city in one document that connects to nothing."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from mapper.maps.application import app_html, app_setting, app_style
from mapper.maps.assets import leaflet_css, leaflet_js, pako_js, read_web
from mapper.maps.cityfile import city_file
from mapper.maps.frame import POLICY_SLOT, data_block, policy_of
from mapper.maps.offline.fallback import fallback
from mapper.maps.offline.modules import DEFINE, joined
from mapper.maps.offline.words import help_text, offline_words, sheet_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.maps.offline.choices import FileChoices
    from mapper.stations.coverage import Coverage

__all__ = ["CITY_BLOCK", "FORMAT", "MADE_BLOCK", "offline_page"]

FORMAT: Final = 1
"""Of the block that tells how a file was made."""
CITY_BLOCK: Final = "city"
MADE_BLOCK: Final = "made"
"""Ids of the blocks of data."""
ENGINE: Final = ("router/worker.js", "router/engine.js")
APPLICATION: Final = "app/offline/file.js"
CITY_READER: Final = "router/city.js"
NO_ENGINE: Final = "app/offline/no_engine.js"


def offline_page(
    exposure: CityExposure,
    choices: FileChoices,
    *,
    version: str,
    coverage: Coverage | None = None,
) -> str:
    """Return a city and the whole application as one HTML document.

    The same exposure, choices and version give the same bytes: no time, no path, no name of
    anybody, no trip.

    Parameters
    ----------
    exposure
        The city, cut already where an area was chosen, under the assumptions of the choices.
    choices
        What the file holds.
    version
        Of the software, written into the file.
    coverage
        Of its stations, for the table without scripts and the layer of stations.
    """
    languages = choices.languages
    setting = app_setting(exposure, language=languages[0], languages=languages)
    city = city_file(exposure, languages=languages, routing=choices.routing, coverage=coverage)
    said = {code: offline_words(code)["plain"] for code in languages}
    blocks = data_block("plain-words", said) + _help(languages) + _city_block(city)
    made: dict[str, Any] = {
        "format": FORMAT,
        "version": version,
        "city": exposure.city.name,
        "pack": exposure.city.pack_hash,
        **choices.as_dict(),
    }
    styles = [leaflet_css(), app_style(), read_web("app/offline/file.css")]
    styles += [read_web("app/offline/plain.css")] if choices.plain else []
    styles += [] if choices.routing else [read_web("app/offline/map_only.css")]
    head = f'<meta http-equiv="Content-Security-Policy" content="{POLICY_SLOT}">\n'
    head += "".join(f"<style>{style}</style>\n" for style in styles)
    without = fallback(exposure, languages=languages, coverage=coverage, plain=choices.plain)
    document = app_html(
        setting,
        head=head,
        scripts=data_block(MADE_BLOCK, made) + blocks + _scripts(choices),
        fallback=f"<style>{sheet_style()}</style>\n{without}",
    )
    policy = policy_of(document, img_src="data: blob:", worker_src="blob:", connect_src="'none'")
    return document.replace(POLICY_SLOT, policy, 1)


def _city_block(city: bytes) -> str:
    """Return a block of data a browser does not look into."""
    text = base64.b64encode(city).decode("ascii")
    return f'<script type="application/octet-stream" id="{CITY_BLOCK}">{text}</script>\n'


def _help(languages: Sequence[str]) -> str:
    """Return the help in each language, folded up; the script puts it in its place."""
    parts = "".join(
        f'<details lang="{code}"><summary>{offline_words(code)["help"]["title"]}</summary>\n'
        f"{help_text(code)}</details>\n"
        for code in languages
    )
    return f'<div id="help" hidden>\n{parts}</div>\n'


def _scripts(choices: FileChoices) -> str:
    """Return Leaflet, the engine (its text is also the worker's) and the application."""
    engine = pako_js() + DEFINE + (joined(*ENGINE) if choices.routing else joined(CITY_READER))
    # the worker runs the text of this very script; there the document is missing
    engine += 'if (typeof document === "object") parts.script = document.currentScript.text;\n'
    held = " ".join(ENGINE) if choices.routing else CITY_READER
    read = read_web if choices.routing else _without_engine
    application = joined(APPLICATION, without=held, read=read)
    application += f'parts.need("{APPLICATION}").openFile(parts.script);\n'
    scripts = (leaflet_js(), engine, application)
    return "".join(f"<script>{script}</script>\n" for script in scripts)


def _without_engine(path: str) -> str:
    """Return a module, with one that does nothing in the engine's place."""
    return read_web(NO_ENGINE if path == ENGINE[1] else path)
