"""Rows with an address and nothing else are placed by the city's own addresses, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.tables.addresses import ADDRESS_ERROR_M, AddressBook, folded_address
from geodata.tables.cameras import read_cameras

if TYPE_CHECKING:
    from pathlib import Path

BOOK = AddressBook.of(
    [
        ("Тверская улица 14к2", 37.61, 55.76),
        ("Тверская улица 14к2", 37.6101, 55.7601),
        ("Садовая улица 1", 37.5, 55.7),
        ("Садовая улица 1", 37.7, 55.8),
        ("Садовая улица", 37.7, 55.8),
    ]
)


@pytest.mark.parametrize(
    "text",
    ["Тверская улица, дом 14, корпус 2", "ул. Тверская, д. 14 к. 2", "Москва, Тверская ул., 14к2"],
)
def test_spellings_of_one_address_are_one(text: str) -> None:
    assert folded_address(text) == folded_address("Тверская улица 14к2")


def test_different_houses_stay_different() -> None:
    assert folded_address("Тверская 14") != folded_address("Тверская 14к2")
    assert folded_address("Тверская 14к2") != folded_address("Тверская 14с2")


def test_rows_are_placed_by_address_or_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "id,address,lon,lat\n"
        'a,"Тверская улица, дом 14, корпус 2",,\n'
        'b,"Садовая улица, 1",,\n'
        'c,"Новая улица, 7",,\n'
        "d,,,\n"
        "e,,37.6,55.75\n",
        encoding="utf-8",
    )
    read = read_cameras(path, addresses=BOOK)
    assert read.cameras.ids == ["table:a", "table:e"]
    assert read.cameras.frame["position_error_m"].tolist() == [ADDRESS_ERROR_M, 0.0]
    assert [refusal.reason for refusal in read.refused] == [
        "the address names several places",
        "the address is not among the city's",
        "no coordinates and no address",
    ]
    assert read.repairs == {"placed by address": 1}
