"""The words beside the map: safety text, results, legend, assumptions, sources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import jinja2

from mapper.maps.assets import page_template, words_of
from mapper.maps.drawing import STYLES
from mapper.maps.keys import key_png
from mapper.model.evidence import FaceRecognition
from mapper.model.notices import asks_for_offer
from mapper.model.safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.maps.scored import ScoredLine
    from mapper.model.assumptions import Assumptions
    from mapper.model.city import City

__all__ = [
    "LETTERS",
    "attribution_of",
    "city_words",
    "encounter_rows",
    "front_points",
    "legend_groups",
    "page_words",
    "panel",
    "range_words",
    "score_facts",
    "source_lines",
    "unknown_reason",
]

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KILOMETRE_M: Final = 1000
MINUTE_S: Final = 60
LONGEST_ATTRIBUTION: Final = 110


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=False
    )
    return environment.from_string(page_template())


def panel(  # noqa: PLR0913 - all that stands on a page
    exposure: CityExposure,
    scored: Sequence[ScoredLine],
    *,
    chosen: int,
    language: str,
    picture: str,
    size: tuple[int, int],
    notes: Sequence[str] = (),
) -> tuple[str, str]:
    """Return what stands before and after the map, as escaped HTML.

    Parameters
    ----------
    exposure, scored, chosen
        The city, the lines on it, and which of them is strong.
    language
        Of the page.
    picture, size
        The picture for browsers without scripts: PNG in base64, and its width and height.
    notes
        What to know of all the lines.
    """
    city, words = exposure.city, words_of(language)
    rides = [ride for line in scored for ride in line.ridden]
    legend = legend_groups(
        city,
        words,
        with_lines=bool(scored),
        with_rides=any(ride.kind == "ride" for ride in rides),
        with_gates=any(ride.gates for ride in rides),
    )
    values = {
        "words": words,
        "title": city.title or city.name,
        "attribution": attribution_of(city),
        "safety": safety_of(city, language),
        "lines": [_line(line, at, at == chosen, words) for at, line in enumerate(scored)],
        "front": len(_front(scored)) > 1,
        "line_table": words["journeys"]["table"] if _rides(scored) else words["line_table"],
        "notes": list(notes),
        "city": city_words(city, words),
        "legend": legend,
        "keys": {key: key_png(key) for group in legend for key, _ in group["rows"]},
        "assumptions": [
            (name, str(value)) for name, value in exposure.assumptions.as_dict().items()
        ],
        "sources": source_lines(city, words),
        "picture": picture,
        "size": size,
    }
    template = _template()
    return template.render(part="before", **values), template.render(part="after", **values) + "\n"


def _front(scored: Sequence[ScoredLine]) -> list[dict[str, float | int | None]]:
    """Return minutes and cameras of each line that has a count."""
    return [point for point in front_points(scored) if point["cameras"] is not None]


def front_points(scored: Sequence[ScoredLine]) -> list[dict[str, float | int | None]]:
    """Return minutes and cameras of each line, for the plot of the front."""
    return [
        {
            "minutes": round(line.exposure.duration_s / MINUTE_S, 2),
            "cameras": line.exposure.cameras.under(line.exposure.assumptions.policy)
            if line.compared
            else None,
        }
        for line in scored
    ]


def _rides(scored: Sequence[ScoredLine]) -> bool:
    """Tell journeys from ways on foot: their tables have other columns."""
    return any(line.row for line in scored)


def page_words(language: str) -> dict[str, Any]:
    """Return the words the page's scripts need."""
    words = words_of(language)
    names = (
        "camera", "station", "entrance", "encounter", "encounters", "number", "stretch", "seconds",
        "evidence", "show", "front", "units", "zoom_in", "zoom_out", "close", *STYLES,
    )  # fmt: skip
    return {name: words[name] for name in names}


def unknown_reason(exposure: Exposure, words: dict[str, Any]) -> str:
    """Return in words why there is no number."""
    reason = "not_surveyed" if exposure.survey.wholly_none else "not_resolvable"
    return str(words[reason])


def encounter_rows(line: ScoredLine) -> list[tuple[int, str, int, int, float]]:
    """Return camera row, evidence, first and last metre and seconds of each encounter."""
    return [
        (e.camera, e.face_recognition, round(e.enter_m), round(e.exit_m), round(e.seconds, 1))
        for e in line.exposure.encounters
    ]


