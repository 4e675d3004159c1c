"""What can go wrong with a request, as RFC 9457 problems that never repeat the request.

A detail is either fixed text or the message of a ``SidestreetError``, which by contract
(``mapper.errors``) holds no coordinate and no place of a trip. Errors of fields name the field,
if it is one of ours, and what is expected there: never what was sent.
"""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from mapper.errors import (
    BadInputError,
    NoRouteError,
    OutsideCityError,
    PackError,
    SidestreetError,
    TrackError,
    UnknownCityError,
    UnknownPlaceError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from pydantic_core import ErrorDetails
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "PROBLEMS",
    "LastResort",
    "ProblemError",
    "ProblemKind",
    "add_problem_handlers",
    "field_errors",
    "problem",
]

_LOG = logging.getLogger("api")
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: its name (the end of its ``type``), status, and what to do about it."""

    name: str
    status: int
    title: str
    detail: str

    @property
    def type(self) -> str:
        """The problem's ``type``: a reference into ``GET /api/problems``."""
        return f"/api/problems#{self.name}"


_KINDS: Final = (
    ProblemKind(
        "bad-request", 400, "Bad request", "The request is not one this server understands."
    ),
    ProblemKind(
        "cross-site", 403, "From another site", "Trips are taken from this server's own pages only."
    ),
    ProblemKind(
        "licences", 403, "Not to be passed on together", "The licences do not allow one database."
    ),
    ProblemKind("not-found", 404, "Not found", "There is nothing at this address; see /."),
    ProblemKind("unknown-city", 404, "Unknown city", "No city goes by that name; see /api/cities."),
    ProblemKind(
        "method-not-allowed", 405, "Method not allowed", "See the header Allow for what is."
    ),
    ProblemKind("slow-body", 408, "The body came too slowly", "Send it again."),
    ProblemKind(
        "body-too-large", 413, "The body is too large", "Send a shorter track, or simplify it."
    ),
    ProblemKind(
        "unsupported-media-type",
        415,
        "Unsupported media type",
        "See docs/api.md for what each address takes; bodies are not compressed.",
    ),
    ProblemKind(
        "range-not-satisfiable", 416, "Beyond the file", "The header Content-Range tells its size."
    ),
    ProblemKind(
        "misdirected",
        421,
        "Not this server's name",
        "The server answers only to the names it was set up for (SIDESTREET_HOSTS).",
    ),
    ProblemKind("invalid-request", 422, "Invalid request", "Some fields are not as expected."),
    ProblemKind("invalid-json", 422, "Not JSON", "The body is not one JSON document in UTF-8."),
    ProblemKind(
        "invalid-track", 422, "Not a track that can be scored", "The body holds no usable line."
    ),
    ProblemKind("outside-city", 422, "Outside the city", "The place or track is not in this city."),
    ProblemKind(
        "unknown-place", 422, "Unknown place", "No street, station or entrance goes by that name."
    ),
    ProblemKind("no-route", 422, "No route", "No way leads from one place to the other."),
    ProblemKind(
        "too-many-requests", 429, "Too many requests", "Too many trips at once; come back shortly."
    ),
    ProblemKind(
        "internal", 500, "The server failed", "The failure is on this side. Nothing was kept."
    ),
    ProblemKind("busy", 503, "Busy", "All places are taken; come back shortly."),
    ProblemKind(
        "city-unavailable", 503, "City unavailable", "This city's data on the server are damaged."
    ),
)
PROBLEMS: Final = {kind.name: kind for kind in _KINDS}

_OF_ERRORS: Final[tuple[tuple[type[SidestreetError], str, bool], ...]] = (
    (TrackError, "invalid-track", True),
    (OutsideCityError, "outside-city", True),
    (UnknownPlaceError, "unknown-place", True),
    (NoRouteError, "no-route", True),
    (UnknownCityError, "unknown-city", False),
    (PackError, "city-unavailable", False),
    (BadInputError, "invalid-request", True),
    (SidestreetError, "bad-request", False),
)
"""Error, problem, and whether the error's own message is the detail; the first match holds."""

_OF_STATUS: Final = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}


class ProblemError(Exception):
    """Raised by our own handlers: becomes one problem document."""

    def __init__(
        self,
        name: str,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.detail = detail
        self.errors = errors
        self.headers = headers


def problem(
    name: str,
    detail: str | None = None,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return one problem document; ``detail`` and ``errors`` must not come from the request."""
    kind = PROBLEMS[name]
    content: dict[str, Any] = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.detail,
    }
    if errors:
        content["errors"] = list(errors)
    return JSONResponse(
        content,
        kind.status,
        headers=None if headers is None else dict(headers),
        media_type=MEDIA_TYPE,
    )


def field_errors(
    errors: Sequence[ErrorDetails | Mapping[str, Any]], expected: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return which known fields are wrong and what is expected there, without any value.

    Parameters
    ----------
    errors
        As pydantic lists them.
    expected
        Our fields, each with what it takes. What is not among them is somebody's own word,
        and is called "a field that is not known".
    """
    found: dict[str, str] = {}
    for error in errors:
        known = [part for part in error["loc"] if isinstance(part, str) and part in expected]
        if error["type"] == "extra_forbidden" or not known:
            found["(other)"] = "a field that is not known, or nothing that can be read"
        elif error["type"] == "missing":
            found[known[0]] = f"is required: {expected[known[0]]}"
        else:
            found[known[0]] = expected[known[0]]
    return [{"field": name, "expected": text} for name, text in found.items()]


def add_problem_handlers(app: FastAPI, expected: Mapping[str, str]) -> None:
    """Turn every foreseen error of the application into a problem."""

    def from_http(_: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 400)
        allow = (getattr(error, "headers", None) or {}).get("Allow")
        name = _OF_STATUS.get(status, "bad-request")
        return problem(name, headers=None if allow is None else {"Allow": allow})

    def from_validation(_: Request, error: Exception) -> Response:
        details = error.errors() if isinstance(error, RequestValidationError) else []
        return problem("invalid-request", errors=field_errors(details, expected))

    def from_problem(_: Request, error: Exception) -> Response:
        if not isinstance(error, ProblemError):
            return problem("internal")
        return problem(error.name, error.detail, errors=error.errors, headers=error.headers)

    app.add_exception_handler(HTTPException, from_http)
    app.add_exception_handler(RequestValidationError, from_validation)
    app.add_exception_handler(ProblemError, from_problem)
    app.add_exception_handler(SidestreetError, _from_sidestreet)


def _from_sidestreet(_: Request, error: Exception) -> Response:
    name, says = next((n, s) for kind, n, s in _OF_ERRORS if isinstance(error, kind))
    return problem(name, str(error) if says else None)


@dataclass(frozen=True, slots=True)
class LastResort:
    """Middleware: an unforeseen error becomes problem 500, and never reaches a log whole.

    The server would log the traceback with the error's message, and both may hold the trip. All
    that is logged is the error's type and where in the code it arose.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - the last resort
            _LOG.error("%s at %s", type(error).__name__, _where(error))
            if not started and scope["type"] == "http":
                await problem("internal")(scope, receive, send)


def _where(error: BaseException) -> str:
    """Return the innermost frames of an error: file names, lines and functions, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
