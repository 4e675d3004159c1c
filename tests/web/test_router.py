"""The browser's router answers what Python's does: the same routes, counts, places and options."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.metro_city import PROFILE as METRO_PROFILE
from benchmarks.metro_city import metro_city
from geodata.build import BuildFiles, CameraFile, build_city, licensed
from geodata.derived import exposure_of
from geodata.metro import profile_for
from geodata.pack import find_city, read_pack
from mapper.exposure.city import prepare
from mapper.maps.cityfile import city_file
from mapper.model.assumptions import Assumptions, RangePreset
from tests.web.router.golden import (
    as_written,
    crowded,
    golden_fronts,
    golden_journeys,
    golden_names,
    golden_tracks,
    golden_trips,
)

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.stations.profiles import CityProfile

ROUTER = Path(__file__).resolve().parents[2] / "web" / "router"


@pytest.fixture(scope="module")
def helsinki() -> City:
    return read_pack(find_city("helsinki", None))


@pytest.mark.node
def test_the_router_answers_as_python_does(helsinki: City, tmp_path: Path) -> None:
    exposures = {
        preset.value: exposure_of(helsinki, Assumptions(preset=preset), folder=None)
        for preset in RangePreset
    }
    _agree(exposures, tmp_path, fronts=210, trips=204, tracks=204)


@pytest.mark.node
def test_proofs_cut_short_end_as_in_python(helsinki: City, tmp_path: Path) -> None:
    exposure = prepare(crowded(helsinki, n=1_500, seed=4), Assumptions())
    told = _agree({"default": exposure}, tmp_path, fronts=120, trips=30, tracks=60)
    answers = [row["answer"] for row in told["fronts"] if row["front"] is not None]
    assert 4 < sum(not answer["optimal"] for answer in answers) < len(answers) / 2
    changed = [
        row for row in told["fronts"] if row["front"] and _points(row) != _points(row, "answer")
    ]
    assert any(not row["answer"]["optimal"] for row in changed), "no sweep bettered a front"


def _points(row: dict[str, Any], which: str = "front") -> list[Any]:
    return [row[which]["cost"], row[which]["cameras"]]


@pytest.mark.node
def test_journeys_are_those_of_python(helsinki: City, tmp_path: Path) -> None:
    exposure = exposure_of(helsinki, Assumptions(), folder=None)
    _agree_on_journeys(exposure, profile_for("helsinki"), tmp_path, n=12)


@pytest.mark.node
def test_journeys_through_gates_are_those_of_python(tmp_path: Path) -> None:
    exposure = prepare(as_written(metro_city(60)), Assumptions())
    answers = _agree_on_journeys(exposure, METRO_PROFILE, tmp_path, n=12)
    gates = {group["gates"] for answer in answers for group in answer["groups"]}
    assert gates >= {0, 1}
    kinds = {
        leg["kind"]
        for answer in answers
        for group in answer["groups"]
        for option in group["options"]
        for leg in option["legs"]
    }
    assert kinds >= {"walk", "gate", "ride", "exit"}


@pytest.mark.node
@pytest.mark.shared_data
def test_journeys_across_moscow_are_those_of_python(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "moscow"
    files = BuildFiles(
        streets=licensed(f"{folder / 'centre.gpkg'}::roads"),
        stations=licensed(str(folder / "metro_lines.csv")),
        entrances=licensed(str(folder / "entrances_624.json")),
        cameras=(CameraFile(folder / "cameras_2386.csv"),),
        clip=True,
    )
    city = as_written(build_city(files, name="moscow").city)
    exposure = prepare(city, Assumptions())
    answers = _agree_on_journeys(exposure, profile_for("moscow"), tmp_path, n=12)
    assert any(group["gates"] for answer in answers for group in answer["groups"])


def _agree_on_journeys(
    exposure: CityExposure, profile: CityProfile | None, folder: Path, *, n: int
) -> list[dict[str, Any]]:
    """Let Node.js find the journeys that Python finds; return their answers."""
    (folder / "city.bin").write_bytes(city_file(exposure, languages=("en", "ru"), profile=profile))
    told = golden_journeys(exposure, profile, n=n, seed=7)
    (folder / "journeys.json").write_text(json.dumps(told), encoding="utf-8")
    _run_by_node(folder, "journeys")
    return [row["answer"] for row in told if row["trouble"] is None]


def _agree(
    exposures: dict[str, CityExposure], folder: Path, *, fronts: int, trips: int, tracks: int
) -> dict[str, Any]:
    """Write down what Python says and let Node.js say it again."""
    exposure = exposures["default"]
    (folder / "city.bin").write_bytes(city_file(exposure, languages=("en", "ru")))
    told = {
        "fronts": golden_fronts(exposure, n=fronts, seed=1),
        "trips": golden_trips(exposures, n=trips, seed=2),
        "tracks": golden_tracks(exposures, n=tracks, seed=5),
        "names": golden_names(exposure, seed=3),
    }
    for name, rows in told.items():
        text = json.dumps(rows, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    _run_by_node(folder, "golden", "selection", "worker")
    return told


def _run_by_node(folder: Path, *names: str) -> None:
    node = shutil.which("node")
    assert node is not None
    files = [str(Path(__file__).parent / "router" / f"{name}.test.mjs") for name in names]
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, "--test", *files],
        env={**os.environ, "GOLDEN_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_no_module_writes_markup_or_asks_for_anything() -> None:
    for path in ROUTER.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "document.", "fetch(", "XMLHttpRequest", "WebSocket", "eval(",
                     "localStorage", "indexedDB", "cookie", "http", "console."):  # fmt: skip
            assert word not in text, f"{path.name} uses {word}"


def test_modules_name_nothing_twice() -> None:
    names = re.findall(
        r"^(?:export )?(?:const|let|class|function\*?|async function) (\w+)",
        "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROUTER.glob("*.js"))),
        re.MULTILINE,
    )
    assert [name for name, count in Counter(names).items() if count > 1] == []
