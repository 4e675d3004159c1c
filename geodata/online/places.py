"""Where a city of some name lies, asked of Nominatim: its box, nothing finer."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from geodata.online.fetch import FetchError, patiently

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.online.fetch import Fetch
    from geodata.online.overpass import Bounds

__all__ = ["NOMINATIM_URL", "bounds_of_place"]

NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/search"
_SIDES: Final = 4
_CITIES: Final = frozenset(
    {"city", "town", "municipality", "administrative", "state", "county", "village", "borough"}
)


def bounds_of_place(
    place: str,
    fetch: Fetch,
    *,
    url: str = NOMINATIM_URL,
    sleep: Callable[[float], None] = time.sleep,
) -> Bounds:
    """Return the box of a city of that name: left, bottom, right, top in degrees.

    Raises
    ------
    FetchError
        Where the host does not answer, or knows no city of that name (an address or a shop is
        none: asking for one would give it away).
    """
    host = urlsplit(url).hostname or ""
    query = urlencode({"q": place, "format": "jsonv2", "limit": "5", "featureType": "settlement"})
    body = patiently(fetch, f"{url}?{query}", None, host=host, sleep=sleep, check=_fault)
    for found in json.loads(body):
        if found.get("type") in _CITIES or found.get("addresstype") in _CITIES:
            bottom, top, left, right = (float(part) for part in found["boundingbox"])
            return left, bottom, right, top
    message = f"{host} knows no city of that name; give its box instead"
    raise FetchError(message)


def _fault(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return "it answers with something else than JSON"
    whole = isinstance(found, list) and all(
        isinstance(item, dict) and len(item.get("boundingbox", ())) == _SIDES for item in found
    )
    return "" if whole else "it answers with something else than places"
