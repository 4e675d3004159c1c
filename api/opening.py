"""From the command line's options to a city that is ready to score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.options import BUNDLED_CITY
from api.packs import packs_folder
from mapper.model.assumptions import Assumptions

if TYPE_CHECKING:
    import argparse

    from geodata.progress import Progress
    from mapper.exposure.city import CityExposure

__all__ = ["assumptions_of", "open_exposure"]


def assumptions_of(args: argparse.Namespace) -> Assumptions:
    """Return the modelling choices typed as options.

    Raises
    ------
    BadInputError
        Where a range or tolerance makes no sense.
    """
    return Assumptions.parse(
        range_text=args.range, count=args.count, tolerance_m=float(args.tolerance)
    )


def open_exposure(
    args: argparse.Namespace, *, needs_network: bool = False, progress: Progress | None = None
) -> CityExposure:
    """Return the city the options name, prepared under their assumptions.

    A table of cameras (``--cameras``) takes the place of the city's own cameras; where no city
    is named and no walking network is needed, the table alone is the city.

    Raises
    ------
    SidestreetError
        Where the city or the table cannot be read.
    """
    from geodata.derived import exposure_of  # noqa: PLC0415 - heavy, and only some commands need it
    from geodata.pack import find_city, read_pack  # noqa: PLC0415
    from geodata.tables.cameras import (  # noqa: PLC0415
        city_of_cameras,
        city_with_cameras,
        read_cameras,
    )

    assumptions = assumptions_of(args)
    table = None if args.cameras is None else read_cameras(args.cameras)
    if table is not None and args.city is None and not needs_network:
        return exposure_of(city_of_cameras(table), assumptions, folder=None, progress=progress)
    folder = find_city(args.city or BUNDLED_CITY, packs_folder(args.packs))
    city = read_pack(folder)
    if table is not None:
        return exposure_of(
            replace(city_with_cameras(city, table), pack_hash=""),
            assumptions,
            folder=None,
            progress=progress,
        )
    return exposure_of(city, assumptions, folder=folder, progress=progress)
