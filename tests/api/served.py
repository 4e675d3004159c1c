"""A program that serves, logs all it can, and dies at once if it turns to anyone else.

Run by ``test_wire.py``; settings come from the environment.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import sys
from typing import Final, NoReturn

from api.app import serve
from api.settings import read_settings

FOREIGN: Final = 97
"""The exit code of a program that looked up a name or connected to somebody."""
RECORDED: Final = 98
"""The exit code of a program that began to record a request."""


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """End the program where it looks up a name or connects beyond this machine."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        here = _is_here(arguments[0])
    elif event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        here = not isinstance(address, tuple) or _is_here(address[0])
    else:
        return
    if not here:
        os._exit(FOREIGN)


def watch_telemetry() -> None:
    """End the program where the web framework begins to record a request for telemetry."""
    try:
        from opentelemetry import trace  # noqa: PLC0415 - not in every environment
    except ImportError:
        # older versions of the framework know no telemetry
        return

    class Provider(trace.TracerProvider):
        def get_tracer(self, *_: object, **__: object) -> NoReturn:
            os._exit(RECORDED)

    trace.set_tracer_provider(Provider())


if __name__ == "__main__":
    sys.addaudithook(guard)
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    logging.getLogger("numba").setLevel(logging.INFO)
    watch_telemetry()
    if "--call-home" in sys.argv:
        import urllib.request

        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
    serve(read_settings())
