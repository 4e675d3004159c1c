"""What is done once before a server says that it is ready, so that nobody waits for it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from api.journeys import journeys_between
from mapper.errors import SidestreetError
from mapper.model.assumptions import Assumptions
from mapper.model.timetable import EVERY_DAY
from mapper.model.track import Track
from mapper.routing import find_routes
from mapper.stations.journeys import JourneyWishes
from mapper.stations.trains import Departure

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.cities import Cities
    from api.city_files import CityFiles
    from mapper.model.city import City

__all__ = ["warm"]


def warm(cities: Cities, files: CityFiles, *, say: Callable[[str], None]) -> None:
    """Load the default city, prepare it and its file, run every kernel once on a line of its own.

    Raises
    ------
    SidestreetError
        Where the default city cannot be read.
    """
    say("loading the city …")
    city = cities.city()
    say(f"preparing {city.title or city.name} …")
    prepared = cities.prepared(None, Assumptions())
    line = _some_edge(city)
    if line is None:
        return
    say("writing the file a page routes in …")
    files.whole(None)
    say("compiling …")
    prepared.score(line)
    ends = [(float(line.lon[i]), float(line.lat[i])) for i in (0, -1)]
    try:
        find_routes(prepared, ends[0], ends[1])
        wishes = JourneyWishes(departure=Departure(0, EVERY_DAY))
        journeys_between(prepared, *ends, profile=None, wishes=wishes)
    except SidestreetError:
        # an edge of a small part, or one-way: the kernels have run all the same
        return


def _some_edge(city: City) -> Track | None:
    """Return the longest outdoor edge of the network as a line, None where there is none."""
    network = city.network
    if network.n_edges == 0:
        return None
    lengths = np.where(network.edge_indoor, 0, network.edge_length_mm)
    points = network.edge_line(int(lengths.argmax()))
    lon, lat = city.projection.to_lon_lat(points[:, 0], points[:, 1])
    return Track.parse(lon, lat)
