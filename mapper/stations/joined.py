"""A journey as one line that is scored: its walks, with gaps where one rides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.result import Expected, Exposure, SeenStretch
from mapper.model.track import Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.result import Encounter
    from mapper.model.assumptions import Assumptions
    from mapper.stations.itinerary import Itinerary, ItineraryLeg

__all__ = ["joined_exposure"]


def joined_exposure(itinerary: Itinerary, assumptions: Assumptions) -> Exposure:
    """Return what sees a journey, its walks joined to one line.

    Metres run along that line: from one walk to the next they go straight, and nothing is seen
    there. Length, metres and seconds in view are of the walks alone, the duration is of it all.
    """
    pieces = _pieces(itinerary)
    track = _track(pieces)
    walks = itinerary.walks
    along = np.concatenate([[0.0], np.cumsum(track.segment_lengths_m())])
    encounters: list[Encounter] = []
    stretches: list[SeenStretch] = []
    at = 0
    for leg in pieces:
        if (walk := leg.exposure) is not None:
            begins = float(along[at])
            encounters += [
                replace(e, enter_m=begins + e.enter_m, exit_m=begins + e.exit_m)
                for e in walk.encounters
            ]
            stretches += [
                replace(s, enter_m=begins + s.enter_m, exit_m=begins + s.exit_m)
                for s in walk.stretches
            ]
        at += len(_ends(leg))
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
        duration_s=itinerary.journey.duration_ms / 1000,
        timed=True,
        cameras=walks.cameras,
        plate_readers=walks.plate_readers,
        gates=itinerary.journey.gates,
        modelled=itinerary.journey.modelled,
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
