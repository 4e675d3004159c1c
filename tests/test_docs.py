"""The documents: what they link to is there, and every command and constant is named in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from api.arguments import build_parser
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        target
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert missing == []


def test_the_readme_names_every_document_and_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in PAGES[1:] if f"docs/{p.name}" not in readme] == []
    (commands,) = [a.choices for a in build_parser()._actions if a.dest == "command"]
    assert commands is not None
    assert [name for name in commands if f"sidestreet {name}" not in readme] == []
