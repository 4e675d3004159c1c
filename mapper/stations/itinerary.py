"""A journey as a person follows it: legs with their lines, their times and what sees each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mapper.exposure.together import Together, score_together
from mapper.stations.walked import walk_track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.model.metro import MetroNetwork
    from mapper.stations.journeys import Journey, Journeys, Leg

__all__ = ["Itinerary", "ItineraryLeg", "itineraries"]


@dataclass(frozen=True, slots=True, eq=False)
class ItineraryLeg:
    """One leg, when it begins, and its line."""

    leg: Leg
    begins_s: float
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), n ≥ 2; of a ride straight from station to station."""
    start: str
    end: str
    """Where it begins and ends, as a person calls it; "" on the street."""
    entrance_id: str
    """Of a way in or out, else ""."""
    inward: bool
    """Whether it leads in from the street."""
    camera_ids: tuple[str, ...]
    exposure: Exposure | None
    """What sees it, where it is a walk."""

    def as_dict(self) -> dict[str, Any]:
        """Return the leg, ready for JSON; lengths and encounters of walks only."""
        leg, walk = self.leg, self.exposure
        points = zip(self.lon.round(7).tolist(), self.lat.round(7).tolist(), strict=True)
        return {
            "kind": leg.kind,
            "begins_s": round(self.begins_s, 1),
            "seconds": round(leg.seconds, 1),
            "wait_s": round(leg.wait_s, 1),
            "timed": leg.timed,
            "from": self.start,
            "to": self.end,
            "entrance_id": self.entrance_id,
            "line": leg.line,
            "line_name": leg.line_name,
            "colour": leg.colour,
            "stops": leg.stops,
            "gates": leg.gates,
            "cameras": len(leg.cameras),
            "camera_ids": list(self.camera_ids),
            "modelled_at_least": leg.modelled,
            "length_m": None if walk is None else round(walk.length_m, 1),
            "encounters": [] if walk is None else [one.as_dict() for one in walk.encounters],
            "geometry": {
                "type": "LineString",
                "coordinates": [[lon, lat] for lon, lat in points],
            },
        }


@dataclass(frozen=True, slots=True, eq=False)
class Itinerary:
    """A journey with its legs laid out and its walks scored together."""

    journey: Journey
    legs: tuple[ItineraryLeg, ...]
    walks: Together

    def as_dict(self) -> dict[str, Any]:
        """Return the journey, ready for JSON."""
        journey, walks = self.journey, self.walks
        return {
            "label": journey.label,
            "reason": journey.reason,
            "gates": journey.gates,
            "beyond_budget": journey.beyond_budget,
            "duration_s": round(journey.duration_ms / 1000, 1),
            "walked_m": round(walks.length_m, 1),
            "cameras": walks.cameras.as_dict(),
            "modelled_at_least": journey.modelled,
            "band": walks.band.as_dict(),
            "resolvable": walks.resolvable,
            "unresolvable_cameras": walks.unresolvable_cameras,
            "survey": walks.survey.as_dict(),
            "legs": [leg.as_dict() for leg in self.legs],
        }


def itineraries(exposure: CityExposure, found: Journeys) -> tuple[Itinerary, ...]:
    """Lay out every journey found, in the same order."""
    return tuple(_itinerary(exposure, found.metro, journey) for journey in found.journeys)


def _itinerary(exposure: CityExposure, metro: MetroNetwork, journey: Journey) -> Itinerary:
    tracks = [walk_track(exposure, leg) if leg.stretches else None for leg in journey.legs]
    together = score_together(exposure.scene, [track for track in tracks if track is not None])
    scored = iter(together.walks)
    ids = exposure.scene.facts.ids
    legs: list[ItineraryLeg] = []
    begins = 0.0
    for leg, track in zip(journey.legs, tracks, strict=True):
        if track is None:
            lon, lat = exposure.city.projection.to_lon_lat(*_stops(metro, leg).T)
        else:
            lon, lat = track.lon, track.lat
        start, end = _names(exposure, metro, leg)
        legs.append(
            ItineraryLeg(
                leg=leg,
                begins_s=begins,
                lon=lon,
                lat=lat,
                start=start,
                end=end,
                entrance_id=str(metro.entrance_id[leg.door]) if leg.door >= 0 else "",
                inward=leg.door >= 0 and _inward(metro, leg),
                camera_ids=tuple(str(ids[camera]) for camera in leg.cameras),
                exposure=None if track is None else next(scored),
            )
        )
        begins += leg.seconds
    return Itinerary(journey, tuple(legs), together)


def _inward(metro: MetroNetwork, leg: Leg) -> bool:
    """Tell a way in from a way out."""
    return leg.start == str(metro.entrance_id[leg.door])


def _stops(metro: MetroNetwork, leg: Leg) -> NDArray[np.float64]:
    """Return the places a leg below ground leads through, shape (n, 2), metres, n ≥ 2."""
    stops = metro.station_xy[list(leg.stations)]
    if leg.door < 0:
        return np.asarray(stops)
    ends = [metro.entrance_xy[[leg.door]], stops]
    return np.concatenate(ends if _inward(metro, leg) else ends[::-1])


def _names(exposure: CityExposure, metro: MetroNetwork, leg: Leg) -> tuple[str, str]:
    if leg.door < 0:
        return leg.start, leg.end
    row = exposure.city.entrances.frame.iloc[leg.door]
    station = str(metro.station_name[leg.stations[0]])
    door = str(row["name"]) or (f"{station} {row['ref']}" if row["ref"] else "")
    return (door, station) if _inward(metro, leg) else (station, door)
