"""What a city is made of: the files somebody names, and what has been read of them so far."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geodata.tables.features import UNKNOWN, Features, Licensed, read_features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.tables.cameras import CameraTable
    from geodata.tables.mapping import CameraMapping
    from geodata.tables.positions import Anchor
    from geodata.tables.rows import Refusal
    from mapper.model.city import Source
    from mapper.model.projection import Projection

__all__ = ["BuildFiles", "CameraFile", "Parts"]


@dataclass(frozen=True, slots=True)
class CameraFile:
    """A table of cameras, and how to read it; None to recognise it or to guess."""

    path: Path
    mapping: CameraMapping | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    """What is told of its licence, attribution and date; the rest is as the mapping says."""


@dataclass(frozen=True, slots=True)
class BuildFiles:
    """What a city is made of; one at least must say where it lies (rules and claims do not)."""

    osm: Path | None = None
    streets: Licensed | None = None
    buildings: Licensed | None = None
    stations: Licensed | None = None
    entrances: Licensed | None = None
    gtfs: Licensed | None = None
    """A GTFS feed, a ZIP archive or a folder; alone it gives a city of stations without streets."""
    cameras: tuple[CameraFile, ...] = ()
    survey: Licensed | None = None
    districts: Licensed | None = None
    """Polygons with names, for rules that speak of districts."""
    rules: str = ""
    """A file of rules, or the name of a city whose rules come with the program."""
    claims: Path | None = None
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What is told of ``osm``, ``rules`` and ``claims``: licence, attribution, as_of."""
    bounds: tuple[float, float, float, float] | None = None
    """Left, bottom, right, top in degrees: what lies outside is left out and counted."""
    clip: bool = False
    """Whether to leave out, and count, what lies outside the box of the streets."""


@dataclass(slots=True)
class Parts:
    """What has been read so far."""

    projection: Projection
    anchor: Anchor
    refused: list[tuple[str, tuple[Refusal, ...]]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    addresses: list[tuple[str, float, float]] = field(default_factory=list)
    """Address, longitude and latitude of what carries one."""
    untold: list[str] = field(default_factory=list)
    """Files whose licence nobody told."""

    def read(
        self, file: Licensed, fields: Mapping[str, Sequence[str]], what: str, geometry: str
    ) -> Features:
        """Read a file's rows, and take note of it; see ``read_features``."""
        features = read_features(
            file,
            fields,
            what=what,
            geometry=geometry,
            projection=self.projection,
            anchor=self.anchor,
        )
        self.note(file.path, features)
        return features

    def note(self, path: Path, read: Features | CameraTable) -> None:
        """Take note of what was read: where it comes from, and the rows refused."""
        self.take(path, read.source)
        if read.refused:
            self.refused.append((path.name, read.refused))

    def take(self, path: Path, source: Source) -> None:
        """Take note of where rows come from."""
        self.sources.append(source)
        if source.licence == UNKNOWN:
            self.untold.append(path.name)

    def take_plain(self, path: Path, label: str, told: Mapping[str, str]) -> None:
        """Take note of a file of claims or rules."""
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        self.take(path, Licensed(path, label=label, **told).source(sha256, label))
