"""Moscow comes out the same under any hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILD = """
import sys
from pathlib import Path
from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.pack import write_pack
data = Path(sys.argv[1])
files = BuildFiles(
    streets=licensed(f"{data / 'centre.gpkg'}::roads"),
    buildings=licensed(str(data / "southwest_buildings.gdb.zip")),
    stations=licensed(str(data / "metro_lines.csv")),
    entrances=licensed(str(data / "entrances_624.json")),
    cameras=(CameraFile(data / "cameras_2386.csv"),),
    rules="moscow",
)
print(write_pack(build_city(files, name="moscow").city, Path(sys.argv[2])))
"""


@pytest.mark.shared_data
def test_moscow_has_one_hash_under_two_hash_seeds(shared_data: Path, tmp_path: Path) -> None:
    hashes = {
        subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", BUILD, str(shared_data / "moscow"), str(tmp_path / seed / "m")],
            check=True,
            capture_output=True,
            cwd=ROOT,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(hashes) == 1
