"""The station table of a whole city: seconds, and how they grow with the city.

Made cities with stations every 1,250 m, four doors each, and Helsinki, Frankfurt and Moscow where
their files are at hand. Seconds are of the processor, for the whole table (all radii, ranges,
policies and approaches) of a city that is prepared already. Peer: the same ground, cameras and an
approach (streets weighed by their cameras, so it counts one twice) with networkx and shapely, for
a few doors, at one range and under one policy; the table has five such looks.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
import shapely

from benchmarks.metro_city import PROFILE, metro_city
from benchmarks.report import Report, Timing
from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.bundled import bundled_cities
from geodata.metro import profile_for
from geodata.osm import read_city
from geodata.pack import read_pack
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.stations.profiles import CityProfile

__all__ = ["main", "real_cities"]

SIDES: Final = (72, 125, 250, 500)
SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
PEER_DOORS: Final = 5
RADII_M: Final = (50.0, 150.0, 300.0)
RUNS: Final = 2
_NEAR_M: Final = 200.0


def main(*, full: bool) -> list[Report]:
    """Measure made cities of up to 62,500 crossings (``full``: 250,000) and the real ones."""
    sides = SIDES if full else SIDES[:-1]
    warm = prepare(metro_city(20), Assumptions())
    cover_stations(warm, profile=PROFILE)
    sizes, seconds, timings = [], [], []
    for side in sides:
        exposure = prepare(metro_city(side), Assumptions())
        taken = _seconds(exposure, PROFILE)
        doors = len(exposure.city.entrances)
        sizes.append(doors)
        seconds.append(taken)
        title = f"{side * side:,} crossings, {len(exposure.city.stations)} stations"
        note = f"{doors} doors, {len(exposure.city.cameras):,} cameras"
        timings.append(Timing(title, taken, doors, "door", note))
    exponent = float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
    timings.append(_peer(exposure))
    made = Report(f"stations: made cities, seconds grow as doors^{exponent:.2f}", tuple(timings))
    return [made, *_real()]


def _seconds(exposure: CityExposure, profile: CityProfile | None) -> float:
    taken = []
    for _ in range(RUNS):
        began = time.process_time()
        cover_stations(exposure, profile=profile)
        taken.append(time.process_time() - began)
    return min(taken)


def _real() -> Iterator[Report]:
    for city in real_cities():
        exposure = prepare(city, Assumptions())
        taken = _seconds(exposure, profile_for(city.name))
        known = int((cover_stations(exposure).stations["status"] == "known").sum())
        doors = len(city.entrances)
        note = f"{known} of {len(city.stations)} stations known, {len(city.cameras)} cameras"
        ours = Timing("the whole table", taken, doors, "door", note)
        yield Report(f"stations: {city.name}", (ours, _peer(exposure)))


def real_cities() -> Iterator[City]:
    """Yield Helsinki, and Frankfurt and Moscow where their files are at hand."""
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    yield read_pack(folder)
    if not SHARED.is_dir():
        return
    yield read_city(SHARED / "frankfurt" / "frankfurt-darmstadt.osm.pbf", name="frankfurt")
    moscow = SHARED / "moscow"
    files = BuildFiles(
        streets=licensed(f"{moscow / 'centre.gpkg'}::roads"),
        stations=licensed(str(moscow / "metro_lines.csv")),
        entrances=licensed(str(moscow / "entrances_624.json")),
        cameras=(CameraFile(moscow / "cameras_2386.csv"),),
    )
    yield build_city(files, name="moscow").city


def _peer(exposure: CityExposure) -> Timing:
    """Do a few doors with networkx and shapely, from a graph and an index made beforehand."""
    network = exposure.city.network
    views = np.asarray(exposure.viewsheds().polygons(chord_error_m=0.1))
    tree = shapely.STRtree(views)
    graph = nx.Graph()
    lines = [shapely.LineString(network.edge_line(edge)) for edge in range(network.n_edges)]
    for edge, line in enumerate(lines):
        ends = int(network.edge_from[edge]), int(network.edge_to[edge])
        graph.add_edge(*ends, weight=network.edge_length_mm[edge] / 1000, line=line)
    doors = np.asarray(exposure.city.entrances.frame.geometry)
    near = [(door, int(np.hypot(*(network.node_xy - door.coords[0]).T).argmin())) for door in doors]
    near = [(d, n) for d, n in near if d.distance(shapely.Point(network.node_xy[n])) < _NEAR_M]
    began = time.process_time()
    for door, node in near[:PEER_DOORS]:
        tree.query(door, predicate="intersects")
        for radius in RADII_M:
            around = nx.ego_graph(graph, node, radius=radius, distance="weight")
            _looked_at(around, node, views, tree)
    seconds = time.process_time() - began
    done = max(1, min(PEER_DOORS, len(near)))
    note = f"{done} doors, one range and policy of the table's five, ways count cameras twice"
    return Timing("networkx and shapely", seconds, done, "door", note)


def _looked_at(
    around: nx.Graph, node: int, views: np.ndarray, tree: shapely.STRtree
) -> tuple[float, int, float]:
    """Return the share of ground in view, how many see it, and the least-watched way in."""
    shapes = np.array([data["line"] for _, _, data in around.edges(data=True)], dtype=object)
    if not len(shapes):
        return 0.0, 0, 0.0
    edge, view = tree.query(shapes, predicate="intersects")
    seen = shapely.intersection(shapes, shapely.union_all(views[np.unique(view)]))
    share = float(shapely.length(seen).sum() / max(1e-9, shapely.length(shapes).sum()))
    counts = np.bincount(edge, minlength=len(shapes))
    for (_, _, data), count in zip(around.edges(data=True), counts.tolist(), strict=True):
        data["watched"] = count + 1e-6
    ways = nx.single_source_dijkstra_path_length(around, node, weight="watched")
    return share, len(np.unique(view)), max(ways.values())
