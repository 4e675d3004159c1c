"""``sidestreet score``: what people have, scored; what is wrong, said in one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

FIELDS = {
    "length_m", "duration_s", "cameras", "gates", "modelled", "expected", "seen_m", "seen_s",
    "share_seen", "longest_unseen_m", "encounters", "band", "survey", "assumptions", "geometry",
}  # fmt: skip
LINE = {"type": "LineString", "coordinates": [[24.9412, 60.1699], [24.9450, 60.1710]]}


def gpx(*points: tuple[float, float]) -> str:
    rows = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in points)
    return (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><trkseg>{rows}</trkseg></trk></gpx>"
    )


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("track", "cameras", "figures"),
    [
        ("test1", 13, {"seen_m": 138.1, "seen_s": 160.7, "length_m": 634.8, "duration_s": 485.0}),
        ("test2", 14, {"seen_m": 86.9, "seen_s": 65.9, "length_m": 616.0, "duration_s": 435.0}),
    ],
)
def test_the_cctv_exposure_tracks(
    run: Run, shared_data: Path, track: str, cameras: int, figures: dict[str, float]
) -> None:
    folder = shared_data / "jyvaskyla"
    ran = run(
        "score", folder / f"{track}.gpx", "--cameras", folder / "cameras.csv", "--range", "10",
        "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert ran.json["cameras"]["cautious"] == cameras
    for name, figure in figures.items():
        assert ran.json[name] == pytest.approx(figure, abs=1.0)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("track", "sweep"),
    [
        ("test1", {10: (13, 22), 15: (16, 36), 20: (17, 50), 30: (19, 69), 60: (31, 95)}),
        ("test2", {10: (14, 14), 15: (15, 22), 20: (19, 40), 30: (19, 64), 60: (37, 100)}),
    ],
)
def test_the_radius_sweep(
    run: Run, shared_data: Path, track: str, sweep: dict[int, tuple[int, int]]
) -> None:
    folder = shared_data / "jyvaskyla"
    for range_m, (cameras, percent) in sweep.items():
        answer = run(
            "score", folder / f"{track}.gpx", "--cameras", folder / "cameras.csv",
            "--range", str(range_m), "--json",
        ).json  # fmt: skip
        assert answer["cameras"]["cautious"] == cameras
        assert round(100 * answer["share_seen"]) == percent


def test_json_carries_every_field(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    ran = run("score", path, "--json")
    assert ran.code == 0, ran.err
    answer = ran.json
    assert answer.keys() >= FIELDS
    assert answer["cameras"].keys() == {"documented", "likely", "cautious"}
    assert answer["band"].keys() == {"near", "default", "far"}
    assert answer["geometry"]["coordinates"] == LINE["coordinates"]
    assert answer["cameras"]["cautious"] > 0
    for encounter in answer["encounters"]:
        assert encounter.keys() >= {
            "camera_id", "enter_m", "exit_m", "seconds", "face_recognition",
        }  # fmt: skip


def test_the_table_says_what_is_counted_and_warns_first(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    ran = run("score", path)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("A low number does not mean safe")
    assert "cameras (face recognition not ruled out)" in ran.out
    assert "facial-recognition cameras" not in ran.out


def test_standard_input_is_read(run: Run) -> None:
    ran = run("score", "-", "--json", stdin=json.dumps(LINE))
    assert ran.code == 0, ran.err
    assert ran.json["length_m"] > 200


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("", "empty"),
        ("<gpx><trk><trkseg><trkpt lat=", ""),
        ("this is no track at all, only words", ""),
        (gpx((24.94, 60.17)), "two points"),
        (gpx((60.17, 124.94), (60.18, 124.95)), "swapped"),
        (gpx((24.94, float("nan")), (24.95, 60.17)), ""),
        (gpx((2.35, 48.85), (2.36, 48.86)), "outside"),
        ('{"type": "Point", "coordinates": [24.94, 60.17]}', ""),
        ('{"type": "LineString", "coordinates": [[24.94, "x"], [24.95, 60.17]]}', ""),
    ],
    ids=["empty", "cut", "words", "one-point", "swapped", "nan", "far", "point", "text"],
)
def test_bad_tracks_are_one_line(run: Run, tmp_path: Path, content: str, hint: str) -> None:
    path = tmp_path / "track.gpx"
    path.write_text(content, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    ran = run("score", path, "--map", tmp_path / "map.html", "--gpx", tmp_path / "route.gpx")
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert hint in ran.err
    for secret in ("24.94", "60.17", "124.9", "48.85"):
        assert secret not in ran.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_missing_file_and_a_missing_city_are_one_line(run: Run, tmp_path: Path) -> None:
    ran = run("score", tmp_path / "nothing.gpx")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    ran = run("score", path, "--city", "atlantis")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("options", [("--range", "-3"), ("--range", "nan"), ("--tolerance", "-1")])
def test_senseless_choices_are_refused(run: Run, tmp_path: Path, options: tuple[str, str]) -> None:
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    ran = run("score", path, *options)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


def test_a_camera_table_without_coordinates_names_what_is_missing(run: Run, tmp_path: Path) -> None:
    track = tmp_path / "line.geojson"
    track.write_text(json.dumps(LINE), encoding="utf-8")
    table = tmp_path / "cameras.csv"
    table.write_text("colour,number\nred,3\n", encoding="utf-8")
    ran = run("score", track, "--cameras", table)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "lat" in ran.err


def test_files_are_neutral_and_whole(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    page, line = tmp_path / "map.html", tmp_path / "route.gpx"
    ran = run("score", path, "--map", page, "--gpx", line)
    assert ran.code == 0, ran.err
    assert ran.err.count("stays where you put it") == 2
    text = line.read_text(encoding="utf-8")
    assert text.count("<trkpt") == 2
    for word in ("idestreet", "camera", "<time", "<name", "gpxpy", "elsinki"):
        assert word not in text
    assert "Content-Security-Policy" in page.read_text(encoding="utf-8")
    first = page.read_bytes()
    run("score", path, "--map", page)
    assert page.read_bytes() == first
