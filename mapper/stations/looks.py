"""What sees the doors and the ground around stations, at one choice of range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from mapper.exposure.crossing import Lines, cross_lines
from mapper.exposure.incidence import incidence_of
from mapper.stations.ground import Union, cameras_on, stretches_united

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.incidence import Incidence
    from mapper.exposure.sight import Sight
    from mapper.model.network import WalkNetwork
    from mapper.stations.ground import Ground

__all__ = ["Look", "Pairs", "edge_survey", "look_at"]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of a place and a camera that sees it, each pair once."""

    place: NDArray[np.int32]
    camera: NDArray[np.int32]

    def count(self, counted: NDArray[np.bool_], n_places: int) -> NDArray[np.int64]:
        """Return how many of the counted cameras see each place, shape (P,)."""
        return np.bincount(self.place[counted[self.camera]], minlength=n_places)

    def of(self, place: int, counted: NDArray[np.bool_]) -> list[int]:
        """Return the counted cameras that see one place, ascending."""
        cameras = self.camera[self.place == place]
        return sorted(cameras[counted[cameras]].tolist())

    def gathered(self, group: NDArray[np.int64], first: int) -> Pairs:
        """Return the same pairs, and after them those of groups of places (-1 for none)."""
        grouped = group[self.place]
        kept = grouped >= 0
        pairs = np.column_stack([grouped[kept] + first, self.camera[kept]])
        unique = np.unique(pairs, axis=0) if len(pairs) else pairs
        return Pairs(
            np.concatenate([self.place, unique[:, 0]]).astype(np.int32),
            np.concatenate([self.camera, unique[:, 1]]).astype(np.int32),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What cameras of one range see."""

    incidence: Incidence
    doors: Pairs
    """Who sees the doors, whatever is counted."""
    vague: NDArray[np.bool_]
    """Shape (C,). Cameras placed less exactly than they see at this range."""

    def on_ground(self, ground: Ground) -> Pairs:
        """Return who sees any of the ground of places."""
        seen = self.incidence
        return Pairs(*cameras_on(ground, seen.edge_start, seen.camera, seen.enter_mm, seen.exit_mm))


def look_at(
    exposure: CityExposure, sight: Sight, doors_xy: NDArray[np.float64], *, main: bool = False
) -> Look:
    """Look at doors and edges with the cameras of one range.

    Parameters
    ----------
    exposure
        The city.
    sight
        Its viewsheds at the range.
    doors_xy
        Shape (T, 2), metres.
    main
        Whether the range is the city's own, whose incidence is at hand.
    """
    incidence = exposure.incidence if main else incidence_of(sight.viewsheds, exposure.city.network)
    vague = sight.range_m < exposure.scene.facts.error_m
    return Look(incidence, doors_seen(sight, doors_xy), np.asarray(vague, np.bool_))


def doors_seen(sight: Sight, doors_xy: NDArray[np.float64]) -> Pairs:
    """Return which cameras see which points, all at once: each is a line without length."""
    n_doors = len(doors_xy)
    lines = Lines(
        2 * np.arange(n_doors + 1, dtype=np.int64),
        np.ascontiguousarray(np.repeat(doors_xy, 2, axis=0)),
        np.zeros(2 * n_doors, np.bool_),
    )
    crossings = cross_lines(lines, sight.index)
    door = np.repeat(np.arange(n_doors), np.diff(crossings.start))
    pairs = np.column_stack([door, sight.viewsheds.camera[crossings.viewshed]])
    unique = np.unique(pairs, axis=0) if len(pairs) else pairs.reshape(0, 2)
    return Pairs(unique[:, 0].astype(np.int32), unique[:, 1].astype(np.int32))


def edge_survey(network: WalkNetwork, edges: NDArray[np.int64], area: shapely.Geometry) -> Union:
    """Return which stretches of some edges lie in an area.

    Parameters
    ----------
    network
        The walking network.
    edges
        Rows of the edges looked at, ascending; the others get nothing.
    area
        Polygons in the city's CRS.
    """
    n_edges = network.n_edges
    if shapely.is_empty(area) or not len(edges):
        none = np.zeros(0, np.int64)
        return stretches_united(none, none, none, n_edges)
    first, last = network.edge_start[edges], network.edge_start[edges + 1] - 1
    point = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
    edge = np.repeat(edges, last - first)
    here, there = network.coord_xy[point], network.coord_xy[point + 1]
    step = np.hypot(*(there - here).T)
    # millimetres on the ellipsoid along the edge, at the beginning of each segment
    running = np.cumsum(step) - step
    row = np.concatenate([[0], np.cumsum(last - first)])[:-1]
    running -= np.repeat(running[row], last - first)
    total = np.add.reduceat(step, row)
    scale = np.repeat(network.edge_length_mm[edges] / np.where(total > 0, total, 1.0), last - first)
    segments = np.asarray(shapely.linestrings(np.stack([here, there], axis=1)))
    inside = np.asarray(shapely.covers(area, segments), np.bool_)
    cut = np.flatnonzero(~inside & np.asarray(shapely.intersects(area, segments)))
    parts, of_cut = shapely.get_parts(shapely.intersection(segments[cut], area), return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts, of_part = parts[lines], cut[of_cut[lines]]
    begin = shapely.distance(shapely.get_point(parts, 0), shapely.points(here[of_part]))
    end = shapely.distance(shapely.get_point(parts, -1), shapely.points(here[of_part]))
    whole = np.flatnonzero(inside)
    segment = np.concatenate([whole, of_part])
    low = np.concatenate([np.zeros(len(whole)), np.minimum(begin, end)])
    high = np.concatenate([step[whole], np.maximum(begin, end)])
    low_mm = np.rint((running[segment] + low) * scale[segment]).astype(np.int64)
    high_mm = np.rint((running[segment] + high) * scale[segment]).astype(np.int64)
    order = np.lexsort((low_mm, edge[segment]))
    return stretches_united(edge[segment][order], low_mm[order], high_mm[order], n_edges)
