"""Files that hold a whole city, or a district of one: each is made once and kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from api.byte_ranges import HeldFile
from api.cities import Kept
from api.offline_files import offline_file
from api.pages.words import LANGUAGES
from api.problems import ProblemError
from geodata.areas import read_area
from geodata.cutting import MARGIN_M, cut_exposure
from geodata.districts import districts_of
from geodata.metro import profile_for
from mapper.maps.cityfile import city_file
from mapper.maps.offline import FileChoices
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
MOST_PAGES: Final = 16
BINARY: Final = "application/octet-stream"
PAGE: Final = "text/html; charset=utf-8"


class CityFiles:
    """The files of the cities one server knows."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities
        self._wholes: Kept[str, HeldFile] = Kept(MOST_CITIES)
        self._parts: Kept[tuple[str, str], HeldFile] = Kept(MOST_DISTRICTS)
        self._pages: Kept[tuple[str, str], HeldFile] = Kept(MOST_PAGES)
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

    def page(self, name: str, district_id: str = "") -> HeldFile:
        """Return the whole application with a city, or a district of it, as one HTML file.

        It is the file that ``sidestreet export`` writes, byte for byte.

        Raises
        ------
        ProblemError, SidestreetError
            As for ``part``, or where the sources' licences let nobody pass the city on.
        """
        prepared = self._cities.prepared(name, Assumptions())
        city = prepared.city

        def made() -> HeldFile:
            area = None
            if district_id:
                area = read_area(
                    self._district(name, district_id).district_id, city, self._cities.folder(name)
                )
            content = offline_file(prepared, FileChoices().within(area))
            return HeldFile(content, "map.html", PAGE)

        return self._pages.get((_key(prepared), district_id), made)

    def cut(self, name: str, district_id: str, *, margin_m: float = MARGIN_M) -> CityExposure:
        """Return one district as a city of its own.

        Raises
        ------
        ProblemError, SidestreetError
            As for ``part``.
        """
        found = self._district(name, district_id)
        prepared = self._cities.prepared(name, Assumptions())
        return cut_exposure(prepared, found.area, margin_m=margin_m, title=found.name)

    def _district(self, name: str, district_id: str) -> District:
        found = [one for one in self.districts(name) if one.district_id == district_id]
        if not found:
            kind, detail = "not-found", "No district of that id; see …/districts."
            raise ProblemError(kind, detail)
        return found[0]


def _key(prepared: CityExposure) -> str:
    return prepared.city.pack_hash or prepared.city.name


def _binary(prepared: CityExposure) -> HeldFile:
    coverage = cover_stations(prepared, profile=profile_for(prepared.city.name))
    content = city_file(prepared, languages=tuple(LANGUAGES), coverage=coverage)
    return HeldFile(content, "city.bin", BINARY)
