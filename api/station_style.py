"""A QGIS style: stations as circles, darker the more cameras their approach meets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["station_style"]

_COLOURS: Final = ("255,247,188", "254,196,79", "236,112,20", "204,76,2", "140,45,4")
"""ColorBrewer YlOrBr, five classes: told apart in grey too."""
_UNKNOWN: Final = "190,190,190"


def station_style(stations: pd.DataFrame, column: str) -> bytes:
    """Return a QML file with five classes of a column by quantiles, and unknown in grey."""
    values = stations[column].dropna().to_numpy(np.float64)
    quantiles = np.linspace(0, 1, len(_COLOURS) + 1)
    edges = np.unique(np.quantile(values, quantiles)).tolist() if len(values) else []
    if len(edges) == 1:
        edges = [edges[0], edges[0]]
    root = ET.Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    rules = ET.SubElement(renderer, "rules", key="root")
    symbols = ET.SubElement(renderer, "symbols")
    classes = [(f'"{column}" IS NULL', "unknown", _UNKNOWN)]
    for number, (low, high) in enumerate(pairwise(edges)):
        below = "<=" if number == len(edges) - 2 else "<"
        colour = _COLOURS[round(number * (len(_COLOURS) - 1) / max(1, len(edges) - 2))]
        where = f'"{column}" >= {low:g} AND "{column}" {below} {high:g}'
        classes.append((where, f"{low:g} – {high:g}" if low < high else f"{low:g}", colour))
    for number, (where, label, colour) in enumerate(classes):
        ET.SubElement(
            rules, "rule", key=f"class{number}", symbol=str(number), label=label, filter=where
        )
        symbol = ET.SubElement(symbols, "symbol", type="marker", name=str(number), alpha="1")
        layer = ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1"})
        options = ET.SubElement(layer, "Option", type="Map")
        for name, value in (
            ("color", f"{colour},255"),
            ("name", "circle"),
            ("outline_color", "40,40,40,255"),
            ("size", "4"),
        ):
            ET.SubElement(options, "Option", name=name, type="QString", value=value)
    ET.indent(root)
    header = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return header + bytes(ET.tostring(root, encoding="utf-8")) + b"\n"
