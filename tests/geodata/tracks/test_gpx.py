"""GPX in: the points, the seconds, the gaps; and everything a file must not get away with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gpxpy
import numpy as np
import pytest

from geodata.tracks import Waypoint, parse_track, read_track, read_track_file, write_gpx
from mapper.errors import TrackError
from mapper.model.track import Track

if TYPE_CHECKING:
    from pathlib import Path


def gpx(body: str, *, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<gpx version="1.1" creator="x">{body}</gpx>'.encode()


def segment(*points: tuple[float, float, str]) -> str:
    rows = (
        f'<trkpt lat="{lat}" lon="{lon}">{f"<time>{time}</time>" if time else ""}</trkpt>'
        for lon, lat, time in points
    )
    return f"<trkseg>{''.join(rows)}</trkseg>"


A = (24.94, 60.17, "2024-05-01T12:00:00Z")
B = (24.95, 60.17, "2024-05-01T12:00:30Z")
C = (24.96, 60.18, "2024-05-01T12:01:30.5Z")


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "points", "seconds"), [("test1", 76, 485.0), ("test2", 95, 435.0)]
)
def test_real_tracks_equal_what_gpxpy_reads(
    shared_data: Path, name: str, points: int, seconds: float
) -> None:
    path = shared_data / "jyvaskyla" / f"{name}.gpx"
    track = read_track_file(path)
    oracle = [
        (point.longitude, point.latitude, point.time)
        for point in gpxpy.parse(path.read_text(encoding="utf-8")).tracks[0].segments[0].points
    ]
    assert len(track.lon) == points
    assert track.lon.tolist() == [lon for lon, _, _ in oracle]
    assert track.lat.tolist() == [lat for _, lat, _ in oracle]
    assert track.elapsed_s is not None
    moments = [time for _, _, time in oracle if time is not None]
    assert track.elapsed_s.tolist() == [(time - moments[0]).total_seconds() for time in moments]
    assert track.elapsed_s[-1] == seconds
    assert track.gap is None


def test_seconds_count_from_the_first_point_with_standing_kept() -> None:
    still = (A[0], A[1], "2024-05-01T12:00:20Z")
    track = read_track(gpx(f"<trk>{segment(A, still, B, C)}</trk>"))
    assert track.elapsed_s is not None
    assert track.elapsed_s.tolist() == [0.0, 20.0, 30.0, 90.5]


def test_time_zones_are_respected_and_none_means_utc() -> None:
    there = (B[0], B[1], "2024-05-01T14:00:30+02:00")
    bare = (C[0], C[1], "2024-05-01T12:01:00")
    track = read_track(gpx(f"<trk>{segment(A, there, bare)}</trk>"))
    assert track.elapsed_s is not None
    assert track.elapsed_s.tolist() == [0.0, 30.0, 60.0]


def test_segments_and_tracks_are_joined_by_gaps() -> None:
    read = parse_track(
        gpx(f"<trk>{segment(A, B)}<trkseg/></trk><trk>{segment(C, (*A[:2], ''))}</trk>")
    )
    assert read.track.gap is not None
    assert read.track.gap.tolist() == [False, True, False]
    assert read.track.elapsed_s is None
    assert read.notes == (
        "1 of 4 points have no time: all times are left out",
        "1 gap between pieces bridged by a straight line",
    )


def test_segments_that_meet_have_no_gap_between_them() -> None:
    assert read_track(gpx(f"<trk>{segment(A, B)}{segment(B, C)}</trk>")).gap is None


def test_a_route_counts_only_where_there_is_no_track() -> None:
    route = '<rte><rtept lat="60" lon="24"/><rtept lat="61" lon="24"/></rte>'
    assert read_track(gpx(route)).lat.tolist() == [60.0, 61.0]
    both = parse_track(gpx(f"{route}<trk>{segment(A, B)}</trk>"))
    assert both.track.lat.tolist() == [60.17, 60.17]
    assert both.notes == ("the file's routes are left out: it holds a track",)


def test_times_elsewhere_are_not_times_of_points() -> None:
    body = (
        "<metadata><time>1999-01-01T00:00:00Z</time></metadata><trk><trkseg>"
        '<trkpt lat="60" lon="24"><extensions><x><time>1999-01-01T00:00:00Z</time></x></extensions>'
        '</trkpt><trkpt lat="61" lon="24"/></trkseg></trk>'
    )
    assert read_track(gpx(body)).elapsed_s is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_any_encoding_is_understood(encoding: str) -> None:
    name = "" if encoding == "iso-8859-1" else "Улица"
    text = (
        f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n'
        f"<gpx><trk><name>{name}</name>{segment(A, B)}</trk></gpx>"
    )
    assert read_track(text.encode(encoding)).lon.tolist() == [24.94, 24.95]


def test_prefixed_elements_are_gpx_too() -> None:
    text = (
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trk><g:trkseg>'
        '<g:trkpt lat="1" lon="2"/><g:trkpt lat="1" lon="3"/></g:trkseg></g:trk></g:gpx>'
    )
    assert read_track(text.encode()).lon.tolist() == [2.0, 3.0]


BOMB = '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the track is empty"),
        (b" \n ", "the track is empty"),
        (gpx(f"<trk>{segment(A, B)}</trk>")[:-20], "not GPX: unclosed token in line 1"),
        (gpx(f"<trk>{segment(A)}</trk>"), "a track needs at least two points, this one has 1"),
        (gpx(""), "the GPX file holds no track and no route"),
        (gpx('<wpt lat="60" lon="24"/>'), "the GPX file holds no track and no route"),
        (gpx("<trk><trkseg/></trk>"), "a track needs at least two points, this one has 0"),
        (b"<kml><Placemark/></kml>", "XML, but not GPX"),
        (
            gpx(f"<trk>{segment(A, (60.17, 124.94, ''))}</trk>"),
            "point 2 of the track is not on Earth (latitude and longitude swapped?)",
        ),
        (
            gpx(f"<trk>{segment(A, (float('nan'), 60.0, ''))}</trk>"),
            "point 2 of the track is not a number",
        ),
        (
            gpx('<trk><trkseg><trkpt lat="62,5" lon="25"/></trkseg></trk>'),
            "point 1 of the track has no latitude and longitude in numbers",
        ),
        (
            gpx('<trk><trkseg><trkpt lat="62.5"/></trkseg></trk>'),
            "point 1 of the track has no latitude and longitude in numbers",
        ),
        (gpx(f"<trk>{segment(A, C, B)}</trk>"), "time runs backwards at point 3 of the track"),
        (
            gpx(f"<trk><name>&b;</name>{segment(A, B)}</trk>", head=BOMB),
            "the GPX file declares a document type; files with entities are refused",
        ),
        (gpx("<a>" * 100), "not GPX: elements are nested too deeply"),
        (b"\x89PNG\r\n\x1a\n\0\0", "neither GPX nor GeoJSON nor an encoded polyline"),
        (b"a,b,c\n1,2,3\n", "neither GPX nor GeoJSON nor an encoded polyline"),
    ],
)
def test_what_cannot_be_scored_is_one_clear_line(data: bytes, message: str) -> None:
    with pytest.raises(TrackError) as caught:
        read_track(data)
    assert str(caught.value) == message


def test_a_document_type_hidden_by_an_encoding_is_refused() -> None:
    text = f'<?xml version="1.0" encoding="utf-16"?>{BOMB}<gpx>{segment(A, B)}</gpx>'
    with pytest.raises(TrackError, match="document type"):
        read_track(text.encode("utf-16"))


def test_a_hostile_namespace_costs_no_time_and_leaves_no_trace() -> None:
    # a scan for namespaces by pattern is quadratic here: 14 MB would take hours
    hostile = gpx(f"<trk><name>{' xmlns:' * 2_000_000}</name>{segment(A, B)}</trk>")
    assert len(read_track(hostile).lon) == 2


def test_a_file_too_large_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "large.gpx"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(TrackError, match="larger than 20 MB"):
        read_track_file(path)


def test_a_file_that_cannot_be_opened_is_not_named(tmp_path: Path) -> None:
    with pytest.raises(TrackError) as caught:
        read_track_file(tmp_path / "home-to-work.gpx")
    assert str(caught.value) == "the track file cannot be read: No such file or directory"
    with pytest.raises(TrackError):
        read_track_file(tmp_path)


LINE = Track.parse(np.array([24.94, 24.95, 24.96]), np.array([60.17, 60.17, 60.18]))


def test_a_written_line_is_bare() -> None:
    assert write_gpx(LINE) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="gpx" xmlns="http://www.topografix.com/GPX/1/1">\n'
        "<trk>\n<trkseg>\n"
        '<trkpt lat="60.1700000" lon="24.9400000"/>\n'
        '<trkpt lat="60.1700000" lon="24.9500000"/>\n'
        '<trkpt lat="60.1800000" lon="24.9600000"/>\n'
        "</trkseg>\n</trk>\n</gpx>\n"
    )


def test_waypoints_are_written_where_asked_for_and_escaped() -> None:
    text = write_gpx(LINE, waypoints=[Waypoint(24.94, 60.17, "<b>&co")])
    (point,) = gpxpy.parse(text).waypoints
    assert (point.longitude, point.latitude, point.name) == (24.94, 60.17, "<b>&co")
    assert read_track(text.encode()).lon.tolist() == LINE.lon.tolist()
