"""The application behind the real service, on this machine: the page, its modules, one city."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from api.app import create_app
from geodata.metro import profile_for
from mapper.maps.application import NO_SCRIPT_STYLE, app_html, app_setting
from mapper.maps.cityfile import city_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from api.settings import Settings
    from mapper.exposure.city import CityExposure

__all__ = ["Served", "serve_app"]

WEB: Final = Path(__file__).resolve().parents[3] / "web"
KINDS: Final = {".js": "text/javascript", ".css": "text/css"}
LINKS: Final = {"en": "/en/", "ru": "/ru/"}
START: Final = """
import { start } from "/app/main.js";
const setting = JSON.parse(document.getElementById("setting").textContent);
const makeWorker = () => new Worker("/router/worker.js", { type: "module" });
start(setting, { url: "/city", makeWorker });
"""
PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """Where the application is to be had."""

    home: str


def _policy(worker: str) -> str:
    style = base64.b64encode(hashlib.sha256(NO_SCRIPT_STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self'; worker-src {worker}; style-src 'self' "
        f"'sha256-{style}'; img-src data: blob:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


class _App:
    """Pages and files of the application; everything else is the service's."""

    def __init__(self, prepared: CityExposure, settings: Settings) -> None:
        self.service = create_app(settings)
        self.prepared = prepared
        self.city = city_file(
            prepared, languages=("en", "ru"), profile=profile_for(prepared.city.name)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._found(scope) if scope["type"] == "http" else None
        if found is None:
            await self.service(scope, receive, send)
            return
        body, kind, policy = found
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        if policy:
            headers.append((b"content-security-policy", policy.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _found(self, scope: Scope) -> tuple[bytes, str, str] | None:
        path = scope["path"]
        if scope["method"] != "GET":
            return None
        if path in {"/en/", "/ru/"}:
            return self._page(path[1:3], scope["query_string"].decode())
        if path == "/city":
            return self.city, "application/octet-stream", ""
        if path == "/start.js":
            return START.encode(), "text/javascript", ""
        file = WEB / path.lstrip("/")
        if file.suffix in KINDS and file.is_file():
            return file.read_bytes(), KINDS[file.suffix], ""
        return None

    def _page(self, language: str, query: str) -> tuple[bytes, str, str]:
        """Return the page; "refused" in the query lets no worker start, "alone" has no server."""
        alone = "alone" in query
        more: dict[str, Any] = {} if alone else {"links": LINKS, "prints": ("pdf", "png")}
        setting = app_setting(self.prepared, language=language, server=not alone, **more)
        head = "".join(
            f'<link rel="stylesheet" href="{path}">\n'
            for path in ("/vendor/leaflet/leaflet.css", "/app/app.css")
        )
        scripts = (
            '<script src="/vendor/leaflet/leaflet.js"></script>\n'
            '<script type="module" src="/start.js"></script>\n'
        )
        page = app_html(setting, head=head, scripts=scripts, fallback="<p>no scripts</p>")
        policy = _policy("'none'" if "refused" in query else "'self'")
        return page.encode(), "text/html; charset=utf-8", policy


@contextmanager
def serve_app(prepared: CityExposure, settings: Settings) -> Iterator[Served]:
    """Serve a city's application on this machine until the block is left."""
    app = _App(prepared, settings)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run([listener]), daemon=True)
        thread.start()
        until = time.monotonic() + PATIENCE_S
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}")
        server.should_exit = True
        thread.join(PATIENCE_S)
