"""``sidestreet --safety``: the whole safety text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.terminal import print_lines
from mapper.model.safety import safety_text

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Print the safety text; the dates of a city stand with its results."""
    del args
    print_lines(safety_text("see the city", ("see the city", "see the city")))
    return 0
