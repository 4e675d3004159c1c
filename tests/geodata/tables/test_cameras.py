"""Tables of cameras: read by their columns, checked row by row, nothing lost in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.tables.cameras import city_of_cameras, city_with_cameras, read_cameras
from geodata.tables.mapping import parse_mapping
from mapper.errors import TableError
from mapper.model.assumptions import Assumptions
from mapper.model.cameras import CameraKind

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "id,lat,lon,type,direction,height\n"
GOOD = "a,60.17,24.94,bullet,NNW,4.5 m\n"


def table(tmp_path: Path, content: str | bytes, name: str = "cameras.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_columns_are_guessed_and_values_read(tmp_path: Path) -> None:
    read = read_cameras(table(tmp_path, HEADER + GOOD + "b,60.18,24.95,PTZ,90-270;10,13 ft\n"))
    frame = read.cameras.frame
    assert frame["camera_id"].tolist() == ["table:a", "table:b"]
    assert frame["kind"].tolist() == ["fixed", "panning"]
    assert frame["direction_deg"].tolist() == [337.5, 180.0]
    assert frame["other_directions_deg"].tolist() == ["", "10"]
    assert frame["height_m"].tolist() == pytest.approx([4.5, 3.9624])
    assert np.isnan(frame["angle_deg"]).all()
    assert read.projection.epsg == 32635
    lon, lat = read.projection.to_lon_lat(*read.cameras.xy.T)
    assert lon.tolist() == [24.94, 24.95]
    assert lat.tolist() == [60.17, 60.18]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("c,,24.94,,,", "no lat"),
        ("c,here,24.94,,,", "lat is no number"),
        ("c,0,0,,,", "at 0° N, 0° E: no position"),
        ("c,nan,24.94,,,", "lat is no number"),
        ("c,1e400,24.94,,,", "lat is no number"),
        ("c,-60.17,24.94,,,", "more than 500 km from the rest"),
        ("c,60.17,424.94,,,", "longitude or latitude out of range"),
        ("c,60.17,24.94", "3 cells instead of 6"),
        ("c,60.17,24.94,,,,more", "7 cells instead of 6"),
        (",,,,,", "nothing in it"),
        ('"c,60.17,24.94,,,', "a quote is opened and never closed"),
        ("a,60.17,24.94,bullet,NNW,4.5 m", "the same row again"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_reason(
    tmp_path: Path, row: str, reason: str
) -> None:
    read = read_cameras(table(tmp_path, f"{HEADER}{GOOD}{row}\nd,60.171,24.941,,,\n"))
    assert [(refusal.line, refusal.reason) for refusal in read.refused] == [(3, reason)]
    assert len(read.cameras) == 2
    assert read.rows_read == 3


def test_values_that_make_no_sense_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = "a,60.17,24.94,spaceship,backward,900\nb,60.17,24.94,dome,,-3\n"
    read = read_cameras(table(tmp_path, HEADER + rows))
    assert read.not_understood == {"kind": 1, "direction_deg": 1, "height_m": 2}
    assert read.cameras.is_kind(CameraKind.UNKNOWN).tolist() == [True, False]
    assert len(read.cameras) == 2


def test_swapped_coordinates_are_turned_where_the_rest_tells(tmp_path: Path) -> None:
    rows = "".join(f"{n},60.17{n},24.94,,,\n" for n in range(5)) + "s,24.94,60.17,,,\n"
    read = read_cameras(table(tmp_path, HEADER + rows))
    lon, lat = read.projection.to_lon_lat(*read.cameras.xy.T)
    assert (lon[-1], lat[-1]) == (24.94, 60.17)
    assert read.repairs == {"longitude and latitude were swapped": 1}


def test_metres_without_a_crs_are_refused_and_with_one_read(tmp_path: Path) -> None:
    path = table(tmp_path, "id,x,y\na,413000,6178000\n")
    with pytest.raises(TableError, match="no degrees"):
        read_cameras(path)
    mapping = parse_mapping(
        'crs = "EPSG:32637"\n[columns]\nlongitude = "x"\nlatitude = "y"', name="mine"
    )
    read = read_cameras(path, mapping=mapping)
    assert read.projection.epsg == 32637
    assert read.cameras.xy[0].tolist() == pytest.approx([413000, 6178000], abs=0.02)


def test_several_cameras_on_one_point_stay_several_and_keep_their_ids(tmp_path: Path) -> None:
    path = table(tmp_path, "lat,lon\n60.17,24.94\n60.17,24.94\n60.18,24.95\n")
    ids = read_cameras(path).cameras.ids
    assert ids == [
        "table:24.9400000,60.1700000",
        "table:24.9400000,60.1700000/2",
        "table:24.9500000,60.1800000",
    ]
    assert read_cameras(path).cameras.ids == ids


def test_a_quoted_cell_may_run_over_lines_and_hold_quotes(tmp_path: Path) -> None:
    rows = 'a,60.17,24.94,"bu\nl""let",N,\nb,here,24.94,,,\n'
    read = read_cameras(table(tmp_path, HEADER + rows))
    assert len(read.cameras) == 1
    assert read.not_understood == {"kind": 1}
    assert [(refusal.line, refusal.reason) for refusal in read.refused] == [(4, "lat is no number")]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"no columns for longitude.*found id, town"):
        read_cameras(table(tmp_path, "id,town\na,Helsinki\n"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"lat,lon\n", b"lat,lon\nx,y\n"])
def test_a_table_with_nothing_to_use_says_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableError):
        read_cameras(table(tmp_path, content))


def test_columns_that_lead_to_persons_never_come_in(tmp_path: Path) -> None:
    content = (
        "lat,lon,user,OVDPhone,url,operator,zone,note\n"
        "60.17,24.94,planted,+7 000,rtsp://10.0.0.1/live,A. Neighbour,home,call a@b.org\n"
        "x,24.94,planted,+7 000,rtsp://10.0.0.1/live,,street,see http://planted.example\n"
    )
    read = read_cameras(table(tmp_path, content))
    assert read.dropped == ("user", "OVDPhone", "url")
    assert read.cameras.frame["operator"].tolist() == [""]
    assert read.refused[0].row == {
        "lat": "x",
        "lon": "24.94",
        "operator": "",
        "zone": "street",
        "note": "see ",
    }


def test_a_table_alone_is_a_city_surveyed_in_part(tmp_path: Path) -> None:
    read = read_cameras(table(tmp_path, HEADER + GOOD))
    city = city_of_cameras(read)
    assert city.network.n_edges == 0
    assert city.survey.frame["state"].tolist() == ["partial"]
    area = float(city.survey.frame.geometry.area.iloc[0])
    assert area == pytest.approx(np.pi * Assumptions().surveyed_m ** 2, rel=0.02)
    left, bottom, right, top = city.bounds
    assert left < 24.94 < right
    assert bottom < 60.17 < top


def test_a_table_takes_the_place_of_a_citys_cameras(tmp_path: Path) -> None:
    city = city_of_cameras(read_cameras(table(tmp_path, HEADER + GOOD)))
    west = read_cameras(table(tmp_path, "lat,lon\n60.17,23.99\n", "west.csv"))
    assert west.projection.epsg == 32634
    merged = city_with_cameras(city, west)
    lon, lat = city.projection.to_lon_lat(*merged.cameras.xy.T)
    assert (round(float(lon[0]), 6), round(float(lat[0]), 6)) == (23.99, 60.17)
    assert merged.survey.frame["derived"].tolist() == [True]
    assert merged.survey.frame.geometry.contains(merged.cameras.frame.geometry.iloc[0]).all()
    assert len(merged.sources) == 2


@pytest.mark.shared_data
def test_the_cameras_of_cctv_exposure(shared_data: Path) -> None:
    read = read_cameras(shared_data / "jyvaskyla" / "cameras.csv")
    frame = read.cameras.frame
    assert read.plan.mapping.name == "cctv-exposure"
    assert read.figures["kept"] == 450
    assert frame["kind"].value_counts().to_dict() == {"dome": 284, "fixed": 166}
    assert set(frame["range_m"]) == {10.0}
    assert set(frame["angle_deg"]) == {360.0}
    assert set(frame["position_error_m"]) == {0.0}
    assert read.dropped == ("url",)
