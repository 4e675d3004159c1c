"""``sidestreet serve``: the maps and the API, on this machine unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.app import serve
from api.opening import packs_folder
from api.settings import Settings

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    settings = Settings(
        host=args.host, port=args.port, city=args.city, packs=packs_folder(args.packs)
    )
    serve(settings, quiet=args.quiet)
    return 0
