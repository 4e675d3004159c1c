"""Run the benchmarks: ``python -m benchmarks [NAME …] [--full] [--json]``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

MODULES = (
    "incidence", "viewsheds", "score", "routes", "startup", "maps", "cityfile", "stations",
    "journeys",
)  # fmt: skip
RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run some or all benchmarks, print a table for each, and keep the figures on request."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MODULES)}")
    parser.add_argument("--full", action="store_true", help="all sets and sizes (minutes)")
    parser.add_argument("--json", action="store_true", help="also write benchmarks/results/*.json")
    arguments = parser.parse_args()
    strangers = [name for name in arguments.names if name not in MODULES]
    if strangers:
        parser.error(f"{', '.join(strangers)}: no such benchmark (there are {', '.join(MODULES)})")
    for name in arguments.names or MODULES:
        reports = importlib.import_module(f"benchmarks.{name}").main(full=arguments.full)
        for report in reports:
            print("\n".join(report.lines()), end="\n\n", flush=True)
        if arguments.json:
            RESULTS.mkdir(exist_ok=True)
            text = json.dumps([report.as_dict() for report in reports], indent=2)
            (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
