"""A book of rules: conditions on cameras, what they set, and the claims behind them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from mapper.errors import TableError
from mapper.model.cameras import CameraKind
from mapper.model.evidence import FaceRecognition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Rule", "RuleBook", "Where", "city_rules", "parse_rules", "read_rules"]

_LISTS: Final = ("kind", "zone", "operator", "source", "district", "station", "ids")
_WITHIN_M: Final = 50.0


@dataclass(frozen=True, slots=True)
class Where:
    """Which cameras a rule speaks of: every condition that is not empty must hold."""

    kind: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    operator: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    """Names of districts that hold the camera."""
    station: tuple[str, ...] = ()
    """Names of stations with the camera near them or one of their entrances."""
    within_m: float = _WITHIN_M
    ids: tuple[str, ...] = ()
    """Ids of cameras, or the source's own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is believed of the cameras it speaks of, and on whose word."""

    name: str
    where: Where
    face_recognition: FaceRecognition | None
    """None leaves it as it is."""
    system: str
    """What the camera is connected to; an empty text leaves it as it is."""
    claims: tuple[str, ...]
    """Ids of the claims it stands on, for and against."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules in the order of trust: the first that speaks of a camera holds."""

    title: str
    rules: tuple[Rule, ...] = ()
    claims_of: str = ""
    """City whose claims, as they come with the program, the rules stand on; "" for none."""

    def named(self, name: str) -> Rule | None:
        """Return a rule by name, None where the book has none."""
        return next((rule for rule in self.rules if rule.name == name), None)


def city_rules(name: str) -> RuleBook:
    """Return the rules that come with the program for a city; an empty book for others."""
    file = resources.files("geodata") / "rules" / f"{name}.toml"
    if not file.is_file():
        return RuleBook("")
    return parse_rules(file.read_text(encoding="utf-8"), what=f"rules of {name}")


def read_rules(path: Path) -> RuleBook:
    """Read a book of rules from TOML.

    Raises
    ------
    TableError
        Where it cannot be read, or says something that is not understood.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read as a file of rules"
        raise TableError(message) from error
    return parse_rules(content, what=path.name)


def parse_rules(content: str, *, what: str = "rules") -> RuleBook:
    r"""Read a book of rules from TOML text; see ``read_rules``.

    >>> book = parse_rules(
    ...     '[[rule]]\nname = "gates"\nwhere.zone = "fare_gate"\nface_recognition = "presumed"'
    ... )
    >>> book.rules[0].where.zone, str(book.rules[0].face_recognition)
    (('fare_gate',), 'presumed')
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = f"{what}: no TOML ({error})"
        raise TableError(message) from error
    _refuse_unknown(data, {"title", "rule", "claims_of"}, what)
    entries = data.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        message = f"{what}: rules are written as [[rule]]"
        raise TableError(message)
    rules = tuple(_rule(entry, f"{what}, rule {n}") for n, entry in enumerate(entries, start=1))
    names = [rule.name for rule in rules]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is not None:
        message = f"{what}: two rules are called {doubled!r}"
        raise TableError(message)
    return RuleBook(str(data.get("title", "")), rules, str(data.get("claims_of", "")))


def _rule(entry: Mapping[str, Any], what: str) -> Rule:
    _refuse_unknown(entry, {"name", "where", "face_recognition", "system", "claims", "note"}, what)
    name = str(entry.get("name", "")).strip()
    if not name:
        message = f"{what}: no name"
        raise TableError(message)
    told = entry.get("face_recognition")
    if told is not None and told not in set(FaceRecognition):
        message = f"{what}: face_recognition {told!r} is none of {', '.join(FaceRecognition)}"
        raise TableError(message)
    claims = _texts(entry.get("claims", []), f"{what}: claims")
    evidence = None if told is None else FaceRecognition(told)
    if evidence in (FaceRecognition.DOCUMENTED, FaceRecognition.REPORTED) and not claims:
        message = f"{what}: {evidence} needs the claims it stands on"
        raise TableError(message)
    return Rule(
        name=name,
        where=_where(entry.get("where", {}), what),
        face_recognition=evidence,
        system=str(entry.get("system", "")),
        claims=claims,
        note=str(entry.get("note", "")),
    )


def _where(entry: object, what: str) -> Where:
    if not isinstance(entry, dict):
        message = f"{what}: where must be a table"
        raise TableError(message)
    _refuse_unknown(entry, {*_LISTS, "within_m"}, f"{what}: where")
    lists = {name: _texts(entry.get(name, []), f"{what}: where.{name}") for name in _LISTS}
    if not any(lists.values()):
        message = f"{what}: where names no condition; a rule never speaks of every camera"
        raise TableError(message)
    strange = sorted(set(lists["kind"]) - set(CameraKind))
    if strange:
        message = f"{what}: kind {strange[0]!r} is none of {', '.join(CameraKind)}"
        raise TableError(message)
    within = entry.get("within_m", _WITHIN_M)
    if isinstance(within, bool) or not isinstance(within, (int, float)) or not within > 0:
        message = f"{what}: within_m must be a number above 0"
        raise TableError(message)
    return Where(**lists, within_m=float(within))


def _texts(value: object, what: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        message = f"{what}: must be a text or a list of texts"
        raise TableError(message)
    return tuple(texts)


def _refuse_unknown(found: Mapping[str, object], known: set[str], what: str) -> None:
    strange = sorted(set(found) - known)
    if strange:
        message = f"{what}: {strange[0]!r} is none of {', '.join(sorted(known))}"
        raise TableError(message)
