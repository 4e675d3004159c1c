"""Problems: every error becomes one, and none repeats what was sent or logs it."""

from __future__ import annotations

import logging
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from api.problems import PROBLEMS, LastResort, ProblemError, add_problem_handlers
from mapper.errors import (
    BadInputError,
    NoRouteError,
    OsmFileError,
    OutsideCityError,
    PackError,
    SidestreetError,
    TableError,
    TrackError,
    UnknownCityError,
    UnknownPlaceError,
)

PLANTED = "60.1699-planted-24.9384"


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    metres: float = 1.0


def _client(error: Exception | None = None) -> TestClient:
    app = FastAPI(middleware=[Middleware(LastResort)], redirect_slashes=False)
    add_problem_handlers(app, {"metres": "a number of metres"})

    @app.get("/fails")
    def fails() -> None:
        if error is not None:
            raise error

    @app.get("/takes")
    def takes(options: Annotated[_Options, Query()]) -> float:
        return options.metres

    return TestClient(app, base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    ("error", "status", "name", "says"),
    [
        (TrackError("a line"), 422, "invalid-track", True),
        (OutsideCityError("a line"), 422, "outside-city", True),
        (UnknownPlaceError("a line"), 422, "unknown-place", True),
        (NoRouteError("a line"), 422, "no-route", True),
        (BadInputError("a line"), 422, "invalid-request", True),
        (UnknownCityError(PLANTED), 404, "unknown-city", False),
        (PackError(PLANTED), 503, "city-unavailable", False),
        (SidestreetError(PLANTED), 400, "bad-request", False),
        (ZeroDivisionError(PLANTED), 500, "internal", False),
        (ExceptionGroup(PLANTED, [ValueError(PLANTED)]), 500, "internal", False),
    ],
)
def test_each_error_has_its_problem(
    error: Exception, status: int, name: str, *, says: bool
) -> None:
    answer = _client(error).get("/fails")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert set(document) == {"type", "title", "status", "detail"}
    assert document["type"] == f"/api/problems#{name}"
    assert (document["status"], document["title"]) == (status, PROBLEMS[name].title)
    assert document["detail"] == ("a line" if says else PROBLEMS[name].detail)


@pytest.mark.parametrize("kind", [TableError, OsmFileError])
def test_no_error_of_ours_is_a_failure_of_the_server(kind: type[SidestreetError]) -> None:
    assert _client(kind("a line")).get("/fails").status_code == 422


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        (f"/{PLANTED}", 404, "not-found"),
        (f"/fails/?{PLANTED}", 404, "not-found"),
        (f"/takes?metres={PLANTED}", 422, "invalid-request"),
        (f"/takes?{PLANTED}=1", 422, "invalid-request"),
        (f"/takes?metres={PLANTED}&metres={PLANTED}", 422, "invalid-request"),
    ],
)
def test_what_was_asked_for_is_never_repeated(path: str, status: int, name: str) -> None:
    answer = _client().get(path)
    assert answer.status_code == status
    assert answer.json()["type"] == f"/api/problems#{name}"
    assert "planted" not in answer.text + str(answer.headers)


def test_a_wrong_field_of_ours_is_named_with_what_it_takes() -> None:
    answer = _client().get("/takes", params={"metres": PLANTED, PLANTED: "1"})
    assert answer.json()["errors"] == [
        {"field": "metres", "expected": "a number of metres"},
        {"field": "(other)", "expected": "a field that is not known, or nothing that can be read"},
    ]


def test_another_method_is_405_and_says_which() -> None:
    answer = _client().delete("/fails")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["type"] == "/api/problems#method-not-allowed"


def test_a_failure_is_logged_by_type_and_place_only(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = _client(RuntimeError(PLANTED)).get("/fails")
    assert answer.status_code == 500
    [record] = [record for record in caplog.records if record.name == "api"]
    assert record.getMessage().startswith("RuntimeError at test_problems.py:")
    assert record.exc_info is None
    assert "planted" not in caplog.text


def test_a_problem_raised_by_hand_carries_its_headers() -> None:
    error = ProblemError("unsupported-media-type", headers={"Accept-Post": "application/json"})
    answer = _client(error).get("/fails")
    assert (answer.status_code, answer.headers["accept-post"]) == (415, "application/json")


def test_statuses_are_those_of_errors_and_names_are_their_own() -> None:
    assert all(400 <= kind.status < 600 for kind in PROBLEMS.values())
    assert all(kind.title and kind.detail.endswith(".") for kind in PROBLEMS.values())
    assert len({kind.title for kind in PROBLEMS.values()}) == len(PROBLEMS)
