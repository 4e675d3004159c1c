"""One station on one printed page: a picture, its entrances, what is supposed, how sure it is."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from api.station_answers import station_answer
from mapper.maps.drawing import Drawing
from mapper.maps.scored import ScoredLine
from mapper.maps.station_map import drawn_stations
from mapper.maps.station_picture import stations_png
from mapper.model.track import Track

if TYPE_CHECKING:
    from mapper.stations.coverage import Coverage

__all__ = ["station_sheet"]

_AROUND_M: Final = 330.0
_PICTURE: Final = (760, 520)
_STYLE: Final = (
    "body{font:11pt/1.35 system-ui,sans-serif;max-width:48em;margin:1em auto;padding:0 1em;"
    "color:#111;background:#fff}h1{font-size:16pt;margin:0}p{margin:.5em 0}"
    ".safety{border:2px solid #111;padding:.5em}img{width:100%;height:auto}"
    "table{border-collapse:collapse;width:100%;font-size:9pt}"
    "th,td{border-bottom:1px solid #999;padding:.2em .4em;text-align:right}"
    "th:first-child,td:first-child{text-align:left}.small{font-size:8pt}"
    "@page{size:A4;margin:12mm}@media print{"
    "body{margin:0;padding:0;max-width:none;font-size:9pt}p{margin:.3em 0}h1{font-size:13pt}"
    "img{max-height:92mm;width:auto;display:block;margin:auto}table{font-size:7.5pt}"
    "th,td{padding:.06em .4em}.small{font-size:6.5pt}}"
)


def station_sheet(coverage: Coverage, station_id: str) -> str:
    """Return one HTML page without scripts that fetches nothing and prints on one sheet of A4.

    Raises
    ------
    UnknownPlaceError
        Where the city has no station of that id.
    """
    answer = station_answer(coverage, station_id)
    station, policy = answer["station"], answer["counted"]["policy"]
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    csp = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    picture = base64.b64encode(_picture(coverage, answer)).decode()
    name = escape(station["name"] or station["station_id"])
    of = ", ".join(text for text in (station["system"], station["lines"]) if text)
    counted = answer["counted"]["title"]
    about = f"{of}. Coverage: {station['status']}. Counted: {counted}."
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{csp}">',
        '<meta name="viewport" content="width=device-width">',
        '<link rel="icon" href="data:,"><title>Sheet</title>',
        f"<style>{_STYLE}</style></head><body>",
        f'<p class="safety">{escape(answer["safety"])}</p>',
        f"<h1>{name}</h1>",
        f"<p>{escape(about)}</p>",
        f'<p><img alt="{name} and its streets" src="data:image/png;base64,{picture}"></p>',
        _figures(station, policy),
        _entrances(answer["entrances"], policy),
        f"<p>{escape(_supposed(answer['modelled'], policy))}</p>",
        f'<p class="small">{escape(answer["citation"])}</p>',
        f'<p class="small">{escape("; ".join(answer["notices"]))}</p>',
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _picture(coverage: Coverage, answer: dict[str, Any]) -> bytes:
    """Draw the streets within 300 m, the doors by class, and the best way in if there is one."""
    exposure, station = coverage.exposure, answer["station"]
    lines = []
    if answer["best_way"] is not None:
        points = np.array(answer["best_way"]["geometry"]["coordinates"], np.float64)
        track = Track.parse(points[:, 0], points[:, 1])
        lines = [ScoredLine("Best way in", exposure.score(track))]
    projection = exposure.city.projection
    x, y = (float(v) for v in projection.to_metres(station["lon"], station["lat"]))
    box = shapely.box(x - _AROUND_M, y - _AROUND_M, x + _AROUND_M, y + _AROUND_M)
    left, bottom, right, top = box.bounds
    west_east, south_north = projection.to_lon_lat([left, right], [bottom, top])
    drawing = Drawing.of(exposure, lines)
    row = coverage.stations["station_id"].tolist().index(station["station_id"])
    drawn = drawn_stations(coverage, drawing, "approach", station=row)
    # the best way is drawn as what sees it
    return stations_png(
        drawing,
        replace(drawn, ways=[], way_station=[]),
        size=_PICTURE,
        bounds=(
            float(west_east[0]),
            float(south_north[0]),
            float(west_east[1]),
            float(south_north[1]),
        ),
        attribution=answer["city"]["attribution"],
    )


def _figures(station: dict[str, Any], policy: str) -> str:
    said = (
        f"Fewest cameras on any way in from outside 300 m: "
        f"{_told(station[f'approach_{policy}'])} (near {_told(station['approach_near'])}, far "
        f"{_told(station['approach_far'])}; median over {station['approach_directions']} "
        f"directions {_told(station['approach_median'])}). Doors in view: "
        f"{_share(station[f'doorways_seen_{policy}'])}. Ground within 150 m in view: "
        f"{_share(station[f'seen_150_{policy}'])}. Cameras that see ground within 300 m: "
        f"{_told(station[f'cameras_300_{policy}'])}. Cameras mapped inside: "
        f"{_told(station[f'cameras_inside_{policy}'])}. Surveyed: {station['survey'] or 'unknown'}."
    )
    return f"<p>{escape(said)}</p>"


def _entrances(doors: list[dict[str, Any]], policy: str) -> str:
    head = ("Entrance", "way in", "at the door", "within 50 m", "ground 50 m in view", "surveyed")
    rows = [
        (
            " ".join(t for t in (door["ref"], door["name"]) if t) or door["entrance_id"],
            _told(door[f"approach_{policy}"]),
            _told(door[f"door_cameras_{policy}"]),
            _told(door[f"cameras_50_{policy}"]),
            _share(door[f"seen_50_{policy}"]),
            door["survey"],
        )
        for door in doors
    ]
    cells = "".join(f"<th>{escape(text)}</th>" for text in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(text))}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{cells}</tr>{body}</table>"


def _supposed(modelled: dict[str, Any], policy: str) -> str:
    gates, platforms = modelled["gates"], modelled["platform_cameras"]
    source = f" ({gates['source']})" if gates["source"] else ""
    return (
        f"Supposed, at least: {gates['at_least'][policy]} fare gates, "
        f"{platforms['at_least'][policy]} cameras on platforms. Gates, face recognition "
        f"{gates['face_recognition']}{source}; platforms {platforms['face_recognition']}; "
        f"carriages {modelled['carriages']['face_recognition']}; paying by face "
        f"{modelled['face_pay']['face_recognition']}."
    )


def _told(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0%}"
