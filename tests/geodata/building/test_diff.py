"""A re-import updates, adds and retires, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.build import BuildFiles, Built, CameraFile, build_city
from geodata.diff import diff_cities

if TYPE_CHECKING:
    from pathlib import Path

OLD = "id,lon,lat,type,height\na,37.6,55.75,dome,4\nb,37.61,55.75,fixed,\nc,37.62,55.75,,\n"
NEW = "id,lon,lat,type,height\nc,37.62,55.75,,\na,37.6,55.7501,fixed,4\nd,37.63,55.75,,\n"


def city_of(folder: Path, content: str) -> Built:
    path = folder / "cameras.csv"
    path.write_text(content, encoding="utf-8")
    return build_city(BuildFiles(cameras=(CameraFile(path),)), name="town")


def test_a_diff_names_what_came_went_and_changed(tmp_path: Path) -> None:
    old, new = city_of(tmp_path, OLD).city, city_of(tmp_path, NEW).city
    told = diff_cities(old, new)
    assert told.added == ("table:d",)
    assert told.retired == ("table:b",)
    assert told.unchanged == 1
    (change,) = told.changed
    assert change.camera_id == "table:a"
    assert change.columns == (("kind", "dome", "fixed"),)
    assert 11.0 < change.moved_m < 11.3
    assert told.as_dict()["added"] == ("table:d",)
    back = diff_cities(new, old)
    assert (back.added, back.retired) == (told.retired, told.added)


def test_the_same_file_again_differs_in_nothing(tmp_path: Path) -> None:
    one, other = city_of(tmp_path, OLD).city, city_of(tmp_path, OLD).city
    assert diff_cities(one, other).is_empty
