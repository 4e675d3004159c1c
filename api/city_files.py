"""Files that hold a whole city, or a district of one: each is made once and kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from api.byte_ranges import HeldFile
from api.cities import Kept
from api.pages.words import LANGUAGES
from api.problems import ProblemError
from geodata.cutting import MARGIN_M, cut_exposure
from geodata.districts import districts_of
from geodata.metro import profile_for
from mapper.maps.cityfile import city_file
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations

if TYPE_CHECKING:
    from api.cities import Cities
    from geodata.districts import District
    from mapper.exposure.city import CityExposure
    from mapper.model.projection import Projection

__all__ = ["CityFiles"]

MOST_CITIES: Final = 4
MOST_DISTRICTS: Final = 32
BINARY: Final = "application/octet-stream"


class CityFiles:
    """The files of the cities one server knows."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities
        self._wholes: Kept[str, HeldFile] = Kept(MOST_CITIES)
        self._parts: Kept[tuple[str, str], HeldFile] = Kept(MOST_DISTRICTS)
        self._districts: Kept[str, list[District]] = Kept(MOST_CITIES)

    def whole(self, name: str | None) -> HeldFile:
        """Return the binary a page routes in.

        Raises
        ------
        SidestreetError
            Where there is no such city, or its pack is damaged.
        """
        prepared = self._cities.prepared(name, Assumptions())
        return self._wholes.get(_key(prepared), lambda: _binary(prepared))

    def address(self, name: str | None) -> str:
        """Return where a city's binary as it is now will be found.

        Raises
        ------
        SidestreetError
            As for ``whole``.
        """
        city = self._cities.city(name)
        return f"/api/cities/{quote(city.name)}/file/{self.whole(name).sha256}"

    def projection(self, name: str) -> Projection:
        """Return a city's projection."""
        return self._cities.city(name).projection

    def districts(self, name: str) -> list[District]:
        """Return the parts a city may be had in.

        Raises
        ------
        SidestreetError
            As for ``whole``, or where an operator's own districts cannot be read.
        """
        city = self._cities.city(name)
        folder = self._cities.folder(name)
        return self._districts.get(city.pack_hash or city.name, lambda: districts_of(city, folder))

    def part(self, name: str, district_id: str) -> HeldFile:
        """Return the binary of one district, with a margin around it.

        Raises
        ------
        ProblemError
            Where the city has no such district.
        SidestreetError
            As for ``districts``.
        """
        key = _key(self._cities.prepared(name, Assumptions())), district_id
        return self._parts.get(key, lambda: _binary(self.cut(name, district_id)))

    def cut(self, name: str, district_id: str, *, margin_m: float = MARGIN_M) -> CityExposure:
        """Return one district as a city of its own.

        Raises
        ------
        ProblemError, SidestreetError
            As for ``part``.
        """
        found = [one for one in self.districts(name) if one.district_id == district_id]
        if not found:
            kind, detail = "not-found", "No district of that id; see …/districts."
            raise ProblemError(kind, detail)
        prepared = self._cities.prepared(name, Assumptions())
        return cut_exposure(prepared, found[0].area, margin_m=margin_m, title=found[0].name)


def _key(prepared: CityExposure) -> str:
    return prepared.city.pack_hash or prepared.city.name


def _binary(prepared: CityExposure) -> HeldFile:
    coverage = cover_stations(prepared, profile=profile_for(prepared.city.name))
    content = city_file(prepared, languages=tuple(LANGUAGES), coverage=coverage)
    return HeldFile(content, "city.bin", BINARY)
