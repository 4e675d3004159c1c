"""Everything measured around doors and stations, as columns: counts, shares, approaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
import shapely

from mapper.exposure.incidence import incidence_of
from mapper.model.evidence import CountingPolicy
from mapper.model.places import SurveyState
from mapper.routing.graph import EdgeCameras
from mapper.stations.approach import Approach, Surroundings, Watch, approach_to
from mapper.stations.ground import FAR, Streets, distances_to, ground_within, length_on, union_of
from mapper.stations.looks import Look, Pairs, doors_seen, edge_survey, look_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.model.assumptions import RangePreset
    from mapper.model.metro import MetroNetwork
    from mapper.stations.doors import Doors
    from mapper.stations.ground import Ground

__all__ = ["APPROACH_M", "RADII_M", "Measures", "Scenery"]

RADII_M: Final = (50, 150, 300)
"""Network distances within which ground is looked at."""
APPROACH_M: Final = 300
"""Where the outside begins that an approach comes from."""
_MM: Final = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Scenery:
    """Doors and stations as places, T doors first and S stations after them, and who sees them."""

    exposure: CityExposure
    metro: MetroNetwork
    doors: Doors
    streets: Streets
    grounds: Mapping[int, Ground]
    main: Look
    presets: Mapping[RangePreset, Look]
    near_doors: Pairs
    near_ground: Pairs
    """Cameras nearby whose positions may be too vague for some range."""

    @classmethod
    def of(cls, exposure: CityExposure, metro: MetroNetwork, doors: Doors) -> Scenery:
        """Look at every door and station of a city at every range."""
        scene, network = exposure.scene, exposure.city.network
        streets = Streets.of(network)
        places = doors.places(metro.entrance_station, metro.n_stations)
        grounds = {r: ground_within(streets, places, r * _MM) for r in RADII_M}
        main = look_at(exposure, scene.main, doors.xy, main=True)
        presets = {
            preset: main if sight is scene.main else look_at(exposure, sight, doors.xy)
            for preset, sight in scene.presets.items()
        }
        none = Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32))
        near_doors = near_ground = none
        if scene.nearby is not None:
            near_doors = doors_seen(scene.nearby, doors.xy)
            around = Look(
                incidence_of(scene.nearby.viewsheds, network), none, np.zeros(0, np.bool_)
            )
            near_ground = around.on_ground(grounds[max(RADII_M)])
        return cls(exposure, metro, doors, streets, grounds, main, presets, near_doors, near_ground)

    @property
    def n_doors(self) -> int:
        """Count the doors."""
        return len(self.doors.edge)

    @property
    def n_places(self) -> int:
        """Count doors and stations."""
        return self.n_doors + self.metro.n_stations

    @property
    def group(self) -> NDArray[np.int64]:
        """The station of each place: of a door its own, of a station -1."""
        stations = np.full(self.metro.n_stations, -1, np.int64)
        return np.concatenate([self.metro.entrance_station.astype(np.int64), stations])

    def with_stations(self, doors: Pairs) -> Pairs:
        """Return pairs of doors, and of the stations they lead to."""
        return doors.gathered(self.group, self.n_doors)

    def counted(self, policy: CountingPolicy) -> NDArray[np.bool_]:
        """Tell which cameras a policy counts."""
        return self.exposure.scene.facts.counted(policy)

    @property
    def policy(self) -> CountingPolicy:
        """The policy of the leading counts."""
        return self.exposure.assumptions.policy


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Columns over all places, T doors first and S stations after them."""

    columns: dict[str, Any]
    ground_cameras: Pairs
    """Who sees any ground within 300 m of a place, at the leading range."""
    door_cameras: Pairs
    best: Sequence[Approach]
    """The leading approach of each door."""

    @classmethod
    def of(cls, scenery: Scenery) -> Measures:
        """Measure everything."""
        columns: dict[str, Any] = {}
        survey = _Survey.of(scenery)
        columns |= survey.columns()
        doors = scenery.with_stations(scenery.main.doors)
        columns |= _doorways(scenery, survey)
        for radius in RADII_M:
            columns |= _ground(scenery, survey, radius)
        columns |= _band(scenery, survey)
        approaches, best = _approaches(scenery, survey)
        columns |= approaches
        ground = scenery.main.on_ground(scenery.grounds[max(RADII_M)])
        return cls(columns, ground, doors, best)


