"""The pages over a small town: the whole job by forms."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from api.pages.words import LANGUAGES
from geodata.tracks import parse_track
from tests.api.pages.reading import press, read
from tests.api.town import ISLAND, NAME, PLANTED, START_NAME, WALK_M, geojson, gpx, point

if TYPE_CHECKING:
    from starlette.testclient import TestClient

START, GOAL = (f"{lat}, {lon}" for lon, lat in (point(*WALK_M[0]), point(*WALK_M[-1])))
TRIP = {"from": START, "to": GOAL}


@pytest.mark.parametrize("path", ["/", "/en/", "/ru/", "/en/plain/", "/ru/plain/"])
def test_the_first_page_is_an_empty_map(client: TestClient, path: str) -> None:
    answer = client.get(path)
    page = read(answer)
    assert page.language == ("ru" if "ru" in path else "en")
    assert page.fields["from"] == page.fields["to"] == ""
    assert page.rows == {}
    assert re.search("<title>(Map|Карта)</title>", answer.text)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert ("script-src" in policy) == ("plain" not in path)
    assert "unsafe" not in policy


def test_a_browsers_wish_for_a_language_is_not_asked(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "ru"})
    assert read(answer).language == "en"
    assert "vary" not in answer.headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_places_give_ways_and_keep_what_was_typed(client: TestClient, language: str) -> None:
    answer = press(client, read(client.get(f"/{language}/")), "find.large", **TRIP)
    page = read(answer)
    assert page.errors == []
    assert page.language == language
    assert page.fields["from"] == START
    assert len(page.rows) >= 20
    assert read(press(client, page, "show.0")).encounters > 1
    assert {"save.gpx", "save.geojson", "save.html", "save.png"} <= set(page.buttons)
    assert not [word for word in PLANTED if word in str(answer.headers) or word in str(answer.url)]


def test_names_are_resolved_here_and_a_doubtful_one_is_asked_about(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find", **{"from": START_NAME, "to": GOAL}))
    assert page.rows
    doubtful = press(client, read(client.get("/en/")), "find", **{"from": "quilhaven", "to": GOAL})
    page = read(doubtful)
    assert page.rows == {}
    assert "several places" in " ".join(page.errors)
    assert f"{START_NAME} (street)" in page.words
    assert page.fields["from_at"]
    chosen = read(press(client, page, "find"))
    assert chosen.rows
    assert chosen.fields["from"] == "quilhaven"
    # a choice holds only for the words it was made for
    other = read(press(client, chosen, "find", **{"from": GOAL, "to": START}))
    assert other.fields["from_at"] == chosen.fields["from_at"]
    assert other.rows["metres"] != []
    again = read(press(client, read(client.get("/en/")), "find", **{"from": GOAL, "to": START}))
    assert other.rows == again.rows


def test_two_taps_are_a_trip(client: TestClient) -> None:
    page = read(client.get("/en/"))
    lon, lat = point(100, 100)
    page.fields["view"] = f"{lat} {lon} 18.5"
    for x, y in (("82", "358"), ("398", "42")):
        page = read(client.post("/en/", data=page.fields | {"map-480.x": x, "map-480.y": y}))
    assert page.errors == []
    assert page.fields["tap"] == "goal"
    for name, place in (("from", (0, 0)), ("to", (200, 200))):
        tapped = [float(part) for part in page.fields[name].split(",")]
        assert tapped == pytest.approx(point(*place)[::-1], abs=1e-5)
    assert page.rows


def test_a_narrow_map_that_is_tapped_comes_back_made_for_a_phone(client: TestClient) -> None:
    page = read(client.get("/en/"))
    answer = client.post("/en/", data=page.fields | {"map-328.x": "100", "map-328.y": "100"})
    assert read(answer).fields["size"] == "small"
    assert 'width="360" height="400"' in answer.text
    assert _picture(answer.text).size == (720, 800)


def test_a_key_on_the_map_means_its_middle(client: TestClient) -> None:
    page = read(client.get("/en/"))
    tapped = read(client.post("/en/", data=page.fields | {"map-480.x": "0", "map-480.y": "0"}))
    pressed = read(press(client, page, "middle.start"))
    assert tapped.fields["from"] == pressed.fields["from"] != ""


def test_the_map_moves_by_buttons_and_stays_in_the_city(client: TestClient) -> None:
    page = read(client.get("/en/"))
    start = page.fields["view"]
    for button in ("nearer", "nearer", "nearer", "west", "east"):
        page = read(press(client, page, button))
    lat, lon, zoom = (float(part) for part in page.fields["view"].split(" "))
    was = [float(part) for part in start.split(" ")]
    assert zoom > was[2]
    assert (lat, lon) == pytest.approx(was[:2], abs=1e-4)
    for _ in range(12):
        page = read(press(client, page, "north"))
    assert read(press(client, page, "whole")).fields["view"] == start


def test_moving_keeps_the_ways(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find", **TRIP))
    moved = read(press(client, page, "nearer"))
    assert moved.rows == page.rows
    assert moved.fields["view"] != page.fields["view"]


def test_another_way_is_shown_by_its_button(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find", **TRIP))
    assert len(page.rows["minutes"]) > 1
    shown = read(press(client, page, "show.0"))
    assert (page.fields["show"], shown.fields["show"]) == ("1", "0")
    assert shown.rows.keys() == page.rows.keys()
    assert shown.fields["view"] == page.fields["view"]


def test_swapping_walks_back(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find", **TRIP))
    back = read(press(client, page, "swap"))
    assert (back.fields["from"], back.fields["to"]) == (GOAL, START)
    assert back.rows["metres"][0] == page.rows["metres"][0]


def test_files_have_names_that_tell_nothing(client: TestClient) -> None:
    page = read(press(client, read(client.get("/ru/")), "find", **TRIP))
    names = {
        "gpx": "route.gpx", "geojson": "route.geojson", "html": "map.html", "png": "map.png",
        "print": "sheet.pdf", "printed": "sheet.png",
    }  # fmt: skip
    files = {}
    for kind, name in names.items():
        answer = press(client, page, f"save.{kind}", trim="40")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["cache-control"] == "no-store"
        files[kind] = answer.content
    line = parse_track(files["gpx"]).track
    whole = parse_track(press(client, page, "save.gpx").content).track
    assert line.lon.tolist() == parse_track(files["geojson"]).track.lon.tolist()
    shorter = float(whole.segment_lengths_m().sum() - line.segment_lengths_m().sum())
    assert shorter == pytest.approx(80, abs=0.1)
    assert b"town" not in files["gpx"].lower()
    assert "Малое число" in files["html"].decode()
    assert files["print"].startswith(b"%PDF")
    assert b"/Info" not in files["print"]
    picture = Image.open(io.BytesIO(files["png"]))
    assert picture.size == (1200, 900)
    assert picture.info.keys() <= {"transparency"}


def test_trimming_too_much_is_told_and_saves_nothing(client: TestClient) -> None:
    page = read(press(client, read(client.get("/en/")), "find", **TRIP))
    for metres in ("9999", "-1", "nan", "far"):
        wrong = read(press(client, page, "save.gpx", trim=metres))
        assert "Metres to leave out" in " ".join(wrong.errors)
        assert wrong.fields["trim"] == metres


@pytest.mark.parametrize("content", [geojson(), gpx()])
def test_an_own_way_is_counted_like_by_the_api(client: TestClient, content: bytes) -> None:
    kind = "text/xml" if content.startswith(b"<?xml") else "application/geo+json"
    told = client.post("/api/score", content=content, headers={"Content-Type": kind}).json()
    files = {"file": ("planted.gpx", content)}
    answer = client.post("/en/", data={"do": "score"}, files=files)
    page = read(answer)
    assert page.errors == []
    assert page.encounters == len(told["encounters"]) + 1
    count = page.words.index("What sees your way") + 1
    assert page.words[count] == str(told["cameras"]["cautious"])
    assert f"{told['length_m']:.0f} m" in page.words
    assert "planted" not in answer.text
    kept = client.post("/en/", data={"do": "score_map"}, files=files)
    assert kept.headers["content-disposition"] == 'attachment; filename="map.html"'


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"from": START}, "“To” is still empty"),
        ({"from": "zzzzzzzz", "to": GOAL}, "goes by the name given in “From”"),
        ({"from": "99, 200", "to": GOAL}, "“From” needs a name, or a latitude"),
        ({"from": "10, 10", "to": GOAL}, "“From” lies too far"),
        ({"from": START, "to": START}, "the same point"),
        ({"from": START, "to": f"{point(*ISLAND)[1]}, {point(*ISLAND)[0]}"}, "No way leads"),
        (TRIP | {"metres": "0"}, "metres of the range"),
        (TRIP | {"metres": "1e9"}, "metres of the range"),
        (TRIP | {"tolerance": "-3"}, "to either side must"),
        (TRIP | {"detour": "0,5"}, "longest detour"),
        (TRIP | {"count": "planted"}, "options makes no sense"),
        (TRIP | {"minimise": "planted"}, "longest detour"),
        (TRIP | {"city": "planted"}, "This city is not here"),
        (TRIP | {"city": "../town"}, "This city is not here"),
    ],
)
def test_what_is_wrong_is_told_on_the_page_in_its_language(
    client: TestClient, typed: dict[str, str], says: str
) -> None:
    answer = client.post("/en/", data=typed | {"do": "find"})
    page = read(answer)
    assert says in " ".join(page.errors)
    assert page.rows == {}
    for name in ("from", "to"):
        assert page.fields[name] == typed.get(name, "")
    russian = read(client.post("/ru/", data=typed | {"do": "find"}))
    assert russian.errors
    assert not re.search("[A-Za-z]{3}", " ".join(russian.errors).replace("GPX", ""))


@pytest.mark.parametrize("file", [b"", b"planted", b"<planted/>", b"\xff\xfe\x00", b"[" * 50_000])
def test_a_file_that_holds_no_way_is_told(client: TestClient, file: bytes) -> None:
    page = read(client.post("/en/", data={"do": "score"}, files={"file": ("x", file)}))
    assert page.errors
    assert "planted" not in page.words


def test_any_value_of_any_field_gives_a_page(client: TestClient) -> None:
    odd = [
        "-1",
        "nan",
        "1e999",
        "9" * 500,
        "<script>",
        "\x00",
        "x y z",
        "0 0 0",
        "1e300 1e300 1e300",
    ]
    for name in read(client.get("/en/")).fields | {"do": "", "show": ""}:
        for value in odd:
            read(client.post("/en/", data=TRIP | {name: value}))


def test_the_page_the_api_and_the_terminal_say_the_same(
    client: TestClient, packs: object, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    from api.cli import main  # noqa: PLC0415 - as a terminal would

    body = {"from": point(*WALK_M[0]), "to": point(*WALK_M[-1]), "city": NAME}
    told = client.post("/api/routes", json=body).json()["options"]
    trip = tmp_path / "trip"  # type: ignore[operator]
    trip.write_text(f"{START}\n{GOAL}\n", encoding="utf-8")
    arguments = [
        "route",
        "--trip",
        str(trip),
        "--city",
        NAME,
        "--packs",
        str(packs),
        "--json",
        "--quiet",
    ]
    assert main(arguments) == 0
    printed = json.loads(capsys.readouterr().out)["options"]
    assert printed == told
    rows = read(press(client, read(client.get("/en/")), "find", **TRIP)).rows
    figures = {
        "minutes": [f"{option['duration_s'] / 60:.1f}" for option in told],
        "metres": [f"{option['length_m']:.0f}" for option in told],
        "cameras (face recognition not ruled out)": [str(o["cameras"]["cautious"]) for o in told],
        "cameras avoided": [str(option["cameras_avoided"]) for option in told],
        "gates that photograph faces": [str(option["gates"]) for option in told],
        "seconds in view": [f"{option['seen_s']:.0f}" for option in told],
        "documented": [str(option["cameras"]["documented"]) for option in told],
        "likely": [str(option["cameras"]["likely"]) for option in told],
        **{
            title: [str(option["band"][name]) for option in told]
            for title, name in (("near", "near"), ("usual", "default"), ("far", "far"))
        },
        "not at all": [f"{option['survey']['none']:.0%}" for option in told],
    }
    assert {name: rows[name] for name in figures} == figures


def _picture(text: str) -> Image.Image:
    import base64  # noqa: PLC0415

    found = re.search(r'<img src="data:image/png;base64,([^"]+)" alt="[^"]+', text)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))
