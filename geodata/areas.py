"""Areas as they are typed: a box, a district by name, a file of polygons or one polygon of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geodata.districts import districts_of, read_districts, read_polygons
from mapper.errors import BadInputError
from mapper.model.area import Area

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapper.model.city import City
    from mapper.model.projection import Projection

__all__ = ["read_area"]

MOST_NAMED: Final = 8
FILE_AND_NAME: Final = "::"


def read_area(text: str, city: City, folder: Path | None = None) -> Area:
    """Read what somebody calls a part of a city.

    Parameters
    ----------
    text
        ``LEFT,BOTTOM,RIGHT,TOP`` in degrees; ``FILE``, all its polygons together;
        ``FILE::NAME``, one of them; or the name or id of a district of the city.
    city, folder
        The whole, and where its own districts may lie (see ``districts_of``).

    Raises
    ------
    BadInputError
        Where it is none of them.
    """
    path, name = _file_of(text)
    if path is not None and name:
        table = read_districts(path, city.projection)
        rows = zip(table["name"], table["name"], table.geometry, strict=True)
        return _named(name, rows, city.projection, path.name)
    if path is not None:
        return Area.of(shapely.union_all(list(read_polygons(path))))
    if "," in text and not any(character.isalpha() for character in text):
        return Area.box(text)
    own = [(one.district_id, one.name, one.area) for one in districts_of(city, folder)]
    return _named(text, own, city.projection, city.title or city.name)


def _file_of(text: str) -> tuple[Path | None, str]:
    """Return the file a text names, and the polygon it asks for there, if any."""
    if text and Path(text).is_file():
        return Path(text), ""
    before, found, name = text.rpartition(FILE_AND_NAME)
    return (Path(before), name) if found and Path(before).is_file() else (None, "")


def _named(
    name: str,
    districts: Iterable[tuple[str, str, shapely.Geometry]],
    projection: Projection,
    where: str,
) -> Area:
    """Return the districts of one name together; rows are id, name and shape in metres."""
    rows = list(districts)
    wanted = name.casefold().strip()
    found = [shape for key, title, shape in rows if wanted in {key.casefold(), title.casefold()}]
    if not found:
        some = ", ".join(dict.fromkeys(title for _, title, _ in rows[:MOST_NAMED]))
        more = " …" if len(rows) > MOST_NAMED else ""
        message = f"{where} has no district of that name; it has {some}{more}"
        raise BadInputError(message)
    whole = shapely.union_all(found)
    return Area.of(
        shapely.transform(whole, lambda points: np.column_stack(projection.to_lon_lat(*points.T)))
    )
