"""What is computed from a pack, kept beside it: viewsheds and incidence as NumPy arrays.

::

    NAME/HASH/derived/KEY/
      arrays.json          each array's type, shape and SHA-256
      default.piece_a.npy  … one file an array, memory-mapped when read

``KEY`` names the pack, the assumptions and the version of the model. Nothing here is precious:
what is missing or damaged is computed again, and where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.bundled import is_bundled
from geodata.pack.manifest import MANIFEST_FILE
from geodata.pack.versions import new_build_folder, remove_older
from geodata.progress import silent
from mapper.errors import PackError
from mapper.exposure.city import MODEL_VERSION, CityExposure, prepare
from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.progress import Progress
    from mapper.model.assumptions import Assumptions
    from mapper.model.city import City

__all__ = ["exposure_of"]

_FOLDER: Final = "derived"
_INDEX: Final = "arrays.json"
_NAME: Final = re.compile(r"[A-Za-z_]+(\.[A-Za-z_]+)*")
_KEY_DIGITS: Final = 16
_KEPT: Final = 8
"""Sets of assumptions kept for a version; those written longest ago go first."""
STAGE: Final = "what each camera can see"


def exposure_of(
    city: City,
    assumptions: Assumptions,
    *,
    folder: Path | None,
    progress: Progress | None = None,
) -> CityExposure:
    """Return a city ready to be scored, from kept arrays where there are any.

    Parameters
    ----------
    city
        As ``read_pack`` returned it.
    assumptions
        The modelling choices; another counting policy alone needs nothing computed.
    folder
        The folder the city was read from; None, the bundled city's, or a city that was never
        packed keeps everything in memory.
    progress
        Told when something has to be computed.
    """
    place = _place(city, assumptions, folder)
    if place is None:
        return _prepared(city, assumptions, progress)
    kept = _read_arrays(place)
    if kept is not None:
        try:
            return CityExposure.from_arrays(city, assumptions, kept)
        except PackError:
            # computed below, and written over what does not fit
            pass
    exposure = _prepared(city, assumptions, progress)
    _keep_arrays(place, exposure.arrays())
    return exposure


def _prepared(city: City, assumptions: Assumptions, progress: Progress | None) -> CityExposure:
    tell = progress or silent
    tell(STAGE, 0, 0)
    exposure = prepare(city, assumptions)
    tell(STAGE, 1, 1)
    return exposure


def _place(city: City, assumptions: Assumptions, folder: Path | None) -> Path | None:
    """Return where the arrays of a city belong, None where none are kept."""
    if folder is None or not city.pack_hash or is_bundled(folder):
        return None
    alone = (folder / MANIFEST_FILE).is_file()
    version = folder if alone else folder / city.pack_hash
    return version / _FOLDER / _key(city, assumptions) if version.is_dir() else None


def _key(city: City, assumptions: Assumptions) -> str:
    """Return 16 hex digits; the counting policy changes no array, so it is no part of them."""
    model = replace(assumptions, policy=CountingPolicy.CAUTIOUS)
    text = f"{city.pack_hash}/{model.digest}/{MODEL_VERSION}"
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_DIGITS]


def _keep_arrays(place: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays into a folder that appears whole; a folder that refuses is left alone."""
    derived = place.parent
    build = None
    try:
        build = new_build_folder(derived)
        index = {}
        for name, array in arrays.items():
            path = build / f"{name}.npy"
            np.save(path, array, allow_pickle=False)
            index[name] = {"empty": array.size == 0, "sha256": _file_hash(path)}
        (build / _INDEX).write_text(json.dumps(index, indent=1, sort_keys=True), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        build.rename(place)
        newest = sorted(derived.iterdir(), key=lambda path: path.stat().st_mtime)[-_KEPT:]
        remove_older(derived, keep={path.name for path in newest})
    except OSError:
        # read-only, full, or another process was quicker: the arrays are in memory all the same
        if build is not None:
            shutil.rmtree(build, ignore_errors=True)


def _read_arrays(place: Path) -> dict[str, NDArray[Any]] | None:
    """Return the kept arrays as private memory maps, None where one is missing or damaged."""
    try:
        index = json.loads((place / _INDEX).read_bytes())
        return {name: _read_array(place, name, about) for name, about in index.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _read_array(place: Path, name: str, about: Mapping[str, Any]) -> NDArray[Any]:
    path = place / f"{name}.npy"
    if _NAME.fullmatch(name) is None or _file_hash(path) != about["sha256"]:
        raise ValueError(name)
    # nothing of no size can be mapped; "c" gives pages that may be written to in memory only
    array: NDArray[Any] = np.load(
        path, mmap_mode=None if about["empty"] else "c", allow_pickle=False
    )
    return array


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