def _line(line: ScoredLine, at: int, chosen: bool, words: dict[str, Any]) -> dict[str, Any]:  # noqa: FBT001
    """Return one line's result in words."""
    exposure = line.exposure
    policy = exposure.assumptions.policy
    count = exposure.cameras.under(policy)
    reason = unknown_reason(exposure, words)
    surveyed = exposure.survey.wholly_none and not exposure.encounters
    units = words["units"]
    duration = _minutes(exposure.duration_s, units)
    rows = enumerate(encounter_rows(line), start=1)
    return {
        "letter": LETTERS[at % len(LETTERS)],
        "label": line.label,
        "chosen": chosen,
        "brief": f"{_length(exposure.length_m, units)}, {duration}",
        "count": reason.split(":")[0] if count is None else str(count),
        "title": words["counts"][policy.value],
        "note": (words["nothing_known"] if surveyed else reason) if count is None else "",
        "cells": line.row or _cells(line, LETTERS[at], reason.split(":")[0]),
        "group": line.group,
        "legs": line.legs,
        "facts": [*score_facts(exposure, words, ridden=bool(line.row)), *line.cells],
        "encounters": [
            (number, f"{enter}–{leave}", seconds, words[evidence], encounter.camera_id)
            for (number, (_, evidence, enter, leave, seconds)), encounter in zip(
                rows, exposure.encounters, strict=True
            )
        ],
    }


def _cells(line: ScoredLine, letter: str, reason: str) -> list[str]:
    """Return one line's row of the table of lines."""
    exposure = line.exposure
    band = exposure.band
    said = [reason if count is None else str(count) for count in (band.near, band.far)]
    count = exposure.cameras.under(exposure.assumptions.policy)
    return [
        letter,
        f"{exposure.duration_s / MINUTE_S:.0f}",
        f"{exposure.length_m:.0f}",
        reason if count is None else str(count),
        " / ".join(said),
        reason if exposure.share_seen is None else _percent(exposure.share_seen),
    ]


def score_facts(
    exposure: Exposure, words: dict[str, Any], *, ridden: bool = False
) -> list[tuple[str, str]]:
    """Return everything a score says beside its count.

    Parameters
    ----------
    exposure
        The score.
    words
        Of the page.
    ridden
        Whether the time is of a journey: then it is neither recorded nor a walker's alone.
    """
    reason = unknown_reason(exposure, words).split(":")[0]

    def said(value: float | None, text: str = "{}") -> str:
        return reason if value is None else text.format(value)

    units = words["units"]
    band, counts, survey = exposure.band, exposure.cameras, exposure.survey
    timed = words["recorded"] if exposure.timed else words["supposed_speed"]
    in_view = reason
    if exposure.seen_m is not None and exposure.share_seen is not None:
        in_view = words["in_view_text"].format(
            metres=round(exposure.seen_m),
            seconds=round(exposure.seen_s or 0.0),
            share=_percent(exposure.share_seen),
        )
    other = ", ".join(
        f"{words['policies'][policy]} {said(count)}" for policy, count in counts.as_dict().items()
    )
    return [
        (words["band"], " / ".join(said(count) for count in band.as_dict().values())),
        (words["other_counts"], other),
        (words["range_used"], range_words(exposure.assumptions, words)),
        (words["in_view"], in_view),
        (words["unseen"], said(exposure.longest_unseen_m, f"{{:.0f}} {units['metres']}")),
        (
            words["duration"],
            _minutes(exposure.duration_s, units) + ("" if ridden else f" ({timed})"),
        ),
        (words["expected"], said(exposure.expected.cameras, "{:.1f}")),
        *([(words["vague"], str(vague))] if (vague := exposure.unresolvable_cameras) else []),
        (words["gates"], str(exposure.gates)),
        (words["modelled"], str(exposure.modelled)),
        (words["plate_readers"], said(exposure.plate_readers)),
        (
            words["survey"],
            words["survey_text"].format(
                full=_percent(survey.full),
                partial=_percent(survey.partial),
                none=_percent(survey.none),
            ),
        ),
    ]


