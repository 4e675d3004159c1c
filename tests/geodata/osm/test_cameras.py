from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from geodata.osm.cameras import (
    POSITION_ERROR_M,
    camera_attributes,
    is_watched,
    refusal_to_count,
)
from tests.geodata.osm.drawing import Tags, drawn, imported

if TYPE_CHECKING:
    from pathlib import Path

CAMERA: Tags = {"man_made": "surveillance"}
STREET: dict[int, tuple[list[int], Tags]] = {1: ([1, 2], {"highway": "footway"})}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({}, "unknown"),
        ({"camera:type": "fixed"}, "fixed"),
        ({"camera:type": "dome"}, "dome"),
        ({"camera:type": "Dome"}, "dome"),
        ({"camera:type": "panning"}, "panning"),
        ({"camera:type": "dome;fixed"}, "dome"),
        ({"camera:type": "fixed; panning"}, "panning"),
        ({"camera:type": "bullet"}, "unknown"),
        ({"camera:type": "fixed", "revolving": "yes"}, "panning"),
        ({"surveillance:type": "ALPR"}, "plate_reader"),
        ({"surveillance:type": "ANPR", "camera:type": "fixed"}, "plate_reader"),
        ({"surveillance:type": "camera;ALPR"}, "unknown"),
    ],
)
def test_of_several_kinds_the_one_that_sees_most_holds(tags: Tags, kind: str) -> None:
    assert camera_attributes(CAMERA | tags)["kind"] == kind


@pytest.mark.parametrize(
    ("tags", "watched", "reason"),
    [
        ({"man_made": "surveillance"}, True, ""),
        ({"surveillance:type": "camera"}, True, ""),
        ({"surveillance:type": "ALPR"}, True, ""),
        ({"man_made": "surveillance", "surveillance:type": "guard"}, True, "a guard is no camera"),
        ({"man_made": "surveillance", "surveillance:type": "camera;guard"}, True, ""),
        (
            {"man_made": "surveillance", "surveillance:type": "gunshot_detector"},
            True,
            "hears, does not see",
        ),
        # a shop that says it is watched is no device
        ({"shop": "bakery", "surveillance": "indoor"}, False, ""),
        ({"highway": "speed_camera"}, False, ""),
    ],
)
def test_what_is_a_camera(tags: Tags, *, watched: bool, reason: str) -> None:
    assert is_watched(tags) is watched
    assert refusal_to_count(tags) == reason


@pytest.mark.parametrize(
    ("tags", "indoor"),
    [
        ({}, False),
        ({"surveillance": "indoor"}, True),
        ({"surveillance": "public"}, False),
        ({"indoor": "yes"}, True),
        ({"indoor": "no", "level": "0"}, False),
        ({"level": "-1"}, True),
        ({"level": "2"}, False),
        ({"location": "underground"}, True),
        ({"location": "indoor"}, True),
        ({"surveillance": "indoor;outdoor"}, False),
        ({"surveillance": "outdoor", "level": "-1"}, False),
        ({"layer": "-1"}, False),
    ],
)
def test_which_cameras_do_not_see_the_street(tags: Tags, *, indoor: bool) -> None:
    assert camera_attributes(CAMERA | tags)["indoor"] is indoor


@pytest.mark.parametrize(
    ("tags", "height_m"),
    [
        ({}, math.nan),
        ({"height": "5"}, 5.0),
        ({"height": "5 m"}, 5.0),
        ({"height": "4,5"}, 4.5),
        ({"height": "16'"}, 4.8768),
        ({"height": "16'6\""}, 5.0292),
        ({"height": "350 cm"}, 3.5),
        ({"est_height": "8"}, 8.0),
        ({"height": "7", "est_height": "8"}, 7.0),
        ({"height": "0.5", "camera:height": "9"}, 9.0),
        ({"height": "tall", "est_height": "8"}, 8.0),
        ({"height": "-3"}, math.nan),
        ({"height": "99999"}, math.nan),
    ],
)
def test_heights(tags: Tags, height_m: float) -> None:
    height = camera_attributes(CAMERA | tags)["height_m"]
    assert height == pytest.approx(height_m, nan_ok=True)


def test_the_most_particular_direction_that_can_be_read_holds() -> None:
    def direction_deg(tags: Tags) -> object:
        return camera_attributes(CAMERA | tags)["direction_deg"]

    assert direction_deg({"camera:direction": "0", "direction": "90"}) == 0.0
    assert direction_deg({"camera:direction": "forward", "direction": "90"}) == 90.0
    assert direction_deg({"surveillance:direction": "W"}) == 270.0


