"""One honest city out of everything people have: files in, a City and a record of it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.assembly import basemap_of_streets, bounds_of, box_of, clipped, empty_city
from geodata.evidence import with_evidence
from geodata.licences import sharing_of
from geodata.merging import Link, merge_cameras, same_as_table
from geodata.metro import (
    ENTRANCE_FIELDS,
    STATION_FIELDS,
    PlacedRows,
    entrances_of,
    feed_spot,
    join_entrances,
    profile_for,
    read_gtfs,
    stations_of,
    with_gtfs,
    with_opening_hours,
)
from geodata.osm import import_city
from geodata.osm.places import network_places
from geodata.parts import BuildFiles, CameraFile, Parts
from geodata.progress import silent
from geodata.survey import read_survey, survey_with
from geodata.tables.addresses import AddressBook
from geodata.tables.buildings import BUILDING_FIELDS, building_addresses, building_table
from geodata.tables.cameras import read_cameras
from geodata.tables.features import Licensed, spot_of
from geodata.tables.positions import Anchor
from geodata.tables.rows import Refusal
from geodata.tables.standalone import surroundings
from geodata.tables.streets import STREET_FIELDS, street_network
from mapper.errors import TableError
from mapper.model.cameras import Cameras
from mapper.model.projection import utm_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.osm.refusals import Refusal as OsmRefusal
    from geodata.progress import Progress
    from geodata.tables.cameras import CameraTable
    from mapper.model.city import City
    from mapper.model.places import Table

__all__ = ["BuildFiles", "Built", "CameraFile", "build_city", "licensed"]

_CITY_M: Final = 150_000.0
"""What lies farther from the middle of a city than this is not of this city; for an extract that
is itself larger, half as far again as its corners."""


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A city, and what a person should look through after building it."""

    city: City
    refused: tuple[tuple[str, tuple[Refusal, ...]], ...]
    """For each file (its name, without its folder) the rows not taken; see ``write_refused``."""
    links: tuple[Link, ...]
    """Cameras of different sources that are, or nearly are, one device."""
    behind: Cameras
    """Rows that are the same device as a row of the city's cameras, as their source has them."""
    untold: tuple[str, ...] = ()
    """Names of the files, without their folders, whose licence nobody told."""

    @property
    def n_refused(self) -> int:
        """Count the rows that were not taken."""
        return sum(len(rows) for _, rows in self.refused)


def licensed(text: str, **terms: str) -> Licensed:
    """Return a file named as ``FILE`` or ``FILE::LAYER``.

    >>> licensed("centre.gpkg::roads").layer
    'roads'
    """
    path, _, layer = text.partition("::")
    return Licensed(Path(path), layer=layer, **terms)


def build_city(
    files: BuildFiles, *, name: str, title: str = "", progress: Progress = silent
) -> Built:
    """Put a city together.

    An OpenStreetMap file is the ground; other files add to it or, for streets and buildings,
    take the place of its own. Cameras of all sources are joined, one device counted once.

    Raises
    ------
    SidestreetError
        Where a file cannot be read, or nothing says where the city is.
    """
    stages = 7
    progress("reading the ground", 0, stages)
    city, parts = _ground(files, name, title, progress)
    progress("streets and buildings", 1, stages)
    city = _with_streets_and_buildings(city, files, parts)
    progress("stations", 2, stages)
    city = _with_stations(city, files, parts)
    progress("cameras", 3, stages)
    tables = _camera_tables(files, parts, progress)
    merged = merge_cameras([city.cameras, *(t.cameras for t in tables)], parts.projection)
    linked = sum(link.linked for link in merged.links)
    parts.figures["same_as"] = {"linked": linked, "nearly": len(merged.links) - linked}
    progress("survey", 4, stages)
    city = replace(
        city,
        cameras=merged.cameras,
        survey=_survey(city, files, parts, tables),
        same_as=same_as_table(merged.links, merged.behind),
    )
    progress("rules", 5, stages)
    city = with_evidence(city, files, parts)
    progress("names", 6, stages)
    city = _finished(city, files, parts)
    progress("done", stages, stages)
    untold = tuple(dict.fromkeys(parts.untold))
    return Built(city, tuple(parts.refused), merged.links, merged.behind, untold)


