"""``sidestreet graph``: a file OSMnx reads, and the terms it comes under."""

from __future__ import annotations

from typing import TYPE_CHECKING

import osmnx

from tests.api.town import make_packs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run


def test_a_graph_is_written_with_its_terms(run: Run, tmp_path: Path) -> None:
    make_packs(tmp_path)
    out = tmp_path / "town.graphml"
    told = run("graph", out, "--city", "town", "--json").json
    graph = osmnx.load_graphml(out)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (told["nodes"], told["edges"])
    assert any("ODbL" in line for line in told["notices"])
    assert "OpenStreetMap" in graph.graph["attribution"]
    assert "cameras_cautious" in next(iter(graph.edges(data=True)))[2]
    assert run("graph", out, "--city", "town", "--no-cameras", "--quiet").code == 0
    assert "cameras_cautious" not in next(iter(osmnx.load_graphml(out).edges(data=True)))[2]
    assert "OpenStreetMap" in run("graph", out, "--city", "town").out


def test_no_folder_is_one_line(run: Run, tmp_path: Path) -> None:
    make_packs(tmp_path)
    ran = run("graph", tmp_path / "none" / "town.graphml", "--city", "town")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
