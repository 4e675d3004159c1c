"""Views: what is tapped is what is shown."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mapper.exposure.city import prepare
from mapper.maps.drawing import Drawing
from mapper.maps.picture import view_png
from mapper.maps.view import View
from mapper.model.assumptions import Assumptions
from tests.mapper.maps.small_city import small_city

shares = st.floats(0, 1)
VIEW = View(24.94, 60.17, 15.0, 720, 540)


@given(across=shares, down=shares, zoom=st.floats(10, 18))
def test_a_view_of_a_touched_place_has_it_in_its_middle(
    across: float, down: float, zoom: float
) -> None:
    view = View(24.94, 60.17, zoom, 720, 540)
    lon, lat = view.place_at(across, down)
    middle = view.middle_at(lon, lat).place_at(0.5, 0.5)
    assert middle == pytest.approx((lon, lat), abs=1e-9)


def test_touching_to_the_right_and_below_leads_east_and_south() -> None:
    west, north = VIEW.place_at(0, 0)
    east, south = VIEW.place_at(1, 1)
    assert west < VIEW.lon < east
    assert south < VIEW.lat < north


def test_moving_there_and_back_changes_nothing() -> None:
    back = VIEW.moved(1, 1).moved(-1, -1)
    assert (back.lon, back.lat) == pytest.approx((VIEW.lon, VIEW.lat), abs=1e-9)
    assert VIEW.nearer(1).nearer(-1) == VIEW


def test_a_fitted_view_holds_its_bounds_and_little_more() -> None:
    bounds = (24.93, 60.16, 24.96, 60.18)
    view = View.fit(bounds, size=(720, 540))
    (west, north), (east, south) = view.place_at(0, 0), view.place_at(1, 1)
    assert west < bounds[0]
    assert south < bounds[1]
    assert east > bounds[2]
    assert north > bounds[3]
    assert north - south < 1.2 * (bounds[3] - bounds[1])


def test_a_view_stays_in_its_city() -> None:
    bounds = (24.93, 60.16, 24.96, 60.18)
    inside = View(0.0, 89.0, 99.0, 720, 540).inside(bounds)
    assert (inside.lon, inside.lat) == (24.93, 60.18)
    assert inside.zoom == 19
    far = View(24.94, 60.17, 2.0, 720, 540).inside(bounds)
    assert far.zoom == View.fit(bounds, size=(720, 540)).zoom


@pytest.mark.parametrize("density", [1, 2])
def test_a_picture_shows_a_pin_where_the_view_says(density: int) -> None:
    city = small_city()
    drawing = Drawing.of(prepare(city, Assumptions()), ())
    view = View.fit(city.bounds, size=(300, 300), density=density)
    lon, lat = view.place_at(0.25, 0.75)
    plain, pinned = (
        np.asarray(
            Image.open(io.BytesIO(view_png(drawing, view, pins=pins))).convert("L"), np.int64
        )
        for pins in ((), [(lon, lat, "A")])
    )
    assert plain.shape == (300 * density, 300 * density)
    rows, columns = np.nonzero(np.abs(plain - pinned) > 60)
    assert columns.mean() / plain.shape[1] == pytest.approx(0.25, abs=0.02)
    assert rows.mean() / plain.shape[0] == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("most", [40_000, 8_000, 3_000])
def test_a_picture_keeps_to_its_bytes(most: int) -> None:
    city = small_city()
    drawing = Drawing.of(prepare(city, Assumptions()), ())
    view = View.fit(city.bounds, size=(400, 300), density=2)
    assert len(view_png(drawing, view, most_bytes=most)) <= most
