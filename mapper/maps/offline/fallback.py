"""What an offline file shows where scripts are off: a picture, the stations, the safety text."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mapper.maps.assets import words_of
from mapper.maps.drawing import Drawing
from mapper.maps.keys import key_png
from mapper.maps.offline.words import help_text, offline_words, template
from mapper.maps.panel import attribution_of, legend_groups, source_lines
from mapper.maps.picture import picture_png
from mapper.model.safety import safety_of
from mapper.stations.coverage import KNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.stations.coverage import Coverage

__all__ = ["PICTURE_SIZE", "fallback"]

PICTURE_SIZE: Final = (800, 600)
COLUMNS: Final = ("name", "lines", "approach", "doorways", "cameras")
"""Of the table of stations; its words have the same keys."""
LONGEST_NAME: Final = 80
EVERYWHERE: Final = 1 << 28
"""Units of a drawing: the whole of the Web Mercator plane."""


def fallback(
    exposure: CityExposure,
    *,
    languages: Sequence[str],
    coverage: Coverage | None,
    plain: bool,
) -> str:
    """Return the part of the page for browsers without scripts, as HTML.

    Parameters
    ----------
    exposure
        The prepared city.
    languages
        Those of the file; picture, legend and table have words of the first, the safety text and
        the help stand there in each.
    coverage
        Of its stations; without it there is no table of them.
    plain
        Whether a picture of the streets alone comes first, and the rest folded up.
    """
    city, first = exposure.city, languages[0]
    drawing = Drawing.of(exposure, ())
    legend = legend_groups(city, words_of(first), with_lines=False)
    values: dict[str, Any] = {
        "plain": plain,
        "title": city.title or city.name,
        "words": offline_words(first),
        "safety": {code: safety_of(city, code) for code in languages},
        "no_script": {code: offline_words(code)["fallback"]["no_script"] for code in languages},
        "picture": _picture(drawing, city),
        "plain_picture": _picture(_streets_alone(drawing), city) if plain else "",
        "size": PICTURE_SIZE,
        "attribution": attribution_of(city),
        "legend_groups": legend,
        "keys": {key: key_png(key) for group in legend for key, _ in group["rows"]},
        "columns": COLUMNS,
        "stations": [] if coverage is None else _stations(coverage, offline_words(first)),
        "sources": source_lines(city, words_of(first)),
        "help": {code: help_text(code) for code in languages},
        "help_titles": {code: offline_words(code)["help"]["title"] for code in languages},
    }
    return template("fallback.html").render(**values)


def _picture(drawing: Drawing, city: City) -> str:
    """Return a picture of the whole city, PNG in base64."""
    png = picture_png(
        drawing, size=PICTURE_SIZE, bounds=city.bounds, attribution=attribution_of(city)
    )
    return base64.b64encode(png).decode("ascii")


def _streets_alone(drawing: Drawing) -> Drawing:
    """Return the same drawing without cameras and without what was surveyed for them."""
    return replace(
        drawing,
        views=[],
        view_camera=[],
        camera_points=drawing.camera_points[:0],
        camera_style=[],
        surveyed=[
            np.array(
                [
                    [-EVERYWHERE, -EVERYWHERE],
                    [EVERYWHERE, -EVERYWHERE],
                    [EVERYWHERE, EVERYWHERE],
                    [-EVERYWHERE, EVERYWHERE],
                ],
                np.int64,
            )
        ],
    )


def _stations(coverage: Coverage, words: dict[str, Any]) -> list[list[str]]:
    """Return the rows of the table, the most watched first and what is unknown last."""
    policy = coverage.exposure.assumptions.policy.value
    unknown = words["fallback"]["unknown"]
    table = coverage.stations
    table = table.assign(
        of_unknown=table["status"] != KNOWN,
        order=-table[f"approach_{policy}"].astype("Float64"),
    ).sort_values(["of_unknown", "order", "name", "station_id"], kind="stable", na_position="last")
    return [
        [
            _clipped(str(row["name"]) or str(row["station_id"])),
            _clipped(str(row["lines"]).replace(";", ", ")),
            _figure(row[f"approach_{policy}"], unknown),
            _share(row[f"doorways_seen_{policy}"], unknown),
            _figure(row[f"cameras_300_{policy}"], unknown),
        ]
        for row in table.to_dict("records")
    ]


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _figure(value: Any, unknown: str) -> str:  # noqa: ANN401 - a cell of a table
    return unknown if pd.isna(value) else f"{value:.0f}"


def _share(value: Any, unknown: str) -> str:  # noqa: ANN401 - a cell of a table
    return unknown if pd.isna(value) else f"{100 * value:.0f} %"
