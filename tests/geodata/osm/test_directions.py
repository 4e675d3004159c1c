from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.osm.directions import parse_direction

POINTS = [
    "N",
    "NNE",
    "NE",
    "ENE",
    "E",
    "ESE",
    "SE",
    "SSE",
    "S",
    "SSW",
    "SW",
    "WSW",
    "W",
    "WNW",
    "NW",
    "NNW",
]
WHOLE_DEGREES = st.integers(0, 359)


@pytest.mark.parametrize(
    ("text", "bearings", "angle"),
    [
        ("0", (0.0,), math.nan),
        ("360", (0.0,), math.nan),
        ("-20", (340.0,), math.nan),
        ("+20", (20.0,), math.nan),
        ("45°", (45.0,), math.nan),
        ("45 deg", (45.0,), math.nan),
        ("45.5 degrees", (45.5,), math.nan),
        ("NNW", (337.5,), math.nan),
        ("nnw", (337.5,), math.nan),
        ("South-East", (135.0,), math.nan),
        ("90-270", (180.0,), 180.0),
        ("270-90", (0.0,), 180.0),
        ("350 - 10", (0.0,), 20.0),
        ("-20-40", (10.0,), 60.0),
        ("-40--20", (330.0,), 20.0),
        ("W-E", (0.0,), 180.0),
        ("N-NE", (22.5,), 45.0),
        ("90–180", (135.0,), 90.0),
        ("0-360", (180.0,), 360.0),
        ("90-90", (90.0,), math.nan),
        ("10;190", (10.0, 190.0), math.nan),
        ("N; S ;", (0.0, 180.0), math.nan),
        ("0-90;180-200", (45.0, 190.0), 90.0),
        ("10;10", (10.0,), math.nan),
        ("", (), math.nan),
    ],
)
def test_every_form_mappers_write(text: str, bearings: tuple[float, ...], angle: float) -> None:
    direction = parse_direction(text)
    assert direction.bearings_deg == bearings
    assert direction.angle_deg == pytest.approx(angle, nan_ok=True)
    assert direction.reason == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("forward", "direction relative to a way"),
        ("Backward", "direction relative to a way"),
        ("the shop", "direction not understood"),
        ("45,5", "direction not understood"),
        ("720", "direction not understood"),
        ("90;somewhere", "direction not understood"),
        ("NNN", "direction not understood"),
        ("nan", "direction not understood"),
        ("1e2", "direction not understood"),
        ("90-180-270", "direction not understood"),
    ],
)
def test_what_is_no_bearing_is_unknown_with_its_reason(text: str, reason: str) -> None:
    direction = parse_direction(text)
    assert direction.bearings_deg == ()
    assert direction.reason == reason


@given(st.lists(WHOLE_DEGREES, min_size=1, max_size=5, unique=True))
def test_a_list_of_degrees_comes_back_in_its_order(bearings: list[int]) -> None:
    text = ";".join(str(bearing) for bearing in bearings)
    assert parse_direction(text).bearings_deg == tuple(map(float, bearings))


@given(WHOLE_DEGREES, st.integers(1, 359))
def test_a_range_comes_back_from_its_middle_and_width(start: int, width: int) -> None:
    direction = parse_direction(f"{start}-{(start + width) % 360}")
    assert direction.angle_deg == width
    assert (direction.bearings_deg[0] - width / 2) % 360 == start


@given(WHOLE_DEGREES, st.integers(-1, 0))
def test_a_whole_turn_changes_nothing(bearing: int, turns: int) -> None:
    assert parse_direction(str(bearing + 360 * turns)) == parse_direction(str(bearing))


@given(st.sampled_from(POINTS), st.sampled_from(POINTS))
def test_letters_are_the_degrees_they_stand_for(start: str, end: str) -> None:
    degrees = f"{22.5 * POINTS.index(start)}-{22.5 * POINTS.index(end)}"
    in_letters, in_degrees = parse_direction(f"{start}-{end}".lower()), parse_direction(degrees)
    assert in_letters.bearings_deg == in_degrees.bearings_deg
    assert in_letters.angle_deg == pytest.approx(in_degrees.angle_deg, nan_ok=True)


@given(st.text(max_size=12))
def test_no_text_breaks_it_and_every_bearing_is_on_the_compass(text: str) -> None:
    direction = parse_direction(text)
    assert all(0 <= bearing < 360 for bearing in direction.bearings_deg)
    assert not (direction.bearings_deg and direction.reason)
