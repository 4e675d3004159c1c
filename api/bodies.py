"""What a request's body is, told by its Content-Type, and read without repeating any of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from api.problems import ProblemError, field_errors
from api.schemas import EXPECTED, RoutesQuery

if TYPE_CHECKING:
    from starlette.requests import Request

    from geodata.tracks import TrackKind

__all__ = ["TRACK_TYPES", "holds_trip", "media_type", "parse_routes_query", "track_kind"]

JSON_TYPE: Final = "application/json"
TRACK_TYPES: Final[dict[str, TrackKind]] = {
    "application/geo+json": "geojson",
    JSON_TYPE: "geojson",
    "application/gpx+xml": "gpx",
    "application/xml": "gpx",
    "text/xml": "gpx",
}
"""What a track may come as."""


def media_type(request: Request) -> str:
    """Return the media type of the body without its parameters.

    Raises
    ------
    ProblemError
        Where the body is compressed: what a body may grow to could not be limited.
    """
    if request.headers.get("content-encoding", "identity").casefold() != "identity":
        name = "unsupported-media-type"
        raise ProblemError(name, headers={"Accept-Encoding": "identity"})
    return request.headers.get("content-type", "").partition(";")[0].strip().casefold()


def track_kind(request: Request) -> TrackKind:
    """Return the format of the track a request holds.

    Raises
    ------
    ProblemError
        Where its Content-Type is none a track may come as.
    """
    kind = TRACK_TYPES.get(media_type(request))
    if kind is None:
        name = "unsupported-media-type"
        raise ProblemError(name, headers={"Accept-Post": ", ".join(TRACK_TYPES)})
    return kind


def require_json(request: Request) -> None:
    """Refuse a body that is not announced as JSON.

    Raises
    ------
    ProblemError
        Where its Content-Type is another.
    """
    if media_type(request) != JSON_TYPE:
        name = "unsupported-media-type"
        raise ProblemError(name, headers={"Accept-Post": JSON_TYPE})


def holds_trip(body: bytes) -> bool:
    """Tell a trip, ``{"from": …, "to": …}``, from GeoJSON, which always has a ``type``."""
    if b'"from"' not in body and b'"to"' not in body:
        return False
    try:
        top = json.loads(body)
    except (ValueError, RecursionError):
        return b'"type"' not in body
    return isinstance(top, dict) and "type" not in top and bool(top.keys() & {"from", "to"})


def parse_routes_query(body: bytes) -> RoutesQuery:
    """Read the body of ``POST /api/routes``.

    Raises
    ------
    ProblemError
        Where it is not JSON, or a field is missing, unknown or out of bounds.
    """
    try:
        return RoutesQuery.model_validate_json(body)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        if any(detail["type"] == "json_invalid" for detail in details):
            name = "invalid-json"
            raise ProblemError(name) from None
        name = "invalid-request"
        raise ProblemError(name, errors=field_errors(details, EXPECTED)) from None
