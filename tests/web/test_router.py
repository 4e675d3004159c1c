"""The browser's router answers what Python's does: the same routes, counts, places and options."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.maps.cityfile import city_file
from mapper.model.assumptions import Assumptions
from tests.web.router.golden import golden_fronts, golden_names, golden_trips

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.node
def test_the_router_answers_as_python_does(tmp_path: Path) -> None:
    city = read_pack(find_city("helsinki", None))
    exposure = exposure_of(city, Assumptions(), folder=None)
    (tmp_path / "city.bin").write_bytes(city_file(exposure, languages=("en", "ru")))
    for name, told in (
        ("fronts", golden_fronts(exposure, n=300, seed=1)),
        ("trips", golden_trips(exposure, n=150, seed=2)),
        ("names", golden_names(exposure, seed=3)),
    ):
        text = json.dumps(told, ensure_ascii=False)
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    node = shutil.which("node")
    assert node is not None
    files = sorted(str(path) for path in (Path(__file__).parent / "router").glob("*.test.mjs"))
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, "--test", *files],
        env={**os.environ, "GOLDEN_FOLDER": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout
