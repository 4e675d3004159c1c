"""GeoJSON in: exactly one line, whatever wraps it."""

from __future__ import annotations

import json

import pytest

from geodata.tracks import parse_track, read_track
from mapper.errors import TrackError

LINE = {"type": "LineString", "coordinates": [[24.94, 60.17], [24.95, 60.18, 12.0]]}
FEATURE = {"type": "Feature", "properties": None, "geometry": LINE}
POINT = {
    "type": "Feature",
    "properties": {},
    "geometry": {"type": "Point", "coordinates": [24.94, 60.17]},
}


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def dump(document: object) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "document", [LINE, FEATURE, collection(FEATURE), collection(POINT, FEATURE)]
)
def test_one_line_is_found_in_any_wrapping(document: object) -> None:
    track = read_track(dump(document))
    assert track.lon.tolist() == [24.94, 24.95]
    assert track.lat.tolist() == [60.17, 60.18]
    assert (track.elapsed_s, track.gap) == (None, None)


def test_what_is_left_out_is_said() -> None:
    assert parse_track(dump(collection(POINT, FEATURE))).notes == (
        "1 features that are no line are left out",
    )


def test_parts_of_a_multi_line_are_joined_by_gaps() -> None:
    parts = [[[0, 0], [1, 0]], [[1, 0], [2, 0]], [[3, 0], [4, 0]]]
    track = read_track(dump({"type": "MultiLineString", "coordinates": parts}))
    assert track.lon.tolist() == [0.0, 1.0, 1.0, 2.0, 3.0, 4.0]
    assert track.gap is not None
    assert track.gap.tolist() == [False, False, False, True, False]


def line(*coordinates: object) -> dict[str, object]:
    return {"type": "LineString", "coordinates": list(coordinates)}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"type": "LineString", "coordinates": [[NaN, 1]]}', "NaN and Infinity are no numbers"),
        (dump([[24.9, 60.1]]), "JSON, but not GeoJSON"),
        (dump({"type": "Topology"}), "JSON, but not GeoJSON"),
        (dump(POINT), "a line is wanted, this is Point"),
        (dump({"type": "Feature", "geometry": None}), "a line is wanted, this is nothing"),
        (dump({"type": "GeometryCollection", "geometries": [LINE]}), "this is GeometryCollection"),
        (dump(collection()), "exactly one line is wanted, the collection holds 0"),
        (dump(collection(FEATURE, FEATURE)), "exactly one line is wanted, the collection holds 2"),
        (dump({"type": "FeatureCollection"}), "the collection holds 0"),
        (dump({"type": "LineString"}), "the LineString has no list of coordinates"),
        (dump(line([24.9, 60.1])), "at least two points, this one has 1"),
        (dump(line([24.9, 60.1], [24.9])), "point 2 of the track is not a position"),
        (dump(line([24.9, 60.1], [24.9, "60"])), "point 2 of the track is not a number"),
        (dump(line([24.9, 60.1], [24.9, True])), "point 2 of the track is not a number"),
        (dump(line([24.9, 60.1], [24.9, 10**400])), "point 2 of the track is not a number"),
        (dump(line([60.1, 124.9], [60.1, 124.8])), "not on Earth"),
        (
            dump({**LINE, "crs": {"type": "name", "properties": {"name": "EPSG:3067"}}}),
            "coordinates must be longitude and latitude",
        ),
    ],
)
def test_what_is_no_line_is_one_clear_line(data: bytes, message: str) -> None:
    with pytest.raises(TrackError) as caught:
        read_track(data, kind="geojson")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "24.9" not in str(caught.value)


def test_the_old_name_of_longitude_and_latitude_is_accepted() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read_track(dump({**FEATURE, "crs": crs})).lon) == 2
