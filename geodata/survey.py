"""Survey areas: stated by somebody with a date, or derived cautiously and never ``full``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geodata.tables.features import Licensed, read_features
from geodata.tables.values import dates
from mapper.errors import TableError
from mapper.model.places import SURVEY_COLUMNS, SurveyState, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.tables.features import Features
    from geodata.tables.positions import Anchor
    from mapper.model.projection import Projection

__all__ = ["read_survey", "survey_with"]

_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "survey_id": ("survey_id", "id", "name"),
    "state": ("state", "survey", "survey_state"),
    "source": ("source", "by_whom"),
    "observed_on": ("observed_on", "date", "surveyed_on"),
}


def read_survey(file: Licensed, projection: Projection, anchor: Anchor) -> tuple[Table, Features]:
    """Read areas that somebody says were searched for cameras, with state, source and date.

    Raises
    ------
    TableError
        Where an area's state is not full, partial or none, or no date says when it was looked
        at: cameras come and go.
    """
    features = read_features(
        file, _FIELDS, what="survey areas", geometry="Polygon", projection=projection, anchor=anchor
    )
    frame = features.frame
    state = frame["state"].str.strip().str.casefold()
    strange = ~state.isin(sorted(SurveyState))
    if bool(strange.any()):
        row = int(strange.to_numpy().argmax())
        message = (
            f"{file.path.name}, area {row + 1}: state {frame['state'].iloc[row]!r} is none of "
            f"{', '.join(SurveyState)}"
        )
        raise TableError(message)
    told, unread = dates(frame["observed_on"])
    undated = unread | (told == "").to_numpy()
    if bool(undated.any()):
        message = f"{file.path.name}, area {int(undated.argmax()) + 1}: no date in observed_on"
        raise TableError(message)
    names = frame["survey_id"].where(frame["survey_id"] != "", [f"{n}" for n in range(len(frame))])
    again = names.groupby(names).cumcount()
    table = gpd.GeoDataFrame(
        {
            "survey_id": "survey:"
            + names.where(again == 0, names + "/" + (again + 1).astype("str")),
            "state": state,
            "source": frame["source"].where(frame["source"] != "", features.source.label),
            "observed_on": told,
            "derived": False,
        },
        geometry=list(features.shapes),
        crs=projection.crs,
    )
    return Table.parse(table, SURVEY_COLUMNS, table="survey", projection=projection), features


def survey_with(*tables: Table, projection: Projection) -> Table:
    """Return one survey out of several; where areas overlap the better state holds."""
    frames = [table.frame for table in tables if len(table)]
    if not frames:
        return Table.empty(SURVEY_COLUMNS, projection)
    joined = gpd.GeoDataFrame(
        pd.concat(frames, ignore_index=True), geometry="geometry", crs=projection.crs
    )
    return Table.parse(joined, SURVEY_COLUMNS, table="survey", projection=projection)
