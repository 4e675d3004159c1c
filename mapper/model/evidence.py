"""Evidence for face recognition, and which of it a count takes in."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CountingPolicy", "FaceRecognition"]


class FaceRecognition(StrEnum):
    """What is known of face recognition behind a camera: evidence, not fact."""

    DOCUMENTED = "documented"
    REPORTED = "reported"
    PRESUMED = "presumed"
    UNKNOWN = "unknown"
    NO = "no"

    @property
    def code(self) -> int:
        """A small whole number for arrays: 0 documented … 4 no."""
        return _CODES[self]


_CODES = {evidence: code for code, evidence in enumerate(FaceRecognition)}


class CountingPolicy(StrEnum):
    """Which evidence a count takes in: ``documented`` ⊂ ``likely`` ⊂ ``cautious``."""

    DOCUMENTED = "documented"
    LIKELY = "likely"
    CAUTIOUS = "cautious"

    @property
    def highest_code(self) -> int:
        """The last evidence code counted; the policies are nested, so a threshold tells all.

        >>> [policy.highest_code for policy in CountingPolicy]
        [0, 2, 3]
        """
        return _HIGHEST[self]

    @property
    def label(self) -> str:
        """What a count under this policy may be called; one that holds ``unknown`` says so."""
        return _TITLES[self]


_HIGHEST = {CountingPolicy.DOCUMENTED: 0, CountingPolicy.LIKELY: 2, CountingPolicy.CAUTIOUS: 3}
_TITLES = {
    CountingPolicy.DOCUMENTED: "facial-recognition cameras (documented)",
    CountingPolicy.LIKELY: "facial-recognition cameras (documented, reported or presumed)",
    CountingPolicy.CAUTIOUS: "cameras (face recognition not ruled out)",
}
