"""Several walks scored together: what one line in pieces says, each camera once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from geodata.bundled import bundled_cities
from geodata.pack import read_pack
from mapper.exposure.city import CityExposure, prepare
from mapper.exposure.together import score_together
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.track import Track
from mapper.routing import find_routes


@pytest.fixture(scope="module")
def helsinki() -> CityExposure:
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    return prepare(read_pack(folder), Assumptions())


@pytest.fixture(scope="module")
def walk(helsinki: CityExposure) -> Track:
    answer = find_routes(helsinki, "Rautatientori", "Senaatintori")
    return answer.options[0].exposure.track


def pieces(track: Track, n: int) -> list[Track]:
    """Cut a line at points of it, each of which ends one piece and begins the next."""
    cuts = np.linspace(0, len(track.lon) - 1, n + 1).astype(int)
    return [Track(track.lon[a : b + 1], track.lat[a : b + 1]) for a, b in pairwise(cuts)]


@pytest.mark.parametrize("n", [1, 2, 3, 7])
@pytest.mark.parametrize("policy", list(CountingPolicy))
def test_pieces_together_meet_what_the_whole_meets(
    helsinki: CityExposure, walk: Track, n: int, policy: CountingPolicy
) -> None:
    prepared = helsinki.with_policy(policy)
    whole = prepared.score(Track(walk.lon, walk.lat))
    together = score_together(prepared.scene, pieces(walk, n))
    assert together.cameras == whole.cameras
    assert together.band == whole.band
    assert together.plate_readers == whole.plate_readers
    assert together.length_m == pytest.approx(whole.length_m)
    assert together.survey.as_dict() == pytest.approx(whole.survey.as_dict(), abs=2e-4)
    seen = [piece.seen_m for piece in together.walks]
    assert sum(metres or 0.0 for metres in seen) == pytest.approx(whole.seen_m, abs=0.01)


def test_a_camera_met_on_two_walks_is_one(helsinki: CityExposure, walk: Track) -> None:
    there = helsinki.score(Track(walk.lon, walk.lat))
    again = score_together(
        helsinki.scene, [Track(walk.lon, walk.lat), Track(walk.lon[::-1], walk.lat[::-1])]
    )
    assert again.cameras == there.cameras
    assert again.length_m == pytest.approx(2 * there.length_m)


def test_expected_is_between_the_most_of_one_walk_and_the_sum(
    helsinki: CityExposure, walk: Track
) -> None:
    together = score_together(helsinki.scene, pieces(walk, 3))
    single = [piece.expected.cameras or 0.0 for piece in together.walks]
    assert together.expected_cameras is not None
    assert max(single) - 1e-9 <= together.expected_cameras <= sum(single) + 1e-9


def test_of_no_walk_nothing_is_said(helsinki: CityExposure) -> None:
    together = score_together(helsinki.scene, [])
    assert together.walks == ()
    assert together.cameras.cautious is None
    assert together.survey.wholly_none
