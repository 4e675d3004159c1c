from __future__ import annotations

import base64

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.maps.coding import UNIT_ZOOM, Plane, encode_lines
from mapper.model.projection import Projection

points = st.lists(
    st.tuples(st.integers(-(2**28), 2**28), st.integers(-(2**28), 2**28)), min_size=1, max_size=9
)


def decoded(text: str) -> list[list[tuple[int, int]]]:
    """Read lines back, byte by byte, without any of the code under test."""
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value, shift = 0, 0
    lines, at, x, y = [], 0, 0, 0
    while at < len(numbers):
        line = []
        for k in range(numbers[at]):
            dx, dy = ((n >> 1) ^ -(n & 1) for n in numbers[at + 1 + 2 * k : at + 3 + 2 * k])
            x, y = x + dx, y + dy
            line.append((x, y))
        at += 1 + 2 * numbers[at]
        lines.append(line)
    return lines


def without_repeats(line: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [point for at, point in enumerate(line) if at == 0 or point != line[at - 1]]


@given(st.lists(points, max_size=6))
def test_lines_come_back_as_they_were(lines: list[list[tuple[int, int]]]) -> None:
    text = encode_lines([np.array(line, np.int64) for line in lines])
    assert decoded(text) == [without_repeats(line) for line in lines]


def test_a_unit_is_a_pixel_of_leaflets_plane() -> None:
    plane = Plane(Projection(32635), (0.0, 0.0, 1.0, 85.0511287798))
    side = 256 * 2**UNIT_ZOOM
    assert plane.of_lon_lat([0.0], [0.0]).tolist() == [[0, side // 2]]
    assert plane.of_lon_lat([180.0], [85.0511287798]).tolist() == [[side // 2, 0]]


def test_holes_run_against_their_outline() -> None:
    plane = Plane(Projection(32635), (24.9, 60.1, 25.0, 60.2))
    outline = shapely.box(385_000, 6_670_000, 385_100, 6_670_100)
    holed = shapely.difference(outline, shapely.box(385_040, 6_670_040, 385_060, 6_670_060))
    rings = plane.lines_of(np.array([holed, shapely.reverse(holed)], dtype=object))
    turns = [np.sign(_doubled_area(ring)) for ring in rings]
    assert turns == [turns[0], -turns[0], turns[0], -turns[0]]


def _doubled_area(ring: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> int:
    x, y = ring.T
    return int(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
