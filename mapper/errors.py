"""Everything that can go wrong and is the caller's to mend, as one tree.

::

    SidestreetError
    ├── BadInputError (ValueError)         what was handed in cannot be read or makes no sense
    │   ├── TrackError                     a track, line or polyline
    │   ├── TableError                     a table of cameras, stations, survey areas
    │   ├── OsmFileError                   an OpenStreetMap file
    │   └── OutsideCityError               a place or track that lies outside the city
    ├── PackError (ValueError)             a pack that is damaged, foreign or incomplete
    ├── UnknownCityError (LookupError)     no pack of that name
    ├── UnknownPlaceError (LookupError)    no street, station or entrance of that name
    └── NoRouteError (LookupError)         no way between two places

A message names the row and the value where it helps to mend them. Messages about a trip
(a track, a place, a pair of places) never carry a coordinate or a name: they may end up in a
log, a terminal's scrollback or somebody's screenshot.
"""

__all__ = [
    "BadInputError",
    "NoRouteError",
    "OsmFileError",
    "OutsideCityError",
    "PackError",
    "SidestreetError",
    "TableError",
    "TrackError",
    "UnknownCityError",
    "UnknownPlaceError",
]


class SidestreetError(Exception):
    """The root: everything Sidestreet raises on purpose."""


class BadInputError(SidestreetError, ValueError):
    """What was handed in cannot be read, or makes no sense."""


class TrackError(BadInputError):
    """A track, GeoJSON line or encoded polyline that cannot be scored."""


class TableError(BadInputError):
    """A table that lacks a column, or holds nothing that can be used."""


class OsmFileError(BadInputError):
    """A file that is not, or not wholly, OpenStreetMap data."""


class OutsideCityError(BadInputError):
    """A place or a track that lies outside the city's bounds."""


class PackError(SidestreetError, ValueError):
    """A pack that is damaged, of an unknown schema, or incomplete."""


class UnknownCityError(SidestreetError, LookupError):
    """No pack goes by that name."""


class UnknownPlaceError(SidestreetError, LookupError):
    """No street, station or entrance goes by that name."""


class NoRouteError(SidestreetError, LookupError):
    """No way leads from one place to the other."""
