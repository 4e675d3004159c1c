"""Results as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.evidence import evidence_behind, evidence_lines
from api.terminal import print_lines, print_table
from geodata.licences import notices
from mapper.model.safety import SAFETY_LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Band, Exposure, SurveyShares
    from mapper.routing import RouteOption, RoutesAnswer

__all__ = ["ground_text", "print_routes", "print_score"]

SECONDS_A_MINUTE = 60.0
MOST_ENCOUNTERS = 20


def print_score(prepared: CityExposure, exposure: Exposure, *, notes: Sequence[str] = ()) -> None:
    """Print what sees one line: the counts, the metres, the encounters in order."""
    print_lines(SAFETY_LINE, "")
    print_table("", ("", ""), _summary(exposure))
    _print_encounters(exposure)
    print_lines(*evidence_lines(evidence_behind(prepared.city, [exposure])))
    print_lines(*(f"Note: {note}." for note in notes))
    _print_footer(prepared, exposure)


def print_routes(
    prepared: CityExposure, answer: RoutesAnswer, chosen: int, *, steps: bool = False
) -> None:
    """Print the ways found, one line each, then what sees the chosen one."""
    print_lines(SAFETY_LINE, "")
    policy = answer.options[0].exposure.assumptions.policy
    print_table(
        f"Counted: {policy.label}",
        ("no", "", "min", "m", "cameras", "avoided", "near/default/far", "expected",
         "in view s", "indoors m", "surveyed full/partly/not"),
        [_option_row(number, option) for number, option in enumerate(answer.options, start=1)],
    )  # fmt: skip
    print_lines(*_reliance(answer))
    picked = answer.options[chosen]
    if steps:
        print_table(
            f"Option {chosen + 1} in words",
            ("from m", "what", "cameras on the leg"),
            [(f"{step.enter_m:.0f}", step.text, str(len(step.cameras))) for step in picked.steps],
        )
    _print_encounters(picked.exposure, of=f" of option {chosen + 1}")
    print_lines(*evidence_lines(evidence_behind(prepared.city, [picked.exposure])))
    print_lines(*(f"Note: {note}." for note in answer.notes))
    _print_footer(prepared, picked.exposure)


def _option_row(number: int, option: RouteOption) -> tuple[str, ...]:
    exposure = option.exposure
    avoided = "?" if option.cameras_avoided is None else str(option.cameras_avoided)
    mark = " (only through ground surveyed less)" if option.less_surveyed else ""
    return (
        str(number),
        option.label + mark,
        _minutes(exposure.duration_s),
        f"{exposure.length_m:.0f}",
        _count(exposure.cameras.under(exposure.assumptions.policy), exposure),
        avoided,
        _band(exposure.band),
        _figure(exposure.expected.cameras, ".1f"),
        _figure(exposure.seen_s, ".0f"),
        f"{option.indoor_m:.0f}",
        ground_text(exposure.survey),
    )


def ground_text(survey: SurveyShares) -> str:
    """Return the shares of a way on ground surveyed in full, in part and not at all."""
    return f"{survey.full:.0%} / {survey.partial:.0%} / {survey.none:.0%}"


def _reliance(answer: RoutesAnswer) -> list[str]:
    """Say how far the answer can be relied on, and what no way avoids."""
    if answer.optimal:
        lines = [f"Proven: no better way within {answer.detour:g} × the quickest."]
    elif answer.complete:
        lines = ["Searched to the end; not proven that no better way exists."]
    else:
        lines = ["The search was cut short: there may be more and better ways."]
    if any(option.indoor_m > 0 for option in answer.options):
        lines.append("Indoors and underground cameras are rarely mapped: few is not none.")
    for which, ids in (("start", answer.unavoidable.start), ("goal", answer.unavoidable.goal)):
        if ids:
            lines.append(f"At the {which} itself {len(ids)} cameras see every way.")
    return lines


def _summary(exposure: Exposure) -> list[tuple[str, str]]:
    policy = exposure.assumptions.policy
    cameras = exposure.cameras
    return [
        ("length", f"{exposure.length_m:.1f} m"),
        ("time", f"{_minutes(exposure.duration_s)} min{'' if exposure.timed else ' (supposed)'}"),
        (policy.label, _count(cameras.under(policy), exposure)),
        (
            "  documented / likely / cautious",
            " / ".join(
                _count(count, exposure)
                for count in (cameras.documented, cameras.likely, cameras.cautious)
            ),
        ),
        ("  by range: near / default / far", _band(exposure.band)),
        ("  expected, directions unknown", _figure(exposure.expected.cameras, ".1f")),
        ("plate readers", _figure(exposure.plate_readers, "d")),
        ("gates", str(exposure.gates)),
        ("modelled cameras (at least)", str(exposure.modelled)),
        ("in view", f"{_figure(exposure.seen_m, '.1f')} m, {_share(exposure.share_seen)}"),
        ("", f"{_figure(exposure.seen_s, '.0f')} s"),
        ("longest unseen stretch", f"{_figure(exposure.longest_unseen_m, '.1f')} m"),
        (
            "ground surveyed: full / partial / not",
            " / ".join(
                f"{share:.0%}"
                for share in (exposure.survey.full, exposure.survey.partial, exposure.survey.none)
            ),
        ),
    ]


def _print_encounters(exposure: Exposure, *, of: str = "") -> None:
    if not exposure.encounters:
        return
    shown = exposure.encounters[:MOST_ENCOUNTERS]
    print_table(
        f"Encounters{of}",
        ("no", "from m", "to m", "s", "face recognition", "kind", "camera"),
        [
            (
                str(number),
                f"{encounter.enter_m:.1f}",
                f"{encounter.exit_m:.1f}",
                f"{encounter.seconds:.0f}",
                encounter.face_recognition,
                encounter.kind,
                encounter.camera_id,
            )
            for number, encounter in enumerate(shown, start=1)
        ],
    )
    if len(exposure.encounters) > len(shown):
        print_lines(f"… and {len(exposure.encounters) - len(shown)} more; all with --json")


def _print_footer(prepared: CityExposure, exposure: Exposure) -> None:
    assumptions = exposure.assumptions
    span = (
        f"{assumptions.range_m:g} m for every camera"
        if assumptions.range_m is not None
        else f"preset {assumptions.preset.value} where not recorded"
    )
    if exposure.survey.wholly_none:
        print_lines("Nobody is known to have looked for cameras here: nothing can be said.")
    if not exposure.resolvable:
        print_lines(
            f"{exposure.unresolvable_cameras} cameras nearby are placed less exactly than they "
            "see: not resolvable at this range."
        )
    print_lines(
        f"Range: {span}. Assumptions {assumptions.digest}, pack "
        f"{prepared.city.pack_hash or 'none'}.",
        *notices(prepared.city.sources),
    )


def _count(count: int | None, exposure: Exposure) -> str:
    if count is not None:
        return str(count)
    return "not surveyed" if exposure.survey.wholly_none else "not resolvable"


def _band(band: Band) -> str:
    return " / ".join("?" if count is None else str(count) for count in band.as_dict().values())


def _figure(value: float | None, form: str) -> str:
    return "?" if value is None else format(value, form)


def _share(value: float | None) -> str:
    return "?" if value is None else f"{value:.0%}"


def _minutes(seconds: float) -> str:
    return f"{seconds / SECONDS_A_MINUTE:.1f}"
