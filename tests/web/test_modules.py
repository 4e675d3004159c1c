from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from mapper.maps.assets import leaflet_css, leaflet_js, script_of, words_of
from mapper.maps.coding import encode_lines
from mapper.maps.drawing import STYLES
from mapper.maps.frame import MODULES
from mapper.maps.marks import DASHES, FILLS, MARKS

ROOT = Path(__file__).resolve().parents[2]
MAP = ROOT / "web" / "map"


@pytest.mark.node
def test_the_modules_pass_their_own_tests(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    lines = [
        np.unique(random.integers(-(2**span), 2**span, (count, 2)), axis=0)
        for span, count in [(3, 1), (8, 5), (20, 40), (28, 3)]
    ]
    cases = [
        {"text": encode_lines(chosen), "lines": [line.tolist() for line in chosen]}
        for chosen in (lines, lines[:1], [])
    ]
    coded = tmp_path / "coded.json"
    coded.write_text(json.dumps(cases), encoding="utf-8")
    node = shutil.which("node")
    assert node is not None
    files = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, "--test", *files],
        env={**os.environ, "CODED_LINES": str(coded)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_modules_fit_into_one_scope() -> None:
    names = re.findall(
        r"^(?:export )?(?:const|let|class|function|async function) (\w+)",
        "\n".join(path.read_text(encoding="utf-8") for path in sorted(MAP.glob("*.js"))),
        re.MULTILINE,
    )
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_the_joined_script_holds_every_module_and_no_import() -> None:
    script = script_of(*MODULES)
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    for path in MAP.glob("*.js"):
        exported = re.findall(
            r"^export (?:function|const|class) (\w+)",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        assert all(f" {name}" in script for name in exported), path.name


def test_no_module_writes_markup_or_asks_for_anything() -> None:
    for path in MAP.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "fetch(",
                     "XMLHttpRequest", "eval(", "localStorage", "cookie", "http"):  # fmt: skip
            assert word not in text, f"{path.name} uses {word}"


def test_leaflet_is_the_vendored_one_without_pointers_elsewhere() -> None:
    assert 'version="1.9.4"' in leaflet_js()
    assert "sourceMappingURL" not in leaflet_js()
    assert "url(" not in leaflet_css()
    assert ".leaflet-pane" in leaflet_css()


@pytest.mark.parametrize(
    ("folder", "files"),
    [("leaflet", ("leaflet.js", "leaflet.css")), ("pako", ("pako_inflate.js",))],
)
def test_vendored_files_are_the_published_ones(folder: str, files: tuple[str, ...]) -> None:
    vendored = ROOT / "web" / "vendor" / folder
    notes = (vendored / "README.md").read_text(encoding="utf-8")
    for name in files:
        digest = hashlib.sha256((vendored / name).read_bytes()).hexdigest()
        assert digest in notes
    assert (vendored / "LICENSE").is_file()


@pytest.mark.node
def test_page_and_picture_tell_evidence_apart_alike() -> None:
    program = (
        "import { DASHES, EVIDENCE, FILLS, traceMark }"
        f" from {json.dumps((MAP / 'marks.js').as_uri())};"
        "const corners = (code) => { const found = []; const note = (x, y) => found.push([x, y]);"
        " traceMark({ moveTo: note, lineTo: note, closePath() {}, arc() { found.length = 0; } },"
        " code, 0, 0, 1); return found; };"
        "console.log(JSON.stringify([EVIDENCE, FILLS, DASHES.slice(0, 4),"
        " EVIDENCE.map((_, code) => corners(code))]));"
    )
    node = shutil.which("node")
    assert node is not None
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, "--input-type=module", "-e", program], capture_output=True, text=True, check=True
    )
    evidence, fills, dashes, corners = json.loads(run.stdout)
    assert tuple(evidence) == STYLES
    assert tuple(fills) == FILLS
    assert [tuple(dash) for dash in dashes] == list(DASHES)
    assert {code: tuple(map(tuple, shape)) for code, shape in enumerate(corners) if shape} == MARKS


def test_both_languages_say_the_same_things() -> None:
    assert _shape(words_of("en")) == _shape(words_of("ru"))


def _shape(words: object) -> object:
    """Return the keys of nested words, with the slots of each text."""
    if isinstance(words, dict):
        return {key: _shape(value) for key, value in words.items()}
    return sorted(re.findall(r"\{(\w+)\}", str(words)))
