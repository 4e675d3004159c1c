"""A trip as the form holds it: what was typed, what it means, and what a button changes of it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mapper.errors import BadInputError
from mapper.maps.view import View
from mapper.model.assumptions import Assumptions
from mapper.routing.wishes import Minimise, RouteWishes

if TYPE_CHECKING:
    from api.pages.form import Sent, Tap
    from mapper.model.city import City

__all__ = ["SIZES", "acted", "assumptions_of", "number", "view_of", "view_text", "wishes_of"]

SIZES: Final = {"large": (720, 600, 1), "small": (360, 400, 2)}
"""Width and height of the map as it is shown, and how fine its picture is."""
SMALL_PX: Final = 450
"""A map shown narrower than this is on a phone."""
_MOVES: Final = {"north": (0, -1), "south": (0, 1), "west": (-1, 0), "east": (1, 0)}
_NEARER: Final = {"nearer": 1.0, "farther": -1.0}


def assumptions_of(fields: dict[str, str]) -> Assumptions:
    """Return the modelling choices of the form.

    Raises
    ------
    BadInputError
        Where a number makes no sense.
    """
    return Assumptions.parse(
        range_text=fields["metres"].replace(",", ".") or fields["range"],
        count=fields["count"],
        tolerance_m=number(fields["tolerance"]),
    )


def wishes_of(fields: dict[str, str]) -> RouteWishes:
    """Return what else is wished of the ways.

    Raises
    ------
    BadInputError
        Where one of them makes no sense.
    """
    if fields["minimise"] not in set(Minimise):
        message = "what is minimised is cameras, expected or seconds"
        raise BadInputError(message)
    return RouteWishes(detour=number(fields["detour"]), minimise=Minimise(fields["minimise"]))


def number(text: str) -> float:
    """Return a number as people type it; nothing is 0.

    Raises
    ------
    BadInputError
        Where it is none, or not finite.

    >>> number("1,5")
    1.5
    """
    try:
        value = float(text.replace(",", ".") or 0)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        message = "not a number"
        raise BadInputError(message)
    return value


def view_of(city: City, fields: dict[str, str]) -> View:
    """Return what the map shows: what it showed before, or the whole city."""
    width, height, density = SIZES[fields["size"] if fields["size"] in SIZES else "large"]
    try:
        lat, lon, zoom = (number(text) for text in fields["view"].split(" "))
    except (ValueError, BadInputError):
        return View.fit(city.bounds, size=(width, height), density=density)
    return View(lon, min(max(lat, -85.0), 85.0), zoom, width, height, density).inside(city.bounds)


def acted(city: City, sent: Sent) -> dict[str, str]:
    """Return the fields after the button or the map that was pressed."""
    fields = dict(sent.fields)
    view = view_of(city, fields)
    action, _, value = fields.pop("do").partition(".")
    fields["do"] = action
    if sent.tap is not None:
        spot = _spot(view, sent.tap)
        fields = _with_spot(fields, spot)
        view = _resized(view, "small" if sent.tap.width_px < SMALL_PX else "large", fields)
    elif action in _MOVES:
        view = view.moved(*_MOVES[action])
    elif action in _NEARER:
        view = view.nearer(_NEARER[action])
    elif action == "whole":
        view = View.fit(city.bounds, size=(view.width, view.height), density=view.density)
    elif action == "middle":
        fields = _with_spot(fields | {"tap": value}, (view.lon, view.lat))
    elif action == "swap":
        for suffix in ("", "_at", "_for"):
            one, other = f"from{suffix}", f"to{suffix}"
            fields[one], fields[other] = fields[other], fields[one]
    elif action == "show":
        fields["show"] = value
    elif action == "find":
        view = _resized(view, value, fields)
        fields["show"] = ""
    return fields | {"view": view_text(view.inside(city.bounds))}


def view_text(view: View) -> str:
    """Return a view as the form carries it: latitude, longitude, zoom."""
    return f"{view.lat:.6f} {view.lon:.6f} {view.zoom:.3f}"


def _spot(view: View, tap: Tap) -> tuple[float, float]:
    """Return the place that was touched, the middle where it was pressed with a key."""
    if tap.by_keyboard:
        return view.lon, view.lat
    shown_height = tap.width_px * view.height / view.width
    return view.place_at(min(tap.x_px / tap.width_px, 1.0), min(tap.y_px / shown_height, 1.0))


def _with_spot(fields: dict[str, str], spot: tuple[float, float]) -> dict[str, str]:
    """Put a place of the map where the next tap goes, and the tap after it to the goal."""
    name = "to" if fields["tap"] == "goal" else "from"
    text = f"{spot[1]:.6f}, {spot[0]:.6f}"
    return fields | {name: text, f"{name}_at": "", f"{name}_for": "", "tap": "goal", "show": ""}


def _resized(view: View, size: str, fields: dict[str, str]) -> View:
    """Return a view of as much ground for a narrow screen or a wide one."""
    if size not in SIZES:
        return view
    fields["size"] = size
    width, height, density = SIZES[size]
    zoom = view.zoom + math.log2(width / view.width)
    return replace(view, width=width, height=height, density=density, zoom=zoom)
