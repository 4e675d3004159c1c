"""Ids of rows: told apart across a whole table in a few bytes a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SeenTexts"]


@dataclass(slots=True)
class SeenTexts:
    """The 64-bit hashes of texts met so far, and how often the repeated ones were met."""

    hashes: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    """Sorted."""
    times: dict[str, int] = field(default_factory=dict)

    def occurrences(self, texts: pd.Series) -> NDArray[np.int64]:
        """Return which occurrence of its text each is, from 1, and remember them.

        Shape (n,). A text is taken for repeated where its hash was met before: of a million
        texts two different ones share a hash with a probability of 3 in 100 million, and then
        one gets a number it did not need.
        """
        codes = pd.util.hash_array(texts.to_numpy(dtype=object), categorize=False)
        order = np.argsort(codes, kind="stable")
        ranked = codes[order]
        met = self._met(ranked)
        twin = ranked[1:] == ranked[:-1]
        met[1:] |= twin
        met[:-1] |= twin
        doubled = np.sort(order[met])
        result = np.ones(len(codes), np.int64)
        for row in doubled.tolist():
            text = str(texts.iloc[row])
            before = self.times.get(text, int(self._met(codes[row : row + 1])[0]))
            result[row] = self.times[text] = before + 1
        # a stable sort merges two sorted runs in one pass
        self.hashes = np.sort(np.concatenate([self.hashes, ranked]), kind="stable")
        return result

    def _met(self, codes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Tell which hashes were met before, shape (n,)."""
        if not len(self.hashes):
            return np.zeros(len(codes), np.bool_)
        at = np.minimum(np.searchsorted(self.hashes, codes), len(self.hashes) - 1)
        return np.asarray(self.hashes[at] == codes, np.bool_)
