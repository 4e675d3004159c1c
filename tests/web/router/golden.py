"""What Python's search, score, places and snapping say, written down for the browser's to match."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from api.answers import routes_answer, score_answer
from api.journeys import journeys_answer, journeys_between
from mapper.errors import (
    BadInputError,
    NoRouteError,
    OutsideCityError,
    SidestreetError,
    UnknownPlaceError,
)
from mapper.model.cameras import Cameras
from mapper.model.evidence import CountingPolicy
from mapper.model.names import normalise_name
from mapper.model.track import Track
from mapper.routing.exact import PROOF_LIMITS, least_exposed
from mapper.routing.finding import find_routes
from mapper.routing.graph import Query
from mapper.routing.places import resolve
from mapper.routing.search import Front, SearchNetwork, front
from mapper.routing.searching import counted_rows, search_graph
from mapper.routing.snap import snap_pair
from mapper.routing.wishes import RouteWishes
from mapper.stations.journeys import JourneyWishes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.stations.profiles import CityProfile

_TROUBLES = {
    NoRouteError: "no-route",
    OutsideCityError: "outside-city",
    UnknownPlaceError: "unknown-place",
    BadInputError: "same-place",
}
DETOURS = (1.0, 1.1, 1.3, 1.6, 2.0, 3.0)


def crowded(city: City, *, n: int, seed: int) -> City:
    """Return a city with so many cameras that most proofs are cut short: half of them domes."""
    random = np.random.default_rng(seed)
    left, bottom, right, top = city.bounds
    points = gpd.points_from_xy(random.uniform(left, right, n), random.uniform(bottom, top, n))
    frame = gpd.GeoDataFrame(
        {
            "camera_id": [f"seeded/{k}" for k in range(n)],
            "kind": np.where(random.random(n) < 0.5, "dome", "fixed"),
            "direction_deg": random.uniform(0.0, 360.0, n),
            "angle_deg": random.uniform(50.0, 120.0, n),
            "range_m": random.uniform(15.0, 60.0, n),
        },
        geometry=points,
        crs=4326,
    ).to_crs(city.projection.crs)
    return replace(city, cameras=Cameras.parse(frame, city.projection))


def golden_fronts(exposure: CityExposure, *, n: int, seed: int) -> list[dict[str, Any]]:
    """Draw queries from edge to edge, under each policy, and write their fronts down."""
    random = np.random.default_rng(seed)
    city, rows = exposure.city, []
    graph = search_graph(city.network, exposure.assumptions.walking_speed_m_s)
    for policy in CountingPolicy:
        network = SearchNetwork.build(graph, counted_rows(exposure.with_policy(policy)))
        workspace = network.workspace()
        for number in range(n // len(CountingPolicy)):
            start, goal = random.integers(0, graph.n_edges, 2).tolist()
            goal = start if number % 20 == 0 else goal
            ends = [int(random.integers(0, graph.length_mm[edge] + 1)) for edge in (start, goal)]
            query = Query(start, ends[0], goal, ends[1])
            detour = float(random.choice(DETOURS))
            row: dict[str, Any] = {
                "query": [start, ends[0], goal, ends[1]],
                "detour": detour,
                "policy": policy.value,
            }
            try:
                found = front(network, query, detour=detour, workspace=workspace)
            except NoRouteError:
                rows.append({**row, "front": None})
                continue
            # every third proof is cut short, some of them soon
            slices = (1, 3, 10)[number % 9 // 3] if number % 3 == 0 else PROOF_LIMITS.slices
            answer = least_exposed(
                network,
                query,
                detour=detour,
                proof_limits=replace(PROOF_LIMITS, slices=slices),
                workspace=workspace,
            )
            told = {"slices": slices, "front": _front(found), "answer": _front(answer)}
            rows.append({**row, **told})
    return rows


def _front(found: Front) -> dict[str, Any]:
    return {
        "cost": found.cost_ms.tolist(),
        "cameras": found.cameras.tolist(),
        "paths": [path.tolist() for path in found.paths],
        "quickest": found.quickest_ms,
        "budget": found.budget_ms,
        "complete": found.complete,
        "optimal": found.optimal,
        "labels": found.labels,
        "proofLabels": found.proof_labels,
        "states": found.states,
    }


def golden_trips(
    exposures: Mapping[str, CityExposure], *, n: int, seed: int
) -> list[dict[str, Any]]:
    """Draw trips, some by name, and write down where they are snapped and the service's answers.

    Parameters
    ----------
    exposures
        One city at each range.
    """
    random = np.random.default_rng(seed)
    city = next(iter(exposures.values())).city
    left, bottom, right, top = city.bounds
    names = city.places.frame["name"].tolist()
    rows = []
    for number in range(n):
        lon = random.uniform(left, right, 2).round(7).tolist()
        lat = random.uniform(bottom, top, 2).round(7).tolist()
        name = str(random.choice(names))
        policy = list(CountingPolicy)[number % 3]
        trip: dict[str, Any] = {
            "from": [lon[0], lat[0]],
            "to": [lon[1], lat[1]] if number % 4 else (name, name[1:])[number % 8 // 4],
            "detour": float(random.choice(DETOURS)),
            "count": policy.value,
            "range": list(exposures)[number % len(exposures)],
        }
        exposure = exposures[trip["range"]].with_policy(policy)
        row: dict[str, Any] = {"trip": trip, "trouble": None}
        try:
            wishes = RouteWishes(detour=trip["detour"])
            found = find_routes(exposure, trip["from"], trip["to"], wanted=wishes)
            row["answer"] = json.loads(json.dumps(routes_answer(exposure, found, language="ru")))
            places = [resolve(city, trip[end]) for end in ("from", "to")]
            ends = snap_pair(city, places[0], places[1], within_m=exposure.assumptions.snap_m)
            row["snapped"] = [[end.edge, end.offset_mm, end.distance_m] for end in ends]
        except SidestreetError as error:
            row["trouble"] = _TROUBLES[type(error)]
        rows.append(row)
    return rows


def golden_tracks(
    exposures: Mapping[str, CityExposure], *, n: int, seed: int
) -> list[dict[str, Any]]:
    """Draw lines of a few points to many, some with times and halts, and score them."""
    random = np.random.default_rng(seed)
    city = next(iter(exposures.values())).city
    left, bottom, right, top = city.bounds
    rows = []
    for number in range(n):
        n_points = int(random.choice([2, 5, 30, 200]))
        step = (right - left) / (4, 10, 40, 100)[number // 3 % 4]
        start = random.uniform((left, bottom), (right, top))
        line = start + np.cumsum(random.normal(0.0, step, (n_points, 2)) * (1.0, 0.5), axis=0)
        if number % 5 == 0:
            line = np.repeat(line, 2, axis=0)
        line = line.round((7, 4)[number % 2])
        times = np.cumsum(random.integers(0, 60, len(line))).astype(float) - 7.0
        policy = list(CountingPolicy)[number % 3]
        name = list(exposures)[number // 2 % len(exposures)]
        track: dict[str, Any] = {
            "coordinates": line.tolist(),
            "elapsed_s": times.tolist() if number % 4 == 0 else None,
            "count": policy.value,
            "range": name,
        }
        row: dict[str, Any] = {"track": track, "trouble": None}
        try:
            walked = Track.parse(line[:, 0], line[:, 1], times if number % 4 == 0 else None)
            exposure = exposures[name].with_policy(policy)
            answer = score_answer(exposure, exposure.score(walked), language="ru")
            row["answer"] = json.loads(json.dumps(answer))
        except OutsideCityError:
            row["trouble"] = "outside-city"
        rows.append(row)
    return rows


def as_written(city: City) -> City:
    """Return a city whose streets lie where a file can put them: on whole units of a degree."""
    network = city.network
    return replace(
        city,
        network=replace(
            network,
            node_xy=_on_units(city, network.node_xy),
            coord_xy=_on_units(city, network.coord_xy),
        ),
    )


def _on_units(city: City, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(city.projection.to_metres(*city.projection.to_lon_lat(*xy.T)))


def golden_journeys(
    exposure: CityExposure, profile: CityProfile | None, *, n: int, seed: int
) -> list[dict[str, Any]]:
    """Draw trips and write down the service's journeys by foot and metro."""
    random = np.random.default_rng(seed)
    city = exposure.city
    nodes = city.network.node_xy[city.network.node_component == 0]
    rows = []
    for number in range(n):
        ends = nodes[random.integers(0, len(nodes), 2)] + random.normal(0.0, 30.0, (2, 2))
        lon, lat = (axis.tolist() for axis in city.projection.to_lon_lat(*ends.T))
        policy = list(CountingPolicy)[number % 3]
        trip: dict[str, Any] = {
            "from": [lon[0], lat[0]],
            "to": [lon[1], lat[1]],
            "detour": (1.0, 1.2, 1.5)[number // 3 % 3],
            "count": policy.value,
        }
        row: dict[str, Any] = {"trip": trip, "trouble": None}
        prepared = exposure.with_policy(policy)
        wishes = JourneyWishes(detour=trip["detour"])
        try:
            found = journeys_between(
                prepared, trip["from"], trip["to"], profile=profile, wishes=wishes
            )
            answer = journeys_answer(prepared, found, language="ru")
            row["answer"] = json.loads(json.dumps(answer))
        except SidestreetError as error:
            row["trouble"] = _TROUBLES[type(error)]
        rows.append(row)
    return rows


def golden_names(exposure: CityExposure, *, seed: int) -> dict[str, Any]:
    """Fold every name of the city and many others; look names up whole, cut short and misspelt."""
    random = np.random.default_rng(seed)
    names = exposure.city.places.frame["name"].tolist()
    letters = [chr(code) for code in range(0x20, 0x530)]
    odd = ["Straße des 17. Juni", "ул. Ёлочная", "ПЛОЩАДЬ Мира", "Ιερά Οδός", "ﬁne St", "Ⅷ ave"]
    folded = {text: normalise_name(text) for text in (*names, *letters, *odd)}
    asked = []
    for name in names:
        cut = int(random.integers(2, len(name) + 1))
        typo = list(name)
        typo[int(random.integers(0, len(typo)))] = str(random.choice(list("abcäйk ")))
        asked += [name, name[:cut], "".join(typo), " ".join(name.split()[::-1]), name.upper()]
    asked += ["", "60.17, 24.94", "60,17 24,94", "91, 24", "-", "zzzz", "1e1 2.5E1"]
    return {"folded": folded, "asked": [[text, _resolved(exposure, text)] for text in asked]}


def _resolved(exposure: CityExposure, text: str) -> list[Any] | None:
    try:
        place = resolve(exposure.city, text)
    except (BadInputError, UnknownPlaceError):
        return None
    return [place.lon, place.lat, place.name, place.exact]
