"""One city, and any lines on it, as one HTML document that fetches nothing."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from mapper.maps.assets import palette, words_of
from mapper.maps.camera_facts import camera_facts
from mapper.maps.coding import encode_lines
from mapper.maps.drawing import Drawing, DrawnLine, DrawnRide
from mapper.maps.frame import MapPage, PageLayer
from mapper.maps.panel import attribution_of, encounter_rows, front_points, page_words, panel
from mapper.maps.picture import picture_png
from mapper.maps.scored import bounds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.maps.scored import ScoredLine
    from mapper.model.city import City

__all__ = ["city_map"]

PICTURE_SIZE = (800, 600)


def city_map(
    exposure: CityExposure,
    *,
    scored: Sequence[ScoredLine] = (),
    chosen: int = 0,
    language: str = "en",
    notes: Sequence[str] = (),
) -> str:
    """Return a map as one HTML document: no request, no ids that change, all text escaped.

    Parameters
    ----------
    exposure
        The prepared city.
    scored
        A scored track, or up to five route options; none for the plain city.
    chosen
        Which of them is strong at first.
    language
        "en" or "ru".
    notes
        What to know of all the lines, in that language.
    """
    city, words = exposure.city, words_of(language)
    drawing = Drawing.of(exposure, scored)
    first_view = bounds_of(scored) if scored else city.bounds
    picture = picture_png(
        drawing,
        size=PICTURE_SIZE,
        bounds=first_view,
        chosen=chosen,
        attribution=attribution_of(city),
    )
    body = panel(
        exposure,
        scored,
        chosen=chosen,
        language=language,
        picture=base64.b64encode(picture).decode("ascii"),
        size=PICTURE_SIZE,
        notes=notes,
    )
    page = MapPage(
        title=words["map"], language=language, bounds=first_view, city_bounds=city.bounds, body=body
    )
    for layer in _layers(city, drawing, scored, chosen=chosen, language=language):
        page.add_child(layer)
    return str(page.get_root().render())


def _layers(
    city: City,
    drawing: Drawing,
    scored: Sequence[ScoredLine],
    *,
    chosen: int,
    language: str,
) -> list[PageLayer]:
    """Return the page's layers, from the ground up."""
    frame = {
        "origin": drawing.plane.origin,
        "palette": palette(),
        "words": page_words(language),
        "lines": [{"encounters": encounter_rows(line)} for line in scored],
        "front": front_points(scored),
    }
    basemap = {name: encode_lines(lines) for name, lines in drawing.basemap.items()}
    names = {"names": drawing.street_names, "lines": encode_lines(drawing.street_pieces)}
    cameras = {
        "points": _points(drawing.camera_points),
        "views": encode_lines(drawing.views),
        "view_camera": drawing.view_camera,
        "style": drawing.camera_style,
    }
    layers = [
        PageLayer("frame", frame, ""),
        PageLayer("basemap", basemap, 'addBasemap(page.scene, readData("basemap"));'),
        PageLayer(
            "survey", encode_lines(drawing.surveyed), 'addSurvey(page.scene, readData("survey"));'
        ),
        PageLayer("names", names, 'addNames(page.scene, readData("names"));'),
        PageLayer(
            "cameras", cameras, 'page.cameras = addCameras(page.scene, readData("cameras"));'
        ),
        PageLayer("details", camera_facts(city, language), 'page.details = readData("details");'),
        PageLayer(
            "stations",
            _stations(city, drawing),
            'page.stations = addStations(page.scene, readData("stations"));',
        ),
    ]
    if scored:
        lines = {"chosen": chosen, "lines": [_line(line) for line in drawing.lines]}
        call = 'page.lines = addLines(page.scene, readData("lines"));'
        layers.append(PageLayer("lines", lines, call))
    return layers


def _points(points: NDArray[np.int64]) -> str:
    """Return points as one coded line; repeats are kept apart by one line a point."""
    return encode_lines([point[None, :] for point in points])


def _stations(city: City, drawing: Drawing) -> dict[str, Any]:
    names = city.entrances.frame["name"].where(
        city.entrances.frame["name"] != "", city.entrances.frame["ref"]
    )
    return {
        "stations": {
            "points": _points(drawing.stations),
            "names": city.stations.frame["name"].tolist(),
            "metro": (city.stations.frame["mode"] == "subway").tolist(),
        },
        "entrances": {"points": _points(drawing.entrances), "names": names.tolist()},
    }


def _line(line: DrawnLine) -> dict[str, Any]:
    return {
        "pieces": encode_lines(line.pieces),
        "ends": _points(line.ends),
        "stretches": encode_lines(line.stretches),
        "evidence": line.evidence,
        "meeting": _points(line.meeting),
        "rides": [_ride(ride) for ride in line.rides],
    }


def _ride(ride: DrawnRide) -> dict[str, Any]:
    return {
        "kind": ride.kind,
        "colour": ride.colour,
        "name": ride.name,
        "stops": encode_lines([ride.stops]),
        "gate": None if ride.gate is None else encode_lines([ride.gate]),
    }
