"""Pages to print over HTTP and from the page without scripts."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.api.town import NAME, PLANTED, geojson, gpx

if TYPE_CHECKING:
    from starlette.testclient import TestClient

GEOJSON = {"Content-Type": "application/geo+json"}
DISTRICTS = f"/api/cities/{NAME}/districts"


def text_of(pdf: bytes) -> str:
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_printed_line_has_the_numbers_of_its_score(client: TestClient, language: str) -> None:
    score = client.post("/api/score", content=geojson(), headers=GEOJSON).json()
    answer = client.post(
        "/api/print/pdf", content=geojson(), headers=GEOJSON, params={"language": language}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="sheet.pdf"'
    text = text_of(answer.content)
    assert f"{score['cameras']['cautious']} " in text
    assert " / ".join(str(count) for count in score["band"].values()) in text
    for encounter in score["encounters"]:
        assert f"{encounter['enter_m']:.0f}–{encounter['exit_m']:.0f}" in text
    assert not [word for word in PLANTED if word in text]


def test_a_line_is_printed_under_its_own_options(client: TestClient) -> None:
    near = client.post(
        "/api/print/pdf", content=gpx(), headers={"Content-Type": "text/xml"}, params={"range": "5"}
    )
    assert "5 m for every camera" in text_of(near.content)


def test_a_line_is_printed_as_a_picture(client: TestClient) -> None:
    answer = client.post("/api/print/png", content=geojson(), headers=GEOJSON)
    assert answer.headers["content-disposition"] == 'attachment; filename="sheet.png"'
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.mode) == ("PNG", "L")


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_district_is_printed(client: TestClient, kind: str) -> None:
    [first, *_] = client.get(DISTRICTS).json()["districts"]
    answer = client.get(f"{DISTRICTS}/{first['id']}/print/{kind}", params={"language": "ru"})
    assert answer.status_code == 200
    if kind == "pdf":
        assert first["name"] in text_of(answer.content)
    assert client.get(f"{DISTRICTS}/Z9/print/{kind}").status_code == 404


@pytest.mark.parametrize(
    ("path", "content", "headers", "problem"),
    [
        ("/api/print/pdf", b"planted", GEOJSON, "invalid-track"),
        ("/api/print/svg", geojson(), GEOJSON, "invalid-request"),
        ("/api/print/pdf", geojson(), {"Content-Type": "text/plain"}, "unsupported-media-type"),
        ("/api/print/pdf?range=planted", geojson(), GEOJSON, "invalid-request"),
        ("/api/print/pdf?planted=1", geojson(), GEOJSON, "invalid-request"),
    ],
)
def test_a_wrong_request_is_a_problem_that_repeats_nothing(
    client: TestClient, path: str, content: bytes, headers: dict[str, str], problem: str
) -> None:
    answer = client.post(path, content=content, headers=headers)
    assert json.loads(answer.content)["type"] == f"/api/problems#{problem}"
    assert not [word for word in PLANTED if word in answer.text]
