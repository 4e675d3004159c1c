"""The service over a small town: what each address answers."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from api.app import create_app
from api.settings import Settings
from geodata.pack import read_pack
from geodata.tracks import read_track
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from tests.api.town import START_NAME, geojson, gpx, trip

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

GEOJSON = {"Content-Type": "application/geo+json"}


def _score(client: TestClient, **options: str) -> dict[str, Any]:
    answer = client.post("/api/score", content=geojson(), headers=GEOJSON, params=options)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_health_says_that_the_service_is_up(client: TestClient) -> None:
    assert client.get("/api/health").json()["status"] == "ok"


def test_cities_are_listed_with_the_default_marked(client: TestClient) -> None:
    cities = {city["name"]: city for city in client.get("/api/cities").json()["cities"]}
    town = cities["town"]
    assert (town["title"], town["cameras"], town["default"], town["usable"]) == (
        "Town",
        3,
        True,
        True,
    )
    assert re.fullmatch("[0-9a-f]{16}", town["pack"])
    assert sum(city["default"] for city in cities.values()) == 1


def test_a_score_is_what_the_core_says(client: TestClient, packs: Path) -> None:
    exposure = prepare(read_pack(packs / "town"), Assumptions()).score(read_track(geojson()))
    answer = _score(client)
    for name, value in exposure.as_dict().items():
        if name not in {"geometry", "assumptions"}:
            assert answer[name] == value, name
    assert answer["cameras"]["cautious"] == 2
    assert answer["plate_readers"] == 1
    assert answer["city"]["name"] == "town"
    assert "OpenStreetMap" in answer["city"]["attribution"]
    assert answer["safety"].startswith("A low number does not mean safe.")


@pytest.mark.parametrize("media_type", ["application/gpx+xml", "application/xml", "text/xml"])
def test_gpx_is_scored_with_its_own_times(client: TestClient, media_type: str) -> None:
    answer = client.post("/api/score", content=gpx(), headers={"Content-Type": media_type})
    assert answer.status_code == 200
    assert (answer.json()["timed"], answer.json()["duration_s"]) == (True, 180.0)


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/geo+json; charset=utf-8", "Application/JSON"]
)
def test_geojson_goes_by_several_types(client: TestClient, media_type: str) -> None:
    answer = client.post("/api/score", content=geojson(), headers={"Content-Type": media_type})
    assert answer.json()["length_m"] == _score(client)["length_m"]


def test_the_options_of_a_score_are_those_of_the_model(client: TestClient) -> None:
    near, far = _score(client, range="near"), _score(client, range="far")
    assert near["cameras"]["cautious"] <= far["cameras"]["cautious"]
    assert near["band"] == far["band"] == _score(client)["band"]
    assert _score(client, range="25")["assumptions"]["range_m"] == 25.0
    assert _score(client, tolerance="5")["assumptions"]["tolerance_m"] == 5.0
    documented = _score(client, count="documented", city="town")
    assert documented["counted"]["policy"] == "documented"
    assert documented["encounters"] == []


def test_routes_lead_from_points_and_from_names(client: TestClient) -> None:
    answer = client.post("/api/routes", json=trip())
    assert answer.status_code == 200, answer.text
    by_points = answer.json()["options"][0]
    assert by_points["label"] == "quickest"
    assert by_points["length_m"] == pytest.approx(394, abs=2)
    assert by_points["legs"]
    assert by_points["geometry"]["coordinates"][0] == pytest.approx(trip()["from"], abs=1e-6)
    named = trip(**{"from": START_NAME, "range": 25, "count": "likely", "tolerance": 1})
    answer = client.post("/api/routes", json=named)
    assert answer.status_code == 200, answer.text
    assert answer.json()["options"][0]["assumptions"]["range_m"] == 25.0
    assert answer.json()["safety"] == _score(client)["safety"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_map_is_one_page_of_its_own(client: TestClient, language: str) -> None:
    for body, headers in ((geojson(), GEOJSON), (gpx(), {"Content-Type": "text/xml"})):
        answer = client.post(
            "/api/maps", content=body, headers=headers, params={"language": language}
        )
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    routes = client.post("/api/maps", json=trip(), params={"language": language})
    assert routes.status_code == 200, routes.text
    policy = routes.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox allow-scripts" in policy
    assert 'filename="map.html"' in routes.headers["content-disposition"]
    assert "sha256-" in policy
    assert "unsafe" not in policy
    assert re.search("<title>(Map|Карта)</title>", routes.text)


def test_the_document_for_programs_names_no_third_party(client: TestClient) -> None:
    answer = client.get("/api/openapi.json")
    assert "://" not in answer.text
    document = answer.json()
    assert set(document["paths"]) == {
        "/api/health",
        "/api/cities",
        "/api/cities/{city}/file",
        "/api/cities/{city}/file/{sha256}",
        "/api/cities/{city}/file.html",
        "/api/cities/{city}/file.html/{sha256}",
        "/api/cities/{city}/districts/{district_id}/file.html",
        "/api/cities/{city}/districts/{district_id}/file.html/{sha256}",
        "/api/cities/{city}/districts",
        "/api/cities/{city}/districts/{district_id}/print/{kind}",
        "/api/print/{kind}",
        "/api/cities/{city}/districts/{district_id}/file",
        "/api/cities/{city}/districts/{district_id}/file/{sha256}",
        "/api/problems",
        "/api/score",
        "/api/routes",
        "/api/maps",
        "/api/stations",
        "/api/stations/map",
        "/api/stations/{station_id}/coverage",
    }
    assert set(document["paths"]["/api/routes"]["post"]["requestBody"]["content"]) == {
        "application/json"
    }
    schemas = document["components"]["schemas"]
    named = set(re.findall(r'"\$ref": ?"#/components/schemas/(\w+)"', answer.text))
    assert named <= set(schemas)
    assert {"from", "to"} <= set(schemas["RoutesQuery"]["required"])


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/api/docs"])
def test_there_is_no_page_that_loads_from_elsewhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_type_of_problem_leads_to_the_list(client: TestClient) -> None:
    kinds = {kind["type"] for kind in client.get("/api/problems").json()["problems"]}
    found = client.get("/nowhere").json()["type"]
    assert found in kinds
    assert found.partition("#")[0] == "/api/problems"


def test_answers_worked_out_at_once_are_those_worked_out_alone(settings: Settings) -> None:
    requests: list[dict[str, Any]] = [
        {"url": "/api/score", "content": geojson(), "headers": GEOJSON},
        {"url": "/api/score?range=far", "content": geojson(), "headers": GEOJSON},
        {"url": "/api/score?range=31&count=likely", "content": geojson(), "headers": GEOJSON},
        {"url": "/api/routes", "json": trip()},
        {"url": "/api/routes", "json": trip(**{"from": START_NAME, "range": "near"})},
        {"url": "/api/maps", "json": trip()},
        {"url": "/api/maps?language=ru", "content": geojson(), "headers": GEOJSON},
    ]

    async def answers(*, at_once: bool) -> list[tuple[int, bytes]]:
        many = Settings.model_validate(settings.model_dump() | {"workers": 4, "waiting": 200})
        transport = httpx2.ASGITransport(app=create_app(many))
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asker:
            calls = [asker.post(**request) for request in requests * (8 if at_once else 1)]
            done = await asyncio.gather(*calls) if at_once else [await call for call in calls]
        return [(answer.status_code, answer.content) for answer in done]

    alone = asyncio.run(answers(at_once=False))
    assert {status for status, _ in alone} == {200}
    assert asyncio.run(answers(at_once=True)) == alone * 8
