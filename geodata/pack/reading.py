"""A pack read back: every hash is checked before a table is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.pack.manifest import MANIFEST_FILE, Manifest, pack_hash_of, sha256_of
from geodata.pack.network import network_of
from geodata.pack.parquet import plain_from_bytes, table_from_bytes
from geodata.pack.schema import GEO_COLUMNS, PLACE_TABLES, PLAIN_COLUMNS, table_file
from geodata.pack.versions import POINTER_FILE, current_version
from mapper.errors import PackError, TableError
from mapper.model.cameras import Cameras
from mapper.model.city import City
from mapper.model.claims import CLAIM_COLUMNS, Claims
from mapper.model.insides import Insides
from mapper.model.places import Table
from mapper.model.projection import Projection
from mapper.model.same_as import SameAs
from mapper.model.timetable import Timetable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_manifest", "read_pack", "read_version"]


def read_pack(folder: Path) -> City:
    """Read the current version of a pack, or the one version a folder holds.

    Parameters
    ----------
    folder
        ``PACKS/NAME``, or a version's own folder.

    Returns
    -------
    The city, with ``pack_hash`` set.

    Raises
    ------
    PackError
        Where a hash is wrong, the schema unknown, or a table missing or unreadable. The message
        names the pack and the table, never a path.
    """
    alone = (folder / MANIFEST_FILE).is_file() and not (folder / POINTER_FILE).exists()
    try:
        version = folder if alone else current_version(folder)
        return read_version(version, pack_hash=None if alone else version.name)
    except PackError as error:
        message = f"pack {folder.name}: {error}"
        raise PackError(message) from error


def read_manifest(version: Path, *, pack_hash: str | None) -> tuple[Manifest, str]:
    """Read ``city.json`` of one version.

    Parameters
    ----------
    version
        The version's folder.
    pack_hash
        What the hash must be; None takes whatever it is.

    Returns
    -------
    The manifest and its hash.

    Raises
    ------
    PackError
        Where it cannot be read or its hash is another one.
    """
    data = _file_bytes(version, MANIFEST_FILE)
    found = pack_hash_of(data)
    if pack_hash is not None and found != pack_hash:
        message = f"{MANIFEST_FILE} was changed: its hash is {found}, not {pack_hash}"
        raise PackError(message)
    return Manifest.from_bytes(data), found


def read_version(version: Path, *, pack_hash: str | None) -> City:
    """Read one version of a pack whole.

    Raises
    ------
    PackError
        As for ``read_pack``.
    """
    manifest, found = read_manifest(version, pack_hash=pack_hash)
    projection = Projection(manifest.epsg)
    frames = {
        table: table_from_bytes(
            _table_bytes(version, table, manifest),
            table=table,
            columns=columns,
            projection=projection,
        )
        for table, columns in GEO_COLUMNS.items()
    }
    claims = plain_from_bytes(
        _table_bytes(version, "claims", manifest), table="claims", columns=CLAIM_COLUMNS
    )
    for table, frame in (*frames.items(), ("claims", claims)):
        _refuse_other_rows(len(frame), table, manifest)
    try:
        same_as, insides, timetable = _optional(version, manifest)
        return City(
            name=manifest.name,
            title=manifest.title,
            projection=projection,
            bounds=manifest.bounds,
            network=network_of(frames["nodes"], frames["edges"]),
            cameras=Cameras.parse(frames["cameras"], projection),
            claims=Claims.parse(claims),
            **{
                table: Table.parse(frames[table], columns, table=table, projection=projection)
                for table, columns in PLACE_TABLES.items()
            },
            sources=manifest.sources,
            figures=manifest.figures,
            same_as=same_as,
            insides=insides,
            timetable=timetable,
            pack_hash=found,
        )
    except TableError as error:
        raise PackError(str(error)) from error


def _optional(version: Path, manifest: Manifest) -> tuple[SameAs, Insides, Timetable]:
    """Return what the tables hold that a pack need not have; without one it is empty."""
    plain = {
        table: _plain(version, table, manifest)
        if table in manifest.tables
        else pd.DataFrame({name: [] for name in columns})
        for table, columns in PLAIN_COLUMNS.items()
    }
    trains = (plain[f"timetable_{name}"] for name in ("calls", "runs", "days"))
    return (
        SameAs.parse(plain["same_as"]),
        Insides.parse(plain["insides"]),
        Timetable.parse(*trains),
    )


def _plain(version: Path, table: str, manifest: Manifest) -> pd.DataFrame:
    data = _table_bytes(version, table, manifest)
    frame = plain_from_bytes(data, table=table, columns=PLAIN_COLUMNS[table])
    _refuse_other_rows(len(frame), table, manifest)
    return frame


def _table_bytes(version: Path, table: str, manifest: Manifest) -> bytes:
    """Return the bytes of a table's file, once their hash is what the manifest says."""
    data = _file_bytes(version, table_file(table))
    if sha256_of(data) != manifest.tables[table].sha256:
        message = f"table {table} was changed or cut short: its hash is wrong"
        raise PackError(message)
    return data


def _refuse_other_rows(found: int, table: str, manifest: Manifest) -> None:
    rows = manifest.tables[table].rows
    if found != rows:
        message = f"table {table} has {found} rows, {MANIFEST_FILE} says {rows}"
        raise PackError(message)


def _file_bytes(version: Path, name: str) -> bytes:
    try:
        return (version / name).read_bytes()
    except FileNotFoundError as error:
        message = f"{name} is missing"
        raise PackError(message) from error
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        raise PackError(message) from error
