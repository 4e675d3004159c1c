"""Which rows of different sources are, or nearly are, one camera, and what the rows behind say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapper.errors import TableError
from mapper.model.cameras import CAMERA_COLUMNS
from mapper.model.tables import FLAG, NUMBER, TEXT, Column

__all__ = ["SAME_AS_COLUMNS", "SameAs"]

_LINK: Final[dict[str, Column]] = {
    "camera_id": TEXT,
    "same_as": TEXT,
    "distance_m": NUMBER,
    "linked": FLAG,
    "reason": TEXT,
}
_BEHIND: Final[dict[str, Column]] = {
    "x": NUMBER,
    "y": NUMBER,
    **{
        name: Column(column.dtype, column.default)
        for name, column in CAMERA_COLUMNS.items()
        if name != "camera_id"
    },
}
SAME_AS_COLUMNS: Final[dict[str, Column]] = {**_LINK, **_BEHIND}
"""Columns of the table ``same_as``.

``camera_id`` is a row of the table ``cameras``. Where ``linked``, ``same_as`` is the id of a row
that stands behind it and counts no more; its place (metres) and its columns follow as its source
has them. Where not, ``same_as`` only nearly is the same: a row of ``cameras``, or one that
stands behind a third; its columns are told where it stands behind one.
"""


@dataclass(frozen=True, slots=True)
class SameAs:
    """A checked table of links, without geometry."""

    frame: pd.DataFrame

    @classmethod
    def parse(cls, frame: pd.DataFrame) -> SameAs:
        """Check a table once.

        Raises
        ------
        TableError
            Where an id is missing, a pair is repeated, a row stands behind two, or a value is
            of another type.
        """
        clean = pd.DataFrame(index=range(len(frame)))
        try:
            for name, column in SAME_AS_COLUMNS.items():
                given = frame.get(name, pd.Series([column.default] * len(frame), dtype="object"))
                values = given.reset_index(drop=True)
                if column.dtype == "str":
                    values = values.astype("object").where(values.notna(), "")
                clean[name] = values.astype(column.dtype)
        except (TypeError, ValueError) as error:
            message = "table same_as: a value is of another type"
            raise TableError(message) from error
        behind = clean["linked"] & clean.duplicated(["linked", "same_as"])
        wrong = (clean["camera_id"] == "") | (clean["same_as"] == "") | behind
        wrong |= clean.duplicated(["camera_id", "same_as"])
        if bool(wrong.any()):
            row = int(wrong.to_numpy().argmax())
            message = f"table same_as, row {row}: an id is empty, or a row stands behind two"
            raise TableError(message)
        return cls(clean)

    @classmethod
    def none(cls) -> SameAs:
        """Return a table with no links."""
        return cls.parse(pd.DataFrame({name: [] for name in SAME_AS_COLUMNS}))

    def among(self, camera_ids: set[str]) -> SameAs:
        """Return the links of cameras that are still there."""
        ids = list(camera_ids)
        stays = self.frame["camera_id"].isin(ids)
        behind = self.frame.loc[stays & self.frame["linked"], "same_as"]
        kept = stays & self.frame["same_as"].isin([*ids, *behind])
        return SameAs(self.frame[kept].reset_index(drop=True))

    def __len__(self) -> int:
        """Count the links."""
        return len(self.frame)
