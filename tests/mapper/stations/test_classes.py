"""Classes of stations: none empty, every figure in one, told apart in grey and without red."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.bundled import bundled_cities
from geodata.pack import read_pack
from mapper.exposure.city import prepare
from mapper.maps.assets import palette
from mapper.model.assumptions import Assumptions
from mapper.stations.classes import (
    COLOURS,
    MEASURES,
    MOST_CLASSES,
    UNKNOWN,
    Classes,
    station_layer,
)
from mapper.stations.coverage import Coverage, cover_stations

COUNTS = st.lists(st.integers(0, 300), min_size=1, max_size=60)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(COUNTS)
def test_counts_fall_into_classes_as_their_labels_say(values: list[int]) -> None:
    classes = Classes.of(values, whole=True)
    assert 1 <= len(classes.lows) <= MOST_CLASSES
    places = classes.place(values)
    assert set(places.tolist()) == set(range(len(classes.lows))), "a class is empty"
    for value, place in zip(values, places, strict=True):
        low, _, high = classes.labels[place].partition("–")
        assert int(low) <= value <= int(high or low)


@given(SHARES)
def test_shares_fall_into_classes_of_whole_hundredths(values: list[float]) -> None:
    classes = Classes.of(values, whole=False)
    places = classes.place(values)
    assert set(places.tolist()) == set(range(len(classes.lows)))
    order = np.argsort(values)
    assert (np.diff(places[order]) >= 0).all()
    for value, place in zip(values, places, strict=True):
        low, _, high = classes.labels[place].removesuffix(" %").partition("–")
        assert int(low) <= value * 100 + 1e-6
        assert value * 100 < int(high or low) + 1


def test_what_is_unknown_is_in_no_class() -> None:
    classes = Classes.of([np.nan, 2.0, 5.0], whole=True)
    assert classes.place([np.nan, 2.0, 5.0]).tolist() == [UNKNOWN, 0, 1]
    assert classes.figure(float("nan")) == "?"
    nothing = Classes.of([np.nan], whole=True)
    assert (nothing.labels, nothing.place([np.nan, 1.0]).tolist()) == ((), [UNKNOWN, UNKNOWN])


def lightness(colour: str, seen_as: np.ndarray | None = None) -> np.ndarray:
    """Return L*a*b* of a colour, as everybody sees it or through a matrix on linear RGB."""
    rgb = np.array(list(bytes.fromhex(colour[1:]))) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if seen_as is not None:
        linear = np.clip(seen_as @ linear, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ linear
        / np.array([0.9505, 1.0, 1.089])
    )
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


# Machado, Oliveira and Fernandes (2009), severity 1
PROTAN = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
     [-0.003882, -0.048116, 1.051998]]
)  # fmt: skip
DEUTAN = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
     [-0.01182, 0.04294, 0.968881]]
)  # fmt: skip
TRITAN = np.array(
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
     [0.004733, 0.691367, 0.3039]]
)  # fmt: skip


@pytest.mark.parametrize("seen_as", [None, PROTAN, DEUTAN, TRITAN])
def test_each_class_is_darker_than_the_one_before(seen_as: np.ndarray | None) -> None:
    shades = [lightness(colour, seen_as)[0] for colour in COLOURS]
    assert all(light - dark >= 10 for light, dark in pairwise(shades)), shades


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_palette_of_the_maps_has_these_colours(theme: str) -> None:
    assert tuple(palette()[theme][f"class_{at}"] for at in range(MOST_CLASSES)) == COLOURS


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    (folder,) = (path for path in bundled_cities() if path.name == "helsinki")
    return cover_stations(prepare(read_pack(folder), Assumptions()))


@pytest.mark.parametrize("measure", MEASURES)
def test_the_layer_has_a_class_and_a_figure_for_every_row(coverage: Coverage, measure: str) -> None:
    layer = station_layer(coverage, measure)
    for name, table in (("stations", coverage.stations), ("entrances", coverage.entrances)):
        assert len(layer[name]["class"]) == len(layer[name]["figure"]) == len(table)
        for place, figure in zip(layer[name]["class"], layer[name]["figure"], strict=True):
            assert (place == UNKNOWN) == (figure == "?")
            assert place < len(layer["labels"]) == len(layer["shades"])
    unknown = (coverage.stations["status"] != "known").tolist()
    assert [place == UNKNOWN for place in layer["stations"]["class"]] == unknown
