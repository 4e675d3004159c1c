"""One OpenStreetMap file, read once: only the objects and the tags that are used."""

from __future__ import annotations

import hashlib
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import osmium

from geodata.osm.keys import RELATION_KEYS, TAG_KEYS, WAY_KEYS
from mapper.errors import OsmFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Extract", "Member", "Nodes", "Relation", "TaggedNode", "Way", "read_extract"]

_HEAD_BYTES: Final = 512
_PBF_MARK_BYTES: Final = 32
_UNITS_PER_DEGREE: Final = 1e7
_FIRST_YEAR: Final = 2004
"""OpenStreetMap began in 2004: an earlier time stamp stands for "unknown"."""


class Member(NamedTuple):
    """A member of a relation: "n", "w" or "r", its number and its role."""

    type: str
    ref: int
    role: str


@dataclass(frozen=True, slots=True)
class TaggedNode:
    """A node that carries tags of interest."""

    id: int
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way: its tags of interest and its node numbers, in order."""

    id: int
    tags: Mapping[str, str]
    refs: NDArray[np.int64]

    @property
    def is_closed(self) -> bool:
        """Whether it ends where it begins and can bound an area."""
        return len(self.refs) > 3 and bool(self.refs[0] == self.refs[-1])  # noqa: PLR2004 - a triangle


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: its tags of interest and its members, in order."""

    id: int
    tags: Mapping[str, str]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Every node of the file, sorted by number."""

    ids: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), degrees."""

    def find(self, refs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return each number's row, -1 where the file does not hold the node."""
        if not len(self.ids):
            return np.full(len(refs), -1, np.int64)
        row = np.minimum(np.searchsorted(self.ids, refs), len(self.ids) - 1)
        return np.where(self.ids[row] == refs, row, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """What was read: every list sorted by number, so that equal data give equal cities."""

    nodes: Nodes
    tagged: tuple[TaggedNode, ...]
    ways: tuple[Way, ...]
    relations: tuple[Relation, ...]
    header_box: tuple[float, float, float, float] | None
    """Left, bottom, right, top in degrees, as the file's header says."""
    as_of: str
    sha256: str
    n_ways: int
    n_relations: int


def read_extract(path: Path) -> Extract:
    """Read a file, relations first, so that the ways they need are known.

    Raises
    ------
    OsmFileError
        Where the file is missing, empty, cut short, or not OpenStreetMap data.
    """
    file_format = _sniffed_format(path)
    with _clear_errors(path):
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        header = osmium.FileProcessor(osmium.io.File(path, file_format)).header
        collected = _Collected()
        collected.read_relations(osmium.io.File(path, file_format))
        collected.read_nodes_and_ways(osmium.io.File(path, file_format))
    nodes = collected.nodes()
    if not collected.n_ways and not len(nodes.ids):
        message = f"{path.name} holds no OpenStreetMap data"
        raise OsmFileError(message)
    stamp = header.get("osmosis_replication_timestamp") or collected.newest
    return Extract(
        nodes=nodes,
        tagged=tuple(
            TaggedNode(number, collected.tagged[number]) for number in sorted(collected.tagged)
        ),
        ways=tuple(collected.ways[number] for number in sorted(collected.ways)),
        relations=tuple(collected.relations[number] for number in sorted(collected.relations)),
        header_box=_box(header),
        as_of=stamp[:10],
        sha256=sha256,
        n_ways=collected.n_ways,
        n_relations=collected.n_relations,
    )


class _Collected:
    """What has been read so far; a later version of an object replaces an earlier one."""

    def __init__(self) -> None:
        self.node_ids = array("q")
        self.node_x = array("i")
        self.node_y = array("i")
        self.tagged: dict[int, dict[str, str]] = {}
        self.ways: dict[int, Way] = {}
        self.relations: dict[int, Relation] = {}
        self.needed_ways: set[int] = set()
        self.newest = ""
        self.n_ways = 0
        self.n_relations = 0

    def read_relations(self, file: osmium.io.File) -> None:
        for relation in osmium.FileProcessor(file, osmium.osm.RELATION):
            if not isinstance(relation, osmium.osm.Relation) or relation.deleted:
                continue
            self.n_relations += 1
            tags = _tags(relation.tags)
            if RELATION_KEYS.isdisjoint(tags):
                continue
            self._date(relation.timestamp)
            members = tuple(Member(m.type, m.ref, m.role) for m in relation.members)
            self.relations[relation.id] = Relation(relation.id, tags, members)
            self.needed_ways.update(member.ref for member in members if member.type == "w")

    def read_nodes_and_ways(self, file: osmium.io.File) -> None:
        for thing in osmium.FileProcessor(file, osmium.osm.NODE | osmium.osm.WAY):
            if isinstance(thing, osmium.osm.Node):
                self._take_node(thing)
            elif isinstance(thing, osmium.osm.Way) and not thing.deleted:
                self._take_way(thing)

    def _take_node(self, node: osmium.osm.Node) -> None:
        if node.deleted:
            return
        location = node.location
        self.node_ids.append(node.id)
        self.node_x.append(location.x)
        self.node_y.append(location.y)
        if node.tags and (tags := _tags(node.tags)):
            self.tagged[node.id] = tags
            self._date(node.timestamp)

    def _take_way(self, way: osmium.osm.Way) -> None:
        self.n_ways += 1
        tags = _tags(way.tags)
        if WAY_KEYS.isdisjoint(tags) and way.id not in self.needed_ways:
            return
        self._date(way.timestamp)
        refs = np.array([node.ref for node in way.nodes], np.int64)
        self.ways[way.id] = Way(way.id, tags, refs)

    def nodes(self) -> Nodes:
        ids = np.frombuffer(self.node_ids, np.int64) if self.node_ids else np.zeros(0, np.int64)
        x = np.frombuffer(self.node_x, np.int32) if self.node_x else np.zeros(0, np.int32)
        y = np.frombuffer(self.node_y, np.int32) if self.node_y else np.zeros(0, np.int32)
        # a position that is not recorded is a number far off the Earth
        placed = (np.abs(x) <= 180 * _UNITS_PER_DEGREE) & (np.abs(y) <= 90 * _UNITS_PER_DEGREE)
        ids, x, y = ids[placed], x[placed], y[placed]
        order = np.argsort(ids, kind="stable")
        # of several versions of a node the last one read holds
        is_last = np.ones(len(ids), np.bool_)
        is_last[:-1] = np.diff(ids[order]) != 0
        order = order[is_last]
        return Nodes(ids[order], x[order] / _UNITS_PER_DEGREE, y[order] / _UNITS_PER_DEGREE)

    def _date(self, stamp: datetime) -> None:
        if stamp.year >= _FIRST_YEAR and (text := stamp.date().isoformat()) > self.newest:
            self.newest = text


def _tags(tags: osmium.osm.TagList) -> dict[str, str]:
    return {tag.k: tag.v for tag in tags if tag.k in TAG_KEYS}


def _box(header: osmium.io.Header) -> tuple[float, float, float, float] | None:
    box = header.box()
    if not box.valid():
        return None
    corner, opposite = box.bottom_left, box.top_right
    left, bottom, right, top = corner.lon, corner.lat, opposite.lon, opposite.lat
    return (left, bottom, right, top) if left < right and bottom < top else None


def _sniffed_format(path: Path) -> str:
    """Tell the format by the first bytes: a name is easily wrong."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        message = f"{path.name} cannot be opened: {error.strerror or type(error).__name__}"
        raise OsmFileError(message) from error
    if not head:
        message = f"{path.name} is empty"
        raise OsmFileError(message)
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz"
    if head.startswith(b"BZh"):
        return "osm.bz2"
    if b"OSMHeader" in head[:_PBF_MARK_BYTES]:
        return "osm.pbf"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<") and b"<osmChange" not in head:
        return "osm"
    message = f"{path.name} is not an OpenStreetMap file (.osm, .osm.gz, .osm.bz2 or .osm.pbf)"
    raise OsmFileError(message)


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        detail = " ".join(str(error).split()) or type(error).__name__
        message = f"{path.name} is damaged, cut short or not OpenStreetMap data: {detail}"
        raise OsmFileError(message) from error
