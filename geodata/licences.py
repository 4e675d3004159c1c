"""What may be done with rows of several sources together: terms, notices, and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mapper.errors import BadInputError
from mapper.model.notices import ODBL_OFFER, notices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.model.city import Source

__all__ = ["ODBL_OFFER", "Sharing", "check_shareable", "notices", "sharing_of", "terms_of"]


class Terms(StrEnum):
    """What a licence asks, as far as it matters for joining tables."""

    FREE = "free"
    SHARE_ALIKE = "share-alike"
    NON_COMMERCIAL = "non-commercial"
    UNKNOWN = "unknown"


_FREE: Final = ("cc0", "cc-by-", "pddl", "mit", "public-domain", "odc-by", "datamosrufreeuse")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whether a database made of several sources may be passed on."""

    allowed: bool
    reason: str
    """Why not, or what must go with it; "" where nothing."""


def terms_of(licence: str) -> Terms:
    """Return what a licence asks.

    >>> [str(terms_of(text)) for text in ("ODbL-1.0", "CC-BY-NC-SA-4.0", "MIT", "")]
    ['share-alike', 'non-commercial', 'free', 'unknown']
    """
    folded = licence.casefold().replace(" ", "-").replace("_", "-")
    if "odbl" in folded:
        return Terms.SHARE_ALIKE
    if folded.startswith("cc-") and "-nc" in folded:
        return Terms.NON_COMMERCIAL
    if folded.startswith("cc-by-sa"):
        return Terms.SHARE_ALIKE
    plain = folded.replace(".", "").replace("-", "")
    if any(folded.startswith(free) or plain.startswith(free) for free in _FREE):
        return Terms.FREE
    return Terms.UNKNOWN


def sharing_of(sources: Sequence[Source]) -> Sharing:
    """Return whether rows of these sources may be passed on as one database.

    ODbL asks that a database derived from one under it be under ODbL; a non-commercial licence
    does not allow that. For one's own use nothing is refused.
    """
    told = {source.label: terms_of(source.licence) for source in sources}
    share_alike = [label for label, terms in told.items() if terms is Terms.SHARE_ALIKE]
    closed = [label for label, terms in told.items() if terms is Terms.NON_COMMERCIAL]
    unknown = [label for label, terms in told.items() if terms is Terms.UNKNOWN]
    if share_alike and closed:
        return Sharing(
            allowed=False,
            reason=f"{closed[0]} is non-commercial and {share_alike[0]} is share-alike: "
            "pass them on as separate tables, not as one database",
        )
    if share_alike and unknown:
        return Sharing(
            allowed=False, reason=f"the licence of {unknown[0]} is not known: ask before sharing"
        )
    if share_alike:
        return Sharing(allowed=True, reason="under the ODbL, with the offer of the database")
    return Sharing(allowed=True, reason="for non-commercial use only" if closed else "")


def check_shareable(sources: Sequence[Source]) -> None:
    """Refuse an export that would mix what must not be mixed.

    Raises
    ------
    BadInputError
        With the reason.
    """
    sharing = sharing_of(sources)
    if not sharing.allowed:
        raise BadInputError(sharing.reason)
