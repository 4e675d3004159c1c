"""Setting out at a time: at the command line and over HTTP, answered and nowhere else told."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from geodata.pack import write_pack
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.test_trains import timetable
from tests.mapper.stations.towns import ORIGIN, PROJECTION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

TUESDAY = "2026-04-07"
TRAINS = ("1", "ABCDE", 60, ("08:02", "08:12"))


def at(east: float) -> list[float]:
    lon, lat = PROJECTION.to_lon_lat(*(ORIGIN + np.array([[east, 0.0]])).T)
    return [float(lon[0]), float(lat[0])]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("timed")
    write_pack(replace(watched_city(), timetable=timetable(TRAINS)), folder / "moscow")
    write_pack(replace(watched_city(), name="moscow-bare"), folder / "moscow-bare")
    return folder


@pytest.fixture(scope="module")
def client(packs: Path) -> TestClient:
    app = create_app(Settings(city="helsinki", packs=packs, requests_per_s=0))
    return TestClient(app, base_url="http://127.0.0.1")


def asked(client: TestClient, **more: object) -> Any:  # noqa: ANN401 - JSON
    trip = {"by": "metro", "city": "moscow", "from": at(0.0), "to": at(3000.0)}
    return client.post("/api/routes", json=trip | more)


def words(*more: str) -> tuple[str, ...]:
    ends = (",".join(map(str, at(x)[::-1])) for x in (0.0, 3000.0))
    return ("route", *ends, "--metro", "--quiet", *more)


def ride_of(answer: dict[str, Any]) -> dict[str, Any]:
    (option,) = answer["groups"][1]["options"]
    (leg,) = (leg for leg in option["legs"] if leg["kind"] == "ride")
    return dict(leg)


def test_the_terminal_and_the_service_wait_for_the_same_train(
    client: TestClient, packs: Path, run: Run
) -> None:
    city = ("--city", "moscow", "--packs", str(packs))
    printed = run(*words("--json", "--depart", "08:00", "--date", TUESDAY, *city)).json
    answer = asked(client, depart="08:00", date=TUESDAY).json()
    # the terminal reads texts, the service takes points: the rest is the same
    assert answer["groups"] == printed["groups"]
    assert answer["departure"] == printed["departure"] == {"time": "08:00", "date": TUESDAY}
    assert answer["waits"] == printed["waits"] == "timetable"
    # thirty seconds to the platform, and the train leaves at 08:02
    assert (ride_of(answer)["wait_s"], ride_of(answer)["timed"]) == (90.0, True)
    assert asked(client, depart="08:00", day="tuesday").json()["groups"] == answer["groups"]


def test_the_table_says_which_wait_it_is(packs: Path, run: Run) -> None:
    where = ("--packs", str(packs), "--city")
    told = run(*words("--depart", "08:00", "--date", TUESDAY, *where, "moscow")).out
    assert f"Waits: for the next train of the timetable of {TUESDAY}." in told
    bare = run(*words("--depart", "08:00", *where, "moscow-bare")).out
    assert "Waits: half the headway of each line, for the city has no timetable." in bare
    assert "Waits: half the headway of each line." in run(*words(*where, "moscow")).out


def test_without_a_time_nothing_changes(client: TestClient) -> None:
    answer = asked(client).json()
    assert (answer["departure"], answer["waits"]) == (None, "headway")
    assert (ride_of(answer)["wait_s"], ride_of(answer)["timed"]) == (60.0, False)


@pytest.mark.parametrize(
    "more",
    [
        ("--depart", "25:61"),
        ("--depart", "08:00", "--date", "2031-03-04"),
        ("--depart", "08:00", "--date", TUESDAY, "--day", "tuesday"),
        ("--depart", "08:00", "--day", "someday"),
        ("--day", "tuesday"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line_that_repeats_nothing(
    packs: Path, run: Run, more: tuple[str, ...]
) -> None:
    refused = run(*words("--city", "moscow", "--packs", str(packs), *more))
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    for typed in ("25:61", "08:00", "2031-03-04", "someday"):
        assert typed not in refused.err


def test_a_walk_takes_as_long_at_any_time(client: TestClient, run: Run) -> None:
    refused = run("route", "60.1,24.9", "60.2,24.9", "--depart", "08:00", "--quiet")
    assert refused.code == 2
    assert "go with --metro" in refused.err
    answer = asked(client, by="walk", depart="08:00")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["depart"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"depart": "8 o'clock"},
        {"depart": "07:77"},
        {"depart": "08:00", "date": "04.03.2031"},
        {"depart": "08:00", "date": "2031-03-04"},
        {"depart": "08:00", "day": "someday"},
        {"date": TUESDAY},
    ],
)
def test_a_departure_stands_in_no_error_and_no_log(
    client: TestClient, caplog: pytest.LogCaptureFixture, wrong: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = asked(client, **wrong)
    assert 400 <= answer.status_code < 500
    told = answer.text + caplog.text
    for value in wrong.values():
        assert value not in told
