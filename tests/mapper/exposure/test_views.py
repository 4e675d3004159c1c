"""Fields of view: what is recorded, what is supposed, and which directions there are."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.exposure.views import FieldsOfView, camera_ranges_m
from mapper.model.assumptions import Assumptions, RangePreset
from tests.mapper.exposure import made

NAN = float("nan")


def test_a_recorded_range_beats_the_preset_and_an_override_beats_both() -> None:
    devices = made.cameras(
        [[0, 0]] * 3, range_m=[NAN, 20.0, NAN], kind=["fixed", "fixed", "panning"]
    )
    assert camera_ranges_m(devices, Assumptions()).tolist() == [36.0, 20.0, 94.0]
    assert camera_ranges_m(devices, Assumptions(range_m=50.0)).tolist() == [50.0] * 3
    far = Assumptions(range_m=50.0).at(RangePreset.FAR)
    assert camera_ranges_m(devices, far).tolist() == [71.0, 20.0, 187.0]


def test_the_position_error_is_added_to_the_range() -> None:
    devices = made.cameras([[0, 0]] * 2, position_error_m=[0.0, 24.0])
    assert FieldsOfView.of(devices, Assumptions()).range_m.tolist() == [36.0, 60.0]


@pytest.mark.parametrize("kind", ["dome", "panning"])
def test_what_turns_sees_the_disc_whatever_its_direction(kind: str) -> None:
    devices = made.cameras(
        [[0, 0]], kind=[kind], direction_deg=[90.0], other_directions_deg=["180;270"]
    )
    fields = FieldsOfView.of(devices, Assumptions())
    assert len(fields) == 1
    assert np.isnan(fields.direction_deg[0])
    assert np.isnan(fields.lens_deg[0]), "a dome leaves nothing to chance"


@pytest.mark.parametrize("kind", ["fixed", "unknown", "plate_reader"])
def test_an_unknown_direction_is_a_disc_with_a_lens(kind: str) -> None:
    devices = made.cameras([[0, 0]], kind=[kind])
    fields = FieldsOfView.of(devices, Assumptions())
    assert np.isnan(fields.direction_deg[0])
    assert fields.angle_deg[0] == 360.0
    assert fields.lens_deg[0] == 85.0


def test_north_is_a_direction() -> None:
    fields = FieldsOfView.of(made.cameras([[0, 0]], direction_deg=[0.0]), Assumptions())
    assert fields.direction_deg[0] == 0.0
    assert fields.angle_deg[0] == 85.0
    assert np.isnan(fields.lens_deg[0])


def test_a_device_with_several_directions_has_several_fields_of_view() -> None:
    devices = made.cameras(
        [[0, 0], [9, 9]],
        direction_deg=[-20.0, NAN],
        other_directions_deg=["100;370", ""],
        angle_deg=[40.0, 200.0],
    )
    fields = FieldsOfView.of(devices, Assumptions())
    assert fields.camera.tolist() == [0, 0, 0, 1]
    assert fields.direction_deg[:3].tolist() == [340.0, 100.0, 10.0]
    assert fields.angle_deg.tolist() == [40.0, 40.0, 40.0, 360.0]
    assert fields.lens_deg[3] == 200.0


def test_a_recorded_full_circle_leaves_nothing_to_chance() -> None:
    devices = made.cameras([[0, 0]], kind=["fixed"], angle_deg=[360.0], direction_deg=[30.0])
    fields = FieldsOfView.of(devices, Assumptions())
    assert np.isnan(fields.direction_deg[0])
    assert np.isnan(fields.lens_deg[0])


def test_no_cameras_have_no_fields_of_view() -> None:
    assert len(FieldsOfView.of(made.cameras(np.zeros((0, 2))), Assumptions())) == 0
