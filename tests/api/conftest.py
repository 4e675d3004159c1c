"""The town, and the service over it in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.town import NAME, make_packs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of packs that holds the town."""
    return make_packs(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def settings(packs: Path) -> Settings:
    """Return settings whose default city is the town."""
    return Settings(city=NAME, packs=packs, requests_per_s=0)


@pytest.fixture(scope="module")
def client(settings: Settings) -> TestClient:
    """Return a client of the service."""
    return TestClient(create_app(settings), base_url="http://127.0.0.1")
