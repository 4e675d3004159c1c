"""The service as a program on a loopback port: what really goes over the wire and into a log."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import re
import select
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from api.privacy import HEADERS
from tests.api.served import FOREIGN
from tests.api.town import NAME, PLANTED, geojson, gpx, trip
from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Route

pytestmark = [pytest.mark.loopback, pytest.mark.enable_socket]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
WORKERS, WAITING = 1, 2
BODY_SECONDS = 3.0
BIG = 300_000_000
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PARTS = [
    f"api/cities/{NAME}/file", "app/app.css", "app/page.js", "app/worker.js",
    f"en/{NAME}/setting.json",
]  # fmt: skip
"""What a page with scripts fetches, once."""
GEOJSON = {"Content-Type": "application/geo+json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Served:
    """A running server, and everything it has printed so far."""

    process: subprocess.Popen[str]
    port: int
    printed: list[str] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def score(self) -> int:
        """Score the walk; return the status."""
        return self.ask("POST", "/api/score", geojson(), GEOJSON)[0]

    def connect(self) -> socket.socket:
        """Open a bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)

    def peak_memory(self) -> int:
        """Return the most memory it ever held, in bytes; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return 0
        text = status.read_text(encoding="ascii")
        return int(text.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.fixture(scope="module")
def served(packs: Path) -> Iterator[Served]:
    """Serve the town until the module is done."""
    environment = os.environ | {
        "SIDESTREET_CITY": NAME,
        "SIDESTREET_PACKS": str(packs),
        "SIDESTREET_PORT": "0",
        "SIDESTREET_REQUESTS_PER_S": "0",
        "SIDESTREET_WORKERS": str(WORKERS),
        "SIDESTREET_WAITING": str(WAITING),
        "SIDESTREET_BODY_SECONDS": str(BODY_SECONDS),
        # would switch the framework's own telemetry on
        "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.api.served"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        printed: list[str] = []
        yield Served(process, _port_of(process, printed), printed)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _port_of(process: subprocess.Popen[str], printed: list[str]) -> int:
    """Read what is printed, for good, and return the port once the server says it is ready."""
    found: queue.Queue[int] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                printed.append(line)
                if line.startswith("ready: http://127.0.0.1:"):
                    found.put(int(line.split(":")[3].split("/")[0]))
        found.put(-1)

    threading.Thread(target=read, daemon=True).start()
    port = found.get(timeout=PATIENCE_S)
    assert port > 0, "".join(printed)
    return port


def test_the_guard_ends_a_program_that_turns_to_somebody_else() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.api.served", "--call-home"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert ended.returncode == FOREIGN


def test_answers_and_errors_carry_the_header_set_and_nothing_that_tells(served: Served) -> None:
    asked = [
        ("GET", "/", b"", {}),
        ("GET", "/ru/", b"", {}),
        ("POST", "/en/", b"from=planted&to=planted&do=find", FORM),
        ("POST", "/en/", b"planted", GEOJSON),
        ("GET", "/api/health", b"", {}),
        ("GET", "/api/cities", b"", {}),
        ("GET", "/nowhere", b"", {}),
        ("DELETE", "/api/score", b"", {}),
        ("POST", "/api/score", geojson(), GEOJSON),
        ("POST", "/api/score", b"planted", GEOJSON),
        ("POST", "/api/routes", json.dumps(trip()).encode(), {"Content-Type": "application/json"}),
        ("POST", "/api/maps", gpx(), {"Content-Type": "application/gpx+xml"}),
        ("POST", "/api/score", geojson(), GEOJSON | {"Host": "planted.example"}),
        ("POST", "/api/score", geojson(), GEOJSON | {"Sec-Fetch-Site": "cross-site"}),
    ]
    for method, path, body, headers in asked:
        _, got, _ = served.ask(method, path, body, headers)
        for name, value in HEADERS.items():
            if name != "Content-Security-Policy":
                assert got.get_all(name) == [value], (method, path)
        [policy] = got.get_all("Content-Security-Policy") or []
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors" in policy
        assert not {"server", "set-cookie", "etag", "location"} & {name.lower() for name in got}


def test_a_body_announced_as_300_mb_is_refused_before_it_is_sent(served: Served) -> None:
    served.score()
    before = served.peak_memory()
    with served.connect() as wire:
        wire.sendall(_head("Content-Length: 300000000") + b"[" * 1_000)
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert (answer.status, answer.getheader("Connection")) == (413, "close")
        assert json.loads(answer.read())["type"] == "/api/problems#body-too-large"
    assert served.peak_memory() - before < 20_000_000


def test_300_mb_in_chunks_are_answered_early_and_never_held(served: Served) -> None:
    served.score()
    before = served.peak_memory()
    sent = 0
    with served.connect() as wire:
        wire.sendall(_head("Transfer-Encoding: chunked"))
        while sent < BIG and not _has_answer(wire):
            wire.sendall(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")
            sent += 1_000_000
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert answer.status == 413
    assert sent < 100_000_000
    assert served.peak_memory() - before < 60_000_000
    assert served.score() == 200


def test_300_mb_behind_a_short_content_length_are_dropped(served: Served) -> None:
    served.score()
    before = served.peak_memory()
    with served.connect() as wire, contextlib.suppress(ConnectionError):
        wire.sendall(_head("Content-Length: 10"))
        for _ in range(BIG // 1_000_000):
            wire.sendall(b"x" * 1_000_000)
    assert served.peak_memory() - before < 60_000_000
    assert served.score() == 200


def _has_answer(wire: socket.socket) -> bool:
    readable, _, _ = select.select([wire], [], [], 0)
    return bool(readable)


def test_a_sender_that_writes_first_and_reads_later_still_gets_its_413(served: Served) -> None:
    before = served.peak_memory()
    body = b"[" * BIG
    status, headers, text = served.ask("POST", "/api/score", body, GEOJSON)
    assert (status, headers["Content-Type"]) == (413, "application/problem+json")
    assert len(text) < 1_000
    assert served.peak_memory() - before < 60_000_000


def test_a_body_that_never_comes_is_given_up(served: Served) -> None:
    with served.connect() as wire:
        wire.sendall(_head("Content-Length: 1000") + b"[[")
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert answer.status == 408


def test_when_all_places_are_taken_the_next_is_told_and_looks_go_on(served: Served) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(WORKERS + WAITING):
            wire = held.enter_context(served.connect())
            wire.sendall(_head("Content-Length: 1000") + b"[")
        # an answer to a look shows that the loop has seen the others
        assert served.ask("GET", "/api/health")[0] == 200
        status, headers, _ = served.ask("POST", "/api/score", geojson(), GEOJSON)
        assert (status, headers["Retry-After"]) == (503, "2")
        assert served.ask("GET", "/api/cities")[0] == 200
    assert _until_200(served)


def _until_200(served: Served) -> bool:
    """Ask again as told, until a place is given back."""
    pause = threading.Event()
    for _ in range(20):
        if served.score() == 200:
            return True
        pause.wait(0.25)
    return False


@pytest.mark.parametrize(
    "garbage",
    [b"planted\r\n\r\n", b"GET /planted\r\n\r\n", b"\x16\x03\x01planted", b"\0" * 100_000],
)
def test_what_is_not_http_is_dropped(served: Served, garbage: bytes) -> None:
    with served.connect() as wire:
        wire.sendall(garbage)
        wire.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(ConnectionError):
            while more := wire.recv(65_536):
                got += more
    assert b"planted" not in got
    assert served.ask("GET", "/api/health")[0] == 200


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_loads_pages_and_nothing_else_and_finds_nothing_to_say(
    served: Served, *, scripts: bool
) -> None:
    home = f"http://127.0.0.1:{served.port}/"
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        page = browser.new_page(java_script_enabled=scripts)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(home, wait_until="networkidle")
        assert "A low number does not mean safe." in page.inner_text("body")
        assert page.locator("#app" if scripts else "#map-title").count() == 1
        # the address bar takes no body: let what it asks for go out as a trip
        page.route("**/api/maps", _post_walk)
        answer = page.goto(f"{home}api/maps")
        assert answer is not None
        assert answer.status == 200
        assert "A low number does not mean safe." in page.inner_text("body")
        browser.close()
    first, *parts, last = [url for url in asked if not url.startswith("data:")]
    assert (first, last) == (home, f"{home}api/maps")
    kinds = [re.sub(r"/[0-9a-f]{16,}", "", url.removeprefix(home)) for url in parts]
    assert sorted(kinds) == (PARTS if scripts else [])
    assert said == []


def _post_walk(route: Route) -> None:
    headers = route.request.headers | {"content-type": "application/gpx+xml"}
    route.continue_(method="POST", post_data=gpx(), headers=headers)


def test_nothing_of_any_trip_was_printed_and_nobody_was_called(served: Served) -> None:
    assert served.score() == 200
    for body in (json.dumps(trip(to="planted")).encode(), json.dumps(trip()).encode()):
        served.ask("POST", "/api/routes", body, {"Content-Type": "application/json"})
    for typed in ("from=planted&to=Quillhaven&do=find", "from=Zephyrgate&to=planted&do=save.gpx"):
        served.ask("POST", "/en/", typed.encode(), FORM)
    served.ask("POST", "/api/score?planted=1", gpx(), {"Content-Type": "text/xml"})
    assert served.process.poll() is None, "it turned to somebody else"
    printed = "".join(served.printed)
    assert "ready: " in printed
    assert not [word for word in PLANTED if word in printed]
    assert "/api/score" not in printed


def _head(framing: str) -> bytes:
    return (
        "POST /api/score HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/geo+json\r\n{framing}\r\n\r\n"
    ).encode()
