"""A mapping: which column of a table is what, in a small file anybody can write."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyproj

from mapper.errors import TableError
from mapper.model.cameras import CAMERA_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.tables import Column


__all__ = [
    "POSITION_FIELDS",
    "TARGETS",
    "CameraMapping",
    "load_mapping",
    "parse_mapping",
    "ready_mapping",
    "ready_mappings",
]

POSITION_FIELDS: Final = ("longitude", "latitude", "geometry", "street", "house_number", "address")
"""What tells where a camera is; a table needs a pair, a geometry, or an address."""

_OWN: Final = {"camera_id", "rule", "source", "other_directions_deg"}
TARGETS: Final = (*POSITION_FIELDS, "count", *(n for n in CAMERA_COLUMNS if n not in _OWN))
"""Everything a column can be mapped to."""

_LENGTH_UNITS: Final = {"m": 1.0, "cm": 0.01, "ft": 0.3048, "km": 1000.0}
_LENGTHS: Final = ("range_m", "height_m", "position_error_m")
_TEXT_KEYS: Final = (
    "title", "label", "licence", "attribution", "as_of", "encoding", "delimiter", "name_hint",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CameraMapping:
    """How a table of cameras is read. Names of columns are compared without case and spaces."""

    name: str
    title: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each target, the columns it may stand in: the first that the table has."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Values for every row, where no column tells another."""
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For a target, what a value of the table stands for (compared without case)."""
    units: Mapping[str, float] = field(default_factory=dict)
    """For a length, how many metres its unit is."""
    recognise: tuple[str, ...] = ()
    """Columns by which a table is known to be of this sort: all of them are there."""
    name_hint: str = ""
    """Part of a file's name, or several between bars, that tells this sort from others with the
    same columns; "" asks nothing of the name."""
    tags: bool = False
    """Whether the columns are tags of OpenStreetMap, to be read as its files are."""
    crs: str = ""
    """CRS of the coordinates; "" for the file's own, or WGS84."""
    encoding: str = ""
    delimiter: str = ""
    header_rows: int = 0
    label: str = ""
    """What the source is called; with licence, attribution and date it travels with the rows."""
    licence: str = ""
    attribution: str = ""
    as_of: str = ""
    notes: tuple[str, ...] = ()
    """What a reader should know, said by ``inspect``."""

    def column_for(self, target: str, columns: Mapping[str, str]) -> str | None:
        """Return the table's column for a target.

        Parameters
        ----------
        target
            One of ``TARGETS``.
        columns
            Folded names of the table's columns, to the names as they stand.
        """
        named = (columns.get(folded(name)) for name in self.columns.get(target, ()))
        return next((column for column in named if column is not None), None)


def folded(name: str) -> str:
    """Return a column's name as names are compared.

    >>> folded(" Angle of View"), folded("angle_of_view")
    ('angleofview', 'angleofview')
    """
    return "".join(c for c in name.casefold().replace("ё", "е") if c.isalnum() or c == ":")


def load_mapping(name_or_path: str | Path) -> CameraMapping:
    """Return a ready mapping by its name, or one from a file.

    Raises
    ------
    TableError
        Where there is no such mapping, or the file says something that is not understood.
    """
    text = str(name_or_path)
    if text in ready_mappings():
        return ready_mapping(text)
    path = Path(name_or_path)
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        ready = ", ".join(ready_mappings())
        message = f"no mapping {path.name!r}: neither a readable file nor one of {ready}"
        raise TableError(message) from error
    return parse_mapping(content, name=path.stem)


@cache
def ready_mappings() -> tuple[str, ...]:
    """Return the names of the mappings that come with the program, sorted."""
    folder = resources.files("geodata") / "mappings"
    return tuple(
        sorted(
            item.name.removesuffix(".toml") for item in folder.iterdir() if _is_mapping(item.name)
        )
    )


def _is_mapping(name: str) -> bool:
    return name.endswith(".toml") and not name.startswith("_")


@cache
def ready_mapping(name: str) -> CameraMapping:
    """Return one of the mappings that come with the program."""
    file = resources.files("geodata") / "mappings" / f"{name}.toml"
    return parse_mapping(file.read_text(encoding="utf-8"), name=name)


