"""ES modules joined into one script, without a build step and without sharing names."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from mapper.maps.assets import read_web

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEFINE", "joined", "module_order"]

DEFINE: Final = """\
var parts = (() => {
"use strict";
const makers = {}, made = {};
return {
  define(name, maker) { makers[name] = maker; },
  need(name) { return made[name] || (made[name] = makers[name](parts.need)); },
};
})();
"""
"""What the joined modules are kept in: a module is run when it is first needed, and once."""

_WORD: Final = r"[A-Za-z_$][\w$]*"
_IMPORT: Final = re.compile(
    rf'^import (?:\{{([^}}]*)\}}|\* as ({_WORD})) from "(\.[^"\n]*)";[ \t]*$', re.MULTILINE
)
_BARE_IMPORT: Final = re.compile(r'^import "(\.[^"\n]*)";[ \t]*$', re.MULTILINE)
_PASSED_ON: Final = re.compile(r'^export \{([^}]*)\} from "(\.[^"\n]*)";[ \t]*$', re.MULTILINE)
_LIST: Final = re.compile(r"^export \{([^}]*)\};[ \t]*$", re.MULTILINE)
_NAMED: Final = re.compile(
    rf"^export (?=(?:async function\*?|function\*?|const|class)\s+({_WORD}))", re.MULTILINE
)
_DOC: Final = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFUSED: Final = {
    "an import or export of a form that is not joined": r"^\s*(?:import|export)\b",
    "import(…), which would fetch": r"\bimport\s*\(",
    "import.meta, which only a fetched module has": r"\bimport\.meta\b",
}
_HARMLESS: Final = (
    (re.compile(r"<!--"), r"<\\x21--"),
    (re.compile(r"</(script)", re.IGNORECASE), r"<\\/\1"),
)
"""What would change or end an inline script, as strings and patterns can spell it, too."""


@dataclass(frozen=True, slots=True)
class _Module:
    """One module as it stands in the joined script, and what it imports."""

    needs: tuple[str, ...]
    body: str


def joined(*entries: str, read: Callable[[str], str] | None = None, without: str = "") -> str:
    """Return ES modules and all they import as calls of ``parts.define``, importers last.

    Each module keeps a scope of its own, so two may use one name; nothing is run until
    ``parts.need("folder/module.js")`` asks for it. Named imports and exports are taken, also
    ``import * as``; a name exported is a constant, a function or a class.

    Parameters
    ----------
    entries
        Modules by their path in ``web``, such as ``router/worker.js``.
    read
        Gives the text of a path; by default from the package ``web``.
    without
        What another joined script on the same page holds already: its entries, joined by spaces.

    Raises
    ------
    ValueError
        Where modules import one another in a circle, or hold what cannot be joined.
    """
    source = read or read_web
    known = set(module_order(*without.split(), read=source)) if without else set()
    order = [name for name in module_order(*entries, read=source) if name not in known]
    return "".join(
        f'parts.define("{name}", (need) => {{\n{_parsed(name, source(name)).body}}});\n'
        for name in order
    )


def module_order(*entries: str, read: Callable[[str], str] | None = None) -> tuple[str, ...]:
    """Return the modules that entries need, themselves included, each behind its imports."""
    source = read or read_web
    order: list[str] = []

    def visit(name: str, under: tuple[str, ...]) -> None:
        if name in under:
            circle = " → ".join([*under[under.index(name) :], name])
            message = f"modules import one another in a circle: {circle}"
            raise ValueError(message)
        if name in order:
            return
        for needed in _parsed(name, source(name)).needs:
            visit(needed, (*under, name))
        order.append(name)

    for entry in entries:
        visit(entry, ())
    return tuple(order)


@cache
def _parsed(name: str, text: str) -> _Module:
    """Take a module's imports and exports out of its text."""
    needs: dict[str, None] = {}
    exported: dict[str, str] = {}

    def need(path: str) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        needs[target] = None
        return f'need("{target}")'

    def taken(match: re.Match[str]) -> str:
        names, whole, path = match.groups()
        into = whole or f"{{ {', '.join(_pairs(names, ': '))} }}"
        return f"const {into} = {need(path)};"

    def passed_on(match: re.Match[str]) -> str:
        names, path = match.groups()
        held = need(path)
        for pair in _pairs(names, " "):
            inner, _, outer = pair.partition(" ")
            exported[outer or inner] = f"{held}.{inner}"
        return f"{held};"

    def listed(match: re.Match[str]) -> str:
        for pair in _pairs(match[1], " "):
            inner, _, outer = pair.partition(" ")
            exported[outer or inner] = inner
        return ""

    def named(match: re.Match[str]) -> str:
        exported[match[1]] = match[1]
        return ""

    body = _DOC.sub("", text)
    body = _IMPORT.sub(taken, body)
    body = _BARE_IMPORT.sub(lambda match: f"{need(match[1])};", body)
    body = _PASSED_ON.sub(passed_on, body)
    body = _LIST.sub(listed, body)
    body = _NAMED.sub(named, body)
    _refuse_the_rest(name, body)
    for pattern, spelt in _HARMLESS:
        body = pattern.sub(spelt, body)
    given = ", ".join(f"{outer}: {inner}" for outer, inner in exported.items())
    return _Module(tuple(needs), f'"use strict";\n{body.strip()}\nreturn {{ {given} }};\n')


def _refuse_the_rest(name: str, body: str) -> None:
    """Refuse a module that still holds what only a module of its own may hold."""
    plain = _COMMENT.sub("", body)
    for what, refused in _REFUSED.items():
        if re.search(refused, plain, re.MULTILINE):
            message = f"web/{name} holds {what}"
            raise ValueError(message)


def _pairs(names: str, between: str) -> list[str]:
    """Return the names of an import or export list, ``a as b`` written as asked."""
    return [re.sub(r"\s+as\s+", between, name.strip()) for name in names.split(",") if name.strip()]
