"""Journeys as one line that is scored: its walks, with gaps where one rides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.result import Expected, Exposure, SeenStretch
from mapper.exposure.together import score_together
from mapper.model.track import Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Encounter
    from mapper.exposure.together import Together
    from mapper.model.assumptions import Assumptions
    from mapper.stations.itinerary import Itinerary, ItineraryLeg

__all__ = ["joined_exposure", "rescored"]


def joined_exposure(itinerary: Itinerary, assumptions: Assumptions) -> Exposure:
    """Return what sees a journey, its walks joined to one line.

    Metres run along that line: from one walk to the next they go straight, and nothing is seen
    there. Length, metres and seconds in view are of the walks alone, the duration is of it all.
    """
    pieces = _pieces(itinerary)
    track = _track(pieces)
    first = np.cumsum([0, *(len(_ends(leg)) for leg in pieces)])[:-1].tolist()
    begins = [at for at, leg in zip(first, pieces, strict=True) if leg.exposure is not None]
    journey = itinerary.journey
    return _joined(
        _Parts(track, begins, itinerary.walks),
        assumptions,
        (journey.duration_ms / 1000, journey.gates, journey.modelled),
    )


def rescored(exposure: CityExposure, before: Exposure, track: Track) -> Exposure:
    """Return what sees a journey's line once its ends are cut off.

    Parameters
    ----------
    exposure
        The city.
    before
        Of the whole journey, from ``joined_exposure``.
    track
        A part of its line.
    """
    gap = np.zeros(len(track.lon) - 1, np.bool_) if track.gap is None else track.gap
    cuts = [0, *(np.flatnonzero(gap) + 1).tolist(), len(track.lon)]
    spans = [(a, b) for a, b in pairwise(cuts) if b - a > 1]
    together = score_together(exposure.scene, [_part(track, a, b) for a, b in spans])
    elapsed = track.elapsed_s
    seconds = before.duration_s if elapsed is None else float(elapsed[-1] - elapsed[0])
    return _joined(
        _Parts(track, [a for a, _ in spans], together),
        exposure.assumptions,
        (seconds, before.gates, before.modelled),
    )


def _part(track: Track, begin: int, end: int) -> Track:
    elapsed = None if track.elapsed_s is None else track.elapsed_s[begin:end]
    indoor = None if track.indoor is None else track.indoor[begin : end - 1]
    return Track(track.lon[begin:end], track.lat[begin:end], elapsed, indoor)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """A line, at which of its points each walk begins, and what sees them."""

    track: Track
    begins: Sequence[int]
    walks: Together


def _joined(
    parts: _Parts, assumptions: Assumptions, of_journey: tuple[float, int, int]
) -> Exposure:
    """Put together what sees the walks of a line; its seconds, gates and supposed cameras."""
    track, walks = parts.track, parts.walks
    duration_s, gates, modelled = of_journey
    along = np.concatenate([[0.0], np.cumsum(track.segment_lengths_m())])
    encounters: list[Encounter] = []
    stretches: list[SeenStretch] = []
    for at, walk in zip(parts.begins, walks.walks, strict=True):
        begin = float(along[at])
        encounters += [
            replace(e, enter_m=begin + e.enter_m, exit_m=begin + e.exit_m) for e in walk.encounters
        ]
        stretches += [
            replace(s, enter_m=begin + s.enter_m, exit_m=begin + s.exit_m) for s in walk.stretches
        ]
    told = walks.cameras.under(walks.policy) is not None
    seen_m = sum(walk.seen_m or 0.0 for walk in walks.walks)
    seen_s = sum(walk.seen_s or 0.0 for walk in walks.walks)
    expected_m = sum(walk.expected.seen_m or 0.0 for walk in walks.walks)
    expected_s = sum(walk.expected.seen_s or 0.0 for walk in walks.walks)
    longest = max((walk.longest_unseen_m or 0.0 for walk in walks.walks), default=0.0)
    return Exposure(
        track=track,
        assumptions=assumptions,
        length_m=walks.length_m,
        duration_s=duration_s,
        timed=True,
        cameras=walks.cameras,
        plate_readers=walks.plate_readers,
        gates=gates,
        modelled=modelled,
        expected=(
            Expected(walks.expected_cameras, expected_m, expected_s)
            if told
            else Expected(None, None, None)
        ),
        seen_m=seen_m if told else None,
        seen_s=seen_s if told else None,
        share_seen=(seen_m / walks.length_m if walks.length_m else 0.0) if told else None,
        longest_unseen_m=longest if told else None,
        encounters=tuple(encounters),
        stretches=tuple(stretches),
        band=walks.band,
        resolvable=walks.resolvable,
        unresolvable_cameras=walks.unresolvable_cameras,
        survey=walks.survey,
    )


def _pieces(itinerary: Itinerary) -> list[ItineraryLeg]:
    """Return the walks, and the first and the last leg whatever they are."""
    last = len(itinerary.legs) - 1
    return [
        leg
        for number, leg in enumerate(itinerary.legs)
        if leg.exposure is not None or number in (0, last)
    ]


def _ends(leg: ItineraryLeg) -> range:
    """Return the points of a leg that belong to the line: all of a walk, the ends of a ride."""
    n = len(leg.lon)
    return range(n) if leg.exposure is not None else range(0, n, n - 1)


def _track(pieces: Sequence[ItineraryLeg]) -> Track:
    lon = np.concatenate([leg.lon[list(_ends(leg))] for leg in pieces])
    lat = np.concatenate([leg.lat[list(_ends(leg))] for leg in pieces])
    elapsed = np.concatenate([_elapsed(leg) for leg in pieces])
    inside = [np.full(len(_ends(leg)) - 1, leg.exposure is None) for leg in pieces]
    # what joins two pieces is ridden too
    gap = np.concatenate([part for piece in inside for part in (piece, [True])])[:-1]
    return Track(lon, lat, elapsed, gap=np.asarray(gap, np.bool_))


def _elapsed(leg: ItineraryLeg) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    walk = leg.exposure
    if walk is not None and walk.track.elapsed_s is not None:
        return np.asarray(leg.begins_s + walk.track.elapsed_s)
    return np.array([leg.begins_s, leg.begins_s + leg.leg.seconds])
