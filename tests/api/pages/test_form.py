"""What a form's body means."""

from __future__ import annotations

import pytest

from api.pages.form import FIELDS, Tap, parse_sent
from api.problems import ProblemError

BOUNDARY = "----planted7"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"


def _multipart(*parts: tuple[str, bytes]) -> bytes:
    return (
        b"".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            + content
            + b"\r\n"
            for name, content in parts
        )
        + f"--{BOUNDARY}--\r\n".encode()
    )


def test_both_kinds_of_form_say_the_same() -> None:
    one = parse_sent(URLENCODED, b"from=%D0%9C%D0%BE%D1%81%D1%82&to=1%2C2&planted=1")
    other = parse_sent(MULTIPART, _multipart(("from", "Мост".encode()), ("to", b"1,2")))
    assert one == other
    assert one.fields == FIELDS | {"from": "Мост", "to": "1,2"}


def test_a_file_comes_whole_and_its_name_is_dropped() -> None:
    content = bytes(range(256)) + b"\r\n--not the end\r\n"
    body = (
        f"--{BOUNDARY}\r\n".encode()
        + b'Content-Disposition: form-data; name="file"; filename="planted home.gpx"\r\n'
        + b"Content-Type: application/gpx+xml\r\n\r\n"
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    sent = parse_sent(MULTIPART, body)
    assert sent.file == content
    assert "planted" not in str(sent.fields)


def test_a_tap_says_where_and_how_wide_the_map_was() -> None:
    assert parse_sent(URLENCODED, b"map-358.x=7&map-358.y=9").tap == Tap(358, 7, 9)
    assert parse_sent(URLENCODED, b"map-358.x=0&map-358.y=0").tap == Tap(358, 0, 0)
    assert Tap(358, 0, 0).by_keyboard
    for odd in (
        b"map-358.x=7",
        b"map-358.x=7&map-720.y=9",
        b"map-00.x=1&map-00.y=1",
        b"map-358.x=a&map-358.y=9",
    ):
        assert parse_sent(URLENCODED, odd).tap is None


def test_long_and_unprintable_text_is_cut() -> None:
    sent = parse_sent(URLENCODED, b"from=" + b"x" * 10_000 + b"&to=a%00%0Ab%E2%80%AE")
    assert sent.fields["from"] == "x" * 200
    assert sent.fields["to"] == "ab"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"from=planted"),
        ("", b"from=planted"),
        (URLENCODED, b"&".join([b"a=1"] * 1_000)),
    ],
)
def test_what_is_no_form_is_a_problem(kind: str, body: bytes) -> None:
    with pytest.raises(ProblemError) as raised:
        parse_sent(kind, body)
    assert "planted" not in str(raised.value)


@pytest.mark.parametrize(
    "body", [b"", b"planted", b"--", b"\xff" * 999, _multipart()[:9], b"--" + b"-" * 70_000]
)
def test_a_damaged_multipart_form_is_an_empty_one(body: bytes) -> None:
    assert parse_sent(MULTIPART, body).fields == FIELDS
    assert parse_sent("multipart/form-data", body).fields == FIELDS