@dataclass(frozen=True, slots=True, eq=False)
class _Survey:
    """How well the ground around places was surveyed, and where therefore nothing is said."""

    state: NDArray[np.object_]
    """Shape (P,). At the door; of a station, the worst of its doors."""
    share: Mapping[str, NDArray[np.float64]]
    unsurveyed: Mapping[int, NDArray[np.bool_]]
    """By radius, shape (P,). Whether nobody looked at any of the ground within it."""
    has_ground: NDArray[np.bool_]
    near_doors: Pairs
    near_ground: Pairs

    @classmethod
    def of(cls, scenery: Scenery) -> _Survey:
        ground, network = scenery.grounds[max(RADII_M)], scenery.exposure.city.network
        surveyed = scenery.exposure.scene.ground
        edges = np.unique(ground.edge).astype(np.int64)
        whole = _ground_mm(ground).astype(np.float64)
        in_full = edge_survey(network, edges, surveyed.full)
        in_known = edge_survey(network, edges, surveyed.known)
        full = length_on(ground, in_full).astype(np.float64)
        known = length_on(ground, in_known).astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            share_full = np.minimum(1.0, full / whole)
            share_known = np.maximum(share_full, np.minimum(1.0, known / whole))
        return cls(
            state=_door_states(scenery),
            share={
                "full": share_full,
                "partial": share_known - share_full,
                "none": 1.0 - share_known,
            },
            unsurveyed={
                radius: np.asarray(length_on(within, in_known) + length_on(within, in_full) == 0)
                for radius, within in scenery.grounds.items()
            },
            has_ground=np.asarray(whole > 0.0),
            near_doors=scenery.with_stations(scenery.near_doors),
            near_ground=scenery.near_ground,
        )

    def columns(self) -> dict[str, Any]:
        """Return the state at the door and the shares of the ground."""
        return {"survey": self.state} | {
            f"survey_{state}": np.round(share, 4) for state, share in self.share.items()
        }

    def told(
        self,
        count: NDArray[np.int64],
        near: Pairs,
        vague: NDArray[np.bool_],
        silent: NDArray[np.bool_],
    ) -> pd.Series:
        """Return counts, missing where nothing can be said: see ``docs/stations.md``."""
        unresolved = near.count(vague, len(count)) > 0
        unknown = unresolved | ((count == 0) & silent)
        return pd.Series(count, dtype="Int64").mask(unknown)


def _ground_mm(ground: Ground) -> NDArray[np.int64]:
    length = np.concatenate([[0], np.cumsum(ground.high_mm - ground.low_mm)])
    return np.asarray(length[ground.start[1:]] - length[ground.start[:-1]], np.int64)


def _door_states(scenery: Scenery) -> NDArray[np.object_]:
    surveyed = scenery.exposure.scene.ground
    spots = np.asarray(shapely.points(scenery.doors.xy))
    full = np.asarray(shapely.intersects(surveyed.full, spots), np.bool_)
    known = np.asarray(shapely.intersects(surveyed.known, spots), np.bool_)
    # 0 none, 1 partial, 2 full; a station is as well surveyed as its worst door
    level = known.astype(np.int64) + full
    of_station = np.full(scenery.metro.n_stations, len(SurveyState))
    grouped = scenery.metro.entrance_station >= 0
    np.minimum.at(of_station, scenery.metro.entrance_station[grouped], level[grouped])
    names = np.array([SurveyState.NONE, SurveyState.PARTIAL, SurveyState.FULL, ""], dtype=object)
    states: NDArray[np.object_] = np.array(
        [str(names[k]) for k in (*level, *of_station)], dtype=object
    )
    return states


