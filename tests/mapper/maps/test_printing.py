"""Printed sheets: one page, in grey, with every number, and nothing that tells who made it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from mapper.exposure.city import prepare
from mapper.maps import ScoredLine
from mapper.maps.drawing import STYLES
from mapper.maps.keys import key_image
from mapper.maps.printing import area_sheet, as_pdf, as_png, way_sheet
from mapper.maps.printing.fonts import width_mm
from mapper.maps.printing.greys import GREYS
from mapper.maps.printing.paper import HEIGHT_MM, MARGIN_MM, WIDTH_MM, Picture, Rule
from mapper.maps.printing.sheets import print_words
from mapper.maps.printing.streets import streets_in_view
from mapper.model.assumptions import Assumptions
from mapper.model.evidence import CountingPolicy
from mapper.model.track import Track
from tests.conftest import ROOT
from tests.mapper.maps.small_city import along_the_street, small_city

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.maps.printing.paper import Paper

HOSTILE = "</script><script>alert(1)</script>\u202e\x00\u2066" + "x" * 10_000
CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


@pytest.fixture(scope="module")
def prepared() -> CityExposure:
    return prepare(small_city(), Assumptions())


def sheets(prepared: CityExposure, language: str = "en") -> dict[str, Paper]:
    line = ScoredLine("", prepared.score(along_the_street()))
    return {
        "way": way_sheet(prepared, line, language=language),
        "area": area_sheet(prepared, language=language),
    }


def text_of(pdf: bytes) -> str:
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_way_is_printed_with_its_numbers(prepared: CityExposure, language: str) -> None:
    exposure = prepared.score(along_the_street())
    text = text_of(as_pdf(sheets(prepared, language)["way"]))
    assert exposure.encounters
    for one in exposure.encounters:
        assert f"{one.enter_m:.0f}–{one.exit_m:.0f}" in text
    band = " / ".join(str(count) for count in exposure.band.as_dict().values())
    assert band in text
    assert f"{exposure.cameras.cautious} " in text
    assert f"{exposure.length_m:.0f} " in text
    words = {
        "en": ("A low number does not mean safe.", "face recognition not ruled out", "Sources"),
        "ru": ("Малое число не значит «безопасно».", "распознавание лиц не исключено", "Источники"),
    }
    assert [part for part in words[language] if part not in text] == []
    assert "OpenStreetMap" in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_part_of_a_city_is_printed_with_its_streets(
    prepared: CityExposure, language: str
) -> None:
    text = text_of(as_pdf(sheets(prepared, language)["area"]))
    for street in streets_in_view(prepared):
        assert f"{street.length_m:.0f} {street.seen_m:.0f} {street.cameras}" in text
    assert str(len(prepared.city.cameras)) in text


@pytest.mark.parametrize("name", ["way", "area"])
def test_a_pdf_is_one_page_of_a4_that_says_nothing_of_its_maker(
    prepared: CityExposure, name: str
) -> None:
    pdf = as_pdf(sheets(prepared)[name])
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    assert set(reader.trailer) == {"/Size", "/Root"}
    assert not re.search(rb"D:\d{8}|\d{4}-\d\d-\d\dT|/Info|/ID\b|/Metadata|/PieceInfo", pdf)
    assert b"fpdf" not in pdf.lower()
    assert not re.search(rb"/(Producer|Creator|Author|Title|ModDate|CreationDate)\b", pdf)


def test_the_fonts_are_inside(prepared: CityExposure) -> None:
    pdf = as_pdf(sheets(prepared, "ru")["way"])
    assert len(re.findall(rb"/FontFile2 \d+ 0 R", pdf)) == 2
    assert len(re.findall(rb"/BaseFont /[A-Z]{6}\+", pdf)) >= 2


def test_a_png_holds_greys_and_nothing_else(prepared: CityExposure) -> None:
    for paper in sheets(prepared).values():
        png = as_png(paper)
        with Image.open(io.BytesIO(png)) as image:
            assert image.mode == "L"
            assert image.size == (1587, 2245)
            assert image.info == {}
            assert len(np.unique(np.asarray(image))) <= 16
        names, at = [], 8
        while at < len(png):
            size = int.from_bytes(png[at : at + 4], "big")
            names.append(png[at + 4 : at + 8])
            at += size + 12
        assert set(names) <= CHUNKS


def test_evidence_is_told_apart_without_colour() -> None:
    keys = [f"view:{kind}" for kind in STYLES] + [
        f"line:{kind}" for kind in ("none", "documented", "reported", "presumed", "unknown")
    ]
    pictures = [np.asarray(key_image(key, GREYS).convert("L")).astype(int) for key in keys]
    for at, one in enumerate(pictures):
        for other in pictures[at + 1 :]:
            assert int((np.abs(one - other) > 60).sum()) > 150


def test_the_same_page_gives_the_same_bytes_in_another_process(prepared: CityExposure) -> None:
    code = (
        "import hashlib, sys;"
        "from tests.mapper.maps.test_printing import sheets, prepare, small_city, Assumptions;"
        "from mapper.maps.printing import as_pdf, as_png;"
        "papers = sheets(prepare(small_city(), Assumptions()), 'ru').values();"
        "print(*(hashlib.sha256(f(p)).hexdigest() for p in papers for f in (as_pdf, as_png)))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    run = subprocess.run(  # noqa: S603 - this very interpreter on the code above
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    here = [
        hashlib.sha256(write(paper)).hexdigest()
        for paper in sheets(prepared, "ru").values()
        for write in (as_pdf, as_png)
    ]
    assert run.stdout.split() == here


def wandering(n_turns: int) -> Track:
    """Return a walk to and fro along the street: many encounters."""
    line = along_the_street()
    lon = np.concatenate([line.lon if turn % 2 == 0 else line.lon[::-1] for turn in range(n_turns)])
    lat = np.concatenate([line.lat if turn % 2 == 0 else line.lat[::-1] for turn in range(n_turns)])
    return Track(lon=lon, lat=lat)


@pytest.mark.parametrize(
    ("language", "n_turns", "name"),
    [("en", 60, HOSTILE), ("ru", 60, "Long Street"), ("ru", 1, HOSTILE)],
    ids=["long, hostile", "long", "hostile"],
)
def test_everything_stays_on_the_page(language: str, n_turns: int, name: str) -> None:
    prepared = prepare(small_city(name=name), Assumptions())
    exposure = prepared.score(wandering(n_turns))
    papers = [
        way_sheet(prepared, ScoredLine(name, exposure), language=language, title=name),
        area_sheet(prepared, language=language),
    ]
    for paper in papers:
        for item in paper.items:
            if isinstance(item, Rule):
                boxes = [item.from_mm, item.to_mm]
            elif isinstance(item, Picture):
                boxes = [
                    (item.x_mm, item.y_mm),
                    (item.x_mm + item.width_mm, item.y_mm + item.height_mm),
                ]
            else:
                assert item.text.isprintable()
                right = item.x_mm + width_mm(item.text, item.size_pt, bold=item.bold)
                boxes = [(item.x_mm, item.y_mm), (right, item.y_mm)]
            for x_mm, y_mm in boxes:
                assert MARGIN_MM - 0.01 <= x_mm <= WIDTH_MM - MARGIN_MM + 0.01
                assert MARGIN_MM - 0.01 <= y_mm <= HEIGHT_MM - MARGIN_MM + 0.01
    text = text_of(as_pdf(papers[0]))
    assert bool(re.search(r"and \d+ more|и ещё \d+", text)) == (n_turns == 60)


def test_both_languages_say_the_same() -> None:
    english, russian = print_words("en"), print_words("ru")
    assert english.keys() == russian.keys()
    for name, text in english.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", russian[name])


def test_nothing_known_is_printed_as_that() -> None:
    prepared = prepare(small_city(surveyed=False, cameras=False), Assumptions())
    paper = sheets(prepared)["way"]
    text = text_of(as_pdf(paper))
    assert "not surveyed" in text
    assert "which is not the same as no cameras" in text


@pytest.mark.parametrize("policy", list(CountingPolicy))
def test_metres_in_view_are_those_of_a_count_by_hand(
    prepared: CityExposure, policy: CountingPolicy
) -> None:
    prepared = prepared.with_policy(policy)
    network, found = prepared.city.network, prepared.incidence
    counted = prepared.scene.facts.counted(policy)
    seen: dict[str, list[tuple[int, int]]] = {}
    cameras: dict[str, set[int]] = {}
    for edge in range(network.n_edges):
        if network.edge_indoor[edge]:
            continue
        for row in range(found.edge_start[edge], found.edge_start[edge + 1]):
            if counted[found.camera[row]]:
                name = str(network.edge_name[edge])
                cameras.setdefault(name, set()).add(int(found.camera[row]))
                seen.setdefault(name, []).extend(
                    (edge, mm) for mm in range(found.enter_mm[row], found.exit_mm[row])
                )
    told = {one.name: (round(one.seen_m * 1000), one.cameras) for one in streets_in_view(prepared)}
    assert told == {name: (len(set(mms)), len(cameras[name])) for name, mms in seen.items()}
