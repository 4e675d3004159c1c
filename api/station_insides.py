"""What a city of stations without streets can tell: the insides of its stations, printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from api.terminal import print_lines, print_table
from geodata.licences import notices
from mapper.model.safety import SAFETY_LINE
from mapper.stations.coverage import NO_NETWORK

if TYPE_CHECKING:
    from mapper.stations.coverage import Coverage

__all__ = ["print_insides"]

_MINUTE: Final = 60.0


def print_insides(coverage: Coverage, stations: pd.DataFrame) -> None:
    """Print lines, doors, vestibules, minutes to the platform, depth and steps of each station.

    Parameters
    ----------
    coverage
        Of a city without a walking network.
    stations
        Its stations, in the order in which they are shown.
    """
    assumptions = coverage.exposure.assumptions
    policy = assumptions.policy.value
    print_lines(SAFETY_LINE, "")
    print_table(
        f"Stations of {coverage.exposure.city.title}: no walking network, coverage unknown",
        (
            "station", "line", "doors", "vestibules", "min to platform", "levels", "depth m",
            "step-free", "gates", "coverage",
        ),
        [
            (
                str(row["name"]) or str(row["station_id"]),
                str(row["lines"]),
                str(row["entrances"]),
                str(row["vestibules"]),
                _minutes(row["walk_min_s"], row["walk_median_s"]),
                _number(row["platform_levels"]),
                _number(row["platform_depth_m"]),
                _steps(str(row["step_free"]), row["step_free_entrances"], int(row["entrances"])),
                f"≥ {row[f'gates_{policy}']}" if row[f"gates_{policy}"] else "0",
                str(row["status"]).removeprefix("unknown: ")
                if row["status"] != NO_NETWORK
                else "unknown",
            )
            for _, row in stations.iterrows()
        ],
    )  # fmt: skip
    supposed = coverage.entrances["walk_from"]
    told = int((supposed == "source").sum())
    print_lines(
        "Min to platform: from the nearest door, and the median of its doors. Gates: modelled, "
        "at least.",
        f"Times of {told} of {len(supposed)} doors are told by the data; the others are supposed "
        "from depth, levels or what is usual (walk_from says which).",
        "Without a walking network nothing is known of what sees the streets and doors: add one "
        "with `sidestreet build NAME --gtfs FEED --osm EXTRACT`.",
        f"Assumptions {assumptions.digest}, pack {coverage.exposure.city.pack_hash or 'none'}.",
        *notices(coverage.exposure.city.sources),
    )


def _minutes(least: float, median: float) -> str:
    return "?" if math.isnan(least) else f"{least / _MINUTE:.1f}, {median / _MINUTE:.1f}"


def _number(value: float) -> str:
    return "?" if math.isnan(value) else f"{value:g}"


def _steps(station: str, doors: object, of: int) -> str:
    told = station or "?"
    return told if doors is pd.NA else f"{told}, {doors} of {of} doors"
