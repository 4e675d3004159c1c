"""Stops and days of checks: what is read, and what is not even looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.metro.stops import CheckDay, read_check_days, read_stops
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_months_are_added_up_by_station(tmp_path: Path) -> None:
    table = written(
        tmp_path / "s.csv", "station,count,month\nA,3,2022-06\nB,1,2022-06\nA,4,2022-09\n"
    )
    assert read_stops(table) == {"A": 7, "B": 1}


@pytest.mark.parametrize(
    "text",
    [
        "month,station,count,name\n2022-06,A,3,somebody\n",
        "month,station,count,phone\n2022-06,A,3,1\n",
        "month,station\n2022-06,A\n",
        "month,station,count\n2022-06-12,A,3\n",
        "month,station,count\n2022-06,A,-3\n",
        "month,station,count\n2022-06,,3\n",
    ],
)
def test_a_column_more_or_a_day_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TableError, match=r"s\.csv"):
        read_stops(written(tmp_path / "s.csv", text))


def test_days_of_checks_need_a_source(tmp_path: Path) -> None:
    table = written(tmp_path / "d.csv", "date,place,source\n2022-06-12,metro,OVD-Info\n")
    assert read_check_days(table) == (CheckDay("2022-06-12", "metro", "OVD-Info"),)
    with pytest.raises(TableError, match="no source"):
        read_check_days(written(tmp_path / "d.csv", "date,place,source\n2022-06-12,metro,\n"))
