"""The walking network as a graph in OSMnx's conventions, for those who work with OSMnx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from shapely import LineString, transform

from geodata.licences import check_shareable, notices
from mapper.errors import BadInputError
from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.model.network import WalkNetwork

__all__ = ["save_graph", "to_osmnx"]

_EXPORTED_M = 0.001
"""Points are given to the millimetre; the pack itself keeps what it measured."""


def to_osmnx(city: City, exposure: CityExposure | None = None) -> nx.MultiDiGraph:
    """Return the walking network as OSMnx would have made it, projected.

    Nodes have ``x`` and ``y`` in metres of ``graph["crs"]``, ``lon`` and ``lat`` in degrees;
    edges ``osmid``, ``length`` (metres, on the ellipsoid), ``geometry``, ``highway``, ``name``
    where there is one, ``oneway`` and ``reversed``, one edge for each way it may be walked. A
    node without a counterpart in OpenStreetMap has a negative id.

    Parameters
    ----------
    city
        Any city with streets.
    exposure
        The same city under assumptions: edges then say how many distinct cameras see some of
        them, as ``cameras_documented``, ``cameras_likely`` and ``cameras_cautious``.

    Raises
    ------
    BadInputError
        Where the city has no streets, or its cameras and streets may not stand in one database.
    """
    # networkx is slow to come up and only an export needs it
    import networkx as nx  # noqa: PLC0415

    network = city.network
    if not network.n_edges:
        message = f"{city.title or city.name} has no streets"
        raise BadInputError(message)
    if exposure is not None:
        check_shareable(city.sources)
    graph = nx.MultiDiGraph(
        crs=f"epsg:{city.projection.epsg}",
        created_with="Sidestreet",
        simplified=True,
        attribution="; ".join(notices(city.sources)),
    )
    ids = _node_ids(network)
    lon, lat = city.projection.to_lon_lat(network.node_xy[:, 0], network.node_xy[:, 1])
    for row, node in enumerate(ids):
        x, y = _rounded(network.node_xy[row])
        graph.add_node(node, x=float(x), y=float(y), lon=float(lon[row]), lat=float(lat[row]))
    counts = {} if exposure is None else _cameras_by_policy(exposure)
    for edge in range(network.n_edges):
        _add_edge(graph, network, edge, ids, {name: int(n[edge]) for name, n in counts.items()})
    return graph


def save_graph(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write a graph as GraphML through OSMnx, whole or not at all.

    Raises
    ------
    BadInputError
        Where the folder does not exist, or a name holds what XML cannot.
    """
    import osmnx  # noqa: PLC0415 - takes more than a second

    if path.is_dir() or not path.parent.is_dir():
        message = f"cannot write {path.name}: no such folder, or it is a folder itself"
        raise BadInputError(message)
    part = path.with_name(f"{path.name}.part")
    try:
        osmnx.save_graphml(graph, part)
        part.replace(path)
    except ValueError as error:
        message = f"cannot write {path.name}: a name holds characters that XML has no place for"
        raise BadInputError(message) from error
    finally:
        part.unlink(missing_ok=True)


def _node_ids(network: WalkNetwork) -> list[int]:
    """Return the ids of OpenStreetMap where they are known and told apart, else negative ones."""
    own = network.node_osm_id
    _, first = np.unique(own, return_index=True)
    known = np.zeros(len(own), np.bool_)
    known[first] = True
    known &= own > 0
    return [int(node) for node in np.where(known, own, -1 - np.arange(len(own)))]


def _add_edge(
    graph: nx.MultiDiGraph,
    network: WalkNetwork,
    edge: int,
    ids: list[int],
    counts: dict[str, int],
) -> None:
    tail, head = ids[network.edge_from[edge]], ids[network.edge_to[edge]]
    line = transform(LineString(network.edge_line(edge)), _rounded)
    forward, backward = bool(network.edge_forward[edge]), bool(network.edge_backward[edge])
    told: dict[str, Any] = {
        "osmid": int(network.edge_osm_way[edge]),
        "highway": str(network.edge_kind[edge]),
        "oneway": forward != backward,
        "length": int(network.edge_length_mm[edge]) / 1000,
        **counts,
    }
    if network.edge_indoor[edge]:
        told["indoor"] = "yes"
    if network.edge_passage[edge]:
        told["covered"] = "yes"
    if name := str(network.edge_name[edge]):
        told["name"] = name
    if forward:
        graph.add_edge(tail, head, **told, reversed=False, geometry=line)
    if backward:
        graph.add_edge(head, tail, **told, reversed=True, geometry=line.reverse())


def _rounded(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(np.asarray(xy, np.float64) / _EXPORTED_M) * _EXPORTED_M


def _cameras_by_policy(exposure: CityExposure) -> dict[str, NDArray[np.int64]]:
    """Return how many distinct cameras see some of each edge, shape (E,), by policy."""
    incidence, n_edges = exposure.incidence, exposure.city.network.n_edges
    edge = np.repeat(np.arange(n_edges), np.diff(incidence.edge_start))
    pairs = np.unique(np.column_stack([edge, incidence.camera]), axis=0)
    return {
        f"cameras_{policy.value}": np.bincount(
            pairs[exposure.scene.facts.counted(policy)[pairs[:, 1]], 0], minlength=n_edges
        )
        for policy in CountingPolicy
    }
