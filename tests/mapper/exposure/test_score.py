"""Scores: what must hold for every one, and the cases that are easily got wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.errors import OutsideCityError
from mapper.exposure.city import CityExposure, prepare
from mapper.model.assumptions import Assumptions, RangePreset
from mapper.model.evidence import CountingPolicy, FaceRecognition
from mapper.model.track import Track
from tests.mapper.exposure import made

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.result import Exposure
    from mapper.model.cameras import Cameras
    from mapper.model.places import Table

NAN = float("nan")
KINDS = ["fixed", "dome", "panning", "unknown", "plate_reader"]
EVIDENCE = [evidence.value for evidence in FaceRecognition]
SQUARE = shapely.box(20, 20, 40, 40)


def exposure_of(
    devices: Cameras, assumptions: Assumptions | None = None, **tables: Table
) -> CityExposure:
    return prepare(made.city(devices, **tables), assumptions or Assumptions())


@st.composite
def devices(draw: st.DrawFn) -> Cameras:
    """Draw cameras of every kind around the origin."""
    count = draw(st.integers(0, 12))
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return made.cameras(
        seed.uniform(-150, 150, (count, 2)),
        kind=seed.choice(KINDS, count),
        face_recognition=seed.choice(EVIDENCE, count),
        direction_deg=np.where(seed.random(count) < 0.5, NAN, seed.uniform(0, 360, count)),
        angle_deg=np.where(seed.random(count) < 0.5, NAN, seed.uniform(10, 300, count)),
        range_m=np.where(seed.random(count) < 0.5, NAN, seed.uniform(5, 90, count)),
        source=seed.choice(["OpenStreetMap", "model"], count),
    )


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    """Draw a timed walk through the same ground, which may stand still."""
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    points = seed.uniform(-150, 150, (draw(st.integers(2, 12)), 2))
    points = np.repeat(points, seed.integers(1, 3, len(points)), axis=0)
    return made.track(points, np.cumsum(seed.integers(1, 60, len(points))))


@settings(max_examples=60)
@given(devices(), tracks())
def test_what_holds_for_every_score(cameras: Cameras, track: Track) -> None:
    exposure = exposure_of(cameras, buildings=made.buildings([SQUARE])).score(track)
    assert exposure.seen_m is not None
    assert exposure.seen_s is not None
    assert exposure.expected.seen_m is not None
    assert exposure.expected.cameras is not None
    counts, encounters = exposure.cameras, exposure.encounters
    assert 0 <= counts.documented <= counts.likely <= counts.cautious  # type: ignore[operator]
    assert exposure.band.near <= exposure.band.default <= exposure.band.far  # type: ignore[operator]
    assert exposure.band.default == counts.cautious
    assert len({met.camera for met in encounters}) == counts.cautious
    assert 0.0 <= exposure.seen_m <= exposure.length_m + 1e-6
    assert exposure.seen_s <= exposure.duration_s + 1e-6
    assert exposure.seen_m <= sum(met.exit_m - met.enter_m for met in encounters) + 1e-6
    assert exposure.seen_s <= sum(met.seconds for met in encounters) + 1e-6
    assert exposure.expected.seen_m <= exposure.seen_m + 1e-6
    assert exposure.expected.cameras <= (counts.cautious or 0) + 1e-9
    assert sum(s.exit_m - s.enter_m for s in exposure.stretches) == pytest.approx(exposure.seen_m)
    order = [(met.enter_m, met.exit_m, met.camera) for met in encounters]
    assert order == sorted(order)
    ends = [at for stretch in exposure.stretches for at in (stretch.enter_m, stretch.exit_m)]
    assert ends == sorted(ends)


@settings(max_examples=60)
@given(devices(), tracks())
def test_a_reversed_track_has_the_same_exposure(cameras: Cameras, track: Track) -> None:
    city = exposure_of(cameras, buildings=made.buildings([SQUARE]))
    there, back = city.score(track), city.score(track.reversed())
    assert there.cameras == back.cameras
    assert there.band == back.band
    assert len(there.encounters) == len(back.encounters)
    for name in ("seen_m", "seen_s", "length_m", "longest_unseen_m"):
        assert getattr(there, name) == pytest.approx(getattr(back, name), abs=1e-5)
    assert there.expected.seen_m == pytest.approx(back.expected.seen_m, abs=1e-5)
    assert there.expected.cameras == pytest.approx(back.expected.cameras, abs=1e-6)


@settings(max_examples=40)
@given(devices(), tracks())
def test_metres_agree_with_cutting_the_line_by_polygons(cameras: Cameras, track: Track) -> None:
    city = exposure_of(cameras, buildings=made.buildings([SQUARE]))
    counted = city.scene.facts.counted(CountingPolicy.CAUTIOUS)
    sheds = city.viewsheds()
    shapes = sheds.polygons(chord_error_m=1e-4)[counted[sheds.camera]]
    line = track.xy(made.HELSINKI)
    union = shapely.union_all(shapes)
    segments = shapely.linestrings(np.stack([line[:-1], line[1:]], axis=1))
    expected = float(np.sum(shapely.length(shapely.intersection(segments, union))))
    planar = float(np.sum(shapely.length(segments)))
    exposure = city.score(track)
    # UTM's scale is 0.9996 on its central meridian
    assert exposure.seen_m == pytest.approx(
        expected * exposure.length_m / planar, abs=0.5, rel=1e-3
    )


@settings(max_examples=40)
@given(devices(), tracks(), st.floats(0, 360), st.floats(-3_000, 3_000), st.floats(-3_000, 3_000))
def test_turning_and_moving_the_world_changes_nothing(
    cameras: Cameras, track: Track, turn_deg: float, east: float, north: float
) -> None:
    before = exposure_of(cameras).score(track)
    radians = np.radians(turn_deg)
    # a turn clockwise, as bearings grow
    matrix = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])

    def turned(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((xy - made.ORIGIN) @ matrix + (east, north))

    frame = cameras.frame
    columns = {name: frame[name].to_numpy() for name in frame.columns.drop("geometry")}
    columns["direction_deg"] = frame["direction_deg"].to_numpy() + turn_deg
    after = exposure_of(made.cameras(turned(cameras.xy), **columns)).score(
        made.track(turned(track.xy(made.HELSINKI)), track.elapsed_s)
    )
    assert after.seen_m == pytest.approx(before.seen_m, rel=1e-3, abs=0.5)
    assert after.expected.seen_m == pytest.approx(before.expected.seen_m, rel=1e-3, abs=0.5)
    assert abs((after.cameras.cautious or 0) - (before.cameras.cautious or 0)) <= grazing(
        before, after
    )


def grazing(one: Exposure, other: Exposure) -> int:
    """Count encounters so short that the projection's scale decides them."""
    return sum(met.exit_m - met.enter_m < 2.0 for score in (one, other) for met in score.encounters)