def parse_mapping(content: str, *, name: str) -> CameraMapping:
    r"""Read a mapping from TOML.

    Raises
    ------
    TableError
        Where it is no TOML, or names something that is not known; the message says what.

    >>> mapping = parse_mapping('[columns]\nlongitude = "X"\nlatitude = "Y"', name="mine")
    >>> mapping.columns["longitude"]
    ('X',)
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = f"mapping {name}: no TOML ({error})"
        raise TableError(message) from error
    known = {*_TEXT_KEYS, "columns", "constants", "values", "units", "recognise", "crs"}
    _refuse_unknown(data, known | {"header_rows", "notes", "tags"}, f"mapping {name}")
    columns = {
        target: tuple(_texts(value, f"mapping {name}: columns.{target}"))
        for target, value in _table(data, "columns", name).items()
    }
    constants = {key: _scalar(value) for key, value in _table(data, "constants", name).items()}
    values = {
        target: {str(k).casefold(): _scalar(v) for k, v in _table(values, target, name).items()}
        for values in [_table(data, "values", name)]
        for target in values
    }
    units = _table(data, "units", name)
    for part, keys in (("columns", columns), ("constants", constants), ("values", values)):
        _refuse_unknown(keys, set(TARGETS), f"mapping {name}: {part}")
    _refuse_unknown(units, set(_LENGTHS), f"mapping {name}: units")
    _check_allowed(constants, values, name)
    return CameraMapping(
        name=name,
        columns=columns,
        constants=constants,
        meanings=values,
        units={key: _unit(str(value), name) for key, value in units.items()},
        recognise=tuple(_texts(data.get("recognise", []), f"mapping {name}: recognise")),
        tags=data.get("tags", False) is True,
        crs=_crs(data.get("crs", ""), name),
        header_rows=_header_rows(data.get("header_rows", 0), name),
        notes=tuple(_texts(data.get("notes", []), f"mapping {name}: notes")),
        **{key: str(data[key]) for key in _TEXT_KEYS if key in data},
    )


def _refuse_unknown(found: Mapping[str, object], known: set[str], where: str) -> None:
    strange = sorted(set(found) - known)
    if strange:
        message = f"{where}: {strange[0]!r} is none of {', '.join(sorted(known))}"
        raise TableError(message)


def _table(data: Mapping[str, Any], key: str, name: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        message = f"mapping {name}: {key} must be a table"
        raise TableError(message)
    return value


def _texts(value: object, where: str) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        message = f"{where}: must be a text or a list of texts"
        raise TableError(message)
    return texts


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unit(unit: str, name: str) -> float:
    if unit not in _LENGTH_UNITS:
        message = f"mapping {name}: unit {unit!r} is none of {', '.join(_LENGTH_UNITS)}"
        raise TableError(message)
    return _LENGTH_UNITS[unit]


def _header_rows(value: object, name: str) -> int:
    if value not in (0, 1, 2) or isinstance(value, bool):
        message = f"mapping {name}: header_rows must be 1 or 2, not {value!r}"
        raise TableError(message)
    return int(str(value))


def _crs(value: object, name: str) -> str:
    if value:
        try:
            pyproj.CRS.from_user_input(value)
        except pyproj.exceptions.CRSError as error:
            message = f"mapping {name}: no CRS {value!r}"
            raise TableError(message) from error
    return str(value)


def _check_allowed(
    constants: Mapping[str, str], values: Mapping[str, Mapping[str, str]], name: str
) -> None:
    """Refuse a kind or an evidence that does not exist, before a single row is read."""
    for target, column in CAMERA_COLUMNS.items():
        given = [*values.get(target, {}).values()]
        given += [constants[target]] if target in constants else []
        for value in given:
            _check_value(target, column, value, name)


def _check_value(target: str, column: Column, value: str, name: str) -> None:
    if column.allowed is not None and value not in column.allowed:
        allowed = ", ".join(sorted(column.allowed))
        message = f"mapping {name}: {target} = {value!r} is none of {allowed}"
        raise TableError(message)
    if column.dtype == "float64" and target != "direction_deg":
        try:
            float(value)
        except ValueError as error:
            message = f"mapping {name}: {target} = {value!r} is no number"
            raise TableError(message) from error
