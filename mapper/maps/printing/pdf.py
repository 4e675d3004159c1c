"""A page as PDF: with its font inside, and nothing that tells who made it, when, or with what."""

from __future__ import annotations

import io
from contextlib import ExitStack
from importlib import resources
from typing import TYPE_CHECKING, Final

from fpdf import FPDF
from fpdf.output import OutputProducer

from mapper.maps.printing.fonts import FONT_FILES
from mapper.maps.printing.paper import Picture, Rule

if TYPE_CHECKING:
    from mapper.maps.printing.paper import Paper

__all__ = ["as_pdf"]

_FAMILY: Final = "sheet"


class _Bare(OutputProducer):
    """Writes a document without an information dictionary: no title, author, program or date."""

    def _add_info(self) -> None:  # type: ignore[override]
        """Leave it out; the trailer then names none."""


class _Nameless(FPDF):
    """A document without an identifier, which would be a hash of the time."""

    def file_id(self) -> None:
        """Return none."""


def as_pdf(paper: Paper) -> bytes:
    """Return a page as PDF: the same bytes for the same page, and no metadata."""
    document = _Nameless(unit="mm", format="A4")
    document.set_auto_page_break(auto=False)
    document.set_lang(paper.language)
    with ExitStack() as held:
        folder = resources.files("web").joinpath("vendor", "dejavu")
        for bold, name in FONT_FILES.items():
            path = held.enter_context(resources.as_file(folder.joinpath(name)))
            document.add_font(_FAMILY, "B" if bold else "", path)
        document.add_page()
        for item in paper.items:
            if isinstance(item, Rule):
                document.set_line_width(item.width_mm)
                document.line(*item.from_mm, *item.to_mm)
            elif isinstance(item, Picture):
                stream = io.BytesIO(item.png)
                document.image(stream, item.x_mm, item.y_mm, item.width_mm, item.height_mm)
            else:
                document.set_font(_FAMILY, "B" if item.bold else "", item.size_pt)
                document.text(item.x_mm, item.y_mm, item.text)
        return bytes(document.output(output_producer_class=_Bare))