def test_a_sparse_track_is_scored_along_the_whole_line() -> None:
    exposure = exposure_of(made.cameras([[500, 5]])).score(made.track([[0, 0], [1000, 0]]))
    assert exposure.cameras.cautious == 1
    assert exposure.seen_m == pytest.approx(2 * np.sqrt(36**2 - 25), rel=1e-3)


def test_a_camera_met_again_is_a_second_encounter_and_one_camera() -> None:
    there_and_back = made.track([[-100, 0], [100, 0], [100, 1], [-100, 1]])
    exposure = exposure_of(made.cameras([[0, 0]])).score(there_and_back)
    assert exposure.cameras.cautious == 1
    assert [met.camera for met in exposure.encounters] == [0, 0]


def test_segment_borders_do_not_break_an_encounter() -> None:
    points = [[x, 0] for x in np.linspace(-100, 100, 401)]
    exposure = exposure_of(made.cameras([[0, 0]])).score(made.track(points))
    (met,) = exposure.encounters
    assert met.exit_m - met.enter_m == pytest.approx(72.0, rel=1e-3)


def test_views_of_one_camera_are_united() -> None:
    device = made.cameras(
        [[0, 0]], direction_deg=[45.0], other_directions_deg=["100"], angle_deg=[90.0]
    )
    exposure = exposure_of(device).score(made.track([[-60, 10], [60, 10]]))
    assert len(exposure.encounters) == 1
    assert exposure.cameras.cautious == 1


