"""The privacy contract as it shows on the wire: headers on every answer, and who may ask.

``docs/privacy.md`` says the same in plain words.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders

from api.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.settings import Settings

__all__ = ["CLOSED_POLICY", "HEADERS", "FetchCheck", "HostCheck", "PrivacyHeaders"]

CLOSED_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of an answer that is no page."""

# only names a browser knows: of any other it complains on its console
_SENSORS: Final = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "gamepad", "geolocation",
    "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": CLOSED_POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    # the strictest value there is: this header knows no "same-origin"
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{sensor}=()" for sensor in _SENSORS),
    "X-Robots-Tag": "noindex",
}
"""On every answer, errors too; a page brings a Content-Security-Policy of its own."""

_NEVER: Final = ("server", "set-cookie", "etag", "last-modified")
_LOCAL_NAMES: Final = frozenset({"localhost", "localhost."})
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class PrivacyHeaders:
    """Middleware: puts the header set on every answer and takes off what could tell or track."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._set = dict(HEADERS)
        if settings.hsts_seconds:
            self._set["Strict-Transport-Security"] = f"max-age={settings.hsts_seconds}"
        self._onion = settings.onion_location

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in _NEVER:
                    del headers[name]
                for name, value in self._set.items():
                    headers.setdefault(name, value)
                if self._onion and headers.get("content-type", "").startswith("text/html"):
                    headers["Onion-Location"] = self._onion
            await send(message)

        await self.app(scope, receive, with_headers)


class HostCheck:
    """Middleware: answers only to names the server was set up for, or problem 421.

    A foreign page can point its own name at this machine (DNS rebinding) and then count as the
    same site; it cannot make a browser send another Host. Bound to the loopback interface, the
    server goes by ``localhost`` and loopback addresses; bound elsewhere, by any plain address
    too, since an address cannot be rebound. Names in ``Settings.hosts`` always count.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._names = _LOCAL_NAMES | {name.casefold() for name in settings.hosts}
        self._any_address = not _is_loopback(settings.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan" or self._knows(_host_name(scope)):
            await self.app(scope, receive, send)
            return
        headers = {"Connection": "close"}
        await problem("misdirected", headers=headers)(scope, receive, send)

    def _knows(self, name: str) -> bool:
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return self._any_address or address.is_loopback


class FetchCheck:
    """Middleware: takes trips from this server's own pages and from programs, not other sites.

    Pages here send no referrer, so a form arrives with ``Origin: null``; ``Sec-Fetch-Site`` then
    says whether it is ours. Programs send neither.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in _SAFE_METHODS or _is_own(scope):
            await self.app(scope, receive, send)
            return
        await problem("cross-site", headers={"Connection": "close"})(scope, receive, send)


def _is_own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    _, _, authority = origin.partition("://")
    return authority.casefold() == headers.get("host", "").casefold()


def _is_loopback(host: str) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_name(scope: Scope) -> str:
    """Return the name in Host without port and brackets, "" where there is none."""
    host = Headers(scope=scope).get("host", "").casefold()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