def test_several_directions_keep_their_order_and_a_tilt_is_no_angle_of_view() -> None:
    row = camera_attributes(CAMERA | {"camera:direction": "10;200.5;N", "camera:angle": "60"})
    assert row["direction_deg"] == 10.0
    assert row["other_directions_deg"] == "200.5;0"
    assert row["angle_deg"] == pytest.approx(math.nan, nan_ok=True)


@pytest.mark.parametrize(
    ("tags", "evidence"),
    [
        ({}, "unknown"),
        ({"surveillance:face_recognition": "yes"}, "reported"),
        ({"camera:facial_recognition": "no"}, "no"),
        ({"face_recognition": "no", "facial_recognition": "yes"}, "reported"),
        ({"face_recognition": "maybe"}, "unknown"),
    ],
)
def test_face_recognition_only_where_it_is_said(tags: Tags, evidence: str) -> None:
    assert camera_attributes(CAMERA | tags)["face_recognition"] == evidence


@pytest.mark.parametrize(
    ("tags", "operator"),
    [
        ({"operator": "Stadt Köln", "surveillance": "public"}, "Stadt Köln"),
        ({"operator": "Beispiel GmbH"}, "Beispiel GmbH"),
        ({"operator": "Some Body", "operator:type": "government"}, "Some Body"),
        ({"operator": "Some Body", "operator:wikidata": "Q1"}, "Some Body"),
        ({"operator": "Some Body"}, ""),
        ({"operator": "Some Body", "surveillance": "outdoor"}, ""),
        ({"operator": "Beispiel GmbH", "operator:type": "private"}, ""),
        ({"operator": "private", "surveillance": "public"}, ""),
    ],
)
def test_an_operator_who_may_be_a_neighbour_is_dropped(tags: Tags, operator: str) -> None:
    assert camera_attributes(CAMERA | tags)["operator"] == operator


def test_nodes_and_areas_become_cameras_and_each_refusal_is_counted(tmp_path: Path) -> None:
    document = drawn(
        {
            1: (0, 0),
            2: (100, 0),
            10: (5, 5, CAMERA | {"camera:direction": "forward", "check_date": "2023-10-01"}),
            11: (6, 5, CAMERA | {"surveillance:type": "guard"}),
            20: (50, 50),
            21: (56, 50),
            22: (56, 58),
            23: (50, 58),
        },
        STREET
        | {
            5: ([20, 21, 22, 23, 20], CAMERA | {"surveillance:zone": "Town"}),
            6: ([1, 2, 20], {"surveillance:type": "camera", "highway": "service"}),
        },
        {7: ([("w", 5, "outer")], CAMERA | {"type": "multipolygon"})},
    )
    result = imported(tmp_path, document)
    frame = result.city.cameras.frame
    assert list(frame["camera_id"]) == ["osm:n10", "osm:w5"]
    assert list(frame["source_id"]) == ["node/10", "way/5"]
    assert list(frame["observed_on"]) == ["2023-10-01", ""]
    assert list(frame["zone"]) == ["", "town"]
    # the area's far corner is 5 m from its middle
    assert frame["position_error_m"][0] == POSITION_ERROR_M
    assert frame["position_error_m"][1] == pytest.approx(POSITION_ERROR_M + 5.0, abs=0.02)
    assert result.city.figures["cameras"] == {
        "read": 5,
        "kept": 2,
        "refused": {
            "a guard is no camera": 1,
            "a line under surveillance, not a device": 1,
            "drawn as a relation": 1,
        },
        "not_understood": {"direction relative to a way": 1},
    }
    refused = {(refusal.source_id, refusal.reason) for refusal in result.refusals}
    assert ("node/11", "a guard is no camera") in refused
    assert ("node/10", "direction relative to a way") in refused


def test_nothing_about_mappers_or_contacts_is_read(tmp_path: Path) -> None:
    secrets = {
        "phone": "+1 secret", "contact:email": "secret@example.org", "website": "https://secret",
        "contact:webcam": "https://secret", "image": "https://secret", "note": "secret",
        "name": "secret", "operator": "secret person", "description": "secret",
    }  # fmt: skip
    document = drawn({1: (0, 0), 2: (100, 0), 3: (5, 5, CAMERA | secrets)}, STREET)
    result = imported(tmp_path, document)
    kept = result.city.cameras.frame.drop(columns="geometry").to_json()
    for secret in ("secret", "somebody"):
        assert secret not in kept
        assert secret not in str(result.city.figures) + str(result.refusals)
