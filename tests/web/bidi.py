"""A Firefox without a window, driven by WebDriver BiDi over a bare WebSocket; it reaches nobody.

https://www.w3.org/TR/webdriver-bidi/, RFC 6455.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.conftest import FIREFOX

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Tab", "firefox"]

PATIENCE_S: Final = 60.0
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
PREFERENCES: Final[dict[str, Any]] = {
    # whatever it would tell its makers goes to a port of this machine on which nobody listens
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
    "network.proxy.socks_remote_dns": True,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    "network.dns.disablePrefetch": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "extensions.update.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "services.settings.server": "data:,",
    "dom.push.connection.enabled": False,
}


class Wire:
    """A WebSocket to one Firefox."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._socket.sendall(
            f"GET /session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._held = b""
        while b"\r\n\r\n" not in self._held:
            self._held += self._read()
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        assert b" 101 " in head.split(b"\r\n", 1)[0], head

    def send(self, text: str, kind: int = TEXT) -> None:
        """Send one message, masked as clients must."""
        body, mask = text.encode(), secrets.token_bytes(4)
        size = len(body)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 65_536:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))
        self._socket.sendall(head + mask + masked)

    def receive(self) -> str:
        """Wait for one message."""
        whole = b""
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size >= 126:
                size = int.from_bytes(self._take(2 if size == 126 else 8), "big")
            body = self._take(size)
            kind = first & 0x0F
            if kind == PING:
                self.send(body.decode(), PONG)
            elif kind == CLOSE:
                message = "Firefox has gone"
                raise ConnectionError(message)
            else:
                whole += body
                if first & 0x80:
                    return whole.decode()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            self._held += self._read()
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _read(self) -> bytes:
        read = self._socket.recv(1 << 20)
        if not read:
            message = "Firefox has gone"
            raise ConnectionError(message)
        return read


class Tab:
    """One page in Firefox, and everything it asked for and said."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._last = 0
        self.asked: list[str] = []
        self.said: list[str] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        [first] = self.ask("browsingContext.getTree")["contexts"]
        self.context = first["context"]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - the protocol's own
        """Send a command and return its result; what happens meanwhile is noted."""
        self._last += 1
        self._wire.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            message = json.loads(self._wire.receive())
            if message.get("id") == self._last:
                assert message["type"] == "success", message
                result: dict[str, Any] = message["result"]
                return result
            if message.get("method") == "network.beforeRequestSent":
                self.asked.append(message["params"]["request"]["url"])
            elif message.get("method") == "log.entryAdded":
                self.said.append(str(message["params"]["text"]))

    def go(self, address: str) -> None:
        """Open an address and wait until it is there."""
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever it gives
        """Return what an expression gives, through JSON."""
        answer = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def until(self, holds: str) -> None:
        """Wait until an expression holds."""
        end = time.monotonic() + PATIENCE_S
        while not self.run(holds):
            assert time.monotonic() < end, (holds, self.said)
            time.sleep(0.1)

    def settled(self) -> None:
        """Wait until nothing changes any more on the page, where no script can tell."""
        end, before, same = time.monotonic() + PATIENCE_S, b"", 0
        while same < 3:
            time.sleep(0.4)
            now = self.picture()
            same = same + 1 if now == before else 0
            before = now
            assert time.monotonic() < end

    def type(self, text: str) -> None:
        """Press keys, as a person would."""
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keys", "actions": actions}
        self.ask("input.performActions", context=self.context, actions=[source])

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of the first element of a kind."""
        self.run(
            f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block:'center'}})"
        )
        x, y = self.run(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        self.click_at(round(x), round(y))

    def click_at(self, x: int, y: int) -> None:
        """Press the mouse at a place of the window, where no script can look for one."""
        actions = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        source = {"type": "pointer", "id": "mouse", "actions": actions}
        self.ask("input.performActions", context=self.context, actions=[source])

    def picture(self) -> bytes:
        """Return what is seen, as PNG."""
        shot = self.ask("browsingContext.captureScreenshot", context=self.context)
        return base64.b64decode(shot["data"])


@contextlib.contextmanager
def firefox(preferences: dict[str, Any] | None = None) -> Iterator[Tab]:
    """Run a Firefox with a profile of its own, and give its one page."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        taken.close()
        lines = (
            f'user_pref("{name}", {json.dumps(value)});'
            for name, value in {**PREFERENCES, **(preferences or {})}.items()
        )
        Path(folder, "user.js").write_text("\n".join(lines), encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603 - Debian's Firefox
            [FIREFOX, "--headless", "--no-remote", "--profile", folder,
             f"--remote-debugging-port={port}", "about:blank"],
            env={**os.environ, "HOME": folder, "MOZ_HEADLESS_WIDTH": "1280",
                 "MOZ_HEADLESS_HEIGHT": "900"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wire = _connected(port)
            try:
                yield Tab(wire)
            finally:
                wire.close()
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _connected(port: int) -> Wire:
    """Wait until Firefox listens."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return Wire(port)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
