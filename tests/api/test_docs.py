"""The documents name every setting, field and problem, and only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.journey_schemas import JourneyLegModel, JourneyModel, JourneysAnswerModel
from api.problems import PROBLEMS, ProblemKind
from api.schemas import EXPECTED, RoutesAnswerModel, ScoreAnswer
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_told_with_its_default(name: str) -> None:
    [row] = [line for line in API.splitlines() if line.startswith(f"| `SIDESTREET_{name.upper()}`")]
    default = Settings.model_fields[name].default
    if isinstance(default, int | float):
        assert f"| {default:g} |" in row or f"| {default} |" in row


@pytest.mark.parametrize("kind", PROBLEMS.values(), ids=lambda kind: kind.name)
def test_every_problem_is_told_with_its_status(kind: ProblemKind) -> None:
    assert f"| `{kind.name}` | {kind.status} |" in API


def test_every_field_is_told() -> None:
    answers = (ScoreAnswer, RoutesAnswerModel, JourneysAnswerModel, JourneyModel)
    names = {*EXPECTED, *(name for model in answers for name in model.model_fields)}
    names |= {field.alias or name for name, field in JourneyLegModel.model_fields.items()}
    assert not [name for name in names if f"`{name}`" not in API]


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", PRIVACY)
    assert len(named) > 20
    missing = [
        f"{path}::{test}"
        for path, test in named
        if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []
