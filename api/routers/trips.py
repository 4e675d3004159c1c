"""What takes a trip: tracks to score, places to route between, maps of either.

A trip comes in a body and is worked on in memory. Nothing of it is logged, kept or sent back in
an error.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation
from starlette.responses import HTMLResponse, Response

from api.answers import option_lines, routes_answer, score_answer
from api.bodies import JSON_TYPE, TRACK_TYPES, holds_trip, parse_routes_query, require_json
from api.bodies import track_kind as kind_of
from api.departures import journey_departure
from api.journey_schemas import JourneysAnswerModel
from api.journeys import (
    FoundJourneys,
    found_notes,
    journey_avoid,
    journeys_answer,
    journeys_between,
)
from api.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.problems import ProblemError
from api.schemas import (
    MapOptions,
    RoutesAnswerModel,
    RoutesQuery,
    ScoreAnswer,
    ScoreOptions,
)
from geodata.metro import profile_for
from geodata.tracks import parse_track
from mapper.maps import ScoredLine, city_map
from mapper.maps.journey_lines import journey_lines
from mapper.routing import find_routes
from mapper.stations.journeys import JourneyWishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from api.cities import Cities
    from api.limits import Workers
    from geodata.tracks import TrackKind
    from mapper.exposure.city import CityExposure
    from mapper.routing import RoutesAnswer

__all__ = ["trips_router"]

_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457); see GET /api/problems.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_META_POLICY: Final = re.compile(
    r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', re.IGNORECASE
)


_EXAMPLES: Final[dict[str, Any]] = {
    "walk": {
        "summary": "on foot",
        "value": {"city": "helsinki", "from": "Rautatientori", "to": [24.9487, 60.1675]},
    },
    "metro": {
        "summary": "on foot and by metro, in one search",
        "value": {
            "city": "helsinki",
            "by": "metro",
            "from": "Rautatientori",
            "to": "Helsingin yliopisto",
            "detour": 2,
        },
    },
}
"""Trips of the bundled city that anybody may make public."""


def _body_schema(*types: str, trip: bool = False) -> dict[str, Any]:
    """Return what the API document says of a body."""
    query = {"$ref": "#/components/schemas/RoutesQuery"}
    content: dict[str, Any] = {name: {"schema": {"type": "object"}} for name in types}
    for name in types:
        if TRACK_TYPES.get(name) == "gpx":
            content[name] = {"schema": {"type": "string"}}
    if trip:
        content[JSON_TYPE] = {"schema": query, "examples": _EXAMPLES}
    return {"requestBody": {"required": True, "content": content}}


def trips_router(cities: Cities, workers: Workers) -> APIRouter:
    """Return the addresses that take a trip."""
    router = APIRouter(responses={"4XX": _PROBLEM, "5XX": _PROBLEM})

    @router.post("/api/score", response_model=ScoreAnswer, openapi_extra=_body_schema(*TRACK_TYPES))
    async def score(request: Request, options: Annotated[ScoreOptions, Query()]) -> Response:
        """Count the cameras a track passes."""
        kind, body = kind_of(request), await request.body()
        return _json(await workers.run(_score, cities, body, kind, options))

    @router.post(
        "/api/routes",
        response_model=RoutesAnswerModel | JourneysAnswerModel,
        openapi_extra=_body_schema(trip=True),
    )
    async def routes(request: Request) -> Response:
        """Find ways between two places: the quickest first, by metro without a gate first."""
        require_json(request)
        _refuse_query(request)
        body = await request.body()
        return _json(await workers.run(_routes, cities, body))

    @router.post(
        "/api/maps",
        response_class=HTMLResponse,
        openapi_extra=_body_schema(*TRACK_TYPES, trip=True),
    )
    async def maps(request: Request, options: Annotated[MapOptions, Query()]) -> Response:
        """Draw a track or the ways between two places: one file that needs no network."""
        kind, body = kind_of(request), await request.body()
        page = await workers.run(_map, cities, body, kind, options)
        return HTMLResponse(
            page,
            headers={
                "Content-Security-Policy": map_policy(page),
                "Content-Disposition": 'inline; filename="map.html"',
            },
        )

    return router


def map_policy(page: str) -> str:
    """Return the policy a map carries inside, to be sent with it too, and sandboxed."""
    found = _META_POLICY.search(page)
    inside = html.unescape(found.group(1)).strip().rstrip(";") if found else "default-src 'none'"
    return f"{inside}; frame-ancestors 'self'; sandbox allow-scripts"


def _score(cities: Cities, body: bytes, kind: TrackKind, options: ScoreOptions) -> bytes:
    read = parse_track(body, kind=kind)
    prepared = cities.prepared(options.city, options.assumptions())
    exposure = prepared.score(read.track)
    return _checked(ScoreAnswer, score_answer(prepared, exposure, notes=read.notes))


def _routes(cities: Cities, body: bytes) -> bytes:
    query = parse_routes_query(body)
    if query.by == "metro":
        prepared, found = _find_journeys(cities, query)
        return _checked(JourneysAnswerModel, journeys_answer(prepared, found))
    prepared, answer = _find(cities, query)
    return _checked(RoutesAnswerModel, routes_answer(prepared, answer))


def _refuse_fields(fields: Sequence[str], expected: str) -> None:
    """Refuse what would be passed over in silence, by its name alone."""
    if fields:
        errors = [{"field": field, "expected": expected} for field in fields]
        name = "invalid-request"
        raise ProblemError(name, errors=errors)


def _find(cities: Cities, query: RoutesQuery) -> tuple[CityExposure, RoutesAnswer]:
    _refuse_fields(query.for_metro, "nothing: this field goes with by metro")
    prepared = cities.prepared(query.city, query.assumptions())
    return prepared, find_routes(prepared, query.start, query.goal, wanted=query.wishes())


def _find_journeys(cities: Cities, query: RoutesQuery) -> tuple[CityExposure, FoundJourneys]:
    """Find journeys by foot and metro; what means nothing to them is refused by its name."""
    _refuse_fields(query.for_walks, "nothing: by metro this field means nothing")
    prepared = cities.prepared(query.city, query.assumptions())
    departure = journey_departure(prepared.city, time=query.depart, date=query.date, day=query.day)
    avoid = journey_avoid(query.avoid)
    wishes = JourneyWishes(detour=query.detour, avoid=avoid, departure=departure)
    profile = profile_for(prepared.city.name)
    found = journeys_between(
        prepared,
        query.start,
        query.goal,
        profile=profile,
        wishes=wishes,
        check_days=cities.check_days(prepared.city.name),
    )
    return prepared, found


def _map(cities: Cities, body: bytes, kind: TrackKind, options: MapOptions) -> str:
    if kind == "geojson" and holds_trip(body):
        if options.model_fields_set - {"language"}:
            _refuse_options()
        query = parse_routes_query(body)
        if query.by == "metro":
            return _journeys_map(cities, query, options.language)
        prepared, answer = _find(cities, query)
        lines = option_lines(answer)
    else:
        track = parse_track(body, kind=kind).track
        prepared = cities.prepared(options.city, options.assumptions())
        lines = [ScoredLine("Track", prepared.score(track))]
    return city_map(prepared, scored=lines, language=options.language)


def _journeys_map(cities: Cities, query: RoutesQuery, language: str) -> str:
    prepared, found = _find_journeys(cities, query)
    lines = journey_lines(prepared, found.journeys, language)
    notes = found_notes(found, language)
    return city_map(prepared, scored=lines, language=language, notes=notes)


def _checked(model: type[BaseModel], answer: dict[str, Any]) -> bytes:
    """Return an answer as JSON, if it is what the API document says."""
    return model.model_validate(answer).model_dump_json(by_alias=True).encode()


def _json(content: bytes) -> Response:
    return Response(content, media_type=JSON_TYPE)


def _refuse_query(request: Request) -> None:
    if request.url.query:
        _refuse_options()


def _refuse_options() -> None:
    name = "invalid-request"
    detail = "The options of a trip travel in the body beside it, never in the address."
    raise ProblemError(name, detail)