def _doorways(scenery: Scenery, survey: _Survey) -> dict[str, Any]:
    """Return who sees the doors, by policy and by range, and by which systems."""
    n, silent = scenery.n_places, np.asarray(survey.state == SurveyState.NONE.value)
    doors = scenery.with_stations(scenery.main.doors)
    columns: dict[str, Any] = {}
    for policy in CountingPolicy:
        counted = scenery.counted(policy)
        count = doors.count(counted, n)
        columns[f"door_cameras_{policy.value}"] = survey.told(
            count, survey.near_doors, scenery.main.vague & counted, silent
        )
    counted = scenery.counted(scenery.policy)
    for preset, look in scenery.presets.items():
        count = scenery.with_stations(look.doors).count(counted, n)
        columns[f"door_cameras_{preset.value}"] = survey.told(
            count, survey.near_doors, look.vague & counted, silent
        )
    columns["door_systems"] = _systems(scenery, doors)
    for frame in columns.values():
        # a station nobody drew an entrance of has no doorway to look at
        if isinstance(frame, pd.Series):
            frame[np.asarray(survey.state == "")] = pd.NA
    return columns


def _systems(scenery: Scenery, doors: Pairs) -> list[str]:
    """Return the systems of the counted cameras that see each place, "name=count;…"."""
    frame = scenery.exposure.city.cameras.frame
    kept = scenery.counted(scenery.policy)[doors.camera]
    name = frame["system"].to_numpy(dtype=object)[doors.camera[kept]]
    table = pd.DataFrame({"place": doors.place[kept], "system": name})
    table["system"] = table["system"].where(table["system"] != "", "unknown")
    counts = table.groupby(["place", "system"]).size()
    texts = [""] * scenery.n_places
    for key, count in counts.items():
        place, system = cast("tuple[int, str]", key)
        texts[place] += f"{';' if texts[place] else ''}{system}={count}"
    return texts


def _ground(scenery: Scenery, survey: _Survey, radius: int) -> dict[str, Any]:
    """Return the ground within a radius, what share of it is in view, and of whom."""
    ground, n = scenery.grounds[radius], scenery.n_places
    whole, silent = _ground_mm(ground), survey.unsurveyed[radius]
    pairs = scenery.main.on_ground(ground)
    columns: dict[str, Any] = {f"ground_{radius}_m": _missing_where(whole / _MM, whole == 0)}
    for policy in CountingPolicy:
        counted = scenery.counted(policy)
        vague = scenery.main.vague & counted
        count = survey.told(pairs.count(counted, n), survey.near_ground, vague, silent)
        columns[f"cameras_{radius}_{policy.value}"] = count.mask(~survey.has_ground)
        seen = length_on(ground, union_of(scenery.main.incidence, counted))
        untold = (whole == 0) | np.asarray(count.isna())
        columns[f"seen_{radius}_{policy.value}"] = _missing_where(
            seen / np.where(whole > 0, whole, 1), untold, digits=4
        )
    return columns


def _missing_where(
    values: NDArray[np.float64], missing: NDArray[np.bool_], digits: int = 1
) -> NDArray[np.float64]:
    return np.where(missing, np.nan, np.round(values, digits))


def _band(scenery: Scenery, survey: _Survey) -> dict[str, Any]:
    """Return the cameras that see the ground within 300 m at each range."""
    ground, n = scenery.grounds[max(RADII_M)], scenery.n_places
    counted = scenery.counted(scenery.policy)
    columns: dict[str, Any] = {}
    for preset, look in scenery.presets.items():
        count = look.on_ground(ground).count(counted, n)
        vague, silent = look.vague & counted, survey.unsurveyed[max(RADII_M)]
        told = survey.told(count, survey.near_ground, vague, silent)
        columns[f"cameras_{max(RADII_M)}_{preset.value}"] = told.mask(~survey.has_ground)
    return columns


