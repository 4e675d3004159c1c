"""Stations in the colours of their coverage, as one HTML document that fetches nothing."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import jinja2
import numpy as np
import shapely

from mapper.maps.assets import palette, read_web, words_of
from mapper.maps.camera_facts import camera_facts
from mapper.maps.coding import encode_lines
from mapper.maps.drawing import Drawing
from mapper.maps.frame import MapPage, PageLayer
from mapper.maps.keys import key_png
from mapper.maps.panel import attribution_of, legend_groups, page_words, source_lines
from mapper.maps.station_picture import DrawnStations, stations_png
from mapper.maps.station_rows import entrance_facts, group_rows, station_facts, station_table
from mapper.model.safety import safety_of
from mapper.stations.classes import MEASURES, station_layer
from mapper.stations.coverage import KNOWN
from mapper.stations.surroundings import ground_lines, metro_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.stations.coverage import Coverage

__all__ = ["drawn_stations", "station_map"]

PICTURE_SIZE: Final = (800, 600)
Bounds = tuple[float, float, float, float]


def station_map(
    coverage: Coverage,
    *,
    measure: str = "approach",
    language: str = "en",
    check_days: Sequence[tuple[str, str, str]] = (),
) -> str:
    """Return a map of stations by class as one HTML document; the reader may choose the measure.

    Parameters
    ----------
    coverage
        The tables.
    measure
        What colours the stations at first, one of ``MEASURES``.
    language
        "en" or "ru".
    check_days
        Date, place and source of days of heightened checks, shown beside the map.
    """
    exposure = coverage.exposure
    city, words = exposure.city, words_of(language)
    drawing = Drawing.of(exposure, ())
    drawn = drawn_stations(coverage, drawing, measure)
    bounds = _bounds(coverage)
    picture = stations_png(drawing, drawn, size=PICTURE_SIZE, bounds=bounds,
                           attribution=attribution_of(city))  # fmt: skip
    body = _panel(coverage, measure, language, check_days, picture)
    page = MapPage(
        title=words["map"], language=language, bounds=bounds, city_bounds=city.bounds, body=body
    )
    for layer in _layers(coverage, drawing, drawn, language):
        page.add_child(layer)
    return str(page.get_root().render())


def drawn_stations(
    coverage: Coverage, drawing: Drawing, measure: str, *, station: int | None = None
) -> DrawnStations:
    """Return the stations on a drawing's plane.

    Parameters
    ----------
    coverage, drawing
        The tables, and the ground they lie on.
    measure
        What colours them, one of ``MEASURES``.
    station
        Row of the station whose surroundings are drawn; None draws those of all.
    """
    plane = drawing.plane
    row_of = {key: row for row, key in enumerate(coverage.stations["station_id"].tolist())}
    lines = [shapely.get_coordinates(shape) for shape in coverage.ways.geometry]
    rides = metro_lines(coverage.exposure.city)
    around = ground_lines(coverage.exposure.city, station=station)
    return DrawnStations(
        layer=station_layer(coverage, measure),
        stations=drawing.stations,
        entrances=drawing.entrances,
        ways=[plane.of_metres(line) for line in lines],
        way_station=[row_of[key] for key in coverage.ways["station_id"]],
        ring=[plane.of_metres(line) for line in around],
        tracks=[plane.of_metres(ends) for _, ends in rides],
        track_colour=[colour for colour, _ in rides],
    )


def _bounds(coverage: Coverage) -> Bounds:
    """Return the bounds of stations and doors whose coverage is known; without any, the city's."""
    tables = [table[table["status"] == KNOWN] for table in (coverage.stations, coverage.entrances)]
    if not any(len(table) for table in tables):
        return coverage.exposure.city.bounds
    lon, lat = (
        np.concatenate([table[name].to_numpy(np.float64) for table in tables])
        for name in ("lon", "lat")
    )
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _layers(
    coverage: Coverage, drawing: Drawing, drawn: DrawnStations, language: str
) -> list[PageLayer]:
    """Return the page's layers, from the ground up."""
    city, words = coverage.exposure.city, words_of(language)
    frame = {
        "origin": drawing.plane.origin,
        "palette": palette(),
        "words": page_words(language),
        "lines": [],
        "front": [],
    }
    cameras = {
        "points": _points(drawing.camera_points),
        "views": encode_lines(drawing.views),
        "view_camera": drawing.view_camera,
        "style": drawing.camera_style,
    }
    stations = city.stations.frame
    names = [
        name or key for name, key in zip(stations["name"], stations["station_id"], strict=True)
    ]
    doors = city.entrances.frame
    door_names = doors["name"].where(doors["name"] != "", doors["ref"])
    tables = {
        "measure": drawn.layer["measure"],
        "layers": [station_layer(coverage, name) for name in MEASURES],
        "stations": {"points": _points(drawn.stations), "names": names},
        "entrances": {"points": _points(drawn.entrances), "names": door_names.tolist()},
        "ways": encode_lines(drawn.ways),
        "way_station": drawn.way_station,
        "ring": encode_lines(drawn.ring),
        "tracks": encode_lines(drawn.tracks),
        "track_colour": drawn.track_colour,
    }
    row_of = {key: row for row, key in enumerate(stations["station_id"].tolist())}
    rows = {
        "station": _rows(station_facts(coverage, words), names),
        "entrance": _rows(entrance_facts(coverage, words), door_names.tolist())
        | {"station": [row_of.get(key, -1) for key in doors["station_id"]]},
    }
    basemap = {name: encode_lines(lines) for name, lines in drawing.basemap.items()}
    street_names = {"names": drawing.street_names, "lines": encode_lines(drawing.street_pieces)}
    return [
        PageLayer("frame", frame, ""),
        PageLayer("basemap", basemap, 'addBasemap(page.scene, readData("basemap"));'),
        PageLayer(
            "survey", encode_lines(drawing.surveyed), 'addSurvey(page.scene, readData("survey"));'
        ),
        PageLayer("names", street_names, 'addNames(page.scene, readData("names"));'),
        PageLayer(
            "cameras", cameras, 'page.cameras = addCameras(page.scene, readData("cameras"));'
        ),
        PageLayer("details", camera_facts(city, language), 'page.details = readData("details");'),
        PageLayer("rows", rows, 'page.rows = readData("rows");'),
        PageLayer(
            "coverage",
            tables,
            'page.stations = page.coverage = addCoverage(page.scene, readData("coverage"));',
        ),
    ]


