"""The metro as columns: what a page needs to find journeys by foot and metro."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.maps.cityfile.streets import units_of
from mapper.model.metro import MetroNetwork
from mapper.stations.doors import Doors
from mapper.stations.profiles import NO_RULE

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.maps.cityfile.columns import Columns
    from mapper.model.city import City
    from mapper.stations.profiles import CityProfile, DeviceRule, SystemRule

__all__ = ["put_metro"]

NOT_COUNTED: Final = 9
"""Stands for evidence where there are no such devices: above every code that counts."""
WAY_IN, WAY_OUT = 1, 2
MS: Final = 1000
HALF: Final = 0.5


def put_metro(
    columns: Columns, exposure: CityExposure, profile: CityProfile | None
) -> dict[str, Any]:
    """Put stations, doors, lines and changes; return what the header says of them.

    Parameters
    ----------
    columns, exposure
        Where to, and whose.
    profile
        What the city's systems fit their stations with; None where no source tells.
    """
    city = exposure.city
    metro = MetroNetwork.of(city)
    _put_stations(columns, city, metro, profile)
    _put_doors(columns, city, metro)
    columns.put_texts("line.id", metro.line_id.tolist())
    columns.put_texts("line.name", metro.line_name.tolist())
    columns.put_texts("line.colour", metro.line_colour.tolist())
    columns.put_numbers("line.wait", [_ms(float(s) * HALF) for s in metro.line_headway_s])
    for name, tail, head, seconds in (
        ("ride", metro.ride_from, metro.ride_to, metro.ride_s),
        ("change", metro.transfer_from, metro.transfer_to, metro.transfer_s),
    ):
        columns.put_numbers(f"{name}.from", tail)
        columns.put_numbers(f"{name}.to", head)
        columns.put_numbers(f"{name}.ms", [_ms(float(s)) for s in seconds])
    columns.put_numbers("ride.line", metro.ride_line)
    return {
        "supposed": not bool(metro.line_headway_given.all() and metro.ride_given.all()),
        "profile": {"title": profile.title, "as_of": profile.as_of} if profile else None,
    }


def _put_stations(
    columns: Columns, city: City, metro: MetroNetwork, profile: CityProfile | None
) -> None:
    """Put each hall, and what is supposed in it by the strongest evidence that counts it."""
    told = zip(metro.station_system, metro.station_lines, strict=True)
    rules = [
        (profile.rule_for(str(system), lines) if profile else None) or NO_RULE
        for system, lines in told
    ]
    number: dict[int, int] = {}
    columns.put_texts("hall.name", metro.station_name.tolist())
    units = units_of(city.projection, metro.station_xy)
    columns.put_steps("hall.lon", units[:, 0])
    columns.put_steps("hall.lat", units[:, 1])
    columns.put_numbers("hall.rule", [number.setdefault(id(r), len(number)) for r in rules])
    columns.put_numbers("hall.gate", [_code(r, r.gates) for r in rules])
    columns.put_numbers("hall.gate_out", [r.gates_on_exit for r in rules])
    columns.put_numbers("hall.platform", [_code(r, r.platforms) for r in rules])
    columns.put_numbers("hall.carriage", [_code(r, r.carriages) for r in rules])


def _put_doors(columns: Columns, city: City, metro: MetroNetwork) -> None:
    """Put the entrances that lead from a street of the network to a station."""
    doors = Doors.of(city, metro)
    kept = np.flatnonzero(doors.known & (metro.entrance_station >= 0))
    frame = city.entrances.frame.iloc[kept]
    stations = metro.station_name[metro.entrance_station[kept]]
    shown = [
        str(name) or (f"{station} {ref}" if ref else "")
        for name, ref, station in zip(frame["name"], frame["ref"], stations, strict=True)
    ]
    columns.put_texts("door.id", metro.entrance_id[kept].tolist())
    columns.put_texts("door.name", shown)
    units = units_of(city.projection, metro.entrance_xy[kept])
    columns.put_steps("door.lon", units[:, 0])
    columns.put_steps("door.lat", units[:, 1])
    use = WAY_IN * metro.entrance_in[kept].astype(int) + WAY_OUT * metro.entrance_out[kept]
    columns.put_numbers("door.use", use)
    columns.put_numbers("door.hall", metro.entrance_station[kept])
    columns.put_numbers("door.edge", doors.edge[kept])
    columns.put_numbers("door.mm", doors.mm[kept])
    columns.put_numbers("door.ms", [_ms(float(s)) for s in metro.entrance_walk_s[kept]])


def _code(rule: SystemRule, device: DeviceRule) -> int:
    there = rule.gates.present and device.present
    return device.face_recognition.code if there else NOT_COUNTED


def _ms(seconds: float) -> int:
    return round(seconds * MS)
