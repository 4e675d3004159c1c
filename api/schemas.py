"""What requests and answers look like, checked by pydantic and told in the API document.

Answers mirror ``mapper.exposure.result`` and are made in ``api.answers``; the models here refuse
an answer that has drifted from them.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mapper.model.assumptions import MAX_RANGE_M, MAX_TOLERANCE_M, Assumptions, RangePreset
from mapper.model.evidence import CountingPolicy
from mapper.routing import Avoid, Minimise, RouteWishes
from mapper.routing.search import DETOUR
from mapper.routing.wishes import MOST_DETOUR

__all__ = [
    "EXPECTED",
    "Answer",
    "CitiesAnswer",
    "Health",
    "MapOptions",
    "Problem",
    "ProblemKinds",
    "RoutesAnswerModel",
    "RoutesQuery",
    "ScoreAnswer",
    "ScoreOptions",
]

MAX_NAME = 200
MAX_AVOIDED = 1_000
FOR_WALKS = ("minimise", "max_cameras", "avoid_area", "surveyed_only", "every")
"""Fields of a trip that mean nothing to a journey by metro."""
FOR_METRO = ("depart", "date", "day")
"""Fields of a trip that mean nothing to a walk."""


def _refuse_truth(value: object) -> object:
    """Refuse true and false where a number is wanted: they would pass for 1 and 0."""
    if isinstance(value, bool):
        message = "not a number"
        raise ValueError(message)  # noqa: TRY004 - what pydantic collects
    return value


Number = Annotated[float, BeforeValidator(_refuse_truth)]
Metres = Annotated[Number, Field(gt=0, le=MAX_RANGE_M, allow_inf_nan=False)]
Longitude = Annotated[Number, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[Number, Field(ge=-90, le=90, allow_inf_nan=False)]
LonLat = tuple[Longitude, Latitude]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PlaceName = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class _Request(BaseModel):
    """What comes in: unknown fields are refused, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelOptions(_Request):
    """The modelling choices of one answer; none of them tells a place."""

    city: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, description="the name of a city of /api/cities"
    )
    range: Literal["near", "default", "far"] | Metres = Field(
        default="default",
        description="near, default, far, or metres above 0 and at most 2000",
    )
    count: CountingPolicy = Field(
        default=CountingPolicy.CAUTIOUS, description="documented, likely or cautious"
    )
    tolerance: Number = Field(
        default=0.0,
        ge=0,
        le=MAX_TOLERANCE_M,
        allow_inf_nan=False,
        description="metres to either side of the line, 0 to 100",
    )

    def assumptions(self) -> Assumptions:
        """Return the assumptions these options stand for."""
        if isinstance(self.range, float):
            return Assumptions(range_m=self.range, policy=self.count, tolerance_m=self.tolerance)
        preset = RangePreset(self.range)
        return Assumptions(preset=preset, policy=self.count, tolerance_m=self.tolerance)


class ScoreOptions(ModelOptions):
    """Query parameters of ``POST /api/score``."""


class MapOptions(ModelOptions):
    """Query parameters of ``POST /api/maps``."""

    language: Literal["en", "ru"] = Field(default="en", description="en or ru")


class RoutesQuery(ModelOptions):
    """The body of ``POST /api/routes``: a trip and how to look for it."""

    by: Literal["walk", "metro"] = Field(
        default="walk", description="walk, or metro for walking and riding in one search"
    )
    start: LonLat | PlaceName = Field(
        alias="from",
        description="[longitude, latitude], or the name of a street, station or entrance",
    )
    goal: LonLat | PlaceName = Field(
        alias="to",
        description="[longitude, latitude], or the name of a street, station or entrance",
    )
    detour: Number = Field(
        default=DETOUR,
        ge=1,
        le=MOST_DETOUR,
        allow_inf_nan=False,
        description="how many times the quickest a way may take, 1 to 1000",
    )
    minimise: Minimise = Field(default=Minimise.CAMERAS, description="cameras, expected or seconds")
    max_cameras: Annotated[int, BeforeValidator(_refuse_truth), Field(ge=0)] | None = Field(
        default=None, description="refuse ways with more distinct cameras, 0 or more"
    )
    avoid: tuple[Annotated[str, Field(max_length=MAX_NAME)], ...] = Field(
        default=(),
        max_length=MAX_AVOIDED,
        description="a list of camera:ID, kind:KIND or system:NAME; by metro of station:NAME, "
        "line:NAME or system:NAME",
    )
    avoid_area: dict[str, Any] | None = Field(
        default=None, description="GeoJSON polygons no way may cross"
    )
    surveyed_only: bool = Field(default=False, description="true refuses ground nobody surveyed")
    depart: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = Field(
        default=None, description="by metro: hours and minutes, such as 08:30"
    )
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = Field(
        default=None, description="with depart: a date such as 2026-01-31; without it today"
    )
    day: Weekday | None = Field(
        default=None, description="with depart: a usual monday, tuesday … instead of a date"
    )
    every: bool = Field(
        alias="all", default=False, description="true returns every way of the front"
    )

    @property
    def for_walks(self) -> tuple[str, ...]:
        """What was asked for that means nothing to a journey by metro, as the request has it."""
        fields = type(self).model_fields
        asked = (name for name in FOR_WALKS if getattr(self, name) != fields[name].default)
        return tuple(fields[name].alias or name for name in asked)

    @property
    def for_metro(self) -> tuple[str, ...]:
        """What was asked for that means nothing to a walk."""
        return tuple(name for name in FOR_METRO if getattr(self, name) is not None)

    def wishes(self) -> RouteWishes:
        """Return what is asked for beyond start and goal.

        Raises
        ------
        BadInputError
            Where what is to be avoided makes no sense.
        """
        return RouteWishes(
            detour=self.detour,
            minimise=self.minimise,
            max_cameras=self.max_cameras,
            avoid=Avoid.parse(self.avoid, self.avoid_area),
            surveyed_only=self.surveyed_only,
            every=self.every,
        )


