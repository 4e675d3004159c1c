"""Long tables are imported stretch by stretch, and give what reading them whole gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import geopandas as gpd
import pytest

from geodata.tables import delimited
from geodata.tables.cameras import read_cameras
from geodata.tables.importing import import_cameras
from geodata.tables.refused import write_refused
from geodata.tables.rows import Refusal
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def test_an_import_that_fails_midway_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out, refused = (tmp_path / name for name in ("long.csv", "out.parquet", "refused.csv"))
    path.write_text(rows(100), encoding="utf-8")
    out.write_bytes(b"an older table")
    refused.write_text("an older list", encoding="utf-8")
    monkeypatch.setattr(delimited, "_ROWS_A_STRETCH", 17)

    def full(stage: str, done: int, total: int) -> None:
        if (stage, total) == ("cameras", 0) and done > 60:
            raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        import_cameras(path, out, refused, progress=full)
    assert out.read_bytes() == b"an older table"
    assert refused.read_text(encoding="utf-8") == "an older list"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["long.csv", "out.parquet", "refused.csv"]


def test_a_list_of_refused_rows_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "refused.csv"
    path.write_text("an older list", encoding="utf-8")

    def rows_that_end() -> Iterator[Refusal]:
        yield Refusal(1, "no lat", {"lat": ""})
        raise OSError(28, "no space left")

    class Cut(tuple[Refusal, ...]):
        """Can be looked through once, for its columns, and breaks while it is written."""

        __slots__ = ()
        looked: ClassVar[list[int]] = []

        def __iter__(self) -> Iterator[Refusal]:
            self.looked.append(1)
            return super().__iter__() if len(self.looked) == 1 else rows_that_end()

    with pytest.raises(OSError, match="no space"):
        write_refused(path, [("table", Cut([Refusal(1, "no lat", {"lat": ""})]))])
    assert path.read_text(encoding="utf-8") == "an older list"
    assert [p.name for p in tmp_path.iterdir()] == ["refused.csv"]
