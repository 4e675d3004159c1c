"""Real files: what they hold is known by count, or counted again in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import osmium
import pyproj
import pytest

from geodata.osm import read_city
from geodata.osm.walkable import is_walking_area, refusal_to_walk

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def frankfurt_file(shared_data: Path) -> Path:
    return shared_data / "frankfurt" / "frankfurt-darmstadt.osm.pbf"


@pytest.fixture(scope="module")
def frankfurt(frankfurt_file: Path) -> City:
    return read_city(frankfurt_file, name="frankfurt", title="Frankfurt and Darmstadt")


@pytest.fixture(scope="module")
def butyrsky(shared_data: Path) -> City:
    return read_city(shared_data / "moscow" / "butyrsky.osm.gz", name="butyrsky")


def test_frankfurt_has_its_cameras_and_the_guard_is_none(frankfurt: City) -> None:
    cameras = frankfurt.cameras.frame
    assert frankfurt.figures["cameras"]["read"] == 134
    assert frankfurt.figures["cameras"]["refused"] == {"a guard is no camera": 1}
    kinds = cameras["kind"].value_counts().to_dict()
    # 55 domes and the one ``dome;fixed``
    assert (kinds["fixed"], kinds["dome"], kinds["unknown"]) == (68, 56, 9)
    assert len(cameras) == sum(kinds.values()) == 133


def test_frankfurts_directions_heights_and_indoor_cameras(
    frankfurt: City, frankfurt_file: Path
) -> None:
    cameras = frankfurt.cameras.frame
    tagged = [
        dict(node.tags)
        for node in osmium.FileProcessor(frankfurt_file, osmium.osm.NODE)
        if node.tags.get("man_made") == "surveillance"
    ]
    written = [tags for tags in tagged if {"camera:direction", "direction"} & tags.keys()]
    assert cameras["direction_deg"].notna().sum() == len(written) == 31
    assert (cameras["direction_deg"] == 0).sum() == sum(t.get("direction") == "N" for t in written)
    assert {310.0, 340.0} <= set(cameras["direction_deg"])
    assert cameras["height_m"].notna().sum() == sum("height" in tags for tags in tagged) == 37
    assert cameras["angle_deg"].isna().all()
    assert cameras["indoor"].sum() >= sum(
        tags.get("surveillance") == "indoor" and tags.get("surveillance:type") != "guard"
        for tags in tagged
    )


def test_frankfurt_and_darmstadt_do_not_meet(frankfurt: City) -> None:
    network = frankfurt.network
    north = network.node_xy[:, 1] > network.node_xy[:, 1].mean()
    assert not set(network.node_component[north]) & set(network.node_component[~north])


def test_frankfurts_metro(frankfurt: City) -> None:
    stations = frankfurt.stations.frame.set_index("name")
    subway = stations[stations["mode"] == "subway"]
    assert dict(subway["lines"]) == {
        "Hauptwache": "U1;U2;U3;U6;U7;U8",
        "Hauptbahnhof (U-Bahn)": "U4;U5",
    }
    entrances = frankfurt.entrances.frame
    assert len(entrances) == 26
    assert (entrances["station_id"] != "").all()
    # of each line the file holds one stop only: no two of them are neighbours
    assert len(frankfurt.metro_links) == 0
    assert frankfurt.figures["stations"]["stops_outside"] > 200


def test_butyrsky_has_no_cameras_and_no_ground_is_surveyed(butyrsky: City) -> None:
    assert len(butyrsky.cameras) == len(butyrsky.survey) == len(butyrsky.entrances) == 0
    assert "subway" not in set(butyrsky.stations.frame["mode"])
    assert len(butyrsky.buildings) > 600
    assert butyrsky.bounds == (37.582641, 55.805261, 37.626929, 55.824455)
    assert butyrsky.sources[0].as_of == "2013-11-09"


def test_the_network_is_as_long_as_the_ways_it_is_made_of(
    frankfurt: City, frankfurt_file: Path, butyrsky: City, shared_data: Path
) -> None:
    files = ((frankfurt_file, frankfurt), (shared_data / "moscow" / "butyrsky.osm.gz", butyrsky))
    for path, city in files:
        walked = city.network.edge_length_mm.sum() / 1000
        assert walked == pytest.approx(_metres_of_ways(path), abs=city.network.n_edges * 0.001)


def _metres_of_ways(path: Path) -> float:
    """Return the length of all walkable ways and outlines, without any network."""
    geod = pyproj.Geod(ellps="WGS84")
    outlines: set[int] = set()
    for relation in osmium.FileProcessor(path, osmium.osm.RELATION):
        tags = dict(relation.tags)
        walked = is_walking_area(tags) and refusal_to_walk(tags) == ""
        if (
            isinstance(relation, osmium.osm.Relation)
            and tags.get("type") == "multipolygon"
            and walked
        ):
            outlines |= {member.ref for member in relation.members if member.type == "w"}
    metres = 0.0
    for way in osmium.FileProcessor(path).with_locations():
        tags = dict(way.tags)
        reason = refusal_to_walk(tags)
        of_area = reason is None and way.id in outlines and "building" not in tags
        if isinstance(way, osmium.osm.Way) and (reason == "" or of_area):
            metres += geod.line_length([n.lon for n in way.nodes], [n.lat for n in way.nodes])
    return metres


def test_contracted_nodes_are_ends_or_junctions(frankfurt: City, butyrsky: City) -> None:
    for city in (frankfurt, butyrsky):
        network = city.network
        degree = np.bincount(
            np.concatenate([network.edge_from, network.edge_to]), minlength=network.n_nodes
        )
        assert degree.min() >= 1
        rules = (network.edge_kind, network.edge_name, network.edge_indoor, network.edge_passage)
        ends = np.concatenate([network.edge_from, network.edge_to])
        edges = np.tile(np.arange(network.n_edges), 2)
        order = np.argsort(ends, kind="stable")
        start = np.cumsum(degree) - degree
        for node in np.flatnonzero(degree == 2):
            one, other = edges[order[start[node] : start[node] + 2]]
            same = one != other and all(rule[one] == rule[other] for rule in rules)
            both_ways = network.edge_backward[one] and network.edge_backward[other]
            assert not (same and both_ways)


@pytest.mark.soak
def test_porto_keeps_its_whole_network(shared_data: Path) -> None:
    city = read_city(shared_data / "porto" / "porto.osm.pbf", name="porto")
    figures = city.figures["network"]
    assert figures["walkable_nodes"] == pytest.approx(326_249, rel=0.01)
    assert figures["length_m"] == pytest.approx(9_993_000, rel=0.01)
    assert city.network.n_nodes < figures["walkable_nodes"] / 4
    largest = (city.network.node_component == 0).mean()
    assert largest > 0.95