def test_standing_in_view_counts_its_seconds() -> None:
    exposure = exposure_of(made.cameras([[0, 0]])).score(
        made.track([[-100, 0], [0, 5], [0, 5], [100, 0]], [0, 100, 400, 500])
    )
    (met,) = exposure.encounters
    assert met.seconds > 300
    assert exposure.seen_s == pytest.approx(met.seconds)


def test_standing_out_of_view_adds_nothing() -> None:
    exposure = exposure_of(made.cameras([[0, 0]])).score(
        made.track([[-100, 0], [-100, 0], [100, 0]], [0, 1000, 1100])
    )
    assert exposure.seen_s == pytest.approx(72 / 2, rel=1e-2)


def test_a_track_that_only_stands_has_an_encounter_without_length() -> None:
    exposure = exposure_of(made.cameras([[0, 0]])).score(made.track([[3, 0], [3, 0]], [0, 60]))
    (met,) = exposure.encounters
    assert (met.enter_m, met.exit_m, met.seconds) == (0.0, 0.0, 60.0)
    assert (exposure.seen_m, exposure.seen_s, exposure.share_seen) == (0.0, 60.0, 1.0)
    assert exposure.survey.full == 1.0


def test_plate_readers_and_modelled_cameras_stand_beside() -> None:
    device = made.cameras(
        [[0, 5], [0, 6], [0, 7]],
        kind=["plate_reader", "dome", "fixed"],
        source=["OpenStreetMap", "model", "OpenStreetMap"],
    )
    exposure = exposure_of(device).score(made.track([[-100, 0], [100, 0]]))
    assert exposure.cameras.cautious == 1
    assert (exposure.plate_readers, exposure.modelled, exposure.gates) == (1, 1, 0)
    assert {met.camera_id for met in exposure.encounters} == {"c2"}


def test_policies_only_filter() -> None:
    device = made.cameras([[0, y] for y in range(5)], face_recognition=EVIDENCE)
    city = exposure_of(device)
    track = made.track([[-100, 0], [100, 0]])
    assert city.score(track).cameras.as_dict() == {"documented": 1, "likely": 3, "cautious": 4}
    likely = city.with_policy(CountingPolicy.LIKELY).score(track)
    assert likely.cameras.as_dict() == {"documented": 1, "likely": 3, "cautious": 4}
    assert len(likely.encounters) == 3
    assert likely.band.default == 3


def test_stretches_carry_the_strongest_evidence() -> None:
    device = made.cameras(
        [[0, 0], [30, 0]], face_recognition=["unknown", "documented"], range_m=[36.0, 10.0]
    )
    exposure = exposure_of(device).score(made.track([[-100, 0], [100, 0]]))
    assert [s.face_recognition for s in exposure.stretches] == ["unknown", "documented"]
    assert exposure.stretches[1].exit_m - exposure.stretches[1].enter_m == pytest.approx(
        20, rel=1e-3
    )


def test_the_longest_unseen_stretch() -> None:
    exposure = exposure_of(made.cameras([[0, 0]])).score(made.track([[-100, 0], [200, 0]]))
    assert exposure.longest_unseen_m == pytest.approx(164, rel=1e-3)
    nothing = exposure_of(made.cameras([[900, 900]])).score(made.track([[0, 0], [100, 0]]))
    assert nothing.longest_unseen_m == nothing.length_m
    assert nothing.cameras.cautious == 0


def test_indoor_and_street_do_not_see_each_other() -> None:
    device = made.cameras([[0, 1], [0, 2]], indoor=[True, False])
    city = exposure_of(device)
    track = made.track([[-100, 0], [100, 0]])
    assert [met.camera_id for met in city.score(track).encounters] == ["c1"]
    below = replace(track, indoor=np.array([True]))
    assert [met.camera_id for met in city.score(below).encounters] == ["c0"]


