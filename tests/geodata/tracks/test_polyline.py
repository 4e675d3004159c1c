"""Encoded polylines, against an encoder written from the format's description."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tracks import parse_track, read_track
from mapper.errors import TrackError


def encoded(points: list[tuple[int, int]]) -> bytes:
    """Encode whole numbers (lat, lon), one bit trick at a time, as the description has it."""
    text, before = [], (0, 0)
    for point in points:
        for value, last in zip(point, before, strict=True):
            number = (value - last) << 1
            number = ~number if value < last else number
            while number >= 0x20:
                text.append(chr((0x20 | (number & 0x1F)) + 63))
                number >>= 5
            text.append(chr(number + 63))
        before = point
    return "".join(text).encode()


@pytest.mark.parametrize("precision", [5, 6])
@given(data=st.data())
def test_round_trip(precision: int, data: st.DataObject) -> None:
    scale = 10**precision
    point = st.tuples(st.integers(-90 * scale, 90 * scale), st.integers(-180 * scale, 180 * scale))
    points = data.draw(st.lists(point, min_size=2, max_size=20))
    track = read_track(encoded(points), kind="polyline", precision=precision)
    assert np.round(track.lat * scale).astype(int).tolist() == [lat for lat, _ in points]
    assert np.round(track.lon * scale).astype(int).tolist() == [lon for _, lon in points]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"_p~iF~ps|U_ulL", "the encoded polyline is cut short"),
        (b"_p~iF~ps|U_ulLnnq", "the encoded polyline is cut short"),
        (b"_p~iF~ps|U", "a track needs at least two points, this one has 1"),
        (b"_p~iF 5ps|U", "character 6 is not part of an encoded polyline"),
        (b"_p~iF~ps|U" + b"??" * 1_000_000, "the encoded polyline has more than 1,000,000 points"),
        (b"~~~~~~~~~~~~~?", "the encoded polyline holds a number that is no coordinate"),
        ("Käsivarrentie".encode(), "character 2 is not part of an encoded polyline"),
    ],
    ids=["in a number", "in a point", "one point", "a digit", "too long", "too large", "not ASCII"],
)
def test_garbage_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(TrackError) as caught:
        read_track(data, kind="polyline")
    assert str(caught.value) == message


def test_six_decimals_read_as_five_leave_the_earth() -> None:
    line = encoded([(60_170_000, 24_940_000), (60_180_000, 24_950_000)])
    assert read_track(line, kind="polyline", precision=6).lat.tolist() == [60.17, 60.18]
    with pytest.raises(TrackError, match="leaves the Earth at precision 5"):
        read_track(line)


def test_a_precision_nobody_uses_is_refused() -> None:
    with pytest.raises(TrackError, match="5 or 6"):
        read_track(b"_p~iF~ps|U_ulLnnqC", kind="polyline", precision=7)


@pytest.mark.parametrize("text", [b"{ulLnnqC{ulLnnqC", b"  _p~iF~ps|U_ulLnnqC\n"])
def test_a_polyline_is_told_by_its_characters(text: bytes) -> None:
    assert parse_track(text).kind == "polyline"
