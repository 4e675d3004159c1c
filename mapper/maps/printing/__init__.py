"""One page of A4 to print, in grey: a way or a district, with its cameras, numbers and sources."""

from mapper.maps.printing.pdf import as_pdf
from mapper.maps.printing.picture import as_png
from mapper.maps.printing.sheets import area_sheet, way_sheet

__all__ = ["area_sheet", "as_pdf", "as_png", "way_sheet"]