def test_a_building_hides() -> None:
    wall = shapely.box(-200, 10, 200, 12)
    track = made.track([[-100, 20], [100, 20]])
    device = made.cameras([[0, 0]])
    assert exposure_of(device).score(track).cameras.cautious == 1
    hidden = exposure_of(device, buildings=made.buildings([wall]))
    assert hidden.score(track).cameras.cautious == 0


def test_a_tolerance_reaches_to_the_side() -> None:
    track = made.track([[-100, 40], [100, 40]])
    device = made.cameras([[0, 0]])
    assert exposure_of(device).score(track).cameras.cautious == 0
    wide = exposure_of(device, Assumptions(tolerance_m=5.0)).score(track)
    assert wide.cameras.cautious == 1
    assert wide.seen_m == pytest.approx(2 * np.sqrt(41**2 - 40**2), rel=1e-3)


def test_the_band_and_the_presets() -> None:
    device = made.cameras([[0, 10], [100, 30], [200, 60], [300, 60]], range_m=[NAN] * 3 + [20.0])
    track = made.track([[-100, 0], [400, 0]])
    exposure = exposure_of(device, Assumptions(range_m=65.0)).score(track)
    assert exposure.band.as_dict() == {"near": 1, "default": 2, "far": 3}
    assert exposure.cameras.cautious == 4
    far = exposure_of(device, Assumptions(preset=RangePreset.FAR)).score(track)
    assert far.cameras.cautious == 3


@pytest.mark.parametrize(
    ("error_m", "near", "default", "far"), [(5, 1, 1, 1), (24, None, 1, 1), (50, None, None, 1)]
)
def test_a_range_shorter_than_the_error_is_not_resolvable(
    error_m: float, near: int | None, default: int | None, far: int | None
) -> None:
    device = made.cameras([[0, 0]], position_error_m=[error_m])
    exposure = exposure_of(device).score(made.track([[-100, 5], [100, 5]]))
    assert exposure.band.as_dict() == {"near": near, "default": default, "far": far}
    assert exposure.cameras.cautious == default
    assert exposure.resolvable == (default is not None)
    assert exposure.unresolvable_cameras == (0 if exposure.resolvable else 1)
    assert (exposure.seen_m is None) == (default is None)
    assert (exposure.expected.cameras is None) == (default is None)
    assert len(exposure.encounters) == 1, "the encounter is shown all the same"


def test_a_vague_camera_out_of_reach_or_not_counted_changes_nothing() -> None:
    track = made.track([[-100, 0], [100, 0]])
    away = made.cameras([[0, 130]], position_error_m=[50.0])
    assert exposure_of(away).score(track).band.as_dict() == {"near": 0, "default": 0, "far": 0}
    # within far range and error, but not within the default range and error
    close = made.cameras([[0, 110]], position_error_m=[50.0])
    assert exposure_of(close).score(track).cameras.cautious is None
    no = made.cameras([[0, 5]], position_error_m=[50.0], face_recognition=["no"])
    assert exposure_of(no).score(track).cameras.cautious == 0
    reported = made.cameras([[0, 5]], position_error_m=[50.0], face_recognition=["reported"])
    assert exposure_of(reported).score(track).cameras.as_dict() == {
        "documented": 0,
        "likely": None,
        "cautious": None,
    }


def test_an_override_shorter_than_the_error_is_not_resolvable() -> None:
    device = made.cameras([[0, 0]], position_error_m=[15.0])
    track = made.track([[-100, 5], [100, 5]])
    assert exposure_of(device, Assumptions(range_m=10.0)).score(track).cameras.cautious is None
    assert exposure_of(device, Assumptions(range_m=15.0)).score(track).cameras.cautious == 1


def test_ground_nobody_surveyed_gives_nothing_instead_of_zero() -> None:
    away = made.survey([shapely.box(5000, 5000, 6000, 6000)], ["full"])
    track = made.track([[-100, 0], [100, 0]])
    exposure = exposure_of(made.cameras([[900, 900]]), survey=away).score(track)
    assert exposure.cameras.as_dict() == {"documented": None, "likely": None, "cautious": None}
    assert exposure.band.as_dict() == {"near": None, "default": None, "far": None}
    assert exposure.seen_m is exposure.seen_s is exposure.share_seen is None
    assert exposure.longest_unseen_m is exposure.plate_readers is exposure.expected.cameras is None
    assert exposure.survey.wholly_none
    assert exposure.resolvable


