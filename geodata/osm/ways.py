"""The ways of a file in whole arrays: ways with the same tags share them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["TagSets", "Way", "WayList", "Ways"]

Tags = dict[str, str]


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


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """W ways, sorted by number; a way takes 20 bytes, each of its references 8."""

    ids: NDArray[np.int64]
    """Shape (W,), rising."""
    tags_of: NDArray[np.int32]
    """Shape (W,), rows of ``tag_sets``."""
    tag_sets: Sequence[Mapping[str, str]]
    start: NDArray[np.int64]
    """Shape (W + 1,): way w has the nodes ``refs[start[w]:start[w + 1]]``."""
    refs: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the ways."""
        return len(self.ids)

    def at(self, row: int) -> Way:
        """Return the way of a row."""
        refs = self.refs[self.start[row] : self.start[row + 1]]
        return Way(int(self.ids[row]), self.tag_sets[self.tags_of[row]], refs)

    def find(self, number: int) -> Way | None:
        """Return the way of a number, None where the file does not hold it."""
        row = int(np.searchsorted(self.ids, number))
        return self.at(row) if row < len(self.ids) and self.ids[row] == number else None

    def where(self, holds: Callable[[Mapping[str, str]], object]) -> Iterator[Way]:
        """Yield the ways whose tags a rule holds for, by number.

        The rule is asked once for each set of tags, however many ways carry it.
        """
        for row in np.flatnonzero(self._held(holds)).tolist():
            yield self.at(row)

    def count(self, holds: Callable[[Mapping[str, str]], object]) -> int:
        """Count the ways whose tags a rule holds for."""
        return int(self._held(holds).sum())

    def _held(self, holds: Callable[[Mapping[str, str]], object]) -> NDArray[np.bool_]:
        held = np.array([bool(holds(tags)) for tags in self.tag_sets] or [False], np.bool_)
        return held[self.tags_of]


class TagSets:
    """Sets of tags, each kept once, and the words in them likewise."""

    def __init__(self) -> None:
        self.sets: list[Tags] = []
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}
        self._words: dict[str, str] = {}

    def number(self, pairs: tuple[tuple[str, str], ...]) -> int:
        """Return the number of a set of tags, taking it where it is new."""
        known = self._numbers.get(pairs)
        if known is not None:
            return known
        word = self._words.setdefault
        own = tuple((word(key, key), word(value, value)) for key, value in pairs)
        self._numbers[own] = len(self.sets)
        self.sets.append(dict(own))
        return len(self.sets) - 1


class WayList:
    """Ways as they are read; a later version of one replaces an earlier one."""

    def __init__(self, tags: TagSets) -> None:
        self._tags = tags
        self._ids = array("q")
        self._tags_of = array("i")
        self._lengths = array("q")
        self._refs = array("q")

    def add(self, number: int, tags_of: int, refs: Sequence[int]) -> None:
        """Take one way, with the number of its set of tags."""
        self._ids.append(number)
        self._tags_of.append(tags_of)
        self._lengths.append(len(refs))
        self._refs.extend(refs)

    def sorted(self) -> Ways:
        """Return the last version of each way, by number."""
        ids, lengths = np.array(self._ids, np.int64), np.array(self._lengths, np.int64)
        refs, tags_of = np.array(self._refs, np.int64), np.array(self._tags_of, np.int32)
        start = np.cumsum(lengths) - lengths
        order = np.argsort(ids, kind="stable")
        is_last = np.ones(len(ids), np.bool_)
        is_last[:-1] = np.diff(ids[order]) != 0
        order = order[is_last]
        kept = lengths[order]
        if not np.array_equal(order, np.arange(len(ids))):
            within = np.arange(int(kept.sum())) - np.repeat(np.cumsum(kept) - kept, kept)
            refs = refs[np.repeat(start[order], kept) + within]
        return Ways(
            ids=ids[order],
            tags_of=tags_of[order],
            tag_sets=tuple(self._tags.sets),
            start=np.concatenate([[0], np.cumsum(kept)]).astype(np.int64),
            refs=refs,
        )
