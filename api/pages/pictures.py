"""The map as a picture; what belongs to the city is kept in memory, and nothing of a trip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from api.cities import Kept
from mapper.maps.drawing import Drawing, drawn_line
from mapper.maps.picture import view_png
from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.maps import ScoredLine
    from mapper.maps.view import View

__all__ = ["Pictures"]

MOST_DRAWINGS: Final = 8
MOST_EMPTY: Final = 16
STEP_BYTES: Final = 8_192


class Pictures:
    """Draws maps; the ground of each prepared city is laid out once."""

    def __init__(self) -> None:
        self._grounds: Kept[tuple[str, str], Drawing] = Kept(MOST_DRAWINGS)
        self._empty: Kept[tuple[str, str, View, int], bytes] = Kept(MOST_EMPTY)

    def empty(self, prepared: CityExposure, view: View, most_bytes: int) -> bytes:
        """Return the first picture of a city, which everybody gets: it is kept."""
        most = most_bytes // STEP_BYTES * STEP_BYTES
        key = (*_key(prepared), view, most)
        return self._empty.get(key, lambda: self.drawn(prepared, view, (), most_bytes=most))

    def drawn(  # noqa: PLR0913 - what a picture shows
        self,
        prepared: CityExposure,
        view: View,
        lines: Sequence[ScoredLine],
        *,
        chosen: int = 0,
        pins: Sequence[tuple[float, float, str]] = (),
        attribution: str = "",
        most_bytes: int | None = None,
    ) -> bytes:
        """Return a picture as PNG; see ``view_png``."""
        ground = self._grounds.get(_key(prepared), lambda: Drawing.of(prepared, ()))
        drawing = replace(ground, lines=[drawn_line(line, ground.plane) for line in lines])
        return view_png(
            drawing, view, chosen=chosen, pins=pins, attribution=attribution, most_bytes=most_bytes
        )


def _key(prepared: CityExposure) -> tuple[str, str]:
    """Return what the ground and the views depend on; counting only filters."""
    return prepared.city.pack_hash, prepared.with_policy(CountingPolicy.CAUTIOUS).assumptions.digest
