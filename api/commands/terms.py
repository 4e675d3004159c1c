"""``--terms FILE=LICENCE;ATTRIBUTION;DATE``: whose a file is, and what may be done with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapper.errors import BadInputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

__all__ = ["terms_of_files"]

_ONE: Final = (
    "osm", "streets", "buildings", "stations", "entrances", "gtfs", "survey", "districts",
    "rules", "claims",
)  # fmt: skip
_DATE: Final = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")


def terms_of_files(args: argparse.Namespace) -> dict[str, dict[str, str]]:
    """Return what is told of each file, by its name as it was typed, without its layer.

    An attribution may hold any sign: the file is the longest one named that the text begins
    with, the licence ends at the first semicolon, the date begins after the last.

    Raises
    ------
    BadInputError
        Where a text is of another form, or names a file that is not read.
    """
    named = {str(value) for name in _ONE if (value := getattr(args, name, None))}
    if not Path(args.rules).is_file():
        # rules that come with the program are no file of anybody's
        named.discard(args.rules)
    files = {text.partition("::")[0] for text in (*named, *args.cameras)}
    return dict(_told(text, files) for text in args.terms)


def _told(text: str, files: Iterable[str]) -> tuple[str, dict[str, str]]:
    file = max((name for name in files if text.startswith(f"{name}=")), key=len, default="")
    licence, _, rest = text[len(file) + 1 :].partition(";")
    attribution, several, date = rest.rpartition(";")
    if not several:
        attribution, date = rest, ""
    told = {
        "licence": licence.strip(),
        "attribution": attribution.strip(),
        "as_of": date.strip(),
    }
    if not file or not told["licence"] or not _DATE.fullmatch(told["as_of"]):
        message = (
            "--terms takes FILE=LICENCE;ATTRIBUTION;DATE, of a file named as it is above, "
            "with a date such as 2024-05-01"
        )
        raise BadInputError(message)
    return file, {name: cell for name, cell in told.items() if cell}
