"""Import of a made-up city of many ways: ``python -m benchmarks.osm_import [WAYS]``.

Half of the ways are blocks of streets a hundred metres long in a grid, twenty of one name in a
row; the other half are houses with addresses, every fourth drawn with six corners. The file is
written as ``.osm.pbf`` by osmium; then ``sidestreet build`` makes a pack of it in a process of its
own, so that its peak of memory is the build's alone, and says how long each part took. POSIX
only (``os.wait4``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import osmium

from geodata.build import BuildFiles, build_city
from geodata.pack import write_pack

_STEP_DEG = 0.0009
_LEFT, _BOTTOM = 24.0, 60.0
_BLOCKS = 20
"""A street is so many blocks long."""


def main() -> None:
    """Write the file, build a pack of it in a process of its own, print what it took."""
    if sys.argv[1:2] == ["--build"]:
        _build(Path(sys.argv[2]))
        return
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.osm.pbf"
        streets, houses = _write(path, wanted)
        size = path.stat().st_size / 1e6
        print(f"{streets + houses:,} ways ({houses:,} houses), {size:.1f} MB", flush=True)
        command = [sys.executable, "-m", "benchmarks.osm_import", "--build", str(path)]
        began = time.perf_counter()
        # POSIX: what the process took at most is known when it has ended
        process = subprocess.Popen(command)  # noqa: S603 - our own interpreter and code
        _, status, used = os.wait4(process.pid, 0)
        seconds, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        print(f"whole process: {seconds:.1f} s, {cpu:.1f} s of CPU, {peak:.0f} MB at most")
        if process.returncode:
            sys.exit(process.returncode)


def _write(path: Path, wanted: int) -> tuple[int, int]:
    """Write a square grid of streets and houses; return how many of each."""
    side = round(float(np.sqrt(wanted / 4)))
    with osmium.SimpleWriter(str(path)) as writer:
        for row in range(side):
            for column in range(side):
                place = (_LEFT + 2 * column * _STEP_DEG, _BOTTOM + row * _STEP_DEG)
                number = row * side + column + 1
                writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        houses = _write_houses(writer, side, side * side)
        streets = 0
        for row in range(side):
            for column in range(side):
                here = row * side + column + 1
                for end, name in (
                    (here + 1, f"Row {row % 400} {column // _BLOCKS}"),
                    (here + side, f"Column {column % 400} {row // _BLOCKS}"),
                ):
                    if end <= side * side and (end != here + 1 or column + 1 < side):
                        streets += 1
                        tags = {"highway": "residential", "name": name}
                        line = osmium.osm.mutable.Way(
                            id=houses + streets, nodes=[here, end], tags=tags
                        )
                        writer.add_way(line)
    return streets, houses


def _write_houses(writer: osmium.SimpleWriter, side: int, nodes: int) -> int:
    """Write the corners of two houses a crossing, then the houses; return how many."""
    outlines = []
    for number in range(2 * side * side):
        row, column = divmod(number // 2, side)
        left = _LEFT + (2 * column + 0.4 + 0.8 * (number % 2)) * _STEP_DEG
        bottom, wide, high = _BOTTOM + (row + 0.3) * _STEP_DEG, 3e-4, 2e-4
        corners = [(0, 0), (wide, 0), (wide, high), (0, high)]
        if number % 4 == 0:
            corners[3:] = [(wide / 2, high), (wide / 2, high / 2), (0, high / 2)]
        first = nodes + 1
        for east, north in corners:
            nodes += 1
            place = (left + east, bottom + north)
            writer.add_node(osmium.osm.mutable.Node(id=nodes, location=place))
        outlines.append((first, len(corners)))
    for number, (first, corners_of) in enumerate(outlines):
        row, column = divmod(number // 2, side)
        tags = {
            "building": "yes",
            "building:levels": str(number % 9 + 1),
            "addr:street": f"Row {row % 400} {column // _BLOCKS}",
            "addr:housenumber": str(column % _BLOCKS * 2 + number % 2 + 1),
        }
        refs = [*range(first, first + corners_of), first]
        writer.add_way(osmium.osm.mutable.Way(id=number + 1, nodes=refs, tags=tags))
    return len(outlines)


def _build(path: Path) -> None:
    began = time.perf_counter()
    built = build_city(BuildFiles(osm=path), name="grid")
    imported = time.perf_counter()
    network, buildings = built.city.network, len(built.city.buildings)
    print(f"{network.n_edges:,} edges, {network.n_nodes:,} nodes, {buildings:,} buildings")
    print(f"import {imported - began:.1f} s", flush=True)
    write_pack(built.city, path.parent / "grid")
    print(f"pack written and read back {time.perf_counter() - imported:.1f} s", flush=True)


if __name__ == "__main__":
    main()
