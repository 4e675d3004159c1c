"""Whole cities and districts as downloads that can be resumed: public data, no trip in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import shapely
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation
from starlette.responses import Response

from api.byte_ranges import file_answer
from api.city_files import BINARY
from api.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.problems import ProblemError

if TYPE_CHECKING:
    from api.byte_ranges import HeldFile
    from api.city_files import CityFiles
    from api.limits import Workers
    from geodata.districts import District
    from mapper.model.projection import Projection

__all__ = ["city_files_router"]

_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457); see GET /api/problems.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_CONTENT: Final = {
    BINARY: {"schema": {"type": "string", "format": "binary"}},
    "text/html": {"schema": {"type": "string"}},
}
_SENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file.", "content": _CONTENT},
    206: {"description": "The part asked for with Range.", "content": _CONTENT},
    "4XX": _PROBLEM,
    "5XX": _PROBLEM,
}


class DistrictModel(BaseModel):
    """One district, and where its file is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    bounds: tuple[float, float, float, float]
    """Left, bottom, right, top in degrees, without the margin."""
    file: str


class DistrictsAnswer(BaseModel):
    """The answer of ``GET /api/cities/{city}/districts``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    city: str
    districts: list[DistrictModel]


def city_files_router(files: CityFiles, workers: Workers) -> APIRouter:
    """Return the addresses of city files.

    Parameters
    ----------
    files
        The files of the cities at hand.
    workers
        Threads of their own: making a file takes longer than a look.
    """
    router = APIRouter()

    async def whole(request: Request, city: str, sha256: str = "") -> Response:
        """Send a whole city as one binary, or the part of it that is asked for."""
        file = await workers.run(files.whole, city)
        return _answer(request, file, f"/api/cities/{quote(city)}/file", sha256)

    async def part(request: Request, city: str, district_id: str, sha256: str = "") -> Response:
        """Send one district as one binary, or the part of it that is asked for."""
        file = await workers.run(files.part, city, district_id)
        return _answer(request, file, _address(city, district_id), sha256)

    async def page(request: Request, city: str, sha256: str = "") -> Response:
        """Send the application with a whole city as one HTML file for use without a network."""
        file = await workers.run(files.page, city)
        return _answer(request, file, f"/api/cities/{quote(city)}/file.html", sha256)

    async def part_page(
        request: Request, city: str, district_id: str, sha256: str = ""
    ) -> Response:
        """Send the application with one district as one HTML file for use without a network."""
        file = await workers.run(files.page, city, district_id)
        return _answer(request, file, f"{_address(city, district_id)}.html", sha256)

    for path, send in (
        ("/api/cities/{city}/file", whole),
        ("/api/cities/{city}/file.html", page),
        ("/api/cities/{city}/districts/{district_id}/file", part),
        ("/api/cities/{city}/districts/{district_id}/file.html", part_page),
    ):
        # the file as it is now, and exactly one version of it
        for each in (path, f"{path}/{{sha256}}"):
            router.get(each, responses=_SENT, response_class=Response)(send)
            router.head(each, include_in_schema=False)(send)

    @router.get("/api/cities/{city}/districts", responses={"4XX": _PROBLEM, "5XX": _PROBLEM})
    async def districts(city: str) -> DistrictsAnswer:
        """List the districts a city may be had in."""

        def listed() -> DistrictsAnswer:
            projection = files.projection(city)
            found = [_told(one, city, projection) for one in files.districts(city)]
            return DistrictsAnswer(city=city, districts=found)

        return await workers.run(listed)

    return router


def _answer(request: Request, file: HeldFile, address: str, sha256: str) -> Response:
    """Return a file, unless it was asked for by its digest and is another one now."""
    if sha256 not in {"", file.sha256}:
        name, detail = "not-found", "There is a newer version of this file; begin anew."
        raise ProblemError(name, detail)
    return file_answer(request, file, address=f"{address}/{file.sha256}")


def _address(city: str, district_id: str) -> str:
    return f"/api/cities/{quote(city)}/districts/{quote(district_id)}/file"


def _told(district: District, city: str, projection: Projection) -> DistrictModel:
    low_x, low_y, high_x, high_y = shapely.bounds(district.area).tolist()
    lon, lat = projection.to_lon_lat([low_x, low_x, high_x, high_x], [low_y, high_y, low_y, high_y])
    left, bottom, right, top = lon.min(), lat.min(), lon.max(), lat.max()
    return DistrictModel(
        id=district.district_id,
        name=district.name,
        bounds=(float(left), float(bottom), float(right), float(top)),
        file=_address(city, district.district_id),
    )
