"""The safety text that stands above every result, in each language of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mapper.model.city import City

__all__ = ["SAFETY_LINE", "safety_of", "safety_text"]

SAFETY_LINE: Final = (
    "A low number does not mean safe: one match is enough, and unmapped cameras are not counted. "
    "More: `sidestreet --safety`."
)
"""One line for a terminal, with a pointer to the whole text."""

_TEXT: Final = {
    "en": (
        "A low number does not mean safe. One match is enough. Unmapped, mobile and handheld "
        "cameras are not counted; recordings can be searched later; phones, bank cards and travel "
        "cards also give you away. Camera data: {camera_date}. Face-recognition evidence: "
        "{evidence_dates}. This is not legal advice. On a hosted site, its operator can see your "
        "trip."
    ),
    "ru": (
        "Малое число не значит «безопасно». Достаточно одного совпадения. Камеры, которых нет на "
        "карте, передвижные и ручные не учтены; записи могут просмотреть позже; телефон, "
        "банковская и проездная карта тоже выдают вас. Данные о камерах: {camera_date}. Сведения "
        "о распознавании лиц: {evidence_dates}. Это не юридическая консультация. На чужом сайте "
        "ваш путь видит тот, кто его держит."
    ),
}
_UNKNOWN: Final = {"en": "date unknown", "ru": "дата неизвестна"}
_NO_EVIDENCE: Final = {"en": "none", "ru": "нет"}


def safety_text(camera_date: str, evidence_dates: tuple[str, str], language: str = "en") -> str:
    """Return the safety text with its dates filled in.

    Parameters
    ----------
    camera_date
        The date of the camera data, "" where unknown.
    evidence_dates
        The oldest and newest date of the evidence for face recognition, "" where there is none.
    language
        "en" or "ru".

    >>> safety_text("2019-08-01", ("", ""))[:32]
    'A low number does not mean safe.'
    """
    oldest, newest = evidence_dates
    span = f"{oldest}–{newest}" if oldest != newest else oldest
    return _TEXT[language].format(
        camera_date=camera_date or _UNKNOWN[language],
        evidence_dates=span or _NO_EVIDENCE[language],
    )


def safety_of(city: City, language: str = "en") -> str:
    """Return the safety text with a city's own dates: its newest source, its claims' span."""
    camera_date = max((source.as_of for source in city.sources), default="")
    dates = sorted(date for date in city.claims.frame["date"] if date)
    return safety_text(camera_date, (dates[0], dates[-1]) if dates else ("", ""), language)