def range_words(assumptions: Assumptions, words: dict[str, Any]) -> str:
    """Return in words which range a count supposes, and how far aside the walker may be."""
    if assumptions.range_m is not None:
        text = words["range_every"].format(range=f"{assumptions.range_m:g}")
    else:
        fixed, panning = assumptions.ranges_m(assumptions.preset)
        text = words["range_preset"].format(fixed=f"{fixed:g}", panning=f"{panning:g}")
    if assumptions.tolerance_m > 0:
        text += (
            f"; {words['tolerance'].lower()} {assumptions.tolerance_m:g} {words['units']['metres']}"
        )
    return str(text)


def city_words(city: City, words: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of the city's cameras, in words."""
    n = len(city.cameras)
    if n == 0:
        looked = bool((city.survey.frame["state"] != "none").any())
        text = words["city_surveyed_none" if looked else "city_none"]
        return {"heading": words["city_none_heading"], "text": text, "facts": []}
    evidence = city.cameras.evidence_codes[~city.cameras.is_plate_reader]
    facts = [
        (words[f"view_{kind.value}"], str(int((evidence == kind.code).sum())))
        for kind in FaceRecognition
        if bool((evidence == kind.code).any())
    ]
    readers = int(city.cameras.is_plate_reader.sum())
    if readers:
        facts.append((words["view_plate_reader"], str(readers)))
    return {
        "heading": words["city_cameras"].format(n=n),
        "text": words["city_note"],
        "facts": facts,
    }


def legend_groups(
    city: City,
    words: dict[str, Any],
    *,
    with_lines: bool,
    with_rides: bool = False,
    with_gates: bool = False,
) -> list[dict[str, Any]]:
    """Return the legend's groups: only what this map can show."""
    present = set(city.cameras.evidence_codes[~city.cameras.is_plate_reader].tolist())
    if bool(city.cameras.is_plate_reader.any()):
        present.add(STYLES.index("plate_reader"))
    groups = []
    if with_lines:
        seen = [
            (f"line:{kind}", words["legend_line"].format(evidence=words[f"view_{kind}"]))
            for code, kind in enumerate(STYLES)
            if code in present and kind not in {"no", "plate_reader"}
        ]
        rows = [("line:none", words["legend_line_unseen"]), *seen]
        if with_rides:
            rows.append(("ride", words["journeys"]["legend_ride"]))
        if with_gates:
            rows.append(("gate", words["journeys"]["legend_gate"]))
        groups.append({"title": words["legend_lines"], "rows": rows})
    views = [
        (f"view:{kind}", words[f"view_{kind}"])
        for code, kind in enumerate(STYLES)
        if code in present
    ]
    if views:
        groups.append({"title": words["legend_views"], "rows": views})
    groups.append({"title": words["legend_ground"], "rows": [("unsurveyed", words["unsurveyed"])]})
    places = [
        (kind, words[kind])
        for kind, table in (("station", city.stations), ("entrance", city.entrances))
        if len(table)
    ]
    if places:
        groups.append({"title": words["legend_places"], "rows": places})
    return groups


def attribution_of(city: City) -> str:
    """Return whom to name on the map itself, in one short line."""
    named = dict.fromkeys(
        f"{source.attribution or source.label}, {source.licence}" for source in city.sources
    )
    line = " · ".join(named)
    return f"{line[: LONGEST_ATTRIBUTION - 1]}…" if len(line) > LONGEST_ATTRIBUTION else line


def source_lines(city: City, words: dict[str, Any]) -> list[str]:
    """Return every source of the city as one line of text, and what their licences ask."""
    lines = [
        words["source_text"].format(
            attribution=source.attribution or source.label,
            label=source.label,
            licence=source.licence,
            as_of=source.as_of or words["date_unknown"],
        )
        for source in city.sources
    ]
    if any(map(asks_for_offer, city.sources)):
        lines.append(words["odbl_offer"])
    return lines


def _length(metres: float, units: dict[str, str]) -> str:
    if metres >= KILOMETRE_M:
        return f"{metres / KILOMETRE_M:.2f} {units['kilometres']}"
    return f"{metres:.0f} {units['metres']}"


def _minutes(seconds: float, units: dict[str, str]) -> str:
    """Return a time in whole minutes, or in seconds where it is short."""
    if seconds >= MINUTE_S:
        return f"{seconds / MINUTE_S:.0f} {units['minutes']}"
    return f"{seconds:.0f} {units['seconds']}"


def _percent(share: float) -> str:
    """Return a share in whole hundredths."""
    return f"{100 * share:.0f} %"
