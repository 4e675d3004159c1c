"""The walking network to OSMnx and back, through files OSMnx itself writes and reads."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import osmnx
import pytest
import shapely

from geodata.build import BuildFiles, build_city, licensed
from geodata.bundled import bundled_cities
from geodata.osmnx_graph import save_graph, to_osmnx
from geodata.pack import read_pack
from mapper.errors import BadInputError, TableError
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.city import City, Source
from mapper.model.evidence import CountingPolicy
from tests.api.town import make_packs

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.network import WalkNetwork


@pytest.fixture(scope="module")
def helsinki() -> City:
    return read_pack(bundled_cities()[0])


@pytest.fixture
def town(tmp_path: Path) -> City:
    return read_pack(make_packs(tmp_path) / "town")


def drawn_once_m(network: WalkNetwork) -> float:
    """Return the metres of all straight stretches in the plane, each counted once."""
    stretches = {}
    for edge in range(network.n_edges):
        line = network.edge_line(edge).round(2)
        for one, other in itertools.pairwise(line):
            ends = frozenset({(one[0], one[1]), (other[0], other[1])})
            stretches[ends] = float(np.hypot(*(one - other)))
    return sum(stretches.values())


def test_a_graph_is_what_osmnx_expects_and_survives_a_file(town: City, tmp_path: Path) -> None:
    graph = to_osmnx(town, prepare(town, Assumptions()))
    nodes, edges = osmnx.convert.graph_to_gdfs(graph)
    network = town.network
    assert len(nodes) == network.n_nodes
    assert len(edges) == int(network.edge_forward.sum() + network.edge_backward.sum())
    assert edges.crs == town.projection.crs
    assert {"osmid", "length", "highway", "oneway", "reversed", "name"} <= set(edges.columns)
    for tail, head, line in zip(
        *(edges.index.get_level_values(i) for i in (0, 1)), edges.geometry, strict=True
    ):
        ends = shapely.get_coordinates(line)[[0, -1]]
        assert np.allclose(ends, [[nodes.x[tail], nodes.y[tail]], [nodes.x[head], nodes.y[head]]])
    file = tmp_path / "town.graphml"
    save_graph(graph, file)
    again = osmnx.load_graphml(file)
    assert set(again.nodes) == set(graph.nodes)
    assert sorted(again.edges(keys=True)) == sorted(graph.edges(keys=True))
    for tail, head, key, told in graph.edges(keys=True, data=True):
        read = again.edges[tail, head, key]
        assert read["length"] == told["length"]
        assert read["oneway"] is told["oneway"]
        assert read["geometry"].equals(told["geometry"])
    assert osmnx.project_graph(again, to_latlong=True).graph["crs"].to_epsg() == 4326


def test_counts_of_edges_are_those_of_the_incidence(town: City) -> None:
    exposure = prepare(town, Assumptions())
    incidence, counted = exposure.incidence, exposure.scene.facts.counted(CountingPolicy.CAUTIOUS)
    graph = to_osmnx(town, exposure)
    told = sorted(d["cameras_cautious"] for _, _, d in graph.edges(data=True))
    expected = []
    for edge in range(town.network.n_edges):
        rows = slice(incidence.edge_start[edge], incidence.edge_start[edge + 1])
        cameras = {int(c) for c in incidence.camera[rows] if counted[c]}
        ways = int(town.network.edge_forward[edge]) + int(town.network.edge_backward[edge])
        expected += [len(cameras)] * ways
    assert told == sorted(expected)
    assert max(told) > 0


@pytest.mark.parametrize("in_degrees", [False, True])
def test_streets_come_back_from_a_graph_of_a_real_city(
    helsinki: City, tmp_path: Path, *, in_degrees: bool
) -> None:
    graph = to_osmnx(helsinki)
    if in_degrees:
        graph = osmnx.project_graph(graph, to_latlong=True)
    file = tmp_path / "streets.graphml"
    osmnx.save_graphml(graph, file)
    city = build_city(BuildFiles(streets=licensed(str(file))), name="again").city
    assert city.projection == helsinki.projection
    old, new = helsinki.network, city.network
    # stretches that two ways share become one
    assert drawn_once_m(new) == pytest.approx(drawn_once_m(old), abs=1)
    assert new.edge_length_mm.sum() / 1000 == pytest.approx(drawn_once_m(new), rel=1e-3)
    assert set(new.edge_name) == set(old.edge_name)
    assert set(new.edge_kind) == set(old.edge_kind)
    assert new.edge_indoor.any() == old.edge_indoor.any()
    assert new.edge_passage.any() == old.edge_passage.any()


def test_an_edge_of_several_ways_comes_in_by_its_first(town: City, tmp_path: Path) -> None:
    graph = to_osmnx(town)
    for _, _, told in graph.edges(data=True):
        told |= {"osmid": [7, 8], "highway": ["footway", "steps"], "name": ["One", "Other"]}
        del told["geometry"]
    file = tmp_path / "lists.graphml"
    osmnx.save_graphml(graph, file)
    network = build_city(BuildFiles(streets=licensed(str(file))), name="again").city.network
    assert set(network.edge_osm_way) == {7}
    assert set(network.edge_kind) == {"footway"}
    assert set(network.edge_name) == {"One"}


@pytest.mark.parametrize(
    "text",
    [
        "<graphml>",
        "<graphml></graphml>",
        (
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
            '<node id="a"/></graph></graphml>'
        ),
        '<!DOCTYPE g [<!ENTITY a "aa">]><graphml>&a;</graphml>',
    ],
)
def test_another_xml_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "other.graphml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=r"^other\.graphml[^\n]*$"):
        build_city(BuildFiles(streets=licensed(str(file))), name="none")


def test_cameras_that_may_not_be_mixed_with_the_streets_stay_out(town: City) -> None:
    closed = Source("counts", "CC-BY-NC-4.0", "counts", "", "")
    mixed = replace(town, sources=(*town.sources, closed))
    with pytest.raises(BadInputError, match="separate tables"):
        to_osmnx(mixed, prepare(mixed, Assumptions()))
    assert to_osmnx(mixed).number_of_edges()
