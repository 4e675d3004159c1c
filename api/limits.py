"""How much is taken at once: bodies, requests under way, trips a second.

Nothing here knows who asks. Limits by address would need a table of addresses, and behind Tor
everybody shares one.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import anyio
from anyio import to_thread

from api.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Admission", "BodyLimit", "TokenBucket", "TripRate", "Workers"]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_DRAIN_SECONDS: Final = 5.0
_CLOSE: Final = {"Connection": "close"}


class Workers:
    """Threads for what takes time, so that the loop stays free to take and refuse requests."""

    def __init__(self, most: int) -> None:
        self._limiter = anyio.CapacityLimiter(most)

    async def run(
        self,
        function: Callable[Parameters, Result],
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Return what a function returns, worked out in a thread once one is free."""
        return await to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._limiter)


@dataclass(slots=True)
class TokenBucket:
    """One bucket for everybody: ``burst`` tokens, refilled at a steady rate."""

    per_s: float
    """Tokens a second; 0 means no limit."""
    burst: int
    clock: Callable[[], float] = time.monotonic
    _tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start full."""
        self._tokens, self._at = float(self.burst), self.clock()

    def take(self) -> float:
        """Take one token; return 0, or the seconds until there is one.

        >>> now = iter([0.0, 0.0, 0.0, 1.0])
        >>> bucket = TokenBucket(per_s=1.0, burst=1, clock=lambda: next(now))
        >>> bucket.take(), bucket.take(), bucket.take()
        (0.0, 1.0, 0.0)
        """
        if self.per_s <= 0:
            return 0.0
        now = self.clock()
        self._tokens = min(float(self.burst), self._tokens + (now - self._at) * self.per_s)
        self._at = now
        if self._tokens < 1.0:
            return (1.0 - self._tokens) / self.per_s
        self._tokens -= 1.0
        return 0.0


@dataclass(frozen=True, slots=True)
class TripRate:
    """Middleware: takes a token for each request that is more than a look, or answers 429."""

    app: ASGIApp
    bucket: TokenBucket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if _is_look(scope) or not (wait_s := self.bucket.take()):
            await self.app(scope, receive, send)
            return
        headers = {"Retry-After": str(math.ceil(wait_s)), **_CLOSE}
        await problem("too-many-requests", headers=headers)(scope, receive, send)


@dataclass(slots=True)
class Admission:
    """Middleware: at most ``most`` trips are under way (arriving, waiting, worked out) at once."""

    app: ASGIApp
    most: int
    _inside: int = field(init=False, default=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if _is_look(scope):
            await self.app(scope, receive, send)
            return
        if self._inside >= self.most:
            headers = {"Retry-After": "2", **_CLOSE}
            await problem("busy", headers=headers)(scope, receive, send)
            return
        self._inside += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Middleware: reads the body before anything else does, as far as it may go.

    What counts is the bytes that come, whatever Content-Length says; but one that says too much
    is refused unread. A refused sender gets the answer first, and a moment to stop sending.
    """

    app: ASGIApp
    max_bytes: int
    seconds: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if _is_look(scope):
            await self.app(scope, receive, send)
            return
        if _announced_bytes(scope) > self.max_bytes:
            await _refuse("body-too-large", scope, receive, send)
            return
        try:
            with anyio.fail_after(self.seconds):
                body, more = await self._read(receive)
        except TimeoutError:
            await problem("slow-body", headers=_CLOSE)(scope, receive, send)
            return
        if len(body) > self.max_bytes:
            await _refuse("body-too-large", scope, receive, send, more=more)
        elif not more:
            await self.app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> tuple[bytes, bool]:
        """Return the body, cut soon after the limit, and whether there is more to it.

        Of a sender who has gone, the body is short and there is more to it.
        """
        body = bytearray()
        more = True
        while more and len(body) <= self.max_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body), more


def _is_look(scope: Scope) -> bool:
    return scope["type"] != "http" or scope["method"] in _SAFE_METHODS


def _announced_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that hands the body over once, then listens on."""
    handed_over = False

    async def again() -> Message:
        nonlocal handed_over
        if handed_over:
            return await receive()
        handed_over = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(
    name: str, scope: Scope, receive: Receive, send: Send, *, more: bool = True
) -> None:
    """Answer at once, then drop what still comes, for a moment.

    Most senders read only after they have written; closing on them would cost them the answer.
    """

    async def hold_open(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "more_body": True}
        await send(message)

    await problem(name, headers=_CLOSE)(scope, receive, hold_open)
    with anyio.move_on_after(_DRAIN_SECONDS):
        while more:
            message = await receive()
            more = message["type"] == "http.request" and message.get("more_body", False)
    await send({"type": "http.response.body", "body": b"", "more_body": False})
