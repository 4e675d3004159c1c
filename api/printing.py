"""Pages to print as files, under names that tell nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from mapper.maps.printing import area_sheet, as_pdf, as_png, way_sheet

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.maps import ScoredLine
    from mapper.maps.printing.paper import Paper

__all__ = ["PRINTED", "PrintKind", "area_print", "way_print"]

PrintKind: TypeAlias = Literal["pdf", "png"]
PRINTED: Final[dict[PrintKind, tuple[str, str]]] = {
    "pdf": ("sheet.pdf", "application/pdf"),
    "png": ("sheet.png", "image/png"),
}
"""Name and media type of each kind of file."""


def way_print(prepared: CityExposure, line: ScoredLine, kind: PrintKind, language: str) -> bytes:
    """Return a way on one page."""
    return _written(way_sheet(prepared, line, language=language), kind)


def area_print(part: CityExposure, kind: PrintKind, language: str) -> bytes:
    """Return a part of a city on one page."""
    return _written(area_sheet(part, language=language), kind)


def _written(paper: Paper, kind: PrintKind) -> bytes:
    return as_pdf(paper) if kind == "pdf" else as_png(paper)
