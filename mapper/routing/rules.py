"""Hard rules: what a route may not pass, as stretches of edges, and why that may be impossible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import shapely
from shapely.geometry import shape

from mapper.errors import BadInputError, NoRouteError
from mapper.model.cameras import CameraKind
from mapper.routing.graph import EdgeCameras
from mapper.routing.quickest import quickest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.ground import SurveyedGround
    from mapper.model.network import WalkNetwork
    from mapper.model.projection import Projection
    from mapper.routing.graph import Query, SearchGraph

__all__ = ["Avoid", "Closures"]

PENALTY: Final = 1_000
"""A closed edge counts as so many open ones where the least forbidden way is looked for."""
MOST_NAMED: Final = 5
KINDS: Final = {"camera": "cameras", "kind": "kinds", "system": "systems"}

_Rows: TypeAlias = (
    "tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]"
)
"""Edge, row, first and last millimetre of stretches."""


@dataclass(frozen=True, slots=True)
class Avoid:
    """What a route may not come into view of, and ground it may not cross."""

    cameras: tuple[str, ...] = ()
    """Ids of cameras."""
    kinds: tuple[str, ...] = ()
    """Kinds of cameras; plate readers, which are not counted, may be avoided too."""
    systems: tuple[str, ...] = ()
    area: shapely.Geometry | None = None
    """Polygons in longitude and latitude."""

    @classmethod
    def parse(cls, texts: Iterable[str] = (), area: Mapping[str, Any] | None = None) -> Avoid:
        """Read what is to be avoided, and check it once.

        Parameters
        ----------
        texts
            ``"camera:ID"``, ``"kind:dome"``, ``"system:NAME"``.
        area
            GeoJSON: a polygon, several, a feature or a collection of them.

        Raises
        ------
        BadInputError
            Where a text is none of these or the area is no polygon.

        >>> Avoid.parse(["kind:dome", "camera:osm:n1"])
        Avoid(cameras=('osm:n1',), kinds=('dome',), systems=(), area=None)
        """
        found: dict[str, list[str]] = {name: [] for name in KINDS.values()}
        for text in texts:
            what, _, value = text.partition(":")
            if what not in KINDS or not value:
                message = "what to avoid is camera:ID, kind:KIND or system:NAME"
                raise BadInputError(message)
            found[KINDS[what]].append(value)
        if set(found["kinds"]) - set(CameraKind):
            # what to avoid is part of a trip: it is never repeated
            message = f"that is no kind of camera; there are {', '.join(CameraKind)}"
            raise BadInputError(message)
        return cls(
            **{name: tuple(values) for name, values in found.items()},
            area=None if area is None else _polygons(area),
        )

    def __bool__(self) -> bool:
        """Whether anything is to be avoided."""
        return bool(self.cameras or self.kinds or self.systems or self.area is not None)


@dataclass(frozen=True, slots=True, eq=False)
class Closures:
    """The stretches of edges that rules close, and what each row of them is called."""

    rows: EdgeCameras
    """Its "cameras" are the city's, then the area, then the ground nobody surveyed."""
    names: tuple[str, ...]

    @classmethod
    def of(cls, exposure: CityExposure, avoid: Avoid, *, surveyed_only: bool) -> Closures:
        """Find what the rules close in a city.

        Raises
        ------
        BadInputError
            Where a camera or system to avoid is not in the city.
        """
        network, incidence = exposure.city.network, exposure.incidence
        forbidden = _forbidden(exposure, avoid)
        keep = forbidden[incidence.camera] if len(incidence) else np.zeros(0, np.bool_)
        edge = np.repeat(np.arange(network.n_edges), np.diff(incidence.edge_start))
        pieces: list[_Rows] = [
            (edge[keep], incidence.camera[keep], incidence.enter_mm[keep], incidence.exit_mm[keep])
        ]
        n_cameras = len(forbidden)
        if avoid.area is not None:
            area = _projected(avoid.area, exposure.city.projection)
            pieces.append(_within(network, area, n_cameras, outside=False))
        if surveyed_only:
            pieces.append(_unsurveyed(network, exposure.scene.ground, n_cameras + 1))
        edges, row, enter, leave = (np.concatenate(column) for column in zip(*pieces, strict=True))
        order = np.lexsort((enter, row, edges))
        per_edge = np.bincount(edges, minlength=network.n_edges)
        rows = EdgeCameras.build(
            np.concatenate([[0], np.cumsum(per_edge)]).astype(np.int64),
            row[order].astype(np.int32),
            (enter[order].astype(np.int64), leave[order].astype(np.int64)),
            np.ones(n_cameras + 2, np.bool_),
        )
        ids = (f"camera {camera_id}" for camera_id in exposure.scene.facts.ids)
        return cls(rows, (*ids, "the area to avoid", "ground nobody surveyed"))

    def check(self, graph: SearchGraph, query: Query) -> SearchGraph:
        """Return the graph without what the rules close.

        Raises
        ------
        NoRouteError
            Where no way is left: it says what sees the start or the goal, or what the way that
            keeps to the rules longest cannot do without.
        """
        for which, edge, at in (
            ("start", query.start_edge, query.start_mm),
            ("goal", query.goal_edge, query.goal_mm),
        ):
            here = self.rows.on_part(edge, at, at)
            if len(here):
                names = self._list(here)
                message = f"the rules cannot be kept: at the {which} itself there is {names}"
                raise NoRouteError(message)
        open_ = graph.shut(self.rows)
        try:
            quickest(open_, query)
        except NoRouteError:
            message = f"the rules cannot be kept: {self._in_the_way(graph, query)}"
            raise NoRouteError(message) from None
        return open_

    def _in_the_way(self, graph: SearchGraph, query: Query) -> str:
        shut = np.repeat(np.diff(self.rows.start) > 0, 2)
        dear = replace(graph, cost_ms=np.where(shut, graph.cost_ms * PENALTY, graph.cost_ms))
        path = quickest(dear, query)  # raises where there is no way even without rules
        met = self.rows.along(graph.parts(query, path.edges))
        return f"the way that keeps them longest still passes {self._list(met)}"

    def _list(self, rows: NDArray[np.int32]) -> str:
        named = [self.names[row] for row in rows[:MOST_NAMED]]
        more = len(rows) - len(named)
        return ", ".join(named) + (f" and {more} more" if more else "")


