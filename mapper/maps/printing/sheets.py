"""What a printed page says: of a way what sees it, of a part of a city its cameras and streets."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mapper.maps.assets import read_web, words_of
from mapper.maps.drawing import Drawing
from mapper.maps.keys import SIZE, key_image
from mapper.maps.panel import (
    city_words,
    legend_groups,
    range_words,
    score_facts,
    source_lines,
    unknown_reason,
)
from mapper.maps.picture import view_image
from mapper.maps.printing.fonts import line_height_mm, shortened, width_mm, wrapped
from mapper.maps.printing.greys import GREYS, as_grey_png
from mapper.maps.printing.paper import MARGIN_MM, Paper
from mapper.maps.printing.streets import streets_in_view
from mapper.maps.scored import bounds_of
from mapper.maps.view import View
from mapper.model.cameras import Cameras
from mapper.model.safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.maps.scored import ScoredLine
    from mapper.model.city import City

__all__ = ["area_sheet", "print_words", "way_sheet"]

Bounds = tuple[float, float, float, float]

_CSS_PX_MM: Final = 25.4 / 96
_DENSITY: Final = 2
"""Pixels of the map for one of the screen, each way: 192 dots an inch."""
_KEY_MM: Final = 7.6
_TITLE_PT: Final = 13.0
_COUNT_PT: Final = 12.0
_SAFETY_PT: Final = 7.6
_FACT_PT: Final = 7.4
_TABLE_PT: Final = 6.8
_SOURCE_PT: Final = 6.0
_GAP_MM: Final = 2.0
_LEAST_MAP_MM: Final = 95.0
_COLUMNS: Final = 3
_LEGEND_COLUMNS: Final = 2
_MOST_SOURCES: Final = 8


@cache
def print_words(language: str) -> dict[str, Any]:
    """Return the words of printed sheets alone."""
    words: dict[str, Any] = json.loads(read_web(f"words/print.{language}.json"))
    return words


def way_sheet(
    prepared: CityExposure, line: ScoredLine, *, language: str = "en", title: str = ""
) -> Paper:
    """Return a page with one way, its figures and what it meets.

    Parameters
    ----------
    prepared
        The city.
    line
        The way, scored in this city.
    language
        "en" or "ru".
    title
        Above everything; "" says "a way on foot".
    """
    words, own = words_of(language), print_words(language)
    exposure = line.exposure
    paper = Paper(language)
    _head(paper, prepared, title or (line.label if line.row else own["way"]))
    count = exposure.cameras.under(exposure.assumptions.policy)
    reason = unknown_reason(exposure, words).split(":")[0]
    said = reason if count is None else str(count)
    paper.line(f"{said} {words['counts'][exposure.assumptions.policy.value]}", _COUNT_PT, bold=True)
    if count is None:
        unlooked = exposure.survey.wholly_none and not exposure.encounters
        paper.paragraph(
            words["nothing_known"] if unlooked else unknown_reason(exposure, words), _FACT_PT
        )
    length = (words["length"], f"{exposure.length_m:.0f} {words['units']['metres']}")
    _facts(paper, [length, *score_facts(exposure, words, ridden=bool(line.row))])
    rows = [
        (
            f"{number}",
            f"{one.enter_m:.0f}–{one.exit_m:.0f}",
            f"{one.seconds:.0f}",
            f"{words[one.face_recognition]}, {words['kinds'][one.kind]}",
        )
        for number, one in enumerate(exposure.encounters, start=1)
    ]
    heads = (words["number"], words["units"]["metres"], words["units"]["seconds"])
    table = _Table((*heads, own["kinds"]), (7.0, 15.0, 7.0, 31.0), words["encounters"])
    tail = _Tail(prepared, words, line)
    drawing = Drawing.of(prepared, [line])
    _map_and_table(paper, drawing, bounds_of([line]), (table, rows), tail, own["more_encounters"])
    return paper


def area_sheet(prepared: CityExposure, *, language: str = "en") -> Paper:
    """Return a page with a part of a city: its cameras, and the streets that are most in view.

    Parameters
    ----------
    prepared
        The part alone, as ``geodata.cutting`` returns it, or a small city.
    language
        "en" or "ru".
    """
    words, own = words_of(language), print_words(language)
    city = prepared.city
    paper = Paper(language)
    _head(paper, prepared, own["area"])
    about = city_words(_here(city), words)
    paper.line(about["heading"], _COUNT_PT, bold=True)
    paper.paragraph(about["text"], _FACT_PT)
    supposed = (words["range_used"], range_words(prepared.assumptions, words))
    _facts(paper, [*about["facts"], supposed])
    policy = prepared.assumptions.policy
    rows = [
        (one.name or own["unnamed"], f"{one.length_m:.0f}", f"{one.seen_m:.0f}", f"{one.cameras}")
        for one in streets_in_view(prepared)
    ]
    heads = own["street"], own["length"], own["in_view"], own["cameras"]
    title = own["streets"].format(title=words["counts"][policy.value])
    table = _Table(heads, (25.0, 9.5, 16.0, 10.0), title)
    tail = _Tail(prepared, words)
    drawing = Drawing.of(prepared, [])
    _map_and_table(paper, drawing, city.bounds, (table, rows), tail, own["more_streets"])
    return paper


def _here(city: City) -> City:
    """Return a city with the cameras that stand within its bounds alone."""
    lon, lat = city.projection.to_lon_lat(*city.cameras.xy.T)
    left, bottom, right, top = city.bounds
    inside = (lon >= left) & (lon <= right) & (lat >= bottom) & (lat <= top)
    kept = city.cameras.frame[inside]
    return replace(city, cameras=Cameras(kept.set_axis(pd.RangeIndex(len(kept)))))


def _head(paper: Paper, prepared: CityExposure, title: str) -> None:
    """Put the safety text, then what the page is of."""
    paper.framed(safety_of(prepared.city, paper.language), _SAFETY_PT, indent_mm=1.6)
    paper.space(_GAP_MM)
    name = prepared.city.title or prepared.city.name
    paper.line(f"{title}: {name}", _TITLE_PT, bold=True)


def _facts(paper: Paper, facts: Sequence[tuple[str, str]]) -> None:
    """Put names and values in two columns; what is too long for one takes both."""
    half = (paper.width_mm - _GAP_MM) / 2
    waiting = False
    for name, value in facts:
        text = f"{name}: {value}"
        wide = width_mm(text, _FACT_PT) > half
        if waiting and wide:
            paper.space(line_height_mm(_FACT_PT))
            waiting = False
        if wide:
            paper.paragraph(text, _FACT_PT)
        else:
            paper.put(text, _FACT_PT, x_mm=MARGIN_MM + (half + _GAP_MM if waiting else 0.0))
            paper.space(line_height_mm(_FACT_PT) if waiting else 0.0)
            waiting = not waiting
    paper.space(line_height_mm(_FACT_PT) if waiting else 0.0)


class _Table:
    """Rows of text in several columns of rows, side by side."""

    def __init__(self, heads: tuple[str, ...], widths_mm: tuple[float, ...], title: str) -> None:
        self.heads, self.widths_mm, self.title = heads, widths_mm, title

    def height_mm(self, n_rows: int) -> float:
        """Return how much height so many rows take."""
        deep = -(-n_rows // _COLUMNS)
        return line_height_mm(_FACT_PT) + (deep + 2) * line_height_mm(_TABLE_PT)

    def most_rows(self, height_mm: float) -> int:
        """Return how many rows fit."""
        deep = int((height_mm - line_height_mm(_FACT_PT)) / line_height_mm(_TABLE_PT)) - 2
        return max(deep, 0) * _COLUMNS

    def put(self, paper: Paper, rows: Sequence[tuple[str, ...]], more: str) -> None:
        """Print rows, down one column and then the next, and how many there are more."""
        paper.line(self.title, _FACT_PT, bold=True)
        top, deep = paper.y_mm, -(-len(rows) // _COLUMNS)
        for column in range(_COLUMNS):
            paper.y_mm = top
            some = rows[column * deep : (column + 1) * deep]
            x_mm = MARGIN_MM + column * (paper.width_mm + _GAP_MM) / _COLUMNS
            for number, row in enumerate([self.heads, *some] if some else []):
                self._row(paper, row, x_mm, bold=number == 0)
        paper.y_mm = top + (deep + 1) * line_height_mm(_TABLE_PT)
        if more:
            paper.put(more, _TABLE_PT, x_mm=MARGIN_MM)
        paper.space(line_height_mm(_TABLE_PT))

    def _row(self, paper: Paper, row: tuple[str, ...], x_mm: float, *, bold: bool) -> None:
        for text, width in zip(row, self.widths_mm, strict=True):
            fitting = shortened(text, _TABLE_PT, width - 1.0, bold=bold)
            paper.put(fitting, _TABLE_PT, x_mm=x_mm, bold=bold)
            x_mm += width
        paper.space(line_height_mm(_TABLE_PT))


class _Tail:
    """What stands at the foot of the page: the legend, the sources and what they ask."""

    def __init__(
        self, prepared: CityExposure, words: dict[str, Any], line: ScoredLine | None = None
    ) -> None:
        rides = () if line is None else line.ridden
        groups = legend_groups(
            prepared.city,
            words,
            with_lines=line is not None,
            with_rides=any(ride.kind == "ride" for ride in rides),
            with_gates=any(ride.gates for ride in rides),
        )
        self.legend = [row for group in groups for row in group["rows"]]
        sources = source_lines(prepared.city, words)[:_MOST_SOURCES]
        self.sources = " · ".join([f"{words['sources']}: {sources[0]}", *sources[1:]])

    def height_mm(self, paper: Paper) -> float:
        """Return how much height it takes."""
        n_lines = len(wrapped(self.sources, _SOURCE_PT, paper.width_mm))
        deep = -(-len(self.legend) // _LEGEND_COLUMNS)
        return deep * _row_mm() + n_lines * line_height_mm(_SOURCE_PT) + 2 * _GAP_MM

    def put(self, paper: Paper) -> None:
        """Print it."""
        top, deep = paper.y_mm, -(-len(self.legend) // _LEGEND_COLUMNS)
        for number, (key, text) in enumerate(self.legend):
            column, row = divmod(number, deep)
            x_mm = MARGIN_MM + column * (paper.width_mm + _GAP_MM) / _LEGEND_COLUMNS
            paper.y_mm = top + row * _row_mm()
            paper.picture(as_grey_png(key_image(key, GREYS)), _KEY_MM, _row_mm() - 0.3, x_mm=x_mm)
            most_mm = (paper.width_mm - 2 * _GAP_MM) / _LEGEND_COLUMNS - _KEY_MM - 1.0
            paper.put(shortened(text, _TABLE_PT, most_mm), _TABLE_PT, x_mm=x_mm + _KEY_MM + 1.0)
        paper.y_mm = top + deep * _row_mm() + _GAP_MM
        paper.paragraph(self.sources, _SOURCE_PT)


def _row_mm() -> float:
    """Return the height of a row of the legend."""
    return _KEY_MM * SIZE[1] / SIZE[0] + 0.3


def _map_and_table(
    paper: Paper,
    drawing: Drawing,
    bounds: Bounds,
    filled: tuple[_Table, Sequence[tuple[str, ...]]],
    tail: _Tail,
    more: str,
) -> None:
    """Put the map as large as the rows leave it, then the legend, the rows and the sources."""
    table, rows = filled
    room = paper.room_mm - tail.height_mm(paper) - 2 * _GAP_MM
    shown = rows[: table.most_rows(room - _LEAST_MAP_MM)]
    height = room - (table.height_mm(len(shown)) if shown else 0.0)
    paper.space(_GAP_MM)
    size = round(paper.width_mm / _CSS_PX_MM), round(height / _CSS_PX_MM)
    view = View.fit(bounds, size=size, density=_DENSITY)
    image = view_image(drawing, view, colours=GREYS)
    paper.picture(as_grey_png(image), paper.width_mm, height, x_mm=MARGIN_MM)
    paper.frame(paper.y_mm, paper.y_mm + height, 0.2)
    paper.space(height + _GAP_MM)
    if shown:
        left_out = len(rows) - len(shown)
        table.put(paper, shown, more.format(n=left_out) if left_out else "")
    tail.put(paper)
