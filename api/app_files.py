"""The application's scripts and style as a server sends them: three files, named by their bytes."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from typing import Final

from mapper.maps.application import app_style
from mapper.maps.assets import leaflet_css, leaflet_js, pako_js
from mapper.maps.offline.modules import DEFINE, joined

__all__ = ["APP_FILES", "app_file", "app_folder", "packed_file"]

APP_FILES: Final = {
    "page.js": "text/javascript; charset=utf-8",
    "worker.js": "text/javascript; charset=utf-8",
    "app.css": "text/css; charset=utf-8",
}
"""Media type of each file."""
_PAGE: Final = "app/online.js"
_WORKER: Final = "router/worker.js"


@cache
def app_file(name: str) -> bytes:
    """Return one of ``APP_FILES``: modules joined as they are in an offline file."""
    if name == "app.css":
        return f"{leaflet_css()}\n{app_style()}".encode()
    if name == "worker.js":
        return f'{pako_js()}{DEFINE}{joined(_WORKER)}parts.need("{_WORKER}");\n'.encode()
    page = f'parts.need("{_PAGE}").openPage(document.currentScript.dataset);\n'
    return f"{leaflet_js()}{pako_js()}{DEFINE}{joined(_PAGE)}{page}".encode()


@cache
def packed_file(name: str) -> bytes:
    """Return one of ``APP_FILES`` as gzip, a third to a quarter as long; it holds no secret."""
    return gzip.compress(app_file(name), 9, mtime=0)


@cache
def app_folder() -> str:
    """Return where the files are: the address changes with their bytes.

    So a page that was sent before an update never gets scripts from after it.
    """
    digest = hashlib.sha256()
    for name in APP_FILES:
        digest.update(hashlib.sha256(app_file(name)).digest())
    return f"/app/{digest.hexdigest()[:16]}"
