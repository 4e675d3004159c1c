"""Bearings: wrapped, signed, and measured without counting anything twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model.angles import measure_of_arcs_deg, normalise_deg, turn_deg, unit_vector

angles = st.floats(-1e4, 1e4, allow_nan=False)


@given(angles)
def test_a_bearing_lies_in_the_half_open_turn(angle: float) -> None:
    bearing = float(normalise_deg(angle))
    assert 0.0 <= bearing < 360.0
    assert np.allclose(unit_vector(bearing), unit_vector(angle), atol=1e-9)


@given(angles, angles)
def test_turning_gets_there(start: float, end: float) -> None:
    turn = float(turn_deg(start, end))
    assert -180.0 < turn <= 180.0
    assert np.allclose(unit_vector(start + turn), unit_vector(end), atol=1e-9)


@given(st.lists(st.tuples(st.integers(0, 359), st.integers(0, 400)), max_size=8))
def test_measure_of_arcs_equals_counting_degrees(arcs: list[tuple[int, int]]) -> None:
    covered = {(start + step) % 360 for start, width in arcs for step in range(min(width, 360))}
    measured = measure_of_arcs_deg([a for a, _ in arcs], [w for _, w in arcs])
    assert measured == pytest.approx(len(covered))


def test_a_tiny_negative_angle_is_north_not_360() -> None:
    assert float(normalise_deg(-1e-18)) == 0.0
