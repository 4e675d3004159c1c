"""What an import leaves out, one by one, with the reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Refusal", "count_reasons"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object, or one of its values, that was not taken."""

    source_id: str
    """The object in OpenStreetMap, such as ``node/123``."""
    table: str
    reason: str


def count_reasons(refusals: Iterable[Refusal]) -> dict[str, int]:
    """Return how often each reason occurs, by reason.

    >>> guards = [Refusal("node/1", "cameras", "guard"), Refusal("node/2", "cameras", "guard")]
    >>> count_reasons(guards)
    {'guard': 2}
    """
    return dict(sorted(Counter(refusal.reason for refusal in refusals).items()))
