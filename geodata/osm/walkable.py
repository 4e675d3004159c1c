"""Which ways may be walked, and what a walk along them is: the rules on tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.osm.quantities import below_ground

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WALK_KEYS", "WalkRule", "is_walking_area", "refusal_to_walk", "walk_rule"]

WALK_KEYS: Final = frozenset(
    {
        "highway", "railway", "public_transport", "name", "area", "foot", "access", "motorroad",
        "indoor", "level", "tunnel", "covered", "oneway:foot", "foot:forward", "foot:backward",
        "conveying",
    }
)  # fmt: skip

_OPEN: Final = frozenset(
    {
        "bridleway", "corridor", "crossing", "cycleway", "elevator", "footway", "living_street",
        "path", "pedestrian", "platform", "primary", "primary_link", "residential", "road",
        "secondary", "secondary_link", "service", "steps", "tertiary", "tertiary_link", "track",
        "unclassified",
    }
)  # fmt: skip
_ONLY_WITH_FOOT: Final = frozenset(
    {"bus_guideway", "busway", "motorway", "motorway_link", "trunk", "trunk_link"}
)
_PLANNED: Final = frozenset(
    {"abandoned", "construction", "disused", "planned", "proposed", "razed"}
)
_FOOT_ALLOWED: Final = frozenset(
    {"customers", "designated", "destination", "official", "permissive", "public", "yes"}
)
_CLOSED: Final = frozenset(
    {
        "agricultural", "delivery", "emergency", "forestry", "military", "no", "permit", "private",
        "residents", "use_sidepath",
    }
)  # fmt: skip
_INDOOR: Final = frozenset({"area", "corridor", "room", "yes"})
_NOT_COVERED: Final = frozenset({"", "no"})
_YES: Final = frozenset({"1", "true", "yes"})


@dataclass(frozen=True, slots=True)
class WalkRule:
    """What a walkable way is; ways of one rule may be joined into one edge."""

    kind: str
    name: str
    indoor: bool
    passage: bool
    one_way: bool
    against: bool
    """Whether a one-way walk runs against the order of the way's nodes."""


def _is_platform(tags: Mapping[str, str]) -> bool:
    return tags.get("railway") == "platform" or tags.get("public_transport") == "platform"


def is_walking_area(tags: Mapping[str, str]) -> bool:
    """Tell whether a multipolygon with these tags is ground that people walk on."""
    return tags.get("highway") in {"footway", "pedestrian", "platform"} or _is_platform(tags)


def refusal_to_walk(tags: Mapping[str, str]) -> str | None:
    """Return why a way may not be walked, "" where it may, None where it is no way at all.

    ``foot`` overrides ``access``, as the page "Key:access" of OpenStreetMap's wiki has it.

    >>> refusal_to_walk({"highway": "footway"}), refusal_to_walk({"highway": "motorway"})
    ('', 'not for walking')
    >>> refusal_to_walk({"highway": "service", "access": "private", "foot": "yes"})
    ''
    >>> refusal_to_walk({"building": "yes"}) is None
    True
    """
    highway = tags.get("highway") or ("platform" if _is_platform(tags) else "")
    if not highway:
        return None
    foot = tags.get("foot", "")
    invited = foot in _FOOT_ALLOWED
    motor_only = highway in _ONLY_WITH_FOOT or tags.get("motorroad") == "yes"
    reasons = (
        ("not built, or built no more", highway in _PLANNED),
        ("no kind of road", highway not in _OPEN | _ONLY_WITH_FOOT),
        ("closed to pedestrians", foot in _CLOSED),
        ("private or closed", tags.get("access", "") in _CLOSED and not invited),
        ("not for walking", motor_only and not invited),
    )
    return next((reason for reason, holds in reasons if holds), "")


def walk_rule(tags: Mapping[str, str]) -> WalkRule:
    """Return what a walkable way is.

    Indoors is only what says so (``indoor``, a level below ground, a corridor): a pedestrian
    underpass counts as street, which is the cautious reading.

    >>> walk_rule({"highway": "footway", "tunnel": "building_passage"}).passage
    True
    >>> walk_rule({"highway": "footway", "tunnel": "yes", "layer": "-1"}).indoor
    False
    """
    kind = tags.get("highway", "platform")
    forward_only, backward_only = _one_way(tags)
    return WalkRule(
        kind=kind,
        name=tags.get("name", "").strip(),
        indoor=kind == "corridor"
        or tags.get("indoor", "") in _INDOOR
        or below_ground(tags.get("level", "")),
        passage=tags.get("tunnel") == "building_passage"
        or tags.get("covered", "") not in _NOT_COVERED,
        one_way=forward_only or backward_only,
        against=backward_only,
    )


def _one_way(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether a way is walked (only along, only against) the order of its nodes."""
    one_way = tags.get("oneway:foot", "")
    if one_way == "-1":
        return False, True
    if one_way in _YES:
        return True, False
    if one_way == "no":
        return False, False
    conveying = tags.get("conveying", "")
    return (
        conveying == "forward" or tags.get("foot:backward") == "no",
        conveying == "backward" or tags.get("foot:forward") == "no",
    )
