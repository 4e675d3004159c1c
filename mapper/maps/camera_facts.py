"""What is recorded of each camera, in words, for the box a click opens."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from mapper.maps.assets import words_of
from mapper.model.cameras import CameraKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.city import City

__all__ = ["camera_facts"]


def camera_facts(city: City, language: str) -> dict[str, Any]:
    """Return columns of text, each as its distinct values and a number of one for each camera.

    Columns in which nothing is recorded are left out.
    """
    words = words_of(language)
    frame = city.cameras.frame
    columns = []
    for name, title in words["details"].items():
        needed = _NEEDED.get(name, (name,))
        # most cameras are alike: each sort is put into words once
        sorts = list(zip(*(frame[column].to_numpy().tolist() for column in needed), strict=True))
        told = {
            sort: _text(name, dict(zip(needed, sort, strict=True)), words) for sort in set(sorts)
        }
        texts = [told[sort] for sort in sorts]
        if not any(texts):
            continue
        values = list(dict.fromkeys(texts))
        number = {value: at for at, value in enumerate(values)}
        rows = [number[text] for text in texts]
        columns.append({"name": name, "title": title, "values": values, "rows": rows})
    return {"columns": columns}


_NEEDED: Final = {
    "kind": ("kind", "indoor"),
    "direction_deg": ("kind", "direction_deg", "other_directions_deg"),
}
"""What a text is made of beside its own column."""


def _text(name: str, row: Mapping[str, Any], words: dict[str, Any]) -> str:
    """Return one cell in words, "" where nothing is recorded."""
    value = row[name]
    match name:
        case "face_recognition":
            return str(words[value])
        case "kind":
            kind = str(words["kinds"][value])
            return f"{kind}, {words['indoor']}" if row["indoor"] else kind
        case "direction_deg":
            return _direction(row, words)
        case "range_m" | "height_m" | "position_error_m":
            return (
                "" if math.isnan(value) or value == 0 else f"{value:g} {words['units']['metres']}"
            )
        case _:
            return str(value)


def _direction(row: Mapping[str, Any], words: dict[str, Any]) -> str:
    if row["kind"] in {CameraKind.DOME, CameraKind.PANNING}:
        return str(words["all_around"])
    if math.isnan(row["direction_deg"]):
        return str(words["direction_unknown"])
    others = [text for text in str(row["other_directions_deg"]).split(";") if text]
    return ", ".join(f"{float(text):.0f}°" for text in [row["direction_deg"], *others])
