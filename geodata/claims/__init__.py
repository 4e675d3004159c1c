"""Claims as data: who asserts or denies what, when; both sides kept side by side."""

from geodata.claims.reading import Contradiction, city_claims, contradictions, read_claims

__all__ = ["Contradiction", "city_claims", "contradictions", "read_claims"]
