"""Rules set evidence in the order of trust, name their claims, and never speak of everything."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from geodata.claims import city_claims
from geodata.rules import RuleBook, RuleOutcome, RulePlaces, apply_rules, city_rules, parse_rules
from mapper.errors import TableError
from mapper.model.cameras import Cameras
from mapper.model.claims import Claims
from mapper.model.places import ENTRANCE_COLUMNS, STATION_COLUMNS, Table
from mapper.model.projection import Projection

UTM = Projection(32637)
ZONES = ["fare_gate", "platform", "house_entrance", "mass_gathering", "", "street"]


def cameras() -> Cameras:
    frame = gpd.GeoDataFrame(
        {
            "camera_id": [f"c{n}" for n in range(6)],
            "source_id": [f"s{n}" for n in range(6)],
            "zone": ZONES,
            "kind": ["fixed", "dome", "fixed", "fixed", "plate_reader", "fixed"],
            "operator": ["", "", "", "", "Police", "police"],
            "face_recognition": ["unknown"] * 5 + ["no"],
        },
        geometry=[Point(100.0 * n, 0.0) for n in range(6)],
        crs=UTM.crs,
    )
    return Cameras.parse(frame, UTM)


def places() -> RulePlaces:
    stations = gpd.GeoDataFrame(
        {"station_id": ["t"], "name": ["Тверская"], "name_en": ["Tverskaya"]},
        geometry=[Point(0, 500)],
        crs=UTM.crs,
    )
    entrances = gpd.GeoDataFrame(
        {"entrance_id": ["e"], "station_id": ["t"]}, geometry=[Point(200, 30)], crs=UTM.crs
    )
    districts = gpd.GeoDataFrame({"name": ["Арбат"]}, geometry=[box(250, -1, 450, 1)], crs=UTM.crs)
    return RulePlaces(
        Table.parse(stations, STATION_COLUMNS, table="stations", projection=UTM),
        Table.parse(entrances, ENTRANCE_COLUMNS, table="entrances", projection=UTM),
        districts,
    )


def outcome(book: RuleBook, claims: Claims | None = None) -> RuleOutcome:
    return apply_rules(
        cameras(), book, claims=claims or Claims.none(), places=places(), projection=UTM
    )


def presumed(where: str) -> RuleBook:
    return parse_rules(
        f'[[rule]]\nname = "r"\nface_recognition = "presumed"\nwhere = {{ {where} }}'
    )


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('zone = ["platform"]', [1]),
        ('kind = ["plate_reader"]', [4]),
        ('operator = ["POLICE"]', [4, 5]),
        ('operator = ["police"], kind = ["fixed"]', [5]),
        ('ids = ["c0", "s3"]', [0, 3]),
        ('district = ["арбат"]', [3, 4]),
        ('station = ["Tverskaya"], within_m = 31', [2]),
        ('station = ["Тверская"], within_m = 105', [1, 2, 3]),
    ],
)
def test_a_rule_speaks_of_the_cameras_it_says(where: str, expected: list[int]) -> None:
    told = outcome(presumed(where)).cameras.frame
    assert np.flatnonzero(told["rule"] == "r").tolist() == expected
    assert set(told.loc[expected, "face_recognition"]) == {"presumed"}


def test_the_first_rule_holds_and_the_other_is_counted_as_overruled() -> None:
    book = parse_rules(
        """
        [[rule]]
        name = "no"
        face_recognition = "no"
        where = { zone = ["platform"] }
        [[rule]]
        name = "all-domes"
        face_recognition = "presumed"
        system = "X"
        where = { kind = ["dome", "plate_reader"] }
        """
    )
    told = outcome(book)
    assert told.cameras.frame["face_recognition"].tolist()[1] == "no"
    assert told.cameras.frame["system"].tolist() == ["", "", "", "", "X", ""]
    assert told.applied == {"no": 1, "all-domes": 1}
    assert told.overruled == {"all-domes, overruled by no": 1}


def test_moscows_rules_stand_on_moscows_claims() -> None:
    told = outcome(city_rules("moscow"), city_claims("moscow")).cameras.frame
    assert told["face_recognition"].tolist() == [
        "documented", "reported", "unknown", "unknown", "unknown", "no",
    ]  # fmt: skip
    assert told["rule"].tolist()[2] == "moscow-house-entrances"
    rule = city_rules("moscow").named("moscow-house-entrances")
    assert rule is not None
    assert rule.claims == ("entrances-footage",)
    assert set(told["system"]) == {""}
    assert city_rules("nowhere").rules == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule", "no TOML"),
        ("rule = 1", "written as"),
        ("colour = 1", "none of"),
        ('[[rule]]\nwhere = { zone = ["x"] }', "no name"),
        ('[[rule]]\nname = "a"', "names no condition"),
        ('[[rule]]\nname = "a"\nwhere = { colour = ["x"] }', "none of"),
        ('[[rule]]\nname = "a"\nwhere = { kind = ["box"] }', "'box'"),
        ('[[rule]]\nname = "a"\nface_recognition = "maybe"\nwhere = { zone = "x" }', "'maybe'"),
        ('[[rule]]\nname = "a"\nface_recognition = "documented"\nwhere = { zone = "x" }', "claims"),
        ('[[rule]]\nname = "a"\nwhere = { zone = "x", within_m = 0 }', "above 0"),
        ('[[rule]]\nname = "a"\nwhere = {zone="x"}\n' * 2, "two rules"),
    ],
)
def test_a_book_that_makes_no_sense_is_refused(text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        parse_rules(text)


@pytest.mark.parametrize(
    ("where", "message"),
    [('district = ["Nowhere"]', "no district"), ('station = ["Nowhere"]', "no station")],
)
def test_places_that_are_not_there_are_named(where: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        outcome(presumed(where))


def test_a_claim_that_is_not_there_is_named() -> None:
    book = parse_rules('[[rule]]\nname = "a"\nclaims = ["x"]\nwhere = { zone = "x" }')
    with pytest.raises(TableError, match="no claim 'x'"):
        outcome(book)
