"""The pack: a city on disk, as tables any GIS opens, in versions that replace each other whole."""

from geodata.pack.catalogue import CityInfo, find_city, find_named_city, list_cities
from geodata.pack.names import checked_name
from geodata.pack.reading import read_pack
from geodata.pack.versions import current_version
from geodata.pack.writing import write_pack

__all__ = [
    "CityInfo",
    "checked_name",
    "current_version",
    "find_city",
    "find_named_city",
    "list_cities",
    "read_pack",
    "write_pack",
]
