"""What a pick on the map of stations shows, and its tables: rows of the coverage in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mapper.stations.coverage import KNOWN
from mapper.stations.measures import RADII_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.stations.coverage import Coverage

__all__ = ["coverage_words", "entrance_facts", "group_rows", "station_facts", "station_table"]

Fact = tuple[str, str]
_PERCENT: Final = 100.0
_NOTHING: Final = "–"
"""Where a table has a cell and there is nothing to be known."""


def station_facts(coverage: Coverage, words: dict[str, Any]) -> list[list[Fact]]:
    """Return for each station what is told of it, as pairs of title and text."""
    told, policy = words["coverage"]["facts"], coverage.exposure.assumptions.policy.value
    doors = dict(
        zip(coverage.entrances["entrance_id"], _door_names(coverage.entrances), strict=True)
    )
    directions = {
        row["station_id"]: f"{row['direction']}, {row['length_m']:.0f} {words['units']['metres']}"
        for row in coverage.ways.to_dict("records")
    }
    facts: list[list[Fact]] = []
    for row in coverage.stations.to_dict("records"):
        least = row["least_watched_entrance"]
        facts.append(
            [
                (told["lines"], _text(row["lines"])),
                (told["rank"], _figure(row["rank"], words)),
                (told["status"], coverage_words(str(row["status"]), words)),
                (told["entrances"], str(row["entrances"])),
                *_approach(row, policy, words),
                (told["median"], _figure(row["approach_median"], words)),
                (told["best_way"], directions.get(row["station_id"], "")),
                (told["least"], doors.get(least, "")),
                (told["doorways"], _share(row[f"doorways_seen_{policy}"], words)),
                (told["door"], _figure(row[f"door_cameras_{policy}"], words)),
                (told["systems"], _text(row["door_systems"])),
                *_around(row, policy, words),
                (told["without"], _figure(row["entrances_without_camera"], words)),
                (told["inside"], _figure(row[f"cameras_inside_{policy}"], words)),
                (told["gates"], _at_least(row[f"gates_{policy}"], words)),
                (told["platforms"], _at_least(row[f"platform_cameras_{policy}"], words)),
                (told["survey"], _survey(row["survey"], words)),
            ]
        )
    return facts


def entrance_facts(coverage: Coverage, words: dict[str, Any]) -> list[list[Fact]]:
    """Return for each entrance what is told of it, as pairs of title and text."""
    told, policy = words["coverage"]["facts"], coverage.exposure.assumptions.policy.value
    metres = words["units"]["metres"]
    facts: list[list[Fact]] = []
    for row in coverage.entrances.to_dict("records"):
        way = row["best_way_from"]
        facts.append(
            [
                (told["station"], _text(row["station"])),
                (told["vestibule"], _text(row["vestibule"])),
                (told["status"], coverage_words(str(row["status"]), words)),
                *_approach(row, policy, words),
                (told["median"], _figure(row["approach_median"], words)),
                (told["best_way"], f"{way}, {row['best_way_m']:.0f} {metres}" if way else ""),
                (told["door"], _figure(row[f"door_cameras_{policy}"], words)),
                (told["systems"], _text(row["door_systems"])),
                *_around(row, policy, words),
                (told["survey"], _survey(row["survey"], words)),
            ]
        )
    return facts


def _approach(row: Mapping[Any, Any], policy: str, words: dict[str, Any]) -> list[Fact]:
    told = words["coverage"]
    proven = row["approach_exact"]
    fewest = _figure(row[f"approach_{policy}"], words)
    if not pd.isna(row[f"approach_{policy}"]) and not pd.isna(proven) and not bool(proven):
        fewest = f"{fewest} ({told['not_proven']})"
    band = " / ".join(_brief(row[f"approach_{preset}"]) for preset in ("near", "default", "far"))
    return [(told["facts"]["approach"], fewest), (told["facts"]["band"], band)]


def _around(row: Mapping[Any, Any], policy: str, words: dict[str, Any]) -> list[Fact]:
    told = words["coverage"]["facts"]
    seen = " / ".join(_share(row[f"seen_{radius}_{policy}"], words) for radius in RADII_M)
    cameras = " / ".join(_figure(row[f"cameras_{radius}_{policy}"], words) for radius in RADII_M)
    return [(told["ground"], seen), (told["cameras"], cameras)]


def station_table(coverage: Coverage, words: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the stations as rows of a table: the most watched first, the unknown last by name."""
    policy = coverage.exposure.assumptions.policy.value
    table = coverage.stations.reset_index(names="at")
    table["place"] = table["rank"].astype("Float64")
    table = table.sort_values(["place", "name", "station_id"], na_position="last", kind="stable")
    rows = []
    for row in table.to_dict("records"):
        known = row["status"] == KNOWN
        near, far = (_brief(row[f"approach_{preset}"]) for preset in ("near", "far"))
        rows.append(
            {
                "at": int(row["at"]),
                "name": str(row["name"]) or str(row["station_id"]),
                "cells": [
                    _NOTHING if pd.isna(row["rank"]) else str(row["rank"]),
                    str(row["lines"]),
                    _figure(row[f"approach_{policy}"], words),
                    f"{near}–{far}" if known else _NOTHING,
                    _figure(row[f"cameras_300_{policy}"], words),
                    _share(row[f"doorways_seen_{policy}"], words),
                    coverage_words(str(row["status"]), words),
                ],
            }
        )
    return rows


def group_rows(groups: pd.DataFrame, words: dict[str, Any]) -> list[list[str]]:
    """Return lines or districts as rows of a table."""
    return [
        [
            str(row[str(groups.columns[0])]),
            str(row["stations"]),
            str(row["stations_known"]),
            str(row["entrances"]),
            _figure(row["cameras_300"], words),
            _figure(row["approach_mean"], words),
            _share(row["doorways_seen"], words),
            _figure(row["entrances_without_camera"], words),
        ]
        for row in groups.to_dict("records")
    ]


def coverage_words(status: str, words: dict[str, Any]) -> str:
    """Return whether coverage is known, or why it is not, in words."""
    return str(words["coverage"]["statuses"].get(status, status))


def _door_names(entrances: pd.DataFrame) -> list[str]:
    return [
        str(name) or str(ref) or str(key)
        for name, ref, key in zip(
            entrances["name"], entrances["ref"], entrances["entrance_id"], strict=True
        )
    ]


def _text(value: object) -> str:
    return str(value).replace(";", "; ")


def _survey(state: str, words: dict[str, Any]) -> str:
    return str(words["coverage"]["surveys"].get(state, ""))


def _at_least(count: int, words: dict[str, Any]) -> str:
    return str(words["coverage"]["at_least"]).format(n=count) if count else "0"


def _figure(value: Any, words: dict[str, Any]) -> str:  # noqa: ANN401 - a cell of any type
    return str(words["coverage"]["missing"]) if pd.isna(value) else f"{float(value):g}"


def _brief(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    return "?" if pd.isna(value) else f"{float(value):g}"


def _share(value: Any, words: dict[str, Any]) -> str:  # noqa: ANN401 - a cell of any type
    missing = str(words["coverage"]["missing"])
    return missing if pd.isna(value) else f"{_PERCENT * float(value):.0f} %"
