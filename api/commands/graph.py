"""``sidestreet graph``: the walking network as a graph for OSMnx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.opening import open_exposure
from api.terminal import ProgressBar, print_json, print_lines, say
from geodata.licences import notices
from geodata.osmnx_graph import save_graph, to_osmnx

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Write the graph, and say what is in it and under which terms."""
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        progress("graph", 0, 0)
        graph = to_osmnx(prepared.city, None if args.no_cameras else prepared)
        save_graph(graph, args.out)
    lines = notices(prepared.city.sources)
    nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
    if args.json:
        print_json(
            {
                "nodes": nodes,
                "edges": edges,
                "crs": graph.graph["crs"],
                "pack": prepared.city.pack_hash,
                "notices": lines,
            }
        )
        return 0
    say(f"{args.out}: {nodes:,} nodes, {edges:,} edges, {graph.graph['crs']}", quiet=args.quiet)
    print_lines(*lines)
    return 0
