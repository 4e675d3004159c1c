"""Offline files: made of a prepared city, and held against the city they say they were made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.answers import software_version
from geodata.cutting import cut_exposure
from geodata.licences import check_shareable
from geodata.metro import profile_for
from mapper.maps.offline import offline_page
from mapper.stations.coverage import cover_stations

if TYPE_CHECKING:
    from geodata.progress import Progress
    from mapper.exposure.city import CityExposure
    from mapper.maps.offline import FileChoices

__all__ = ["offline_file"]


def offline_file(
    whole: CityExposure, choices: FileChoices, *, progress: Progress | None = None
) -> bytes:
    """Return one HTML file with a city, or a district of it, that needs no network.

    Parameters
    ----------
    whole
        The whole city, prepared under the assumptions of the choices.
    choices
        What the file holds.
    progress
        Told what is being done.

    Raises
    ------
    BadInputError
        Where licences do not let the city be passed on, or no street reaches into the area.
    """
    tell = progress or (lambda *_: None)
    check_shareable(whole.city.sources)
    part = whole
    if choices.area is not None:
        tell("district", 0, 0)
        part = cut_exposure(whole, choices.area.shape_in(whole.city.projection))
        # nothing of a part is kept beside its pack, but the file says which pack it came from
        part = replace(part, city=replace(part.city, pack_hash=whole.city.pack_hash))
    tell("stations", 0, 0)
    coverage = cover_stations(part, profile=profile_for(part.city.name))
    tell("file", 0, 0)
    page = offline_page(part, choices, version=software_version(), coverage=coverage)
    return page.encode("utf-8")
