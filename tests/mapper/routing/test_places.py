"""What a person types leads to one place, or to a clear refusal that says nothing of the trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from mapper.errors import BadInputError, UnknownPlaceError
from mapper.model.names import normalise_name
from mapper.model.places import PLACE_COLUMNS, Table
from mapper.routing.places import Place, resolve
from tests.mapper.exposure import made

if TYPE_CHECKING:
    from mapper.model.city import City

PLACES = [
    ("Mannerheimintie", "street", (0, 0)),
    ("Mannerheimintie", "street", (0, 1500)),
    ("Station Road", "street", (0, 0)),
    ("Station Road", "street", (9000, 0)),
    ("Kamppi", "street", (200, 0)),
    ("Kamppi", "station", (220, 10)),
    ("Kamppi A", "entrance", (230, 10)),
    ("Hakaniemi", "station", (3000, 0)),
    ("Hakaniemi", "square", (9000, 0)),
    ("Берёзовая улица", "street", (500, 500)),
    ("Topeliuksenkatu", "street", (700, 500)),
    ("Töölönkatu", "street", (4700, 500)),
]


@pytest.fixture(scope="module")
def city() -> City:
    points = shapely.points([made.ORIGIN + xy for _, _, xy in PLACES])
    frame = gpd.GeoDataFrame(
        {
            "place_id": [str(row) for row in range(len(PLACES))],
            "name": [name for name, _, _ in PLACES],
            "normalised": [normalise_name(name) for name, _, _ in PLACES],
            "kind": [kind for _, kind, _ in PLACES],
        },
        geometry=points,
        crs=made.HELSINKI.crs,
    )
    table = Table.parse(frame, PLACE_COLUMNS, table="places", projection=made.HELSINKI)
    return made.city(made.cameras([]), places=table)


def spot(row: int) -> tuple[float, float]:
    x, y = made.ORIGIN + PLACES[row][2]
    lon, lat = made.HELSINKI.to_lon_lat(x, y)
    return float(lon), float(lat)


@pytest.mark.parametrize(
    "given",
    [
        (24.94, 60.17),
        [24.94, 60.17],
        "60.17,24.94",
        " 60.17 , 24.94 ",
        "60.17 24.94",
        "60.17;24.94",
        "+6.017e1,24.94",
    ],
)
def test_points_are_lon_lat_as_numbers_and_lat_lon_as_text(city: City, given: str) -> None:
    assert resolve(city, given) == Place(24.94, 60.17)


@pytest.mark.parametrize(
    ("given", "row", "exact"),
    [
        ("mannerheimintie", 0, True),
        ("KAMPPI", 5, True),
        ("kamppi a", 6, True),
        ("улица Березовая", 9, True),
        ("берёзовая ул.", 9, True),
        ("topel", 10, False),
        ("Topeliuksenkattu", 10, False),
        ("Toolonkatu", 11, True),
    ],
)
def test_names_are_taken_whole_then_begun_then_misspelt(
    city: City, given: str, row: int, *, exact: bool
) -> None:
    place = resolve(city, given)
    assert (place.lon, place.lat) == spot(row)
    assert (place.name, place.exact) == (PLACES[row][0], exact)


@pytest.mark.parametrize("given", ["Station Road", "station st", "Hakaniemi", "to"])
def test_several_places_or_none_are_refused(city: City, given: str) -> None:
    with pytest.raises(UnknownPlaceError) as refusal:
        resolve(city, given)
    assert given.casefold() not in str(refusal.value).casefold()


@pytest.mark.parametrize("given", ["Nowhere Lane", "x", "60.17", "60,17,24"])
def test_names_that_are_none_are_refused(city: City, given: str) -> None:
    with pytest.raises(UnknownPlaceError, match="no street, station or entrance"):
        resolve(city, given)


@pytest.mark.parametrize(
    "given",
    ["", "  ", "--", "nan,24.9", "inf 3", "95,24", "60,200", (24.9,), (1, 2, 3), (float("nan"), 1)],
)
def test_what_is_no_place_is_refused_without_repeating_it(city: City, given: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        resolve(city, given)
    assert not any(character.isdigit() for character in str(refusal.value))
    assert refusal.value.__cause__ is None
