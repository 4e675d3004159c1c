"""A server on loopback that answers as Overpass, Nominatim and portals do, by a script."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Replay", "Step", "osm_xml", "serving"]

Step = tuple[int, bytes, dict[str, str]]


def osm_xml(number: int) -> bytes:
    """Write a street of its own, and one that every square holds, as Overpass does."""
    nodes = "".join(
        f'<node id="{n}" lat="{60.15 + n / 1e4}" lon="{24.95 + n / 1e4}"/>'
        for n in (1, 2, number * 10, number * 10 + 1)
    )
    ways = (
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way>'
        f'<way id="{number}0"><nd ref="2"/><nd ref="{number}0"/><nd ref="{number}1"/>'
        '<tag k="highway" v="residential"/></way>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6" generator="Overpass API">'
        f"{nodes}{ways}</osm>"
    ).encode()


class Replay:
    """A server that answers by a script and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.reply: Callable[[str, str], Step] = lambda _path, _body: (404, b"", {})
        replay = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                self.answer(self.rfile.read(length).decode())

            def do_GET(self) -> None:
                self.answer("")

            def answer(self, body: str) -> None:
                replay.asked.append(body or self.path)
                replay.agents.add(self.headers.get("User-Agent", ""))
                status, content, headers = replay.reply(self.path, body)
                if status == 0:
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api"

    def script(self, *steps: Step) -> None:
        """Answer with these, one after the other, the last for ever."""
        left = list(steps)
        self.reply = lambda _path, _body: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serving() -> Iterator[Replay]:
    """Run a server as long as a test lasts."""
    made = Replay()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
