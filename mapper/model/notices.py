"""Whose data it is and under which terms: the lines that stand in every map and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapper.model.city import Source

__all__ = ["ODBL_OFFER", "asks_for_offer", "notices"]

ODBL_OFFER: Final = (
    "Contains a database under the ODbL: whoever gave you this owes you that database on request."
)


def asks_for_offer(source: Source) -> bool:
    """Tell whether a source's licence asks that its database be offered with what is made of it.

    ODbL 1.0, section 4.6.
    """
    return "odbl" in source.licence.casefold()


def notices(sources: Iterable[Source]) -> list[str]:
    """Return the lines of attribution that stand in a map or an export, each once.

    Under the ODbL a produced work says where its database can be had.
    """
    lines: dict[str, None] = {}
    for source in sources:
        lines[f"{source.attribution or source.label} ({source.licence})"] = None
        if asks_for_offer(source):
            lines[ODBL_OFFER] = None
    return list(lines)
