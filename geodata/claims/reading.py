"""Claims from files: published tables of a city, or a researcher's own."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geodata.tables.reading import open_table
from mapper.errors import TableError
from mapper.model.claims import CLAIM_COLUMNS, Claims

if TYPE_CHECKING:
    from geodata.tables.rows import RowSource

__all__ = ["Contradiction", "city_claims", "contradictions", "read_claims"]

_NEEDED = ("claim_id", "subject", "attribute", "value", "by_whom", "source")
_DATE = r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims about one attribute of one subject that cannot all hold."""

    subject: str
    attribute: str
    asserted: tuple[str, ...]
    """Ids of the claims that assert a value."""
    denied: tuple[str, ...]
    """Ids of the claims that deny one."""


def city_claims(name: str) -> Claims:
    """Return the claims that come with the program for a city; none where there are none.

    >>> len(city_claims("moscow")) > 20, len(city_claims("nowhere"))
    (True, 0)
    """
    file = resources.files("geodata") / "claims" / f"{name}.csv"
    if not file.is_file():
        return Claims.none()
    with resources.as_file(file) as path:
        return read_claims(path)


def read_claims(path: Path) -> Claims:
    """Read a table of claims; see ``CLAIM_COLUMNS`` for its columns.

    Raises
    ------
    TableError
        Where a column is missing, a claim has no subject, author or source, or a date that is
        neither ISO 8601 nor empty (the day is not known).
    """
    source = open_table(Path(path))
    missing = [name for name in (*_NEEDED, "date") if name not in source.columns]
    if missing:
        message = f"{path.name}: no column {missing[0]} (found {', '.join(source.columns)})"
        raise TableError(message)
    frame = _whole(source, path.name)
    for name in _NEEDED:
        empty = (frame[name].str.strip() == "").to_numpy()
        if empty.any():
            message = f"{path.name}, claim {int(empty.argmax()) + 1}: no {name}"
            raise TableError(message)
    strange = ~frame["date"].str.fullmatch(_DATE).to_numpy()
    if strange.any():
        row = int(strange.argmax())
        message = f"{path.name}, claim {row + 1}: date {frame['date'].iloc[row]!r} is not ISO 8601"
        raise TableError(message)
    return Claims.parse(frame)


def _whole(source: RowSource, what: str) -> pd.DataFrame:
    parts = list(source.stretches())
    refused = [refusal for part in parts for refusal in part.refused]
    if refused:
        message = f"{what}, line {refused[0].line}: {refused[0].reason}"
        raise TableError(message)
    if not parts:
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in CLAIM_COLUMNS})
    return pd.concat([part.frame for part in parts], ignore_index=True)


def contradictions(claims: Claims) -> tuple[Contradiction, ...]:
    """Return where one side asserts what another denies, in order of subject and attribute.

    Figures that differ because time went by are no contradiction.
    """
    found = []
    for (subject, attribute), group in claims.frame.groupby(["subject", "attribute"], sort=True):
        denied = group[group["stance"] == "denied"]
        asserted = group[group["stance"] == "asserted"]
        clash = asserted[asserted["value"].isin(denied["value"])]
        if len(clash):
            both = denied[denied["value"].isin(clash["value"])]
            found.append(
                Contradiction(
                    str(subject), str(attribute), tuple(clash["claim_id"]), tuple(both["claim_id"])
                )
            )
    return tuple(found)
