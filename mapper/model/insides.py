"""What is known of the insides of stations: levels, depth, gates, ways without steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mapper.errors import TableError
from mapper.model.plain import plain_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mapper.model.plain import Kind

__all__ = ["ENTRANCE", "INSIDE_COLUMNS", "STATION", "Insides"]

STATION: Final = "station"
ENTRANCE: Final = "entrance"

INSIDE_COLUMNS: Final[dict[str, Kind]] = {
    "kind": "str",
    "place_id": "str",
    "levels": "float64",
    "depth_m": "float64",
    "gates": "float64",
    "step_free": "str",
    "told_by": "str",
    "source": "str",
}
"""Columns of the table ``insides``.

``kind`` is ``station`` or ``entrance`` and ``place_id`` the id there. ``levels`` is how many
levels the platforms lie from the street (of an entrance: from its own level), below as a
negative number; ``depth_m`` how far below the street in metres, told by a source and never
worked out from levels; ``gates`` how many fare gates stand on the quickest way in; ``step_free``
is ``yes``, ``no`` or "" and ``told_by`` what tells these (``pathways``, ``levels``, ``tags`` …).
NaN and "" mean that nothing is recorded.
"""
_KINDS: Final = (STATION, ENTRANCE)
_ANSWERS: Final = ("", "yes", "no")


@dataclass(frozen=True, slots=True)
class Insides:
    """A checked table of what lies inside stations, without geometry."""

    frame: pd.DataFrame

    @classmethod
    def parse(cls, frame: pd.DataFrame) -> Insides:
        """Check a table once.

        Raises
        ------
        TableError
            Where an id is missing or repeated, or a value is none of those allowed.
        """
        clean = plain_frame(frame, INSIDE_COLUMNS, table="insides")
        wrong = (clean["place_id"] == "") | clean.duplicated(["kind", "place_id"])
        wrong |= ~clean["kind"].isin(_KINDS) | ~clean["step_free"].isin(_ANSWERS)
        if bool(wrong.any()):
            row = int(wrong.to_numpy().argmax())
            message = f"table insides, row {row}: a place is repeated, or a value is not allowed"
            raise TableError(message)
        return cls(clean)

    @classmethod
    def none(cls) -> Insides:
        """Return a table with nothing in it."""
        return cls.parse(pd.DataFrame({name: [] for name in INSIDE_COLUMNS}))

    def among(self, stations: Iterable[str], entrances: Iterable[str]) -> Insides:
        """Return what is known of stations and entrances that are still there."""
        frame = self.frame
        kept = (frame["kind"] == STATION) & frame["place_id"].isin(list(stations))
        kept |= (frame["kind"] == ENTRANCE) & frame["place_id"].isin(list(entrances))
        return Insides(frame[kept].reset_index(drop=True))

    def of(self, kind: str, ids: Iterable[str]) -> pd.DataFrame:
        """Return the rows of some places, in their order; "" and NaN where nothing is known."""
        rows = self.frame[self.frame["kind"] == kind].set_index("place_id")
        found = rows.reindex(pd.Index(list(ids), dtype="object"))
        texts: Mapping[str, str] = {name: "" for name, t in INSIDE_COLUMNS.items() if t == "str"}
        told = {name: value for name, value in texts.items() if name in found.columns}
        return found.fillna(told).rename_axis("place_id").reset_index()

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.frame)

    def levels_of(
        self, kind: str, ids: Iterable[str]
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return how many levels the platforms lie from each place, NaN where not known."""
        return np.asarray(self.of(kind, ids)["levels"], np.float64)
