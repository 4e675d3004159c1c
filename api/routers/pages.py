"""The pages for people: one address a language, looked at with GET and asked with POST.

A trip comes in a form's body and is worked on in memory, as in ``api.routers.trips``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation
from starlette.responses import HTMLResponse, Response

from api.bodies import media_type
from api.pages.answering import answer, empty_page
from api.pages.form import FIELDS, parse_sent
from api.pages.page import page_policy
from api.pages.pictures import Pictures
from api.pages.saving import FILES
from api.pages.words import LANGUAGES, first_language

if TYPE_CHECKING:
    from api.cities import Cities
    from api.limits import Workers
    from api.pages.saving import File

__all__ = ["pages_router"]


def pages_router(cities: Cities, lookers: Workers, workers: Workers) -> APIRouter:
    """Return the addresses of the pages.

    Parameters
    ----------
    cities
        The cities at hand.
    lookers, workers
        Threads for empty pages, and for answers.
    """
    router = APIRouter(include_in_schema=False)
    pictures = Pictures()

    def add(language: str) -> None:
        path = f"/{language}/"

        @router.get(path)
        async def look() -> Response:
            """Show the empty map."""
            return _page(await lookers.run(empty_page, cities, pictures, dict(FIELDS), language))

        @router.post(path)
        async def ask(request: Request) -> Response:
            """Answer the form."""
            media_type(request)
            kind, body = request.headers.get("content-type", ""), await request.body()
            found = await workers.run(
                lambda: answer(cities, pictures, parse_sent(kind, body), language)
            )
            return _page(found) if isinstance(found, str) else _file(found)

    for language in LANGUAGES:
        add(language)

    @router.get("/")
    async def first() -> Response:
        """Show the empty map in the city's own language."""

        def page() -> str:
            return empty_page(cities, pictures, dict(FIELDS), first_language(cities.city()))

        return _page(await lookers.run(page))

    return router


def _page(text: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": page_policy()})


def _file(file: File) -> Response:
    name, kind = FILES[file.kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=kind, headers=headers)
