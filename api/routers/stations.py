"""Stations and how each is covered: public data, no trip in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from api.bodies import JSON_TYPE
from api.cities import Kept
from api.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.problems import ProblemError
from api.routers.trips import map_policy
from api.schemas import ModelOptions
from api.station_answers import station_answer, stations_answer
from geodata.licences import sharing_of
from geodata.metro import profile_for
from mapper.errors import UnknownPlaceError
from mapper.maps.station_map import station_map
from mapper.stations.coverage import cover_stations

if TYPE_CHECKING:
    from api.cities import Cities
    from api.limits import Workers
    from geodata.metro.stops import CheckDay
    from mapper.stations.coverage import Coverage

__all__ = ["stations_router"]

_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457); see GET /api/problems.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_MOST_KEPT: Final = 8
"""Coverages of cities and assumptions that stay in memory."""


class CoverageOptions(ModelOptions):
    """Query parameters of ``GET /api/stations/{id}/coverage``; they tell no trip."""

    language: Literal["en", "ru"] = Field(default="en", description="en or ru")


class StationsOptions(CoverageOptions):
    """Query parameters of ``GET /api/stations``."""

    sort: Literal["approach", "cameras", "doorways", "seen", "entrances", "name", "line"] = Field(
        default="approach", description="order of the stations"
    )


class StationsMapOptions(CoverageOptions):
    """Query parameters of ``GET /api/stations/map``."""

    colour: Literal["approach", "cameras", "doorways", "seen"] = Field(
        default="approach", description="what colours the stations at first"
    )


class _Answers:
    """Answers about stations; coverages worked out before are kept."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities
        self._kept: Kept[tuple[str, str], Coverage] = Kept(_MOST_KEPT)

    def table(self, options: StationsOptions) -> bytes:
        """Return all stations."""
        coverage = self._covered(options)
        sharing = sharing_of(coverage.exposure.city.sources)
        if not sharing.allowed:
            name = "licences"
            raise ProblemError(name, f"Not as one table: {sharing.reason}.")
        answer = stations_answer(coverage, sort=options.sort, language=options.language)
        return _json(answer | {"check_days": [asdict(day) for day in self._days(coverage)]})

    def one(self, station_id: str, options: CoverageOptions) -> bytes:
        """Return one station."""
        coverage = self._covered(options)
        try:
            answer = station_answer(coverage, station_id, language=options.language)
        except UnknownPlaceError as error:
            name, detail = "not-found", "No station of that id; see /api/stations."
            raise ProblemError(name, detail) from error
        return _json(answer | {"check_days": [asdict(day) for day in self._days(coverage)]})

    def drawn(self, options: StationsMapOptions) -> str:
        """Return the map of stations."""
        coverage = self._covered(options)
        days = [(day.date, day.place, day.source) for day in self._days(coverage)]
        return station_map(
            coverage, measure=options.colour, language=options.language, check_days=days
        )

    def _covered(self, options: ModelOptions) -> Coverage:
        prepared = self._cities.prepared(options.city, options.assumptions())
        city = prepared.city
        key = city.pack_hash or city.name, prepared.assumptions.digest
        profile = profile_for(city.name)
        return self._kept.get(key, lambda: cover_stations(prepared, profile=profile))

    def _days(self, coverage: Coverage) -> tuple[CheckDay, ...]:
        return self._cities.check_days(coverage.exposure.city.name)


def stations_router(cities: Cities, workers: Workers) -> APIRouter:
    """Return the addresses of stations."""
    router = APIRouter(responses={"4XX": _PROBLEM, "5XX": _PROBLEM})
    answers = _Answers(cities)

    @router.get("/api/stations")
    async def stations(options: Annotated[StationsOptions, Query()]) -> Response:
        """List the stations of a city with their coverage, and the dictionary of the columns."""
        return Response(await workers.run(answers.table, options), media_type=JSON_TYPE)

    @router.get("/api/stations/map", response_class=HTMLResponse)
    async def stations_map(options: Annotated[StationsMapOptions, Query()]) -> Response:
        """Draw the stations of a city by class: one file that needs no network."""
        page = await workers.run(answers.drawn, options)
        return HTMLResponse(
            page,
            headers={
                "Content-Security-Policy": map_policy(page),
                "Content-Disposition": 'inline; filename="map.html"',
            },
        )

    @router.get("/api/stations/{station_id}/coverage")
    async def coverage(station_id: str, options: Annotated[CoverageOptions, Query()]) -> Response:
        """Tell how one station and each of its entrances are covered."""
        return Response(await workers.run(answers.one, station_id, options), media_type=JSON_TYPE)

    return router


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
