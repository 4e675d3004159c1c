"""Survey areas need a state and a date; nothing becomes full by derivation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import box

from geodata.survey import read_survey, survey_with
from geodata.tables.features import Licensed
from geodata.tables.positions import Anchor
from mapper.errors import TableError
from mapper.model.projection import Projection

if TYPE_CHECKING:
    from pathlib import Path

UTM = Projection(32637)
NEAR = Anchor(37.6, 55.75, 100_000.0)


def areas(folder: Path, **columns: list[str]) -> Licensed:
    shapes = [box(413_000, 6_178_000, 414_000, 6_179_000)] * len(next(iter(columns.values())))
    path = folder / "survey.geojson"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM.crs).to_crs(4326).to_file(path)
    return Licensed(path, label="count")


def test_areas_keep_state_source_and_date(tmp_path: Path) -> None:
    file = areas(
        tmp_path,
        name=["north", "north"],
        state=["Full", "none"],
        observed_on=["01.05.2024", "2023"],
        source=["walk", ""],
    )
    table, read = read_survey(file, UTM, NEAR)
    frame = table.frame
    assert frame["survey_id"].tolist() == ["survey:north", "survey:north/2"]
    assert frame["state"].tolist() == ["full", "none"]
    assert frame["observed_on"].tolist() == ["2024-05-01", "2023"]
    assert frame["source"].tolist() == ["walk", "count"]
    assert frame["derived"].tolist() == [False, False]
    assert read.rows_read == 2
    assert len(survey_with(table, projection=UTM)) == 2
    assert len(survey_with(projection=UTM)) == 0


@pytest.mark.parametrize(
    ("state", "date", "message"),
    [("most", "2024", "'most' is none of"), ("full", "", "no date"), ("full", "May", "no date")],
)
def test_areas_nobody_can_rely_on_are_refused(
    tmp_path: Path, state: str, date: str, message: str
) -> None:
    with pytest.raises(TableError, match=message):
        read_survey(areas(tmp_path, state=[state], observed_on=[date]), UTM, NEAR)
