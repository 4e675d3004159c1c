"""Which column is what, for one table: a mapping applied, recognised or guessed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyproj

from geodata.tables.mapping import CameraMapping, folded, ready_mapping, ready_mappings
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.tables.rows import RowSource

__all__ = ["Plan", "plan_for", "recognised"]

GUESSED = "_columns"


@dataclass(frozen=True, slots=True)
class Plan:
    """A mapping laid over the columns of one table."""

    mapping: CameraMapping
    columns: Mapping[str, str] = field(default_factory=dict)
    """For each target found, the table's column."""
    crs: pyproj.CRS | None = None
    guessed: bool = False

    @property
    def slug(self) -> str:
        """What the ids of its cameras begin with."""
        return "table" if self.guessed else self.mapping.name

    @property
    def has_positions(self) -> bool:
        """Whether rows tell where they are, other than by an address."""
        return "longitude" in self.columns or "geometry" in self.columns


def recognised(source: RowSource, what: str) -> CameraMapping | None:
    """Return the ready mapping made for a table of these columns, None where there is none.

    Of several the one holds whose hint is part of the file's name, then the one that asks for
    the most columns.
    """
    there = set(_folded_columns(source))
    fitting = [
        mapping
        for mapping in map(ready_mapping, ready_mappings())
        if mapping.recognise
        and all(folded(name) in there for name in mapping.recognise)
        and any(hint in what.casefold() for hint in mapping.name_hint.split("|"))
    ]
    return max(
        fitting, key=lambda mapping: (bool(mapping.name_hint), len(mapping.recognise)), default=None
    )


def plan_for(source: RowSource, mapping: CameraMapping | None, *, what: str) -> Plan:
    """Lay a mapping over a table; without one recognise its sort, or guess by the names.

    Raises
    ------
    TableError
        Where no column tells a position or an address, or one that a mapping names is missing.
        The message says what was looked for and what is there.
    """
    chosen = mapping or recognised(source, what)
    guessed = chosen is None
    chosen = chosen or replace(ready_mapping(GUESSED), label="camera table")
    folded_columns = _folded_columns(source)
    found = {
        target: column
        for target in chosen.columns
        if (column := chosen.column_for(target, folded_columns)) is not None
    }
    if "longitude" not in found or "latitude" not in found:
        found.pop("longitude", None)
        found.pop("latitude", None)
    crs = pyproj.CRS.from_user_input(chosen.crs) if chosen.crs else source.crs
    plan = Plan(chosen, found, crs, guessed)
    placed = plan.has_positions or source.has_shapes
    if not placed and not {"street", "address"} & set(found):
        wanted = [", ".join(chosen.columns.get(t, (t,))[:3]) for t in ("longitude", "latitude")]
        message = (
            f"{what}: no columns for longitude and latitude (looked for {wanted[0]} … and "
            f"{wanted[1]} …; found {', '.join(source.columns[:20])}); name them in a mapping file"
        )
        raise TableError(message)
    if not guessed:
        _refuse_missing(plan, source, what)
    return plan


def _folded_columns(source: RowSource) -> dict[str, str]:
    names = {folded(alias): own for alias, own in source.aliases.items()}
    return names | {folded(name): name for name in source.columns}


def _refuse_missing(plan: Plan, source: RowSource, what: str) -> None:
    """Refuse a table that lacks the count a mapping lives on."""
    if "count" in plan.mapping.columns and "count" not in plan.columns:
        wanted = ", ".join(plan.mapping.columns["count"])
        message = f"{what}: no column {wanted} (found {', '.join(source.columns[:20])})"
        raise TableError(message)
