"""Journeys over HTTP: those of the command line, gates first and apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from geodata.pack import write_pack
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import ORIGIN, PROJECTION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

TRIP = {"from": "Rautatientori", "to": "Helsingin yliopisto"}


def at(east: float, north: float = 0.0) -> list[float]:
    lon, lat = PROJECTION.to_lon_lat(*(ORIGIN + np.array([[east, north]])).T)
    return [float(lon[0]), float(lat[0])]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("metro")
    write_pack(watched_city(), folder / "moscow")
    return folder


@pytest.fixture(scope="module")
def client(packs: Path) -> TestClient:
    app = create_app(Settings(city="helsinki", packs=packs, requests_per_s=0))
    return TestClient(app, base_url="http://127.0.0.1")


def asked(client: TestClient, **more: object) -> dict[str, Any]:
    answer = client.post("/api/routes", json={"by": "metro", **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_answer_is_that_of_the_command_line(client: TestClient, run: Run) -> None:
    for option, words in (({}, ()), ({"detour": 2}, ("--detour", "2"))):
        printed = run("route", TRIP["from"], TRIP["to"], "--metro", "--json", *words).json
        assert asked(client, **TRIP, **option) == printed


def test_the_answer_stands_the_same_among_a_gated_city(
    client: TestClient, packs: Path, run: Run
) -> None:
    ends = [at(100.0), at(3000.0)]
    texts = [f"{lat},{lon}" for lon, lat in ends]
    printed = run(
        "route", *texts, "--metro", "--json", "--city", "moscow", "--packs", packs
    ).json  # fmt: skip
    given = {"from": texts[0], "to": texts[1]}
    assert asked(client, city="moscow", **given) == printed
    answer = asked(client, city="moscow", **{"from": ends[0], "to": ends[1]})
    assert [group["gates"] for group in answer["groups"]] == [0, 1]
    (walk,), (ride,) = (group["options"] for group in answer["groups"])
    assert (walk["reason"], walk["beyond_budget"]) == ("only", True)
    assert walk["cameras"] == {"documented": 0, "likely": 0, "cautious": 3}
    assert [leg["kind"] for leg in ride["legs"]] == ["walk", "gate", "ride", "exit"]
    # a platform on either side and a carriage, never inside the mapped ones
    assert (ride["cameras"]["cautious"], ride["modelled_at_least"]) == (0, 3)
    _, gate, train, way_out = ride["legs"]
    assert (gate["gates"], way_out["gates"]) == (1, 0)
    assert (train["line_name"], train["colour"], train["stops"]) == ("Line 1", "#F07E24", 3)
    assert len(train["geometry"]["coordinates"]) == 4
    begins = np.cumsum([0.0, *(leg["seconds"] for leg in ride["legs"])])
    assert [leg["begins_s"] for leg in ride["legs"]] == pytest.approx(begins[:-1].tolist())
    assert ride["duration_s"] == pytest.approx(float(begins[-1]))
    assert answer["profile"]["title"].startswith("Moscow")
    assert (answer["complete"], answer["optimal"]) == (True, True)


@pytest.mark.parametrize("count", ["documented", "likely", "cautious"])
def test_without_a_gate_first_and_no_gate_is_called_the_fewest(
    client: TestClient, count: str
) -> None:
    ends = {"from": at(250.0), "to": at(3000.0)}
    answer = asked(client, city="moscow", count=count, detour=3, **ends)
    gates = [group["gates"] for group in answer["groups"]]
    assert gates == sorted(gates)
    assert gates[0] == 0
    for group in answer["groups"]:
        reasons = [option["reason"] for option in group["options"]]
        assert reasons[0] in {"quickest", "only"}
        if group["gates"]:
            assert set(reasons) <= {"quickest", "less_seen"}
            for option in group["options"]:
                assert "fewest" not in option["label"]
                assert "least" not in option["label"]


def test_a_city_without_a_metro_says_so(client: TestClient) -> None:
    plain = client.post("/api/routes", json=TRIP).json()
    assert "options" in plain
    assert "groups" not in plain


@pytest.mark.parametrize(
    ("field", "value"),
    [("minimise", "seconds"), ("max_cameras", 0), ("surveyed_only", True), ("all", True),
     ("avoid_area", {"type": "Polygon", "coordinates": []})],
)  # fmt: skip
def test_what_means_nothing_to_a_journey_is_refused_by_name(
    client: TestClient, field: str, value: object
) -> None:
    answer = client.post("/api/routes", json={"by": "metro", **TRIP, field: value})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"].endswith("#invalid-request")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert "Rautatientori" not in answer.text


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"avoid": ["line:none such"]}, "unknown-place"),
        ({"avoid": ["kind:dome"]}, "invalid-request"),
        ({"from": "no such place at all"}, "unknown-place"),
        ({"from": [0.0, 0.0]}, "outside-city"),
        ({"by": "tram"}, "invalid-request"),
    ],
)
def test_what_is_wrong_is_a_problem_that_repeats_nothing(
    client: TestClient, more: dict[str, Any], name: str
) -> None:
    answer = client.post("/api/routes", json={"by": "metro", **TRIP, **more})
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].endswith(f"#{name}")
    assert "such" not in answer.json()["detail"]


def test_a_line_a_station_and_a_system_can_be_avoided(client: TestClient) -> None:
    ends = {"city": "moscow", "from": at(0.0), "to": at(3000.0)}
    for avoid in ("line:1", "station:Station A", "station:A"):
        answer = asked(client, avoid=[avoid], **ends)
        boarded = {
            leg["from"]
            for group in answer["groups"]
            for option in group["options"]
            for leg in option["legs"]
            if leg["kind"] == "ride"
        }
        assert "Station A" not in boarded
        assert not (avoid == "line:1" and boarded)


def test_the_document_for_programs_shows_a_trip_by_metro(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    content = document["paths"]["/api/routes"]["post"]["requestBody"]["content"]
    examples = content["application/json"]["examples"]
    assert {"walk", "metro"} <= set(examples)
    for example in examples.values():
        assert client.post("/api/routes", json=example["value"]).status_code == 200
    reply = document["paths"]["/api/routes"]["post"]["responses"]["200"]["content"]
    schema = str(reply["application/json"]["schema"])
    assert "RoutesAnswerModel" in schema
    assert "JourneysAnswerModel" in schema


def test_the_map_of_a_trip_by_metro_is_that_of_the_command_line(
    client: TestClient, packs: Path, run: Run, tmp_path: Path
) -> None:
    ends = [at(250.0), at(3600.0)]
    texts = [f"{lat},{lon}" for lon, lat in ends]
    told = {"by": "metro", "city": "moscow", "from": texts[0], "to": texts[1]}
    page = client.post("/api/maps", json=told)
    assert page.status_code == 200, page.text
    assert "sandbox allow-scripts" in page.headers["content-security-policy"]
    out = tmp_path / "map.html"
    ran = run("route", *texts, "--metro", "--city", "moscow", "--packs", packs, "--map", out)
    assert ran.code == 0, ran.err
    assert "shows where the trip starts and ends" in ran.err
    assert out.read_text(encoding="utf-8") == page.text
    russian = client.post("/api/maps?language=ru", json=told)
    assert "Без турникета" in russian.text


def test_files_of_a_journey_hold_walks_as_segments_and_legs_as_features(
    packs: Path, run: Run, tmp_path: Path
) -> None:
    texts = [f"{lat},{lon}" for lon, lat in (at(250.0), at(3600.0))]
    line, legs = tmp_path / "route.gpx", tmp_path / "route.geojson"
    ran = run(
        "route", *texts, "--metro", "--city", "moscow", "--packs", packs, "--choose", "2",
        "--gpx", line, "--geojson", legs,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    gpx = line.read_text(encoding="utf-8")
    assert gpx.count("<trkseg>") == 2
    assert not any(word in gpx for word in ("<name>", "<time>", "<wpt", "Station"))
    features = json.loads(legs.read_text(encoding="utf-8"))["features"]
    of_second = [f["properties"] for f in features if f["properties"]["option"] == 2]
    assert [leg["kind"] for leg in of_second] == ["walk", "gate", "ride", "exit", "walk"]
    assert [leg["leg"] for leg in of_second] == [1, 2, 3, 4, 5]
    assert of_second[2]["colour"] == "#F07E24"
    assert all(f["geometry"]["type"] == "LineString" for f in features)
    assert run("route", *texts, "--metro", "--city", "moscow", "--packs", packs,
               "--choose", "9").code == 2  # fmt: skip
