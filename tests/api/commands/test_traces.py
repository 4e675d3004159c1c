"""Who built a city, where and when, is found in nothing a command writes.

A user's name, the host's, the home folder and the time zone are planted, in the environment, in
the names of files and in columns that never come in; then every kind of file is written and
looked through, inside of compressed parts too.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import time
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from tests.geodata.osm.drawing import drawn, lon_lat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.api.commands.conftest import Run
    from tests.geodata.osm.drawing import Tags

USER, HOST, ZONE = "planted-user", "planted-host", "Antarctica/Troll"
FOOT = {"highway": "footway", "name": "Low Street"}
TABLE = (
    "id,lon,lat,type,osmuser,OVDPhone,url,direction\n"
    f"a,{{lon}},{{lat}},dome,{USER},+7 000 {USER},http://{HOST}/,N\n"
    f"b,,{{lat}},dome,{USER},+7 000,http://{HOST}/,N\n"
)
_PACKED = re.compile(rb"[A-Za-z0-9+/]{200,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)

pytestmark = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="the zone cannot be set on this system"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the home folder of somebody whose traces are looked for."""
    folder = tmp_path / "home" / USER
    folder.mkdir(parents=True)
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, USER)
    monkeypatch.setenv("HOSTNAME", HOST)
    monkeypatch.setenv("TZ", ZONE)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr("socket.gethostname", lambda: HOST)
    monkeypatch.setattr("platform.node", lambda: HOST)
    time.tzset()
    yield folder
    monkeypatch.undo()
    time.tzset()


def files_of(home: Path) -> dict[str, Path]:
    """Write a town whose files are full of traces."""
    nodes: dict[int, tuple[float, float] | tuple[float, float, Tags]] = {
        1: (0.0, 0.0),
        2: (200.0, 0.0),
        3: (200.0, 150.0),
        5: (0.0, 5.0, {"railway": "subway_entrance", "name": "Alpha"}),
        6: (5.0, 5.0, {"railway": "station", "station": "subway", "name": "Alpha"}),
        11: (50, 20),
        12: (80, 20),
        13: (80, 40),
    }
    ways = {1: ([1, 2, 3], FOOT), 2: ([11, 12, 13, 11], {"building": "yes", "note": USER})}
    lon, lat = lon_lat(100.0, 5.0)
    line = {"type": "LineString", "coordinates": [lon_lat(0, 0), lon_lat(200, 0)]}
    contents = {
        "osm": (f"{USER}.osm", drawn(nodes, ways).replace("somebody", USER)),
        "cameras": (
            f"{USER}.csv",
            TABLE.format(lon=lon, lat=lat),
        ),
        "track": (f"{USER}.geojson", json.dumps(line)),
    }
    made = {}
    for what, (name, content) in contents.items():
        made[what] = home / name
        made[what].write_text(content, encoding="utf-8")
    return made


def contents_of(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and what its compressed parts hold."""
    raw = path.read_bytes()
    yield raw
    if path.suffix == ".parquet":
        table = pq.read_table(BytesIO(raw))
        yield str(table.schema.metadata).encode()
        yield str(table.to_pylist()).encode()
    packed = [_decoded(found[0]) for found in _PACKED.finditer(raw)]
    packed += [found[1] for found in _STREAM.finditer(raw)]
    for part in packed:
        yield part
        # zlib and gzip alike, as far as it goes
        with suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(part)


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text if len(text) % 4 == 0 else text[: len(text) // 4 * 4])


def traces_in(path: Path, traces: list[str]) -> list[str]:
    return [
        trace
        for trace in traces
        if trace in path.name or any(trace.encode() in part for part in contents_of(path))
    ]


def test_nothing_a_command_writes_tells_who_where_and_when(
    run: Run, home: Path, tmp_path: Path
) -> None:
    files, out = files_of(home), tmp_path / "out"
    out.mkdir()
    packs = tmp_path / "packs"
    trip = "\n".join(f"{lat},{lon}" for lon, lat in (lon_lat(0, 0), lon_lat(200, 150)))
    city = ("--city", "town")
    commands: list[tuple[str | Path, ...]] = [
        ("build", "town", "--osm", files["osm"], "--cameras", files["cameras"],
         "--refused", out / "refused.csv", "--same-as", out / "same.csv"),
        ("map", out / "map.html", *city),
        ("graph", out / "graph.graphml", *city, "--no-cameras"),
        ("score", files["track"], *city, "--map", out / "walk.html", "--gpx", out / "walk.gpx",
         "--gpx-encounters", "--gpx-notices"),
        ("route", "--trip", "-", *city, "--map", out / "ways.html", "--gpx", out / "ways.gpx",
         "--geojson", out / "ways.geojson"),
        ("print", out / "sheet.pdf", "--track", files["track"], *city),
        ("print", out / "sheet.png", "--track", files["track"], *city),
        ("build", "free", "--osm", files["osm"]),
        ("export", out / "city.html", "--city", "free"),
        ("export", out / "help.html", "--help-page"),
        *(("stations", f"--{form}", out / f"stations.{form}", "--city", "free")
          for form in ("csv", "json", "parquet", "gpkg")),
        ("stations", "--sheet", "Alpha", out / "alpha.html", "--city", "free"),
    ]  # fmt: skip
    for command in commands:
        ran = run(*command, stdin=trip)
        assert ran.code == 0, (command[0], ran.err)
        printed = run(*command, "--json", stdin=trip).out if command[0] == "score" else ran.out
        assert USER not in printed.replace(files["cameras"].name, "")
    traces = [USER, HOST, ZONE, "Troll", str(tmp_path), str(home), "+7 000"]
    written = [path for folder in (out, packs) for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 45
    forms = {path.suffix for path in written}
    assert forms >= {
        ".csv", ".geojson", ".gpkg", ".gpx", ".graphml", ".html", ".json", ".npy", ".parquet",
        ".pdf", ".png", ".qml",
    }  # fmt: skip
    found = {path.name: told for path in written if (told := traces_in(path, traces))}
    # the one exception: the list of refused rows, for whoever built the city alone, names the
    # file as it was typed, without its folder
    assert found == {"refused.csv": [USER]}
    refused = (out / "refused.csv").read_text(encoding="utf-8")
    assert USER not in refused.replace(files["cameras"].name, "")


def test_what_is_looked_for_would_be_found(tmp_path: Path) -> None:
    """Plant a trace inside each kind of wrapping, so that the search is known to see it."""
    packed = base64.b64encode(gzip.compress(bytes(range(256)) * 4 + USER.encode())).decode()
    page = tmp_path / "page.html"
    page.write_text(f"<script>{packed}</script>", encoding="utf-8")
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(b"%PDF\nstream\n" + zlib.compress(USER.encode()) + b"\nendstream")
    for path in (page, sheet):
        assert traces_in(path, [USER]) == [USER]
    assert traces_in(page, [HOST]) == []
