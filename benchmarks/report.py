"""What a benchmark hands back: named timings, and how they compare in the same run."""

from __future__ import annotations

import gc
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Report", "Timing", "best_of"]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one way of doing some work took."""

    way: str
    seconds: float
    items: float
    """How many units of work were done; a slow way may be given a sample."""
    unit: str
    note: str = ""

    @property
    def seconds_each(self) -> float:
        """Seconds for one unit."""
        return self.seconds / self.items


@dataclass(frozen=True, slots=True)
class Report:
    """Timings of one piece of work; the first is ours."""

    title: str
    timings: tuple[Timing, ...]

    def lines(self) -> list[str]:
        """Return a table: time, throughput, and how much slower than ours each other way is."""
        ours = self.timings[0].seconds_each
        rows = [f"{self.title}", f"  {'with':<44}{'time':>10}{'a second':>14}{'ratio':>9}"]
        for timing in self.timings:
            each = timing.seconds_each
            rows.append(
                f"  {timing.way:<44}{_time(timing.seconds):>10}{1 / each:>14,.0f}"
                f"{each / ours:>8.1f}×  {timing.note}".rstrip()
            )
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {"title": self.title, "timings": [asdict(timing) for timing in self.timings]}


def best_of(work: Callable[[], object], *, times: int = 3) -> float:
    """Return the seconds of the fastest of some runs, after one that compiles and warms up."""
    work()
    best = float("inf")
    for _ in range(times):
        gc.collect()
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def _time(seconds: float) -> str:
    if seconds >= 1.0:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.2f} ms"
