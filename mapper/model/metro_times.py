"""What rides, changes and ways inside stations are supposed to take where no source tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MetroDefaults"]


@dataclass(frozen=True, slots=True)
class MetroDefaults:
    """What is supposed where a source records no time; measured, see ``docs/stations.md``."""

    ride_speed_m_s: float = 22.9
    """Between stops, as the crow flies, from one station to the next."""
    ride_fixed_s: float = 66.0
    """What each such ride takes besides: standing, starting, braking."""
    station_walk_s: float = 184.0
    """From the door to the platform, gates included, where nothing tells how deep that is."""
    walk_base_s: float = 70.0
    """From the door to a platform on its own level."""
    walk_level_s: float = 65.0
    """What each level up or down takes besides."""
    walk_depth_m_s: float = 0.375
    """How fast one comes down where the depth is told in metres: an escalator of 30 degrees that
    runs at 0.75 m/s."""
    transfer_fixed_s: float = 120.0
    """What a change takes beyond the way between the two stations, levels included."""
    transfer_speed_m_s: float = 1.2
    headway_s: float = 360.0
    """From one train to the next; half of it is waited."""

    def ride_s(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what rides between neighbours take, same shape, seconds.

        >>> MetroDefaults().ride_s(np.array([1145.0])).tolist()
        [116.0]
        """
        return np.asarray(self.ride_fixed_s + metres / self.ride_speed_m_s)

    def walk_s(
        self, levels: NDArray[np.float64], depth_m: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what ways to platforms take by depth, else by levels, else as is usual, seconds.

        >>> MetroDefaults().walk_s(np.array([-2.0, np.nan]), np.array([np.nan, 45.0])).tolist()
        [200.0, 190.0]
        """
        by_level = self.walk_base_s + self.walk_level_s * np.abs(levels)
        by_depth = self.walk_base_s + np.abs(depth_m) / self.walk_depth_m_s
        supposed = np.where(np.isnan(by_depth), by_level, by_depth)
        return np.where(np.isnan(supposed), self.station_walk_s, supposed)

    def transfer_s(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what changes between stations so far apart take, same shape, seconds."""
        return np.asarray(self.transfer_fixed_s + metres / self.transfer_speed_m_s)
