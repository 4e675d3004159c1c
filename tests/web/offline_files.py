"""Offline files of the bundled city and of one with hostile names, as browser tests need them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from api.offline_files import offline_file
from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.exposure.city import CityExposure, prepare
from mapper.maps.frame import POLICY_SLOT, policy_of
from mapper.maps.offline import FileChoices
from mapper.model.assumptions import Assumptions
from mapper.model.names import normalise_name
from mapper.model.network import WalkNetwork
from mapper.model.places import PLACE_COLUMNS, Table
from tests.mapper.maps.small_city import PROJECTION, frame, points, small_city

HOSTILE = (
    '</script><script>alert(1)</script><img src="x" onerror="alert(2)">{{ 7 * 7 }}{% raw %}'
    "<!--</noscript></title>javascript:alert(3)\u202e\u2067&lt;b&gt;'\"`\\u003c"
)
LONG = "Ы" * 10_000


@cache
def helsinki() -> CityExposure:
    return exposure_of(read_pack(find_city("helsinki", None)), Assumptions(), folder=None)


@cache
def helsinki_file(choices: FileChoices | None = None) -> str:
    return offline_file(helsinki(), choices or FileChoices()).decode("utf-8")


@cache
def hostile_file(name: str = HOSTILE, choices: FileChoices | None = None) -> str:
    city = small_city(name=name)
    named: dict[str, list[object]] = {
        "place_id": ["p"],
        "name": [name],
        "normalised": [normalise_name(name)],
        "kind": ["street"],
    }
    table = frame(named, points((0, 0)))
    places = Table.parse(table, PLACE_COLUMNS, table="places", projection=PROJECTION)
    whole = prepare(replace(city, name="hostile", places=places), Assumptions())
    return offline_file(whole, choices or FileChoices()).decode("utf-8")


def file_without_streets() -> str:
    stations = replace(small_city(), network=WalkNetwork.none())
    return offline_file(prepare(stations, Assumptions()), FileChoices()).decode("utf-8")


def changed(document: str, before: str, after: str) -> str:
    """The same file with one piece of its program or policy changed, its hashes made anew."""
    assert before in document
    document = document.replace(before, after, 1)
    start = document.index('http-equiv="Content-Security-Policy" content="')
    start = document.index('content="', start) + len('content="')
    end = document.index('"', start)
    slotted = document[:start] + POLICY_SLOT + document[end:]
    policy = policy_of(slotted, img_src="data: blob:", worker_src="blob:", connect_src="'none'")
    return slotted.replace(POLICY_SLOT, policy, 1)
