"""A list of stations in the order of their lines: stations, the links between them, transfers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata.metro.names import station_names
from geodata.metro.records import PlacedRows, read_placed_rows
from geodata.osm.insides import inside_row
from geodata.osm.rows import Rows
from mapper.errors import TableError
from mapper.model.insides import INSIDE_COLUMNS, STATION, Insides
from mapper.model.metro import RIDE, TRANSFER
from mapper.model.places import LINK_COLUMNS, STATION_COLUMNS, Table
from mapper.model.projection import utm_for

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.tables.rows import Refusal
    from mapper.model.projection import Projection
    from mapper.stations.profiles import CityProfile

__all__ = ["STATION_FIELDS", "StationList", "read_station_list", "stations_of"]

STATION_FIELDS: Final = {
    "name": ("station_name", "name", "NameOfStation", "Station", "NAME"),
    "name_en": ("name:en", "name_en", "station_name_en"),
    "line": ("line_name", "line", "Line", "line_id", "ref"),
    "colour": ("line_hex_color", "colour", "color"),
    "order": ("order", "sequence", "position"),
    "city": ("city_name", "city"),
    "network": ("network", "system"),
    "opening_hours": ("opening_hours",),
    "depth": ("depth", "depth_m", "глубина", "глубина заложения"),
    "level": ("level", "platform_level"),
    "wheelchair": ("wheelchair",),
    "source_id": ("station_id", "@id", "id", "global_id", "OSM_ID"),
}
_FAR_KM: Final = 100.0
"""A station this far from the middle of all others has wrong coordinates."""
_LONG_GAP: Final = 3.0
"""Neighbours this many times farther apart than is usual on their line are no neighbours."""
_LEAST_CIRCLE: Final = 6
_ENDS_MEET: Final = 1.25
"""A line of six stations or more whose ends are no farther apart than this is a circle."""
_NAMESAKES_M: Final = 800.0
"""Stations of one name on different lines this near are one interchange."""
_NEIGHBOURS_M: Final = 375.0
"""So are stations of different names this near: in Moscow each such pair of the metro's own is a
real interchange, and the next pair, 397 m apart, is none."""


@dataclass(frozen=True, slots=True, eq=False)
class StationList:
    """What a list of stations gives: one station a row, links in order, derived transfers."""

    stations: Table
    links: Table
    insides: Insides
    projection: Projection
    refused: tuple[Refusal, ...]
    figures: dict[str, Any]
    sha256: str


def read_station_list(
    path: Path,
    *,
    projection: Projection | None = None,
    city: str = "",
    profile: CityProfile | None = None,
    source: str = "station list",
) -> StationList:
    """Read a table of stations of any form; one with ``order`` gives the lines too.

    Stations that stand far outside are refused. Two stations follow each other where their order
    does and their distance is no more than three times what is usual on the line; a line whose
    ends are about as far apart as neighbours are is a circle. Transfers are derived: stations of
    different lines with one name within 800 m, or within 375 m whatever their names.

    Parameters
    ----------
    path
        The table.
    projection
        The city's; None for the UTM zone of the stations.
    city
        Which city, where the table holds several.
    profile
        Tells which system each line belongs to.
    source
        What the rows' source is called.

    Raises
    ------
    TableError
        Where the table cannot be read, or holds several cities and none is named.
    """
    rows = _of_city(read_placed_rows(path, STATION_FIELDS, need="name"), city, path.name)
    return stations_of(rows, projection=projection, profile=profile, source=source)


def stations_of(
    rows: PlacedRows,
    *,
    projection: Projection | None = None,
    profile: CityProfile | None = None,
    source: str = "station list",
) -> StationList:
    """Return the stations, links and transfers of rows that were read; see above."""
    rows = _without_strays(rows)
    plane = projection or utm_for(float(np.median(rows.lon)), float(np.median(rows.lat)))
    xy = np.column_stack(plane.to_metres(rows.lon, rows.lat))
    stations, ids = _stations(rows, xy, plane, profile, source)
    drawn = Rows()
    gaps = _add_rides(drawn, rows, xy, ids, source)
    transfers = _add_transfers(drawn, rows, xy, ids, source)
    links = drawn.table(LINK_COLUMNS, "metro_links", plane)
    figures = {
        "stations": len(stations),
        "lines": int(rows.frame.loc[rows.frame["line"] != "", "line"].nunique()),
        "rides": len(links) - transfers,
        "transfers_derived": transfers,
        "gaps_too_long": gaps,
        "refused": len(rows.refused),
    }
    insides = _insides(rows, ids, source)
    return StationList(stations, links, insides, plane, rows.refused, figures, rows.sha256)


def _insides(rows: PlacedRows, ids: list[str], source: str) -> Insides:
    """Return what a list tells of depths, levels and steps."""
    told: list[dict[str, object]] = []
    for key, cells in zip(ids, rows.frame.itertuples(index=False), strict=True):
        tags = {name: str(getattr(cells, name)) for name in ("depth", "level", "wheelchair")}
        told.append(inside_row(STATION, key, tags, source=source))
    known = [row for row in told if row["told_by"]]
    return Insides.parse(pd.DataFrame(known, columns=pd.Index(list(INSIDE_COLUMNS))))


def _of_city(rows: PlacedRows, city: str, what: str) -> PlacedRows:
    names = sorted(set(rows.frame["city"]) - {""})
    if len(names) > 1 and not city:
        message = f"{what} holds several cities: say which of {', '.join(names)}"
        raise TableError(message)
    if not names or not city:
        return rows
    here = (rows.frame["city"].str.casefold() == city.casefold()).to_numpy(np.bool_)
    if not here.any():
        message = f"{what} holds no city {city!r}; it has {', '.join(names)}"
        raise TableError(message)
    return rows.take(here)


def _without_strays(rows: PlacedRows) -> PlacedRows:
    """Refuse stations whose coordinates cannot be right: far from the middle of the others."""
    middle = float(np.median(rows.lon)), float(np.median(rows.lat))
    x = (rows.lon - middle[0]) * np.cos(np.radians(middle[1]))
    stray = np.hypot(x, rows.lat - middle[1]) * KM_A_DEGREE > _FAR_KM
    reason = f"lies more than {_FAR_KM:.0f} km from the other stations"
    return rows.take(~stray, rows.refusals(stray, reason))


KM_A_DEGREE: Final = 111.2


def _stations(
    rows: PlacedRows,
    xy: NDArray[np.float64],
    plane: Projection,
    profile: CityProfile | None,
    source: str,
) -> tuple[Table, list[str]]:
    table = Rows()
    ids: list[str] = []
    for row, cells in enumerate(rows.frame.itertuples(index=False)):
        base = ":".join(part for part in (str(cells.line), str(cells.source_id)) if part)
        key = f"list:{base or row}"
        # one id may stand for two stations in a list somebody wrote by hand
        key = key if key not in ids else f"{key}:{row}"
        ids.append(key)
        rule = profile.rule_for(str(cells.network), (str(cells.line),)) if profile else None
        table.add(
            shapely.Point(xy[row]),
            station_id=key,
            name=str(cells.name),
            name_en=str(cells.name_en),
            system=rule.name if rule else str(cells.network),
            mode=rule.mode if rule else "subway",
            lines=str(cells.line),
            opening_hours=str(cells.opening_hours),
            source=source,
            source_id=str(cells.source_id),
        )
    return table.table(STATION_COLUMNS, "stations", plane), ids


def _add_rides(
    drawn: Rows, rows: PlacedRows, xy: NDArray[np.float64], ids: list[str], source: str
) -> int:
    """Link neighbours in the order of each line; return how many gaps were too long."""
    order = pd.to_numeric(rows.frame["order"], errors="coerce").to_numpy(np.float64)
    too_long = 0
    for line in sorted(set(rows.frame["line"]) - {""}):
        of_line = np.flatnonzero((rows.frame["line"] == line).to_numpy() & ~np.isnan(order))
        of_line = of_line[np.argsort(order[of_line], kind="stable")]
        if len(of_line) <= 1:
            continue
        gaps = np.hypot(*np.diff(xy[of_line], axis=0).T)
        usual = float(np.median(gaps))
        pairs = list(zip(of_line[:-1].tolist(), of_line[1:].tolist(), gaps.tolist(), strict=True))
        closing = float(np.hypot(*(xy[of_line[-1]] - xy[of_line[0]])))
        if len(of_line) >= _LEAST_CIRCLE and closing <= _ENDS_MEET * usual:
            pairs.append((int(of_line[-1]), int(of_line[0]), closing))
        for number, (one, other, gap) in enumerate(pairs):
            if gap > _LONG_GAP * usual:
                too_long += 1
                continue
            drawn.add(
                shapely.LineString(xy[[one, other]]),
                link_id=f"list:{line}:{number}",
                from_station=ids[one],
                to_station=ids[other],
                line=line,
                line_name=line,
                colour=_colour(str(rows.frame["colour"].iloc[one])),
                order=float(number),
                kind=RIDE,
                source=source,
            )
    return too_long


def _colour(text: str) -> str:
    digits = text.removeprefix("#")
    return f"#{digits.upper()}" if len(digits) == 6 and digits.isalnum() else ""  # noqa: PLR2004


def _add_transfers(
    drawn: Rows, rows: PlacedRows, xy: NDArray[np.float64], ids: list[str], source: str
) -> int:
    """Join stations of different lines that are near, by name or whatever it is."""
    spots = np.asarray(shapely.points(xy))
    one, other = shapely.STRtree(spots).query(spots, predicate="dwithin", distance=_NAMESAKES_M)
    names = [station_names(name) for name in rows.frame["name"]]
    lines = rows.frame["line"].to_numpy(dtype=object)
    count = 0
    for a, b in sorted(zip(one.tolist(), other.tolist(), strict=True)):
        if a >= b or lines[a] == lines[b] or not lines[a] or not lines[b]:
            continue
        apart = float(np.hypot(*(xy[a] - xy[b])))
        if apart > _NEIGHBOURS_M and not names[a] & names[b]:
            continue
        drawn.add(
            shapely.LineString(xy[[a, b]]),
            link_id=f"list:transfer:{count}",
            from_station=ids[a],
            to_station=ids[b],
            kind=TRANSFER,
            source=f"{source}, derived",
        )
        count += 1
    return count