class Answer(BaseModel):
    """What goes out: exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class CountsModel(Answer):
    """Distinct cameras by counting policy; null where nothing can be said."""

    documented: int | None
    likely: int | None
    cautious: int | None


class CountedModel(Answer):
    """The policy behind what is counted once only, and what such a count may be called."""

    policy: CountingPolicy
    title: str


class ExpectedModel(Answer):
    """Means over unknown directions."""

    cameras: float | None
    seen_m: float | None
    seen_s: float | None


class EncounterModel(Answer):
    """One unbroken stretch in view of one camera: metres along the line, and seconds."""

    camera_id: str
    enter_m: float
    exit_m: float
    seconds: float
    face_recognition: str
    kind: str


class BandModel(Answer):
    """The count at each range preset: a sensitivity range, not a confidence interval."""

    near: int | None
    default: int | None
    far: int | None


class SurveyModel(Answer):
    """Shares of the length by how thoroughly cameras were looked for."""

    full: float
    partial: float
    none: float


class LineStringModel(Answer):
    """The line, longitude and latitude."""

    type: Literal["LineString"]
    coordinates: list[tuple[float, float]]


class ExposureModel(Answer):
    """What sees a line: metres, seconds and counts."""

    length_m: float
    duration_s: float
    timed: bool
    cameras: CountsModel
    counted: CountedModel
    plate_readers: int | None
    gates: int
    modelled: int
    expected: ExpectedModel
    seen_m: float | None
    seen_s: float | None
    share_seen: float | None
    longest_unseen_m: float | None
    encounters: list[EncounterModel]
    band: BandModel
    resolvable: bool
    unresolvable_cameras: int
    survey: SurveyModel
    assumptions: dict[str, Any]
    geometry: LineStringModel


class SourceModel(Answer):
    """Where a city's rows come from."""

    label: str
    licence: str
    attribution: str
    as_of: str


class CityModel(Answer):
    """Which city, which version of it, and whose data."""

    name: str
    title: str
    pack: str
    as_of: str
    attribution: str
    notices: list[str]
    """What must stand beside whatever is made of the answer: attribution, and offers of data."""
    sources: list[SourceModel]


class ScoreAnswer(ExposureModel):
    """The answer of ``POST /api/score``."""

    notes: list[str]
    """What had to be supposed to read the track."""
    safety: str
    city: CityModel
    software: str


class LegModel(Answer):
    """An unbroken stretch along one street; its name is empty where it has none."""

    name: str
    kind: str
    enter_m: float
    length_m: float
    duration_s: float


class StepModel(Answer):
    """One instruction in words, and the counted cameras met on its leg."""

    text: str
    enter_m: float
    length_m: float
    duration_s: float
    cameras: list[str]


class OptionModel(ExposureModel):
    """One way, why it is shown, and what sees it."""

    label: str
    cameras_avoided: int | None
    """Fewer than on the quickest way; null where nothing can be said."""
    extra_s: float
    less_surveyed: bool
    """Whether it is better only through ground that is less surveyed."""
    indoor_m: float
    """Metres indoors or underground, where only cameras mapped indoors are counted."""
    legs: list[LegModel]
    steps: list[StepModel]


class FrontPointModel(Answer):
    """One way of the front: how long it takes, and what was minimised."""

    duration_s: float
    value: float


class UnavoidableModel(Answer):
    """Ids of the cameras that see the start or the goal itself."""

    start: list[str]
    goal: list[str]


class RoutesAnswerModel(Answer):
    """The answer of ``POST /api/routes``: the quickest way first."""

    options: list[OptionModel]
    front: list[FrontPointModel]
    """Every way of the front, those not among the options too."""
    minimise: Literal["cameras", "expected", "seconds"]
    detour: float
    complete: bool
    """Whether the search came to its end."""
    optimal: bool
    """Whether it is proven that no better way exists within the detour."""
    unavoidable: UnavoidableModel
    notes: list[str]
    """What to know of how the places were taken."""
    safety: str
    city: CityModel
    software: str


class CityInfoModel(Answer):
    """One city at hand."""

    name: str
    title: str
    cameras: int
    stations: int
    edges: int
    as_of: str
    pack: str
    bounds: tuple[float, float, float, float] | None
    """Left, bottom, right, top in degrees."""
    attribution: list[str]
    default: bool
    """Whether a request that names no city means this one."""
    usable: bool
    """Whether its pack is whole."""


class CitiesAnswer(Answer):
    """The answer of ``GET /api/cities``."""

    cities: list[CityInfoModel]


class Health(Answer):
    """The answer of ``GET /api/health``."""

    status: Literal["ok"]
    software: str


class FieldError(Answer):
    """A field that is wrong, and what it takes; never what was sent."""

    field: str
    expected: str


class Problem(Answer):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = Field(default_factory=list)


class ProblemKinds(Answer):
    """The answer of ``GET /api/problems``: every problem there is."""

    problems: list[Problem]


EXPECTED: Final[dict[str, str]] = {
    (field.alias or name): field.description or "as docs/api.md says"
    for model in (ScoreOptions, MapOptions, RoutesQuery)
    for name, field in model.model_fields.items()
}
"""Every field a request can hold, and what it takes."""
