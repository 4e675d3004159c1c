"""Claims: dated, attributed, and contradictory where people contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.claims import city_claims, contradictions, read_claims
from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "claim_id,subject,attribute,value,stance,by_whom,date,source\n"


def test_moscows_claims_are_dated_attributed_and_two_sided() -> None:
    frame = city_claims("moscow").frame
    for column in ("subject", "attribute", "value", "by_whom", "source"):
        assert (frame[column] != "").all()
    undated = frame[frame["date"] == ""]
    assert undated["source"].str.endswith("the day is not known").all()
    assert len(undated) == 3
    said = " ".join(frame["value"])
    for system in ("Luna Platform", "FindFace", "FaceSDK", "Kipod", "Sfera"):
        assert system in said
    assert "Face Pay" in " ".join(frame["subject"] + frame["attribute"])
    clashes = contradictions(city_claims("moscow"))
    assert [(c.subject, c.asserted, c.denied) for c in clashes] == [
        ("Moscow metro", ("metro-algorithms-ntechlab",), ("metro-ntechlab-denied",)),
        ("Moscow metro", ("metro-visionlabs-other-uses",), ("metro-visionlabs-other-denied",)),
    ]


def test_vendors_systems_are_claims_about_the_city_and_the_metro() -> None:
    frame = city_claims("moscow").frame
    vendors = frame[frame["value"].str.contains("Luna|FindFace|FaceSDK|Kipod")]
    assert set(vendors["subject"]) == {"city of Moscow"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("claim_id,subject\na,b\n", "no column attribute"),
        (HEADER + "a,s,x,y,asserted,,2020,z\n", "claim 1: no by_whom"),
        (HEADER + "a,s,x,y,asserted,w,last May,z\n", "'last May' is not ISO 8601"),
        (HEADER + "a,s,x,y,asserted,w,2020,z\na,s,x,y,asserted,w,2020,z\n", "id empty or repeated"),
        (HEADER + "a,s,x,y,maybe,w,2020,z\n", "stance unknown"),
        (HEADER + "a,s,x\n", "line 2: 3 cells"),
    ],
)
def test_a_claim_without_an_author_is_none(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableError, match=message):
        read_claims(path)
