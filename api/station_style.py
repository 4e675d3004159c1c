"""A QGIS style: stations as circles, darker the more cameras their approach meets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

from mapper.stations.classes import COLOURS, Classes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["station_style"]

_UNKNOWN: Final = "190,190,190"


def station_style(stations: pd.DataFrame, column: str) -> bytes:
    """Return a QML file with the classes of a column that counts cameras, and unknown in grey."""
    classes = Classes.of(
        stations[column].astype("Float64").to_numpy(np.float64, na_value=np.nan), whole=True
    )
    root = ET.Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    rules = ET.SubElement(renderer, "rules", key="root")
    symbols = ET.SubElement(renderer, "symbols")
    drawn = [(f'"{column}" IS NULL', "unknown", _UNKNOWN)]
    ends = [*classes.lows[1:], None][: len(classes.lows)]
    for low, high, label, shade in zip(
        classes.lows, ends, classes.labels, classes.shades, strict=True
    ):
        above = f'"{column}" < {high:g}' if high is not None else f'"{column}" <= {classes.top:g}'
        where = f'"{column}" >= {low:g} AND {above}'
        colour = ",".join(str(part) for part in bytes.fromhex(COLOURS[shade][1:]))
        drawn.append((where, label, colour))
    for number, (where, label, colour) in enumerate(drawn):
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
