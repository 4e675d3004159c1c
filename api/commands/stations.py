"""``sidestreet stations``: how each station is covered, as a table for people or researchers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.opening import open_exposure
from api.outputs import write_whole
from api.station_answers import sorted_stations, stations_answer
from api.station_files import write_station_files
from api.station_insides import print_insides
from api.station_sheet import station_sheet
from api.station_tables import print_check_days
from api.terminal import ProgressBar, print_json, print_lines, print_table, say
from geodata.districts import read_districts
from geodata.licences import notices
from geodata.metro import profile_for, read_profile
from geodata.metro.stops import CheckDay, read_check_days, read_stops, stops_published
from mapper.errors import UnknownPlaceError
from mapper.maps.station_map import station_map
from mapper.model.safety import SAFETY_LINE
from mapper.stations.coverage import KNOWN, cover_stations
from mapper.stations.stops import shown_stops

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from mapper.stations.coverage import Coverage

__all__ = ["run"]

FORMS = ("csv", "json", "parquet", "gpkg")


def run(args: argparse.Namespace) -> int:
    """Cover the stations of a city; print the table, or write it."""
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        city = prepared.city
        profile = read_profile(args.profile) if args.profile else profile_for(city.name)
        districts = read_districts(args.districts, city.projection) if args.districts else None
        progress("stations", 0, 0)
        coverage = cover_stations(prepared, profile=profile, districts=districts)
    beside = _beside(args, coverage)
    wrote = False
    for form in FORMS:
        path = args.json if form == "json" else getattr(args, f"{form}_out")
        if isinstance(path, Path):
            files = write_station_files(path, form, coverage, sort=args.sort, beside=beside)
            say(f"Written: {', '.join(file.name for file in files)}", quiet=args.quiet)
            wrote = True
    if args.map is not None:
        days = [(day["date"], day["place"], day["source"]) for day in beside.get("check_days", ())]
        page = station_map(coverage, measure=args.colour, language=args.language, check_days=days)
        write_whole(args.map, page)
        say(f"Written: {args.map.name}", quiet=args.quiet)
        wrote = True
    if args.sheet is not None:
        station, out = args.sheet
        write_whole(Path(out), station_sheet(coverage, _station_id(coverage, station)))
        say(f"Written: {Path(out).name}", quiet=args.quiet)
        wrote = True
    if args.json is True:
        print_json(stations_answer(coverage, sort=args.sort) | beside)
    elif not wrote or not args.quiet:
        _print(coverage, args.sort)
        _print_beside(beside)
    return 0


def _station_id(coverage: Coverage, text: str) -> str:
    """Return the id of a station named by its id or its name; of several the best known one."""
    stations = coverage.stations
    named = (stations["station_id"] == text) | (stations["name"].str.casefold() == text.casefold())
    if not bool(named.any()):
        message = "no station of that name or id"
        raise UnknownPlaceError(message)
    found = stations[named].sort_values(["rank", "station_id"], na_position="last", kind="stable")
    return str(found["station_id"].iloc[0])


def _beside(args: argparse.Namespace, coverage: Coverage) -> dict[str, Any]:
    """Return the optional tables shown beside the coverage; they never enter a pack."""
    beside: dict[str, Any] = {}
    if args.stops is not None:
        before = stops_published(args.stops_before) if args.stops_before else None
        shown = shown_stops(read_stops(args.stops), _groups(coverage), before=before)
        beside["documented_stops"] = {
            "by_station": dict(shown.by_station),
            "by_group": dict(shown.by_group),
            "suppressed": shown.suppressed,
        }
    if args.checks is not None:
        beside["check_days"] = [asdict(day) for day in read_check_days(args.checks)]
    return beside


def _groups(coverage: Coverage) -> dict[str, list[str]]:
    """Return lines and districts with the names of their stations."""
    groups: dict[str, list[str]] = {}
    stations = coverage.stations
    districts = stations["district"] if "district" in stations else [""] * len(stations)
    for name, lines, district in zip(stations["name"], stations["lines"], districts, strict=True):
        for line in filter(None, str(lines).split(";")):
            groups.setdefault(f"line {line}", []).append(str(name))
        if district:
            groups.setdefault(f"district {district}", []).append(str(name))
    return groups


def _print_beside(beside: dict[str, Any]) -> None:
    if stops := beside.get("documented_stops"):
        rows = [*stops["by_station"].items(), *stops["by_group"].items()]
        print_lines("")
        print_table(
            "Documented stops (counts below 5 are not shown; sums are of what is shown)",
            ("where", "stops"),
            [(where, "< 5" if count is None else str(count)) for where, count in rows],
        )
    print_check_days(CheckDay(**day) for day in beside.get("check_days", ()))


def _print(coverage: Coverage, sort: str) -> None:
    assumptions = coverage.exposure.assumptions
    policy = assumptions.policy.value
    stations = sorted_stations(coverage, sort)
    if not coverage.exposure.city.network.n_edges:
        print_insides(coverage, stations)
        return
    known = int((stations["status"] == KNOWN).sum())
    print_lines(SAFETY_LINE, "")
    print_table(
        f"Counted: {assumptions.policy.label}",
        (
            "rank", "station", "line", "doors", "way in", "near–far", "median", "doors seen",
            "within 150 m", "cameras 300 m", "inside", "gates", "surveyed",
        ),
        [
            (
                _figure(row["rank"]),
                str(row["name"]) or str(row["station_id"]),
                str(row["lines"]),
                str(row["entrances"]),
                *(
                    (
                        _figure(row[f"approach_{policy}"]),
                        f"{_figure(row['approach_near'])}–{_figure(row['approach_far'])}",
                        _figure(row["approach_median"]),
                        _share(row[f"doorways_seen_{policy}"]),
                        _share(row[f"seen_150_{policy}"]),
                        _figure(row[f"cameras_300_{policy}"]),
                    )
                    if row["status"] == KNOWN
                    else ("unknown", "", "", "", "", "")
                ),
                _figure(row[f"cameras_inside_{policy}"]),
                _at_least(int(row[f"gates_{policy}"])),
                str(row["survey"]),
            )
            for _, row in stations.iterrows()
        ],
    )  # fmt: skip
    print_lines(
        "Way in: the fewest cameras on any way in from outside 300 m. Inside: mapped there, which "
        "hardly any is. Gates: modelled, at least.",
        f"{known} of {len(stations)} stations have entrances on the walking network; the others "
        "are unknown and not ranked.",
        f"Assumptions {assumptions.digest}, pack {coverage.exposure.city.pack_hash or 'none'}.",
        *notices(coverage.exposure.city.sources),
    )


def _at_least(gates: int) -> str:
    return f"≥ {gates}" if gates else "0"


def _figure(value: float | None) -> str:
    return "?" if _missing(value) else f"{float(value or 0):g}"


def _share(value: float | None) -> str:
    return "?" if _missing(value) else f"{float(value or 0):.0%}"


def _missing(value: float | pd.api.typing.NAType | None) -> bool:
    import pandas as pd  # noqa: PLC0415 - only where a table is printed

    return bool(pd.isna(value))