def _ground(files: BuildFiles, name: str, title: str, progress: Progress) -> tuple[City, Parts]:
    """Return the city of the OpenStreetMap file, or an empty one where the other files lie."""
    if files.osm is not None:
        imported = import_city(
            files.osm, name=name, title=title, progress=progress, addresses=bool(files.cameras)
        )
        city = imported.city
        left, bottom, right, top = city.bounds
        middle = Anchor((left + right) / 2, (bottom + top) / 2)
        corner_m = float(middle.distance_m(np.array([left]), np.array([bottom]))[0])
        anchor = replace(middle, within_m=max(_CITY_M, 1.5 * corner_m))
        parts = Parts(city.projection, anchor)
        for source in city.sources:
            parts.take(files.osm, replace(source, **files.terms.get("osm", {})))
        parts.figures |= city.figures
        parts.addresses += imported.addresses
        if imported.refusals:
            parts.refused.append((files.osm.name, _objects(imported.refusals)))
        return city, parts
    spot = _spot(files)
    projection = utm_for(spot.lon, spot.lat)
    parts = Parts(projection, replace(spot, within_m=_CITY_M))
    city = empty_city(name, title or name, projection, (spot.lon, spot.lat))
    return city, parts


def _objects(refusals: Sequence[OsmRefusal]) -> tuple[Refusal, ...]:
    """Return refused objects of OpenStreetMap as rows, in the order they were met."""
    return tuple(
        Refusal(number, refusal.reason, {"object": refusal.source_id, "for": refusal.table})
        for number, refusal in enumerate(refusals, start=1)
    )


def _spot(files: BuildFiles) -> Anchor:
    if files.streets is not None:
        return spot_of(files.streets, geometry="LineString")
    if files.cameras:
        table = read_cameras(files.cameras[0].path, mapping=files.cameras[0].mapping)
        lon, lat = table.projection.to_lon_lat(*np.median(table.cameras.xy, axis=0)[:, None])
        return Anchor(float(lon[0]), float(lat[0]))
    if files.buildings is not None:
        return spot_of(files.buildings, geometry="Polygon")
    if files.gtfs is not None:
        return Anchor(*feed_spot(files.gtfs.path))
    for points in (files.stations, files.entrances):
        if points is not None:
            return spot_of(points, geometry="Point")
    message = "a city needs an OpenStreetMap file, or another that says where it lies"
    raise TableError(message)


def _with_streets_and_buildings(city: City, files: BuildFiles, parts: Parts) -> City:
    if files.streets is not None:
        streets = parts.read(files.streets, STREET_FIELDS, "streets", "LineString")
        network, figures = street_network(streets, parts.projection)
        parts.figures["network"] = streets.figures | figures
        basemap = city.basemap if files.osm else basemap_of_streets(streets, parts.projection)
        city = replace(city, network=network, basemap=basemap)
    if files.buildings is not None:
        buildings = parts.read(files.buildings, BUILDING_FIELDS, "buildings", "Polygon")
        table, parts.figures["buildings"] = building_table(buildings, parts.projection)
        parts.addresses += building_addresses(buildings, parts.projection)
        city = replace(city, buildings=table)
    return city


def _with_stations(city: City, files: BuildFiles, parts: Parts) -> City:
    figures: dict[str, Any] = dict(parts.figures.get("stations", {}))
    if files.stations is not None:
        read = parts.read(files.stations, STATION_FIELDS, "stations", "Point")
        listed = stations_of(
            PlacedRows.of(read, parts.projection),
            projection=parts.projection,
            profile=profile_for(city.name),
            source=read.source.label,
        )
        city = replace(
            city, stations=listed.stations, metro_links=listed.links, insides=listed.insides
        )
        # strays that only the lines tell are refused like the rest, and counted apart
        strays = listed.figures.get("refused", 0)
        figures = {**listed.figures, **read.figures, "links": len(listed.links), "strays": strays}
        if listed.refused:
            parts.refused.append((files.stations.path.name, listed.refused))
    if files.entrances is not None:
        read = parts.read(files.entrances, ENTRANCE_FIELDS, "entrances", "Point")
        doors = entrances_of(PlacedRows.of(read, parts.projection), parts.projection)
        joined = join_entrances(doors, city.stations, source=read.source.label)
        stations = with_opening_hours(city.stations, joined, parts.projection)
        city = replace(city, stations=stations, entrances=joined.entrances)
        told = {key: value for key, value in joined.figures.items() if key != "refused"}
        figures |= told | {"entrances_without_station": len(joined.misses)}
        figures["entrances_not_joined"] = [miss.as_dict() for miss in joined.misses]
        figures["entrances_refused"] = read.figures["refused"]
    if figures:
        parts.figures["stations"] = figures
    return city if files.gtfs is None else _with_feed(city, files.gtfs, parts)


