"""What holds no trip: the cities, the problems, whether the service is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from api.answers import software_version
from api.problems import PROBLEMS
from api.schemas import CitiesAnswer, CityInfoModel, Health, Problem, ProblemKinds

if TYPE_CHECKING:
    from api.cities import Cities
    from api.limits import Workers
    from geodata.pack import CityInfo

__all__ = ["public_router"]


def public_router(cities: Cities, workers: Workers) -> APIRouter:
    """Return the addresses anybody may look at."""
    router = APIRouter()

    @router.get("/api/health")
    async def health() -> Health:
        """Say that the service is up."""
        return Health(status="ok", software=software_version())

    @router.get("/api/cities")
    async def list_of_cities() -> CitiesAnswer:
        """List the cities at hand."""
        infos = await workers.run(cities.at_hand)
        return CitiesAnswer(
            cities=[_info(info, default=cities.is_default(info.name)) for info in infos]
        )

    @router.get("/api/problems")
    async def list_of_problems() -> ProblemKinds:
        """List the problems a request can meet; the ``type`` of each leads here."""
        return ProblemKinds(
            problems=[
                Problem(type=kind.type, title=kind.title, status=kind.status, detail=kind.detail)
                for kind in PROBLEMS.values()
            ]
        )

    return router


def _info(info: CityInfo, *, default: bool) -> CityInfoModel:
    return CityInfoModel(
        name=info.name,
        title=info.title,
        cameras=info.cameras,
        stations=info.stations,
        edges=info.edges,
        as_of=info.as_of,
        pack=info.pack_hash,
        bounds=info.bounds,
        attribution=list(info.attribution),
        default=default,
        usable=not info.problem,
    )
