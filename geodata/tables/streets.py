"""A walking network from lines of streets: joined where they share a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geodata.osm.contraction import Segments, contract
from geodata.osm.walkable import refusal_to_walk, walk_rule
from mapper.errors import TableError
from mapper.model.network import WalkNetwork
from mapper.model.projection import ellipsoid_lengths_m

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.tables.features import Features
    from mapper.model.projection import Projection

__all__ = ["STREET_FIELDS", "street_network"]

STREET_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "highway": ("highway", "fclass", "class", "type", "kind"),
    "name": ("name", "osm_name", "name:ru", "street", "название"),
    "osm_id": ("osm_id", "osmid", "@id", "id"),
    "foot": ("foot",),
    "access": ("access", "osm_access"),
    "tunnel": ("tunnel",),
    "covered": ("covered",),
    "level": ("level",),
    "indoor": ("indoor",),
    "motorroad": ("motorroad",),
}
_GRID_M: Final = 0.01
"""Points nearer than a centimetre are one: coordinates are stored with rounding."""


def street_network(
    streets: Features, projection: Projection
) -> tuple[WalkNetwork, dict[str, object]]:
    """Return the contracted network of all streets that may be walked, and its figures.

    Lines are joined at points they share, as in data cut from OpenStreetMap; a bridge that
    shares no point with the street below stays apart from it. Where the file does not tell the
    kind of a street, it may be walked. A one-way street is one-way for wheels only.

    Raises
    ------
    TableError
        Where no line may be walked.
    """
    rules, refused = _rules(streets)
    kept = [row for row, rule in enumerate(rules) if rule is not None]
    parts, row_of = shapely.get_parts(streets.shapes[kept], return_index=True)
    tail, head, part_of, nodes = _segments(np.asarray(parts, dtype=object))
    if not len(tail):
        message = "no line of the file of streets may be walked"
        raise TableError(message)
    keys = [rules[kept[row]] for row in row_of]
    distinct = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    number_of = np.array([distinct[key] for key in keys], np.int64)
    chains = contract(
        Segments(tail, head, number_of[part_of], np.zeros(len(tail), np.bool_), len(nodes))
    )
    ends = np.concatenate([chains.tail, chains.head])
    used, numbers = np.unique(ends, return_inverse=True)
    n_edges = len(chains.tail)
    pairs = list(zip(numbers[:n_edges].tolist(), numbers[n_edges:].tolist(), strict=True))
    along = nodes[chains.node]
    lengths_m = ellipsoid_lengths_m(*projection.to_lon_lat(along[:, 0], along[:, 1]))
    lengths_m[chains.start[1:-1] - 1] = 0.0
    told = [keys[part] for part in part_of[chains.first_segment]]
    ids = streets.frame["osm_id"].tolist()
    ways = [_whole(ids[kept[row_of[part]]]) for part in part_of[chains.first_segment]]
    network = WalkNetwork.build(
        nodes[used],
        pairs,
        np.split(along, chains.start[1:-1]),
        np.rint(np.add.reduceat(lengths_m, chains.start[:-1]) * 1000).astype(np.int64),
        edge_kind=np.array([key[0] for key in told], np.str_),
        edge_name=np.array([key[1] for key in told], np.str_),
        edge_indoor=np.array([key[2] for key in told], np.bool_),
        edge_passage=np.array([key[3] for key in told], np.bool_),
        edge_osm_way=np.array(ways, np.int64),
    )
    figures = {
        "lines": len(streets.frame),
        "refused": refused,
        "nodes": network.n_nodes,
        "edges": network.n_edges,
        "length_m": round(int(network.edge_length_mm.sum()) / 1000),
        "components": int(network.node_component.max(initial=-1)) + 1,
    }
    return network, figures


def _rules(
    streets: Features,
) -> tuple[list[tuple[str, str, bool, bool] | None], dict[str, int]]:
    """Return kind, name, indoors and passage of each line, None where it may not be walked."""
    rules: list[tuple[str, str, bool, bool] | None] = []
    refused: dict[str, int] = {}
    for row in streets.frame.to_dict("records"):
        tags = {str(key): str(value) for key, value in row.items() if value and key != "osm_id"}
        tags.setdefault("highway", "road")
        reason = refusal_to_walk(tags)
        if reason:
            refused[reason] = refused.get(reason, 0) + 1
            rules.append(None)
        else:
            rule = walk_rule(tags)
            rules.append((rule.kind, rule.name, rule.indoor, rule.passage))
    return rules, dict(sorted(refused.items()))


def _segments(
    parts: NDArray[np.object_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return tail, head and line of every straight segment, and the nodes they join."""
    xy, part_of = shapely.get_coordinates(parts, return_index=True)
    grid = np.rint(xy / _GRID_M).astype(np.int64)
    _, first, node_of = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    node_of = np.asarray(node_of, np.int64).reshape(-1)
    within = (part_of[:-1] == part_of[1:]) & (node_of[:-1] != node_of[1:])
    tail, head = node_of[:-1][within], node_of[1:][within]
    # a stretch drawn twice is one stretch
    pair = np.column_stack([np.minimum(tail, head), np.maximum(tail, head)])
    _, once = np.unique(pair, axis=0, return_index=True)
    once = np.sort(once)
    return tail[once], head[once], part_of[:-1][within][once], xy[first]


def _whole(text: str) -> int:
    digits = text.removeprefix("way/").removesuffix(".0")
    return int(digits) if digits.isdigit() and len(digits) < 19 else 0  # noqa: PLR2004 - int64
