"""What a page's form sends: its fields, a tap on the map, a file; and nothing that names a person.

A file's name, which browsers send along, is dropped unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl

from api.problems import ProblemError

__all__ = ["FIELDS", "FORM_TYPES", "Sent", "Tap", "parse_sent"]

FORM_TYPES: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
FIELDS: Final[dict[str, str]] = {
    "from": "", "from_at": "", "from_for": "", "to": "", "to_at": "", "to_for": "",
    "tap": "start", "range": "default", "metres": "", "count": "cautious", "tolerance": "0",
    "detour": "1.3", "minimise": "cameras", "by": "walk", "city": "", "view": "",
    "size": "large", "show": "", "trim": "0", "do": "",
}  # fmt: skip
"""Every field of the form, and what it holds on an untouched page."""
LONGEST: Final = 200
MOST_FIELDS: Final = 64
MOST_PX: Final = 10_000
_TAP: Final = re.compile(r"map-(\d{2,4})\.([xy])", re.ASCII)
_WHOLE: Final = re.compile(r"-?\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tap:
    """Where the map was touched."""

    width_px: int
    """How wide the map was shown; the name of the field tells."""
    x_px: int
    y_px: int

    @property
    def by_keyboard(self) -> bool:
        """Whether it was pressed with a key, which gives no place."""
        return self.x_px == self.y_px == 0


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission of the form."""

    fields: dict[str, str]
    """Every field of ``FIELDS``, as it was typed, cut at 200 characters."""
    tap: Tap | None = None
    file: bytes = b""


def parse_sent(content_type: str, body: bytes) -> Sent:
    """Read the body of a form.

    Raises
    ------
    ProblemError
        Where it is no form. Unknown fields are passed over.
    """
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        pairs, file = _parts(content_type, body)
    elif kind == "application/x-www-form-urlencoded":
        pairs, file = _pairs(body), b""
    else:
        name = "unsupported-media-type"
        raise ProblemError(name, headers={"Accept-Post": ", ".join(FORM_TYPES)})
    fields, taps = dict(FIELDS), {}
    for name, value in pairs:
        tapped = _TAP.fullmatch(name)
        if tapped and _WHOLE.fullmatch(value):
            taps[tapped[2]] = (int(tapped[1]), int(value))
        elif name in FIELDS:
            fields[name] = _clean(value)
    return Sent(fields, _tap(taps), file)


def _tap(taps: dict[str, tuple[int, int]]) -> Tap | None:
    if taps.keys() != {"x", "y"} or taps["x"][0] != taps["y"][0] or not taps["x"][0]:
        return None
    width = taps["x"][0]
    x, y = (min(max(taps[axis][1], 0), MOST_PX) for axis in "xy")
    return Tap(width, x, y)


def _clean(value: str) -> str:
    """Return one line of text, without what cannot be seen."""
    return "".join(sign for sign in value[:LONGEST] if sign.isprintable()).strip()


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        name = "bad-request"
        raise ProblemError(name) from None


def _parts(content_type: str, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Read a multipart form: its fields, and the one file."""
    head = b"Content-Type: " + content_type.encode("ascii", "replace") + b"\r\n\r\n"
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    pairs: list[tuple[str, str]] = []
    file = b""
    for part in islice(message.iter_parts(), MOST_FIELDS):
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        if name == "file":
            file = content
        else:
            pairs.append((name, content[: 8 * LONGEST].decode("utf-8", "replace")))
    return pairs, file
