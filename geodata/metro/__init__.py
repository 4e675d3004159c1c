"""The metro from station lists, portals and GTFS: stations, lines, entrances, times."""

from geodata.metro.entrances import ENTRANCE_FIELDS, EntranceList, entrances_of, read_entrances
from geodata.metro.gtfs import GtfsMetro, feed_spot, read_gtfs
from geodata.metro.gtfs_joining import with_gtfs
from geodata.metro.joining import Joined, Miss, join_entrances, with_opening_hours
from geodata.metro.profiles import profile_for, read_profile
from geodata.metro.records import PlacedRows
from geodata.metro.station_list import (
    STATION_FIELDS,
    StationList,
    read_station_list,
    stations_of,
)

__all__ = [
    "ENTRANCE_FIELDS",
    "STATION_FIELDS",
    "EntranceList",
    "GtfsMetro",
    "Joined",
    "Miss",
    "PlacedRows",
    "StationList",
    "entrances_of",
    "feed_spot",
    "join_entrances",
    "profile_for",
    "read_entrances",
    "read_gtfs",
    "read_profile",
    "read_station_list",
    "stations_of",
    "with_gtfs",
    "with_opening_hours",
]
