"""Requests that are wrong on purpose: each has its status, and none gets anything back."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cities import Cities
from api.privacy import HEADERS
from tests.api.town import ISLAND, PLANTED, geojson, gpx, point, trip

if TYPE_CHECKING:
    from api.settings import Settings

GEO, JSON, GPX = "application/geo+json", "application/json", "application/gpx+xml"


@dataclass(frozen=True)
class Wrong:
    """A request, and what must come of it."""

    what: str
    status: int
    problem: str
    body: bytes = b""
    path: str = "/api/score"
    method: str = "POST"
    media_type: str = GEO
    headers: dict[str, str] = field(default_factory=dict)


def _line(*points: object) -> bytes:
    return json.dumps({"type": "LineString", "coordinates": list(points)}).encode()


def _routes(what: str, problem: str, body: object, status: int = 422) -> Wrong:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Wrong(what, status, problem, data, "/api/routes", media_type=JSON)


START, GOAL = point(3, 0), point(197, 200)
POINT = {"type": "Point", "coordinates": [27.1234567, 60.1]}
DOCTYPE = b"""<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "planted"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><gpx>&b;&c;</gpx>"""

TRACKS = [
    Wrong("an empty body", 422, "invalid-track"),
    Wrong("not GeoJSON", 422, "invalid-track", b"planted"),
    Wrong("truncated GeoJSON", 422, "invalid-track", geojson()[:-20]),
    Wrong("truncated GPX", 422, "invalid-track", gpx()[:-40], media_type=GPX),
    Wrong("GeoJSON called GPX", 422, "invalid-track", geojson(), media_type=GPX),
    Wrong("GPX called GeoJSON", 422, "invalid-track", gpx()),
    Wrong("not GPX", 422, "invalid-track", b"<planted/>", media_type=GPX),
    Wrong("entities", 422, "invalid-track", DOCTYPE, media_type=GPX),
    Wrong("bytes", 422, "invalid-track", b"\xff\x00\xfeplanted"),
    Wrong("bytes as GPX", 422, "invalid-track", b"<\xff\x00\xfeplanted>", media_type=GPX),
    Wrong("one point", 422, "invalid-track", _line(START)),
    Wrong("no point", 422, "invalid-track", _line()),
    Wrong("a name for a number", 422, "invalid-track", _line(START, ["planted", 0.1])),
    Wrong("NaN", 422, "invalid-track", b'{"type":"LineString","coordinates":[[NaN,1],[2,1]]}'),
    Wrong(
        "infinity", 422, "invalid-track", b'{"type":"LineString","coordinates":[[1e999,1],[2,1]]}'
    ),
    Wrong("not on Earth", 422, "invalid-track", _line([27.0, 95.0001234], GOAL)),
    Wrong("a polygon", 422, "invalid-track", b'{"type":"Polygon","coordinates":[]}'),
    Wrong("deep nesting", 422, "invalid-track", b"[" * 200_000),
    Wrong("deep nesting of arrays", 422, "invalid-track", b'{"a":' * 100_000),
    Wrong("a number too long", 422, "invalid-track", b"[" + b"9" * 10_000 + b"]"),
    Wrong("another hemisphere", 422, "outside-city", _line([-70.1234567, -33.7654321], [-70, -33])),
    Wrong("swapped", 422, "outside-city", _line(START[::-1], GOAL[::-1])),
]
OPTIONS = [
    Wrong("an unknown city", 404, "unknown-city", geojson(), "/api/score?city=planted"),
    Wrong("a city's folder", 404, "unknown-city", geojson(), "/api/score?city=../packs/town"),
    Wrong("a root folder", 404, "unknown-city", geojson(), "/api/score?city=/etc/planted"),
    Wrong("a long city", 422, "invalid-request", geojson(), f"/api/score?city={'planted' * 99}"),
    Wrong("a null byte", 404, "unknown-city", geojson(), "/api/score?city=planted%00"),
    Wrong("no range", 422, "invalid-request", geojson(), "/api/score?range=planted"),
    Wrong("a range of none", 422, "invalid-request", geojson(), "/api/score?range=0"),
    Wrong("a range of NaN", 422, "invalid-request", geojson(), "/api/score?range=nan"),
    Wrong("a range too far", 422, "invalid-request", geojson(), "/api/score?range=2001.1234567"),
    Wrong("a wrong count", 422, "invalid-request", geojson(), "/api/score?count=planted"),
    Wrong("a tolerance", 422, "invalid-request", geojson(), "/api/score?tolerance=-1.1234567"),
    Wrong("a tolerance too wide", 422, "invalid-request", geojson(), "/api/score?tolerance=1e9"),
    Wrong(
        "a trip in the address", 422, "invalid-request", geojson(), f"/api/score?from={START[0]}"
    ),
    Wrong("an unknown option", 422, "invalid-request", geojson(), "/api/score?planted=1"),
    Wrong("a language", 422, "invalid-request", geojson(), "/api/maps?language=planted"),
]
TYPES = [
    Wrong("no type", 415, "unsupported-media-type", geojson(), media_type=""),
    Wrong("a form", 415, "unsupported-media-type", b"from=planted", media_type="text/plain"),
    Wrong("a strange type", 415, "unsupported-media-type", geojson(), media_type="planted/planted"),
    Wrong(
        "a compressed body", 415, "unsupported-media-type", geojson(),
        headers={"Content-Encoding": "gzip"},
    ),
    Wrong(
        "GeoJSON for routes", 415, "unsupported-media-type", geojson(), "/api/routes"
    ),
    Wrong("a map of text", 415, "unsupported-media-type", b"planted", "/api/maps", "POST", "a/b"),
]  # fmt: skip
ROUTES = [
    _routes("an empty trip", "invalid-json", b""),
    _routes("not JSON", "invalid-json", b"planted"),
    _routes("truncated JSON", "invalid-json", json.dumps(trip()).encode()[:-9]),
    _routes("deep nesting", "invalid-json", b'{"from":' * 100_000),
    _routes("bad UTF-8", "invalid-json", b'{"from":"\xff\xfeplanted"}'),
    _routes("half a character", "invalid-json", b'{"from":"\\ud800planted","to":"planted"}'),
    _routes("a list", "invalid-request", [START, GOAL]),
    _routes("no goal", "invalid-request", {"from": START}),
    _routes("a planted key", "invalid-request", trip(planted=1)),
    _routes("a planted key and value", "invalid-request", trip(**{"planted-key": "planted"})),
    _routes("one number", "invalid-request", trip(to=[27.1234567])),
    _routes("three numbers", "invalid-request", trip(to=[27.1234567, 0.1, 3])),
    _routes("words for numbers", "invalid-request", trip(to=["planted", "planted"])),
    _routes("not on Earth", "invalid-request", trip(to=[27.1234567, 91.1234567])),
    _routes("NaN", "invalid-request", b'{"from":[NaN,1],"to":[27,1]}'),
    _routes("an empty name", "invalid-request", trip(to="")),
    _routes("only blanks", "invalid-request", trip(to=" \t ")),
    _routes("a long name", "invalid-request", trip(to="planted" * 100)),
    _routes("a name nobody knows", "unknown-place", trip(to="planted street 77")),
    _routes("markup", "unknown-place", trip(to="<script>planted()</script>")),
    _routes("an object", "invalid-request", trip(to={"planted": "planted"})),
    _routes("a null", "invalid-request", trip(to=None)),
    _routes("a range in words", "invalid-request", trip(range="planted")),
    _routes("a range of a list", "invalid-request", trip(range=[1])),
    _routes("a truth for a range", "invalid-request", trip(range=True)),
    _routes("a truth for a tolerance", "invalid-request", trip(tolerance=True)),
    _routes("truths for a place", "invalid-request", trip(to=[True, False])),
    _routes("a wish not offered", "invalid-request", trip(planted=1.1234567)),
    _routes("a detour below the quickest", "invalid-request", trip(detour=0.1234567)),
    _routes("a detour that is no number", "invalid-request", trip(detour="planted")),
    _routes("an aim nobody knows", "invalid-request", trip(minimise="planted")),
    _routes("fewer cameras than none", "invalid-request", trip(max_cameras=-1)),
    _routes("half a camera", "invalid-request", trip(max_cameras=0.1234567)),
    _routes("an unknown thing to avoid", "invalid-request", trip(avoid=["planted"])),
    _routes("a camera nobody knows", "invalid-request", trip(avoid=["camera:planted"])),
    _routes("a kind nobody knows", "invalid-request", trip(avoid=["kind:planted"])),
    _routes("no area", "invalid-request", trip(avoid_area={"type": "planted"})),
    _routes("a point to avoid", "invalid-request", trip(avoid_area=POINT)),
    _routes("a trip in an unknown city", "unknown-city", trip(city="planted"), 404),
    _routes("the same place twice", "invalid-request", trip(to=START)),
    _routes("far outside", "outside-city", trip(to=[-70.1234567, -33.7654321])),
    _routes("a goal swapped", "outside-city", trip(to=GOAL[::-1])),
    _routes("an island", "no-route", trip(to=point(*ISLAND))),
    Wrong("options in the address", 422, "invalid-request", json.dumps(trip()).encode(),
          f"/api/routes?from={START[0]},{START[1]}", media_type=JSON),
    Wrong("a map's options in the address", 422, "invalid-request", json.dumps(trip()).encode(),
          "/api/maps?range=near", media_type=JSON),
]  # fmt: skip
ADDRESSES = [
    Wrong("an unknown address", 404, "not-found", b"", "/planted", "GET"),
    Wrong("climbing", 404, "not-found", b"", "/api/../../planted", "GET"),
    Wrong("a trailing slash", 404, "not-found", b"", "/api/score/?planted", "POST"),
    Wrong("a trip by GET", 405, "method-not-allowed", b"", f"/api/score?from={START[0]}", "GET"),
    Wrong("DELETE", 405, "method-not-allowed", b"", "/api/cities", "DELETE"),
    Wrong("OPTIONS", 405, "method-not-allowed", b"", "/api/score", "OPTIONS"),
    Wrong("a made-up method", 405, "method-not-allowed", b"", "/api/score", "PLANTED"),
    Wrong("another site", 403, "cross-site", geojson(),
          headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://planted.example"}),
    Wrong("another name", 421, "misdirected", geojson(), headers={"Host": "planted.example"}),
]  # fmt: skip
TABLE = TRACKS + OPTIONS + TYPES + ROUTES + ADDRESSES


def _send(client: TestClient, wrong: Wrong) -> Any:  # noqa: ANN401 - the client's own answer
    headers = {"Content-Type": wrong.media_type} if wrong.media_type else {}
    return client.request(
        wrong.method, wrong.path, content=wrong.body, headers=headers | wrong.headers
    )


@pytest.mark.parametrize("wrong", TABLE, ids=lambda wrong: f"{wrong.problem}: {wrong.what}")
def test_a_wrong_request_gets_its_problem_and_nothing_of_its_own(
    client: TestClient, wrong: Wrong, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        # numba tells of its own work at great length
        caplog.set_level(logging.INFO, "numba")
        answer = _send(client, wrong)
    document = answer.json()
    assert (answer.status_code, document["type"]) == (
        wrong.status,
        f"/api/problems#{wrong.problem}",
    )
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["status"] == wrong.status
    assert "\n" not in document["detail"]
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    told = answer.text + str(answer.headers) + _server_log(caplog)
    assert not [word for word in (*PLANTED, "1234567", "7654321") if word in told]


def _server_log(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that was logged, but for what the test's own client says of its requests."""
    return "\n".join(
        record.getMessage() + (record.exc_text or "") + str(record.exc_info or "")
        for record in caplog.records
        if not record.name.startswith("http")
    )


def test_maps_refuse_what_scores_refuse(client: TestClient) -> None:
    for wrong in TRACKS:
        headers = {"Content-Type": wrong.media_type}
        answer = client.post("/api/maps", content=wrong.body, headers=headers)
        assert answer.status_code == wrong.status, wrong.what
        assert answer.json()["type"] == f"/api/problems#{wrong.problem}", wrong.what


def test_good_requests_leave_no_word_in_any_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        caplog.set_level(logging.INFO, "numba")
        good = [
            client.post("/api/score", content=geojson(), headers={"Content-Type": GEO}),
            client.post("/api/routes", json=trip(**{"from": "Quillhaven Row"})),
            client.post("/api/maps", json=trip(to="Zephyrgate")),
        ]
    assert [answer.status_code for answer in good] == [200, 200, 200]
    log = _server_log(caplog)
    assert not [word for word in PLANTED if word in log]


class _Failing(Cities):
    """Cities whose failure tells all it knows of the trip, as an unforeseen one may."""

    def prepared(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError(geojson().decode()) from KeyError(*PLANTED)


def test_a_failure_that_holds_the_trip_tells_nobody(
    settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings, cities=_Failing(settings))
    with (
        caplog.at_level(logging.DEBUG),
        TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=True) as client,
    ):
        for path, body, media_type in (
            ("/api/score", geojson(), GEO),
            ("/api/maps", gpx(), GPX),
            ("/api/routes", json.dumps(trip()).encode(), JSON),
        ):
            answer = client.post(path, content=body, headers={"Content-Type": media_type})
            assert answer.status_code == 500
            assert answer.json()["type"] == "/api/problems#internal"
            assert not [word for word in PLANTED if word in answer.text]
    log = _server_log(caplog)
    assert log.count("RuntimeError at test_hostile.py:") == 3
    told = log + "".join(capfd.readouterr())
    assert not [word for word in PLANTED if word in told]
