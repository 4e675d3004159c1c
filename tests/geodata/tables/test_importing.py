"""Long tables are imported stretch by stretch, and give what reading them whole gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from geodata.tables import delimited
from geodata.tables.cameras import read_cameras
from geodata.tables.importing import import_cameras
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path


def rows(n: int) -> str:
    lines = [f"c{k % 90},{60 + k / 1e4:.4f},{24.9 + (k % 7) / 100:.2f},dome" for k in range(n)]
    lines[7] = "c7,,24.9,dome"
    lines[40] = lines[39]
    return "\n".join(["id,lat,lon,type", *lines]) + "\n"


def test_stretches_give_what_the_whole_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.csv"
    path.write_text(rows(100), encoding="utf-8")
    whole = read_cameras(path)
    monkeypatch.setattr(delimited, "_ROWS_A_STRETCH", 17)
    told = []
    done = import_cameras(
        path,
        tmp_path / "cameras.parquet",
        tmp_path / "refused.csv",
        progress=lambda _, done, __: told.append(done),
    )
    assert told == [17, 34, 51, 68, 85, 100]
    assert (done.rows_read, done.kept) == (100, 98)
    assert done.refused == {"no lat": 1, "the same row again": 1}
    imported = gpd.read_parquet(tmp_path / "cameras.parquet")
    assert imported["camera_id"].tolist() == whole.cameras.ids
    assert imported.crs == whole.projection.crs
    assert imported.geometry.geom_equals(whole.cameras.frame.geometry).all()
    lines = (tmp_path / "refused.csv").read_text("utf-8").splitlines()
    assert lines == [
        "line,reason,id,lat,lon,type",
        "9,no lat,c7,,24.9,dome",
        "42,the same row again,c39,60.0039,24.94,dome",
    ]
    assert list(tmp_path.glob("*.part")) == []


def test_nothing_to_keep_leaves_no_table(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("lat,lon\n,\n1,\n", encoding="utf-8")
    with pytest.raises(TableError, match="no row can be used"):
        import_cameras(path, tmp_path / "cameras.parquet", tmp_path / "refused.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.csv", "refused.csv"]
