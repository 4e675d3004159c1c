"""Rules and claims of a build: what is believed of cameras, on whose word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.claims import city_claims, contradictions, read_claims
from geodata.rules import RuleBook, RulePlaces, apply_rules, city_rules, read_rules
from mapper.model.claims import Claims

if TYPE_CHECKING:
    from geodata.parts import BuildFiles, Parts
    from mapper.model.city import City

__all__ = ["with_evidence"]


def with_evidence(city: City, files: BuildFiles, parts: Parts) -> City:
    """Return a city whose cameras' evidence is set by the rules named, with its claims."""
    book = RuleBook("")
    if files.rules:
        book = city_rules(files.rules)
        if not book.rules:
            book = read_rules(Path(files.rules))
            label = book.title or "rules"
            parts.take_plain(Path(files.rules), label, files.terms.get("rules", {}))
    claims = city_claims(book.claims_of) if book.claims_of else Claims.none()
    if files.claims is not None:
        own = read_claims(files.claims)
        parts.take_plain(files.claims, "claims", files.terms.get("claims", {}))
        claims = Claims.parse(pd.concat([claims.frame, own.frame], ignore_index=True))
    if not book.rules and not len(claims):
        return city
    places = RulePlaces(city.stations, city.entrances, _districts(files, parts))
    outcome = apply_rules(
        city.cameras, book, claims=claims, places=places, projection=parts.projection
    )
    parts.figures["rules"] = {
        "title": book.title,
        "applied": dict(outcome.applied),
        "overruled": dict(outcome.overruled),
        "claims": len(claims),
        "behind": {
            rule.name: {"claims": list(rule.claims), "note": rule.note} for rule in book.rules
        },
        "contradictions": [
            {"subject": c.subject, "asserted": list(c.asserted), "denied": list(c.denied)}
            for c in contradictions(claims)
        ],
    }
    return replace(city, cameras=outcome.cameras, claims=claims)


def _districts(files: BuildFiles, parts: Parts) -> gpd.GeoDataFrame | None:
    if files.districts is None:
        return None
    read = parts.read(files.districts, {"name": ("name", "название")}, "districts", "Polygon")
    return gpd.GeoDataFrame(read.frame, geometry=list(read.shapes), crs=parts.projection.crs)
