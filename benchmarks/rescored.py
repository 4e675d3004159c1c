"""Whether the search, the proof and the scorer agree: hundreds of random pairs in three cities.

For each pair the whole front is asked for; every option is scored again on its own line, there
and back, by the scorer, which knows nothing of the search. Where the proof finished, the search
alone is compared with it. Prints counts, no times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from benchmarks.seeded import SECTOR_ANGLES_DEG, SECTOR_RANGES_M
from geodata.derived import exposure_of
from geodata.osm import read_city
from geodata.pack import find_city, read_pack
from mapper.errors import SidestreetError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.cameras import Cameras
from mapper.routing import RouteWishes, find_routes
from mapper.routing.graph import Query
from mapper.routing.places import resolve
from mapper.routing.search import Limits, front
from mapper.routing.searching import search_graph, searchable
from mapper.routing.snap import snap_pair

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.routing import RoutesAnswer
    from mapper.routing.search import Front, SearchNetwork
    from mapper.routing.workspace import Workspace

    LonLat = tuple[float, float]

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SEED = 17
LONGEST_M = 2_500.0
SHORTEST_M = 200.0
PORTO_CAMERAS = 20_000
CLOSE_M = 1e-3
MOST_TRIES = 20
MS_PER_S = 1_000.0
WISHES = RouteWishes(every=True, proof_slices=None, search_s=20.0, proof_s=5.0)


@dataclass(slots=True)
class Agreement:
    """What was counted in one city."""

    city: str
    pairs: int = 0
    options: int = 0
    wrong_cameras: int = 0
    wrong_metres: int = 0
    proven: int = 0
    search_agreed: int = 0
    points: int = 0
    cameras_missed: int = 0

    def line(self) -> str:
        """Return the counts as one line."""
        return (
            f"{self.city}: {self.pairs} pairs, {self.options} options; other cameras on the line "
            f"{self.wrong_cameras}, other metres backwards {self.wrong_metres}; proven "
            f"{self.proven}, of these the search alone had the whole front in "
            f"{self.search_agreed}, missing {self.cameras_missed} cameras in {self.points} points"
        )


def cities() -> list[tuple[str, CityExposure]]:
    """Return Helsinki, and where the data lie beside the project Frankfurt and seeded Porto."""
    folder = find_city("helsinki", None)
    found = [("Helsinki", exposure_of(read_pack(folder), Assumptions(), folder=folder))]
    frankfurt = DATA / "frankfurt" / "frankfurt-darmstadt.osm.pbf"
    if frankfurt.is_file():
        city = read_city(frankfurt, name="frankfurt")
        found.append(("Frankfurt-Darmstadt", prepare(city, Assumptions())))
    porto = DATA / "porto" / "porto.osm.pbf"
    if porto.is_file():
        city = read_city(porto, name="porto")
        low, high = np.quantile(city.network.node_xy, [0.25, 0.75], axis=0)
        random = np.random.default_rng(SEED)
        points = random.uniform(low, high, (PORTO_CAMERAS, 2))
        frame = gpd.GeoDataFrame(
            {
                "camera_id": [f"c{n}" for n in range(PORTO_CAMERAS)],
                "kind": "fixed",
                "direction_deg": random.uniform(0.0, 360.0, PORTO_CAMERAS),
                "angle_deg": random.uniform(*SECTOR_ANGLES_DEG, PORTO_CAMERAS),
                "range_m": random.uniform(*SECTOR_RANGES_M, PORTO_CAMERAS),
            },
            geometry=gpd.points_from_xy(*points.T),
            crs=city.projection.crs,
        )
        cameras = Cameras.parse(frame, city.projection)
        found.append(("Porto, seeded", prepare(replace(city, cameras=cameras), Assumptions())))
    return found


def agreement(name: str, exposure: CityExposure, pairs: int) -> Agreement:
    """Count over random pairs of places in the middle of a city."""
    counted, random = Agreement(name), np.random.default_rng(SEED)
    network, projection = exposure.city.network, exposure.city.projection
    graph = search_graph(network, exposure.assumptions.walking_speed_m_s)
    alone = searchable(exposure, graph).network
    workspace = alone.workspace()
    low, high = np.quantile(network.node_xy, [0.25, 0.75], axis=0)
    inside = ((network.node_xy >= low) & (network.node_xy <= high)).all(axis=1)
    nodes = np.flatnonzero(inside & (network.node_component == 0))
    for _ in range(MOST_TRIES * pairs):
        ends = network.node_xy[random.choice(nodes, 2)] + random.normal(0.0, 10.0, (2, 2))
        if not SHORTEST_M <= np.hypot(*(ends[1] - ends[0])) <= LONGEST_M:
            continue
        lon, lat = projection.to_lon_lat(*ends.T)
        trip = (float(lon[0]), float(lat[0])), (float(lon[1]), float(lat[1]))
        try:
            answer = find_routes(exposure, *trip, wanted=WISHES)
        except SidestreetError:
            continue
        _rescore(counted, exposure, answer)
        if answer.optimal:
            _compare(counted, answer, _search_alone(exposure, trip, alone, workspace))
        if counted.pairs == pairs:
            break
    return counted


def _rescore(counted: Agreement, exposure: CityExposure, answer: RoutesAnswer) -> None:
    """Score each option again on its own line, there and back."""
    counted.pairs += 1
    for option, point in zip(answer.options, answer.front, strict=True):
        counted.options += 1
        score = exposure.score(option.exposure.track)
        back = exposure.score(option.exposure.track.reversed())
        # on ground nobody surveyed a count of 0 is not told
        counts = {score.cameras.cautious or 0, back.cameras.cautious or 0}
        counted.wrong_cameras += counts != {int(point.value)}
        counted.wrong_metres += abs((score.seen_m or 0.0) - (back.seen_m or 0.0)) > CLOSE_M


def _search_alone(
    exposure: CityExposure, trip: tuple[LonLat, LonLat], network: SearchNetwork, work: Workspace
) -> Front:
    city = exposure.city
    places = resolve(city, trip[0]), resolve(city, trip[1])
    start, goal = snap_pair(city, *places, within_m=exposure.assumptions.snap_m)
    query = Query(start.edge, start.offset_mm, goal.edge, goal.offset_mm)
    limits = Limits(seconds=WISHES.search_s)
    return front(network, query, detour=WISHES.detour, limits=limits, workspace=work)


def _compare(counted: Agreement, answer: RoutesAnswer, alone: Front) -> None:
    """Count what the search alone misses of a proven front, at each of its durations."""
    counted.proven += 1
    missed = 0
    for point in answer.front:
        within = alone.cost_ms <= round(MS_PER_S * point.duration_s)
        missed += int(alone.cameras[within].min()) - int(point.value)
    counted.points += len(answer.front)
    counted.cameras_missed += missed
    counted.search_agreed += missed == 0


def main(*, pairs: int = 200) -> None:
    """Print one line a city."""
    for name, exposure in cities():
        print(agreement(name, exposure, pairs).line(), flush=True)


if __name__ == "__main__":
    main()
