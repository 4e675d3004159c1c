"""``sidestreet serve``: the maps and the API, on this machine unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.app import serve
from api.settings import read_settings

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    typed = {name: getattr(args, name) for name in ("host", "port", "city", "packs")}
    settings = read_settings(**{name: value for name, value in typed.items() if value is not None})
    serve(settings, quiet=args.quiet)
    return 0
