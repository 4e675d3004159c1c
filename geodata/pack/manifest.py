"""``city.json``: what a version of a pack holds, and the hashes that make it one thing."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.pack.schema import OPTIONAL_TABLES, SCHEMA_VERSION, TABLES, table_file
from mapper.errors import PackError
from mapper.model.city import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.city import City

__all__ = ["MANIFEST_FILE", "Manifest", "TableEntry", "manifest_of", "pack_hash_of", "sha256_of"]

MANIFEST_FILE: Final = "city.json"
_HASH_DIGITS: Final = 16
_SHA256_DIGITS: Final = 64
_BOUNDS: Final = 4
_UTM: Final = re.compile(r"EPSG:(?P<code>32[67](0[1-9]|[1-5]\d|60))")


@dataclass(frozen=True, slots=True)
class TableEntry:
    """How many rows a table has, and the SHA-256 of its file."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of ``city.json``, checked."""

    name: str
    title: str
    epsg: int
    bounds: tuple[float, float, float, float]
    """Left, bottom, right, top in degrees of longitude and latitude."""
    tables: Mapping[str, TableEntry]
    sources: tuple[Source, ...]
    figures: Mapping[str, Any]

    def to_bytes(self) -> bytes:
        """Return the one form this manifest is written in; its hash names the version."""
        document = {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "title": self.title,
            "crs": f"EPSG:{self.epsg}",
            "bounds": list(self.bounds),
            "tables": {
                table: {"file": table_file(table), **asdict(entry)}
                for table, entry in self.tables.items()
            },
            "sources": [asdict(source) for source in self.sources],
            "figures": _plain(self.figures),
        }
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
        return f"{text}\n".encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read ``city.json``.

        Raises
        ------
        PackError
            Where it is no JSON, of an unknown schema, or lacks a member or a table.
        """
        try:
            document = json.loads(data)
        except (ValueError, RecursionError) as error:
            message = f"{MANIFEST_FILE} is not JSON"
            raise PackError(message) from error
        found = document.get("schema_version") if isinstance(document, dict) else None
        if isinstance(found, bool) or found != SCHEMA_VERSION:
            shown = found if isinstance(found, int) else "none"
            message = (
                f"{MANIFEST_FILE}: schema version {shown}, this program reads {SCHEMA_VERSION}"
            )
            raise PackError(message)
        try:
            return cls(
                name=_text(document, "name"),
                title=_text(document, "title"),
                epsg=_epsg(_text(document, "crs")),
                bounds=_bounds(document["bounds"]),
                tables={
                    table: _entry(document["tables"], table)
                    for table in (*TABLES, *OPTIONAL_TABLES)
                    if table in TABLES or table in document["tables"]
                },
                sources=tuple(
                    Source(**{name: _text(source, name) for name in Source.__slots__})
                    for source in document["sources"]
                ),
                figures=dict(document["figures"]),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            if isinstance(error, PackError):
                raise
            message = f"{MANIFEST_FILE}: a member is missing or malformed"
            raise PackError(message) from error


def manifest_of(city: City, tables: Mapping[str, TableEntry]) -> Manifest:
    """Return the manifest of a city whose tables are already in bytes."""
    return Manifest(
        name=city.name,
        title=city.title,
        epsg=city.projection.epsg,
        bounds=city.bounds,
        tables=tables,
        sources=city.sources,
        figures=city.figures,
    )


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def pack_hash_of(manifest: bytes) -> str:
    """Return the name of the version a ``city.json`` belongs to: 16 hex digits of its SHA-256."""
    return sha256_of(manifest)[:_HASH_DIGITS]


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _epsg(crs: str) -> int:
    """Return the code of a UTM zone on WGS84; no other CRS is a city's."""
    match = _UTM.fullmatch(crs)
    if match is None:
        raise ValueError(crs)
    return int(match["code"])


def _bounds(value: object) -> tuple[float, float, float, float]:
    if not isinstance(value, list) or len(value) != _BOUNDS:
        raise TypeError(value)
    left, bottom, right, top = (float(number) for number in value)
    if not all(map(math.isfinite, (left, bottom, right, top))):
        raise ValueError(value)
    return left, bottom, right, top


def _entry(tables: Mapping[str, Any], table: str) -> TableEntry:
    if table not in tables:
        message = f"{MANIFEST_FILE}: table {table} is missing"
        raise PackError(message)
    rows, digest = tables[table]["rows"], _text(tables[table], "sha256")
    if not isinstance(rows, int) or rows < 0 or len(digest) != _SHA256_DIGITS:
        raise ValueError(table)
    return TableEntry(rows, digest)


def _plain(value: object) -> object:
    """Return figures as JSON holds them: numpy numbers as numbers, keys as text, sets in order."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    return value.item() if isinstance(value, np.generic) else value
