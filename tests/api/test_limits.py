"""Limits on bodies, requests under way and trips a second, against a small application."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.limits import Admission, BodyLimit, TokenBucket, TripRate, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message

LIMIT = 1_000


async def _length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def _app() -> Starlette:
    return Starlette(routes=[Route("/", _length, methods=["GET", "POST"])])


def _client(app: ASGIApp) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1")


def _pieces(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, 300)
        size -= 300


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_up_to_the_limit_arrives_whole(size: int, *, chunked: bool) -> None:
    client = _client(BodyLimit(_app(), LIMIT, 5.0))
    answer = client.post("/", content=_pieces(size) if chunked else b"x" * size)
    assert (answer.status_code, answer.text) == (200, str(size))


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT * 50])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_longer_body_is_a_problem_413(size: int, *, chunked: bool) -> None:
    client = _client(BodyLimit(_app(), LIMIT, 5.0))
    answer = client.post("/", content=_pieces(size) if chunked else b"x" * size)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"
    assert answer.json()["type"] == "/api/problems#body-too-large"


def _ask(app: ASGIApp, messages: list[Message], headers: dict[str, str]) -> tuple[int, int]:
    """Hand raw messages to an application; return the status and how many it took before."""
    taken = started_after = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal taken
        if taken == len(messages):
            await asyncio.sleep(3600)
        taken += 1
        return messages[taken - 1]

    async def send(message: Message) -> None:
        nonlocal started_after
        if message["type"] == "http.response.start":
            started_after = taken
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }

    async def answered() -> None:
        await app(scope, receive, send)

    asyncio.run(answered())
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1
    assert not sent[-1].get("more_body", False), "the answer was never ended"
    return starts[0]["status"], started_after


def _chunks(count: int) -> list[Message]:
    chunk: Message = {"type": "http.request", "body": b"x" * 100_000, "more_body": True}
    return [*([chunk] * count), {"type": "http.request", "body": b"", "more_body": False}]


@pytest.mark.parametrize("announced", ["10", "0", "nonsense"])
def test_a_body_is_refused_once_it_is_too_long_whatever_it_announces(announced: str) -> None:
    started_after = _ask(BodyLimit(_app(), LIMIT, 5.0), _chunks(100), {"content-length": announced})
    assert started_after == (413, 1)


def test_a_body_announced_too_long_is_refused_before_it_is_read() -> None:
    called = False

    async def app(*_: object) -> None:
        nonlocal called
        called = True

    gone: list[Message] = [{"type": "http.disconnect"}]
    found = _ask(BodyLimit(app, LIMIT, 5.0), gone, {"content-length": "300000000"})
    assert (found, called) == ((413, 0), False)


def test_a_body_that_never_ends_is_a_problem_408() -> None:
    status, _ = _ask(BodyLimit(_app(), LIMIT, 0.05), [], {})
    assert status == 408


def test_one_more_than_may_be_under_way_is_told_to_come_back() -> None:
    async def scenario() -> list[int]:
        go_on = asyncio.Event()
        statuses: list[int] = []

        async def app(scope: object, receive: object, send: Any) -> None:  # noqa: ANN401
            del scope, receive
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        admission = Admission(app, most=2)

        async def one(method: str = "POST") -> None:
            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])
                    if message["status"] == 503:
                        assert (b"retry-after", b"2") in message["headers"]

            await admission({"type": "http", "method": method, "headers": []}, _never, send)

        tasks = [asyncio.create_task(one()) for _ in range(5)]
        tasks.append(asyncio.create_task(one("GET")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*tasks)
        await one()
        return statuses

    statuses = asyncio.run(scenario())
    assert sorted(statuses[:-1]) == [200, 200, 200, 503, 503, 503]
    assert statuses[-1] == 200, "a place was not given back"


async def _never() -> Message:
    await asyncio.sleep(3600)
    raise AssertionError


def test_a_place_is_given_back_after_a_failure() -> None:
    async def app(*_: object) -> None:
        raise ZeroDivisionError

    client = TestClient(Admission(app, most=1), base_url="http://127.0.0.1")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            client.post("/")


def test_trips_beyond_the_rate_are_a_problem_429_and_looks_are_free() -> None:
    app = TripRate(_app(), TokenBucket(per_s=1.0, burst=2, clock=lambda: 7.0))
    client = _client(app)
    assert [client.post("/").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/").status_code == 200
    answer = client.post("/")
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["status"] == 429


@given(
    per_s=st.floats(0.1, 100),
    burst=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 5), max_size=200),
)
def test_a_bucket_never_lets_more_through_than_it_holds(
    per_s: float, burst: int, pauses: list[float]
) -> None:
    now = 0.0
    bucket = TokenBucket(per_s, burst, clock=lambda: now)
    let_through = 0
    for pause in pauses:
        now += pause
        wait_s = bucket.take()
        let_through += wait_s == 0
        assert wait_s <= 1 / per_s + 1e-9
    assert let_through <= burst + now * per_s + 1e-6


def test_work_in_threads_leaves_the_loop_free_and_keeps_to_its_number() -> None:
    async def scenario() -> tuple[int, int]:
        workers = Workers(2)
        running = most = ticks = 0

        def work() -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            time.sleep(0.05)
            running -= 1

        tasks = [asyncio.create_task(workers.run(work)) for _ in range(6)]
        while not all(task.done() for task in tasks):
            ticks += 1
            await asyncio.sleep(0.005)
        return most, ticks

    most, ticks = asyncio.run(scenario())
    assert most == 2
    assert ticks > 3
