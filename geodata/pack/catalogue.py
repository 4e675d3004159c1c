"""Which cities are at hand: packs in a folder, and the one that is bundled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.bundled import bundled_cities
from geodata.pack.manifest import MANIFEST_FILE
from geodata.pack.names import checked_name
from geodata.pack.reading import read_manifest
from geodata.pack.versions import POINTER_FILE, current_version
from mapper.errors import BadInputError, PackError, UnknownCityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.pack.manifest import Manifest

__all__ = ["CityInfo", "find_city", "find_named_city", "list_cities"]


@dataclass(frozen=True, slots=True)
class CityInfo:
    """What ``city.json`` says of a pack, for a list of cities."""

    name: str
    title: str
    pack_hash: str
    bounds: tuple[float, float, float, float] | None
    """Left, bottom, right, top in degrees of longitude and latitude."""
    as_of: str
    """The newest date of its sources, "" where not told."""
    cameras: int
    stations: int
    edges: int
    attribution: tuple[str, ...]
    bundled: bool
    problem: str = ""
    """Why the pack cannot be used, "" where it can."""

    def as_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return asdict(self)


def list_cities(packs: Path | None) -> list[CityInfo]:
    """Return every city by name; a pack that is damaged is listed with its problem.

    A pack in the folder takes the place of a bundled city of the same name.

    Parameters
    ----------
    packs
        The folder that holds packs; None, or one that is not there, leaves the bundled ones.
    """
    folders = {folder.name: (folder, True) for folder in bundled_cities()}
    folders |= {folder.name: (folder, False) for folder in _packs_in(packs)}
    return [_info(folder, bundled=bundled) for _, (folder, bundled) in sorted(folders.items())]


def find_named_city(name: str, packs: Path | None) -> Path:
    """Return the folder of a city by name alone; for callers that must not name folders.

    Raises
    ------
    UnknownCityError
        Where no pack goes by that name.
    """
    try:
        checked_name(name)
    except BadInputError as error:
        message = "no city of that name: a name is letters, digits, '-' and '_'"
        raise UnknownCityError(message) from error
    for folder in (*_packs_in(packs), *bundled_cities()):
        if folder.name == name:
            return folder
    known = ", ".join(info.name for info in list_cities(packs))
    message = f"no city {name!r}; there is: {known}"
    raise UnknownCityError(message)


def find_city(name_or_dir: str, packs: Path | None) -> Path:
    """Return the folder of a city by name, or a folder as it was typed.

    Raises
    ------
    UnknownCityError
        Where no pack goes by that name and no folder of that name holds one.
    """
    try:
        return find_named_city(name_or_dir, packs)
    except UnknownCityError:
        folder = Path(name_or_dir)
        if _holds_pack(folder):
            # "." has no name of its own, and messages name a pack by its folder
            return folder.resolve()
        if folder.is_dir():
            message = "that folder holds no pack"
            raise UnknownCityError(message) from None
        raise


def _holds_pack(folder: Path) -> bool:
    return (folder / POINTER_FILE).is_file() or (folder / MANIFEST_FILE).is_file()


def _packs_in(packs: Path | None) -> Iterator[Path]:
    if packs is not None and packs.is_dir():
        yield from (child for child in sorted(packs.iterdir()) if (child / POINTER_FILE).is_file())


def _info(folder: Path, *, bundled: bool) -> CityInfo:
    try:
        version = current_version(folder)
        manifest, pack_hash = read_manifest(version, pack_hash=version.name)
    except PackError as error:
        return CityInfo(folder.name, "", "", None, "", 0, 0, 0, (), bundled, str(error))
    return _info_of(manifest, folder.name, pack_hash, bundled=bundled)


def _info_of(manifest: Manifest, name: str, pack_hash: str, *, bundled: bool) -> CityInfo:
    return CityInfo(
        name=name,
        title=manifest.title,
        pack_hash=pack_hash,
        bounds=manifest.bounds,
        as_of=max((source.as_of for source in manifest.sources), default=""),
        cameras=manifest.tables["cameras"].rows,
        stations=manifest.tables["stations"].rows,
        edges=manifest.tables["edges"].rows,
        attribution=tuple(sorted({source.attribution for source in manifest.sources})),
        bundled=bundled,
    )
