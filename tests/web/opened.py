"""A page opened with the network off, and everything it did that it should not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.test_browser import WATCH

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

FROM, TO = "Rautatientori", "Kaisaniemenkatu"
TIMEOUT_MS = 15_000


class Opened:
    """A page with the network off, and everything it did that it should not."""

    def __init__(self, page: Page, address: str, *, init: str = "") -> None:
        self.page = page
        page.set_default_timeout(TIMEOUT_MS)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.add_init_script(WATCH + init)
        self.address = address
        page.goto(address)
        self.frame: Frame = page.frames[-1]

    def ready(self) -> Opened:
        self.frame.wait_for_selector("html[data-state=ready]", state="attached")
        return self

    def check_silence(self) -> None:
        """Nothing was read but the file itself (and what it made of itself), nobody complained."""
        own = ("data:", "blob:null/")
        assert {url for url in self.requests if not url.startswith(own)} <= {self.address}
        assert self.complaints == []
        assert self.frame.evaluate("window.violations") == []

    def find(self, start: str = FROM, goal: str = TO) -> None:
        self.frame.fill("#from", start)
        self.frame.fill("#to", goal)
        self.frame.press("#to", "Enter")
        self.frame.wait_for_selector("#results:not([hidden]) .card")

    def figures(self) -> list[tuple[str, str]]:
        """Minutes and cameras of each way."""
        cards = self.frame.locator(".card")
        return [
            (
                cards.nth(at).locator('[data-figure="minutes"]').inner_text(),
                cards.nth(at).locator('[data-figure="counted"]').inner_text(),
            )
            for at in range(cards.count())
        ]
