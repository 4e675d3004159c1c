"""Whose data it is, and the offer the ODbL asks for, stand in every map and export."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.pages.pictures import Pictures
from api.pages.saving import saved
from api.settings import Settings
from geodata.pack import find_city, read_pack, write_pack
from geodata.tracks import write_gpx
from mapper.exposure.city import prepare
from mapper.maps import ScoredLine
from mapper.maps.canvas import folded_text
from mapper.model.assumptions import Assumptions
from mapper.model.city import Source
from mapper.model.notices import ODBL_OFFER, notices
from mapper.model.track import Track
from tests.api.town import NAME, WALK_M, point, trip

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class Command(Protocol):
        """``run("score", "-", city="open")``: the code, and all that was printed."""

        def __call__(self, *argv: str | Path, city: str = "open") -> tuple[int, str]: ...


COUNTED = Source("count", "CC-BY-4.0", "The counters, spring 2024", "2024-05-01", "")
CLOSED = Source("count", "CC-BY-NC-4.0", "The counters, spring 2024", "2024-05-01", "")
CAMERAS_BY, STREETS_BY = "The counters, spring 2024", "© OpenStreetMap contributors"
WALK = json.dumps({"type": "LineString", "coordinates": [point(*place) for place in WALK_M]})


@pytest.fixture(scope="module")
def cities(packs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return packs of the town with cameras of another source, free to mix and not."""
    folder = tmp_path_factory.mktemp("licensed")
    city = read_pack(find_city(NAME, packs))
    for name, other in (("open", COUNTED), ("mixed", CLOSED)):
        write_pack(replace(city, name=name, sources=(*city.sources, other)), folder / name)
    return folder


@pytest.fixture
def run(
    cities: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Run a command on a city with the town's walk on the standard input."""

    def run_command(*argv: str | Path, city: str = "open") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WALK.encode())))
        capsys.readouterr()
        code = main([*map(str, argv), "--city", city, "--packs", str(cities)])
        captured = capsys.readouterr()
        return code, " ".join((captured.out + captured.err).split())

    return run_command


def whole(text: str) -> bool:
    """Tell whether all that the sources ask for is there."""
    plain = " ".join(text.split())
    return all(line in plain for line in (CAMERAS_BY, STREETS_BY, ODBL_OFFER))


@pytest.mark.parametrize(
    "command",
    [
        ("score", "-"),
        ("score", "-", "--json"),
        ("route", *(f"{lat},{lon}" for lon, lat in (point(3, 0), point(197, 200)))),
        ("route", *(f"{lat},{lon}" for lon, lat in (point(3, 0), point(197, 200))), "--json"),
        ("stations",),
        ("stations", "--json"),
    ],
)
def test_what_a_command_prints_says_whose_data_it_is(run: Command, command: tuple[str]) -> None:
    code, said = run(*command)
    assert code == 0, said
    assert whole(said)


def test_every_file_a_command_writes_says_whose_data_it_is(run: Command, tmp_path: Path) -> None:
    ends = [f"{lat},{lon}" for lon, lat in (point(3, 0), point(197, 200))]
    names = ["city.html", "walk.html", "ways.html", "ways.geojson", "graph.graphml", "s.html"]
    city, walk, ways, lines, graph, sheet = (tmp_path / name for name in names)
    tables = {form: tmp_path / f"stations.{form}" for form in ("csv", "json", "parquet", "gpkg")}
    commands: list[tuple[str | Path, ...]] = [
        ("map", city),
        ("score", "-", "--map", walk),
        ("route", *ends, "--map", ways, "--geojson", lines),
        ("graph", graph),
        ("stations", "--sheet", "Zephyrgate", sheet),
        *(("stations", f"--{form}", path) for form, path in tables.items()),
    ]
    for command in commands:
        code, said = run(*command)
        assert code == 0, said
    for path in (city, walk, ways, lines, graph, sheet, tables["json"]):
        assert whole(path.read_text(encoding="utf-8")), path.name
    assert json.loads(lines.read_text(encoding="utf-8"))["notices"][-1].startswith(CAMERAS_BY)
    # tables have theirs beside them, and a GeoPackage inside as well
    assert whole((tmp_path / "stations.metadata.json").read_text(encoding="utf-8"))
    assert ODBL_OFFER.encode() in tables["gpkg"].read_bytes()


