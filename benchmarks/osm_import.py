"""Import of a made-up city of many ways: ``python -m benchmarks.osm_import [WAYS]``.

Streets a hundred metres long in a grid, one way each, written as ``.osm.pbf`` by osmium; a
process of its own reads the file, so that its peak of memory is the import's alone.
POSIX only (``resource``).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import osmium

from geodata.osm import read_city

_STEP_DEG = 0.0009
_LEFT, _BOTTOM = 24.0, 60.0


def main() -> None:
    """Write the file, import it in a process of its own, print what it took."""
    if sys.argv[1:2] == ["--read"]:
        _read(Path(sys.argv[2]))
        return
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.osm.pbf"
        ways = _write(path, wanted)
        print(f"{ways:,} ways, {path.stat().st_size / 1e6:.1f} MB", flush=True)
        command = [sys.executable, "-m", "benchmarks.osm_import", "--read", str(path)]
        subprocess.run(command, check=True)  # noqa: S603 - our own interpreter and code


def _write(path: Path, wanted: int) -> int:
    """Write a square grid of about so many ways; return how many."""
    side = round(float(np.sqrt(wanted / 2)))
    with osmium.SimpleWriter(str(path)) as writer:
        for row in range(side):
            for column in range(side):
                place = (_LEFT + 2 * column * _STEP_DEG, _BOTTOM + row * _STEP_DEG)
                number = row * side + column + 1
                writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        way = 0
        for row in range(side):
            for column in range(side):
                here = row * side + column + 1
                ends = [here + 1] * (column + 1 < side) + [here + side] * (row + 1 < side)
                for end in ends:
                    way += 1
                    tags = {"highway": "residential", "name": f"Street {way % 5000}"}
                    line = osmium.osm.mutable.Way(id=way, nodes=[here, end], tags=tags)
                    writer.add_way(line)
    return way


def _read(path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.perf_counter(), time.process_time()
    city = read_city(path, name="grid")
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{city.network.n_edges:,} edges, {city.network.n_nodes:,} nodes")
    told = f"{peak / 1e3:.0f} MB at most, {before / 1e3:.0f} MB of it before"
    print(f"{seconds:.1f} s, {cpu:.1f} s of CPU, {told}")


if __name__ == "__main__":
    main()
