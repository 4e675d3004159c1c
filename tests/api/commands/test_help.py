"""``--help`` answers at once: nothing heavy is imported for it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.commands.conftest import Run

HEAVY = ("numpy", "pandas", "geopandas", "shapely", "numba", "folium", "fastapi", "rich", "osmium")
COMMANDS = ("cities", "build", "score", "route", "map", "export", "serve", "verify")


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom api.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    assert command in ran.out


def test_a_wrong_option_is_one_line_that_repeats_nothing(run: Run) -> None:
    ran = run("route", "60.17,24.94", "60.18,24.95", "--nonsense", "Mannerheimintie")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "Mannerheimintie" not in ran.err
    assert "60.17" not in ran.err


def test_a_wrong_choice_names_the_choices(run: Run) -> None:
    ran = run("score", "x.gpx", "--count", "everything")
    assert ran.code == 2
    assert "cautious" in ran.err
    assert "everything" not in ran.err


def test_the_safety_text_stands_alone(run: Run) -> None:
    ran = run("--safety")
    assert ran.code == 0
    assert ran.out.startswith("A low number does not mean safe. One match is enough.")


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").out.startswith("sidestreet ")
