"""The walking network: ways cut to what the file holds, then contracted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from geodata.osm.contraction import Chains, Segments, contract
from geodata.osm.refusals import Refusal
from geodata.osm.walkable import WalkRule, is_walking_area, refusal_to_walk, walk_rule
from mapper.model.network import WalkNetwork
from mapper.model.projection import ellipsoid_lengths_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.osm.plane import Plane
    from geodata.osm.source import Extract, Nodes

__all__ = ["WalkedWay", "assemble_network", "walked_ways"]


@dataclass(frozen=True, slots=True, eq=False)
class WalkedWay:
    """A way that may be walked, in the order it is walked."""

    id: int
    refs: NDArray[np.int64]
    rule: WalkRule


def walked_ways(extract: Extract) -> tuple[list[WalkedWay], list[Refusal]]:
    """Return the ways that may be walked, by number, and those that may not.

    The outline of a walking area that is a multipolygon is walked under the area's rule, where
    its ways have none of their own.
    """
    rules: dict[int, WalkRule] = {}
    refused: list[Refusal] = []
    for relation in extract.relations:
        if relation.tags.get("type") == "multipolygon" and is_walking_area(relation.tags):
            if reason := refusal_to_walk(relation.tags):
                refused.append(Refusal(f"relation/{relation.id}", "edges", reason))
                continue
            outline = (member.ref for member in relation.members if member.type == "w")
            rules.update(dict.fromkeys(outline, walk_rule(relation.tags)))
    walked: list[WalkedWay] = []
    for way in extract.ways:
        reason = refusal_to_walk(way.tags)
        if reason:
            refused.append(Refusal(f"way/{way.id}", "edges", reason))
            continue
        if reason is None and "building" in way.tags:
            # the wall of a house within a square is no walk
            continue
        rule = rules.get(way.id) if reason is None else walk_rule(way.tags)
        if rule is not None:
            walked.append(WalkedWay(way.id, way.refs[::-1] if rule.against else way.refs, rule))
    return walked, refused


def assemble_network(plane: Plane, ways: Sequence[WalkedWay]) -> tuple[WalkNetwork, dict[str, int]]:
    """Return the contracted network and the figures of its making.

    A way is cut into the runs whose nodes the file holds; nodes on the same spot that follow
    each other on a way become one, so no edge is without length.
    """
    nodes = plane.extract.nodes
    figures = {"walkable_ways": len(ways)}
    rows, way_of = _rows(nodes, ways)
    figures["references_outside"] = int((rows < 0).sum())
    within = way_of[:-1] == way_of[1:]
    whole = within & (rows[:-1] >= 0) & (rows[1:] >= 0)
    figures["segments_lost"] = int((within & ~whole).sum())
    tail, head, way = rows[:-1][whole], rows[1:][whole], way_of[:-1][whole]
    figures["walkable_nodes"] = len(np.unique(np.concatenate([tail, head])))
    tail, head = _merged(nodes, tail, head)
    moved = tail != head
    figures["segments_without_length"] = int((~moved).sum())
    used, ends = np.unique(np.concatenate([tail[moved], head[moved]]), return_inverse=True)
    n_segments = int(moved.sum())
    rule_of, rules = _rule_numbers(ways)
    segments = Segments(
        tail=ends[:n_segments],
        head=ends[n_segments:],
        rule=rule_of[way[moved]],
        one_way=np.array([rule.one_way for rule in rules], np.bool_)[rule_of[way[moved]]],
        n_nodes=len(used),
    )
    if n_segments:
        network = _network(plane, used, contract(segments), way[moved], ways)
    else:
        network = WalkNetwork.none()
    figures |= {
        "nodes": network.n_nodes,
        "edges": network.n_edges,
        "length_m": round(int(network.edge_length_mm.sum()) / 1000),
        "components": int(network.node_component.max(initial=-1)) + 1,
        "nodes_outside_largest_component": int((network.node_component > 0).sum()),
        "loops": int((network.edge_from == network.edge_to).sum()),
    }
    return network, figures


def _rows(nodes: Nodes, ways: Sequence[WalkedWay]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the node row (-1 outside) and the way of every reference, flat."""
    refs = np.concatenate([way.refs for way in ways] or [np.zeros(0, np.int64)])
    way_of = np.repeat(np.arange(len(ways)), [len(way.refs) for way in ways])
    return nodes.find(refs), way_of


def _merged(
    nodes: Nodes, tail: NDArray[np.int64], head: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Replace nodes joined by a segment without length by the first of them."""
    flat = (nodes.lon[tail] == nodes.lon[head]) & (nodes.lat[tail] == nodes.lat[head])
    flat &= tail != head
    if not bool(flat.any()):
        return tail, head
    members, ends = np.unique(np.concatenate([tail[flat], head[flat]]), return_inverse=True)
    n_flat = int(flat.sum())
    links = sparse.coo_array(
        (np.ones(n_flat, np.int8), (ends[:n_flat], ends[n_flat:])), shape=(len(members),) * 2
    )
    _, label = sparse.csgraph.connected_components(links, directed=False)
    _, first = np.unique(label, return_index=True)
    stands_for = np.arange(len(nodes.ids))
    stands_for[members] = members[first[label]]
    return stands_for[tail], stands_for[head]


def _rule_numbers(ways: Sequence[WalkedWay]) -> tuple[NDArray[np.int64], list[WalkRule]]:
    """Return each way's rule by number, and the rules; drawn direction is no part of a rule."""
    numbers: dict[tuple[str, str, bool, bool, bool], int] = {}
    rules: list[WalkRule] = []
    rule_of = np.zeros(len(ways), np.int64)
    for row, way in enumerate(ways):
        rule = way.rule
        key = (rule.kind, rule.name, rule.indoor, rule.passage, rule.one_way)
        number = numbers.setdefault(key, len(numbers))
        if number == len(rules):
            rules.append(rule)
        rule_of[row] = number
    return rule_of, rules


def _network(
    plane: Plane,
    used: NDArray[np.int64],
    chains: Chains,
    way_of_segment: NDArray[np.int64],
    ways: Sequence[WalkedWay],
) -> WalkNetwork:
    kept, ends = np.unique(np.concatenate([chains.tail, chains.head]), return_inverse=True)
    n_edges = len(chains.tail)
    nodes = plane.extract.nodes
    along = used[chains.node]
    lengths_m = ellipsoid_lengths_m(nodes.lon[along], nodes.lat[along])
    # the step from one chain's last node to the next chain's first is no part of either
    lengths_m[chains.start[1:-1] - 1] = 0.0
    per_edge = np.add.reduceat(lengths_m, chains.start[:-1])
    rules = [ways[way].rule for way in way_of_segment[chains.first_segment]]
    one_way = np.array([rule.one_way for rule in rules], np.bool_)
    return WalkNetwork.build(
        plane.node_xy[used[kept]],
        np.column_stack([ends[:n_edges], ends[n_edges:]]),  # type: ignore[arg-type]  # rows are pairs
        np.split(plane.node_xy[along], chains.start[1:-1]),
        np.rint(per_edge * 1000).astype(np.int64),
        node_osm_id=nodes.ids[used[kept]],
        edge_backward=~one_way,
        edge_indoor=np.array([rule.indoor for rule in rules], np.bool_),
        edge_passage=np.array([rule.passage for rule in rules], np.bool_),
        edge_name=np.array([rule.name for rule in rules], np.str_),
        edge_kind=np.array([rule.kind for rule in rules], np.str_),
        edge_osm_way=np.array(
            [ways[way].id for way in way_of_segment[chains.first_segment]], np.int64
        ),
    )
