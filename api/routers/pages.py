"""The pages for people: one address a language, looked at with GET and asked with POST.

A trip comes in a form's body and is worked on in memory, as in ``api.routers.trips``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.bodies import media_type
from api.pages.answering import answer, empty_page, offered_beside, plain_page
from api.pages.application import application_policy, application_setting
from api.pages.form import parse_sent
from api.pages.page import page_policy
from api.pages.pictures import Pictures
from api.pages.saving import FILES
from api.pages.words import LANGUAGES, first_language
from mapper.model.assumptions import Assumptions

if TYPE_CHECKING:
    from api.cities import Cities
    from api.city_files import CityFiles
    from api.limits import Workers
    from api.pages.saving import File

__all__ = ["pages_router"]


def pages_router(cities: Cities, files: CityFiles, lookers: Workers, workers: Workers) -> APIRouter:
    """Return the addresses of the pages.

    Parameters
    ----------
    cities, files
        The cities at hand, and what pages fetch of them.
    lookers, workers
        Threads for empty pages, and for answers.
    """
    router = APIRouter(include_in_schema=False)
    pictures = Pictures()

    @router.get("/")
    async def first() -> Response:
        """Show the empty map in the city's own language."""

        def page() -> str:
            return empty_page(cities, files, pictures, first_language(cities.city()))

        return _first(await lookers.run(page))

    for language in LANGUAGES:
        router.include_router(_looks(cities, files, pictures, lookers, language))
        router.include_router(_answers(cities, pictures, workers, language))
    return router


def _looks(
    cities: Cities, files: CityFiles, pictures: Pictures, lookers: Workers, language: str
) -> APIRouter:
    """Return the addresses of empty pages in one language."""
    router = APIRouter()
    path = f"/{language}/"

    @router.get(path)
    async def look() -> Response:
        """Show the empty map."""
        return _first(await lookers.run(empty_page, cities, files, pictures, language))

    @router.get(f"{path}plain/")
    async def plain() -> Response:
        """Show the empty map without the application, to those who have scripts, too."""
        return _page(await lookers.run(plain_page, cities, pictures, language))

    @router.get(f"{path}{{city}}/")
    async def look_at(city: str) -> Response:
        """Show the empty map of one of the other cities."""
        return _first(await lookers.run(empty_page, cities, files, pictures, language, city))

    @router.get(f"{path}{{city}}/setting.json")
    async def setting(city: str) -> Response:
        """Tell the application its words and what it says of the city."""

        def told() -> dict[str, Any]:
            prepared = cities.prepared(city, Assumptions())
            return application_setting(prepared, language, offered_beside(cities, files, city))

        return JSONResponse(await lookers.run(told))

    return router


def _answers(cities: Cities, pictures: Pictures, workers: Workers, language: str) -> APIRouter:
    """Return the address that takes the form in one language."""
    router = APIRouter()

    @router.post(f"/{language}/")
    async def ask(request: Request) -> Response:
        """Answer the form."""
        media_type(request)
        kind, body = request.headers.get("content-type", ""), await request.body()
        found = await workers.run(
            lambda: answer(cities, pictures, parse_sent(kind, body), language)
        )
        return _page(found) if isinstance(found, str) else _file(found)

    return router


def _first(text: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": application_policy()})


def _page(text: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": page_policy()})


def _file(file: File) -> Response:
    name, kind = FILES[file.kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=kind, headers=headers)
