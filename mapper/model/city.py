"""A city: everything known of one place, in one projected CRS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapper.model.insides import Insides
from mapper.model.same_as import SameAs
from mapper.model.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.cameras import Cameras
    from mapper.model.claims import Claims
    from mapper.model.network import WalkNetwork
    from mapper.model.places import Table
    from mapper.model.projection import Projection

__all__ = ["City", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a label, a licence, a date and a hash; never a path."""

    label: str
    licence: str
    attribution: str
    as_of: str
    """The date of the data, ISO 8601, "" where not told."""
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """The tables of one city. ``pack_hash`` names the version they were read from."""

    name: str
    title: str
    projection: Projection
    bounds: tuple[float, float, float, float]
    """Left, bottom, right, top in degrees of longitude and latitude."""
    network: WalkNetwork
    cameras: Cameras
    claims: Claims
    stations: Table
    entrances: Table
    metro_links: Table
    buildings: Table
    basemap: Table
    survey: Table
    places: Table
    sources: tuple[Source, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was read, kept, merged and refused, with reasons; from the import."""
    same_as: SameAs = field(default_factory=SameAs.none)
    """Which rows of different sources are one camera, with the rows that stand behind another."""
    insides: Insides = field(default_factory=Insides.none)
    """What is known of the insides of stations."""
    timetable: Timetable = field(default_factory=Timetable.none)
    """The metro's timetable, where a source gives one."""
    pack_hash: str = ""
    """First 16 hex digits of the pack's hash, "" for a city that was never packed."""
