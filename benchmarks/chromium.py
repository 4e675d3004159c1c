"""An exported city in Chromium: how soon it can be used, how fast it answers, how it moves."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import CDPSession, Page

__all__ = ["opened"]

FLAGS: Final = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WINDOW: Final = {"width": 1440, "height": 900}
ZOOMS: Final = (12, 14, 16)
STEP_PX: Final = (20, 12)
STEPS: Final = 45
STEP_S: Final = 0.012
LOAD_MS: Final = 120_000
WATCH: Final = """
window.moments = {};
const noted = () => {
  const { state } = document.documentElement?.dataset ?? {};
  if (state) moments[state] ??= performance.now();
  if (document.querySelector("canvas.leaflet-tile")) moments.drawn ??= performance.now();
  if (!moments.ready && !moments.failed) requestAnimationFrame(noted);
};
requestAnimationFrame(noted);
let found;
Object.defineProperty(window, "L", {
  get: () => found,
  set: (leaflet) => {
    found = leaflet;
    leaflet.Map.addInitHook(function () { window.shownMap = this; });
  },
});
"""
"""Notes when the page is ready, and keeps hold of its map."""
RECORD: Final = """
window.record = () => {
  window.frames = [];
  window.recording = true;
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (recording) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};
"""
ASK: Final = """async (pairs) => {
  const { Engine } = parts.need("router/engine.js");
  const packed = atob(document.getElementById("city").textContent);
  const engine = new Engine();
  const begin = performance.now();
  await engine.open(Uint8Array.from(packed, (letter) => letter.charCodeAt(0)));
  const opened = performance.now() - begin;
  const fronts = [];
  const proofs = [];
  for (const [from, to] of pairs) {
    const asked = performance.now();
    let first = 0;
    try {
      await engine.routes({ from, to }, () => { first ||= performance.now() - asked; });
    } catch (trouble) {
      continue;
    }
    proofs.push(performance.now() - asked);
    fronts.push(first || proofs[proofs.length - 1]);
  }
  return { opened, fronts, proofs };
}"""


@dataclass(frozen=True, slots=True)
class Drag:
    """How a page moved."""

    frames: list[float]
    """Milliseconds from each frame to the next."""
    own_ms: float
    """Processor time of the page's main thread for a frame, whatever else the machine did."""


def opened(path: Path, pairs: list[Any], *, seconds: float) -> list[tuple[str, str]]:
    """Open a file with the network off and measure it.

    Parameters
    ----------
    path
        The exported HTML file.
    pairs
        Starts and goals, longitude and latitude.
    seconds
        How long the map is dragged at each zoom.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        try:
            context = browser.new_context(viewport=WINDOW, offline=True)
            empty = context.new_page()
            idle = _dragged(empty, seconds)
            empty.close()
            page = context.new_page()
            page.add_init_script(WATCH)
            page.goto(path.as_uri(), timeout=LOAD_MS)
            moments = _moments(page)
            page.wait_for_timeout(3_000)
            moved = {zoom: _dragged(page, seconds, zoom=zoom) for zoom in ZOOMS}
            asked = page.evaluate(ASK, pairs)
        finally:
            browser.close()
    return [
        ("map drawn after", _ms(moments.get("drawn", float("nan")))),
        ("ways can be asked for after", _ms(moments.get("ready", float("nan")))),
        ("engine opened in", _ms(asked["opened"])),
        (f"front, {len(asked['fronts'])} trips, p50 / p95", _p50_p95(asked["fronts"])),
        ("the same proven or given up, p50 / p95", _p50_p95(asked["proofs"])),
        ("frames of an empty page, p50 / p95", _p50_p95(idle.frames)),
        *(
            (f"frames, dragging at zoom {zoom}, p50 / p95", _p50_p95(drag.frames))
            for zoom, drag in moved.items()
        ),
        *(
            (f"  processor time of a frame, zoom {zoom}", f"{drag.own_ms:.1f} ms")
            for zoom, drag in moved.items()
        ),
        ("others at work meanwhile (load average)", _load()),
    ]


def _moments(page: Page) -> dict[str, float]:
    """Wait until ways can be asked for; return when what happened, milliseconds."""
    end = time.monotonic() + LOAD_MS / 1e3
    while time.monotonic() < end:
        moments: dict[str, float] = page.evaluate("moments")
        if "ready" in moments or "failed" in moments:
            return moments
        time.sleep(0.1)
    message = "the file never opened"
    raise TimeoutError(message)


def _dragged(page: Page, seconds: float, *, zoom: int | None = None) -> Drag:
    """Drag with the mouse at about 1,300 pixels a second, there and back."""
    if zoom is not None:
        page.evaluate("(zoom) => shownMap.setZoom(zoom, { animate: false })", zoom)
        page.wait_for_timeout(2_000)
    page.evaluate(RECORD)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _task_s(session)
    page.evaluate("record()")
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        across, down = (1, -1)[turn // 2 % 2], (1, -1)[turn % 2]
        turn += 1
        x, y = 920 - across * 400, 450 - down * 250
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(STEPS):
            page.mouse.move(x + across * STEP_PX[0] * step, y + down * STEP_PX[1] * step)
            time.sleep(STEP_S)
        page.mouse.up()
    frames: list[float] = page.evaluate("(recording = false, frames)")
    own_s = _task_s(session) - before
    session.detach()
    return Drag(frames, 1e3 * own_s / max(len(frames), 1))


def _task_s(session: CDPSession) -> float:
    """Return the processor time the main thread has taken so far, seconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def _load() -> str:
    """Return how many processes wanted a processor in the last minute, where that is known."""
    if not hasattr(os, "getloadavg"):
        return "unknown"
    return f"{os.getloadavg()[0]:.1f} of {os.cpu_count()}"


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"


def _p50_p95(values: list[float]) -> str:
    ordered = sorted(values)
    if not ordered:
        return "none"
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95)]
    return f"{at[0]:.1f} / {at[1]:.1f} ms"
