"""Nothing of the machine or the person who built a city is found in what is written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from geodata.build import BuildFiles, CameraFile, build_city
from geodata.pack import write_pack
from geodata.tables.importing import import_cameras
from geodata.tables.refused import write_refused

if TYPE_CHECKING:
    from pathlib import Path

USER, HOST, ZONE = "planted-user", "planted-host", "Antarctica/Troll"


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
        import_cameras(path, out / "cameras.parquet", out / "refused-long.csv")
        refused = [("table", rows) for _, rows in built.refused]
        assert write_refused(out / "refused.csv", refused) == 1
    finally:
        monkeypatch.undo()
        time.tzset()
    written = [file for file in out.rglob("*") if file.is_file()]
    assert len(written) > 10
    for file in written:
        content = file.read_bytes()
        for trace in (USER, HOST, ZONE, "Troll", str(tmp_path), str(home), "+7 000"):
            assert trace.encode() not in content, (file.name, trace)
            assert trace.encode() not in file.name.encode()
