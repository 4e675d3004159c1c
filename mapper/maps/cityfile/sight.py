"""What sees which millimetres of which edge, as columns; and the order of cameras that is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.incidence import Incidence
    from mapper.maps.cityfile.columns import Columns
    from mapper.model.network import WalkNetwork

__all__ = ["anchors", "as_met", "put_ground", "put_sight", "same_sight"]

WHOLE, TO, FROM, BETWEEN = range(4)
"""How much of an edge a stretch covers: all, up to a place, from a place on, between two."""


def as_met(incidence: Incidence, n_cameras: int) -> NDArray[np.int64]:
    """Return the rows of cameras in the order in which the edges meet them, shape (C,).

    A camera that is new on an edge then has the next number, which is nothing to write down.
    Cameras that see no edge come last.
    """
    met, first = np.unique(incidence.camera, return_index=True)
    unmet = np.setdiff1d(np.arange(n_cameras), met)
    return np.concatenate([met[np.argsort(first, kind="stable")], unmet]).astype(np.int64)


def same_sight(one: Incidence, other: Incidence) -> bool:
    """Whether two ranges see the same of every edge."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("edge_start", "camera", "enter_mm", "exit_mm")
    )


def put_sight(
    columns: Columns,
    name: str,
    incidence: Incidence,
    *,
    number: NDArray[np.int64],
    anchor: NDArray[np.int64],
    length_mm: NDArray[np.int64],
) -> None:
    """Put the stretches of each edge by camera.

    Parameters
    ----------
    columns, name, incidence
        What to put, where, and under which name.
    number
        Shape (C,): the number in the file of each row of the city's table.
    anchor
        Shape (E,): a number near those of the cameras that see each edge.
    length_mm
        Shape (E,).
    """
    counts = np.diff(incidence.edge_start)
    edge = np.repeat(np.arange(len(counts)), counts)
    camera = number[incidence.camera]
    order = np.lexsort((incidence.enter_mm, camera, edge))
    edge, camera = edge[order], camera[order]
    step = np.diff(camera, prepend=0)
    first = incidence.edge_start[:-1][counts > 0]
    from_anchor = camera[first] - anchor[edge[first]]
    step[first] = np.where(from_anchor < 0, -2 * from_anchor - 1, 2 * from_anchor)
    columns.put_numbers(f"{name}.count", counts)
    columns.put_numbers(f"{name}.camera", step)
    _put_stretches(
        columns, name, incidence.enter_mm[order], incidence.exit_mm[order], length_mm[edge]
    )


def anchors(incidence: Incidence, number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many cameras were met before each edge, shape (E,)."""
    reached = np.concatenate([[0], np.maximum.accumulate(number[incidence.camera] + 1)])
    return np.asarray(reached[incidence.edge_start[:-1]], np.int64)


def put_ground(
    columns: Columns,
    name: str,
    network: WalkNetwork,
    area: shapely.Geometry,
    indoors: shapely.Geometry | None = None,
) -> int:
    """Put the stretches of each edge that lie in an area; return their length in millimetres.

    Edges that lead indoors lie in an area of their own, or in none.
    """
    counts = np.zeros(network.n_edges, np.int64)
    enter: list[int] = []
    leave: list[int] = []
    edge_of = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    lines = np.asarray(shapely.linestrings(network.coord_xy, indices=edge_of))
    shapely.prepare(area)
    within = shapely.MultiPolygon() if indoors is None else indoors
    areas = np.where(network.edge_indoor, np.array(within, object), np.array(area, object))
    inside = shapely.covers(areas, lines)
    cut = ~inside & shapely.intersects(areas, lines)
    for edge in np.flatnonzero(inside | cut).tolist():
        length = int(network.edge_length_mm[edge])
        found = [(0, length)] if inside[edge] else _pieces(lines[edge], areas[edge], length)
        counts[edge] = len(found)
        enter += [a for a, _ in found]
        leave += [b for _, b in found]
    length_mm = np.repeat(network.edge_length_mm, counts)
    columns.put_numbers(f"{name}.count", counts)
    _put_stretches(columns, name, np.array(enter, np.int64), np.array(leave, np.int64), length_mm)
    return sum(leave) - sum(enter)


def _pieces(
    line: shapely.LineString, area: shapely.Geometry, length_mm: int
) -> list[tuple[int, int]]:
    """Return where along a line it lies in an area, segment by segment, in millimetres."""
    points = shapely.get_coordinates(line)
    steps = np.hypot(*np.diff(points, axis=0).T)
    before = np.concatenate([[0.0], np.cumsum(steps)])
    scale = length_mm / before[-1] if before[-1] > 0 else 0.0
    found: list[tuple[int, int]] = []
    # a survey may have more corners than a city has streets: look at those near by only
    left, bottom, right, top = line.bounds
    around = shapely.clip_by_rect(area, left - 1.0, bottom - 1.0, right + 1.0, top + 1.0)
    for at in range(len(steps)):
        segment = shapely.LineString(points[at : at + 2])
        for piece in shapely.get_parts(shapely.intersection(segment, around)):
            if piece.is_empty:
                continue
            ends = shapely.get_coordinates(piece)[[0, -1]]
            reach = before[at] + np.hypot(*(ends - points[at]).T)
            enter, leave = (round(float(mm)) for mm in np.sort(reach) * scale)
            if found and enter <= found[-1][1]:
                enter, leave = found[-1][0], max(leave, found.pop()[1])
            if leave > enter:
                found.append((enter, min(leave, length_mm)))
    return sorted(found)


def _put_stretches(
    columns: Columns,
    name: str,
    enter_mm: NDArray[np.int64],
    exit_mm: NDArray[np.int64],
    length_mm: NDArray[np.int64],
) -> None:
    """Put stretches by what they cover, with the one or two numbers that takes."""
    from_start, to_end = enter_mm == 0, exit_mm == length_mm
    cover = np.select([from_start & to_end, from_start, to_end], [WHOLE, TO, FROM], BETWEEN)
    one = np.select([cover == TO, cover == FROM], [exit_mm, length_mm - enter_mm], enter_mm)
    numbers = np.column_stack([one, exit_mm - enter_mm])
    used = np.column_stack([cover != WHOLE, cover == BETWEEN])
    columns.put_numbers(f"{name}.cover", cover)
    columns.put_numbers(f"{name}.mm", numbers[used])
