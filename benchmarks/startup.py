"""How long a person waits before anything happens: the help, and the bundled city ready.

Whole processes for the help, against Python that does nothing; inside a process, after imports,
for the city: reading the bundled pack with all its hashes, and what each camera can see.
"""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.report import Report, Timing

__all__ = ["main"]

RUNS = 5
_READY = """
import sys, time
from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.model.assumptions import Assumptions
begin = time.perf_counter()
folder = find_city("helsinki", None)
city = read_pack(folder)
read = time.perf_counter() - begin
exposure_of(city, Assumptions(), folder=folder).viewsheds()
print(read, time.perf_counter() - begin)
"""


def main(*, full: bool) -> list[Report]:
    """Measure both; there is only one size."""
    del full
    return [_help(), _ready()]


def _help() -> Report:
    ours = min(_seconds("-m", "api.cli", "--help") for _ in range(RUNS))
    bare = min(_seconds("-c", "pass") for _ in range(RUNS))
    return Report(
        "startup: sidestreet --help, a whole process",
        (
            Timing("sidestreet --help", ours, 1, "process"),
            Timing("python that does nothing", bare, 1, "process"),
        ),
    )


def _ready() -> Report:
    runs = [_output("-c", _READY).split() for _ in range(RUNS)]
    read = min(float(run[0]) for run in runs)
    ready = min(float(run[1]) for run in runs)
    return Report(
        "startup: the bundled city ready, after imports",
        (
            Timing("read, verified and prepared", ready, 1, "city"),
            Timing("of it: read and verified", read, 1, "city"),
        ),
    )


def _seconds(*arguments: str) -> float:
    begin = time.perf_counter()
    _output(*arguments)
    return time.perf_counter() - begin


def _output(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own program
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout
