"""City files: whole, by district, in parts, and the same however they are fetched."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.byte_ranges import asked_range
from api.cli import main
from api.settings import Settings
from mapper.maps.cityfile import city_file
from mapper.maps.cityfile.columns import MAGIC
from tests.api.serving import serving
from tests.api.town import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = f"/api/cities/{NAME}/file"
DISTRICTS = f"/api/cities/{NAME}/districts"


@pytest.fixture(scope="module")
def home(settings: Settings) -> Iterator[str]:
    with serving(create_app(settings)) as origin:
        yield origin


def get(
    home: str, path: str, headers: dict[str, str] | None = None, *, method: str = "GET"
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=60)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def header_of(content: bytes) -> dict[str, Any]:
    """What a city file says of itself."""
    whole = gzip.decompress(content)
    assert whole.startswith(MAGIC)
    start = len(MAGIC) + 4
    size = int.from_bytes(whole[len(MAGIC) : start], "little")
    found: dict[str, Any] = json.loads(whole[start : start + size])
    return found


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_a_download_that_broke_off_goes_on_where_it_ended(home: str) -> None:
    _, headers, whole = get(home, FILE)
    address = urlsplit(home)
    assert address.hostname is not None
    assert address.port is not None
    with socket.create_connection((address.hostname, address.port), timeout=60) as wire:
        wire.sendall(f"GET {FILE} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        begun = answer.read(len(whole) // 3)
    assert 0 < len(begun) < len(whole)
    status, told, rest = get(home, FILE, {"Range": f"bytes={len(begun)}-"})
    assert status == 206
    assert told["Content-Range"] == f"bytes {len(begun)}-{len(whole) - 1}/{len(whole)}"
    assert told["Content-Length"] == str(len(rest))
    digest = base64.b64encode(hashlib.sha256(begun + rest).digest()).decode()
    assert headers["Repr-Digest"] == told["Repr-Digest"] == f"sha-256=:{digest}:"
    # a program that asks on when it has everything, as curl -C - does, is told the size
    status, told, _ = get(home, FILE, {"Range": f"bytes={len(whole)}-"})
    assert (status, told["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert told["Content-Type"] == "application/problem+json"


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_a_whole_file_says_what_it_is_and_marks_nobody(home: str) -> None:
    status, headers, content = get(home, FILE)
    assert status == 200
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Content-Length"] == str(len(content))
    assert headers["Content-Disposition"] == 'attachment; filename="city.bin"'
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not {"etag", "last-modified", "set-cookie", "server", "content-encoding"} & {
        name.lower() for name in headers
    }
    assert headers["Content-Location"] == f"{FILE}/{hashlib.sha256(content).hexdigest()}"
    assert header_of(content)["city"] == NAME
    status, head, nothing = get(home, FILE, method="HEAD")
    assert (status, head["Content-Length"], nothing) == (200, str(len(content)), b"")
    assert get(home, FILE, {"Range": "bytes=0-9"}, method="HEAD")[0] == 200


@pytest.mark.loopback
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-0", 0, 0), ("5-9", 5, 9), ("-4", -4, -1), ("7-999999999", 7, -1)],
)
def test_a_part_is_the_part_asked_for(home: str, asked: str, first: int, last: int) -> None:
    content = get(home, FILE)[2]
    status, headers, part = get(home, FILE, {"Range": f"bytes={asked}"})
    start, end = (at % len(content) for at in (first, last))
    assert status == 206
    assert part == content[start : end + 1]
    assert headers["Content-Range"] == f"bytes {start}-{end}/{len(content)}"


@pytest.mark.loopback
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=9-2", "bytes=-", "bytes=x-"]
)
def test_what_cannot_be_read_or_is_several_gets_the_whole(home: str, asked: str) -> None:
    status, headers, content = get(home, FILE, {"Range": asked})
    assert status == 200
    assert "Content-Range" not in headers
    assert len(content) == int(headers["Content-Length"])


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_the_rest_of_another_file_is_never_sent(home: str) -> None:
    content = get(home, FILE)[2]
    digest = hashlib.sha256(content).hexdigest()
    part = {"Range": "bytes=10-"}
    assert get(home, FILE, part | {"If-Range": f'"{digest}"'})[0] == 206
    for other in (f'"{"0" * 64}"', f'W/"{digest}"', "Mon, 23 Nov 2026 10:00:00 GMT", ""):
        status, _, whole = get(home, FILE, part | {"If-Range": other})
        assert (status, whole) == (200, content)
    assert get(home, f"{FILE}/{digest}", part)[2] == content[10:]
    status, _, told = get(home, f"{FILE}/{'0' * 64}", part)
    assert status == 404
    assert json.loads(told)["type"] == "/api/problems#not-found"


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_every_district_is_a_smaller_city(home: str) -> None:
    listed = json.loads(get(home, DISTRICTS)[2])
    assert listed["city"] == NAME
    assert len(listed["districts"]) > 1
    for district in listed["districts"]:
        left, bottom, right, top = district["bounds"]
        assert left < right
        assert bottom < top
        status, headers, content = get(home, district["file"])
        assert status == 200
        assert header_of(content)["title"] == district["name"]
        status, _, rest = get(home, headers["Content-Location"], {"Range": "bytes=1-"})
        assert (status, rest) == (206, content[1:])


def test_the_application_as_a_file_is_what_the_command_writes(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(city="helsinki")), base_url="http://127.0.0.1")
    for address, more in (("file.html", []), ("districts/A2/file.html", ["--area", "A2"])):
        sent = client.get(f"/api/cities/helsinki/{address}")
        assert sent.status_code == 200
        assert sent.headers["content-disposition"] == 'attachment; filename="map.html"'
        path = tmp_path / "own.html"
        assert main(["export", str(path), "--city", "helsinki", "--force", "--quiet", *more]) == 0
        assert path.read_bytes() == sent.content
        part = client.get(sent.headers["content-location"], headers={"Range": "bytes=100-"})
        assert part.content == sent.content[100:]
    assert client.get("/api/cities/helsinki/districts/Z9/file.html").status_code == 404


def test_a_file_is_made_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def noting(*args: Any, **options: Any) -> bytes:  # noqa: ANN401 - handed on as they come
        made.append(1)
        return city_file(*args, **options)

    monkeypatch.setattr("api.city_files.city_file", noting)
    client = TestClient(create_app(settings), base_url="http://127.0.0.1")
    one, other = client.get(FILE), client.get(FILE, headers={"Range": "bytes=3-"})
    assert one.content[3:] == other.content
    assert made == [1]


@pytest.mark.parametrize(
    "path",
    [
        "/api/cities/nowhere/file",
        "/api/cities/..%2f..%2fetc/file",
        "/api/cities/nowhere/districts",
        f"{DISTRICTS}/Z99/file",
        f"{DISTRICTS}/A1/file/abc",
    ],
)
def test_what_is_not_there_is_a_problem_that_repeats_nothing(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert not [word for word in ("nowhere", "Z99", "etc", "abc") if word in answer.text]


@given(st.text(alphabet="bytes=0123456789-, x", max_size=24), st.integers(1, 50))
def test_whatever_is_asked_a_range_lies_in_the_file_or_there_is_none(asked: str, size: int) -> None:
    try:
        found = asked_range(asked, size)
    except ValueError:
        return
    if found is not None:
        first, end = found
        assert 0 <= first < end <= size
