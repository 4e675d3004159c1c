"""A file somebody was given, held against the one made anew: the same, or what differs."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from mapper.errors import BadInputError
from mapper.maps.cityfile.reading import HeldCity, inflated
from mapper.maps.offline.page import CITY_BLOCK, MADE_BLOCK

__all__ = ["Verdict", "compared", "made_in"]

_MADE: Final = re.compile(
    rf'<script type="application/json" id="{MADE_BLOCK}">([^<]*)</script>'.encode()
)
_CITY: Final = re.compile(
    rf'<script type="application/octet-stream" id="{CITY_BLOCK}">([^<]*)</script>'.encode()
)
_PICTURE: Final = re.compile(rb'src="data:image/png;base64,([A-Za-z0-9+/=]*)"')
_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_POLICY: Final = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_CHUNKS: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
LONGEST_MADE: Final = 4_000_000
MOST_BYTES: Final = 1 << 34
MORE: Final = 4
"""A city that inflates to so many times what is expected is not looked at further."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a file is what it should be."""

    same: bool
    reason: str
    """In one line; "" where every byte is the same."""


def made_in(document: bytes) -> dict[str, Any] | None:
    """Return what a file says of how it was made; None for any other file.

    >>> made_in(b"<html>") is None
    True
    """
    found = _MADE.findall(document)
    if len(found) != 1 or len(found[0]) > LONGEST_MADE:
        return None
    try:
        told = json.loads(found[0])
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def compared(found: bytes, expected: bytes) -> Verdict:
    """Compare a file with the one made anew from the same city and choices.

    Compression differs from library to library, so a city or a picture that was only packed
    otherwise is the same; everything else has to be equal byte for byte.
    """
    if found == expected:
        return Verdict(same=True, reason="")
    checks = (
        _city_difference,
        _program_difference,
        _policy_difference,
        _picture_difference,
        _text_difference,
    )
    for differs in checks:
        reason = differs(found, expected)
        if reason:
            return Verdict(same=False, reason=reason)
    return Verdict(same=True, reason="packed by another library, its content is the same")


def _city_difference(found: bytes, expected: bytes) -> str:
    """Return in words what of the city differs, "" where nothing does."""
    blocks, wanted = _CITY.findall(found), _CITY.findall(expected)
    if len(blocks) != 1:
        return "it holds no city"
    plain = inflated(base64.b64decode(wanted[0]), most_bytes=MOST_BYTES)
    most_bytes = MORE * len(plain) + 1
    try:
        held = inflated(base64.b64decode(blocks[0], validate=True), most_bytes=most_bytes)
        same = held == plain
        return "" if same else _changed(HeldCity.parse(held), HeldCity.parse(plain))
    except (BadInputError, binascii.Error):
        return "its city cannot be read"


def _changed(held: HeldCity, wanted: HeldCity) -> str:
    """Return in words what of a city was changed."""
    here, there = held.header.get("cameras"), wanted.header.get("cameras")
    differing = held.differing(wanted)
    if here != there:
        return f"it holds {here} cameras where this city gives {there}"
    if any(name.startswith("camera.") for name in differing):
        return "its cameras were changed"
    if any(name.startswith("sight.") for name in differing):
        return "what its cameras see was changed"
    return "its streets, names or drawing were changed"


def _program_difference(found: bytes, expected: bytes) -> str:
    same = _SCRIPT.findall(found) == _SCRIPT.findall(expected)
    return "" if same else "its program is not the one of this version"


def _policy_difference(found: bytes, expected: bytes) -> str:
    same = _POLICY.findall(found) == _POLICY.findall(expected)
    return "" if same else "the rule that forbids connections was changed"


def _picture_difference(found: bytes, expected: bytes) -> str:
    pictures, wanted = _PICTURE.findall(found), _PICTURE.findall(expected)
    same = len(pictures) == len(wanted) and all(map(_same_picture, pictures, wanted))
    return "" if same else "its pictures were changed"


def _text_difference(found: bytes, expected: bytes) -> str:
    return "" if _rest(found) == _rest(expected) else "its text was changed"


def _same_picture(found: bytes, expected: bytes) -> bool:
    """Tell whether two pictures show the same, whatever packed them."""
    if found == expected:
        return True
    try:
        one, other = base64.b64decode(found, validate=True), base64.b64decode(expected)
        # anything beside a plain picture, such as frames of an animation, would show more
        if not set(_chunks(one)) <= _CHUNKS or one[:33] != other[:33]:
            return False
        return _pixels(one) == _pixels(other)
    except (OSError, ValueError, SyntaxError, binascii.Error):
        return False


def _pixels(png: bytes) -> bytes:
    return Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGBA").tobytes()


def _chunks(png: bytes) -> list[bytes]:
    """Return the kinds of a picture's chunks."""
    kinds, at = [], 8
    while at + 8 <= len(png):
        kinds.append(png[at + 4 : at + 8])
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return kinds if at == len(png) else [b""]


def _rest(document: bytes) -> bytes:
    """Return a file with marks for the blocks that are compared by what they hold."""
    return _PICTURE.sub(b"src=*", _CITY.sub(b"<city>", document))
