"""The application's scripts and style."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation
from starlette.responses import Response

from api.app_files import APP_FILES, app_file, app_folder, packed_file
from api.problems import ProblemError

__all__ = ["app_files_router"]

_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of a worker, which has one of its own: the engine fetches nothing."""


def app_files_router() -> APIRouter:
    """Return the addresses of the application's files."""
    router = APIRouter(include_in_schema=False)

    @router.get("/app/{digest}/{name}")
    async def file(digest: str, name: str, request: Request) -> Response:
        """Send one file, of the version that is running."""
        if name not in APP_FILES or f"/app/{digest}" != app_folder():
            problem = "not-found"
            raise ProblemError(problem)
        headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(app_file(name), media_type=APP_FILES[name], headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(packed_file(name), media_type=APP_FILES[name], headers=headers)

    return router
