"""Pages to print: a line somebody sends, which is worked on in memory, or a district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation
from starlette.responses import Response

from api.bodies import TRACK_TYPES, track_kind
from api.printing import PRINTED, PrintKind, area_print, way_print
from api.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.schemas import MapOptions  # noqa: TC001 - FastAPI reads the annotation
from geodata.tracks import parse_track
from mapper.maps import ScoredLine

if TYPE_CHECKING:
    from api.cities import Cities
    from api.city_files import CityFiles
    from api.limits import Workers
    from geodata.tracks import TrackKind

__all__ = ["prints_router"]

_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457); see GET /api/problems.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_SENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "One page of A4.",
        "content": {kind: {"schema": {"type": "string"}} for _, kind in PRINTED.values()},
    },
    "4XX": _PROBLEM,
    "5XX": _PROBLEM,
}
_TRACK: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": {"type": "object"}} for name in TRACK_TYPES},
    }
}


class SheetOptions(BaseModel):
    """Query parameters of a district's sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Literal["en", "ru"] = Field(default="en", description="en or ru")


def prints_router(cities: Cities, files: CityFiles, workers: Workers) -> APIRouter:
    """Return the addresses of pages to print."""
    router = APIRouter()

    @router.post(
        "/api/print/{kind}", responses=_SENT, response_class=Response, openapi_extra=_TRACK
    )
    async def way(
        kind: Literal["pdf", "png"], request: Request, options: Annotated[MapOptions, Query()]
    ) -> Response:
        """Print a line with what sees it on one page."""
        form, body = track_kind(request), await request.body()
        return _sent(kind, await workers.run(_way, cities, kind, body, form, options))

    @router.get(
        "/api/cities/{city}/districts/{district_id}/print/{kind}",
        responses=_SENT,
        response_class=Response,
    )
    async def district(
        city: str,
        district_id: str,
        kind: Literal["pdf", "png"],
        options: Annotated[SheetOptions, Query()],
    ) -> Response:
        """Print a district with its cameras and the streets most in view on one page."""

        def printed() -> bytes:
            return area_print(files.cut(city, district_id, margin_m=0.0), kind, options.language)

        return _sent(kind, await workers.run(printed))

    return router


def _way(
    cities: Cities, kind: PrintKind, body: bytes, form: TrackKind, options: MapOptions
) -> bytes:
    track = parse_track(body, kind=form).track
    prepared = cities.prepared(options.city, options.assumptions())
    line = ScoredLine("", prepared.score(track))
    return way_print(prepared, line, kind, options.language)


def _sent(kind: PrintKind, content: bytes) -> Response:
    name, media_type = PRINTED[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
