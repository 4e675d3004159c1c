"""Streets out of a graph that OSMnx saved as GraphML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

import numpy as np
import pandas as pd
import pyproj
import shapely

from geodata.tables.layers import file_hash
from geodata.tables.rows import Rows, RowSource
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from numpy.typing import NDArray

__all__ = ["is_graphml", "open_graphml"]

_COLUMNS: Final = (
    "osmid", "highway", "name", "foot", "access", "tunnel", "covered", "level", "indoor",
    "motorroad",
)  # fmt: skip
_FAULTS: Final = (
    ValueError, KeyError, TypeError, AttributeError, SyntaxError, ParseError, LookupError,
    RecursionError, MemoryError, OverflowError, shapely.errors.ShapelyError,
    pyproj.exceptions.CRSError,
)  # fmt: skip
"""What networkx, OSMnx and shapely raise over files that are something else."""


def is_graphml(head: bytes) -> bool:
    """Tell a graph from other XML by how the file begins.

    >>> is_graphml(b"<?xml version='1.0'?><graphml xmlns='...'>")
    True
    """
    return b"<graphml" in head


def open_graphml(path: Path) -> RowSource:
    """Open a graph saved by ``osmnx.save_graphml``, its streets as lines in the graph's own CRS.

    A street walked both ways stands in a graph twice and comes out once. Of an edge that was
    simplified out of several ways the first one's id, kind and name are taken.

    Raises
    ------
    TableError
        Where it is no such graph.
    """
    sha256, size = file_hash(path)
    graph = _loaded(path)
    try:
        crs = pyproj.CRS.from_user_input(graph.graph["crs"])
        frame, shapes = _streets(graph)
    except _FAULTS as error:
        raise TableError(_fault(path)) from error
    rows = Rows(frame, np.arange(1, len(frame) + 1), shapes)
    return RowSource(
        columns=_COLUMNS,
        form=f"GraphML, {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges",
        stretches=lambda: iter((rows,)),
        crs=crs,
        has_shapes=True,
        sha256=sha256,
        size=size,
    )


def _loaded(path: Path) -> nx.MultiDiGraph:
    import networkx as nx  # noqa: PLC0415 - slow to come up, and only graphs need them
    import osmnx  # noqa: PLC0415

    # what expands while it is parsed is no graph of streets
    if b"<!ENTITY" in path.read_bytes():
        message = f"{path.name}: XML entities are refused"
        raise TableError(message)
    try:
        return osmnx.load_graphml(path)
    except (*_FAULTS, nx.NetworkXException) as error:
        raise TableError(_fault(path)) from error


def _fault(path: Path) -> str:
    return f"{path.name} is not a graph saved by OSMnx"


def _streets(graph: nx.MultiDiGraph) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Return the distinct streets of a graph and their lines, in the order they stand."""
    rows: list[dict[str, str]] = []
    lines: list[shapely.LineString] = []
    seen: set[bytes] = set()
    for tail, head, told in graph.edges(data=True):
        line = told.get("geometry")
        if line is None:
            ends = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (tail, head)]
            line = shapely.LineString(ends)
        same = shapely.to_wkb(shapely.normalize(line))
        if same in seen:
            continue
        seen.add(same)
        lines.append(line)
        rows.append({name: _first(told.get(name)) for name in _COLUMNS})
    shapes = np.empty(len(lines), object)
    shapes[:] = lines
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str"), shapes


def _first(value: Any) -> str:  # noqa: ANN401 - whatever a graph's edge says
    if isinstance(value, list):
        return _first(value[0]) if value else ""
    return "" if value is None else str(value)
