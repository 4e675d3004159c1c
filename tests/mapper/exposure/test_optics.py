"""Ranges from optics: the presets are what the sources say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.exposure.optics import (
    CHARACTERISE_PX_M,
    VALIDATE_PX_M,
    angle_of_view_deg,
    range_from_optics_m,
)
from mapper.model.assumptions import Assumptions

FOUR_MP, FOUR_K = 2560, 3840


@pytest.mark.parametrize(
    ("preset", "pixels", "density", "angle"),
    [
        ("near_m", FOUR_MP, CHARACTERISE_PX_M, 43.0),
        ("default_m", FOUR_K, VALIDATE_PX_M, 12.35),
        ("far_m", FOUR_K, CHARACTERISE_PX_M, 12.35),
        ("default_panning_m", FOUR_K, VALIDATE_PX_M, 4.7),
        ("far_panning_m", FOUR_K, CHARACTERISE_PX_M, 4.7),
    ],
)
def test_the_presets_follow_from_optics(
    preset: str, pixels: float, density: float, angle: float
) -> None:
    range_m = range_from_optics_m(pixels=pixels, density_px_m=density, angle_deg=angle)
    assert range_m == pytest.approx(getattr(Assumptions(), preset), abs=0.6)


@given(st.floats(1, 170), st.floats(100, 8000), st.floats(50, 1500))
def test_at_that_range_the_picture_has_that_density(
    angle: float, pixels: float, density: float
) -> None:
    range_m = range_from_optics_m(pixels=pixels, density_px_m=density, angle_deg=angle)
    # the scene's width there, by the angle of a lens with a sensor of that width at that length
    assert angle_of_view_deg(
        focal_length_mm=range_m, sensor_width_mm=pixels / density
    ) == pytest.approx(angle)


@pytest.mark.parametrize("angle", [0.0, -1.0, 180.0])
def test_impossible_angles_are_refused(angle: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 180"):
        range_from_optics_m(pixels=1920, density_px_m=250, angle_deg=angle)


def test_impossible_lenses_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        angle_of_view_deg(focal_length_mm=0.0, sensor_width_mm=5.0)
