"""How much of each street counted cameras see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure

__all__ = ["Street", "streets_in_view"]


@dataclass(frozen=True, slots=True)
class Street:
    """All ways of one name."""

    name: str
    length_m: float
    seen_m: float
    """In view of any counted camera; each metre once."""
    cameras: int
    """Distinct counted cameras that see any of it."""


def streets_in_view(prepared: CityExposure) -> list[Street]:
    """Return the streets of a city of which anything is in view, most metres first.

    Ways indoors are left out; ways without a name are one street, called "".
    """
    network, found = prepared.city.network, prepared.incidence
    counted = prepared.scene.facts.counted(prepared.assumptions.policy)
    edge = np.repeat(np.arange(network.n_edges), np.diff(found.edge_start))
    kept = counted[found.camera] & ~network.edge_indoor[edge]
    edge, camera = edge[kept], found.camera[kept]
    seen_mm = np.zeros(network.n_edges, np.int64)
    spans = np.stack([edge, found.enter_mm[kept], found.exit_mm[kept]], axis=1)
    np.add.at(seen_mm, *_united(spans))
    names, street = np.unique(network.edge_name, return_inverse=True)
    outdoors = ~network.edge_indoor
    length_m = np.bincount(street, network.edge_length_mm / 1000 * outdoors, len(names))
    seen_m = np.bincount(street, seen_mm / 1000, len(names))
    pairs = np.unique(np.stack([street[edge], camera], axis=1), axis=0)
    cameras = np.bincount(pairs[:, 0], minlength=len(names))
    order = np.lexsort((names, -seen_m))
    return [
        Street(str(names[at]), float(length_m[at]), float(seen_m[at]), int(cameras[at]))
        for at in order.tolist()
        if cameras[at]
    ]


def _united(spans: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the edge and the millimetres of each stretch, without what an earlier one covers.

    Parameters
    ----------
    spans
        Shape (k, 3): edge, first and last millimetre.
    """
    ordered = spans[np.lexsort((spans[:, 1], spans[:, 0]))]
    edge, enter, leave = ordered.T
    # one axis for all edges, each far behind the one before: what is covered runs on within one
    step = np.int64(1 + (leave.max() if len(leave) else 0))
    start, end = edge * step + enter, edge * step + leave
    covered = np.concatenate([[np.int64(-1)], np.maximum.accumulate(end)[:-1]])[: len(end)]
    return edge, np.maximum(end - np.maximum(start, covered), 0)
