"""The first page: one document for readers with scripts and without."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest

from api.app_files import APP_FILES, app_folder
from tests.api.pages.reading import read, without_scripts
from tests.api.town import NAME

if TYPE_CHECKING:
    from starlette.testclient import TestClient

INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def body(text: str) -> str:
    """What stands between header and footer, without the picture, which has less room or more."""
    whole = without_scripts(text)
    inside = whole[whole.index('<a class="skip" href="#trip">') : whole.index("</footer>")]
    return re.sub(r'(<div class="map">\n<img src="data:image/png;base64,)[^"]*', r"\1", inside)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_without_scripts_the_page_is_the_plain_one(client: TestClient, language: str) -> None:
    first, plain = client.get(f"/{language}/"), client.get(f"/{language}/plain/")
    assert "<script" not in plain.text
    assert read(first).fields == read(plain).fields
    assert body(first.text) == body(plain.text)


@pytest.mark.parametrize("path", ["/", "/en/", "/ru/", f"/en/{NAME}/"])
def test_the_policy_allows_what_the_page_needs_and_no_more(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
        for _, text in INLINE.findall(answer.text)
    }
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert parts.pop("script-src").startswith("'self' 'sha256-")
    assert parts.pop("style-src").startswith("'self' 'sha256-")
    assert parts == {
        "default-src": "'none'",
        "img-src": "data: blob:",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert not re.search(r"<[^>]+\son[a-z]+=", answer.text)


def test_the_answer_to_a_form_runs_no_script(client: TestClient) -> None:
    answer = client.post("/en/", data={"do": "find"})
    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", list(APP_FILES))
def test_each_file_of_the_application_is_sent_as_what_it_is(client: TestClient, name: str) -> None:
    answer = client.get(f"{app_folder()}/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == APP_FILES[name]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(
        r"\beval\(|new Function\(|innerHTML\s*=[^=]", answer.text.split("parts.define", 1)[-1]
    )
    assert client.get(f"/app/0123456789abcdef/{name}").status_code == 404
    plain = client.get(f"{app_folder()}/{name}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == plain.content
    assert int(answer.headers["content-length"]) < len(plain.content) / 2


@pytest.mark.parametrize("path", ["app/x.js", "app/../../pyproject.toml", "app/%2e%2e/words"])
def test_nothing_else_is_sent(client: TestClient, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404
    assert client.get(f"{app_folder()}/{path}").status_code == 404


def test_the_setting_tells_of_the_city_and_of_nobody(client: TestClient) -> None:
    setting = client.get(f"/ru/{NAME}/setting.json").json()
    assert setting["language"] == "ru"
    assert setting["links"] == {"en": "/en/", "ru": "/ru/"}
    assert setting["city"]["name"] == NAME
    assert setting["server"] is True
    assert list(setting["words"]) == ["ru"]
    assert setting["safety"]["ru"].startswith("Малое число не значит")


def test_each_city_leads_to_the_others_and_stays_itself_in_another_language(
    client: TestClient,
) -> None:
    town = client.get(f"/en/{NAME}/setting.json").json()
    assert town["cities"] == [{"href": "/en/helsinki/", "title": "Helsinki centre"}]
    other = client.get("/ru/helsinki/setting.json").json()
    assert other["cities"] == [{"href": "/ru/", "title": "Town"}]
    assert other["links"] == {"en": "/en/helsinki/", "ru": "/ru/helsinki/"}
    page = client.get("/ru/helsinki/")
    assert '<a href="/en/helsinki/" lang="en"' in page.text
    assert read(page).fields["city"] == "helsinki"


@pytest.mark.parametrize("path", ["/en/nowhere/", "/en/nowhere/setting.json", "/de/", "/en/en/"])
def test_a_city_that_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "nowhere" not in json.dumps(answer.json())
