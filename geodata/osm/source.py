"""One OpenStreetMap file, read once: only the objects and the tags that are used."""

from __future__ import annotations

import hashlib
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import osmium

from geodata.osm.addresses import NUMBER_KEY, Address, address_texts
from geodata.osm.keys import RELATION_KEYS, TAG_KEYS, WAY_KEYS
from geodata.osm.ways import TagSets, WayList
from geodata.progress import silent
from mapper.errors import OsmFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.osm.ways import Ways
    from geodata.progress import Progress

__all__ = ["Extract", "Member", "Nodes", "Relation", "TaggedNode", "read_extract"]

_HEAD_BYTES: Final = 512
_PBF_MARK_BYTES: Final = 32
_UNITS_PER_DEGREE: Final = 1e7
_TOLD_EVERY: Final = 50_000
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
    ways: Ways
    relations: tuple[Relation, ...]
    header_box: tuple[float, float, float, float] | None
    """Left, bottom, right, top in degrees, as the file's header says."""
    as_of: str
    sha256: str
    n_ways: int
    n_relations: int
    addresses: tuple[Address, ...] = ()
    """Only where they are asked for, in the order of the file."""


def read_extract(path: Path, progress: Progress = silent, *, addresses: bool = False) -> Extract:
    """Read a file, relations first, so that the ways they need are known.

    The file streams by: what is held is 16 bytes of each node, and of the ways, relations and
    tagged nodes that are used their numbers and tags, equal tags once.

    Parameters
    ----------
    path
        The file; its format is told by its first bytes.
    progress
        Told of the objects read; how many there are is not known beforehand.
    addresses
        Whether to take the addresses too, to place what has nothing else.

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
        collected = _Collected(progress, addresses=addresses)
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
            TaggedNode(number, collected.tags.sets[collected.tagged[number]])
            for number in sorted(collected.tagged)
        ),
        ways=collected.ways.sorted(),
        relations=tuple(collected.relations[number] for number in sorted(collected.relations)),
        header_box=_box(header),
        as_of=stamp[:10],
        sha256=sha256,
        n_ways=collected.n_ways,
        n_relations=collected.n_relations,
        addresses=tuple(collected.addresses),
    )


class _Collected:
    """What has been read so far; a later version of an object replaces an earlier one."""

    def __init__(self, progress: Progress, *, addresses: bool) -> None:
        self.progress = progress
        self.wants_addresses = addresses
        self.addresses: list[Address] = []
        self.node_ids = array("q")
        self.node_x = array("i")
        self.node_y = array("i")
        self.tags = TagSets()
        self.tagged: dict[int, int] = {}
        self.ways = WayList(self.tags)
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
            tags = dict(_tags(relation.tags))
            if RELATION_KEYS.isdisjoint(tags):
                continue
            self._date(relation.timestamp)
            members = tuple(Member(m.type, m.ref, m.role) for m in relation.members)
            self.relations[relation.id] = Relation(relation.id, tags, members)
            outline = [member.ref for member in members if member.type == "w"]
            self.needed_ways.update(outline)
            for number in outline[:1]:
                self._address(relation.tags, number, is_way=True)

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
        if len(self.node_ids) % _TOLD_EVERY == 0:
            self.progress(f"reading: {len(self.node_ids):,} nodes", 0, 0)
        if node.tags:
            self._address(node.tags, node.id, is_way=False)
            if tags := _tags(node.tags):
                self.tagged[node.id] = self.tags.number(tags)
                self._date(node.timestamp)

    def _take_way(self, way: osmium.osm.Way) -> None:
        self.n_ways += 1
        if self.n_ways % _TOLD_EVERY == 0:
            self.progress(f"reading: {self.n_ways:,} ways", 0, 0)
        tags = _tags(way.tags)
        addressed = self._address(way.tags, way.id, is_way=True)
        needed = addressed or way.id in self.needed_ways
        if not needed and WAY_KEYS.isdisjoint(key for key, _ in tags):
            return
        self._date(way.timestamp)
        self.ways.add(way.id, self.tags.number(tags), [node.ref for node in way.nodes])

    def _address(self, tags: osmium.osm.TagList, number: int, *, is_way: bool) -> bool:
        """Take the addresses of an object where they are wanted; tell whether it has any."""
        if not self.wants_addresses or NUMBER_KEY not in tags:
            return False
        texts = address_texts({key: value for key, value in tags if key.startswith("addr:")})
        self.addresses += [Address(is_way, number, text) for text in texts]
        return bool(texts)

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


def _tags(tags: osmium.osm.TagList) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in tags if key in TAG_KEYS)


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
