"""Import a million camera rows: seconds and peak memory against a plain read of the same file.

Run by itself, ``python -m benchmarks.table_import``: each way needs a process of its own, since
a peak of memory is a process's, not a function's. POSIX only (``resource``).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd

from geodata.tables.importing import import_cameras

ROWS = 1_000_000
COLUMNS = "id,lat,lon,camera_type,direction,height,operator,observed_on"
EVERY_BAD_ROW = 1_000


def write_table(path: Path, rows: int) -> None:
    """Write a made-up table; one row in a thousand has no latitude."""
    kinds = ("dome", "fixed", "ptz", "bullet")
    with path.open("w", encoding="utf-8") as stream:
        stream.write(COLUMNS + "\n")
        for n in range(rows):
            place = f"{55.5 + (n * 7919 % 500_000) / 1e6:.6f}"
            lat = place if (n + 1) % EVERY_BAD_ROW else ""
            lon = f"{37.3 + (n * 104_729 % 600_000) / 1e6:.6f}"
            optics = f"{kinds[n % 4]},{n % 360},{3 + n % 5}.5"
            stream.write(f"c{n},{lat},{lon},{optics},City,2024-05-{n % 28 + 1:02}\n")


def run_import(path: Path) -> str:
    """Import the table stretch by stretch, every row checked."""
    out = path.parent
    done = import_cameras(path, out / "cameras.parquet", out / "refused.csv")
    return f"{done.kept:,} kept, {sum(done.refused.values()):,} refused"


def run_plain(path: Path) -> str:
    """Read the table as geopandas does, with nothing checked."""
    return f"{len(gpd.read_file(path)):,} rows read"


WORK = {"plain": run_plain, "import": run_import}


def main() -> None:
    """Run each in a process of its own and print what it took."""
    if sys.argv[1:2] and sys.argv[1] in WORK:
        start = time.perf_counter()
        told = WORK[sys.argv[1]](Path(sys.argv[2]))
        seconds, used = time.perf_counter() - start, time.process_time()
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{sys.argv[1]:>8}: {seconds:6.1f} s ({used:.1f} s of CPU with imports), "
            f"peak {peak_mb:.0f} MB, {told}"
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cameras.csv"
        write_table(path, ROWS)
        for name in WORK:
            command = [sys.executable, "-m", "benchmarks.table_import", name, str(path)]
            subprocess.run(command, check=True)  # noqa: S603 - this very file


if __name__ == "__main__":
    main()
