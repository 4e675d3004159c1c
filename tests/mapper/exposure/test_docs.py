"""docs/exposure.md gives every constant of the model, with its value and a source."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from mapper.model.assumptions import Assumptions

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "exposure.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.name for field in fields(Assumptions)])
def test_every_constant_has_a_row_with_its_value_and_a_source(name: str) -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1, f"docs/exposure.md needs one row for {name}"
    _, _, value, source, _ = rows[0].split("|")
    default = getattr(Assumptions(), name)
    if isinstance(default, float):
        assert float(value) == default
    elif default is None:
        assert value.strip() == "none"
    else:
        assert value.strip().strip("`") == default
    assert len(source.strip()) > 20
