"""From what a form sent to the page that answers it, or to a file somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from api.pages.application import Offered, application_page
from api.pages.ends import ENDS, WrongError, choices_of, end_of, pins_of, wrong_end
from api.pages.form import FIELDS
from api.pages.metro import SHOWN, has_metro, journeys_for, metro_words, shown_journey
from api.pages.page import Page, render
from api.pages.results import default_option, encounter_table, score_words, ways_words
from api.pages.saving import FILES, File, saved
from api.pages.trip import acted, assumptions_of, number, view_of, view_text, wishes_of
from api.pages.words import page_words
from geodata.tracks import parse_track
from mapper.errors import BadInputError, NoRouteError, OutsideCityError, UnknownCityError
from mapper.maps import ScoredLine, city_map
from mapper.maps.journey_lines import journey_lines
from mapper.maps.scored import bounds_of
from mapper.maps.view import View
from mapper.model.assumptions import Assumptions
from mapper.routing import find_routes

if TYPE_CHECKING:
    from api.cities import Cities
    from api.city_files import CityFiles
    from api.pages.ends import End
    from api.pages.form import Sent
    from api.pages.pictures import Pictures
    from mapper.exposure.city import CityExposure
    from mapper.routing import RoutesAnswer

__all__ = ["answer", "empty_page", "offered_beside", "plain_page"]

_FITTING = frozenset({"find", "swap", "middle"})
"""Buttons after which the map shows the whole of the ways found."""
_ANSWERED = frozenset({"find", "save", "show"})
"""Buttons that want both ends filled in."""


def empty_page(
    cities: Cities, files: CityFiles, pictures: Pictures, language: str, city: str | None = None
) -> str:
    """Return the page of a city without a trip: the application, and the form without scripts."""
    prepared = cities.prepared(city, Assumptions())
    fields = FIELDS | {"city": "" if city is None else prepared.city.name}
    view = view_of(prepared.city, fields)
    offered = offered_beside(cities, files, prepared.city.name)
    page = Page(language, prepared, fields | {"view": view_text(view)}, tuple(offered.cities))
    around = application_page(prepared, language, city_address=files.address(city), offered=offered)
    return render(page, lambda most: pictures.empty(prepared, view, most), around=around)


def offered_beside(cities: Cities, files: CityFiles, name: str) -> Offered:
    """Return what the page of a city leads to."""
    at_hand = cities.at_hand()
    default = next((info.name for info in at_hand if cities.is_default(info.name)), "")
    return Offered(files.districts(name), at_hand, default)


def plain_page(cities: Cities, pictures: Pictures, language: str) -> str:
    """Return the page of the default city without a trip and without the application."""
    prepared = cities.prepared(None, Assumptions())
    view = view_of(prepared.city, FIELDS)
    page = Page(language, prepared, FIELDS | {"view": view_text(view)}, tuple(cities.at_hand()))
    return render(page, lambda most: pictures.empty(prepared, view, most))


def answer(cities: Cities, pictures: Pictures, sent: Sent, language: str) -> str | File:
    """Return the page that answers a form, or the file it asks for.

    Whatever is wrong is told on the page, in its language, beside what was typed.
    """
    told = page_words(language)["errors"]
    errors: dict[str, str] = {}
    assumptions = Assumptions()
    try:
        assumptions = _assumptions(sent.fields)
    except WrongError as wrong:
        errors[wrong.field] = told[wrong.word]
    try:
        prepared = cities.prepared(sent.fields["city"] or None, assumptions)
    except UnknownCityError:
        errors["city"] = told["city"]
        prepared = cities.prepared(None, assumptions)
    fields = acted(prepared.city, sent)
    days = cities.check_days(prepared.city.name)
    page = Page(language, prepared, fields, tuple(cities.at_hand()), errors, check_days=days)
    if fields["do"] in {"score", "score_map"}:
        return _scored(page, pictures, sent.file)
    return _routed(page, pictures, sent)


def _scored(page: Page, pictures: Pictures, file: bytes) -> str | File:
    """Count on a way of somebody's own."""
    prepared, words = page.prepared, page_words(page.language)
    view, lines = view_of(prepared.city, page.fields), []
    errors = dict(page.errors)
    try:
        read = parse_track(file)
        exposure = prepared.score(read.track)
    except OutsideCityError:
        errors["file"] = words["errors"]["outside_city"]
    except BadInputError:
        errors["file"] = words["errors"]["file" if file else "file_missing"]
    else:
        lines = [ScoredLine(words["own_title"], exposure)]
        if page.fields["do"] == "score_map" and not errors:
            text = city_map(prepared, scored=lines, language=page.language)
            return File("html", text.encode())
        view = _fit(view, lines)
        page = replace(
            page,
            score=score_words(exposure, words),
            encounters=encounter_table(exposure, words),
            n_encounters=len(exposure.encounters),
            notes=tuple(dict.fromkeys(words["notes"][_kind_of(note)] for note in read.notes)),
        )
    page = replace(page, errors=errors, fields=page.fields | {"view": view_text(view)})
    return render(page, lambda most: pictures.drawn(prepared, view, lines, most_bytes=most))


def _kind_of(note: str) -> str:
    """Return which word stands for a note of the reader."""
    return "gaps" if "gap" in note else "times" if "time" in note else "other"


