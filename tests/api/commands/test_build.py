"""``build``, ``inspect`` and ``diff``: Moscow from the files there are, one command each."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from api import terminal
from geodata.tables import delimited
from tests.geodata.osm.drawing import drawn, lon_lat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

FOOT = {"highway": "footway"}
TABLE = "id;lat;lon;kind;phone\na;60.1700;24.9400;dome;123\nb;60.1710;24.9420;fixed;456\n"


@pytest.mark.shared_data
def test_moscow_in_one_command(run: Run, shared_data: Path, tmp_path: Path) -> None:
    data, refused = shared_data / "moscow", tmp_path / "refused.csv"
    built = run(
        "build", "moscow", "--streets", f"{data / 'centre.gpkg'}::roads",
        "--cameras", data / "cameras_2386.csv", "--stations", data / "metro_lines.csv",
        "--entrances", data / "entrances_624.json",
        "--buildings", data / "southwest_buildings.gdb.zip", "--rules", "moscow",
        "--refused", refused, "--json",
    )  # fmt: skip
    assert built.code == 0, built.err
    assert built.json["refused"] == 272
    assert len(refused.read_text(encoding="utf-8").splitlines()) == 273
    (city,) = [c for c in run("cities", "--json").json["cities"] if c["name"] == "moscow"]
    assert city["cameras"] == 5778
    trip = ("55.7520,37.6050", "55.7600,37.6250", "--city", "moscow")
    near = run("route", *trip, "--range", "near", "--json").json["options"][0]
    assert near["cameras"]["cautious"] is None
    assert near["resolvable"] is False
    assert near["band"]["near"] is None
    assert near["band"]["default"] > 0
    assert "not resolvable" in run("route", *trip, "--range", "near").out
    page = tmp_path / "map.html"
    assert run("route", *trip, "--map", page).code == 0
    text = page.read_text(encoding="utf-8")
    assert "not resolvable" in text
    assert "irlcode/cctv" in text


def test_a_table_is_inspected_and_built_on_and_compared(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text(TABLE, encoding="utf-8")
    seen = run("inspect", table, "--json").json
    assert seen["would_keep"] == 2
    assert seen["columns"]["lat"]["read_as"] == "latitude"
    assert seen["never_read"] == ["phone"]
    assert "123" not in run("inspect", table).out
    assert run("build", "one", "--cameras", table).code == 0
    table.write_text(TABLE.replace("b;60.1710", "c;60.1730"), encoding="utf-8")
    assert run("build", "two", "--cameras", table).code == 0
    diff = run("diff", "one", "two", "--json").json
    assert (len(diff["added"]), len(diff["retired"]), diff["unchanged"]) == (1, 1, 1)
    assert "1 added, 1 retired" in run("diff", "one", "two").out


def test_a_long_table_is_imported_with_a_bar_and_built_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, out, refused = (tmp_path / name for name in ("long.csv", "out.parquet", "bad.csv"))
    rows = "".join(f"c{n};60.{n:06};24.94;dome\n" for n in range(300)) + "x;;24.94;dome\n"
    table.write_text(f"id;lat;lon;kind\n{rows}", encoding="utf-8")
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(terminal, "PATIENCE_S", 0.0)
    monkeypatch.setattr(delimited, "_ROWS_A_STRETCH", 50)
    done = run("inspect", table, "--out", out, "--refused", refused, "--json").json
    assert (done["read"], done["kept"], done["refused"]) == (301, 300, {"no lat": 1})
    assert "cameras" in screen.getvalue()
    assert refused.read_text(encoding="utf-8").splitlines()[1].startswith("302,no lat,x,")
    said = run("inspect", table, "--out", out, "--refused", refused)
    assert "Of 301 rows 300 are in" in said.out
    assert "Refused 1 times: no lat" in said.out
    built = run("build", "long", "--cameras", out, "--json")
    assert built.code == 0
    assert built.json["figures"]["cameras 1: camera table"]["kept"] == 300


def test_a_second_import_says_what_came_and_went(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text(TABLE, encoding="utf-8")
    first = run("build", "town", "--cameras", table, "--json").json
    assert (first["before"], first["diff"]) == (None, None)
    table.write_text(TABLE.replace("b;60.1710", "c;60.1730"), encoding="utf-8")
    said = run("build", "town", "--cameras", table).out
    assert "1 added, 1 retired" in said
    # the command it names shows which
    assert f"sidestreet diff town/{first['pack']} town" in said
    diff = run("diff", f"town/{first['pack']}", "town")
    assert diff.code == 0
    assert "table:b" in diff.out
    assert "survey" in diff.out
    again = run("build", "town", "--cameras", table, "--json").json
    assert again["diff"]["added"] == again["diff"]["retired"] == again["diff"]["tables"] == []
    (tmp_path / "packs" / "town" / "CURRENT").write_text("nonsense", encoding="ascii")
    ran = run("build", "town", "--cameras", table)
    assert ran.code == 0
    assert "nothing to compare with" in ran.err


def test_nothing_to_build_from_is_one_line(run: Run, tmp_path: Path) -> None:
    for options in ((), ("--bbox", "1,2,3"), ("--cameras", tmp_path / "none.csv")):
        ran = run("build", "nothing", *options)
        assert ran.code == 2
        assert len(ran.err.splitlines()) == 1
        assert not (tmp_path / "packs" / "nothing").exists()


def test_a_box_that_gives_a_trip_away_is_refused_before_any_connection(run: Run) -> None:
    ran = run("build", "trip", "--bbox", "24.94,60.17,24.95,60.175")
    assert ran.code == 2
    assert "ask for the whole city" in ran.err


def test_terms_of_a_file_travel_with_it_and_keep_apart_what_may_not_be_mixed(
    run: Run, tmp_path: Path
) -> None:
    table, osm = tmp_path / "cameras.csv", tmp_path / "town.osm"
    lon, lat = lon_lat(50.0, 5.0)
    table.write_text(f"id;lat;lon;kind\na;{lat};{lon};dome\n", encoding="utf-8")
    osm.write_text(drawn({1: (0.0, 0.0), 2: (100.0, 0.0)}, {1: ([1, 2], FOOT)}), encoding="utf-8")
    told = f"{table}=CC-BY-NC-4.0;The counters of 2024;2024-05-01"
    ran = run("build", "town", "--osm", osm, "--cameras", table, "--terms", told)
    assert ran.code == 0, ran.err
    assert "The counters of 2024 (CC-BY-NC-4.0)" in ran.out
    assert "owes you that database" in ran.out
    refused = run("graph", tmp_path / "town.graphml", "--city", "town")
    assert refused.code == 2
    assert "separate tables" in refused.err
    assert run("graph", tmp_path / "a.graphml", "--city", "town", "--no-cameras").code == 0
    page = tmp_path / "map.html"
    assert run("map", page, "--city", "town").code == 0
    assert "owes you that database" in page.read_text(encoding="utf-8")
    for wrong in ("other.csv=CC0-1.0", f"{table}=", f"{table}=a;b;c;d", "nothing"):
        ran = run("build", "no", "--cameras", table, "--terms", wrong)
        assert (ran.code, len(ran.err.splitlines())) == (2, 1)


CLAIMS = (
    "claim_id,subject,attribute,value,stance,by_whom,date,source\n"
    "one,city,cameras,5,asserted,a paper,2024-05-01,https://paper.example/\n"
)
RULES = (
    'title = "Own rules"\n[[rule]]\nname = "a"\nwhere = { kind = ["dome"] }\n'
    'face_recognition = "reported"\nclaims = ["one"]\n'
)


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, Path]:
    """Every file a build takes, around one street."""
    lon, lat = lon_lat(50.0, 5.0)
    files = {name: tmp_path / f"{name}.csv" for name in ("cameras", "stations", "entrances")}
    files |= {name: tmp_path / f"{name}.geojson" for name in ("streets", "buildings")}
    files |= {name: tmp_path / f"{name}.geojson" for name in ("survey", "districts")}
    files["cameras"].write_text(f"id;lat;lon;kind\na;{lat};{lon};dome\n", encoding="utf-8")
    files["stations"].write_text(
        f"station_id,station_name,line_id,line_name,lng,lat,order\n1,Alpha,1,Red,{lon},{lat},0\n",
        encoding="utf-8",
    )
    files["entrances"].write_text(
        f"global_id,NameOfStation,Longitude_WGS84,Latitude_WGS84\n5,Alpha,{lon},{lat}\n",
        encoding="utf-8",
    )
    corners = [lon_lat(*at) for at in ((0, 0), (100, 0), (100, 40), (0, 40), (0, 0))]
    for name, kind, coordinates in (
        ("streets", "LineString", corners[:2]),
        ("buildings", "Polygon", [corners]),
        ("survey", "Polygon", [corners]),
        ("districts", "Polygon", [corners]),
    ):
        told = {"highway": "footway", "name": name, "state": "full", "observed_on": "2024-05-01"}
        feature = {
            "type": "Feature",
            "properties": told,
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        content = {"type": "FeatureCollection", "features": [feature]}
        files[name].write_text(json.dumps(content), encoding="utf-8")
    files |= {"osm": tmp_path / "town.osm", "claims": tmp_path / "claims.csv"}
    files |= {"rules": tmp_path / "rules.toml"}
    drawing = drawn({1: (0.0, 0.0), 2: (100.0, 0.0)}, {1: ([1, 2], FOOT)})
    files["osm"].write_text(drawing, encoding="utf-8")
    files["claims"].write_text(CLAIMS, encoding="utf-8")
    files["rules"].write_text(RULES, encoding="utf-8")
    return files


def test_a_result_names_the_rule_and_the_claims_behind_a_camera(
    run: Run, parts: dict[str, Path]
) -> None:
    files = [option for name in ("osm", "cameras", "rules", "claims")
             for option in (f"--{name}", parts[name])]  # fmt: skip
    assert run("build", "town", *files).code == 0
    ends = [f"{lat},{lon}" for lon, lat in (lon_lat(0, 0), lon_lat(100, 0))]
    line = {"type": "LineString", "coordinates": [lon_lat(0, 0), lon_lat(100, 0)]}
    for command, stdin in ((("score", "-"), json.dumps(line)), (("route", *ends), None)):
        (rule,) = run(*command, "--city", "town", "--json", stdin=stdin).json["evidence"]
        assert (rule["rule"], rule["cameras"]) == ("a", ["table:a"])
        (claim,) = rule["claims"]
        assert (claim["claim_id"], claim["by_whom"]) == ("one", "a paper")
        said = run(*command, "--city", "town", stdin=stdin).out
        assert "Evidence of 1 camera met: rule a, on claims by a paper (2024-05-01)." in said
    # without rules the evidence is as the source has it, and nothing is named
    assert run("build", "plain", "--osm", parts["osm"], "--cameras", parts["cameras"]).code == 0
    scored = run("score", "-", "--city", "plain", "--json", stdin=json.dumps(line)).json
    assert scored["encounters"]
    assert "evidence" not in scored


SPOILT = """id;lat;lon;kind;direction;height;zone
good;60,1700;24,9400;dome;NNW;4,5 m;Käsivarsi
swapped;24,9401;60,1701;fixed;north-east;13 ft;
island;0;0;dome;;;
far;10,5;24,9400;dome;;;
text;60,1702;24,9402;dome;to the door;900;
good;60,1700;24,9400;dome;NNW;4,5 m;Käsivarsi
nowhere;;24,9403;dome;;;
short;60,1704;24,9404
two;60,1705;24,9405;dome;10;190;
two;60,1705;24,9405;fixed;10;190;
"""


def test_every_defect_is_repaired_where_certain_or_refused_and_reported(
    run: Run, tmp_path: Path
) -> None:
    table, refused = tmp_path / "spoilt.csv", tmp_path / "refused.csv"
    table.write_bytes(SPOILT.encode("windows-1252"))
    ran = run("build", "spoilt", "--cameras", table, "--refused", refused, "--json")
    assert ran.code == 0, ran.err
    figures = ran.json["figures"]["cameras 1: camera table"]
    assert (figures["read"], figures["kept"], ran.json["refused"]) == (10, 5, 5)
    assert figures["repaired"]["longitude and latitude were swapped"] == 1
    assert figures["repaired"]["lat: decimal comma"] == 7
    # a height of 900 m and a direction that leads nowhere are left out of rows that are kept
    assert figures["not_understood"] == {"direction_deg": 1, "height_m": 1}
    with refused.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [(row[1], row[2], row[3]) for row in rows[1:]] == [
        ("4", "at 0° N, 0° E: no position", "island"),
        ("5", "more than 150 km from the rest", "far"),
        ("7", "the same row again", "good"),
        ("8", "no lat", "nowhere"),
        ("9", "3 cells instead of 7", "short"),
    ]
    assert rows[1][3:6] == ["island", "0", "0"]
    assert "5 rows were refused" in ran.err
    said = run("build", "spoilt", "--cameras", table, "--refused", refused).out
    assert "longitude and latitude were swapped" in said
    # nothing that can be used is a failure, and leaves what was there
    table.write_text("id;lat;lon\na;x;y\n", encoding="utf-8")
    broken = run("build", "spoilt", "--cameras", table)
    assert broken.code == 2
    assert "no row can be used" in broken.err
    assert run("score", "-", "--city", "spoilt", stdin='{"type":"LineString","coordinates":'
               "[[24.94,60.17],[24.941,60.17]]}").code == 0  # fmt: skip


def test_terms_are_told_of_every_file_and_travel_with_it(
    run: Run, parts: dict[str, Path], tmp_path: Path
) -> None:
    options = [option for name, path in parts.items() for option in (f"--{name}", path)]
    told = [
        option
        for name, path in parts.items()
        for option in (
            "--terms",
            f"{path}=CC-BY-4.0;{name}: a=b; more;2024-05-0{len(name) % 9 + 1}",
        )
    ]
    ran = run("build", "town", *options, *told, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["licence_unknown"] == []
    about = json.loads(next((tmp_path / "packs" / "town").rglob("city.json")).read_text("utf-8"))
    found = {(s["licence"], s["attribution"], s["as_of"]) for s in about["sources"]}
    assert found == {
        ("CC-BY-4.0", f"{name}: a=b; more", f"2024-05-0{len(name) % 9 + 1}") for name in parts
    }
    shown = run("score", "-", "--city", "town", stdin='{"type":"LineString","coordinates":'
                f'[{list(lon_lat(0, 0))},{list(lon_lat(100, 0))}]}}').out  # fmt: skip
    assert "claims: a=b; more (CC-BY-4.0)" in shown


def test_a_licence_nobody_told_is_named_with_the_way_to_tell_it(
    run: Run, parts: dict[str, Path], tmp_path: Path
) -> None:
    options = [option for name, path in parts.items() for option in (f"--{name}", path)]
    untold = run("build", "town", *options, "--json").json["licence_unknown"]
    # OpenStreetMap's licence is known by itself
    assert sorted(untold) == sorted(path.name for name, path in parts.items() if name != "osm")
    said = run("build", "town", *options).out
    assert "The licence of survey.geojson is not known" in said
    assert '--terms "FILE=LICENCE;ATTRIBUTION;DATE"' in said
    assert "licence of town.osm" not in said
    refused = run("graph", tmp_path / "town.graphml", "--city", "town")
    assert refused.code == 2
    assert "is not known" in refused.err


def test_a_ready_mapping_knows_its_licence(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "readers.csv"
    table.write_text("lat,lon,direction,brand\n40.7,-73.99,90,Any\n", encoding="utf-8")
    ran = run("build", "readers", "--cameras", f"{table}::deflock", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["licence_unknown"] == []
    assert "ODbL-1.0" in run("build", "readers", "--cameras", f"{table}::deflock").out


@pytest.mark.parametrize("told", ["CC0;me;spring", ";me;2024", "CC0;a;b;c", "", "CC0;me;2024-5"])
def test_terms_of_another_form_are_refused_in_one_line(
    run: Run, parts: dict[str, Path], told: str
) -> None:
    ran = run("build", "no", "--osm", parts["osm"], "--terms", f"{parts['osm']}={told}")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "--terms takes" in ran.err


def test_the_longest_name_and_the_whole_attribution_hold(run: Run, tmp_path: Path) -> None:
    odd, odder = tmp_path / "a.csv", tmp_path / "a.csv=b.csv"
    for path in (odd, odder):
        path.write_text(TABLE, encoding="utf-8")
    both = ("--cameras", odd, "--cameras", odder)
    ran = run("build", "odd", *both, "--terms", f"{odder}=CC0-1.0;Me", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["licence_unknown"] == ["a.csv"]
    bundled = run("build", "odd", *both, "--rules", "moscow", "--terms", "moscow=CC0-1.0")
    assert bundled.code == 2
