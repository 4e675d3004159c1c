"""The metro from station lists, portals and GTFS: stations, lines, entrances, times."""

from geodata.metro.entrances import EntranceList, read_entrances
from geodata.metro.gtfs import GtfsMetro, read_gtfs
from geodata.metro.joining import Joined, Miss, join_entrances
from geodata.metro.profiles import profile_for, read_profile
from geodata.metro.station_list import StationList, read_station_list

__all__ = [
    "EntranceList",
    "GtfsMetro",
    "Joined",
    "Miss",
    "StationList",
    "join_entrances",
    "profile_for",
    "read_entrances",
    "read_gtfs",
    "read_profile",
    "read_station_list",
]