def test_a_camera_found_on_unsurveyed_ground_is_counted() -> None:
    away = made.survey([shapely.box(5000, 5000, 6000, 6000)], ["full"])
    device = made.cameras([[0, 5]], face_recognition=["reported"])
    exposure = exposure_of(device, survey=away).score(made.track([[-100, 0], [100, 0]]))
    assert exposure.cameras.as_dict() == {"documented": None, "likely": 1, "cautious": 1}
    assert exposure.seen_m is not None


def test_survey_shares_are_lengths_and_the_better_state_holds() -> None:
    areas = made.survey(
        [shapely.box(-50, -50, 50, 50), shapely.box(0, -50, 100, 50)], ["partial", "full"]
    )
    back_and_forth = made.track([[-100, 0], [100, 0], [-100, 0]])
    survey = exposure_of(made.cameras([[0, 5]]), survey=areas).score(back_and_forth).survey
    assert (survey.full, survey.partial, survey.none) == pytest.approx((0.5, 0.25, 0.25))


def test_indoors_takes_nothing_of_the_survey_of_the_street_above() -> None:
    below = replace(made.track([[-100, 0], [0, 0], [100, 0]]), indoor=np.array([False, True]))
    survey = exposure_of(made.cameras([[0, 900]])).score(below).survey
    assert (survey.full, survey.partial, survey.none) == pytest.approx((0.5, 0.0, 0.5))
    # where somebody mapped a camera inside, somebody looked there; how well, nobody says
    inside = made.cameras([[100, 0]], indoor=[True])
    survey = exposure_of(inside).score(below).survey
    assert (survey.full, survey.partial, survey.none) == pytest.approx((0.5, 0.25, 0.25), abs=1e-3)
    # but not where nobody surveyed at all
    away = made.survey([shapely.box(5000, 5000, 6000, 6000)], ["full"])
    assert exposure_of(inside, survey=away).score(below).survey.wholly_none


def test_a_way_wholly_indoors_where_nobody_looked_gives_nothing_instead_of_zero() -> None:
    below = replace(made.track([[-100, 0], [100, 0]]), indoor=np.array([True]))
    exposure = exposure_of(made.cameras([[0, 5]])).score(below)
    assert exposure.cameras.as_dict() == {"documented": None, "likely": None, "cautious": None}
    assert exposure.survey.wholly_none
    still = replace(made.track([[0, 0], [0, 0]]), indoor=np.array([True]))
    assert exposure_of(made.cameras([[0, 5]])).score(still).survey.wholly_none


def test_recorded_pieces_that_are_merely_joined_count() -> None:
    track = replace(made.track([[-100, 0], [100, 0]]), gap=np.array([True]))
    assert exposure_of(made.cameras([[0, 5]])).score(track).cameras.cautious == 1


def test_a_track_elsewhere_is_refused_without_a_coordinate() -> None:
    city = exposure_of(made.cameras([[0, 0]]))
    elsewhere = Track.parse(np.array([37.61, 37.62]), np.array([55.75, 55.76]))
    with pytest.raises(OutsideCityError, match=r"^the track lies outside Made$"):
        city.score(elsewhere)


@pytest.mark.parametrize("lon", [117.0, -63.0])
def test_a_track_that_leads_to_where_the_projection_ends_is_refused(lon: float) -> None:
    city = exposure_of(made.cameras([[0, 0]]))
    home = made.track([[0, 0], [9, 0]])
    away = Track.parse(np.append(home.lon, lon), np.append(home.lat, 0.0))
    with pytest.raises(OutsideCityError):
        city.score(away)


def test_a_leap_across_the_continent_is_scored_where_it_meets_the_city() -> None:
    city = exposure_of(made.cameras([[0, 5]]))
    exposure = city.score(made.track([[-100, 0], [100, 0], [3_000_000, -2_000_000]]))
    assert exposure.cameras.cautious == 1
