"""Where cities are kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

__all__ = ["packs_folder", "user_packs_folder"]


def packs_folder(given: Path | None) -> Path:
    """Return where cities are kept: as given, as the environment says, or the user's folder."""
    if given is not None:
        return given
    named = os.environ.get("SIDESTREET_PACKS")
    return Path(named) if named else user_packs_folder()


def user_packs_folder() -> Path:
    """Return where cities are kept when nobody says otherwise."""
    return platformdirs.user_data_path("sidestreet") / "packs"
