"""Kernels compile where their machine code can be kept, and where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mapper.model import compiled

KERNEL = """
from compiled import compiled

@compiled
def double(number):
    return number + number

print(double(21.0), type(double).__name__, type(double._cache).__name__)
"""


@pytest.mark.parametrize(("writable", "cache"), [(True, "FunctionCache"), (False, "NullCache")])
def test_a_kernel_runs_with_and_without_a_place_for_its_cache(
    tmp_path: Path, *, writable: bool, cache: str
) -> None:
    source = Path(str(compiled.__file__)).read_text(encoding="utf-8")
    (tmp_path / "compiled.py").write_text(source, encoding="utf-8")
    (tmp_path / "kernel.py").write_text(KERNEL, encoding="utf-8")
    nowhere = tmp_path / "nowhere"
    nowhere.write_text("a file, where a folder would be needed", encoding="utf-8")
    if not writable:
        (tmp_path / "__pycache__").write_text("so is this", encoding="utf-8")
    places = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR")
    environment = {name: value for name, value in os.environ.items() if name not in places}
    environment |= {name: str(nowhere) for name in places[:4]}
    done = subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-B", str(tmp_path / "kernel.py")],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["42.0", "CPUDispatcher", cache]
