"""Rules of a city's transport systems, read from small TOML files anybody can write."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from mapper.errors import TableError
from mapper.model.evidence import FaceRecognition
from mapper.stations.profiles import CityProfile, DeviceRule, SystemRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["parse_profile", "profile_for", "read_profile"]

_DEVICES: Final = ("gates", "platforms", "carriages", "face_pay")
_SYSTEM_KEYS: Final = frozenset({"name", "mode", "networks", "lines", *_DEVICES})
_DEVICE_KEYS: Final = frozenset({"present", "face_recognition", "source", "date", "on_exit"})


def profile_for(city: str) -> CityProfile | None:
    """Return the rules that come with the program for a city, by its name; None without any.

    >>> profile_for("moscow-centre").title
    'Moscow: metro, central circle, diameters'
    """
    folder = resources.files("geodata") / "metro" / "systems"
    names = sorted(item.name.removesuffix(".toml") for item in folder.iterdir())
    for name in names:
        if city == name or city.startswith((f"{name}-", f"{name}_")):
            text = (folder / f"{name}.toml").read_text(encoding="utf-8")
            return parse_profile(text, name=name)
    return None


def read_profile(path: Path) -> CityProfile:
    """Return the rules in a file.

    Raises
    ------
    TableError
        Where it cannot be read or says something that is not understood.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read as rules of transport systems"
        raise TableError(message) from error
    return parse_profile(text, name=path.stem)


def parse_profile(text: str, *, name: str) -> CityProfile:
    """Read the rules of a city's systems from TOML.

    Raises
    ------
    TableError
        Where it is no TOML, names something unknown, or claims evidence without a source.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"rules {name}: no TOML ({error})"
        raise TableError(message) from error
    systems = data.get("systems", [])
    if not isinstance(systems, list) or not systems:
        message = f"rules {name}: no [[systems]]"
        raise TableError(message)
    return CityProfile(
        city=name,
        title=str(data.get("title", name)),
        as_of=str(data.get("as_of", "")),
        systems=tuple(_system(system, name) for system in systems),
    )


def _system(data: Mapping[str, Any], name: str) -> SystemRule:
    _refuse_unknown(data, _SYSTEM_KEYS, f"rules {name}")
    devices = {device: _device(data.get(device, {}), f"{name}: {device}") for device in _DEVICES}
    return SystemRule(
        name=str(data.get("name", "")),
        mode=str(data.get("mode", "subway")),
        networks=tuple(str(network) for network in data.get("networks", [])),
        lines=tuple(str(line) for line in data.get("lines", [])),
        gates_on_exit=bool(data.get("gates", {}).get("on_exit", False)),
        **devices,
    )


def _device(data: Mapping[str, Any], where: str) -> DeviceRule:
    _refuse_unknown(data, _DEVICE_KEYS, f"rules {where}")
    value = str(data.get("face_recognition", FaceRecognition.UNKNOWN.value))
    if value not in set(FaceRecognition):
        message = (
            f"rules {where}: face_recognition {value!r} is none of {', '.join(FaceRecognition)}"
        )
        raise TableError(message)
    rule = DeviceRule(
        present=bool(data.get("present", True)),
        face_recognition=FaceRecognition(value),
        source=str(data.get("source", "")),
        date=str(data.get("date", "")),
    )
    if not rule.source and (not rule.present or value != FaceRecognition.UNKNOWN.value):
        message = f"rules {where}: evidence needs a source"
        raise TableError(message)
    return rule


def _refuse_unknown(data: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    strange = sorted(set(data) - known)
    if strange:
        message = f"{where}: {strange[0]!r} is none of {', '.join(sorted(known))}"
        raise TableError(message)
