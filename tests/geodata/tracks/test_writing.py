"""Lines written and read again, trimmed at the ends, and mutated files."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tracks import TrackKind, read_track, trim_ends, write_geojson, write_gpx
from mapper.errors import BadInputError, SidestreetError, TrackError
from mapper.model.track import Track


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    """Short walks with gaps, at centimetre positions, so that writing loses nothing."""
    step = st.integers(-20_000, 20_000)
    points = draw(st.lists(st.tuples(step, step), min_size=2, max_size=12, unique=True))
    lon, lat = (np.array(column) for column in zip(*points, strict=True))
    count = len(points) - 1
    gap = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    track = Track.parse(np.round(24.94 + lon / 1e7, 7), np.round(60.17 + lat / 1e7, 7))
    return replace(track, gap=gap) if gap.any() else track


def gaps(track: Track) -> list[bool]:
    return [False] * (len(track.lon) - 1) if track.gap is None else track.gap.tolist()


@given(tracks())
def test_gpx_keeps_points_and_gaps(track: Track) -> None:
    again = read_track(write_gpx(track).encode())
    assert again.lon.tolist() == track.lon.tolist()
    assert again.lat.tolist() == track.lat.tolist()
    assert gaps(again) == gaps(track)


@given(tracks())
def test_geojson_keeps_the_line_and_its_gaps(track: Track) -> None:
    again = read_track(write_geojson(track).encode())
    moved = (np.diff(again.lon) != 0) | (np.diff(again.lat) != 0)
    kept = np.concatenate([[True], moved])
    assert again.lon[kept].tolist() == track.lon.tolist()
    assert again.lat[kept].tolist() == track.lat.tolist()
    assert [gap for gap, real in zip(gaps(again), moved, strict=True) if real] == gaps(track)


@given(tracks(), st.floats(0.01, 0.45))
def test_trimming_takes_the_metres_asked_for_off_each_end(track: Track, share: float) -> None:
    line = replace(track, gap=None)
    length = float(line.segment_lengths_m().sum())
    trimmed = trim_ends(line, share * length)
    assert float(trimmed.segment_lengths_m().sum()) == pytest.approx(
        (1 - 2 * share) * length, abs=2e-3
    )
    again = trim_ends(line.reversed(), share * length).reversed()
    np.testing.assert_allclose(trimmed.lon, again.lon, atol=1e-9)
    np.testing.assert_allclose(trimmed.lat, again.lat, atol=1e-9)


@given(tracks(), st.floats(0.01, 0.45))
def test_a_trimmed_track_never_begins_or_ends_in_a_gap_that_was_cut(
    track: Track, share: float
) -> None:
    length = float(track.segment_lengths_m().sum())
    try:
        trimmed = trim_ends(track, share * length)
    except TrackError:
        return
    recorded = set(zip(track.lon.tolist(), track.lat.tolist(), strict=True))
    ends = [(float(trimmed.lon[end]), float(trimmed.lat[end])) for end in (0, -1)]
    for end, cut in zip(ends, (gaps(trimmed)[0], gaps(trimmed)[-1]), strict=True):
        assert not cut or end in recorded


def test_times_start_again_at_the_cut() -> None:
    lon = np.array([24.94, 24.95, 24.96])
    track = Track.parse(lon, np.full(3, 60.17), np.array([0.0, 100.0, 300.0]))
    step = float(track.segment_lengths_m()[0])
    trimmed = trim_ends(track, step / 2)
    assert trimmed.elapsed_s is not None
    np.testing.assert_allclose(trimmed.elapsed_s, [0.0, 50.0, 150.0])


def test_trimming_everything_is_refused() -> None:
    track = Track.parse(np.array([24.94, 24.95]), np.full(2, 60.17))
    length = float(track.segment_lengths_m()[0])
    with pytest.raises(TrackError, match="leaves nothing"):
        trim_ends(track, length / 2)
    with pytest.raises(BadInputError, match="0 or more"):
        trim_ends(track, -1.0)
    with pytest.raises(TrackError, match="leaves nothing"):
        write_gpx(track, trim_m=length)


VALID: dict[TrackKind, bytes] = {
    "gpx": (
        b'<?xml version="1.0"?><gpx version="1.1"><trk><trkseg><trkpt lat="60.17" lon="24.94">'
        b'<time>2024-05-01T12:00:00Z</time></trkpt><trkpt lat="60.18" lon="24.95">'
        b"<time>2024-05-01T12:00:30Z</time></trkpt></trkseg></trk></gpx>"
    ),
    "geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {
                        "type": "LineString",
                        "coordinates": [[24.94, 60.17], [24.95, 60.18]],
                    },
                }
            ],
        }
    ).encode(),
    "polyline": b"_p~iF~ps|U_ulLnnqC_mqNvxq`@",
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return data with up to four bytes changed, or a stretch cut out, doubled or moved."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        where = chance.randrange(len(changed) or 1)
        stretch = slice(where, where + chance.randint(1, 30))
        match chance.randrange(4):
            case 0:
                changed[where : where + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[stretch]
            case 2:
                changed[where:where] = changed[stretch]
            case _:
                changed[where : where + 1] = chance.choice(
                    [b"<", b">", b'"', b"{", b"[", b"-", b"e9", b"nan", b"\0", b"\xff", b"&a;"]
                )
    return bytes(changed)


@pytest.mark.parametrize("kind", VALID)
@pytest.mark.parametrize("told", [True, False])
def test_a_mutated_file_is_read_or_refused_and_nothing_else(kind: TrackKind, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert 0 < refused_of(500, kind, told=told) < 500


@pytest.mark.soak
@pytest.mark.parametrize("kind", VALID)
def test_fifty_thousand_mutated_files(kind: TrackKind) -> None:
    assert 0 < refused_of(50_000, kind, told=True) < 50_000


def refused_of(count: int, kind: TrackKind, *, told: bool) -> int:
    """Read so many mutated files; return how many were refused, each in one short line."""
    chance = random.Random(f"{kind}{told}")  # noqa: S311 - no secret
    refused = 0
    for _ in range(count):
        try:
            read_track(mutated(VALID[kind], chance), kind=kind if told else None)
        except SidestreetError as error:
            refused += 1
            if "\n" in str(error) or len(str(error)) > 120:
                pytest.fail(f"not one short line: {error}")
    return refused
