"""How long a journey by foot and metro takes to find, in made cities of growing size and Moscow.

Trips between two points up to 6 km apart, once at half the headway and, where there is a
timetable, once with a departure; detour 1.3; seconds of the processor. Peer: the quickest walk
alone, one path, with networkx.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

from benchmarks.metro_city import PROFILE, metro_city
from benchmarks.report import Report, Timing
from benchmarks.stations import real_cities
from geodata.metro import profile_for
from mapper.errors import NoRouteError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.metro import MetroNetwork
from mapper.model.timetable import EVERY_DAY
from mapper.routing.snap import edge_index
from mapper.stations.journeys import JourneyWishes, find_journeys
from mapper.stations.trains import Departure

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.routing.snap import Snapped
    from mapper.stations.profiles import CityProfile

__all__ = ["main"]

SIDES: Final = (125, 250, 500)
TRIPS: Final = 20
FURTHEST_M: Final = 6_000.0
SEED: Final = 3
MORNING: Final = Departure(8 * 3600, EVERY_DAY)
SPEED_M_S: Final = 1.34


def main(*, full: bool) -> list[Report]:
    """Measure cities of 15,625, 62,500 and 250,000 crossings; ``full`` asks for 100 trips each."""
    n_trips = 100 if full else TRIPS
    reports = [_measured(metro_city(side), PROFILE, n_trips) for side in SIDES]
    moscow = next((city for city in real_cities() if city.name == "moscow"), None)
    if moscow is None:
        return reports
    return [*reports, _measured(moscow, profile_for("moscow"), n_trips)]


def _measured(city: City, profile: CityProfile | None, n_trips: int) -> Report:
    exposure = prepare(city, Assumptions())
    metro = MetroNetwork.of(city)
    trips = _trips(exposure, n_trips)
    timings = []
    waits = [("half the headway", None), ("by the timetable", MORNING)]
    for name, departure in waits if len(city.timetable) else waits[:1]:
        seconds, n_whole, n_proven, n_found = [], 0, 0, 0
        wishes = JourneyWishes(departure=departure)
        find_journeys(exposure, metro, trips[0], profile=profile, wishes=wishes)
        for ends in trips:
            began = time.process_time()
            try:
                found = find_journeys(exposure, metro, ends, profile=profile, wishes=wishes)
            except NoRouteError:
                continue
            seconds.append(time.process_time() - began)
            n_whole += found.fronts.complete
            n_proven += found.optimal
            n_found += 1
        p50, p95 = np.percentile(seconds, [50, 95])
        note = (
            f"p50 {p50:.3f} s, p95 {p95:.3f} s, complete {n_whole}, proven {n_proven} of {n_found}"
        )
        timings.append(Timing(name, sum(seconds), n_found, "trip", note))
    timings.append(_peer(exposure, trips[:5]))
    title = (
        f"journeys: {city.name}, {city.network.n_nodes:,} crossings, "
        f"{metro.n_stations} stations, {len(city.cameras):,} cameras"
    )
    return Report(title, tuple(timings))


def _trips(exposure: CityExposure, n: int) -> list[tuple[Snapped, Snapped]]:
    random = np.random.default_rng(SEED)
    network = exposure.city.network
    index = edge_index(network)
    nodes = np.flatnonzero(network.node_component == 0)
    trips: list[tuple[Snapped, Snapped]] = []
    while len(trips) < n:
        one, other = network.node_xy[random.choice(nodes, 2)]
        other = one + (other - one) * min(1.0, FURTHEST_M / float(np.hypot(*(other - one))))
        near = [index.near(spot, 100.0) for spot in (one, other)]
        if all(near) and near[0][0].component == near[1][0].component == 0:
            trips.append((near[0][0], near[1][0]))
    return trips


def _peer(exposure: CityExposure, trips: list[tuple[Snapped, Snapped]]) -> Timing:
    """Find quickest walks with networkx: no metro, no cameras, one path."""
    network = exposure.city.network
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(
            network.edge_from.tolist(),
            network.edge_to.tolist(),
            (network.edge_length_mm / 1000 / SPEED_M_S).tolist(),
            strict=True,
        )
    )
    began = time.process_time()
    for start, goal in trips:
        nx.dijkstra_path(
            graph, int(network.edge_from[start.edge]), int(network.edge_from[goal.edge])
        )
    seconds = time.process_time() - began
    return Timing("networkx, the quickest walk alone", seconds, len(trips), "trip")
