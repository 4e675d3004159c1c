"""The ground benchmarks stand on: real where it lies beside the project, else seeded."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.seeded import synthetic_city

if TYPE_CHECKING:
    from mapper.model.network import WalkNetwork

__all__ = ["blocks", "large_network"]

PORTO = Path(__file__).resolve().parents[2] / "shared" / "data" / "porto" / "porto.osm.pbf"


@lru_cache(maxsize=1)
def large_network() -> tuple[str, WalkNetwork]:
    """Return the name and the walking network of Porto, or of a synthetic city without it."""
    if PORTO.is_file():
        from geodata.osm import read_city  # noqa: PLC0415 - only where the file is

        return "Porto", read_city(PORTO, name="porto").network
    return "a synthetic city", synthetic_city()


def blocks(side: int, *, seed: int = 11) -> list[shapely.Polygon]:
    """Return ``side`` × ``side`` perimeter blocks of terraced houses, 100 m apart, 12 m streets.

    Each block is a ring of 24 to 32 houses around a courtyard; every house has a bay or a notch,
    so that walls are as broken as in a real centre.
    """
    random = np.random.default_rng(seed)
    houses: list[shapely.Polygon] = []
    for column in range(side):
        for row in range(side):
            houses.extend(_block(100.0 * column, 100.0 * row, random))
    return houses


def _block(x: float, y: float, random: np.random.Generator) -> list[shapely.Polygon]:
    """Return the houses of one block, whose corner is (x, y)."""
    width, depth = 88.0, 13.0
    houses = []
    n_houses = int(random.integers(6, 9))
    cuts = np.linspace(0.0, width - depth, n_houses + 1)
    for quarter in range(4):
        angle = quarter * np.pi / 2
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        for low, high in pairwise(cuts.tolist()):
            bay = random.uniform(-1.5, 1.5)
            inset = low + 0.3 * (high - low), low + 0.7 * (high - low)
            ring = np.array(
                [
                    [low, 0.0], [inset[0], 0.0], [inset[0], bay], [inset[1], bay],
                    [inset[1], 0.0], [high, 0.0], [high, depth], [low, depth],
                ]
            )  # fmt: skip
            centred = (ring - width / 2) @ turn + width / 2
            houses.append(shapely.Polygon(centred + np.array([x, y])))
    return houses
