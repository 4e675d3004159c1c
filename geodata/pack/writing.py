"""A city written as a new version of its pack, verified, and only then pointed to."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from geodata.pack.manifest import (
    MANIFEST_FILE,
    TableEntry,
    manifest_of,
    pack_hash_of,
    sha256_of,
)
from geodata.pack.names import checked_name
from geodata.pack.parquet import table_to_bytes
from geodata.pack.reading import read_version
from geodata.pack.schema import frames_of, table_file
from geodata.pack.turns import turn
from geodata.pack.versions import (
    new_build_folder,
    point_to,
    pointed_hash,
    remove_older,
    write_durably,
)
from mapper.errors import PackError

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

__all__ = ["write_pack"]


def write_pack(city: City, folder: Path) -> str:
    """Write a city as the current version of a pack.

    The version that held until now is kept; older ones, and what killed builds left, go. The
    same city gives the same bytes and the same hash.

    Parameters
    ----------
    city
        What to write.
    folder
        ``PACKS/NAME``; made where it is missing.

    Returns
    -------
    The hash of the version, 16 hex digits.

    Raises
    ------
    BadInputError
        Where the city's name, or the folder's, cannot name a pack.
    PackError
        Where what was written does not read back, or the disk refuses; the old version holds.
    """
    checked_name(city.name)
    checked_name(folder.name)
    try:
        build = new_build_folder(folder)
    except OSError as error:
        message = f"pack {folder.name} cannot be written: {error.strerror}"
        raise PackError(message) from error
    try:
        pack_hash = _write_version(city, build)
        read_version(build, pack_hash=pack_hash)
        with turn(folder):
            _put_in_place(build, folder, pack_hash)
    except OSError as error:
        message = f"pack {folder.name} cannot be written: {error.strerror}"
        raise PackError(message) from error
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return pack_hash


def _write_version(city: City, build: Path) -> str:
    """Write every table and then ``city.json``; return the version's hash."""
    entries = {}
    for table, frame in frames_of(city).items():
        data = table_to_bytes(frame)
        write_durably(build / table_file(table), data)
        entries[table] = TableEntry(len(frame), sha256_of(data))
    manifest = manifest_of(city, entries).to_bytes()
    write_durably(build / MANIFEST_FILE, manifest)
    return pack_hash_of(manifest)


def _holding(folder: Path) -> str | None:
    """Return the hash of the version that holds; a spoilt pointer is about to be replaced."""
    try:
        return pointed_hash(folder)
    except PackError:
        return None


def _put_in_place(build: Path, folder: Path, pack_hash: str) -> None:
    """Let a verified build be the version that holds; keep the one before it."""
    version, previous = folder / pack_hash, _holding(folder)
    if not _is_whole(version):
        shutil.rmtree(version, ignore_errors=True)
        build.rename(version)
    point_to(folder, pack_hash)
    if previous != pack_hash:
        remove_older(folder, keep={pack_hash, previous or pack_hash})


def _is_whole(version: Path) -> bool:
    """Tell whether the same version is there already, from an earlier build."""
    try:
        read_version(version, pack_hash=version.name)
    except PackError:
        return False
    return True
