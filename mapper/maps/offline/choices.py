"""How an offline file is made: what it holds beside its city, told inside it to be made again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mapper.errors import BadInputError
from mapper.maps.application import LANGUAGES
from mapper.model.area import Area

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FileChoices"]

RANGES: Final = ("near", "default", "far")
COUNTS: Final = ("documented", "likely", "cautious")
MOST_TEXT: Final = 40


@dataclass(frozen=True, slots=True)
class FileChoices:
    """Everything that decides the bytes of a file beside the pack and the version."""

    languages: tuple[str, ...] = ("en", "ru")
    """The first is the file's own, the others can be switched to."""
    routing: bool = True
    """Whether it finds ways and counts cameras on them; else it is a map with layers."""
    plain: bool = False
    """Whether it opens as a map of streets."""
    area: Area | None = None
    """The district cut out, None for the whole city."""
    range_text: str = "default"
    """"near", "default", "far" or metres."""
    count: str = "cautious"
    tolerance_m: float = 0.0

    def __post_init__(self) -> None:
        """Refuse languages there are not, or one of them twice."""
        known = [code for code in self.languages if code in LANGUAGES]
        if not known or len(known) != len(self.languages) or len(set(known)) != len(known):
            message = f"languages are some of {', '.join(LANGUAGES)}, each once"
            raise BadInputError(message)

    def within(self, area: Area | None) -> FileChoices:
        """Return the same choices for a district."""
        return replace(self, area=area)

    def as_dict(self) -> dict[str, Any]:
        """Return them ready for JSON."""
        return {
            "languages": list(self.languages),
            "routing": self.routing,
            "plain": self.plain,
            "area": None if self.area is None else self.area.as_json(),
            "range": self.range_text,
            "count": self.count,
            "tolerance_m": self.tolerance_m,
        }

    @classmethod
    def parse(cls, told: Mapping[str, Any]) -> FileChoices:
        """Read them out of a file somebody was given; nothing in it is trusted.

        Raises
        ------
        BadInputError
            Where they are not as ``as_dict`` writes them.

        >>> FileChoices.parse(FileChoices().as_dict()) == FileChoices()
        True
        """
        kinds = {"languages": list, "routing": bool, "plain": bool, "range": str, "count": str}
        number = told.get("tolerance_m")
        good = all(isinstance(told.get(name), kind) for name, kind in kinds.items())
        good = good and isinstance(number, int | float) and not isinstance(number, bool)
        good = good and all(isinstance(code, str) for code in told["languages"])
        if not good or len(told["range"]) > MOST_TEXT or told["count"] not in COUNTS:
            message = "the file does not tell how it was made in a form this version knows"
            raise BadInputError(message)
        return cls(
            languages=tuple(told["languages"]),
            routing=told["routing"],
            plain=told["plain"],
            area=None if told.get("area") is None else Area.parse(told["area"]),
            range_text=told["range"],
            count=told["count"],
            tolerance_m=float(told["tolerance_m"]),
        )
