"""Ways in whole arrays: the same ways as one by one, in any order, in any version."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import osmium
from hypothesis import given
from hypothesis import strategies as st

from geodata.osm.source import read_extract
from geodata.osm.ways import TagSets, Way, WayList, Ways

if TYPE_CHECKING:
    from pathlib import Path

TAGS = st.sampled_from(
    [(), (("highway", "footway"),), (("building", "yes"),), (("highway", "path"), ("name", "A"))]
)
READ = st.lists(
    st.tuples(st.integers(-5, 30), TAGS, st.lists(st.integers(1, 99), max_size=6)), max_size=40
)


def listed(read: list[tuple[int, tuple[tuple[str, str], ...], list[int]]]) -> Ways:
    sets = TagSets()
    ways = WayList(sets)
    for number, tags, refs in read:
        ways.add(number, sets.number(tags), refs)
    return ways.sorted()


@given(READ)
def test_the_last_version_of_each_way_is_there_by_number(
    read: list[tuple[int, tuple[tuple[str, str], ...], list[int]]],
) -> None:
    ways = listed(read)
    told = {number: (dict(tags), refs) for number, tags, refs in read}
    rows = [ways.at(row) for row in range(len(ways))]
    assert [way.id for way in rows] == sorted(told)
    assert {way.id: (way.tags, way.refs.tolist()) for way in rows} == told
    for number in range(-6, 32):
        way = ways.find(number)
        assert (way is None) == (number not in told)
        assert way is None or way.refs.tolist() == told[number][1]


@given(READ)
def test_a_rule_on_tags_finds_the_ways_it_holds_for(
    read: list[tuple[int, tuple[tuple[str, str], ...], list[int]]],
) -> None:
    ways = listed(read)
    asked: list[int] = []

    def is_street(tags: object) -> bool:
        asked.append(1)
        return isinstance(tags, dict) and "highway" in tags

    found = [way.id for way in ways.where(is_street)]
    assert len(asked) <= 4
    assert found == [ways.at(row).id for row in range(len(ways)) if is_street(ways.at(row).tags)]
    assert ways.count(is_street) == len(found)


def test_equal_tags_are_kept_once() -> None:
    sets = TagSets()
    numbers = {sets.number((("highway", "footway"), ("name", f"{n % 7}"))) for n in range(1000)}
    assert (len(numbers), len(sets.sets)) == (7, 7)


def test_a_way_is_closed_where_it_ends_as_it_begins() -> None:
    assert Way(1, {}, np.array([1, 2, 3, 1])).is_closed
    assert not Way(1, {}, np.array([1, 2, 1])).is_closed
    assert not Way(1, {}, np.array([1, 2, 3, 4])).is_closed


def test_reading_streams_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path, count = tmp_path / "row.osm.pbf", 60_000
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, count + 1):
            place = (24.0 + number * 1e-5, 60.0)
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        for number in range(1, count):
            tags = {"highway": "footway", "name": f"Street {number // 1000}"}
            refs = [number, number + 1]
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    told: list[tuple[str, int, int]] = []

    def tell(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    read_extract(path)
    tracemalloc.start()
    extract = read_extract(path, tell)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [stage for stage, _, _ in told] == ["reading: 50,000 nodes", "reading: 50,000 ways"]
    assert len(extract.nodes.ids) == count
    assert len(extract.ways) == count - 1
    assert len(extract.ways.tag_sets) == 60
    # a node 24 bytes, a way 20 and 8 for each of its two nodes; while it is sorted thrice that
    assert held < 1e6 + 64 * count
    assert peak < 1e6 + 3 * 64 * count
