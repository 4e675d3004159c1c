"""What a table would be read as, before it is: for people who want to know first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.tables.cameras import camera_stretches
from geodata.tables.columns import plan_for
from geodata.tables.mapping import ready_mapping, ready_mappings
from geodata.tables.reading import open_table
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.tables.cameras import CameraStretch
    from geodata.tables.columns import Plan
    from geodata.tables.mapping import CameraMapping
    from geodata.tables.rows import RowSource

__all__ = [
    "ColumnUse",
    "Inspection",
    "describe_mappings",
    "inspect_cameras",
    "mapping_toml",
]

_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column of a table: what it would be read as, and what stands in it."""

    column: str
    target: str
    """"" where it would not be used."""
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What ``inspect`` says of a table."""

    form: str
    mapping: str
    """The ready mapping it was recognised by, the one given, or "" where columns are guessed."""
    mapping_title: str
    uses: tuple[ColumnUse, ...]
    never_read: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]
    rows_looked_at: int
    would_keep: int
    reasons: tuple[tuple[str, int], ...]
    """Why rows would be refused, most often first, over the rows looked at."""
    unsure: tuple[str, ...]
    """What a person should check."""
    toml: str
    """A mapping file that says what was guessed, to be edited."""

    def as_dict(self) -> dict[str, object]:
        """Return everything, ready for JSON."""
        return {
            "form": self.form,
            "mapping": self.mapping or None,
            "mapping_title": self.mapping_title,
            "columns": {
                use.column: {"read_as": use.target or None, "examples": list(use.examples)}
                for use in self.uses
            },
            "never_read": list(self.never_read),
            "constants": dict(self.constants),
            "rows_looked_at": self.rows_looked_at,
            "would_keep": self.would_keep,
            "refused": dict(self.reasons),
            "unsure": list(self.unsure),
            "mapping_file": self.toml,
        }


def inspect_cameras(path: Path, *, mapping: CameraMapping | None = None) -> Inspection:
    """Tell how a table of cameras would be read, from its first 50,000 rows.

    Raises
    ------
    TableError
        Where it cannot be read at all; a table whose columns tell no position is no error here.
    """
    source = open_table(path, mapping)
    rows = next(source.stretches(), None)
    cells = {} if rows is None else {n: rows.frame[n].tolist() for n in source.columns}
    try:
        plan = plan_for(source, mapping, what=path.name)
        stretch = next(camera_stretches(source, plan, what=path.name), None)
    except TableError as error:
        uses = tuple(ColumnUse(name, "", _examples(cells.get(name, []))) for name in source.columns)
        return _without_plan(source, uses, str(error))
    targets = {column: target for target, column in plan.columns.items()}
    uses = tuple(
        ColumnUse(name, targets.get(name, ""), _examples(cells.get(name, [])))
        for name in source.columns
    )
    reasons: dict[str, int] = {}
    for refusal in stretch.refused if stretch else ():
        reasons[refusal.reason] = reasons.get(refusal.reason, 0) + 1
    return Inspection(
        form=source.form,
        mapping="" if plan.guessed else plan.mapping.name,
        mapping_title=plan.mapping.title,
        uses=uses,
        never_read=source.dropped,
        constants=tuple(plan.mapping.constants.items()),
        rows_looked_at=stretch.rows_read if stretch else 0,
        would_keep=len(stretch.frame) if stretch else 0,
        reasons=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        unsure=_unsure(source, plan, stretch),
        toml=mapping_toml(plan),
    )


def _examples(cells: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell for cell in cells[:200] if cell))[:_EXAMPLES]


def _without_plan(source: RowSource, uses: tuple[ColumnUse, ...], problem: str) -> Inspection:
    toml = '[columns]\nlongitude = ""\nlatitude = ""\n'
    return Inspection(
        source.form, "", "", uses, source.dropped, (), 0, 0, (), (*source.notes, problem), toml
    )


def _unsure(source: RowSource, plan: Plan, stretch: CameraStretch | None) -> tuple[str, ...]:
    said = [*source.notes, *plan.mapping.notes]
    if plan.guessed:
        said.append("columns are guessed by their names: check them")
        if "position_error_m" not in plan.columns:
            said.append("no position error is known: positions are taken as exact")
        if not plan.mapping.licence:
            said.append("the licence is not known: name it in a mapping file")
    if source.has_shapes and plan.crs is None:
        said.append("the file names no CRS: WGS84 is supposed")
    if stretch is not None:
        said += [f"{count} repaired: {what}" for what, count in sorted(stretch.repairs.items())]
        said += [
            f"{count} values of {what} make no sense and would be left out"
            for what, count in sorted(stretch.not_understood.items())
        ]
    return tuple(said)


def mapping_toml(plan: Plan) -> str:
    """Return a mapping file that says what a plan does, for a person to edit."""
    lines = ["[columns]"]
    lines += [f"{target} = {_quoted(column)}" for target, column in plan.columns.items()]
    if plan.mapping.constants:
        lines += ["", "[constants]"]
        lines += [f"{key} = {_quoted(value)}" for key, value in plan.mapping.constants.items()]
    if not plan.guessed:
        heads = ("label", "licence", "attribution", "crs")
        told = [(key, str(getattr(plan.mapping, key))) for key in heads]
        lines = [*(f"{key} = {_quoted(value)}" for key, value in told if value), "", *lines]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in escaped) + '"'


def describe_mappings() -> list[tuple[str, str]]:
    """Return the ready mappings as (name, title)."""
    return [(name, ready_mapping(name).title) for name in ready_mappings()]
