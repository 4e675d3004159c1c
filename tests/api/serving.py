"""A service that listens on this machine while a test runs."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

PATIENCE_S = 60.0


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application from a thread of this process; give its origin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            app, log_level="error", access_log=False, lifespan="off", server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run([listener]), daemon=True)
        thread.start()
        until = time.monotonic() + PATIENCE_S
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE_S)
