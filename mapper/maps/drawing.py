"""What a map draws, in units of its plane: shared by the page's canvas and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import shapely

from mapper.maps.coding import Plane
from mapper.model.evidence import FaceRecognition
from mapper.model.places import SurveyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.maps.scored import RiddenLeg, ScoredLine
    from mapper.model.city import City
    from mapper.model.network import WalkNetwork

__all__ = [
    "CHORD_ERROR_M",
    "PLATE_READER",
    "STYLES",
    "Drawing",
    "DrawnLine",
    "DrawnRide",
    "drawn_line",
]

Lines: TypeAlias = "list[NDArray[np.int64]]"

STYLES: Final = (*(evidence.value for evidence in FaceRecognition), "plate_reader")
"""How cameras are drawn: by evidence, strongest first; plate readers are counted apart."""
PLATE_READER: Final = len(STYLES) - 1
CHORD_ERROR_M: Final = 0.25
MAIN_STREETS: Final = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
STREETS: Final = frozenset(
    {"residential", "unclassified", "living_street", "service", "pedestrian", "road"}
)
LONGEST_NAME: Final = 60
LEAST_NAMED_M: Final = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRide:
    """A part of a journey that is not walked, in units."""

    kind: str
    colour: str
    name: str
    stops: NDArray[np.int64]
    """Shape (n, 2)."""
    gate: NDArray[np.int64] | None
    """Shape (1, 2), where a gate is passed; None where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """One scored line in units."""

    pieces: Lines
    stretches: Lines
    evidence: list[int]
    """The code of each stretch's strongest evidence."""
    meeting: NDArray[np.int64]
    """The middle of each encounter, shape (k, 2)."""
    ends: NDArray[np.int64]
    """First and last point, shape (2, 2)."""
    rides: tuple[DrawnRide, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """All layers of one map."""

    plane: Plane
    basemap: dict[str, Lines]
    surveyed: Lines
    """Outlines and holes of the ground somebody looked at; no two overlap."""
    street_names: list[str]
    street_pieces: Lines
    """One straight piece for each of ``street_names``, longest first."""
    camera_points: NDArray[np.int64]
    camera_style: list[int]
    view_camera: list[int]
    views: Lines
    stations: NDArray[np.int64]
    entrances: NDArray[np.int64]
    lines: list[DrawnLine]

    @classmethod
    def of(cls, exposure: CityExposure, scored: Sequence[ScoredLine]) -> Drawing:
        """Put a prepared city and the lines on it on one plane."""
        city = exposure.city
        plane = Plane(city.projection, city.bounds)
        names, pieces = _street_names(city, plane)
        view_camera, views = _views(exposure, plane)
        return cls(
            plane=plane,
            basemap=_basemap(city, plane),
            surveyed=_surveyed(city, plane),
            street_names=names,
            street_pieces=pieces,
            camera_points=plane.of_metres(city.cameras.xy),
            camera_style=_styles(city),
            view_camera=view_camera,
            views=views,
            stations=_points(city.stations.frame.geometry.to_numpy(), plane),
            entrances=_points(city.entrances.frame.geometry.to_numpy(), plane),
            lines=[drawn_line(line, plane) for line in scored],
        )


def _styles(city: City) -> list[int]:
    """Return each camera's place in ``STYLES``."""
    codes = city.cameras.evidence_codes.astype(np.int64)
    found: list[int] = np.where(city.cameras.is_plate_reader, PLATE_READER, codes).tolist()
    return found


def _points(shapes: NDArray[np.object_], plane: Plane) -> NDArray[np.int64]:
    """Return a point for each geometry, in units, shape (n, 2)."""
    return plane.of_metres(shapely.get_coordinates(shapely.centroid(shapes)))


def _views(exposure: CityExposure, plane: Plane) -> tuple[list[int], Lines]:
    """Return the outlines of what cameras see, and whose each is."""
    viewsheds = exposure.viewsheds()
    owners, rings = plane.owned_lines_of(viewsheds.polygons(chord_error_m=CHORD_ERROR_M))
    return viewsheds.camera[np.array(owners, np.intp)].tolist(), rings


def _basemap(city: City, plane: Plane) -> dict[str, Lines]:
    """Return the lines and rings of each layer of the ground."""
    frame = city.basemap.frame
    shapes = frame.geometry.to_numpy()
    layer = frame["layer"].to_numpy()
    is_line = shapely.get_dimensions(shapes) < 2  # noqa: PLR2004 - 2 is an area
    network = city.network
    kind = network.edge_kind
    if len(kind):
        # of an array without rows numpy cannot tell how wide the texts become
        kind = np.char.replace(kind, "_link", "")
    ways = _ways(network)
    outdoor = ~network.edge_indoor
    is_main, is_street = np.isin(kind, sorted(MAIN_STREETS)), np.isin(kind, sorted(STREETS))
    layers = {
        "park": shapes[(layer == "park") & ~is_line],
        "water": shapes[(layer == "water") & ~is_line],
        "stream": shapes[(layer == "water") & is_line],
        "building": city.buildings.frame.geometry.to_numpy(),
        "path": ways[outdoor & ~is_main & ~is_street],
        "street": ways[outdoor & is_street],
        "main": np.concatenate([shapes[(layer == "street") & is_line], ways[outdoor & is_main]]),
        "rail": shapes[(layer == "rail") & is_line & (frame["kind"] != "subway").to_numpy()],
    }
    drawn = {name: plane.lines_of(found) for name, found in layers.items()}
    return {name: found for name, found in drawn.items() if found}


def _surveyed(city: City, plane: Plane) -> Lines:
    """Return the ground that was looked over at least in part."""
    frame = city.survey.frame
    looked = frame.geometry.to_numpy()[(frame["state"] != SurveyState.NONE.value).to_numpy()]
    return plane.lines_of(np.array([shapely.union_all(looked)], dtype=object))


def _ways(network: WalkNetwork) -> NDArray[np.object_]:
    """Return each edge as a line, shape (E,)."""
    edge = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    ways = np.empty(network.n_edges, dtype=object)
    if network.n_edges:
        ways[:] = shapely.linestrings(network.coord_xy, indices=edge)
    return ways


def _street_names(city: City, plane: Plane) -> tuple[list[str], Lines]:
    """Return the named straight pieces of streets, longest first, as places for labels."""
    network = city.network
    edge = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    steps = np.hypot(*np.diff(network.coord_xy, axis=0, append=network.coord_xy[-1:]).T)
    labelled = (network.edge_name != "") & ~network.edge_indoor
    # a step from the last point of an edge leads to another edge
    inside = labelled[edge] & (np.append(edge[1:], -1) == edge) & (steps >= LEAST_NAMED_M)
    at = np.flatnonzero(inside)
    at = at[np.lexsort((at, -steps[at], edge[at]))]
    longest = at[np.flatnonzero(np.diff(edge[at], prepend=-1))]
    longest = longest[np.lexsort((longest, -steps[longest]))]
    names = [str(name)[:LONGEST_NAME] for name in network.edge_name[edge[longest]]]
    ends = np.column_stack([longest, longest + 1]).ravel()
    return names, list(plane.of_metres(network.coord_xy[ends]).reshape(-1, 2, 2))


def drawn_line(line: ScoredLine, plane: Plane) -> DrawnLine:
    """Cut one line into what is drawn of it."""
    stretches: Lines = []
    evidence: list[int] = []
    for stretch in line.exposure.stretches:
        for enter_m, exit_m in line.on_recorded_ground(stretch.enter_m, stretch.exit_m):
            stretches.append(plane.of_lon_lat(*line.between(enter_m, exit_m)))
            evidence.append(FaceRecognition(stretch.face_recognition).code)
    middles = np.array([(e.enter_m + e.exit_m) / 2 for e in line.exposure.encounters])
    track, along = line.exposure.track, line.along_m
    meeting = plane.of_lon_lat(
        np.interp(middles, along, track.lon), np.interp(middles, along, track.lat)
    )
    return DrawnLine(
        pieces=[plane.of_lon_lat(lon, lat) for lon, lat in line.pieces()],
        stretches=stretches,
        evidence=evidence,
        meeting=meeting,
        ends=plane.of_lon_lat(track.lon[[0, -1]], track.lat[[0, -1]]),
        rides=tuple(_drawn_ride(leg, plane) for leg in line.ridden),
    )


def _drawn_ride(leg: RiddenLeg, plane: Plane) -> DrawnRide:
    stops = plane.of_lon_lat(leg.lon, leg.lat)
    # a gate stands at the door; at a change from one system to another where one gets off
    at = slice(0, 1) if leg.inward or leg.kind == "transfer" else slice(-1, None)
    gate = stops[at] if leg.gates else None
    return DrawnRide(leg.kind, leg.colour, leg.name, stops, gate)