def _approaches(scenery: Scenery, survey: _Survey) -> tuple[dict[str, Any], Sequence[Approach]]:
    """Return the approach of every door and station, by policy and by range."""
    runs = [(policy.value, scenery.main, scenery.counted(policy)) for policy in CountingPolicy]
    leading = scenery.counted(scenery.policy)
    runs += [(preset.value, look, leading) for preset, look in scenery.presets.items()]
    arcs = _all_arcs(scenery)
    done: dict[tuple[int, bytes], list[Approach]] = {}
    columns: dict[str, Any] = {}
    for name, look, counted in runs:
        key = id(look), counted.tobytes()
        if key not in done:
            draw = look is scenery.main and bool((counted == leading).all())
            done[key] = _of_all(scenery, arcs, (look, counted), draw=draw)
        of_place = _by_place(scenery, done[key])
        told = pd.Series([min(f.values()) if f else None for f in of_place], dtype="Int64")
        silent = survey.told(
            told.fillna(0).to_numpy(np.int64),
            survey.near_ground,
            look.vague & counted,
            survey.unsurveyed[APPROACH_M],
        ).isna()
        columns[f"approach_{name}"] = told.mask(silent)
    best = done[id(scenery.main), leading.tobytes()]
    of_place = _by_place(scenery, best)
    silent = columns[f"approach_{scenery.policy.value}"].isna().to_numpy()
    median = np.array([float(np.median([*f.values()])) if f else np.nan for f in of_place])
    columns["approach_median"] = np.where(silent, np.nan, median)
    # a door that no street leads to has no approach, which is not one from nowhere
    nowhere = ~survey.has_ground
    directions = pd.Series([len(fewest) for fewest in of_place], dtype="Int64")
    exact = _all_exact(scenery, [approach.exact for approach in best])
    columns["approach_directions"] = directions.mask(nowhere)
    columns["approach_exact"] = pd.Series(exact, dtype="boolean").mask(nowhere)
    return columns, best


def _all_arcs(scenery: Scenery) -> list[Sequence[Any]]:
    """Return the stretches around each door, none where it is not on the network."""
    streets, network = scenery.streets, scenery.exposure.city.network
    best = np.full(network.n_nodes, FAR, np.int64)
    heap = np.empty(2 * len(streets.edge) + 4, np.int64)
    limit = APPROACH_M * _MM
    result: list[Sequence[Any]] = []
    for door in range(scenery.n_doors):
        edge, mm = int(scenery.doors.edge[door]), int(scenery.doors.mm[door])
        # nobody comes in by a door that only leads out
        if edge < 0 or not scenery.metro.entrance_in[door]:
            result.append(())
            continue
        ends = np.array([edge], np.int64), np.array([mm], np.int64)
        nodes = distances_to(streets, ends, limit, best, heap)
        ways = dict(zip(nodes.tolist(), best[nodes].tolist(), strict=True))
        best[nodes] = FAR
        result.append(Surroundings(network, streets, edge, mm, ways, limit).arcs())
    return result


def _of_all(
    scenery: Scenery,
    arcs: list[Sequence[Any]],
    chosen: tuple[Look, NDArray[np.bool_]],
    *,
    draw: bool,
) -> list[Approach]:
    """Return the approach of every door under one look and one policy."""
    look, counted = chosen
    seen = look.incidence
    watch = Watch(
        EdgeCameras.build(seen.edge_start, seen.camera, (seen.enter_mm, seen.exit_mm), counted)
    )
    network = scenery.exposure.city.network
    at_door: list[list[int]] = [[] for _ in range(scenery.n_doors)]
    kept = counted[look.doors.camera]
    for place, camera in zip(
        look.doors.place[kept].tolist(), look.doors.camera[kept].tolist(), strict=True
    ):
        at_door[place].append(camera)
    return [
        approach_to(network, around, watch, at_door[door], draw=draw)
        for door, around in enumerate(arcs)
    ]


def _by_place(scenery: Scenery, approaches: Sequence[Approach]) -> list[Mapping[str, int]]:
    """Return the fewest by direction for doors and, over their doors, for stations."""
    stations: list[dict[str, int]] = [{} for _ in range(scenery.metro.n_stations)]
    for door, station in enumerate(scenery.metro.entrance_station.tolist()):
        if station < 0:
            continue
        for direction, fewest in approaches[door].fewest.items():
            known = stations[station].get(direction, fewest)
            stations[station][direction] = min(known, fewest)
    return [*(approach.fewest for approach in approaches), *stations]


def _all_exact(scenery: Scenery, exact: list[bool]) -> list[bool]:
    """Return whether each figure is proven; of a station, whether those of all its doors are."""
    stations = [True] * scenery.metro.n_stations
    for door, station in enumerate(scenery.metro.entrance_station.tolist()):
        if station >= 0:
            stations[station] = stations[station] and exact[door]
    return [*exact, *stations]
