"""Headers and who may ask, against a small application that would rather tell everything."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.privacy import HEADERS, FetchCheck, HostCheck, PrivacyHeaders
from api.settings import Settings

LOOSE = {"Server": "loose/1.0", "Set-Cookie": "who=you", "ETag": '"7"', "Last-Modified": "now"}


def _app() -> Starlette:
    def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("fine", headers=LOOSE)

    return Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])


def test_the_header_set_is_on_an_answer_and_what_tells_is_off_it() -> None:
    answer = TestClient(PrivacyHeaders(_app(), Settings())).get("/")
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert not {name.lower() for name in LOOSE} & set(answer.headers)
    assert "strict-transport-security" not in answer.headers
    assert "onion-location" not in answer.headers


def test_hsts_and_onion_location_come_only_where_set() -> None:
    settings = Settings(hsts_seconds=600, onion_location="http://abcdef.onion/")
    answer = TestClient(PrivacyHeaders(_app(), settings)).get("/")
    assert answer.headers["strict-transport-security"] == "max-age=600"
    # with pages only: this is text
    assert "onion-location" not in answer.headers


@pytest.mark.parametrize(
    ("bound", "host", "taken"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "LOCALHOST:1", True),
        ("127.0.0.1", "[::1]:8000", True),
        ("127.0.0.1", "127.9.9.9", True),
        ("127.0.0.1", "map.example", True),
        ("127.0.0.1", "MAP.example:443", True),
        ("127.0.0.1", "evil.example", False),
        ("127.0.0.1", "map.example.evil.example", False),
        ("127.0.0.1", "localhost.evil.example:8000", False),
        ("127.0.0.1", "192.0.2.7", False),
        ("127.0.0.1", "", False),
        ("localhost", "192.0.2.7", False),
        ("0.0.0.0", "192.0.2.7:8000", True),  # noqa: S104 - what an operator may set
        ("0.0.0.0", "evil.example", False),  # noqa: S104
        ("::", "[2001:db8::1]:8000", True),
    ],
)
def test_only_own_names_are_answered(bound: str, host: str, *, taken: bool) -> None:
    settings = Settings(host=bound, hosts=("map.example",))
    client = TestClient(HostCheck(_app(), settings), base_url="http://127.0.0.1")
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == (200 if taken else 421)
    if not taken:
        assert answer.json()["type"] == "/api/problems#misdirected"
        assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://127.0.0.1"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://127.0.0.1.evil.example"}, False),
        ({"Origin": "http://127.0.0.1:9"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}, False),
        ({"Sec-Fetch-Site": "CROSS-SITE"}, False),
    ],
)
def test_a_trip_is_taken_from_own_pages_and_programs_only(
    headers: dict[str, str], *, taken: bool
) -> None:
    client = TestClient(FetchCheck(_app()), base_url="http://127.0.0.1")
    answer = client.post("/", headers=headers)
    assert answer.status_code == (200 if taken else 403)
    assert client.get("/", headers=headers).status_code == 200
    assert "evil" not in answer.text
