"""Seeded worlds to measure on: four sets of cameras for any network, and a large synthetic city.

Everything follows from the seeds and constants in this file, so anyone can build the same sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.exposure.incidence import incidence_of
from mapper.exposure.views import FieldsOfView
from mapper.exposure.viewshed import no_walls, viewsheds
from mapper.model.network import WalkNetwork
from mapper.routing.graph import EdgeCameras

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CAMERA_SETS", "CENTRE_SHARE", "CameraSet", "centre_of", "seen_by", "synthetic_city"]

N_CAMERAS: Final = 200_000
CENTRE_SHARE: Final = 0.6
CENTRE_SIGMA_M: Final = 2_500.0
"""In clustered sets, this share of the cameras is scattered normally around the centre."""
DISC_M: Final = 36.0
SECTOR_RANGES_M: Final = (15.0, 40.0)
SECTOR_ANGLES_DEG: Final = (50.0, 110.0)


@dataclass(frozen=True, slots=True)
class CameraSet:
    """A set of cameras drawn from a seed: what they see, and where they stand."""

    name: str
    sectors: bool
    clustered: bool
    seed: int
    n_cameras: int = N_CAMERAS
    range_factor: float = 1.0

    def fields(self, network: WalkNetwork) -> FieldsOfView:
        """Scatter the cameras over the middle 98 % of a network's nodes, both ways.

        Sectors reach 15 to 40 m, are 50 to 110 degrees wide and look anywhere; discs reach 36 m.
        """
        random = np.random.default_rng(self.seed)
        low, high = np.quantile(network.node_xy, [0.01, 0.99], axis=0)
        xy = random.uniform(low, high, (self.n_cameras, 2))
        if self.clustered:
            n_centre = int(CENTRE_SHARE * self.n_cameras)
            xy[:n_centre] = random.normal(centre_of(network), CENTRE_SIGMA_M, (n_centre, 2))
        n = self.n_cameras
        reach = random.uniform(*SECTOR_RANGES_M, n) if self.sectors else np.full(n, DISC_M)
        angle = random.uniform(*SECTOR_ANGLES_DEG, n) if self.sectors else np.full(n, 360.0)
        direction = random.uniform(0.0, 360.0, n) if self.sectors else np.full(n, np.nan)
        return FieldsOfView(
            camera=np.arange(n, dtype=np.int32),
            xy=xy,
            range_m=reach * self.range_factor,
            direction_deg=direction,
            angle_deg=angle,
            lens_deg=np.full(n, np.nan),
            indoor=np.zeros(n, np.bool_),
        )


CAMERA_SETS: Final = (
    CameraSet("sectors, uniform", sectors=True, clustered=False, seed=1),
    CameraSet("sectors, clustered", sectors=True, clustered=True, seed=2),
    CameraSet("discs, uniform", sectors=False, clustered=False, seed=3),
    CameraSet("discs, clustered", sectors=False, clustered=True, seed=4),
)


def centre_of(network: WalkNetwork) -> NDArray[np.float64]:
    """Return the median of a network's nodes, where streets are densest, shape (2,), metres."""
    return np.median(network.node_xy, axis=0)


def seen_by(cameras: CameraSet, network: WalkNetwork) -> EdgeCameras:
    """Return which cameras of a set see which stretches of which edges; there are no buildings."""
    sheds = viewsheds(cameras.fields(network), no_walls())
    incidence = incidence_of(sheds, network)
    return EdgeCameras.build(
        incidence.edge_start,
        incidence.camera,
        (incidence.enter_mm, incidence.exit_mm),
        np.ones(cameras.n_cameras, np.bool_),
    )


def synthetic_city(side: int = 500, *, spacing_m: float = 70.0, seed: int = 5) -> WalkNetwork:
    """Build a city of ``side`` by ``side`` shaken crossings, with two thirds of the grid's edges.

    At 500 it has 250,000 nodes and about as many edges a node as a real contracted city.
    """
    random = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    xy = (grid + random.uniform(-0.3, 0.3, (side * side, 2))) * spacing_m
    across = np.stack([node[:, :-1].ravel(), node[:, 1:].ravel()], axis=1)
    along = np.stack([node[:-1].ravel(), node[1:].ravel()], axis=1)
    pairs = np.concatenate([across, along])
    pairs = pairs[random.random(len(pairs)) < 2 / 3]
    lines = xy[pairs]
    length_mm = np.rint(np.hypot(*(lines[:, 1] - lines[:, 0]).T) * 1000.0).astype(np.int64)
    return WalkNetwork.build(xy, [(a, b) for a, b in pairs.tolist()], list(lines), length_mm)
