"""The modules of the application by themselves, without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.node
def test_the_modules_pass_their_own_tests() -> None:
    node = shutil.which("node")
    assert node is not None
    files = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, "--test", *files], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout


def test_no_module_writes_markup_or_keeps_anything() -> None:
    banned = (
        "innerHTML", "outerHTML", "insertAdjacent", "document.write", "XMLHttpRequest", "eval(",
        "localStorage", "sessionStorage", "indexedDB", "cookie", "pushState", "replaceState",
        "sendBeacon", "WebSocket", "new Function", "location.",
    )  # fmt: skip
    for path in (ROOT / "web" / "app").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert [word for word in banned if word in text] == [], path.name
        assert ("fetch(" in text) == (path.name in {"main.js", "online.js", "source.js"}), path.name


def test_no_words_stand_idle() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "web" / "app").rglob("*")
        if path.suffix in {".js", ".html"}
    )
    words = json.loads((ROOT / "web" / "words" / "app.en.json").read_text(encoding="utf-8"))
    computed = {f"print_{kind}" for kind in ("pdf", "png")}
    assert [key for key in words if f"app.{key}" not in sources and key not in computed] == []
