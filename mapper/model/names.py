"""How names of streets and stations are folded before they are compared."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["normalise_name"]

_ABBREVIATIONS = {
    "улица": "ул", "проспект": "пр", "просп": "пр", "площадь": "пл", "переулок": "пер",
    "бульвар": "бул", "набережная": "наб", "шоссе": "ш", "проезд": "прд",
    "street": "st", "avenue": "av", "ave": "av", "square": "sq", "road": "rd",
    "strasse": "str", "platz": "pl",
}  # fmt: skip
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def normalise_name(name: str) -> str:
    """Return a name in the form it is searched in.

    Case is folded, accents are dropped (Cyrillic й is kept, ё becomes е), punctuation becomes
    a space and the usual words for a street are shortened.

    >>> normalise_name("Улица Берёзовая"), normalise_name("Käsivarren-tie")
    ('ул березовая', 'kasivarren tie')
    """
    folded = name.casefold().replace("ё", "е").replace("й", "\0")
    decomposed = unicodedata.normalize("NFKD", folded)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("\0", "й")
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
