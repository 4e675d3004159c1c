"""Expected counts against Monte Carlo over directions."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from tests.mapper.exposure import made

DRAWS = 300
XY = np.array([[0.0, 5.0], [20.0, -12.0], [45.0, 30.0], [60.0, 2.0]])
ANGLES = np.array([85.0, 40.0, 120.0, 85.0])
HOUSES = [shapely.box(25, 8, 35, 14), shapely.box(50, 4, 55, 20)]
WALK = made.track([[-60, 0], [30, 2], [40, -5], [110, 0]])


def test_expected_exposure_is_the_mean_over_directions() -> None:
    unknown = made.cameras(XY, angle_deg=ANGLES, kind=["fixed"] * 4)
    buildings = made.buildings(HOUSES)
    expected = prepare(made.city(unknown, buildings=buildings), Assumptions()).score(WALK).expected
    random = np.random.default_rng(7)
    figures = []
    for _ in range(DRAWS):
        drawn = made.cameras(
            XY, angle_deg=ANGLES, kind=["fixed"] * 4, direction_deg=random.uniform(0, 360, 4)
        )
        exposure = prepare(made.city(drawn, buildings=buildings), Assumptions()).score(WALK)
        figures.append((exposure.cameras.cautious, exposure.seen_m, exposure.seen_s))
    draws = np.array(figures, np.float64)
    mean, error = draws.mean(axis=0), draws.std(axis=0) / np.sqrt(len(draws))
    assert expected.cameras == pytest.approx(mean[0], abs=4 * error[0])
    assert expected.seen_m == pytest.approx(mean[1], abs=4 * error[1])
    assert expected.seen_s == pytest.approx(mean[2], abs=4 * error[2])


def test_a_camera_five_metres_from_a_street() -> None:
    device = made.cameras([[0, 5]])
    expected = (
        prepare(made.city(device), Assumptions()).score(made.track([[-100, 0], [100, 0]])).expected
    )
    # the street spans 2 acos(5 / 36), and the lens 85° more
    assert expected.cameras == pytest.approx(
        (2 * np.degrees(np.arccos(5 / 36)) + 85) / 360, rel=1e-3
    )


def test_a_camera_on_the_line_and_a_point_in_view() -> None:
    through = prepare(made.city(made.cameras([[0, 0]])), Assumptions()).score(
        made.track([[-100, 0], [0, 0], [100, 0]])
    )
    assert through.expected.cameras == pytest.approx(2 * 85 / 360, rel=1e-6)
    standing = prepare(made.city(made.cameras([[0, 0]])), Assumptions()).score(
        made.track([[10, 0], [10, 0]], [0, 60])
    )
    assert standing.expected.cameras == pytest.approx(85 / 360)
    assert standing.expected.seen_s == pytest.approx(60 * 85 / 360)


def test_known_directions_leave_nothing_to_chance() -> None:
    device = made.cameras([[0, 5]], direction_deg=[180.0])
    exposure = prepare(made.city(device), Assumptions()).score(made.track([[-100, 0], [100, 0]]))
    assert exposure.expected.cameras == exposure.cameras.cautious
    assert exposure.expected.seen_m == pytest.approx(exposure.seen_m)


def test_two_unknown_cameras_at_one_place_are_independent() -> None:
    device = made.cameras([[0, 5], [0, 5]])
    exposure = prepare(made.city(device), Assumptions()).score(made.track([[-100, 0], [100, 0]]))
    assert exposure.seen_m is not None
    one = 85 / 360
    assert exposure.expected.seen_m == pytest.approx(exposure.seen_m * (1 - (1 - one) ** 2))


@pytest.mark.parametrize("tolerance_m", [1.0, 10.0])
def test_a_tolerance_never_lowers_the_expected_cameras(tolerance_m: float) -> None:
    device = made.cameras([[0, 20]])
    walk = made.track([[-100, 0], [100, 0]])
    exact = prepare(made.city(device), Assumptions()).score(walk).expected.cameras
    wide = prepare(made.city(device), Assumptions(tolerance_m=tolerance_m)).score(walk)
    assert exact is not None
    assert wide.expected.cameras is not None
    assert exact < wide.expected.cameras <= 1.0
