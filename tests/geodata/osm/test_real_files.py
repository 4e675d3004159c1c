"""Real files: what they hold is known by count, and by reading them another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.osm import read_city

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shared_data


def test_frankfurt_has_its_cameras_kinds_and_the_guard_is_none(shared_data: Path) -> None:
    city = read_city(
        shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf",
        name="frankfurt",
        title="Frankfurt",
    )
    cameras = city.cameras.frame
    kinds = cameras["kind"].value_counts().to_dict()
    assert len(cameras) == 133
    assert city.figures["cameras"]["refused"] == {"a guard is no camera": 1}
    assert kinds["fixed"] == 68
    # 55 domes and the one ``dome;fixed``
    assert kinds["dome"] == 56
    assert cameras["direction_deg"].notna().sum() == 31
    assert (cameras["direction_deg"] == 0.0).sum() == 5
    assert cameras["height_m"].notna().sum() == 37
