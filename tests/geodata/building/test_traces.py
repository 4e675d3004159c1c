"""Nothing of the machine or the person who built a city is found in what is written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from geodata.build import BuildFiles, CameraFile, build_city
from geodata.online import download, plan_download
from geodata.online.fetch import Answer
from geodata.pack import write_pack
from geodata.tables.importing import import_cameras
from geodata.tables.refused import write_refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ANSWER = (
    b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="55.75" lon="37.6"/>'
    b'<node id="2" lat="55.751" lon="37.6"/><way id="1"><nd ref="1"/><nd ref="2"/>'
    b'<tag k="highway" v="footway"/></way></osm>'
)
USER, HOST, ZONE = "planted-user", "planted-host", "Antarctica/Troll"


def answered(url: str, data: Mapping[str, str] | None = None) -> Answer:
    """Answer every square with one street."""
    assert USER not in f"{url}{data}"
    return Answer(200, ANSWER)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set on this system")
def test_no_trace_of_user_host_path_or_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home" / USER
    home.mkdir(parents=True)
    for name, value in (("USER", USER), ("LOGNAME", USER), ("HOSTNAME", HOST), ("TZ", ZONE)):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("socket.gethostname", lambda: HOST)
    time.tzset()
    try:
        path = home / f"{USER}.csv"
        path.write_text(
            "id,lon,lat,type,osmuser,OVDPhone,url,direction\n"
            f"a,37.6,55.75,dome,{USER},+7 000 {USER},http://{HOST}/,N\n"
            f"b,,55.75,dome,{USER},+7 000,http://{HOST}/,N\n",
            encoding="utf-8",
        )
        out = tmp_path / "out"
        out.mkdir()
        built = build_city(BuildFiles(cameras=(CameraFile(path),)), name="town")
        write_pack(built.city, out / "town")
        cache = out / "downloads"
        city = download(plan_download((37.55, 55.70, 37.65, 55.80)), cache, answered)
        write_pack(build_city(BuildFiles(osm=city), name="net").city, out / "net")
        import_cameras(path, out / "cameras.parquet", out / "refused-long.csv")
        refused = [("table", rows) for _, rows in built.refused]
        assert write_refused(out / "refused.csv", refused) == 1
    finally:
        monkeypatch.undo()
        time.tzset()
    written = [file for file in out.rglob("*") if file.is_file()]
    assert len(written) > 20
    assert any(file.is_relative_to(cache) for file in written)
    for file in written:
        content = file.read_bytes()
        for trace in (USER, HOST, ZONE, "Troll", str(tmp_path), str(home), "+7 000"):
            assert trace.encode() not in content, (file.name, trace)
            assert trace.encode() not in file.name.encode()
