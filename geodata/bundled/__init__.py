"""Cities that come with the program: Helsinki centre, from OpenStreetMap (ODbL)."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

__all__ = ["BUNDLED_CITY", "bundled_cities", "is_bundled"]

BUNDLED_CITY: Final = "helsinki"
"""The city that is used where none is named."""


def bundled_cities() -> list[Path]:
    """Return the folder of each bundled pack, inside the installed program."""
    here = resources.files(__name__)
    # an importer that unpacks nothing (a zip) has no folders to read tables from
    if not isinstance(here, Path):
        return []
    return [folder for folder in [here / BUNDLED_CITY] if (folder / "CURRENT").is_file()]


def is_bundled(folder: Path) -> bool:
    """Tell whether a folder lies inside the installed program, where nothing may be written."""
    return Path(__file__).resolve().parent in folder.resolve().parents