def _rows(facts: list[list[tuple[str, str]]], names: list[str]) -> dict[str, Any]:
    """Return what a pick shows: titles once, then cells."""
    return {
        "titles": [title for title, _ in facts[0]] if facts else [],
        "cells": [[text for _, text in row] for row in facts],
        "names": names,
    }


def _points(points: NDArray[np.int64]) -> str:
    """Return points as coded text; repeats are kept apart by one line a point."""
    return encode_lines([point[None, :] for point in points])


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(read_web("map/stations.html"))


def _panel(
    coverage: Coverage,
    measure: str,
    language: str,
    check_days: Sequence[tuple[str, str, str]],
    picture: bytes,
) -> tuple[str, str]:
    """Return what stands before and after the map, as escaped HTML."""
    exposure = coverage.exposure
    city, words = exposure.city, words_of(language)
    layers = [station_layer(coverage, name) for name in MEASURES]
    legend = legend_groups(city, words, with_lines=False)
    shades = {str(shade) for layer in layers for shade in layer["shades"]} | {"unknown"}
    keys = {f"class:{shade}": key_png(f"class:{shade}") for shade in sorted(shades)}
    known = int((coverage.stations["status"] == KNOWN).sum())
    values = {
        "words": words,
        "told": words["coverage"],
        "title": city.title or city.name,
        "attribution": attribution_of(city),
        "safety": safety_of(city, language),
        "counted": words["counts"][exposure.assumptions.policy.value],
        "measure": measure,
        "layers": layers,
        "known": words["coverage"]["known"].format(known=known, n=len(coverage.stations)),
        "stations": station_table(coverage, words),
        "lines": group_rows(coverage.lines, words),
        "districts": group_rows(coverage.districts, words),
        "check_days": list(check_days),
        "legend": legend,
        "keys": keys | {key: key_png(key) for group in legend for key, _ in group["rows"]},
        "assumptions": [(n, str(v)) for n, v in exposure.assumptions.as_dict().items()],
        "digest": exposure.assumptions.digest,
        "pack": city.pack_hash,
        "sources": source_lines(city, words),
        "picture": base64.b64encode(picture).decode("ascii"),
        "size": PICTURE_SIZE,
    }
    template = _template()
    return template.render(part="before", **values), template.render(part="after", **values) + "\n"
