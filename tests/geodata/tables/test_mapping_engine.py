"""The mapping engine under any table: rows in, the same rows out, whatever the order or form."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.tables.cameras import read_cameras
from geodata.tables.mapping import parse_mapping

MAPPING = parse_mapping(
    """
    [columns]
    longitude = "X"
    latitude = "Y"
    source_id = "nr"
    kind = "sort"
    direction_deg = "look"
    height_m = "up"
    [constants]
    zone = "street"
    position_error_m = 3
    [values.kind]
    "a b" = "dome"
    [units]
    height_m = "ft"
    """,
    name="mine",
)
cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
row = st.fixed_dictionaries(
    {
        "X": st.floats(24.0, 25.0).map(lambda x: f"{x:.6f}"),
        "Y": st.floats(60.0, 61.0).map(lambda y: f"{y:.6f}"),
        "nr": st.integers(0, 10**6).map(str),
        "sort": st.sampled_from(["fixed", "A B", "DOME", "", "?"]),
        "look": st.sampled_from(["", "0", "-20", "NNW", "90-270", "sideways"]),
        "up": st.sampled_from(["", "10", "10,5", "3 m", "-1", "high"]),
        "other": cell,
    }
)


def as_csv(rows: list[dict[str, str]], columns: list[str], mark: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=mark)
    writer.writerow(columns)
    writer.writerows([line[name] for name in columns] for line in rows)
    return stream.getvalue()


@settings(max_examples=60)
@given(
    st.lists(row, min_size=1, max_size=8, unique_by=lambda r: r["nr"]),
    st.permutations(["X", "Y", "nr", "sort", "look", "up", "other"]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_rows_come_through_whatever_the_form(
    rows: list[dict[str, str]], columns: list[str], mark: str, encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.txt"
        path.write_bytes(as_csv(rows, columns, mark).encode(encoding))
        read = read_cameras(path, mapping=MAPPING)
    frame = read.cameras.frame
    assert frame["source_id"].tolist() == [line["nr"] for line in rows]
    assert set(frame["zone"]) == {"street"}
    assert set(frame["position_error_m"]) == {3.0}
    lon, lat = read.projection.to_lon_lat(*read.cameras.xy.T)
    assert np.allclose(lon, [float(line["X"]) for line in rows], atol=2e-7)
    assert np.allclose(lat, [float(line["Y"]) for line in rows], atol=2e-7)
    kinds = {"fixed": "fixed", "A B": "dome", "DOME": "dome", "": "unknown", "?": "unknown"}
    assert frame["kind"].tolist() == [kinds[line["sort"]] for line in rows]
    looks = {"": np.nan, "0": 0.0, "-20": 340.0, "NNW": 337.5, "90-270": 180.0, "sideways": np.nan}
    expected = [looks[line["look"]] for line in rows]
    assert np.allclose(frame["direction_deg"], expected, equal_nan=True)
    heights = {"": np.nan, "10": 3.048, "10,5": 3.2004, "3 m": 3.0, "-1": np.nan, "high": np.nan}
    assert np.allclose(frame["height_m"], [heights[line["up"]] for line in rows], equal_nan=True)
    assert read.not_understood.get("direction_deg", 0) == sum(
        line["look"] == "sideways" for line in rows
    )
