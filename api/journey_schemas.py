"""What answers about journeys by metro look like, checked by pydantic."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.schemas import (
    Answer,
    BandModel,
    CityModel,
    CountedModel,
    CountsModel,
    EncounterModel,
    LineStringModel,
    SurveyModel,
)

__all__ = ["JourneyLegModel", "JourneyModel", "JourneysAnswerModel"]


class JourneyLegModel(Answer):
    """One part of a journey."""

    kind: Literal["walk", "enter", "gate", "exit", "ride", "transfer"]
    """gate: a way in or out through a fare gate; enter and exit: where there is none."""
    begins_s: float
    """Seconds since the start of the journey."""
    seconds: float
    """How long it takes; a ride holds the wait before it."""
    wait_s: float
    """Of a ride, what of it is waited."""
    timed: bool
    """Of a ride, whether the timetable tells when the train leaves."""
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    """Station or entrance, "" on the street."""
    entrance_id: str
    line: str
    line_name: str
    colour: str
    """Of the line, #RRGGBB; "" where it is not told or nothing is ridden."""
    stops: int
    gates: int
    cameras: int
    """Mapped cameras met, under the chosen policy."""
    camera_ids: list[str]
    modelled_at_least: int
    """Supposed cameras met: on platforms, in the carriage. Never inside ``cameras``."""
    length_m: float | None
    """Of a walk; null otherwise."""
    encounters: list[EncounterModel]
    """Of a walk, metres along it."""
    geometry: LineStringModel


class JourneyModel(Answer):
    """A way from start to goal by foot and metro."""

    label: str
    reason: Literal["quickest", "least_seen", "between", "less_seen", "only"]
    """Why it is shown; through a gate never the one with the fewest cameras."""
    gates: int
    beyond_budget: bool
    """Whether it takes longer than asked for: it is shown because it passes no gate."""
    duration_s: float
    walked_m: float
    cameras: CountsModel
    """Distinct mapped cameras that see its walks; null where nothing can be said."""
    modelled_at_least: int
    band: BandModel
    resolvable: bool
    unresolvable_cameras: int
    survey: SurveyModel
    """Of the walks."""
    legs: list[JourneyLegModel]


class JourneyPointModel(Answer):
    """One way of a front."""

    duration_s: float
    cameras: int
    modelled_at_least: int


class CheckDayModel(Answer):
    """A day on which checks were heightened, as a source says."""

    date: str
    place: str
    source: str


class JourneyGroupModel(Answer):
    """The ways through just so many gates."""

    gates: int
    front: list[JourneyPointModel]
    """All of them, the quickest first."""
    options: list[JourneyModel]
    """At most three: the quickest, the least seen, one between."""


class ProfileModel(Answer):
    """The sourced rule of what a city's stations are fitted with."""

    title: str
    as_of: str


class DepartureModel(Answer):
    """When a journey begins."""

    time: str
    date: str | None
    """null where the timetable, or the city without one, knows no days."""


class JourneysAnswerModel(Answer):
    """The answer of ``POST /api/routes`` by metro: without a gate first."""

    by: Literal["metro"]
    groups: list[JourneyGroupModel]
    complete: bool
    """Whether the search came to its end."""
    optimal: bool
    """Whether it is proven that no better way exists within the detour."""
    detour: float
    quickest_s: float
    budget_s: float
    times_supposed: bool
    """Whether headways or times were supposed for want of a source."""
    departure: DepartureModel | None
    """As asked for; null where no time was given."""
    waits: Literal["headway", "timetable", "both"]
    """headway: half of it is waited; timetable: for the next train; both: by line."""
    counted: CountedModel
    assumptions: dict[str, Any]
    profile: ProfileModel | None
    """null: no source tells anything, gates are unknown and count under cautious only."""
    notes: list[str]
    check_days: list[CheckDayModel]
    """Days of heightened checks the operator has a table of."""
    safety: str
    city: CityModel
    software: str
