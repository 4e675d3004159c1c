"""Claims: who asserts or denies what, about which system or place, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapper.errors import TableError
from mapper.model.tables import TEXT, Column

__all__ = ["CLAIM_COLUMNS", "Claims"]

CLAIM_COLUMNS: Final[dict[str, Column]] = {
    "claim_id": TEXT,
    "subject": TEXT,
    "attribute": TEXT,
    "value": TEXT,
    "stance": Column("str", "asserted", frozenset({"asserted", "denied"})),
    "by_whom": TEXT,
    "date": TEXT,
    "source": TEXT,
}
"""Columns of the table ``claims``, all text. Contradictions stay: rows are never reconciled."""


@dataclass(frozen=True, slots=True)
class Claims:
    """A checked table of claims, without geometry."""

    frame: pd.DataFrame

    @classmethod
    def parse(cls, frame: pd.DataFrame) -> Claims:
        """Check a table once.

        Raises
        ------
        TableError
            Where an id is missing or repeated, or a stance is neither asserted nor denied.
        """
        clean = pd.DataFrame(index=range(len(frame)))
        for name, column in CLAIM_COLUMNS.items():
            default = "" if column.default is None else str(column.default)
            values = frame[name] if name in frame else pd.Series([default] * len(frame))
            clean[name] = values.reset_index(drop=True).astype("object").fillna("").astype("str")
        ids = clean["claim_id"]
        wrong = (ids == "") | ids.duplicated() | ~clean["stance"].isin(["asserted", "denied"])
        if bool(wrong.any()):
            row = int(wrong.to_numpy().argmax())
            message = f"table claims, row {row}: id empty or repeated, or stance unknown"
            raise TableError(message)
        return cls(clean)

    @classmethod
    def none(cls) -> Claims:
        """Return a table with no claims."""
        return cls.parse(pd.DataFrame({name: pd.Series([], dtype="str") for name in CLAIM_COLUMNS}))

    def __len__(self) -> int:
        """Count the claims."""
        return len(self.frame)
