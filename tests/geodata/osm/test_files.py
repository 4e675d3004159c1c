"""Files as they come: four formats, damaged ones, foreign ones."""

from __future__ import annotations

import bz2
import gzip
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from geopandas.testing import assert_geodataframe_equal

from geodata.osm import read_city
from mapper.errors import OsmFileError
from mapper.model.network import WalkNetwork
from tests.conftest import ROOT
from tests.geodata.osm.drawing import drawn

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

FOOTWAY = {"highway": "footway", "name": 'Läntinen "polku" <&>'}
DRAWING = drawn(
    {
        1: (0, 0),
        2: (100, 0),
        3: (100, 80),
        4: (30, 40, {"man_made": "surveillance", "camera:direction": "NE;180-200"}),
        5: (60, 40, {"railway": "subway_entrance", "ref": "A"}),
        6: (65, 45, {"railway": "station", "station": "subway", "name": "Keskus"}),
        11: (10, 10),
        12: (40, 10),
        13: (40, 30),
        14: (10, 30),
    },
    {
        7: ([1, 2, 3, 99], FOOTWAY),
        8: ([11, 12, 13, 14, 11], {"building": "yes", "height": "12 m"}),
        9: ([1, 3], {"highway": "primary"}),
    },
    {
        10: (
            [("n", 6, ""), ("n", 5, "")],
            {"type": "public_transport", "public_transport": "stop_area"},
        )
    },
)
FORMATS = ["osm", "osm.gz", "osm.bz2", "osm.pbf"]


def written(folder: Path, file_format: str) -> Path:
    """Write the drawing in one format; the PBF is osmium's own."""
    path = folder / f"drawn.{file_format}"
    data = DRAWING.encode()
    if file_format == "osm.gz":
        path.write_bytes(gzip.compress(data))
    elif file_format == "osm.bz2":
        path.write_bytes(bz2.compress(data))
    elif file_format == "osm.pbf":
        with osmium.SimpleWriter(path) as writer:
            for thing in osmium.FileProcessor(osmium.io.FileBuffer(data, "osm")):
                writer.add(thing)
    else:
        path.write_bytes(data)
    return path


def assert_same(one: City, other: City) -> None:
    """Compare everything a pack would hold, but for the hash of the source file."""
    tables = ["cameras", "stations", "entrances", "metro_links"]
    tables += ["buildings", "basemap", "survey", "places"]
    for name in WalkNetwork.__slots__:
        assert np.array_equal(getattr(one.network, name), getattr(other.network, name)), name
    for name in tables:
        assert_geodataframe_equal(getattr(one, name).frame, getattr(other, name).frame)
    assert one.bounds == other.bounds
    assert one.figures == other.figures
    assert [replace(source, sha256="") for source in one.sources] == [
        replace(source, sha256="") for source in other.sources
    ]


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_gives_the_same_city(tmp_path: Path, file_format: str) -> None:
    plain = read_city(written(tmp_path, "osm"), name="drawn")
    other = read_city(written(tmp_path, file_format), name="drawn")
    assert other.network.n_edges == 2
    assert len(other.cameras) == len(other.stations) == len(other.buildings) == 1
    assert_same(plain, other)


def test_the_format_is_told_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    path = written(tmp_path, "osm.gz").rename(tmp_path / "download")
    assert_same(read_city(path, name="drawn"), read_city(written(tmp_path, "osm"), name="drawn"))


def test_the_order_of_objects_in_the_file_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "osm")
    things = list(_elements(DRAWING))
    shuffled = tmp_path / "shuffled.osm"
    head, tail = DRAWING.partition("<node ")[0], "</osm>"
    shuffled.write_text(head + "".join(reversed(things)) + tail, encoding="utf-8")
    assert_same(read_city(path, name="drawn"), read_city(shuffled, name="drawn"))


def _elements(document: str) -> list[str]:
    pieces: list[str] = []
    for line in document.splitlines()[3:-1]:
        if line.startswith(("<node ", "<way ", "<relation ")):
            pieces.append("")
        pieces[-1] += line + "\n"
    return pieces


DIGEST = """
import hashlib, sys
from pathlib import Path
from geodata.osm import read_city
city = read_city(Path(sys.argv[1]), name="drawn")
seen = hashlib.sha256(repr(city.figures).encode())
for name in ("cameras", "stations", "entrances", "buildings", "basemap", "survey", "places"):
    seen.update(getattr(city, name).frame.to_json().encode())
for name in city.network.__slots__:
    seen.update(getattr(city.network, name).tobytes())
print(seen.hexdigest())
"""


