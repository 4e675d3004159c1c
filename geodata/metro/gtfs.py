"""GTFS as a metro: stations, entrances, rides and their times, a timetable, ways inside stations.

The tables are read with plain pandas; ``stop_times.txt`` in pieces, so that memory stays bounded.
Reference: GTFS Schedule, https://gtfs.org/documentation/schedule/reference/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from geodata.metro.gtfs_calls import read_calls
from geodata.metro.gtfs_feed import open_feed
from geodata.metro.gtfs_pathways import StationWalks, insides_of, station_walks
from geodata.metro.gtfs_times import line_times
from geodata.metro.gtfs_timetable import timetable_of
from geodata.osm.rows import Rows
from mapper.errors import TableError
from mapper.model.city import Source
from mapper.model.insides import Insides
from mapper.model.metro import RIDE, TRANSFER
from mapper.model.places import ENTRANCE_COLUMNS, LINK_COLUMNS, STATION_COLUMNS, Table
from mapper.model.projection import utm_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.metro.gtfs_feed import Feed
    from geodata.metro.gtfs_times import LineTimes
    from mapper.model.projection import Projection
    from mapper.model.timetable import Timetable

__all__ = ["GtfsMetro", "feed_spot", "read_gtfs"]

_STATION, _ENTRANCE, _PLATFORM = "1", "2", ("", "0")
_MODES: Final = {"1": "subway", "2": "rail", "12": "monorail", "0": "light_rail"}
_EXTENDED: Final = ((100, 118, "rail"), (400, 405, "subway"), (405, 406, "monorail"))


@dataclass(frozen=True, slots=True, eq=False)
class GtfsMetro:
    """What a feed tells of its metro."""

    stations: Table
    entrances: Table
    links: Table
    projection: Projection
    walks: StationWalks
    insides: Insides
    timetable: Timetable
    source: Source
    figures: dict[str, Any]


def read_gtfs(
    path: Path, *, projection: Projection | None = None, day: str = "", source: str = "GTFS"
) -> GtfsMetro:
    """Read the metro of a feed: its routes on rails, their stations and all that leads there.

    Parameters
    ----------
    path
        The feed: a ZIP archive, or a folder of its tables.
    projection
        The city's; None for the UTM zone of the stations.
    day
        The service day (YYYY-MM-DD) for times and headways; "" for the day with the most trips.
    source
        What the rows' source is called.

    Raises
    ------
    TableError
        Where it is no feed, or has no station of a metro.
    """
    with open_feed(path) as feed:
        stops, routes = _stops(feed), _routes(feed)
        calls = read_calls(feed, routes, stops)
        times = line_times(feed, calls, day)
        walks = station_walks(feed, stops)
        line_of = {
            str(route): str(line)
            for route, line in zip(routes["route_id"], routes["line"], strict=True)
        }
        timetable = timetable_of(feed, calls, times.days, line_of)
        transfers = feed.table("transfers", ("from_stop_id", "to_stop_id", "min_transfer_time"))
        agency = feed.table("agency", ("agency_name",))
        info = feed.table("feed_info", ("feed_start_date", "feed_publisher_name"))
        sha256 = feed.sha256
    hall = _halls(stops, times)
    if hall.empty:
        message = f"{path.name}: no station of a metro"
        raise TableError(message)
    plane = projection or utm_for(float(hall["lon"].median()), float(hall["lat"].median()))
    system = str(agency["agency_name"].iloc[0]) if len(agency) else ""
    stations = _station_table(hall, times, routes, plane, (system, source))
    entrances = _entrance_table(stops, hall, walks, plane, source)
    x, y = plane.to_metres(hall["lon"].to_numpy(), hall["lat"].to_numpy())
    spots = {str(stop): (float(x[row]), float(y[row])) for row, stop in enumerate(hall["stop_id"])}
    drawn = Rows()
    _add_rides(drawn, spots, times, routes.set_index("route_id"), source)
    _add_transfers(drawn, spots, transfers, stops.set_index("stop_id")["hall"], source)
    links = drawn.table(LINK_COLUMNS, "metro_links", plane)
    insides = Insides.parse(insides_of(stops, walks, list(hall["stop_id"]), source))
    timetable = timetable.among(stations.frame["station_id"])
    dates = timetable.dates
    figures = {
        "stations": len(stations),
        "entrances": len(entrances),
        "entrances_with_walk_time": int(entrances.frame["walk_s"].notna().sum()),
        "rides": int((links.frame["kind"] == RIDE).sum()),
        "transfers": int((links.frame["kind"] == TRANSFER).sum()),
        "service_day": times.day,
        "gates": {"entry": walks.gates_in, "exit": walks.gates_out},
        "timetable": {
            "trains": len(timetable),
            "profiles": int(timetable.calls["profile"].nunique()),
            "from": dates[0] if dates else "",
            "to": dates[-1] if dates else "",
        },
    }
    about = Source(
        label=f"GTFS, {system}" if system else "GTFS",
        licence="terms of the publisher",
        attribution=str(info["feed_publisher_name"].iloc[0]) if len(info) else system,
        as_of=_iso(str(info["feed_start_date"].iloc[0])) if len(info) else times.day,
        sha256=sha256,
    )
    return GtfsMetro(stations, entrances, links, plane, walks, insides, timetable, about, figures)


def feed_spot(path: Path) -> tuple[float, float]:
    """Return the longitude and latitude in the middle of a feed's stations.

    Raises
    ------
    TableError
        Where it is no feed, or no stop has a place.
    """
    with open_feed(path) as feed:
        stops = _stops(feed)
    placed = stops[stops["lon"].notna() & stops["lat"].notna()]
    if placed.empty:
        message = f"{path.name}: no stop has a place"
        raise TableError(message)
    return float(placed["lon"].median()), float(placed["lat"].median())


def _iso(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 else day  # noqa: PLR2004


def _stops(feed: Feed) -> pd.DataFrame:
    """Return the stops with numbers for places, and for each the station it is part of."""
    columns = (
        "stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station",
        "level_id", "wheelchair_boarding",
    )  # fmt: skip
    stops = feed.table("stops", columns)
    if stops.empty:
        message = f"{feed.name}: no stops.txt, or nothing in it"
        raise TableError(message)
    stops["lon"] = pd.to_numeric(stops["stop_lon"], errors="coerce")
    stops["lat"] = pd.to_numeric(stops["stop_lat"], errors="coerce")
    parent = stops.set_index("stop_id")["parent_station"].to_dict()

    def hall(stop: str) -> str:
        # a boarding area belongs to a platform, and that to a station
        for _ in range(3):
            above = str(parent.get(stop, ""))
            if not above:
                break
            stop = above
        return stop

    stops["hall"] = [hall(str(stop)) for stop in stops["stop_id"]]
    return stops


def _routes(feed: Feed) -> pd.DataFrame:
    """Return the routes on rails, with their mode, name and colour."""
    columns = ("route_id", "route_short_name", "route_long_name", "route_type", "route_color")
    routes = feed.table("routes", columns)
    routes["mode"] = [_mode(str(kind)) for kind in routes["route_type"]]
    routes = routes[routes["mode"] != ""].reset_index(drop=True)
    short, long = routes["route_short_name"], routes["route_long_name"]
    routes["line"] = short.where(short != "", long).where((short != "") | (long != ""))
    routes["line"] = routes["line"].fillna(routes["route_id"])
    return routes


def _mode(kind: str) -> str:
    """Return the mode of a route type, "" for buses, boats and the like.

    >>> _mode("1"), _mode("401"), _mode("3")
    ('subway', 'subway', '')
    """
    if kind in _MODES:
        return _MODES[kind]
    number = int(kind) if kind.isdigit() else -1
    return next((mode for low, high, mode in _EXTENDED if low <= number < high), "")


def _halls(stops: pd.DataFrame, times: LineTimes) -> pd.DataFrame:
    """Return the stations that any line stops at, in the order of the feed."""
    used = times.halls
    here = stops["stop_id"].isin(sorted(used)) & stops["lon"].notna() & stops["lat"].notna()
    return stops[here].reset_index(drop=True)


def _station_table(
    hall: pd.DataFrame,
    times: LineTimes,
    routes: pd.DataFrame,
    plane: Projection,
    names: tuple[str, str],
) -> Table:
    line_of = routes.set_index("route_id")["line"].to_dict()
    mode_of = routes.set_index("route_id")["mode"].to_dict()
    x, y = plane.to_metres(hall["lon"].to_numpy(), hall["lat"].to_numpy())
    table = Rows()
    for row, stop in enumerate(hall["stop_id"]):
        stopping = sorted(times.routes_of[str(stop)])
        table.add(
            shapely.Point(float(x[row]), float(y[row])),
            station_id=f"gtfs:{stop}",
            name=str(hall["stop_name"].iloc[row]),
            system=names[0],
            mode=str(mode_of[stopping[0]]),
            lines=";".join(sorted({str(line_of[route]) for route in stopping})),
            source=names[1],
            source_id=str(stop),
        )
    return table.table(STATION_COLUMNS, "stations", plane)


def _entrance_table(
    stops: pd.DataFrame, hall: pd.DataFrame, walks: StationWalks, plane: Projection, source: str
) -> Table:
    known = set(hall["stop_id"])
    doors = stops[(stops["location_type"] == _ENTRANCE) & stops["lon"].notna()]
    x, y = plane.to_metres(doors["lon"].to_numpy(), doors["lat"].to_numpy())
    table = Rows()
    for row, cells in enumerate(doors.itertuples(index=False)):
        stop = str(cells.stop_id)
        station = str(cells.hall)
        table.add(
            shapely.Point(float(x[row]), float(y[row])),
            entrance_id=f"gtfs:{stop}",
            station_id=f"gtfs:{station}" if station in known else "",
            name=str(cells.stop_name),
            level=str(cells.level_id),
            vestibule=walks.vestibule_of.get(stop, ""),
            walk_s=walks.seconds_of.get(stop, float("nan")),
            joined_by="parent station" if station in known else "",
            source=source,
            source_id=stop,
        )
    return table.table(ENTRANCE_COLUMNS, "entrances", plane)


def _add_rides(
    drawn: Rows,
    spots: Mapping[str, tuple[float, float]],
    times: LineTimes,
    about: pd.DataFrame,
    source: str,
) -> None:
    columns = (times.rides[name] for name in ("route_id", "from_hall", "to_hall", "seconds"))
    for number, (route, one, other, seconds) in enumerate(zip(*columns, strict=True)):
        if one not in spots or other not in spots:
            continue
        line = about.loc[str(route)]
        drawn.add(
            shapely.LineString([spots[one], spots[other]]),
            link_id=f"gtfs:{number}",
            from_station=f"gtfs:{one}",
            to_station=f"gtfs:{other}",
            line=str(line["line"]),
            line_name=str(line["route_long_name"]) or str(line["line"]),
            colour=f"#{line['route_color']}" if line["route_color"] else "",
            order=float(number),
            kind=RIDE,
            duration_s=float(seconds),
            headway_s=times.headway_s.get(str(route), float("nan")),
            source=source,
        )


def _add_transfers(
    drawn: Rows,
    spots: Mapping[str, tuple[float, float]],
    transfers: pd.DataFrame,
    hall_of: pd.Series,
    source: str,
) -> None:
    ends = [transfers[name].map(hall_of) for name in ("from_stop_id", "to_stop_id")]
    seconds = pd.to_numeric(transfers["min_transfer_time"], errors="coerce")
    for number, (one, other, time_s) in enumerate(zip(*ends, seconds, strict=True)):
        if one == other or one not in spots or other not in spots:
            continue
        drawn.add(
            shapely.LineString([spots[one], spots[other]]),
            link_id=f"gtfs:transfer:{number}",
            from_station=f"gtfs:{one}",
            to_station=f"gtfs:{other}",
            kind=TRANSFER,
            duration_s=float(time_s),
            source=source,
        )
