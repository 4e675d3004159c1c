"""Positions: repaired only where the rest of the table, or the city, makes it certain."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tables.positions import Anchor, Placed, anchor_of, checked_positions
from mapper.errors import TableError

MOSCOW = Anchor(37.62, 55.75, 150_000.0)
degrees = st.floats(-400.0, 400.0)


def placed(points: list[tuple[float, float]]) -> Placed:
    xy = np.array(points, np.float64).reshape(-1, 2)
    return Placed(xy[:, 0], xy[:, 1], np.full(len(xy), "", dtype=object), Counter())


def test_a_whole_table_the_wrong_way_round_is_turned_where_the_city_is_known() -> None:
    told = checked_positions(placed([(55.7, 37.6), (55.8, 37.5)]), MOSCOW)
    assert told.lon.tolist() == [37.6, 37.5]
    assert told.repairs == {"longitude and latitude were swapped": 2}


def test_without_a_city_such_a_table_is_taken_as_it_stands() -> None:
    anchor = anchor_of(placed([(55.7, 37.6), (55.8, 37.5)]), "table")
    assert anchor is not None
    assert (anchor.lon, anchor.lat) == pytest.approx((55.75, 37.55))


def test_a_latitude_that_cannot_be_turns_the_table() -> None:
    anchor = anchor_of(placed([(60.1, 124.9), (60.2, 125.0)]), "table")
    assert anchor is not None
    assert (anchor.lon, anchor.lat) == pytest.approx((124.95, 60.15))


def test_metres_are_no_degrees() -> None:
    with pytest.raises(TableError, match="name their CRS"):
        anchor_of(placed([(413_000, 6_178_000)]), "table")


@given(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=10))
def test_what_is_kept_lies_near_and_what_is_not_has_a_reason(
    points: list[tuple[float, float]],
) -> None:
    before = placed(points)
    told = checked_positions(before, MOSCOW)
    kept = told.reason == ""
    assert (MOSCOW.distance_m(told.lon[kept], told.lat[kept]) <= MOSCOW.within_m).all()
    # nothing but a swap ever changes a coordinate
    same = (told.lon == before.lon) & (told.lat == before.lat)
    turned = (told.lon == before.lat) & (told.lat == before.lon)
    assert (same | turned).all()
    assert told.repairs.total() == int((~same).sum())


def test_null_island_is_no_place_even_where_it_is_near() -> None:
    told = checked_positions(placed([(0.0, 0.0), (0.01, 0.01)]), Anchor(0.0, 0.0))
    assert told.reason.tolist() == ["at 0° N, 0° E: no position", ""]
