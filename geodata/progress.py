"""How a long import tells what it is doing."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "silent"]


class Progress(Protocol):
    """Called as stages begin and end: what is being done, how much of it, out of how much."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note; must not raise."""


def silent(stage: str, done: int, total: int) -> None:
    """Take no note of progress."""