def _routed(page: Page, pictures: Pictures, sent: Sent) -> str | File:
    """Find ways where both ends are known; else show the map with what is known."""
    prepared, fields, words = page.prepared, page.fields, page_words(page.language)
    ends = {name: end_of(prepared.city, fields, name) for name in ENDS}
    errors = dict(page.errors)
    for name, end in ends.items():
        word = wrong_end(prepared, end, needed=fields["do"] in _ANSWERED)
        if word:
            errors[name] = words["errors"][word].format(field=words[name])
    trip = None
    if not errors and all(end.place for end in ends.values()):
        try:
            trip = _trip(page, ends)
            if fields["do"] == "save":
                return _file(page, pictures, trip, sent.fields["do"])
        except WrongError as wrong:
            errors[wrong.field] = words["errors"][wrong.word]
    view = view_of(prepared.city, fields)
    lines, chosen = ([], 0) if trip is None else (trip.lines, trip.chosen)
    if trip is not None:
        fields = fields | {"show": trip.show}
        if fields["do"] in _FITTING or sent.tap is not None:
            view = _fit(view, lines)
        page = replace(
            page,
            ways=trip.ways,
            metro=trip.metro,
            encounters=encounter_table(lines[chosen].exposure, words),
            n_encounters=len(lines[chosen].exposure.encounters),
        )
    choices, pins = choices_of(ends, words), pins_of(ends, words)
    if choices:
        lon, lat = [pin[0] for pin in pins], [pin[1] for pin in pins]
        view = _shown(view, (min(lon), min(lat), max(lon), max(lat)))
    page = replace(page, errors=errors, choices=choices, fields=fields | {"view": view_text(view)})
    pins = [] if lines else pins
    return render(
        page,
        lambda most: pictures.drawn(
            prepared, view, lines, chosen=chosen, pins=pins, most_bytes=most
        ),
    )


@dataclass(frozen=True, slots=True)
class _Trip:
    """The ways of a trip in words, and the lines of which the map shows one strongly."""

    ways: dict[str, Any]
    metro: dict[str, Any] | None
    lines: list[ScoredLine]
    chosen: int
    show: str
    """How the form tells which one is shown."""
    notes: tuple[str, ...] = ()


def _trip(page: Page, ends: dict[str, End]) -> _Trip:
    """Return the ways on foot and, where they are asked for, the journeys by metro."""
    prepared, fields, words = page.prepared, page.fields, page_words(page.language)
    found = _find(prepared, ends, fields)
    chosen = _chosen(fields["show"], found)
    ways, metro = ways_words(found, chosen, words), None
    if fields["by"] == "ride" and has_metro(prepared):
        journeys = journeys_for(prepared, ends, number(fields["detour"]), page.check_days)
        shown = shown_journey(fields["show"], journeys)
        metro = metro_words(prepared, journeys, shown, page.language)
        if journeys is not None and shown >= 0:
            lines = journey_lines(prepared, journeys.journeys, page.language)
            notes = tuple(metro["notes"])
            return _Trip(ways | {"chosen": -1}, metro, lines, shown, f"{SHOWN}{shown}", notes)
    lines = [ScoredLine(option.label, option.exposure) for option in found.options]
    return _Trip(ways, metro, lines, chosen, str(chosen))


def _fit(view: View, lines: list[ScoredLine]) -> View:
    """Return the view of all of the lines, as large as before."""
    return _shown(view, bounds_of(lines))


def _shown(view: View, bounds: tuple[float, float, float, float]) -> View:
    return View.fit(bounds, size=(view.width, view.height), density=view.density)


def _assumptions(fields: dict[str, str]) -> Assumptions:
    """Return the modelling choices; what is wrong is told at its field."""
    try:
        return assumptions_of(fields)
    except BadInputError:
        pass
    for name in ("metres", "tolerance"):
        try:
            assumptions_of(fields | {name: ""})
        except BadInputError:
            continue
        raise WrongError(field=name, word=name)
    raise WrongError(word="options")


def _find(prepared: CityExposure, ends: dict[str, End], fields: dict[str, str]) -> RoutesAnswer:
    """Return the ways; what is wrong is told by a word."""
    try:
        wishes = wishes_of(fields)
    except BadInputError:
        raise WrongError(field="detour", word="detour") from None
    try:
        return find_routes(prepared, ends["from"].asked, ends["to"].asked, wanted=wishes)
    except NoRouteError:
        word = "no_route"
    except OutsideCityError:
        word = "outside_city"
    except BadInputError:
        word = "same"
    raise WrongError(word=word)


def _chosen(show: str, found: RoutesAnswer) -> int:
    """Return which option is shown: the one asked for, or the best by default."""
    at = int(show) if show.isascii() and show.isdigit() else -1
    return at if 0 <= at < len(found.options) else default_option(found)


def _file(page: Page, pictures: Pictures, trip: _Trip, pressed: str) -> File:
    kind = pressed.partition(".")[2]
    try:
        return saved(
            page.prepared,
            trip.lines,
            trip.chosen,
            kind=kind if kind in FILES else "gpx",
            trim_m=number(page.fields["trim"]),
            pictures=pictures,
            language=page.language,
            notes=trip.notes,
        )
    except BadInputError:
        raise WrongError(field="trim", word="trim") from None
