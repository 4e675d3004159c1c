"""Station coverage as answers: the whole table, or one station, with all that explains it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from api.answers import city_answer, software_version
from geodata.licences import check_shareable, notices
from mapper.errors import UnknownPlaceError
from mapper.model.safety import safety_of
from mapper.stations.coverage import KNOWN
from mapper.stations.dictionary import dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from mapper.stations.coverage import Coverage

__all__ = ["SORTS", "about_coverage", "sorted_stations", "station_answer", "stations_answer"]

SORTS: Final = ("approach", "cameras", "doorways", "seen", "entrances", "name", "line")
"""What stations can be sorted by: figures from the highest down, names from the first on."""
_TITLE: Final = "Station coverage"
_TABLES: Final = ("stations", "entrances", "ways", "lines", "districts")


def sorted_stations(coverage: Coverage, sort: str) -> gpd.GeoDataFrame:
    """Return the stations in an order; those of unknown coverage stand last, by name."""
    policy = coverage.exposure.assumptions.policy.value
    column = {
        "approach": f"approach_{policy}",
        "cameras": f"cameras_300_{policy}",
        "doorways": f"doorways_seen_{policy}",
        "seen": f"seen_150_{policy}",
        "entrances": "entrances",
        "name": "name",
        "line": "lines",
    }[sort]
    stations = coverage.stations
    unknown = stations["status"] != KNOWN
    by_text = column in ("name", "lines")
    key = stations[column] if by_text else -stations[column].astype("Float64")
    table = stations.assign(_unknown=unknown, _key=key, _rank=stations["rank"].astype("Float64"))
    table = table.sort_values(
        ["_unknown", "_key", "_rank", "name", "station_id"], kind="stable", na_position="last"
    )
    return table.drop(columns=["_unknown", "_key", "_rank"]).reset_index(drop=True)


def about_coverage(coverage: Coverage, *, language: str = "en") -> dict[str, Any]:
    """Return what stands around the tables: hashes, licences, how to cite, how to read them."""
    city, assumptions = coverage.exposure.city, coverage.exposure.assumptions
    about = city_answer(city)
    profile = coverage.profile
    title = city.title or city.name
    return {
        "safety": safety_of(city, language),
        "counted": {"policy": assumptions.policy.value, "title": assumptions.policy.label},
        "city": about,
        "assumptions": assumptions.as_dict(),
        "assumptions_hash": assumptions.digest,
        "profile": {"title": profile.title, "as_of": profile.as_of} if profile else None,
        "software": software_version(),
        "licences": sorted({source.licence for source in city.sources if source.licence}),
        "notices": list(notices(city.sources)),
        "citation": (
            f"{_TITLE} of {title}, pack {city.pack_hash or 'none'}, assumptions "
            f"{assumptions.digest}, Sidestreet {software_version()}. Data: {about['attribution']}, "
            f"{about['as_of'] or 'date unknown'}."
        ),
    }


def stations_answer(
    coverage: Coverage, *, sort: str = "approach", language: str = "en"
) -> dict[str, Any]:
    """Return all tables with their dictionary, ready for JSON.

    Raises
    ------
    BadInputError
        Where the licences of the city's sources do not allow one database.
    """
    check_shareable(coverage.exposure.city.sources)
    tables: dict[str, pd.DataFrame] = {
        "stations": sorted_stations(coverage, sort),
        "entrances": coverage.entrances,
        "lines": coverage.lines,
        "districts": coverage.districts,
    }
    return about_coverage(coverage, language=language) | {
        "dictionary": {
            name: [m.as_dict() for m in dictionary(coverage, _columns(table))]
            for name, table in tables.items()
        },
        **{name: _records(table) for name, table in tables.items()},
    }


def station_answer(coverage: Coverage, station_id: str, *, language: str = "en") -> dict[str, Any]:
    """Return one station with its entrances, its best way in and what is supposed in it.

    Raises
    ------
    UnknownPlaceError
        Where the city has no station of that id.
    """
    rows = coverage.stations.index[coverage.stations["station_id"] == station_id].tolist()
    if not rows:
        message = "no station of that id"
        raise UnknownPlaceError(message)
    station = coverage.stations.iloc[[rows[0]]]
    doors = coverage.entrances[coverage.entrances["station_id"] == station_id]
    ways = coverage.ways[coverage.ways["station_id"] == station_id]
    lon_lat = ways.to_crs(4326)
    return about_coverage(coverage, language=language) | {
        "station": _records(station)[0],
        "entrances": _records(doors),
        "best_way": (
            _records(ways)[0]
            | {"geometry": _geometry(shapely.get_coordinates(lon_lat.geometry.iloc[0]).tolist())}
            if len(ways)
            else None
        ),
        "modelled": coverage.modelled[rows[0]].as_dict(),
        "dictionary": [m.as_dict() for m in dictionary(coverage, _columns(coverage.stations))],
    }


def _geometry(points: Sequence[Sequence[float]]) -> dict[str, Any]:
    coordinates = [[round(lon, 7), round(lat, 7)] for lon, lat in points]
    return {"type": "LineString", "coordinates": coordinates}


def _columns(table: pd.DataFrame) -> list[str]:
    return [str(column) for column in table.columns if column != "geometry"]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain values, None where something is missing."""
    names = _columns(table)
    columns = [table[name].astype("object").tolist() for name in names]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in zip(*columns, strict=True)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    if value is None or value is pd.NA:
        return None
    item = value.item() if hasattr(value, "item") else value
    return None if isinstance(item, float) and not math.isfinite(item) else item