def test_two_hash_seeds_give_one_city(tmp_path: Path) -> None:
    path = written(tmp_path, "osm")
    digests = {
        subprocess.run(  # noqa: S603 - our own interpreter and script
            [sys.executable, "-c", DIGEST, str(path)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(digests) == 1


def test_a_source_has_a_date_and_a_hash_and_never_a_path(tmp_path: Path) -> None:
    (source,) = read_city(written(tmp_path, "osm"), name="drawn").sources
    assert source.as_of == "2024-05-06"
    assert source.licence == "ODbL-1.0"
    assert len(source.sha256) == 64
    assert str(tmp_path) not in str(source)


def test_the_header_cuts_the_bounds_and_a_planets_header_does_not_widen_them(
    tmp_path: Path,
) -> None:
    def bounds(box: str) -> tuple[float, float, float, float]:
        nodes = {1: (0, 0), 2: (1000, 0), 3: (1000, 1000)}
        document = drawn(nodes, {7: ([1, 2, 3], {"highway": "footway"})}, head=box)
        path = tmp_path / "drawn.osm"
        path.write_text(document, encoding="utf-8")
        return read_city(path, name="drawn").bounds

    own = bounds("")
    cut = bounds('<bounds minlat="0.1" minlon="27" maxlat="0.105" maxlon="27.005"/>')
    planet = bounds('<bounds minlat="-90" minlon="-180" maxlat="90" maxlon="180"/>')
    assert own == pytest.approx((27.0, 0.1, 27.0089831, 0.1090437), abs=2e-6)
    assert cut == (27.0, 0.1, 27.005, 0.105)
    assert planet == own


def test_progress_is_told_from_first_to_last(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    read_city(written(tmp_path, "osm"), name="drawn", progress=progress)
    assert [done for _, done, _ in told] == list(range(told[-1][2] + 1))


def _node(number: int, *, lat: float) -> str:
    return f'<node id="{number}" lat="{lat}" lon="1"/>'


WAY = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way>'
PBF_HEAD = b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x7c"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b'{"elements": []}', "is not an OpenStreetMap file"),
        (bytes(range(256)) * 4, "is not an OpenStreetMap file"),
        (b'<osmChange version="0.6"></osmChange>', "is not an OpenStreetMap file"),
        (b'<gpx version="1.1"><trk/></gpx>', "Unknown top-level element: gpx"),
        (b"<!DOCTYPE html><html></html>", "Unknown top-level element: html"),
        (gzip.compress(b"hello", mtime=0), "syntax error"),
        (gzip.compress(DRAWING.encode(), mtime=0)[:-200], "damaged, cut short"),
        (bz2.compress(DRAWING.encode())[:-100], "damaged, cut short"),
        (DRAWING.encode()[:-100], "damaged, cut short"),
        (PBF_HEAD, "damaged, cut short"),
        (b'<osm version="0.6"></osm>', "holds no OpenStreetMap data"),
        (b'<osm version="0.6"><node id="1" lat="1" lon="1"/></osm>', "no way that may be walked"),
        (f'<osm version="0.6">{WAY}</osm>'.encode(), "no way that may be walked"),
        (
            f'<osm version="0.6">{_node(1, lat=1)}{_node(2, lat=1)}{WAY}</osm>'.encode(),
            "no way that may be walked",
        ),
        (
            f'<osm version="0.6">{_node(1, lat=89)}{_node(2, lat=88)}{WAY}</osm>'.encode(),
            "out of range",
        ),
        (
            f'<osm version="0.6">{_node(1, lat=1)}{_node(2, lat=40)}{WAY}</osm>'.encode(),
            "spans 0 by 39 degrees",
        ),
        (b'<osm version="0.6"><node id="1" lat="north" lon="1"/></osm>', "wrong format"),
        (
            b'<!DOCTYPE osm [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><osm generator="&b;"></osm>',
            "XML entities are not supported",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "city.osm"
    path.write_bytes(content)
    with pytest.raises(OsmFileError, match=said) as caught:
        read_city(path, name="drawn")
    message = str(caught.value)
    assert message.startswith("city.osm")
    assert "\n" not in message
    assert str(tmp_path) not in message


def test_a_node_off_the_earth_is_one_the_file_lacks(tmp_path: Path) -> None:
    path = tmp_path / "city.osm"
    nodes = _node(1, lat=1) + _node(2, lat=1.001) + _node(3, lat=99)
    way = WAY.replace("<tag", '<nd ref="3"/><tag')
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>', encoding="utf-8")
    city = read_city(path, name="drawn")
    assert city.network.n_edges == 1
    assert np.isfinite(city.network.coord_xy).all()
    assert city.figures["network"]["references_outside"] == 1


def test_a_pbf_cut_anywhere_is_refused_or_whole(tmp_path: Path) -> None:
    data = written(tmp_path, "osm.pbf").read_bytes()
    path = tmp_path / "cut.osm.pbf"
    for end in range(0, len(data), 7):
        path.write_bytes(data[:end])
        with pytest.raises(OsmFileError):
            read_city(path, name="drawn")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.osm", tmp_path):
        with pytest.raises(OsmFileError, match="cannot be opened"):
            read_city(path, name="drawn")
