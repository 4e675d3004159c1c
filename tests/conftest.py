"""What every test stands on: derandomised Hypothesis, the shared data, and honest skips."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
CHROMIUM = Path("/usr/bin/chromium")
FIREFOX = Path("/usr/bin/firefox-esr")

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")

NEEDS = {
    "shared_data": (SHARED_DATA.is_dir(), "needs ../shared/data beside the project"),
    "browser": (CHROMIUM.exists(), "needs Debian's chromium"),
    "firefox": (FIREFOX.exists(), "needs Debian's firefox-esr"),
    "node": (shutil.which("node") is not None, "needs Node.js"),
    "soak": (os.environ.get("SIDESTREET_SOAK") == "1", "too long for CI; run `make soak`"),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say why; where CI=true that is a failure."""
    for marker, (present, reason) in NEEDS.items():
        if item.get_closest_marker(marker) is None or present:
            continue
        if os.environ.get("CI") == "true" and marker != "soak":
            pytest.fail(f"CI must not skip: {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; mark the test ``shared_data``."""
    return SHARED_DATA