def test_a_bare_line_names_nothing_unless_it_is_to_be_published(
    run: Command, tmp_path: Path
) -> None:
    bare, told = tmp_path / "bare.gpx", tmp_path / "told.gpx"
    assert run("score", "-", "--gpx", bare)[0] == 0
    assert run("score", "-", "--gpx", told, "--gpx-notices")[0] == 0
    text = bare.read_text(encoding="utf-8")
    assert not any(word in text for word in ("metadata", "OpenStreetMap", "ODbL", "count"))
    assert whole(told.read_text(encoding="utf-8"))
    track = Track.parse(np.array([1.0, 2.0]), np.zeros(2))
    odd = write_gpx(track, notices=["<b> & co", "two"])
    assert "<metadata><desc>&lt;b&gt; &amp; co; two</desc></metadata>" in odd


def test_a_picture_that_goes_its_own_way_carries_all_of_it(cities: Path) -> None:
    city = read_pack(find_city("open", cities))
    prepared = prepare(city, Assumptions())
    lon, lat = np.array([point(*place) for place in WALK_M]).T
    lines = [ScoredLine("walk", prepared.score(Track.parse(lon, lat)))]

    def picture(sources: tuple[Source, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        shown = prepare(replace(city, sources=sources), Assumptions())
        file = saved(shown, lines, 0, kind="png", trim_m=0.0, pictures=Pictures(), language="en")
        return np.asarray(Image.open(io.BytesIO(file.content)).convert("L"))

    signed, plain = picture(city.sources), picture(())
    rows, columns = np.nonzero(np.abs(signed.astype(int) - plain.astype(int)) > 60)
    height, width = signed.shape
    # two attributions and the offer: at least three lines of eleven pixels, in the corner
    assert height - rows.min() >= 3 * 14
    assert rows.min() > 0.85 * height
    assert columns.min() > 0.25 * width
    longest = max(notices(city.sources), key=len)
    assert " ".join(folded_text(longest, 40, len)) == longest
    assert max(map(len, folded_text(longest, 40, len))) <= 40


def test_a_table_that_would_mix_licences_is_refused_everywhere(
    run: Command, cities: Path, tmp_path: Path
) -> None:
    for option in ("csv", "json", "parquet", "gpkg"):
        code, said = run("stations", f"--{option}", tmp_path / f"t.{option}", city="mixed")
        assert code == 2
        assert "pass them on as separate tables" in said
    code, said = run("stations", "--json", city="mixed")
    assert code == 2
    assert "pass them on as separate tables" in said
    assert not list(tmp_path.iterdir())
    # for one's own use the table is printed, with whose data it is
    code, said = run("stations", city="mixed")
    assert code == 0
    assert "(CC-BY-NC-4.0)" in said
    settings = Settings(city="mixed", packs=cities, requests_per_s=0)
    client = TestClient(create_app(settings), base_url="http://127.0.0.1")
    answer = client.get("/api/stations", params={"city": "mixed"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/api/problems#licences")
    assert "separate tables" in answer.json()["detail"]
    assert client.get("/api/stations", params={"city": "open"}).status_code == 200


def test_what_is_worked_out_of_mixed_sources_is_shown_with_its_notices(cities: Path) -> None:
    settings = Settings(city="mixed", packs=cities, requests_per_s=0)
    client = TestClient(create_app(settings), base_url="http://127.0.0.1")
    for path, body in (
        ("/api/routes", trip(city="mixed")),
        ("/api/score?city=mixed", json.loads(WALK)),
    ):
        answer = client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        assert whole(" ".join(answer.json()["city"]["notices"]))
