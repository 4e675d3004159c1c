"""The walking network: ways cut to what the file holds, then contracted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from geodata.osm.contraction import Chains, Segments, contract
from geodata.osm.refusals import Refusal
from geodata.osm.walkable import WalkRule, is_walking_area, refusal_to_walk, walk_rule
from mapper.model.network import WalkNetwork
from mapper.model.projection import ellipsoid_lengths_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geodata.osm.plane import Plane
    from geodata.osm.source import Extract, Nodes
    from geodata.osm.ways import Ways

__all__ = ["WalkedWays", "assemble_network", "walked_ways"]


@dataclass(frozen=True, slots=True, eq=False)
class WalkedWays:
    """W ways that may be walked, by number, each in the order it is walked."""

    ids: NDArray[np.int64]
    rule: NDArray[np.int64]
    """Shape (W,), rows of ``rules``."""
    rules: Sequence[WalkRule]
    """Each once; the drawn direction is no part of a rule."""
    way_of: NDArray[np.int64]
    """Shape (R,), the row of the way that each reference belongs to."""
    refs: NDArray[np.int64]
    """Shape (R,), node numbers."""


def walked_ways(extract: Extract) -> tuple[WalkedWays, list[Refusal]]:
    """Return the ways that may be walked and those that may not.

    The outline of a walking area that is a multipolygon is walked under the area's rule, where
    its ways have none of their own.
    """
    areas, refused = _walking_areas(extract)
    ways = extract.ways
    numbers = _RuleNumbers()
    reasons = [refusal_to_walk(tags) for tags in ways.tag_sets]
    # a way's rule and whether it is turned, by its set of tags; -1 where it has none of its own
    own = [
        numbers.of(walk_rule(tags)) if reason == "" else (-1, False)
        for tags, reason in zip(ways.tag_sets, reasons, strict=True)
    ]
    told = np.array(own or [(-1, False)], np.int64)[ways.tags_of]
    rule, turned = told[:, 0].copy(), told[:, 1].astype(np.bool_)
    for number, row in _rows_of(ways, areas):
        tags = ways.tags_of[row]
        # the wall of a house within a square is no walk
        if reasons[tags] is None and "building" not in ways.tag_sets[tags]:
            rule[row], turned[row] = numbers.of(areas[number])
    closed = np.array([bool(reason) for reason in reasons] or [False], np.bool_)[ways.tags_of]
    for row in np.flatnonzero(closed).tolist():
        refused.append(Refusal(f"way/{ways.ids[row]}", "edges", reasons[ways.tags_of[row]] or ""))
    walked = np.flatnonzero(rule >= 0)
    length = np.diff(ways.start)[walked]
    way_of = np.repeat(np.arange(len(walked)), length)
    along = np.arange(len(way_of)) - np.repeat(np.cumsum(length) - length, length)
    against = np.repeat(turned[walked], length)
    along = np.where(against, np.repeat(length, length) - 1 - along, along)
    refs = ways.refs[np.repeat(ways.start[:-1][walked], length) + along]
    return WalkedWays(ways.ids[walked], rule[walked], tuple(numbers.rules), way_of, refs), refused


def _walking_areas(extract: Extract) -> tuple[dict[int, WalkRule], list[Refusal]]:
    """Return the rule of each way in the outline of a walking area, and the areas refused."""
    rules: dict[int, WalkRule] = {}
    refused: list[Refusal] = []
    for relation in extract.relations:
        if relation.tags.get("type") == "multipolygon" and is_walking_area(relation.tags):
            if reason := refusal_to_walk(relation.tags):
                refused.append(Refusal(f"relation/{relation.id}", "edges", reason))
                continue
            outline = (member.ref for member in relation.members if member.type == "w")
            rules.update(dict.fromkeys(outline, walk_rule(relation.tags)))
    return rules, refused


def _rows_of(ways: Ways, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return (number, row) of the ways that the file holds."""
    wanted = np.array(sorted(numbers), np.int64)
    row = np.searchsorted(ways.ids, wanted)
    held = row < len(ways)
    held[held] = ways.ids[row[held]] == wanted[held]
    return list(zip(wanted[held].tolist(), row[held].tolist(), strict=True))


class _RuleNumbers:
    """Rules by number."""

    def __init__(self) -> None:
        self.rules: list[WalkRule] = []
        self._numbers: dict[tuple[str, str, bool, bool, bool], int] = {}

    def of(self, rule: WalkRule) -> tuple[int, bool]:
        """Return a rule's number, and whether its way is walked against the drawn order."""
        key = (rule.kind, rule.name, rule.indoor, rule.passage, rule.one_way)
        number = self._numbers.setdefault(key, len(self._numbers))
        if number == len(self.rules):
            self.rules.append(rule)
        return number, rule.against


def assemble_network(plane: Plane, ways: WalkedWays) -> tuple[WalkNetwork, dict[str, int]]:
    """Return the contracted network and the figures of its making.

    A way is cut into the runs whose nodes the file holds; nodes on the same spot that follow
    each other on a way become one, so no edge is without length.
    """
    nodes = plane.extract.nodes
    figures = {"walkable_ways": len(ways.ids)}
    rows, way_of = nodes.find(ways.refs), ways.way_of
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
    segments = Segments(
        tail=ends[:n_segments],
        head=ends[n_segments:],
        rule=ways.rule[way[moved]],
        one_way=_of_rules(ways, "one_way", np.bool_)[ways.rule[way[moved]]],
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


def _of_rules(ways: WalkedWays, name: str, dtype: type[np.generic]) -> NDArray[Any]:
    """Return one attribute of every rule, shape (rules,)."""
    return np.array([getattr(rule, name) for rule in ways.rules], dtype)


def _network(
    plane: Plane,
    used: NDArray[np.int64],
    chains: Chains,
    way_of_segment: NDArray[np.int64],
    ways: WalkedWays,
) -> WalkNetwork:
    kept, ends = np.unique(np.concatenate([chains.tail, chains.head]), return_inverse=True)
    n_edges = len(chains.tail)
    nodes = plane.extract.nodes
    along = used[chains.node]
    lengths_m = ellipsoid_lengths_m(nodes.lon[along], nodes.lat[along])
    # the step from one chain's last node to the next chain's first is no part of either
    lengths_m[chains.start[1:-1] - 1] = 0.0
    per_edge = np.add.reduceat(lengths_m, chains.start[:-1])
    way = way_of_segment[chains.first_segment]
    rule = ways.rule[way]
    return WalkNetwork.of_arrays(
        plane.node_xy[used[kept]],
        np.column_stack([ends[:n_edges], ends[n_edges:]]),
        chains.start,
        plane.node_xy[along],
        np.rint(per_edge * 1000).astype(np.int64),
        node_osm_id=nodes.ids[used[kept]],
        edge_backward=~_of_rules(ways, "one_way", np.bool_)[rule],
        edge_indoor=_of_rules(ways, "indoor", np.bool_)[rule],
        edge_passage=_of_rules(ways, "passage", np.bool_)[rule],
        edge_name=_of_rules(ways, "name", np.str_)[rule],
        edge_kind=_of_rules(ways, "kind", np.str_)[rule],
        edge_osm_way=ways.ids[way],
    )