def _forbidden(exposure: CityExposure, avoid: Avoid) -> NDArray[np.bool_]:
    """Tell which cameras are to be avoided, shape (C,)."""
    facts = exposure.scene.facts
    systems = exposure.city.cameras.frame["system"].to_numpy(dtype=object)
    for wanted, there, what in (
        (avoid.cameras, facts.ids, "camera"),
        (avoid.systems, systems, "system of cameras"),
    ):
        if set(wanted) - set(there):
            message = f"the city has no such {what} to avoid"
            raise BadInputError(message)
    return np.asarray(
        np.isin(facts.ids.astype(np.str_), avoid.cameras)
        | np.isin(facts.kind.astype(np.str_), avoid.kinds)
        | np.isin(systems.astype(np.str_), avoid.systems),
        np.bool_,
    )


def _polygons(area: Mapping[str, Any]) -> shapely.Geometry:
    """Read the polygons of a GeoJSON object."""
    try:
        if area["type"] == "FeatureCollection":
            shapes = [shape(dict(feature["geometry"])) for feature in area["features"]]
        else:
            shapes = [shape(dict(area["geometry"] if area["type"] == "Feature" else area))]
        found = shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        message = "the area to avoid is not GeoJSON that can be read"
        raise BadInputError(message) from None  # the cause may hold coordinates
    if shapely.area(found) <= 0 or not np.isfinite(shapely.bounds(found)).all():
        message = "the area to avoid is no polygon"
        raise BadInputError(message)
    return found


def _projected(area: shapely.Geometry, projection: Projection) -> shapely.Geometry:
    moved = shapely.transform(area, lambda at: np.column_stack(projection.to_metres(*at.T)))
    if not np.isfinite(shapely.bounds(moved)).all():
        message = "the area to avoid is not on Earth (latitude and longitude swapped?)"
        raise BadInputError(message)
    return shapely.make_valid(moved)


@lru_cache(maxsize=2)
def _unsurveyed(network: WalkNetwork, ground: SurveyedGround, row: int) -> _Rows:
    """Return the stretches on ground nobody surveyed; kept, since only the city decides them."""
    street = _within(network, ground.known, row, outside=True)
    if not bool(network.edge_indoor.any()):
        return street
    inside = _within(network, ground.indoors, row, outside=True)
    outdoors, indoors = ~network.edge_indoor[street[0]], network.edge_indoor[inside[0]]
    return (
        np.concatenate([street[0][outdoors], inside[0][indoors]]),
        np.concatenate([street[1][outdoors], inside[1][indoors]]),
        np.concatenate([street[2][outdoors], inside[2][indoors]]),
        np.concatenate([street[3][outdoors], inside[3][indoors]]),
    )


def _within(network: WalkNetwork, area: shapely.Geometry, row: int, *, outside: bool) -> _Rows:
    """Return edge, row, enter and exit (mm) of the stretches of edges inside or outside an area.

    Segments are cut one by one, so that an edge that meets itself is no trouble.
    """
    points, edge_of = network.coord_xy, _edge_of_points(network)
    first = np.flatnonzero(edge_of[1:] == edge_of[:-1])
    segments = np.asarray(shapely.linestrings(np.stack([points[first], points[first + 1]], axis=1)))
    shapely.prepare(area)
    if outside:
        taken = np.flatnonzero(~shapely.covers(area, segments))
        cut = shapely.difference(segments[taken], area)
    else:
        taken = np.flatnonzero(shapely.intersects(area, segments))
        cut = shapely.intersection(segments[taken], area)
    pieces, owner = shapely.get_parts(cut, return_index=True)
    long = shapely.length(pieces) > 0  # a point that only touches closes nothing
    point = first[taken[owner[long]]]
    ends = np.stack(
        [shapely.get_coordinates(shapely.get_point(pieces[long], end)) for end in (0, -1)]
    )
    reach = np.hypot(*(ends - points[point]).transpose(2, 0, 1))
    running = _running_m(network, edge_of)
    reach, edge = reach + running[point], edge_of[point]
    drawn_m = running[network.edge_start[1:] - 1]
    scale = network.edge_length_mm / np.where(drawn_m > 0, drawn_m, 1.0)
    enter = np.floor(reach.min(axis=0) * scale[edge]).astype(np.int64)
    leave = np.ceil(reach.max(axis=0) * scale[edge]).astype(np.int64)
    leave = np.minimum(leave, network.edge_length_mm[edge])
    some = leave > enter
    return edge[some], np.full(int(some.sum()), row, np.int32), enter[some], leave[some]


def _edge_of_points(network: WalkNetwork) -> NDArray[np.int64]:
    return np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))


def _running_m(network: WalkNetwork, edge_of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the drawn length along its edge up to each point, shape (P,)."""
    step = np.zeros(len(edge_of))
    step[1:] = np.hypot(*np.diff(network.coord_xy, axis=0).T)
    step[network.edge_start[:-1]] = 0.0
    running = np.cumsum(step)
    return np.asarray(running - running[network.edge_start[:-1]][edge_of])