def _with_feed(city: City, file: Licensed, parts: Parts) -> City:
    """Add the metro of a GTFS feed; its stations are joined with those that are there."""
    metro = read_gtfs(file.path, projection=parts.projection)
    city, joined = with_gtfs(city, metro)
    given = {
        "licence": file.licence if file.licence != "unknown" else "",
        "attribution": file.attribution,
        "as_of": file.as_of,
        "label": file.label,
    }
    told = {name: text for name, text in given.items() if text}
    parts.take(file.path, replace(metro.source, **told))
    parts.figures["gtfs"] = metro.figures | joined
    return city


def _camera_tables(files: BuildFiles, parts: Parts, progress: Progress) -> list[CameraTable]:
    tables: list[CameraTable] = []
    addresses = AddressBook.of(parts.addresses if files.cameras else ())
    for number, file in enumerate(files.cameras, start=1):
        table = read_cameras(
            file.path,
            mapping=file.mapping,
            projection=parts.projection,
            anchor=parts.anchor,
            addresses=addresses,
            progress=progress,
        )
        table = replace(table, source=replace(table.source, **file.terms))
        earlier = {camera for other in tables for camera in other.cameras.ids}
        if not earlier.isdisjoint(table.cameras.ids):
            table = _renamed(table, number)
        parts.note(file.path, table)
        parts.figures[f"cameras {number}: {table.source.label}"] = table.figures
        tables.append(table)
    return tables


def _renamed(table: CameraTable, number: int) -> CameraTable:
    """Return a table whose ids cannot meet those of another table of the same sort."""
    frame = table.cameras.frame.copy()
    frame["camera_id"] = f"{number}:" + frame["camera_id"]
    return replace(table, cameras=Cameras.parse(frame, table.projection))


def _survey(city: City, files: BuildFiles, parts: Parts, tables: Sequence[CameraTable]) -> Table:
    """Return the ground somebody says was searched, and that around the cameras of tables."""
    around = [
        surroundings(
            table.cameras,
            parts.projection,
            observed_on=table.source.as_of,
            prefix=f"cameras-{number}",
        )
        for number, table in enumerate(tables, start=1)
    ]
    stated = []
    if files.survey is not None:
        areas, read = read_survey(files.survey, parts.projection, parts.anchor)
        parts.note(files.survey.path, read)
        parts.figures["survey"] = read.figures
        stated.append(areas)
    return survey_with(*stated, city.survey, *around, projection=parts.projection)


def _finished(city: City, files: BuildFiles, parts: Parts) -> City:
    if files.bounds is not None or (files.clip and city.network.n_edges):
        city, outside = clipped(city, box_of(city, files.bounds))
        city = replace(city, same_as=city.same_as.among(set(city.cameras.ids)))
        parts.figures["outside_the_box"] = outside
    named = files.streets or files.stations or files.entrances or files.gtfs
    if files.osm is None or named:
        places = network_places(city.network, city.stations, city.entrances, parts.projection)
        city = replace(city, places=places)
    sharing = sharing_of(parts.sources)
    parts.figures["sharing"] = {"allowed": sharing.allowed, "reason": sharing.reason}
    return replace(
        city,
        bounds=files.bounds or _bounds(city, files),
        sources=tuple(dict.fromkeys(parts.sources)),
        figures=parts.figures,
    )


def _bounds(city: City, files: BuildFiles) -> tuple[float, float, float, float]:
    """Return the box of everything; that of an OpenStreetMap file is what its header says."""
    if files.osm is not None and not files.cameras and files.streets is None:
        return city.bounds
    around = bounds_of(city)
    if files.osm is None:
        return around
    old = city.bounds
    left, bottom = min(old[0], around[0]), min(old[1], around[1])
    return left, bottom, max(old[2], around[2]), max(old[3], around[3])
