"""Station coverage as files: CSV, JSON, GeoParquet, GeoPackage, each with its dictionary."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyogrio

from api.outputs import write_whole
from api.station_answers import about_coverage, sorted_stations, stations_answer
from api.station_style import station_style
from geodata.licences import check_shareable
from geodata.pack.parquet import table_to_bytes
from mapper.errors import BadInputError
from mapper.stations.dictionary import dictionary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.stations.coverage import Coverage

__all__ = ["write_station_files"]

_NO_DATE: Final = "1970-01-01"


def write_station_files(
    path: Path,
    form: str,
    coverage: Coverage,
    *,
    sort: str = "approach",
    beside: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write the tables in one form, the dictionary and what explains them beside.

    The same coverage gives the same bytes.

    Parameters
    ----------
    path
        The main file; the others take its name: ``NAME.entrances.csv``, ``NAME.dictionary.csv``,
        ``NAME.metadata.json``, ``NAME.qml``.
    form
        csv, json, parquet or gpkg.
    coverage
        The tables.
    sort
        The order of the stations.
    beside
        What else goes into the JSON document, or beside the tables into their metadata.

    Returns
    -------
    The files written.

    Raises
    ------
    BadInputError
        Where the licences of the city's sources do not allow one database, or a file cannot be
        written.
    """
    check_shareable(coverage.exposure.city.sources)
    tables = _tables(coverage, sort)
    if form == "json":
        answer = stations_answer(coverage, sort=sort) | dict(beside or {})
        document = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)
        write_whole(path, document + "\n")
        return [path]
    stem = path.with_suffix("")
    written: dict[Path, bytes] = {}
    if form == "csv":
        written |= {_beside(path, stem, name): _csv(table) for name, table in tables.items()}
    elif form == "parquet":
        written |= {
            _beside(path, stem, name): table_to_bytes(table) for name, table in tables.items()
        }
    else:
        written[path] = _geopackage(tables, coverage)
    words = {name: _dictionary(coverage, table) for name, table in tables.items()}
    whole = pd.concat([rows.assign(table=name) for name, rows in words.items()])
    written[Path(f"{stem}.dictionary.csv")] = _csv(whole[["table", *words["stations"].columns]])
    metadata = about_coverage(coverage) | dict(beside or {})
    about = json.dumps(metadata, ensure_ascii=False, indent=1, allow_nan=False)
    written[Path(f"{stem}.metadata.json")] = (about + "\n").encode()
    policy = coverage.exposure.assumptions.policy.value
    written[Path(f"{stem}.qml")] = station_style(coverage.stations, f"approach_{policy}")
    for file, content in written.items():
        write_whole(file, content)
    return list(written)


def _beside(path: Path, stem: Path, name: str) -> Path:
    return path if name == "stations" else Path(f"{stem}.{name}{path.suffix}")


def _tables(coverage: Coverage, sort: str) -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {
        "stations": sorted_stations(coverage, sort),
        "entrances": coverage.entrances,
        "ways": coverage.ways,
        "lines": coverage.lines,
        "districts": coverage.districts,
    }
    return {name: table for name, table in tables.items() if name == "stations" or len(table)}


def _dictionary(coverage: Coverage, table: pd.DataFrame) -> pd.DataFrame:
    columns = [str(column) for column in table.columns if column != "geometry"]
    return pd.DataFrame([meaning.as_dict() for meaning in dictionary(coverage, columns)])


def _csv(table: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 with commas; nothing in it can pass for a formula."""
    plain = table.drop(columns="geometry", errors="ignore")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(plain.columns)
    columns = [plain[name].astype("object").tolist() for name in plain.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return stream.getvalue().encode("utf-8")


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN alone
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" and text else text


def _geopackage(tables: dict[str, pd.DataFrame], coverage: Coverage) -> bytes:
    """Return a GeoPackage with every table, the dictionary and the metadata as a layer each."""
    date = max((s.as_of for s in coverage.exposure.city.sources), default="")[:10]
    words = pd.concat(
        [_dictionary(coverage, table).assign(table=name) for name, table in tables.items()]
    )
    about = pd.DataFrame(
        [
            {"key": key, "value": value if isinstance(value, str) else json.dumps(value)}
            for key, value in about_coverage(coverage).items()
        ]
    )
    layers = tables | {"dictionary": words.reset_index(drop=True), "metadata": about}
    # GDAL writes the time of day into the file unless it is told one
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{date or _NO_DATE}T00:00:00.000Z"})
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "stations.gpkg"
            for name, table in layers.items():
                pyogrio.write_dataframe(_for_gdal(table), file, layer=name, append=file.exists())
            return file.read_bytes()
    except pyogrio.errors.DataSourceError as error:
        message = "the GeoPackage cannot be written"
        raise BadInputError(message) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _for_gdal(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with plain texts, as GDAL takes them."""
    texts = [name for name in table.columns if table[name].dtype == "object" and name != "geometry"]
    return table.assign(**{name: table[name].astype("str") for name in texts})
