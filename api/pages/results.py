"""Results in words: the ways side by side, one line's facts, the encounters in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mapper.maps.panel import LETTERS, score_facts, unknown_reason

if TYPE_CHECKING:
    from mapper.exposure.result import Exposure
    from mapper.routing import RoutesAnswer
    from mapper.routing.options import RouteOption

__all__ = ["default_option", "encounter_table", "score_words", "ways_table", "ways_words"]

MINUTE_S: Final = 60.0
LONGEST_NAME: Final = 80
MOST_ENCOUNTERS: Final = 400
"""More would not leave room for the map on a page of 200 kB."""

Figure: TypeAlias = "tuple[float | None, str]"
"""A number, and how it is written."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the table of ways under one title."""

    title: str
    rows: list[tuple[str, list[str], bool]]
    """Title and cells of each row, and whether it is the leading one."""


def default_option(answer: RoutesAnswer) -> int:
    """Return the option to show first: the fewest cameras, but not through unlooked-at ground."""
    honest = [at for at, option in enumerate(answer.options) if not option.less_surveyed]
    return honest[-1] if honest else 0


def ways_table(answer: RoutesAnswer, words: dict[str, Any]) -> list[Group]:
    """Return a row for each figure and a column for each option, as text.

    The figures are those of the API and the command line.
    """
    titles = words["rows"]
    policy = answer.options[0].exposure.assumptions.policy
    names = titles | {"counted": words["map"]["counts"][policy.value]}
    tables = [_figures(option) for option in answer.options]
    groups = []
    for group, figures in tables[0].items():
        rows = []
        for name in figures:
            cells = [
                _text(table[group][name], option.exposure, words)
                for table, option in zip(tables, answer.options, strict=True)
            ]
            rows.append((str(names[name]), cells, name == "counted"))
        groups.append(Group(titles["groups"].get(group, ""), rows))
    return groups


def _figures(option: RouteOption) -> dict[str, dict[str, Figure]]:
    """Return the figures of one option by group and name."""
    exposure = option.exposure
    counts, survey = exposure.cameras, exposure.survey
    return {
        "first": {
            "minutes": (exposure.duration_s / MINUTE_S, ".1f"),
            "extra": (option.extra_s / MINUTE_S, ".1f"),
            "metres": (exposure.length_m, ".0f"),
            "counted": (counts.under(exposure.assumptions.policy), "d"),
            "avoided": (option.cameras_avoided, "d"),
            "gates": (exposure.gates, "d"),
        },
        "range": {name: (count, "d") for name, count in exposure.band.as_dict().items()},
        "evidence": {name: (count, "d") for name, count in counts.as_dict().items()},
        "more": {
            "expected": (exposure.expected.cameras, ".1f"),
            "seen_s": (exposure.seen_s, ".0f"),
            "longest_unseen_m": (exposure.longest_unseen_m, ".0f"),
            "modelled": (exposure.modelled, "d"),
            "plate_readers": (exposure.plate_readers, "d"),
        },
        "ground": {name: (share, ".0%") for name, share in survey.as_dict().items()},
    }


def _text(figure: Figure, exposure: Exposure, words: dict[str, Any]) -> str:
    """Return a figure as it is written, or why there is none."""
    value, form = figure
    if value is None:
        return str(words["unknown"][unknown_key(exposure)])
    return format(value, form).replace(".", words["comma"])


def unknown_key(exposure: Exposure) -> str:
    """Return which reason there is for no number."""
    return "not_surveyed" if exposure.survey.wholly_none else "not_resolvable"


def ways_words(answer: RoutesAnswer, chosen: int, words: dict[str, Any]) -> dict[str, Any]:
    """Return the ways as a page shows them, side by side, and what to know of them."""
    option = answer.options[chosen]
    told = words["ways"]
    proof = "optimal" if answer.optimal else "complete" if answer.complete else "cut_short"
    notes = [told[proof].format(detour=f"{answer.detour:g}".replace(".", words["comma"]))]
    for which, ids in (("start", answer.unavoidable.start), ("goal", answer.unavoidable.goal)):
        if ids:
            notes.append(told[f"{which}_seen"].format(n=len(ids)))
    if any(option.less_surveyed for option in answer.options):
        letters = [LETTERS[at] for at, one in enumerate(answer.options) if one.less_surveyed]
        notes.append(told["less_surveyed"].format(letters=", ".join(letters)))
    return {
        "columns": [
            {"letter": LETTERS[at], "label": _label(one.label, words), "at": at}
            for at, one in enumerate(answer.options)
        ],
        "groups": ways_table(answer, words),
        "chosen": chosen,
        "letter": LETTERS[chosen],
        "notes": notes,
        "legs": [
            (clipped(leg.name) or words["unnamed"], f"{leg.length_mm / 1000:.0f}")
            for leg in option.route.legs
        ],
    }


def score_words(exposure: Exposure, words: dict[str, Any]) -> dict[str, Any]:
    """Return the score of somebody's own way as a page shows it."""
    map_words = words["map"]
    policy = exposure.assumptions.policy
    count = exposure.cameras.under(policy)
    known_nothing = exposure.survey.wholly_none and not exposure.encounters
    reason = unknown_reason(exposure, map_words)
    note = (map_words["nothing_known"] if known_nothing else reason) if count is None else ""
    return {
        "count": str(words["unknown"][unknown_key(exposure)]) if count is None else str(count),
        "title": map_words["counts"][policy.value],
        "note": note,
        "facts": [
            (map_words["length"], f"{exposure.length_m:.0f} {map_words['units']['metres']}"),
            *score_facts(exposure, map_words),
        ],
    }


def encounter_table(exposure: Exposure, words: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return number, metres, seconds, evidence, kind and id of the first encounters, in order."""
    map_words = words["map"]
    return [
        (
            str(number),
            f"{encounter.enter_m:.0f}–{encounter.exit_m:.0f}",
            f"{encounter.seconds:.0f}",
            map_words[encounter.face_recognition],
            map_words["kinds"][encounter.kind],
            clipped(encounter.camera_id),
        )
        for number, encounter in enumerate(exposure.encounters[:MOST_ENCOUNTERS], start=1)
    ]


def _label(label: str, words: dict[str, Any]) -> str:
    """Return why an option is shown, in the page's language."""
    labels = words["labels"]
    if label in labels:
        return str(labels[label])
    name, _, number = label.rpartition(" ")
    return f"{labels[name]} {number}" if name in labels and number.isdigit() else label


def clipped(name: str) -> str:
    """Return a name short enough for a page."""
    return f"{name[: LONGEST_NAME - 1]}…" if len(name) > LONGEST_NAME else name
