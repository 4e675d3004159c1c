"""``export`` and ``verify``: one file with a whole city, the same every time, and told apart."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from api import offline_files
from geodata.pack import find_city, read_pack, write_pack
from mapper.maps.cityfile.reading import HeldCity, inflated
from mapper.maps.offline import compared, made_in
from mapper.model.cameras import Cameras
from mapper.model.city import Source
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.api.commands.conftest import Run

BOX = "24.939,60.168,24.946,60.173"
MOST_BYTES = 2_500_000
CITY = re.compile(rb'(id="city">)([^<]*)(</script>)')


@pytest.fixture(scope="module")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file as the command of another process writes it."""
    path = tmp_path_factory.mktemp("file") / "map.html"
    _in_another_process(path)
    return path.read_bytes()


def _in_another_process(path: Path, *options: str, **environment: str) -> None:
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "api.cli", "export", str(path), "--quiet", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=path.parent,
        check=True,
    )


def test_the_bundled_city_is_one_small_file(whole_file: bytes) -> None:
    assert len(whole_file) < MOST_BYTES
    text = whole_file.decode("utf-8")
    assert "<title>Map</title>" in text
    assert text.count("<html") == 1
    made = made_in(whole_file)
    assert made is not None
    assert made["pack"] == read_pack(find_city("helsinki", None)).pack_hash
    assert set(made) == {
        "format", "version", "city", "pack", "languages", "routing", "plain", "area", "range",
        "count", "tolerance_m",
    }  # fmt: skip
    # whose data it is, and where the database can be had
    assert "OpenStreetMap contributors" in text
    assert "Contains a database under the ODbL" in text


def test_nothing_is_ever_connected_to(whole_file: bytes) -> None:
    text = whole_file.decode("utf-8")
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert len(policy) == 1
    directives = dict(part.strip().split(" ", 1) for part in policy[0].split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["connect-src"] == "'none'"
    assert directives["img-src"] == "data: blob:"
    assert directives["worker-src"] == "blob:"
    for kind in ("script-src", "style-src"):
        assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", part) for part in directives[kind].split())
    # the policy stands before anything it rules
    assert text.index("Content-Security-Policy") < text.index("<style")
    assert text.index("Content-Security-Policy") < text.index("<script")
    # no element of the page names anything to be fetched
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.DOTALL)
    addresses = re.findall(r'\b(?:src|href|action|srcset|data)="([^"]*)"', markup)
    assert {address.partition(":")[0] for address in addresses if not address.startswith("#")} == {
        "data"
    }


def test_made_again_elsewhere_it_is_the_same_to_the_byte(whole_file: bytes, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere" / "another name.html"
    again.parent.mkdir()
    _in_another_process(
        again,
        PYTHONHASHSEED="4242",
        TZ="Asia/Vladivostok",
        LC_ALL="C",
        LANG="C",
        USER="jdoe4242",
        LOGNAME="jdoe4242",
        HOME=str(tmp_path),
    )
    assert again.read_bytes() == whole_file
    for trace in (str(tmp_path), "jdoe4242", "another name", str(ROOT), "Vladivostok"):
        assert trace.encode() not in whole_file


def test_the_hash_is_told_and_an_old_file_stays(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    out.write_text("mine", encoding="utf-8")
    refused = run("export", out)
    assert refused.code == 2
    assert "--force" in refused.err
    assert out.read_text(encoding="utf-8") == "mine"
    ran = run("export", out, "--force", "--json", "--area", BOX, "--no-routing")
    assert ran.code == 0, ran.err
    assert ran.json["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert ran.json["bytes"] == out.stat().st_size


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--area", BOX, "--languages", "ru", "--plain", "--range", "far", "--count", "likely"],
        ["--no-routing", "--languages", "en", "--tolerance", "3", "--range", "50"],
    ],
    ids=["whole", "part", "map"],
)
def test_a_file_is_what_it_says_however_it_was_made(
    run: Run, tmp_path: Path, options: list[str]
) -> None:
    out = tmp_path / "map.html"
    assert run("export", out, *options).code == 0
    # what is typed to verify does not matter: the file tells how it was made
    verified = run("verify", out, "--city", "helsinki", "--range", "near")
    assert verified.code == 0, verified.out
    first, second, third = verified.out.splitlines()
    assert first == "map.html is what this city gives."
    assert third.endswith(hashlib.sha256(out.read_bytes()).hexdigest())
    assert ("a part of the city" in second) == ("--area" in options)
    assert ("range far, count likely" in second) == ("likely" in options)


def _with_city(document: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with its city's bytes changed."""
    found = CITY.search(document)
    assert found is not None
    plain = gzip.decompress(base64.b64decode(found[2]))
    packed = base64.b64encode(gzip.compress(change(plain), 9, mtime=0))
    return document[: found.start(2)] + packed + document[found.end(2) :]


def _tell(document: bytes, before: bytes, after: bytes) -> bytes:
    assert document.count(before) >= 1
    return document.replace(before, after, 1)


def _other_column(prefix: str) -> Callable[[bytes], bytes]:
    def change(plain: bytes) -> bytes:
        held = HeldCity.parse(plain)
        name = next(name for name in held.columns if name.startswith(prefix))
        at, size = held.header["columns"][name]
        start = len(plain) - sum(length for _, length in held.header["columns"].values()) + at
        return (
            plain[:start]
            + bytes(byte ^ 1 for byte in plain[start : start + size])
            + plain[start + size :]
        )

    return change


def _fewer_cameras(plain: bytes) -> bytes:
    start = 12 + int.from_bytes(plain[8:12], "little")
    header = json.loads(plain[12:start])
    header["cameras"] -= 1
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return plain[:8] + len(text).to_bytes(4, "little") + text + plain[start:]


def _moved_picture(document: bytes) -> bytes:
    """The file with a picture's pixels in another picture's place."""
    sources = list(re.finditer(rb'src="data:image/png;base64,[^"]*"', document))
    one, other = sources[0], sources[1]
    return (
        document[: one.start()] + one[0] + b" " + other[0] + document[one.end() : other.start()]
        + document[other.end() :]
    )  # fmt: skip


def _animated(document: bytes) -> bytes:
    """The file with a picture that says more than the pixels it begins with."""
    found = re.search(rb"data:image/png;base64,([A-Za-z0-9+/=]{5000,})", document)
    assert found is not None
    picture = Image.open(io.BytesIO(base64.b64decode(found[1])))
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "something")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=told)
    return document[: found.start(1)] + base64.b64encode(out.getvalue()) + document[found.end(1) :]


CHANGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "program": (lambda d: _tell(d, b"dominat", b"Dominat"), "program"),
    "policy": (lambda d: _tell(d, b"connect-src 'none'", b"connect-src https:"), "connections"),
    "words": (lambda d: _tell(d, b"does not mean safe", b"does mean safe"), "text was changed"),
    "more": (lambda d: d.replace(b"</html>", b"<p></p></html>"), "text was changed"),
    "fewer": (lambda d: _with_city(d, _fewer_cameras), "220 cameras where this city gives 221"),
    "moved": (lambda d: _with_city(d, _other_column("camera.lon")), "cameras were changed"),
    "blinder": (lambda d: _with_city(d, _other_column("sight.")), "cameras see was changed"),
    "streets": (lambda d: _with_city(d, _other_column("edge.")), "streets, names or drawing"),
    "bomb": (lambda d: _with_city(d, lambda plain: plain + b"\0" * 50_000_000), "be read"),
    "no base64": (lambda d: CITY.sub(rb"\1!!!!\3", d), "cannot be read"),
    "no city": (lambda d: CITY.sub(b"", d), "holds no city"),
    "picture": (_animated, "pictures were changed"),
    "picture moved": (_moved_picture, "text was changed"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_named(whole_file: bytes, change: str) -> None:
    made, told = CHANGES[change]
    changed = made(whole_file)
    assert changed != whole_file
    verdict = compared(changed, whole_file)
    assert not verdict.same
    assert told in verdict.reason


LIES: dict[str, tuple[bytes, bytes, str]] = {
    "plain": (b'"plain":false', b'"plain":true', "was changed"),
    "routing": (b'"routing":true', b'"routing":7', "how it was made"),
    "count": (b'"count":"cautious"', b'"count":"documented"', "changed"),
    "area": (b'"area":null', b'"area":[[[[0,0],[1,0],[1,1],[0,0]]]]', "cannot be made"),
    "not an area": (b'"area":null', b'"area":[[[[1]]]]', "rings of longitude and latitude"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_of_itself_is_told(
    run: Run, tmp_path: Path, whole_file: bytes, lie: str
) -> None:
    before, after, told = LIES[lie]
    out = tmp_path / "map.html"
    out.write_bytes(_tell(whole_file, before, after))
    verified = run("verify", out)
    assert verified.code == 1
    first = verified.out.splitlines()[0]
    assert first.startswith("map.html DIFFERS from what this city gives: ")
    assert told in first


def test_a_file_of_another_version_is_told(run: Run, tmp_path: Path, whole_file: bytes) -> None:
    out = tmp_path / "map.html"
    out.write_bytes(re.sub(rb'"version":"[^"]*"', b'"version":"9.9"', whole_file, count=1))
    verified = run("verify", out)
    assert verified.code == 1
    assert "made by version 9.9" in verified.out


def test_what_was_only_packed_otherwise_is_the_same(
    run: Run, tmp_path: Path, whole_file: bytes
) -> None:
    found = CITY.search(whole_file)
    assert found is not None
    plain = gzip.decompress(base64.b64decode(found[2]))
    packed = base64.b64encode(gzip.compress(plain, 1, mtime=0))
    out = tmp_path / "map.html"
    out.write_bytes(whole_file[: found.start(2)] + packed + whole_file[found.end(2) :])
    verified = run("verify", out, "--json")
    assert verified.code == 0
    assert verified.json["same"] is True
    assert "packed by another library" in verified.json["reason"]
    # two streams in a row are not what one stream is, whatever this Python makes of them
    twice = base64.b64encode(gzip.compress(plain[:100]) + gzip.compress(plain[100:]))
    out.write_bytes(whole_file[: found.start(2)] + twice + whole_file[found.end(2) :])
    assert run("verify", out).code == 1


def test_another_version_of_the_city_is_told(run: Run, tmp_path: Path, whole_file: bytes) -> None:
    city = read_pack(find_city("helsinki", None))
    fewer = Cameras.parse(city.cameras.frame.iloc[1:], city.projection)
    pack = tmp_path / "packs" / "helsinki2"
    newer = write_pack(replace(city, name="helsinki2", cameras=fewer), pack)
    out = tmp_path / "map.html"
    out.write_bytes(whole_file)
    verified = run("verify", out, "--city", "helsinki2")
    assert verified.code == 1
    assert f"made of pack {city.pack_hash}, this is pack {newer}" in verified.out
    # a file that lies about its pack holds another number of cameras
    out.write_bytes(whole_file.replace(city.pack_hash.encode(), newer.encode()))
    assert "221 cameras where this city gives 220" in run("verify", out, "--city", "helsinki2").out


def test_what_a_file_says_of_itself_cannot_harm_a_terminal(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    told = {
        **json.loads('{"languages":["en"],"routing":true,"plain":false,"area":null}'),
        "range": "default", "count": "cautious", "tolerance_m": 0,
        "pack": "\u001b[31mred\u0007" * 9,
    }  # fmt: skip
    block = json.dumps(told)
    out.write_text(f'<script type="application/json" id="made">{block}</script>', encoding="utf-8")
    verified = run("verify", out)
    assert verified.code == 1
    assert "\x1b" not in verified.out
    assert "\x07" not in verified.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--languages", "en,fr"], "languages"),
        (["--languages", "en,en"], "languages"),
        (["--area", "0,0,1,1"], "area"),
        (["--area", "Atlantis"], "no district of that name"),
        (["--range", "-4"], "range"),
    ],
)
def test_what_cannot_be_made_is_one_line(
    run: Run, tmp_path: Path, options: list[str], told: str
) -> None:
    ran = run("export", tmp_path / "map.html", *options)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err
    assert not (tmp_path / "map.html").exists()


def test_licences_that_do_not_mix_are_refused(run: Run, tmp_path: Path) -> None:
    city = read_pack(find_city("helsinki", None))
    closed = Source("Closed", "CC-BY-NC-SA-4.0", "Somebody", "2020-01-01", "00")
    write_pack(
        replace(city, name="mixed", sources=(*city.sources, closed)), tmp_path / "packs" / "mixed"
    )
    ran = run("export", tmp_path / "map.html", "--city", "mixed")
    assert ran.code == 2
    assert "non-commercial" in ran.err
    assert not (tmp_path / "map.html").exists()


def test_the_pages_that_help_stand_alone(run: Run, tmp_path: Path) -> None:
    for option, word in (("--hash-page", "SHA-256"), ("--help-page", "не проверено")):
        out = tmp_path / "page.html"
        assert run("export", out, option, "--languages", "ru,en", "--force").code == 0
        text = out.read_text(encoding="utf-8")
        assert word in text
        assert "default-src 'none'" in text
        assert 'lang="ru"' in text


def test_a_table_of_cameras_takes_the_place_of_the_city_s_where_terms_allow(
    run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text("lat,lon,kind\n60.170,24.941,fixed\n60.171,24.942,dome\n", encoding="utf-8")
    out = tmp_path / "map.html"
    # rows whose terms nobody told must not be mixed with a share-alike database
    refused = run("export", out, "--city", "helsinki", "--cameras", table)
    assert refused.code == 2
    assert "licence" in refused.err
    city = read_pack(find_city("helsinki", None))
    free = (Source("Streets", "CC0-1.0", "Streets", "2020-01-01", "00"),)
    write_pack(replace(city, name="free", sources=free), tmp_path / "packs" / "free")
    options = ("--city", "free", "--cameras", table)
    ran = run("export", out, *options)
    assert ran.code == 0, ran.err
    assert run("verify", out, *options).code == 0
    assert run("verify", out, "--city", "free").code == 1


def test_a_pack_s_folder_and_a_map_are_verified_as_before(run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(find_city("helsinki", None), tmp_path / "helsinki")
    assert run("verify", folder).code == 0
    page = tmp_path / "city.html"
    assert run("map", page).code == 0
    assert run("verify", page, "--json").json["made"] is None


def test_inflating_stops_where_it_should() -> None:
    assert inflated(gzip.compress(b"abc"), most_bytes=10) == b"abc"
    assert offline_files.__all__ == ["offline_file"]
